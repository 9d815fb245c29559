import type { IToken } from 'chevrotain';
import type { Outline, Statement, SyntaxProblem, Trivia, Word } from '../../outline.ts';
import type { Span } from '../../text/span.ts';
import { flatOutline } from '../flat-outline.ts';
import type { HclExpression } from './expression.ts';
import { parseExpression } from './expression-parser.ts';
import { hclProblem } from './hcl-problems.ts';
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
    const comments = (groups.comments ?? []).map((comment): Trivia => ({ kind: 'comment', span: spanOf(comment) }));
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

type Growing = { -readonly [K in keyof Statement]: Statement[K] } & { children: Statement[]; words: Word[] };

const DEEPEST = 100;

const spanOf = ({ startOffset, image }: IToken): Span => ({ start: startOffset, end: startOffset + image.length });

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
  const statement = open(parent, [name, ...labels]);
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
  } else report(draft, 'unclosed', spanOf(draft.tokens[brace]!));
  if (draft.depth === 0) draft.damaged = false;
  const end = spanOf(last).end;
  finish(statement, end, into);
  return {
    type: name.image,
    typeSpan: spanOf(name),
    labels: labels.map((label) => ({ value: unquoted(label), span: inside(label) })),
    body,
    statement,
  };
}

const unquoted = ({ image, tokenType }: IToken): string => (tokenType === Quoted ? image.slice(1, -1) : image);

function inside(token: IToken): Span {
  const { start, end } = spanOf(token);
  return token.tokenType === Quoted ? { start: start + 1, end: end - 1 } : { start, end };
}

function readAttribute(draft: Draft, parent: Growing | undefined, into: Statement[]): HclAttribute {
  const name = draft.tokens[draft.at]!;
  const statement = open(parent, [name]);
  punctuate(draft, draft.tokens[draft.at + 1]!);
  draft.at += 2;
  const tokens = takeLine(draft);
  const nothing = spanOf(draft.tokens[draft.at - 1]!).end;
  let value: HclExpression = { kind: 'other', span: { start: nothing, end: nothing } };
  if (tokens.length === 0) report(draft, 'missing-value', spanOf(name));
  else {
    const parsed = parseExpression(tokens);
    if (parsed.broken !== undefined) report(draft, 'unexpected', spanAt(draft, parsed.broken));
    value = parsed.expression;
    place(draft, value, tokens, parsed.structure, statement);
  }
  finish(statement, tokens.length > 0 ? spanOf(tokens.at(-1)!).end : nothing, into);
  return { name: name.image, nameSpan: spanOf(name), value, statement };
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

/** Words of a statement, children for what is in lists and objects, punctuation between. */
function place(
  draft: Draft,
  value: HclExpression,
  tokens: readonly IToken[],
  structure: ReadonlySet<number>,
  statement: Growing,
): void {
  const queue = tokens.filter((token) => token.tokenType !== Newline);
  let next = 0;
  const upTo = (end: number, owner: Growing): void => {
    for (; queue[next] && queue[next]!.startOffset < end; next += 1) {
      if (structure.has(queue[next]!.startOffset)) punctuate(draft, queue[next]!);
      else owner.words.push(wordOf(queue[next]!));
    }
  };
  const nested = (start: number, owner: Growing, fill: (child: Growing) => void, end: number): void => {
    upTo(start, owner);
    const child = open(owner, []);
    fill(child);
    upTo(end, child);
    if (child.words.length > 0) finish(child, end, owner.children);
  };
  const visit = (one: HclExpression, owner: Growing): void => {
    if (one.kind === 'list') {
      for (const item of one.items) {
        const start = startOf(draft, item);
        const bracket = item.kind === 'list' || item.kind === 'object';
        nested(
          start,
          owner,
          (child) => {
            // An element needs a word: its bracket.
            if (bracket) child.words.push(wordOf(queue[next++]!));
            visit(item, child);
          },
          endOf(draft, item),
        );
      }
      upTo(one.span.end, owner);
    } else if (one.kind === 'object') {
      for (const entry of one.entries) {
        const start = Math.min(startOf(draft, { kind: 'other', span: entry.keySpan }), entry.keySpan.start);
        nested(
          start,
          owner,
          (child) => {
            upTo(entry.value.span.start, child);
            visit(entry.value, child);
          },
          endOf(draft, entry.value),
        );
      }
      upTo(one.span.end, owner);
    }
  };
  visit(value, statement);
  upTo(Number.POSITIVE_INFINITY, statement);
}

/** With its quotes. */
function startOf({ text }: Draft, { span }: HclExpression): number {
  return text[span.start - 1] === '"' && text[span.start] !== '"' ? span.start - 1 : span.start;
}

const endOf = ({ text }: Draft, { kind, span }: HclExpression): number =>
  kind === 'text' && text[span.end] === '"' && text[span.start - 1] === '"' ? span.end + 1 : span.end;

/** Anything else on a line: kept, and told once. */
function readStray(draft: Draft, parent: Growing | undefined, into: Statement[]): void {
  const first = draft.tokens[draft.at]!;
  let tokens = takeLine(draft);
  if (tokens.length === 0) {
    tokens = [first];
    draft.at += 1;
  }
  report(draft, 'unexpected', spanOf(first));
  const statement = open(
    parent,
    tokens.filter((token) => token.tokenType !== Newline),
  );
  finish(statement, spanOf(tokens.at(-1)!).end, into);
}

const wordOf = (token: IToken): Word => ({ text: token.image, span: spanOf(token) });

function punctuate(draft: Draft, token: IToken): void {
  draft.trivia.push({ kind: 'punctuation', span: spanOf(token) });
}

function report(draft: Draft, code: Parameters<typeof hclProblem>[0], span: Span): void {
  if (draft.problems.length === 0) draft.problems.push({ span, ...hclProblem(code) });
}

const spanAt = ({ text }: Draft, offset: number): Span => {
  const start = Math.min(Math.max(0, offset), Math.max(0, text.length - 1));
  return { start, end: Math.min(start + 1, text.length) };
};

function open(parent: Growing | undefined, tokens: readonly IToken[]): Growing {
  const words = tokens.map(wordOf);
  const span = { start: words[0]?.span.start ?? 0, end: words.at(-1)?.span.end ?? 0 };
  return { words, header: span, span, children: [], parent, coverage: 'unknown' };
}

function finish(statement: Growing, end: number, into: Statement[]): void {
  const start = statement.words[0]!.span.start;
  const last = statement.words.at(-1)!.span.end;
  // Words may stand behind the elements of a list: they are the header's only where nothing is between.
  statement.header = { start, end: statement.children.length === 0 ? last : headerBefore(statement) };
  statement.span = { start, end: Math.max(last, end) };
  into.push(statement);
}

function headerBefore({ words, children }: Growing): number {
  const first = children[0]!.span.start;
  return words.findLast((word) => word.span.end <= first)?.span.end ?? words[0]!.span.end;
}
