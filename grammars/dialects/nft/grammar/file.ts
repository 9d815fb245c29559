import { rulesetReader } from '../../../kit/ruleset-outline.ts';
import { Comma, CurlyClose, CurlyOpen, Not, RoundClose, RoundOpen, Slash } from '../../../kit/ruleset-tokens.ts';
import { sortBraces } from './braces.ts';
import {
  AnyWord,
  AtName,
  BitOperator,
  Colon,
  Compare,
  Dash,
  Dot,
  Equals,
  lexer,
  OpenQuote,
  Semicolon,
  SquareClose,
  SquareOpen,
  Stray,
  tokens,
  Variable,
} from './tokens.ts';

const PIECES = [
  AnyWord,
  OpenQuote,
  Variable,
  AtName,
  Compare,
  Not,
  BitOperator,
  Equals,
  Comma,
  Dot,
  Colon,
  Dash,
  Slash,
  RoundOpen,
  RoundClose,
  SquareOpen,
  SquareClose,
  CurlyOpen,
  CurlyClose,
  Stray,
];

/** Tables with chains, sets and objects; commands; rules. Never fails, loses nothing, costs linear time. */
export const readFile = rulesetReader({ lexer, tokens, pieces: PIECES, separators: [Semicolon], sortBraces });
