import { listOf } from '../../kit/braces-outline.ts';
import { attributeOf, xmlText } from '../../kit/xml-outline.ts';
import type { Outline, Statement, Word } from '../../outline.ts';
import type { Located, Span } from '../../text/span.ts';
import { type Form, formOf } from './parse.ts';
import { settingsAt } from './settings.ts';

/**
 * One word of the hierarchy: `rulebase`, below it `security`, `rules`, a rule's name, `from`, a zone. Set commands, braces and XML make
 * the same tree.
 */
export interface Node {
  /** Without quotes and entities. */
  readonly name: string;
  readonly span: Span;
  readonly parent: Node | undefined;
  /** In order; not to be changed. */
  readonly children: ReadonlyMap<string, Node>;
  /** Statements that end here, or pass through here, in text order. */
  readonly statements: readonly Statement[];
}

interface Draft extends Node {
  readonly parent: Draft | undefined;
  children: Map<string, Draft>;
  readonly statements: Statement[];
  readonly depth: number;
}

export interface Tree {
  readonly form: Form;
  readonly root: Node;
  /** Every command was carried out. */
  readonly complete: boolean;
  /** `move` or `delete` make another list than the text has. */
  readonly reordered: boolean;
  /** Where the words of a statement end: several for a list. */
  ends(statement: Statement): readonly Node[];
}

/** Below this depth words are not put into the tree: readers of it recurse. */
const DEEPEST = 120;

const known = new WeakMap<Outline, Tree>();

/** Read once, for the model and for every change that is written. */
export function treeOf(outline: Outline): Tree {
  const before = known.get(outline);
  if (before) return before;
  const form = formOf(outline.text);
  const session: Session = {
    root: newNode('', { start: 0, end: 0 }, undefined),
    ends: new Map(),
    complete: true,
    moves: 0,
    reordered: false,
  };
  for (const statement of outline.statements) {
    if (form === 'xml') addXml(session, statement, session.root);
    else if (isVerb(statement)) runVerb(session, statement);
    else addBraces(session, statement, session.root);
  }
  const tree: Tree = {
    form,
    root: session.root,
    complete: session.complete,
    reordered: session.reordered,
    ends: (statement) => session.ends.get(statement) ?? [],
  };
  known.set(outline, tree);
  return tree;
}

interface Session {
  readonly root: Draft;
  readonly ends: Map<Statement, readonly Node[]>;
  complete: boolean;
  reordered: boolean;
  /** Work done by `move`, bounded so that costs stay linear. */
  moves: number;
}

const NONE = new Map<string, Draft>();

const newNode = (name: string, span: Span, parent: Draft | undefined): Draft => ({
  name,
  span,
  parent,
  children: NONE,
  statements: [],
  depth: parent ? parent.depth + 1 : 0,
});

function below(parent: Draft, { value: name, span }: Located<string>, statement: Statement): Draft {
  if (parent.depth >= DEEPEST) return parent;
  let child = parent.children.get(name);
  if (!child) {
    if (parent.children === NONE) parent.children = new Map();
    child = newNode(name, span, parent);
    parent.children.set(name, child);
  }
  if (child.statements.at(-1) !== statement) child.statements.push(statement);
  return child;
}

const isVerb = ({ words, children }: Statement): boolean =>
  children.length === 0 && words.length > 1 && /^(?:set|delete|move|rename|copy|edit)$/.test(words[0]!.text);

/**
 * Words one below the other, those of a list beside each other; after a setting with its value the next one of the same entry may come.
 * @returns where they end
 */
function insert(
  session: Session,
  from: Draft,
  words: readonly Located<string>[],
  lists: readonly (number | undefined)[],
  statement: Statement,
): readonly Draft[] {
  const all: Draft[] = [];
  let ends: readonly Draft[] = [from];
  let at = from;
  const entries: Entry[] = [];
  for (let i = 0; i < words.length; i += 1) {
    const list = lists[i];
    if (list !== undefined) {
      const beside: Draft[] = [];
      for (; i < words.length && lists[i] === list; i += 1) beside.push(below(at, words[i]!, statement));
      i -= 1;
      ends = beside;
      at = beside.at(-1)!;
      continue;
    }
    const entry = entries.findLast(({ node, settings }) => at.depth >= node.depth + 2 && settings.has(words[i]!.value));
    if (entry) {
      all.push(...ends);
      at = entry.node;
      entries.length = entries.indexOf(entry) + 1;
    }
    at = below(at, words[i]!, statement);
    ends = [at];
    const settings = settingsAt(at.name, at.parent?.name, at.parent?.parent?.name);
    if (settings) entries.push({ node: at, settings });
  }
  all.push(...ends);
  session.ends.set(statement, all);
  return ends;
}

interface Entry {
  readonly node: Draft;
  readonly settings: ReadonlySet<string>;
}

function addBraces(session: Session, statement: Statement, base: Draft): void {
  const ends = insert(session, base, statement.words.map(plain), statement.words.map(listOf), statement);
  for (const child of statement.children) addBraces(session, child, ends.at(-1)!);
}

/** Wrappers of what the API answers. */
const WRAPPERS: ReadonlySet<string> = new Set(['response', 'result']);

function addXml(session: Session, statement: Statement, base: Draft): void {
  const { words, children } = statement;
  const [tag] = words;
  const text = words.find((word, i) => i > 0 && attributeOf(word) === undefined);
  const named = words.find((word) => attributeOf(word) === 'name');
  let own: readonly (Word | undefined)[] = [tag, text];
  if (tag!.text === 'entry') own = [named];
  else if (tag!.text === 'member') own = [text];
  else if (WRAPPERS.has(tag!.text) && base === session.root) own = [];
  const located = own.flatMap((word) => (word ? [{ value: contentOf(word.text), span: word.span }] : []));
  const ends = insert(session, base, located, [], statement);
  for (const child of children) addXml(session, child, ends.at(-1)!);
}

const contentOf = (text: string): string =>
  text.startsWith('<![CDATA[') ? text.slice(9, text.endsWith(']]>') ? -3 : undefined) : xmlText(text);

/** `set` and `delete` with a path; `move` with a path and where to. The others are not followed. */
function runVerb(session: Session, statement: Statement): void {
  const [verb, ...rest] = statement.words;
  const words = rest.map(plain);
  if (verb!.text === 'set') {
    insert(session, session.root, words, rest.map(listOf), statement);
    return;
  }
  if (verb!.text === 'delete') remove(session, words, rest.map(listOf));
  else if (verb!.text === 'move') move(session, words);
  else session.complete = false;
}

function find(session: Session, words: readonly Located<string>[]): Draft | undefined {
  let at: Draft | undefined = session.root;
  for (const { value: name } of words) at = at?.children.get(name);
  return at;
}

function remove(session: Session, words: readonly Located<string>[], lists: readonly (number | undefined)[]): void {
  const path = words.filter((_, i) => lists[i] === undefined);
  const listed = words.filter((_, i) => lists[i] !== undefined);
  const gone = listed.length > 0 ? listed.map((one) => find(session, [...path, one])) : [find(session, path)];
  for (const node of gone) {
    if (!node?.parent) session.complete = false;
    else node.parent.children.delete(node.name);
  }
  session.reordered = true;
}

/** `move rulebase security rules A before B`, `... top`. */
function move(session: Session, words: readonly Located<string>[]): void {
  const where = words.findLastIndex(({ value: name }) => /^(?:before|after|top|bottom)$/.test(name));
  const node = where < 1 ? undefined : find(session, words.slice(0, where));
  const way = words[where]?.value;
  const anchor = words[where + 1]?.value;
  const parent = node?.parent;
  session.reordered = true;
  session.moves += parent?.children.size ?? 0;
  if (!node || !parent || session.moves > MOST_MOVED) {
    session.complete = false;
    return;
  }
  const others = [...parent.children].filter(([name]) => name !== node.name);
  const at = way === 'top' ? 0 : way === 'bottom' ? others.length : others.findIndex(([name]) => name === anchor);
  if (at < 0) {
    session.complete = false;
    return;
  }
  others.splice(way === 'after' ? at + 1 : at, 0, [node.name, node]);
  parent.children = new Map(others);
}

const MOST_MOVED = 2_000_000;

/** The word without its quotes. */
export function plain({ text, span }: Word): Located<string> {
  if (!text.startsWith('"')) return { value: text, span };
  const closed = text.length > 1 && text.endsWith('"');
  const inner = text.slice(1, closed ? -1 : undefined);
  return {
    value: inner.includes('\\') ? inner.replaceAll(/\\([\s\S])/g, '$1') : inner,
    span: { start: span.start + 1, end: span.end - (closed ? 1 : 0) },
  };
}

/** The node down this path. */
export function get(node: Node | undefined, ...path: readonly string[]): Node | undefined {
  let at = node;
  for (const name of path) at = at?.children.get(name);
  return at;
}

export const kids = (node: Node | undefined, ...path: readonly string[]): readonly Node[] => [
  ...(get(node, ...path)?.children.values() ?? []),
];

export const located = ({ name, span }: Node): Located<string> => ({ value: name, span });

/** All values of a leaf. */
export const values = (node: Node | undefined, ...path: readonly string[]): Located<string>[] =>
  kids(node, ...path).map(located);

/** The value of a leaf that has one; what was set last. */
export const value = (node: Node | undefined, ...path: readonly string[]): Located<string> | undefined =>
  values(node, ...path).at(-1);

export const word = (node: Node | undefined, ...path: readonly string[]): string | undefined =>
  value(node, ...path)?.value;

export function numberAt(node: Node | undefined, ...path: readonly string[]): Located<number> | undefined {
  const found = value(node, ...path);
  return found && /^\d{1,10}$/.test(found.value) ? { value: Number(found.value), span: found.span } : undefined;
}

export const isYes = (node: Node | undefined, ...path: readonly string[]): boolean => word(node, ...path) === 'yes';

/** Whether an unknown statement stands at the node or below. */
export const hasUnknown = (node: Node | undefined): boolean => unknownAt(node);

function unknownAt(node: Node | undefined): boolean {
  if (!node) return false;
  if (node.statements.some(({ coverage }) => coverage === 'unknown')) return true;
  return [...node.children.values()].some(unknownAt);
}

/** Where the node stands in the text: one block, or its set lines, neighbours joined. */
export function spansOf({ statements, span: own }: Node): Span[] {
  const spans: Span[] = [];
  for (const { span } of statements) {
    const before = spans.at(-1);
    if (before && span.start - before.end <= 2)
      spans[spans.length - 1] = { start: before.start, end: Math.max(before.end, span.end) };
    else spans.push(span);
  }
  return spans.length > 0 ? spans : [own];
}

export const spanOf = (node: Node): Span => spansOf(node)[0]!;
