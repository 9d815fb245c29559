import { EOF, type IToken } from 'chevrotain';
import { flatOutline } from '../../kit/flat-outline.ts';
import { finishStatement, type Growing, openStatement, tokenSpan, wordOf } from '../../kit/hcl/growing-statement.ts';
import { placeWords } from '../../kit/hcl/place-words.ts';
import type { Outline, Statement, SyntaxProblem, Trivia } from '../../outline.ts';
import { bicepProblem } from './bicep-problems.ts';
import { parseDeclaration } from './grammar/bicep-parser.ts';
import type { Declaration } from './grammar/declaration.ts';
import {
  Arrow,
  bicepLexer,
  CloseCurly,
  CloseParen,
  CloseSquare,
  Colon,
  Comma,
  Dot,
  Equals,
  Minus,
  Newline,
  OpenCurly,
  OpenParen,
  OpenSquare,
  Operator,
  Question,
  SafeDot,
} from './grammar/tokens.ts';

export interface Declared {
  readonly declaration: Declaration;
  readonly statement: Statement;
}

export interface BicepReading extends Outline {
  /** Variables and resources at the top, in text order. */
  readonly declared: readonly Declared[];
}

/**
 * Reads Bicep losslessly: one statement per declaration, property and element of a list. Declarations are told apart by hand, so that a
 * fault stays inside its own; what is in them is Chevrotain's. Never throws.
 */
export function readBicep(text: string): BicepReading {
  try {
    const { tokens, groups } = bicepLexer.tokenize(text);
    const comments = (groups.comments ?? []).map((one): Trivia => ({ kind: 'comment', span: tokenSpan(one) }));
    const draft: Draft = {
      text,
      tokens,
      next: nextVisible(tokens),
      trivia: comments,
      problems: [],
      statements: [],
      declared: [],
    };
    for (let at = 0; at < tokens.length; ) {
      if (tokens[at]!.tokenType === Newline) at += 1;
      else at = readDeclaration(draft, at);
    }
    const { statements, trivia, problems, declared } = draft;
    return { text, statements, trivia: trivia.sort((a, b) => a.span.start - b.span.start), problems, declared };
  } catch {
    // Too long or too deep for the engine.
    return { ...flatOutline(text, 'unknown', undefined, []), declared: [] };
  }
}

interface Draft {
  readonly text: string;
  readonly tokens: readonly IToken[];
  /** For each place, the next one that is no line end. */
  readonly next: Int32Array;
  readonly trivia: Trivia[];
  readonly problems: SyntaxProblem[];
  readonly statements: Statement[];
  readonly declared: Declared[];
}

/** @returns the place behind it */
function readDeclaration(draft: Draft, from: number): number {
  const { end, open } = endOfDeclaration(draft, from);
  const own = joined(draft, from, end);
  const statement = openStatement(undefined, []);
  const last = tokenSpan(own.at(-1)!).end;
  const read = PARSED.has(own[0]!.image) ? parseDeclaration(own) : undefined;
  const visible = own.filter(({ tokenType }) => tokenType !== Newline);
  if (read && 'declaration' in read) {
    placeWords(draft, read.declaration.value, visible, read.structure, statement);
    draft.declared.push({ declaration: read.declaration, statement });
  } else statement.words.push(...visible.map(wordOf));
  if (open) report(draft, 'unclosed', own[0]!);
  // A text that ends too early is told at its last token.
  else if (read && !('declaration' in read)) report(draft, 'unexpected', read.tokenType === EOF ? own.at(-1)! : read);
  finishStatement(statement as Growing, last, draft.statements);
  return end;
}

/** What is about resources; types, outputs, functions and decorators are known by their first word. */
const PARSED: ReadonlySet<string> = new Set(['var', 'resource']);

const OPENERS = new Map([
  [OpenCurly, CloseCurly],
  [OpenSquare, CloseSquare],
  [OpenParen, CloseParen],
]);

/** The line on which all brackets are closed, and those that go on with it. */
function endOfDeclaration(draft: Draft, from: number): { end: number; open: boolean } {
  const { tokens } = draft;
  const typed = !PARSED.has(tokens[from]!.image);
  const closing: IToken['tokenType'][] = [];
  for (let at = from; at < tokens.length; at += 1) {
    const { tokenType } = tokens[at]!;
    const closer = OPENERS.get(tokenType);
    if (closer) closing.push(closer);
    else if (tokenType === closing.at(-1)) closing.pop();
    if (tokenType !== Newline) continue;
    if (closing.length === 0) {
      // `param name string?`: the mark belongs to the type.
      const nullable = typed && tokens[at - 1]!.tokenType === Question;
      if (nullable || !goesOn(draft, at)) return { end: at, open: false };
    } else if (startsDeclaration(draft, at + 1)) return { end: at, open: true };
  }
  return { end: tokens.length, open: closing.length > 0 };
}

/** A declaration at the left margin, where a bracket was forgotten before it. */
function startsDeclaration({ text, tokens }: Draft, at: number): boolean {
  const [first, second] = tokens.slice(at, at + 2);
  if (!first || !second || (first.startOffset > 0 && text[first.startOffset - 1] !== '\n')) return false;
  return /^(?:resource|module|var|param|output|targetScope)$/.test(first.image) && second.tokenType !== Colon;
}

const BEFORE: ReadonlySet<unknown> = new Set([Operator, Question, Colon, Equals, Arrow, Minus, Dot, SafeDot]);
const BEHIND: ReadonlySet<unknown> = new Set([Operator, Question, Colon, Dot, SafeDot]);

/** Whether the text goes on in the next line with something: `? 'Allow'`. */
const goesOn = ({ tokens, next }: Draft, newline: number): boolean =>
  BEFORE.has(tokens[newline - 1]?.tokenType) || BEHIND.has(tokens[next[newline]!]?.tokenType);

function nextVisible(tokens: readonly IToken[]): Int32Array {
  const next = new Int32Array(tokens.length);
  let seen = tokens.length;
  for (let at = tokens.length - 1; at >= 0; at -= 1) {
    if (tokens[at]!.tokenType !== Newline) seen = at;
    next[at] = seen;
  }
  return next;
}

/** Line ends mean something directly inside braces and brackets, and only where nothing goes on in the next line. */
function joined(draft: Draft, from: number, end: number): IToken[] {
  const open: boolean[] = [];
  const kept: IToken[] = [];
  for (let at = from; at < end; at += 1) {
    const one = draft.tokens[at]!;
    const { tokenType } = one;
    if (tokenType === Newline) {
      if (open.at(-1) === true && kept.at(-1)?.tokenType !== Comma && !goesOn(draft, at)) kept.push(one);
      continue;
    }
    if (tokenType === OpenCurly || tokenType === OpenSquare) open.push(true);
    else if (tokenType === OpenParen) open.push(false);
    else if (tokenType === CloseCurly || tokenType === CloseParen || tokenType === CloseSquare) open.pop();
    kept.push(one);
  }
  return kept;
}

function report(draft: Draft, code: Parameters<typeof bicepProblem>[0], token: IToken): void {
  if (draft.problems.length === 0) draft.problems.push({ span: tokenSpan(token), ...bicepProblem(code) });
}
