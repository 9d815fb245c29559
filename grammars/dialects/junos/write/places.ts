import type { Outline, Statement } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { isVerb, type Node } from '../tree.ts';
import { addAfterLine, addInside, braces, lineEndOf, type Stanza, setLines } from './layout.ts';

/** The `set` command that leads to a node. */
export function setPath(node: Node): string {
  const names: string[] = [];
  for (let at = node; at.parent; at = at.parent) names.unshift(quoted(at.name));
  return ['set', ...names].join(' ');
}

export const quoted = (name: string): string => (/^[^\s"#;[\]{}()!&|]+$/.test(name) ? name : `"${name}"`);

const moving = new WeakMap<Outline, boolean>();

/** `edit` moves the place that later commands start from: nothing is written into such a text. */
export function movesAround(outline: Outline): boolean {
  const before = moving.get(outline);
  if (before !== undefined) return before;
  const moves = outline.statements.some((statement) => isVerb(statement) && statement.words[0]!.text === 'edit');
  moving.set(outline, moves);
  return moves;
}

/** Statements that write this very node; empty for one that comes from a group. */
export const ownStatements = (node: Node): readonly Statement[] => (node.group === undefined ? node.statements : []);

/** Puts statements below a node, in the form the node was written in; undefined where the node stands in no text of its own. */
export function addBelow(outline: Outline, node: Node, stanzas: readonly Stanza[]): TextEdit | undefined {
  const own = ownStatements(node);
  const set = own.filter((statement) => isVerb(statement) && statement.words[0]!.text === 'set').at(-1);
  if (set) {
    const prefix = setPath(node);
    return addAfterLine(
      outline.text,
      set,
      stanzas.flatMap((stanza) => setLines(stanza, prefix)),
    );
  }
  // The statement that ends with this node, not one that only passes through it.
  const home = own.find((statement) => !isVerb(statement) && endsWith(statement, node));
  return home && addInside(outline, home, stanzas);
}

const endsWith = (statement: Statement, node: Node): boolean =>
  statement.words.at(-1)!.span.start <= node.span.start && node.span.end <= statement.words.at(-1)!.span.end;

/** Puts statements into a top-level hierarchy, which is made where it is missing. */
export function addAtTop(outline: Outline, root: Node, name: string, stanzas: readonly Stanza[]): TextEdit | undefined {
  const top = root.children.get(name);
  if (top?.inactive) return undefined;
  const added = top && addBelow(outline, top, stanzas);
  if (added) return added;
  const { text, statements } = outline;
  const eol = lineEndOf(text);
  const lead = text === '' || text.endsWith('\n') ? '' : eol;
  const last = statements.at(-1);
  if (!last) return undefined;
  if (isVerb(last))
    return addAfterLine(
      text,
      last,
      stanzas.flatMap((stanza) => setLines(stanza, `set ${name}`)),
    );
  const written = braces({ head: name, body: stanzas }, '', '    ', eol);
  return { span: { start: text.length, end: text.length }, newText: `${lead}${written}${eol}` };
}
