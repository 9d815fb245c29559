import type { Include } from '../../../grammars/model/include.ts';
import type { Namespace } from '../../../grammars/model/reference.ts';
import type { Surroundings } from '../review/rule.ts';
import type { Member, Network } from './network.ts';

/** The files that a file is put together with, itself among them, by `include` and its like. */
export interface IncludedFiles {
  readonly members: readonly Member[];
  /** All that is included anywhere among them is among them: what they do not define is not defined. */
  readonly complete: boolean;
}

/** Those whose names of this kind one file sees: all that its outermost includers read, directly or not. */
export function includedFiles(surroundings: Surroundings, namespace: Namespace): IncludedFiles {
  const graph = includeGraph(surroundings);
  const { path } = surroundings.self;
  const sees = ({ include: { shares } }: Edge): boolean => shares?.includes(namespace) ?? true;
  const above = reach([path], (one) =>
    graph.up
      .get(one)
      ?.filter(sees)
      .map(({ from }) => from),
  );
  const outermost = above.filter((one) => !graph.up.get(one)?.some(sees));
  // Files that include each other have no outermost one.
  const tops = outermost.length > 0 ? outermost : above;
  const key = `${namespace}\n${tops.toSorted().join('\n')}`;
  const before = graph.known.get(key);
  if (before) return before;
  const paths = reach(tops, (one) =>
    graph.down
      .get(one)
      ?.filter(sees)
      .flatMap(({ to }) => to),
  );
  const found: IncludedFiles = {
    members: paths.map((one) => graph.byPath.get(one)!),
    complete: paths.every((one) => graph.down.get(one)?.every((edge) => edge.complete || !sees(edge)) ?? true),
  };
  graph.known.set(key, found);
  return found;
}

/** What one include of a file reads, as far as it is in the workspace. */
export function filesOf(surroundings: Surroundings, include: Include): readonly Member[] {
  const { down, byPath } = includeGraph(surroundings);
  const edge = down.get(surroundings.self.path)?.find((one) => one.include === include);
  return edge?.to.map((path) => byPath.get(path)!) ?? [];
}

export interface Edge {
  readonly from: string;
  readonly to: readonly string[];
  readonly include: Include;
  readonly complete: boolean;
}

export interface IncludeGraph {
  readonly byPath: ReadonlyMap<string, Member>;
  readonly down: ReadonlyMap<string, readonly Edge[]>;
  readonly up: ReadonlyMap<string, readonly Edge[]>;
  readonly known: Map<string, IncludedFiles>;
}

const kept = new WeakMap<Network, { readonly version: number; readonly graph: IncludeGraph }>();

/** Read once for each state of the network; a version of the file that the network does not have is a state of its own. */
export function includeGraph({ network, self }: Surroundings): IncludeGraph {
  const known = kept.get(network);
  const isMember = network.member(self.path)?.device === self.device;
  if (isMember && known?.version === network.version) return known.graph;
  const others = [...network.members].filter(({ path, device }) => path !== self.path && device.includes);
  const graph = read([...others, self]);
  if (isMember) kept.set(network, { version: network.version, graph });
  return graph;
}

function read(members: readonly Member[]): IncludeGraph {
  const byPath = new Map(members.map((member) => [member.path, member]));
  const byFolder = new Map<string, Member[]>();
  for (const member of members) {
    const folder = folderOf(member.path);
    const list = byFolder.get(folder);
    if (list) list.push(member);
    else byFolder.set(folder, [member]);
  }
  const down = new Map<string, Edge[]>();
  const up = new Map<string, Edge[]>();
  for (const { path, device } of members) {
    const { language, files = [] } = device.includes ?? {};
    const edges = files.map((include): Edge => {
      const { to, complete } = resolve(path, include, byPath, byFolder);
      const own = to.filter((one) => byPath.get(one)!.device.includes?.language === language);
      return { from: path, to: own, include, complete: complete && own.length === to.length };
    });
    down.set(path, edges);
    for (const edge of edges)
      for (const to of edge.to) {
        const list = up.get(to);
        if (list) list.push(edge);
        else up.set(to, [edge]);
      }
  }
  return { byPath, down, up, known: new Map() };
}

/**
 * Where the path leads, from the file's own folder outwards: programs start from that folder, from the one of their outermost file, or
 * from `/etc`, of which the workspace may hold a copy. More files may match a pattern on the host than are in the workspace.
 */
function resolve(
  from: string,
  { file: { value }, nested }: Include,
  byPath: ReadonlyMap<string, Member>,
  byFolder: ReadonlyMap<string, readonly Member[]>,
): { readonly to: readonly string[]; readonly complete: boolean } {
  const pattern = /[*?]/.test(value);
  for (const place of placesOf(folderOf(from), value)) {
    if (!pattern && byPath.has(place)) return { to: [place], complete: !nested };
    if (!pattern) continue;
    const folder = folderOf(place);
    const name = patternOf(place.slice(folder.length).replace(/^\//, ''));
    const to = (byFolder.get(folder) ?? []).map(({ path }) => path).filter((path) => name.test(nameOf(path)));
    if (to.length > 0) return { to, complete: false };
  }
  return { to: [], complete: false };
}

/** Paths that the written one may mean, likeliest first. */
function* placesOf(folder: string, written: string): Generator<string> {
  const names = written.split('/').filter((name) => name !== '' && name !== '.');
  if (written.startsWith('/')) yield `/${names.join('/')}`;
  for (let at: string | undefined = folder; at !== undefined; at = parentOf(at)) {
    const place = joined(at, names);
    if (place !== undefined) yield place;
  }
  // `/etc/bird/peers.conf`, in a workspace that holds the inside of /etc/bird.
  if (!written.startsWith('/')) return;
  const least = /[*?]/.test(written) ? 2 : 1;
  for (let from = 1; names.length - from >= least; from += 1) {
    const place = joined(folder, names.slice(from));
    if (place !== undefined) yield place;
  }
}

function joined(folder: string, names: readonly string[]): string | undefined {
  let at: string | undefined = folder;
  for (const name of names) {
    if (at === undefined) return undefined;
    if (name === '..') at = parentOf(at);
    else at = at === '' ? name : `${at}/${name}`;
  }
  return at;
}

/** Without a slash at its end; empty: where relative paths start. */
const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

const parentOf = (folder: string): string | undefined => (folder === '' ? undefined : folderOf(folder));

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const patternOf = (name: string): RegExp =>
  new RegExp(
    `^${name
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*+/g, '.*')
      .replace(/\?/g, '.')}$`,
  );

/** All that can be come to, each once, however they go round. */
function reach(from: readonly string[], next: (path: string) => readonly string[] | undefined): string[] {
  const found = new Set(from);
  for (const one of found) for (const other of next(one) ?? []) found.add(other);
  return [...found];
}
