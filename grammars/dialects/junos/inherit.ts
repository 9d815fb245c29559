import { commandBelow, makeNode, type Node } from './tree.ts';

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
  const state: State = { groups: groups && !groups.inactive ? groups.children : new Map(), added: 0, complete: true };
  visit(root, [], state);
  return state.complete;
}

interface State {
  readonly groups: ReadonlyMap<string, Node>;
  added: number;
  complete: boolean;
}

function visit(node: Node, inherited: readonly Source[], state: State): void {
  const own = sourcesAt(node, state);
  const except = node.children.get('apply-groups-except')?.children;
  const all = own.length > 0 ? [...own, ...inherited] : inherited;
  const sources = except ? all.filter(({ group }) => !except.has(group)) : all;
  for (const { node: from, group } of sources) addMissing(node, from, group, state);
  const children = childrenOf(sources);
  for (const child of node.children.values()) {
    if (child.inactive || (node.parent === undefined && child.name === 'groups') || child.name.startsWith('apply-'))
      continue;
    visit(child, below(sources, children, child.name), state);
  }
}

/** The nodes of the groups applied right here, for this place. */
function sourcesAt(node: Node, state: State): Source[] {
  const applied = node.children.get('apply-groups');
  if (!applied || applied.inactive) return [];
  const path: string[] = [];
  for (let at = node; at.parent; at = at.parent) path.unshift(at.name);
  const sources: Source[] = [];
  for (const name of applied.children.values()) {
    if (name.inactive) continue;
    const group = state.groups.get(name.name);
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

function addMissing(node: Node, from: Node, group: string, state: State): void {
  for (const child of from.children.values()) {
    if (child.inactive || isWild(child.name) || node.children.has(child.name)) continue;
    if (state.added >= MOST_ADDED) {
      state.complete = false;
      return;
    }
    state.added += 1;
    const copy = makeNode(child.name, child.span, node, commandBelow(node.command, child.name), group);
    copy.statements.push(...child.statements);
    copy.unknown = child.unknown;
    node.children.set(child.name, copy);
  }
}

/** Per source, its children whose names are patterns. */
const childrenOf = (sources: readonly Source[]): Node[][] =>
  sources.map(({ node }) => [...node.children.values()].filter((child) => !child.inactive && isWild(child.name)));

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

const isWild = (name: string): boolean => name.length > 2 && name.startsWith('<') && name.endsWith('>');

/** `<ge-*>`, `<*.0>`, `<[xg]e-?/*>` against a name. */
export function matchesWild(wild: string, name: string): boolean {
  const pattern = isWild(wild) ? wild.slice(1, -1) : wild;
  return pattern === '*' || glob(pattern, 0, name, 0, { steps: 2000 });
}

function glob(pattern: string, p: number, name: string, n: number, budget: { steps: number }): boolean {
  if ((budget.steps -= 1) < 0) return false;
  if (p === pattern.length) return n === name.length;
  const sign = pattern[p]!;
  if (sign === '*') {
    for (let skip = n; skip <= name.length; skip += 1) if (glob(pattern, p + 1, name, skip, budget)) return true;
    return false;
  }
  if (n === name.length) return false;
  if (sign === '?') return glob(pattern, p + 1, name, n + 1, budget);
  const close = sign === '[' ? pattern.indexOf(']', p + 1) : -1;
  if (close > 0) {
    return inSet(pattern.slice(p + 1, close), name[n]!) && glob(pattern, close + 1, name, n + 1, budget);
  }
  return sign === name[n] && glob(pattern, p + 1, name, n + 1, budget);
}

function inSet(set: string, sign: string): boolean {
  const negated = set.startsWith('!') || set.startsWith('^');
  let found = false;
  for (let i = negated ? 1 : 0; i < set.length; i += 1) {
    if (set[i + 1] === '-' && i + 2 < set.length) {
      if (set[i]! <= sign && sign <= set[i + 2]!) found = true;
      i += 2;
    } else if (set[i] === sign) found = true;
  }
  return found !== negated;
}
