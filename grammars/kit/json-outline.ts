import { createScanner } from 'jsonc-parser';
import type { Statement, SyntaxProblem, Trivia, Word } from '../outline.ts';
import type { Span } from '../text/span.ts';
import { flatOutline } from './flat-outline.ts';
import { jsonProblem } from './json-problems.ts';
import type { YamlEntry, YamlItem, YamlNode, YamlScalar } from './yaml-node.ts';
import type { YamlOutline } from './yaml-outline.ts';

/**
 * Reads JSON losslessly, with comments and trailing commas: one statement per member and array element, brackets, colons and commas
 * as trivia. The nodes are those of YAML, of which JSON is a part; keys and strings have their quotes and escapes undone.
 * Never throws; after an error the rest is still read. A text too deep to be read becomes lines of unknown statements.
 */
export function readJson(text: string): YamlOutline {
  const draft: Draft = { text, scanner: createScanner(text, false), trivia: [], problems: [], token: undefined };
  const statements: Statement[] = [];
  const documents: YamlNode[] = [];
  advance(draft);
  while (draft.token) {
    const before = draft.token.start;
    if (draft.token.kind === SyntaxKind.CloseBraceToken || isPlain(draft.token.kind)) misplaced(draft, statements);
    else {
      const node = value(draft, undefined, statements, 0);
      if (node === 'too deep') return { ...flatOutline(text, 'unknown'), documents: [], templated: false };
      documents.push(node);
    }
    if (draft.token?.start === before) misplaced(draft, statements);
  }
  return { text, statements, trivia: draft.trivia, problems: draft.problems, documents, templated: false };
}

/** As in jsonc-parser, whose own enumeration exists for the compiler only. */
const SyntaxKind = {
  OpenBraceToken: 1,
  CloseBraceToken: 2,
  OpenBracketToken: 3,
  CloseBracketToken: 4,
  CommaToken: 5,
  ColonToken: 6,
  StringLiteral: 10,
  LineCommentTrivia: 12,
  BlockCommentTrivia: 13,
  LineBreakTrivia: 14,
  Trivia: 15,
  Unknown: 16,
  EOF: 17,
} as const;

/** Deeper nesting is nobody's configuration, and the stack's end is near. */
const DEEPEST = 400;

interface Token {
  readonly kind: number;
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

interface Draft {
  readonly text: string;
  readonly scanner: ReturnType<typeof createScanner>;
  readonly trivia: Trivia[];
  readonly problems: SyntaxProblem[];
  token: Token | undefined;
}

type Growing = { -readonly [K in keyof Statement]: Statement[K] } & { children: Statement[]; words: Word[] };

/** The next token that means something; comments become trivia on the way. */
function advance(draft: Draft): void {
  const { scanner } = draft;
  for (;;) {
    const kind: number = scanner.scan();
    if (kind === SyntaxKind.EOF) {
      draft.token = undefined;
      return;
    }
    const start = scanner.getTokenOffset();
    // An open comment is counted one too long.
    const end = Math.min(start + scanner.getTokenLength(), draft.text.length);
    if (kind === SyntaxKind.Trivia || kind === SyntaxKind.LineBreakTrivia) continue;
    if (kind === SyntaxKind.LineCommentTrivia || kind === SyntaxKind.BlockCommentTrivia) {
      draft.trivia.push({ kind: 'comment', span: { start, end } });
      continue;
    }
    // A byte order mark is no text.
    if (kind === SyntaxKind.Unknown && draft.text.slice(start, end) === '\uFEFF') continue;
    draft.token = { kind, start, end, value: scanner.getTokenValue() };
    return;
  }
}

const isPlain = (kind: number): boolean =>
  kind === SyntaxKind.CloseBracketToken || kind === SyntaxKind.CommaToken || kind === SyntaxKind.ColonToken;

/** A token where none of its kind can be: told once a text, kept as a statement of its own. */
function misplaced(draft: Draft, into: Statement[]): void {
  const { start, end } = draft.token!;
  problem(draft, 'unexpected', { start, end });
  const span = { start, end };
  into.push({
    words: [{ text: draft.text.slice(start, end), span }],
    header: span,
    span,
    children: [],
    parent: undefined,
    coverage: 'unknown',
  });
  advance(draft);
}

function problem(draft: Draft, code: 'unexpected' | 'missing-comma' | 'missing-value' | 'unclosed', span: Span): void {
  if (draft.problems.length === 0) draft.problems.push({ span, ...jsonProblem(code) });
}

function punctuation(draft: Draft): void {
  const { start, end } = draft.token!;
  draft.trivia.push({ kind: 'punctuation', span: { start, end } });
  advance(draft);
}

/** `parent` gets the words of a scalar; what is nested goes to `into`. */
function value(draft: Draft, parent: Growing | undefined, into: Statement[], depth: number): YamlNode | 'too deep' {
  if (depth > DEEPEST) return 'too deep';
  switch (draft.token!.kind) {
    case SyntaxKind.OpenBraceToken:
      return object(draft, parent, into, depth);
    case SyntaxKind.OpenBracketToken:
      return array(draft, parent, into, depth);
    default:
      return scalar(draft, parent, into);
  }
}

function object(draft: Draft, parent: Growing | undefined, into: Statement[], depth: number): YamlNode | 'too deep' {
  const { start } = draft.token!;
  let end = draft.token!.end;
  const entries: YamlEntry[] = [];
  open(draft, parent);
  while (draft.token && draft.token.kind !== SyntaxKind.CloseBraceToken) {
    if (isPlain(draft.token.kind) || draft.token.kind === SyntaxKind.OpenBraceToken || isArray(draft)) {
      if (draft.token.kind === SyntaxKind.CloseBracketToken) break;
      if (draft.token.kind !== SyntaxKind.CommaToken) problem(draft, 'unexpected', draft.token);
      punctuation(draft);
      continue;
    }
    const keyToken = draft.token;
    const statement = begin(parent, keyToken.start);
    push(statement, draft, keyToken);
    advance(draft);
    let node: YamlNode | 'too deep' = nothing(keyToken.end);
    if (at(draft, SyntaxKind.ColonToken)) {
      punctuation(draft);
      if (draft.token && !isEnd(draft.token.kind)) node = value(draft, statement, statement.children, depth + 1);
      else problem(draft, 'missing-value', keyToken);
    } else problem(draft, 'missing-value', keyToken);
    if (node === 'too deep') return node;
    finish(statement, node, into);
    const key =
      keyToken.kind === SyntaxKind.StringLiteral ? keyToken.value : draft.text.slice(keyToken.start, keyToken.end);
    entries.push({ key, keySpan: inside(draft.text, keyToken), value: node, statement });
    separate(draft, SyntaxKind.CloseBraceToken);
  }
  end = close(draft, SyntaxKind.CloseBraceToken, start, end);
  return { kind: 'map', span: { start, end }, entries, flow: true };
}

function array(draft: Draft, parent: Growing | undefined, into: Statement[], depth: number): YamlNode | 'too deep' {
  const { start } = draft.token!;
  let end = draft.token!.end;
  const items: YamlItem[] = [];
  open(draft, parent);
  while (draft.token && draft.token.kind !== SyntaxKind.CloseBracketToken) {
    if (isEnd(draft.token.kind) || draft.token.kind === SyntaxKind.ColonToken) {
      if (draft.token.kind === SyntaxKind.CloseBraceToken) break;
      if (draft.token.kind === SyntaxKind.ColonToken) problem(draft, 'unexpected', draft.token);
      punctuation(draft);
      continue;
    }
    const statement = begin(parent, draft.token.start);
    const nested = draft.token.kind === SyntaxKind.OpenBraceToken || isArray(draft);
    if (nested) push(statement, draft, draft.token);
    const node = value(draft, statement, statement.children, depth + 1);
    if (node === 'too deep') return node;
    finish(statement, node, into);
    items.push({ value: node, statement });
    separate(draft, SyntaxKind.CloseBracketToken);
  }
  end = close(draft, SyntaxKind.CloseBracketToken, start, end);
  return { kind: 'seq', span: { start, end }, items, flow: true };
}

const at = (draft: Draft, kind: number): boolean => draft.token?.kind === kind;
const isArray = (draft: Draft): boolean => at(draft, SyntaxKind.OpenBracketToken);
const isEnd = (kind: number): boolean =>
  kind === SyntaxKind.CloseBraceToken || kind === SyntaxKind.CloseBracketToken || kind === SyntaxKind.CommaToken;

/** The bracket that opens an element is the element's word; any other is punctuation. */
function open(draft: Draft, parent: Growing | undefined): void {
  const { start } = draft.token!;
  if (parent?.words.at(-1)?.span.start === start) advance(draft);
  else punctuation(draft);
}

function close(draft: Draft, kind: number, start: number, fallback: number): number {
  if (!at(draft, kind)) {
    problem(draft, 'unclosed', { start, end: start + 1 });
    return draft.token?.start ?? Math.max(fallback, draft.text.trimEnd().length);
  }
  const { end } = draft.token!;
  punctuation(draft);
  return end;
}

function separate(draft: Draft, closing: number): void {
  if (at(draft, SyntaxKind.CommaToken)) punctuation(draft);
  else if (draft.token && draft.token.kind !== closing) problem(draft, 'missing-comma', draft.token);
}

function scalar(draft: Draft, parent: Growing | undefined, into: Statement[]): YamlScalar {
  const token = draft.token!;
  const quoted = token.kind === SyntaxKind.StringLiteral;
  const statement = parent ?? begin(undefined, token.start);
  push(statement, draft, token);
  advance(draft);
  const source = draft.text.slice(token.start, token.end);
  const node: YamlScalar = {
    kind: 'scalar',
    value: quoted ? token.value : source,
    style: quoted ? 'double' : 'plain',
    span: { start: token.start, end: token.end },
    opaque: false,
  };
  if (!parent) finish(statement, node, into);
  return node;
}

const nothing = (offset: number): YamlScalar => ({
  kind: 'scalar',
  value: '',
  style: 'empty',
  span: { start: offset, end: offset },
  opaque: false,
});

/** A key without its quotes. */
const inside = (text: string, { start, end }: Token): Span =>
  text[start] === '"' && end - start >= 2 && text[end - 1] === '"'
    ? { start: start + 1, end: end - 1 }
    : { start, end };

function begin(parent: Growing | undefined, start: number): Growing {
  const span = { start, end: start };
  return { words: [], header: span, span, children: [], parent, coverage: 'unknown' };
}

const push = (statement: Growing, draft: Draft, { start, end }: Token): void => {
  statement.words.push({ text: draft.text.slice(start, end), span: { start, end } });
};

function finish(statement: Growing, node: YamlNode, into: Statement[]): void {
  const start = statement.words[0]!.span.start;
  const headerEnd = statement.words.at(-1)!.span.end;
  statement.header = { start, end: headerEnd };
  statement.span = { start, end: Math.max(headerEnd, node.span.end) };
  into.push(statement);
}
