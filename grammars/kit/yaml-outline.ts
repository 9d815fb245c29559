import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Outline, Statement, SyntaxProblem, Word } from '../outline.ts';
import type { Span } from '../text/span.ts';
import { flatOutline } from './flat-outline.ts';
import { fillGaps } from './yaml-gaps.ts';
import type { ScalarStyle, YamlEntry, YamlItem, YamlNode, YamlScalar } from './yaml-node.ts';
import { yamlProblem } from './yaml-problems.ts';
import { type Unfolded, unfoldInterpolation, unfoldTemplate } from './yaml-template.ts';

/** An outline that also knows what its documents say. */
export interface YamlOutline extends Outline {
  /** One root per document that holds anything. */
  readonly documents: readonly YamlNode[];
  /** A Jinja template (or one of its relatives): branches are not known, so nothing is said to be missing or double. */
  readonly templated: boolean;
}

/**
 * Reads YAML losslessly: one statement per mapping entry and sequence item, anchors, tags and punctuation as trivia.
 * Never throws; a text too deep to be read becomes lines of unknown statements.
 * @param template read as a Jinja template from the start; else only when the text is no YAML without it
 */
export function readYaml(text: string, template = false): YamlOutline {
  try {
    if (template) return read(text, unfoldTemplate(text));
    const plain = read(text, undefined);
    if (plain.problems.length === 0) return plain;
    const unfolded = /\{\{|\{%/.test(text) ? unfoldTemplate(text) : undefined;
    if (unfolded && unfolded.holes.length > 0) return read(text, unfolded);
    // A shell script has ${x} too: it is a template only where that explains the error.
    const interpolated = /[$%]\{/.test(text) ? unfoldInterpolation(text) : undefined;
    return interpolated && isYaml(interpolated.text) ? read(text, interpolated) : plain;
  } catch {
    return { ...flatOutline(text, 'unknown'), documents: [], templated: false };
  }
}

/** The outline itself when this module made it, else a new reading of its text. */
export const asYaml = (outline: Outline): YamlOutline =>
  'documents' in outline ? (outline as YamlOutline) : readYaml(outline.text);

/** The package makes an Error of each of thousands of faults; what they cost is the stack trace that nobody reads. */
function withoutStackTraces<T>(work: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

const isYaml = (text: string): boolean => read(text, undefined).problems.length === 0;

interface Draft {
  readonly text: string;
  readonly holes: readonly Span[];
  readonly anchors: Map<string, YamlNode>;
  /** Anchored nodes with an alias inside: following them again could blow a small text up without bound. */
  readonly tangled: Set<YamlNode>;
  aliases: number;
  /** Aliases without an anchor anywhere. */
  readonly lostAliases: Span[];
  /** End of the last word taken. */
  done: number;
}

type DraftStatement = { -readonly [K in keyof Statement]: Statement[K] } & { children: Statement[]; words: Word[] };

function read(text: string, unfolded: Unfolded | undefined): YamlOutline {
  const documents = withoutStackTraces(() =>
    // The package takes a byte order mark for a column of the first line.
    parseAllDocuments((unfolded?.text ?? text).replace(/^\uFEFF/, '\n'), {
      keepSourceTokens: true,
      prettyErrors: false,
      strict: false,
      // The package compares every key with every other one; `duplicate-key` is looked for in linear time elsewhere.
      uniqueKeys: false,
      logLevel: 'silent',
    }),
  );
  const draft: Draft = {
    text,
    holes: unfolded?.holes ?? [],
    anchors: new Map(),
    tangled: new Set(),
    aliases: 0,
    lostAliases: [],
    done: 0,
  };
  const statements: Statement[] = [];
  const roots: YamlNode[] = [];
  for (const document of Array.isArray(documents) ? documents : []) {
    draft.anchors.clear();
    if (document.contents) roots.push(nodeOf(document.contents as Node, undefined, statements, draft));
  }
  const problems = unfolded ? [] : (documents as Document[]).flatMap((document) => firstProblem(document, text));
  if (!unfolded && problems.length === 0)
    for (const where of draft.lostAliases.slice(0, 1)) problems.push({ span: where, ...yamlProblem('BAD_ALIAS')! });
  const { trivia, orphans } = fillGaps(text, statements, draft.holes);
  return {
    text,
    statements: orphans.length === 0 ? statements : [...statements, ...orphans].sort(byStart),
    trivia,
    problems,
    documents: roots,
    templated: unfolded !== undefined,
  };
}

const byStart = (a: Statement, b: Statement): number => a.span.start - b.span.start;

/** What follows the first error of a document is guesswork, and the platform stops there too. */
function firstProblem(document: Document, text: string): SyntaxProblem[] {
  for (const error of document.errors) {
    if (error.message.includes('sufficiently indented') && closesLater(text, error.pos[0])) return [];
    const problem = yamlProblem(error.code);
    if (!problem) continue;
    const start = Math.min(error.pos[0], text.length);
    const lineEnd = text.indexOf('\n', start);
    const last = lineEnd < 0 ? text.length : lineEnd;
    const end = Math.max(Math.min(error.pos[1], last), Math.min(start + 1, text.length));
    return [{ span: { start, end }, ...problem }];
  }
  return [];
}

/** PyYAML and libyaml let a list in brackets reach out to the margin; the package takes it for unclosed. */
const closesLater = (text: string, offset: number): boolean =>
  /^(?:[^[\]{}:]|:(?!\s)){0,2000}[\]}]/.test(text.slice(offset, offset + 2001));

function nodeOf(node: Node, parent: DraftStatement | undefined, into: Statement[], draft: Draft): YamlNode {
  const before = draft.aliases;
  const untagged = isMap(node)
    ? mapOf(node, parent, into, draft)
    : isSeq(node)
      ? seqOf(node, parent, into, draft)
      : scalarOf(node, parent, into, draft);
  const tag = isAlias(node) ? undefined : (node as Scalar).tag;
  const result: YamlNode = tag?.startsWith('!') ? { ...untagged, tag } : untagged;
  const anchor = isAlias(node) ? undefined : (node as Scalar).anchor;
  if (anchor !== undefined) {
    draft.anchors.set(anchor, result);
    if (draft.aliases > before) draft.tangled.add(result);
  }
  return result;
}

function mapOf(map: YAMLMap, parent: DraftStatement | undefined, into: Statement[], draft: Draft): YamlNode {
  const entries: YamlEntry[] = [];
  const inherited: YamlEntry[] = [];
  for (const pair of map.items as Pair<Node | null, Node | null>[]) {
    if (!isPair(pair)) continue;
    const keySpan = spanOf(pair.key, draft);
    const statement = open(parent, keySpan?.start ?? spanOf(pair.value, draft)?.start ?? draft.done);
    const word = keySpan && take(keySpan, draft);
    // An entry without a key (`: value`) is named by its colon.
    push(statement, word ?? take(colonOf(pair), draft));
    const key = isScalar(pair.key) ? String(pair.key.source ?? pair.key.value ?? '') : (word?.text ?? '');
    const value = pair.value ? nodeOf(pair.value, statement, statement.children, draft) : empty(statement);
    close(statement, into, value.span.end);
    const span = keySpan ?? statement.header;
    if (key === '<<' && isScalar(pair.key)) inherited.push(...mergedEntries(value));
    else entries.push({ key, keySpan: span, value, statement });
  }
  return { kind: 'map', span: spanOf(map, draft)!, entries: [...entries, ...inherited], flow: map.flow === true };
}

function colonOf(pair: Pair<Node | null, Node | null>): Span {
  const colon = pair.srcToken?.sep?.find((token) => token.type === 'map-value-ind');
  return { start: colon?.offset ?? 0, end: colon ? colon.offset + 1 : 0 };
}

function mergedEntries(node: YamlNode): YamlEntry[] {
  const maps = node.kind === 'seq' ? node.items.map((item) => item.value) : [node];
  return maps.flatMap((map) => (map.kind === 'map' ? map.entries.map((entry) => ({ ...entry, inherited: true })) : []));
}

function seqOf(seq: YAMLSeq, parent: DraftStatement | undefined, into: Statement[], draft: Draft): YamlNode {
  const items: YamlItem[] = [];
  const source = seq.srcToken;
  const tokens = source?.type === 'block-seq' ? source.items : [];
  for (const [i, item] of (seq.items as (Node | Pair | null)[]).entries()) {
    // `[a: b]` in a flow sequence is a map of one pair.
    if (!item || isPair(item)) continue;
    const dash = tokens[i]?.start.find((token) => token.type === 'seq-item-ind')?.offset;
    const own = spanOf(item, draft);
    const statement = open(parent, dash ?? own?.start ?? draft.done);
    if (dash !== undefined) push(statement, take({ start: dash, end: dash + 1 }, draft));
    // Not `[a: b]`, a mapping without a bracket of its own.
    else if (isCollection(item) && own && /[[{]/.test(draft.text[own.start] ?? ''))
      push(statement, take({ start: own.start, end: own.start + 1 }, draft));
    const value = nodeOf(item, statement, statement.children, draft);
    close(statement, into, value.span.end);
    items.push({ value, statement });
  }
  return { kind: 'seq', span: spanOf(seq, draft)!, items, flow: seq.flow === true };
}

function scalarOf(node: Node, parent: DraftStatement | undefined, into: Statement[], draft: Draft): YamlNode {
  const where = spanOf(node, draft) ?? { start: draft.done, end: draft.done };
  const word = take(where, draft);
  if (word && parent) parent.words.push(word);
  if (word && !parent) {
    const statement = open(undefined, word.span.start);
    statement.words.push(word);
    close(statement, into);
  }
  if (isAlias(node)) {
    draft.aliases += 1;
    const target = draft.anchors.get(node.source);
    if (!target && draft.lostAliases.length === 0 && !draft.text.includes(`&${node.source}`))
      draft.lostAliases.push(where);
    return target && !draft.tangled.has(target)
      ? target
      : { kind: 'scalar', value: '', style: 'alias', span: where, opaque: true };
  }
  const scalar = node as Scalar;
  const opaque = holdsHole(where, draft.holes);
  // `source` is the text before it is read as number or boolean: 010 stays 010.
  const value = String(scalar.source ?? scalar.value ?? '');
  return { kind: 'scalar', value, style: styleOf(scalar, where), span: where, opaque };
}

function holdsHole(where: Span, holes: readonly Span[]): boolean {
  let low = 0;
  let high = holes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holes[middle]!.end <= where.start) low = middle + 1;
    else high = middle;
  }
  return low < holes.length && holes[low]!.start < where.end;
}

const STYLES: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

const styleOf = (scalar: Scalar, where: Span): ScalarStyle =>
  where.end === where.start ? 'empty' : (STYLES[scalar.type ?? 'PLAIN'] ?? 'plain');

const empty = (statement: DraftStatement): YamlScalar => ({
  kind: 'scalar',
  value: '',
  style: 'empty',
  span: {
    start: statement.words.at(-1)?.span.end ?? statement.span.start,
    end: statement.words.at(-1)?.span.end ?? statement.span.start,
  },
  opaque: false,
});

function spanOf(node: Node | null | undefined, draft: Draft): Span | undefined {
  const range = node?.range;
  if (!range) return undefined;
  const start = Math.min(range[0], draft.text.length);
  let end = Math.min(Math.max(range[1], start), draft.text.length);
  while (end > start && isSpace(draft.text.charCodeAt(end - 1))) end -= 1;
  return { start, end };
}

const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9;

/** Takes a piece of text as a word, once and in order. */
function take(where: Span, draft: Draft): Word | undefined {
  if (where.start < draft.done || where.end <= where.start) return undefined;
  draft.done = where.end;
  return { text: draft.text.slice(where.start, where.end), span: where };
}

const push = (statement: DraftStatement, word: Word | undefined): void => {
  if (word) statement.words.push(word);
};

function open(parent: DraftStatement | undefined, start: number): DraftStatement {
  const nowhere = { start, end: start };
  return { words: [], header: nowhere, span: nowhere, children: [], parent, coverage: 'unknown' };
}

/** Keeps the statement where it holds anything at all; what is nested in a nameless one (broken text) moves up. */
function close(statement: DraftStatement, into: Statement[], valueEnd = 0): void {
  const first = statement.words[0]?.span;
  if (!first) {
    for (const child of statement.children) into.push(Object.assign(child, { parent: statement.parent }));
    return;
  }
  const headerEnd = statement.words.at(-1)!.span.end;
  statement.header = { start: first.start, end: headerEnd };
  // With the bracket that closes a flow collection; what an alias stands for is elsewhere.
  const last = statement.children.at(-1)?.span.end ?? headerEnd;
  statement.span = { start: first.start, end: Math.max(headerEnd, last, valueEnd) };
  into.push(statement);
}
