import type { Statement } from '../../outline.ts';
import type { Located, Span } from '../../text/span.ts';
import type { Node } from './tree.ts';

/** Statements of the hierarchy itself, which are no configuration of the object they stand in. */
const META: ReadonlySet<string> = new Set(['apply-groups', 'apply-groups-except', 'apply-flags', 'apply-macro']);

/** The node down this path; undefined where it is absent or something on the way is inactive. */
export function get(node: Node | undefined, ...path: readonly string[]): Node | undefined {
  let at = node;
  for (const name of path) {
    at = at?.children.get(name);
    if (at?.inactive) return undefined;
  }
  return at;
}

const NONE: readonly Node[] = [];

/** Active children, without `apply-groups` and its like. */
export function kids(node: Node | undefined): readonly Node[] {
  if (!node || node.children.size === 0) return NONE;
  const all: Node[] = [];
  for (const child of node.children.values()) if (!child.inactive && !META.has(child.name)) all.push(child);
  return all;
}

/** The value of a leaf that has one: what was written here last wins over what a group says. */
export function value(node: Node | undefined, ...path: readonly string[]): Located<string> | undefined {
  const leaf = get(node, ...path);
  if (!leaf) return undefined;
  let best: Node | undefined;
  for (const child of kids(leaf)) {
    if (child.group === undefined) best = child;
    else best ??= child;
  }
  return best && located(best);
}

export function numberAt(node: Node | undefined, ...path: readonly string[]): Located<number> | undefined {
  const found = value(node, ...path);
  return found && /^\d{1,10}$/.test(found.value) ? { value: Number(found.value), span: found.span } : undefined;
}

/** All values of a leaf that takes a list; a list written here replaces none of a group's: groups add. */
export const values = (node: Node | undefined, ...path: readonly string[]): Located<string>[] =>
  kids(get(node, ...path)).map(located);

export const located = (node: Node): Located<string> => ({ value: node.name, span: node.span });

/** Whether an unknown statement stands anywhere below. */
export function hasUnknown(node: Node | undefined): boolean {
  if (!node || node.inactive) return false;
  if (node.unknown) return true;
  for (const child of node.children.values()) if (hasUnknown(child)) return true;
  return false;
}

/** Where the node stands in the text; one span in braces form, often several in set form, neighbours joined. */
export function spansOf(node: Node): Span[] {
  const spans: Span[] = [];
  let last: Statement | undefined;
  for (const statement of node.statements) {
    const own = statement.span;
    const before = spans.at(-1);
    if (before && last && own.start >= last.span.end && adjacent(last, own))
      spans[spans.length - 1] = { start: before.start, end: own.end };
    else spans.push({ start: own.start, end: own.end });
    last = statement;
  }
  return spans.length > 0 ? spans : [node.span];
}

/** Lines that follow each other: nothing but a line end can be between statements this close. */
const adjacent = (before: Statement, after: Span): boolean => after.start - before.span.end <= 2;

export const spanOf = (node: Node): Span => spansOf(node)[0]!;
