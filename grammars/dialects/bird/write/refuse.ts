import type { Change, PathRefusal } from '../../../change.ts';
import type { Outline, Statement } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { span } from '../../../text/span.ts';
import type { BgpPlace } from '../model/bgp.ts';
import { filterOf } from '../model/channels.ts';
import { reading } from '../model/device.ts';
import { channelOf, protocolAt } from './bgp.ts';
import { addFirst } from './places.ts';
import { prefixTest } from './prefix-test.ts';

type Refusal = Extract<Change, { readonly kind: 'refuse-routes' | 'refuse-paths' | 'refuse-invalid' }>;

/** In front of everything else in the filter that the neighbour has. */
export function writeRefusal(change: Refusal, outline: Outline): readonly TextEdit[] | undefined {
  const place = filterAt(outline, change);
  const condition = place && conditionOf(change, outline);
  if (!place || condition === undefined) return undefined;
  const guarded =
    place.families.size > 1 && change.kind !== 'refuse-routes' ? guard(condition, change.family) : condition;
  if (place.kind === 'block') {
    const edit = addFirst(outline, place.statement, [`if ${guarded} then reject;`]);
    return edit && [edit];
  }
  const { start, end } = place.condition;
  const written = outline.text.slice(start, end);
  return [{ span: span(start, end), newText: `! (${guarded}) && (${written})` }];
}

/** What removes private AS numbers from paths; only in a filter that no other neighbour has. */
export function writePrivateAs(
  change: Extract<Change, { readonly kind: 'set-neighbour' }>,
  outline: Outline,
): readonly TextEdit[] | undefined {
  if (change.family === undefined) return undefined;
  const place = filterAt(outline, { ...change, family: change.family, direction: 'export' });
  if (place?.kind !== 'block' || place.users !== 1) return undefined;
  const edit = addFirst(outline, place.statement, ['bgp_path.delete([ 64512..65534, 4200000000..4294967294 ]);']);
  return edit && [edit];
}

type FilterPlace = { readonly families: ReadonlySet<string>; readonly users: number } & (
  | { readonly kind: 'block'; readonly statement: Statement }
  | { readonly kind: 'where'; readonly condition: { readonly start: number; readonly end: number } }
);

function filterAt(
  outline: Outline,
  change: {
    readonly process: number;
    readonly neighbour: number;
    readonly family: string;
    readonly direction: 'import' | 'export';
  },
): FilterPlace | undefined {
  const protocol = protocolAt(outline, change.process, change.neighbour);
  const channel = protocol && channelOf(protocol, change.family);
  const option = channel && filterOf(channel.options, change.direction);
  if (!option) return undefined;
  const { source, places } = reading(outline);
  const { statement, rest } = option;
  const [first, second] = rest;
  const named = first!.text === 'filter' ? second : first!.text === 'where' ? undefined : first;
  const name = named?.text.replace(/^'|'$/g, '');
  const users = usersOf(places).get(name ?? first!.span.start) ?? { families: new Set<string>(), users: 0 };
  if (first!.text === 'where') {
    const words = rest.slice(1);
    if (words.length === 0) return undefined;
    return { ...users, kind: 'where', condition: { start: words[0]!.span.start, end: words.at(-1)!.span.end } };
  }
  const block = name === undefined ? statement : source.filters.get(name)?.statement;
  return block && block.span.end > block.header.end ? { ...users, kind: 'block', statement: block } : undefined;
}

interface Users {
  readonly families: Set<string>;
  users: number;
}

const known = new WeakMap<readonly BgpPlace[], Map<string | number, Users>>();

/** Who has a filter: by its name, and by where it is bound. */
function usersOf(places: readonly BgpPlace[]): Map<string | number, Users> {
  const before = known.get(places);
  if (before) return before;
  const all = new Map<string | number, Users>();
  for (const { process } of places)
    for (const { families } of process.neighbours)
      for (const family of families)
        for (const { name } of [...family.imports, ...family.exports])
          for (const key of [name.value, name.span.start]) {
            const own = all.get(key) ?? { families: new Set<string>(), users: 0 };
            all.set(key, own);
            own.families.add(family.name);
            own.users += 1;
          }
  known.set(places, all);
  return all;
}

const guard = (condition: string, family: string): string =>
  `net.type = ${family.startsWith('ipv6') ? 'NET_IP6' : 'NET_IP4'} && (${condition})`;

function conditionOf(change: Refusal, outline: Outline): string | undefined {
  switch (change.kind) {
    case 'refuse-routes':
      return prefixTest(change.routes);
    case 'refuse-paths':
      return pathsText(change.paths);
    case 'refuse-invalid': {
      const { tables } = reading(outline).source;
      const type = change.family.startsWith('ipv6') ? 'roa6' : 'roa4';
      const table = [...tables].find(([, own]) => own === type || own === 'roa')?.[0];
      return table === undefined ? undefined : `roa_check(${table}, net, bgp_path.last) = ROA_INVALID`;
    }
  }
}

function pathsText(paths: readonly PathRefusal[]): string {
  const numbers = paths.flatMap((path) =>
    path.kind === 'through' ? [path.first === path.last ? `${path.first}` : `${path.first}..${path.last}`] : [],
  );
  const others = paths.flatMap((path) => {
    if (path.kind === 'through') return [];
    return path.kind === 'from' ? [`bgp_path.first = ${path.asn}`] : [`bgp_path.len > ${path.than}`];
  });
  return [...(numbers.length > 0 ? [`bgp_path ~ [ ${numbers.join(', ')} ]`] : []), ...others].join(' || ');
}
