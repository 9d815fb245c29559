import type { IToken } from 'chevrotain';
import type { Outline, Statement, SyntaxProblem, Trivia } from '../../outline.ts';
import type { Span } from '../../text/span.ts';
import { flatOutline } from '../flat-outline.ts';
import type { HclExpression } from './expression.ts';
import { parseExpression } from './expression-parser.ts';
import { finishStatement, type Growing, openStatement, tokenSpan } from './growing-statement.ts';
import { hclProblem } from './hcl-problems.ts';
import { placeWords } from './place-words.ts';
import {
  CloseCurly,
  CloseParen,
  CloseSquare,
  Equals,
  hclLexer,
  Identifier,
  Newline,
  OpenCurly,
  OpenParen,
  OpenSquare,
  Quoted,
} from './tokens.ts';

export interface HclOutline extends Outline {
  readonly body: HclBody;
}

export interface HclBody {
  readonly attributes: readonly HclAttribute[];
  readonly blocks: readonly HclBlock[];
}

export interface HclAttribute {
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: HclExpression;
  /** Its children are the elements of a list, the entries of an object. */
  readonly statement: Statement;
}

export interface HclBlock {
  readonly type: string;
  readonly typeSpan: Span;
  readonly labels: readonly { readonly value: string; readonly span: Span }[];
  readonly body: HclBody;
  readonly statement: Statement;
}

/**
 * Reads HCL losslessly: one statement per block, attribute, list element and object entry. The lexer and the expressions are
 * Chevrotain's; blocks are read by hand around them, so that a fault stays inside its own attribute or line. Never throws.
 */
export function readHcl(text: string): HclOutline {
  try {
    const { tokens, groups } = hclLexer.tokenize(text);
    const draft: Draft = { text, tokens, at: 0, trivia: [], problems: [], depth: 0, damaged: false };
    const statements: Statement[] = [];
    const body = readBody(draft, undefined, statements);
    const comments = (groups.comments ?? []).map((comment): Trivia => ({ kind: 'comment', span: tokenSpan(comment) }));
    return {
      text,
      statements,
      trivia: [...draft.trivia, ...comments].sort((a, b) => a.span.start - b.span.start),
      // A template of HCL is none yet.
      problems: /\{\{|\{%|<%/.test(text) ? [] : draft.problems,
      body,
    };
  } catch {
    // Too long or too deep for the engine.
    return { ...flatOutline(text, 'unknown'), body: { attributes: [], blocks: [] } };
  }
}

/** The body of an outline that this module made. */
export const asHcl = (outline: Outline): HclOutline =>
  'body' in outline ? (outline as HclOutline) : readHcl(outline.text);

interface Draft {
  readonly text: string;
  readonly tokens: readonly IToken[];
  at: number;
  readonly trivia: Trivia[];
  readonly problems: SyntaxProblem[];
  depth: number;
  /** A bracket was forgotten somewhere in the block at the left margin that is being read. */
  damaged: boolean;
}

const DEEPEST = 100;

function readBody(draft: Draft, parent: Growing | undefined, into: Statement[]): HclBody {
  const attributes: HclAttribute[] = [];
  const blocks: HclBlock[] = [];
  for (let token = draft.tokens[draft.at]; token; token = draft.tokens[draft.at]) {
    if (token.tokenType === Newline) draft.at += 1;
    else if (parent && (token.tokenType === CloseCurly || (draft.damaged && startsBlock(draft, draft.at)))) break;
    else if (isName(token) && draft.tokens[draft.at + 1]?.tokenType === Equals)
      attributes.push(readAttribute(draft, parent, into));
    else {
      const header = isName(token) && draft.depth < DEEPEST ? headerEnd(draft) : undefined;
      if (header === undefined) readStray(draft, parent, into);
      else blocks.push(readBlock(draft, header, parent, into));
    }
  }
  return { attributes, blocks };
}

const isName = ({ tokenType }: IToken): boolean =>
  tokenType === Identifier || (tokenType.CATEGORIES ?? []).includes(Identifier);

/** `resource "aws_vpc" "main" {`: the place of its brace; undefined where the line is no block's header. */
function headerEnd({ tokens, at }: Draft): number | undefined {
  let place = at + 1;
  while (tokens[place] && (isName(tokens[place]!) || tokens[place]!.tokenType === Quoted)) place += 1;
  return tokens[place]?.tokenType === OpenCurly ? place : undefined;
}

function readBlock(draft: Draft, brace: number, parent: Growing | undefined, into: Statement[]): HclBlock {
  const [name, ...labels] = draft.tokens.slice(draft.at, brace) as [IToken, ...IToken[]];
  const statement = openStatement(parent, [name, ...labels]);
  punctuate(draft, draft.tokens[brace]!);
  draft.at = brace + 1;
  draft.depth += 1;
  const body = readBody(draft, statement, statement.children);
  draft.depth -= 1;
  const next = draft.tokens[draft.at];
  const last = next?.tokenType === CloseCurly ? next : draft.tokens[draft.at - 1]!;
  if (last === next) {
    punctuate(draft, last);
    draft.at += 1;
  } else report(draft, 'unclosed', tokenSpan(draft.tokens[brace]!));
  if (draft.depth === 0) draft.damaged = false;
  const end = tokenSpan(last).end;
  finishStatement(statement, end, into);
  return {
    type: name.image,
    typeSpan: tokenSpan(name),
    labels: labels.map((label) => ({ value: unquoted(label), span: inside(label) })),
    body,
    statement,
  };
}

const unquoted = ({ image, tokenType }: IToken): string => (tokenType === Quoted ? image.slice(1, -1) : image);

function inside(token: IToken): Span {
  const { start, end } = tokenSpan(token);
  return token.tokenType === Quoted ? { start: start + 1, end: end - 1 } : { start, end };
}

function readAttribute(draft: Draft, parent: Growing | undefined, into: Statement[]): HclAttribute {
  const name = draft.tokens[draft.at]!;
  const statement = openStatement(parent, [name]);
  punctuate(draft, draft.tokens[draft.at + 1]!);
  draft.at += 2;
  const tokens = takeLine(draft);
  const nothing = tokenSpan(draft.tokens[draft.at - 1]!).end;
  let value: HclExpression = { kind: 'other', span: { start: nothing, end: nothing } };
  if (tokens.length === 0) report(draft, 'missing-value', tokenSpan(name));
  else {
    const parsed = parseExpression(tokens);
    if (parsed.broken !== undefined) report(draft, 'unexpected', spanAt(draft, parsed.broken));
    value = parsed.expression;
    placeWords(
      draft,
      value,
      tokens.filter((token) => token.tokenType !== Newline),
      parsed.structure,
      statement,
    );
  }
  finishStatement(statement, tokens.length > 0 ? tokenSpan(tokens.at(-1)!).end : nothing, into);
  return { name: name.image, nameSpan: tokenSpan(name), value, statement };
}

/** Up to the end of the line on which all brackets are closed, or the brace that closes the block. Line ends at the end are left. */
function takeLine(draft: Draft): IToken[] {
  const { tokens } = draft;
  const from = draft.at;
  const closing: IToken['tokenType'][] = [];
  let at = from;
  for (; at < tokens.length; at += 1) {
    const { tokenType } = tokens[at]!;
    if (tokenType === Newline) {
      if (closing.length === 0) break;
      // A bracket was forgotten: what follows at the margin is another block.
      if (startsBlock(draft, at + 1)) {
        draft.damaged = true;
        break;
      }
    }
    const closer = CLOSERS.get(tokenType);
    if (closer) closing.push(closer);
    else if (tokenType === closing.at(-1)) closing.pop();
    // Not the bracket that is open: the block's own.
    else if (tokenType === CloseCurly) break;
  }
  let end = at;
  while (end > from && tokens[end - 1]!.tokenType === Newline) end -= 1;
  draft.at = at;
  return tokens.slice(from, end);
}

const CLOSERS = new Map([
  [OpenCurly, CloseCurly],
  [OpenSquare, CloseSquare],
  [OpenParen, CloseParen],
]);

/** `resource "aws_vpc" "main" {` at the left margin. */
function startsBlock({ text, tokens }: Draft, at: number): boolean {
  const [first, second, third, fourth] = tokens.slice(at, at + 4);
  if (!first || !isName(first) || second?.tokenType !== Quoted) return false;
  if (first.startOffset > 0 && text[first.startOffset - 1] !== '\n') return false;
  return third?.tokenType === OpenCurly || (third?.tokenType === Quoted && fourth?.tokenType === OpenCurly);
}

/** Anything else on a line: kept, and told once. */
function readStray(draft: Draft, parent: Growing | undefined, into: Statement[]): void {
  const first = draft.tokens[draft.at]!;
  let tokens = takeLine(draft);
  if (tokens.length === 0) {
    tokens = [first];
    draft.at += 1;
  }
  report(draft, 'unexpected', tokenSpan(first));
  const statement = openStatement(
    parent,
    tokens.filter((token) => token.tokenType !== Newline),
  );
  finishStatement(statement, tokenSpan(tokens.at(-1)!).end, into);
}

function punctuate(draft: Draft, token: IToken): void {
  draft.trivia.push({ kind: 'punctuation', span: tokenSpan(token) });
}

function report(draft: Draft, code: Parameters<typeof hclProblem>[0], span: Span): void {
  if (draft.problems.length === 0) draft.problems.push({ span, ...hclProblem(code) });
}

const spanAt = ({ text }: Draft, offset: number): Span => {
  const start = Math.min(Math.max(0, offset), Math.max(0, text.length - 1));
  return { start, end: Math.min(start + 1, text.length) };
};
