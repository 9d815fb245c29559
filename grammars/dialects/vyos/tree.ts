import type { Outline, Statement, Word } from '../../outline.ts';
import { type Located, type Span, span } from '../../text/span.ts';
import { COMMANDS } from './commands.ts';
import { TEMPLATE } from './outline.ts';

/** One word of the configuration's hierarchy; both forms make the same tree. */
export interface Node {
  /** Without quotes. */
  readonly name: string;
  /** Where it was first written. */
  readonly span: Span;
  readonly parent: Node | undefined;
  readonly children: Map<string, Node>;
  /** Whose own words pass through here, in text order. */
  readonly statements: Statement[];
  readonly depth: number;
  /** A statement that ends below it is unknown. */
  unknown: boolean;
}

export interface Reading {
  readonly root: Node;
  readonly template: boolean;
}

const known = new WeakMap<Outline, Reading>();

/** Read once, for the model and for every change that is written. Sets the coverage of every statement. */
export function reading(outline: Outline): Reading {
  const before = known.get(outline);
  if (before) return before;
  const root = makeNode('', span(0, 0), undefined);
  for (const statement of outline.statements) {
    const [verb, ...rest] = statement.words;
    if (statement.children.length === 0 && verb!.text === 'set') addPath(root, rest, statement, rest);
    else if (statement.children.length === 0 && verb!.text === 'delete') remove(root, rest, statement);
    else if (statement.children.length === 0 && SESSION.test(verb!.text)) statement.coverage = 'recognised';
    else addBlock(root, statement, []);
  }
  const read = { root, template: TEMPLATE.test(outline.text) };
  known.set(outline, read);
  return read;
}

/** Of a session in which the commands were typed. */
const SESSION =
  /^(?:configure|commit|save|exit|edit|top|up|run|show|comment|load|merge|compare|[\w.-]+@[\w.-]+[:#$~].*)$/;

/** Deeper words are not put into the tree: readers of it recurse. */
const DEEPEST = 40;

const makeNode = (name: string, where: Span, parent: Node | undefined): Node => ({
  name,
  span: where,
  parent,
  children: new Map(),
  statements: [],
  depth: parent ? parent.depth + 1 : 0,
  unknown: false,
});

function addBlock(parent: Node, statement: Statement, path: readonly Word[]): void {
  const all = [...path, ...statement.words];
  const node = addPath(parent, statement.words, statement, all);
  if (statement.children.length === 0) return;
  let knowsOne = false;
  for (const child of statement.children) {
    addBlock(node, child, all.length > DEEPEST ? [] : all);
    knowsOne ||= child.coverage !== 'unknown';
  }
  // A block is what its statements are.
  if (knowsOne && statement.coverage === 'unknown') statement.coverage = 'modelled';
}

function addPath(base: Node, words: readonly Word[], statement: Statement, path: readonly Word[]): Node {
  let node = base;
  for (const word of words) {
    if (node.depth >= DEEPEST) break;
    const { value: name, span: where } = nameOf(word);
    let next = node.children.get(name);
    if (!next) {
      next = makeNode(name, where, node);
      node.children.set(name, next);
    }
    if (next.statements.at(-1) !== statement) next.statements.push(statement);
    node = next;
  }
  const kind = COMMANDS.find('root', path);
  statement.coverage = kind?.coverage ?? 'unknown';
  if (!kind && statement.children.length === 0)
    for (let at: Node | undefined = node; at; at = at.parent) at.unknown = true;
  return node;
}

function remove(root: Node, words: readonly Word[], statement: Statement): void {
  statement.coverage = 'modelled';
  let node: Node | undefined = root;
  for (const word of words) node = node?.children.get(nameOf(word).value);
  if (node?.parent) node.parent.children.delete(node.name);
}

function nameOf({ text, span: where }: Word): Located<string> {
  const quote = text[0];
  if (quote !== '"' && quote !== "'") return { value: text, span: where };
  const closed = text.length > 1 && text.endsWith(quote);
  return { value: text.slice(1, closed ? -1 : undefined), span: span(where.start + 1, where.end - (closed ? 1 : 0)) };
}

export function get(node: Node | undefined, ...path: readonly string[]): Node | undefined {
  let at = node;
  for (const name of path) at = at?.children.get(name);
  return at;
}

export const kids = (node: Node | undefined): Node[] => (node ? [...node.children.values()] : []);

export const located = ({ name, span: where }: Node): Located<string> => ({ value: name, span: where });

/** The value of a leaf; where it was set twice, the last one. */
export function value(node: Node | undefined, ...path: readonly string[]): Located<string> | undefined {
  const last = kids(get(node, ...path)).at(-1);
  return last && located(last);
}

export function numberAt(node: Node | undefined, ...path: readonly string[]): Located<number> | undefined {
  const found = value(node, ...path);
  return found && /^\d{1,10}$/.test(found.value) ? { value: Number(found.value), span: found.span } : undefined;
}

/** Where the node stands in the text: one span in braces, often several in set form, neighbours joined. */
export function spansOf(node: Node): Span[] {
  const spans: Span[] = [];
  for (const { span: own } of node.statements) {
    const before = spans.at(-1);
    if (before && own.start >= before.end && own.start - before.end <= 2)
      spans[spans.length - 1] = span(before.start, own.end);
    else spans.push(span(own.start, own.end));
  }
  return spans.length > 0 ? spans : [node.span];
}

export const spanOf = (node: Node): Span => spansOf(node)[0]!;

/** Rules by their number. */
export const byNumber = (nodes: readonly Node[]): Node[] =>
  nodes.filter(({ name }) => /^\d+$/.test(name)).sort((a, b) => Number(a.name) - Number(b.name));
