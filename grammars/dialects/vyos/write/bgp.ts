import type { Change, NamedRoutes, PolicyBody } from '../../../change.ts';
import { pathPatterns } from '../../../kit/cisco-like/write/path-patterns.ts';
import { formatPrefix, widthOf } from '../../../model/address.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { type BgpPlace, bgpPlaces, FAMILY_NAMES } from '../model/bgp.ts';
import { byNumber, get, kids, type Node, reading, value } from '../tree.ts';
import { addPaths, type Path } from './places.ts';

type BgpChange = Extract<
  Change,
  {
    readonly kind:
      | 'set-bgp-timers'
      | 'set-max-prefix'
      | 'add-bgp-policy'
      | 'refuse-routes'
      | 'refuse-paths'
      | 'refuse-invalid'
      | 'set-neighbour';
  }
>;

interface Neighbour {
  readonly root: Node;
  readonly place: BgpPlace;
  readonly node: Node;
  readonly base: readonly string[];
}

export function writeBgp(changes: readonly BgpChange[], outline: Outline): readonly TextEdit[] | undefined {
  const { root, template } = reading(outline);
  if (template) return undefined;
  const edits: TextEdit[] = [];
  const paths: Path[] = [];
  for (const change of changes) {
    const place = bgpPlaces(root)[change.process];
    const node = place?.neighbours[change.neighbour ?? 0];
    if (!place || !node) return undefined;
    const neighbour: Neighbour = { root, place, node, base: [...processPath(place), `neighbor ${node.name}`] };
    const made = writeOne(change, neighbour);
    if (!made) return undefined;
    edits.push(...made.edits);
    paths.push(...made.paths);
  }
  const added = paths.length > 0 ? addPaths(outline, root, paths) : [];
  return added && [...edits, ...added];
}

function processPath({ node, vrf }: BgpPlace): string[] {
  const base = vrf === undefined ? ['protocols'] : ['vrf', `name ${vrf}`, 'protocols'];
  return [...base, /^\d+$/.test(node.name) ? `bgp ${node.name}` : 'bgp'];
}

interface Written {
  readonly edits: readonly TextEdit[];
  readonly paths: readonly Path[];
}

const adding = (...paths: readonly Path[]): Written => ({ edits: [], paths });

const familyWord = (family: string): string | undefined =>
  Object.entries(FAMILY_NAMES).find(([, model]) => model === family)?.[0];

function writeOne(change: BgpChange, { root, place, node, base }: Neighbour): Written | undefined {
  switch (change.kind) {
    case 'set-bgp-timers': {
      const own = change.neighbour === undefined ? place.node : node;
      const path = change.neighbour === undefined ? processPath(place) : base;
      const timers = get(own, 'timers');
      const parts = [
        ['keepalive', change.keepalive],
        ['holdtime', change.hold],
      ] as const;
      return {
        edits: parts.flatMap(([word, seconds]) => {
          const said = value(timers, word);
          return said ? [{ span: said.span, newText: `${seconds}` }] : [];
        }),
        paths: parts.flatMap(([word, seconds]) =>
          value(timers, word) ? [] : [[...path, 'timers', `${word} ${seconds}`]],
        ),
      };
    }
    case 'set-max-prefix': {
      const word = familyWord(change.family);
      return word === undefined
        ? undefined
        : adding([...base, `address-family ${word}`, `maximum-prefix ${change.limit}`]);
    }
    case 'add-bgp-policy': {
      const word = familyWord(change.family);
      if (word === undefined || change.use !== 'route-policy') return undefined;
      const bound: Path = [...base, `address-family ${word}`, 'route-map', `${change.direction} ${change.policyName}`];
      if (get(root, 'policy', 'route-map', change.policyName)) return adding(bound);
      if (change.body) return adding(bound, ...bodyPaths(change.policyName, change.body, change.family, root));
      const rule = ['policy', `route-map ${change.policyName}`, 'rule 65535'];
      return adding(
        bound,
        [...rule, 'action deny'],
        [...rule, "description 'permit what may pass in rules before this one'"],
      );
    }
    case 'set-neighbour': {
      if (change.setting.kind === 'ttl-security') return adding([...base, 'ttl-security', 'hops 1']);
      const word = change.family === undefined ? undefined : familyWord(change.family);
      if (word === undefined) return undefined;
      if (change.setting.kind === 'activate') return adding([...base, `address-family ${word}`]);
      if (change.setting.kind === 'send-communities') return undefined;
      const leaf = change.setting.kind === 'next-hop-self' ? 'nexthop-self' : 'remove-private-as';
      return adding([...base, `address-family ${word}`, leaf]);
    }
    default:
      return refusal(change, root, place, node);
  }
}

/** Lists, and a route map that asks them; what no rule takes is denied. */
function bodyPaths(map: string, { refuses, permits }: PolicyBody, family: string, root: Node): Path[] {
  const six = family.startsWith('ipv6');
  const kind = six ? 'prefix-list6' : 'prefix-list';
  const clause = (number: number, action: 'permit' | 'deny', list: NamedRoutes | undefined): Path[] => {
    const rule = ['policy', `route-map ${map}`, `rule ${number}`];
    if (!list) return [[...rule, `action ${action}`]];
    const name = freeName(list.name, kids(get(root, 'policy', kind)));
    return [
      ...listPaths(list, kind, name, 'permit', (i) => 10 * (i + 1)),
      [...rule, `action ${action}`],
      [...rule, 'match', six ? 'ipv6' : 'ip', 'address', `prefix-list ${name}`],
    ];
  };
  return [
    ...refuses.flatMap((list, i) => clause(10 * (i + 1), 'deny', list)),
    ...clause(10 * (refuses.length + 1), 'permit', permits === 'rest' ? undefined : permits),
  ];
}

type Refusal = Extract<BgpChange, { readonly kind: 'refuse-routes' | 'refuse-paths' | 'refuse-invalid' }>;

/** A rule in front of the route map that the neighbour, or its group, has in this direction. */
function refusal(change: Refusal, root: Node, place: BgpPlace, node: Node): Written | undefined {
  const word = familyWord(change.family);
  const group = value(node, 'peer-group')?.value;
  const levels = [node, group === undefined ? undefined : get(place.node, 'peer-group', group)];
  const bound = (kind: string): string | undefined =>
    levels
      .map((level) =>
        word === undefined ? undefined : value(level, 'address-family', word, kind, change.direction)?.value,
      )
      .find((found) => found !== undefined);
  const map = bound('route-map');
  if (map === undefined || !get(root, 'policy', 'route-map', map)) {
    const list = bound('prefix-list');
    return change.kind === 'refuse-routes' && list !== undefined && map === undefined
      ? denyFirst(change, list, root)
      : undefined;
  }
  const number = firstNumbers(get(root, 'policy', 'route-map', map)!, 1)[0];
  if (number === undefined) return undefined;
  const rule = ['policy', `route-map ${map}`, `rule ${number}`];
  const six = change.family.startsWith('ipv6');
  if (change.kind === 'refuse-invalid') return adding([...rule, 'action deny'], [...rule, 'match', 'rpki invalid']);
  if (change.kind === 'refuse-routes') {
    const kind = six ? 'prefix-list6' : 'prefix-list';
    const name = freeName(change.name, kids(get(root, 'policy', kind)));
    return adding(
      ...listPaths(change, kind, name, 'permit', (i) => 10 * (i + 1)),
      [...rule, 'action deny'],
      [...rule, 'match', six ? 'ipv6' : 'ip', 'address', `prefix-list ${name}`],
    );
  }
  const regexes = change.paths.flatMap(pathPatterns);
  const name = freeName(change.name, kids(get(root, 'policy', 'as-path-list')));
  return adding(
    ...regexes.flatMap((regex, i): Path[] => {
      const entry = ['policy', `as-path-list ${name}`, `rule ${10 * (i + 1)}`];
      return [
        [...entry, 'action permit'],
        [...entry, `regex '${regex}'`],
      ];
    }),
    [...rule, 'action deny'],
    [...rule, 'match', `as-path ${name}`],
  );
}

function denyFirst(change: Extract<Refusal, { kind: 'refuse-routes' }>, list: string, root: Node): Written | undefined {
  const kind = change.family.startsWith('ipv6') ? 'prefix-list6' : 'prefix-list';
  const node = get(root, 'policy', kind, list);
  const numbers = node ? firstNumbers(node, change.routes.length) : [];
  if (numbers.length < change.routes.length) return undefined;
  return adding(...listPaths(change, kind, list, 'deny', (i) => numbers[i]!));
}

function listPaths(
  { routes }: NamedRoutes,
  kind: string,
  name: string,
  action: 'permit' | 'deny',
  numberOf: (index: number) => number,
): Path[] {
  return routes.flatMap(({ prefix, lengths }, i): Path[] => {
    const rule = ['policy', `${kind} ${name}`, `rule ${numberOf(i)}`];
    const last = Math.min(lengths.last, widthOf(prefix.family));
    return [
      [...rule, `action ${action}`],
      [...rule, `prefix ${formatPrefix(prefix)}`],
      ...(lengths.first > prefix.length ? [[...rule, `ge ${lengths.first}`]] : []),
      ...(last > prefix.length ? [[...rule, `le ${last}`]] : []),
    ];
  });
}

/** Numbers in front of all rules. */
function firstNumbers(node: Node, count: number): number[] {
  const first = byNumber(kids(get(node, 'rule'))).map(({ name }) => Number(name))[0] ?? 10 * (count + 1);
  if (first <= count) return [];
  const step = Math.floor(first / (count + 1));
  return Array.from({ length: count }, (_, i) => Math.max(1, step) * (i + 1));
}

function freeName(wanted: string, others: readonly Node[]): string {
  const taken = new Set(others.map(({ name }) => name));
  for (let i = 1; ; i += 1) {
    const name = i === 1 ? wanted : `${wanted}-${i}`;
    if (!taken.has(name)) return name;
  }
}
