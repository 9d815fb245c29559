import { rulesetReader } from '../../../kit/ruleset-outline.ts';
import { Comma, CurlyClose, CurlyOpen, Not, RoundClose, RoundOpen, Slash } from '../../../kit/ruleset-tokens.ts';
import { sortBraces } from './braces.ts';
import { AnyWord, Arrow, Compare, lexer, OpenQuote, Stray, TableName, tokens, Variable } from './tokens.ts';

const PIECES = [
  AnyWord,
  OpenQuote,
  Variable,
  TableName,
  Arrow,
  Compare,
  Not,
  Comma,
  Slash,
  RoundOpen,
  RoundClose,
  CurlyOpen,
  CurlyClose,
  Stray,
];

/** Macros, tables, options, rules, and anchors with rules inside. Never fails, loses nothing, costs linear time. */
export const readFile = rulesetReader({ lexer, tokens, pieces: PIECES, separators: [], sortBraces });
