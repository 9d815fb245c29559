import type { Children } from './children.ts';
import { interfaceRanges } from './ranges.ts';
import { addChild, commandBelow, makeNode, type Node } from './tree.ts';
import { isWild, matchesWild } from './wildcard.ts';

/** A group's node that applies at some place of the configuration. */
interface Source {
  readonly group: string;
  readonly node: Node;
}

/** Nodes that groups may add to one configuration: a bound against groups that multiply. */
const MOST_ADDED = 300_000;

/**
 * Puts what `apply-groups` inherits into the tree: below the place of the statement, where nothing was said before; inner
 * places before outer ones, earlier groups of a list before later ones. `<*>` and `<ge-*>` apply to what exists.
 * @returns whether every applied group was found
 */
export function inheritGroups(root: Node): boolean {
  const groups = root.children.get('groups');
  const state: State = { groups: groups && !groups.inactive ? groups.children : undefined, added: 0, complete: true };
  visit(root, [], state);
  return state.complete;
}

interface State {
  readonly groups: Children<Node> | undefined;
  added: number;
  complete: boolean;
}

const NOTHING: readonly never[] = [];

function visit(node: Node, inherited: readonly Source[], state: State): void {
  const own = sourcesAt(node, state);
  const except = node.children.get('apply-groups-except')?.children;
  const all = own.length > 0 ? [...own, ...inherited] : inherited;
  const sources = except ? all.filter(({ group }) => !except.has(group)) : all;
  for (const { node: from, group } of sources) addMissing(node, from, group, state);
  const children = sources.length > 0 ? childrenOf(sources) : NOTHING;
  const isInterfaces = node.name === 'interfaces' && node.parent !== undefined && node.parent.parent === undefined;
  const ranges = isInterfaces ? interfaceRanges(node) : undefined;
  for (const child of node.children.values()) {
    if (child.inactive || (node.parent === undefined && child.name === 'groups') || child.name.startsWith('apply-'))
      continue;
    const inner = sources.length > 0 ? below(sources, children, child.name) : NOTHING;
    const own = ranges?.(child.name).map((range): Source => ({ group: range.name, node: range })) ?? [];
    visit(child, own.length > 0 ? [...own, ...inner] : inner, state);
  }
}

/** The nodes of the groups applied right here, for this place. */
function sourcesAt(node: Node, state: State): readonly Source[] {
  const applied = node.children.get('apply-groups');
  if (!applied || applied.inactive) return NOTHING;
  const path: string[] = [];
  for (let at = node; at.parent; at = at.parent) path.unshift(at.name);
  const sources: Source[] = [];
  for (const name of applied.children.values()) {
    if (name.inactive) continue;
    // A cluster picks the group of the node it runs on; either tells as much as the other.
    const group = /^\$\{node\}$/.test(name.name)
      ? (state.groups?.get('node0') ?? state.groups?.get('node1'))
      : state.groups?.get(name.name);
    if (group?.children.has('when')) {
      // Whether it applies is known at run time only.
      state.complete = false;
      continue;
    }
    if (!group) {
      // Groups of this prefix are the platform's own.
      if (!name.name.startsWith('junos-')) state.complete = false;
      continue;
    }
    let places: Source[] = group.inactive ? [] : [{ group: name.name, node: group }];
    for (const step of path) places = below(places, childrenOf(places), step);
    sources.push(...places);
  }
  return sources;
}

/** What an interface range says of itself. */
const NOT_INHERITED: ReadonlySet<string> = new Set(['member', 'member-range']);

function addMissing(node: Node, from: Node, group: string, state: State): void {
  for (const child of from.children.values()) {
    if (child.inactive || isWild(child.name) || node.children.has(child.name) || NOT_INHERITED.has(child.name))
      continue;
    if (state.added >= MOST_ADDED) {
      state.complete = false;
      return;
    }
    state.added += 1;
    const copy = makeNode(child.name, child.span, node, commandBelow(node.command, child.name), group);
    copy.statements.push(...child.statements);
    copy.unknown = child.unknown;
    addChild(node, copy);
  }
}

/** Per source, its children whose names are patterns. */
const childrenOf = (sources: readonly Source[]): Node[][] =>
  sources.map(({ node }) => node.children.values().filter((child) => !child.inactive && isWild(child.name)));

/** What of these sources applies to a child of this name. */
function below(sources: readonly Source[], wild: readonly (readonly Node[])[], name: string): Source[] {
  const found: Source[] = [];
  for (const [i, { group, node }] of sources.entries()) {
    const same = node.children.get(name);
    if (same && !same.inactive) found.push({ group, node: same });
    for (const child of wild[i]!)
      if (child !== same && matchesWild(child.name, name)) found.push({ group, node: child });
  }
  return found;
}
