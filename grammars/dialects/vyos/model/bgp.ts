import { wordOfSet } from '../../../kit/word-of-set.ts';
import { parseAddress, parsePrefix } from '../../../model/address.ts';
import type {
  BgpAddressFamily,
  BgpNeighbour,
  BgpProcess,
  BgpTimers,
  LocalRole,
  MaxPrefix,
  Multipath,
  PolicyUse,
} from '../../../model/bgp.ts';
import type { Origination, Redistribution } from '../../../model/routing.ts';
import { at, type Located } from '../../../text/span.ts';
import { get, kids, located, type Node, numberAt, spanOf, spansOf, value } from '../tree.ts';

/** A BGP process and its neighbours' nodes, by the indexes of the model. */
export interface BgpPlace {
  readonly node: Node;
  readonly vrf?: string;
  readonly asn?: Located<number>;
  readonly neighbours: readonly Node[];
}

/** `protocols bgp 64496` before 1.4, `protocols bgp system-as 64496` since. */
export function bgpPlaces(root: Node): BgpPlace[] {
  return [root, ...kids(get(root, 'vrf', 'name'))].flatMap((instance): BgpPlace[] => {
    const top = get(instance, 'protocols', 'bgp');
    if (!top) return [];
    const numbered = kids(top).find(({ name }) => /^\d+$/.test(name));
    const node = numbered ?? top;
    const asn = numbered
      ? at(Number(numbered.name), numbered.span)
      : (numberAt(top, 'system-as') ?? numberAt(top, 'local-as'));
    return [
      {
        node,
        ...(instance === root ? {} : { vrf: instance.name }),
        ...(asn ? { asn } : {}),
        neighbours: kids(get(node, 'neighbor')),
      },
    ];
  });
}

export function bgpOf(root: Node, template: boolean): BgpProcess[] {
  return bgpPlaces(root).map(({ node, vrf, asn, neighbours }) => {
    const timers = timersOf(get(node, 'timers'));
    const parameters = get(node, 'parameters');
    const compared = get(parameters, 'always-compare-med');
    const routerId = value(parameters, 'router-id');
    const clusterId = value(parameters, 'cluster-id');
    const whole = numberAt(parameters, 'confederation', 'identifier');
    const preference = numberAt(parameters, 'default', 'local-pref');
    const multipath = multipathOf(node);
    const inner =
      get(parameters, 'confederation') ??
      neighbours
        .flatMap((one) => kids(get(one, 'address-family')))
        .map((family) => get(family, 'route-reflector-client'))
        .find((found) => found);
    const own = kids(node).filter(({ name }) => name !== 'neighbor' && name !== 'peer-group');
    const closed = !template && own.every(({ unknown }) => !unknown);
    return {
      ...(asn ? { asn } : {}),
      ...(vrf === undefined ? {} : { vrf }),
      neighbours: neighbours.map((one) => neighbourOf(one, node, asn?.value, closed)),
      ...(timers ? { timers } : {}),
      // VyOS turns FRR's own default off, unless told to keep it.
      withoutPolicy: get(parameters, 'ebgp-requires-policy') ? 'exchanges-nothing' : 'exchanges-all',
      policyChain: 'all-must-permit',
      checksTtl: true,
      // Without it what `network` says is announced in any case.
      ...(get(parameters, 'network-import-check') ? { announcesKnownOnly: true } : {}),
      defaultHold: 180,
      limitRetry: 'never',
      ...(routerId ? { routerId } : {}),
      ...(clusterId ? { clusterId } : {}),
      ...(whole ? { confederation: whole.value } : {}),
      ...(preference ? { defaultLocalPreference: preference.value } : {}),
      ...(multipath.length > 0 ? { multipath } : {}),
      ...(compared ? { alwaysCompareMed: { span: compared.span } } : {}),
      ...(inner ? { reflectsOrConfederates: { span: inner.span } } : {}),
      span: spanOf(node),
      closed: closed && neighbours.every(({ unknown }) => !unknown),
    };
  });
}

/** `address-family ipv4-unicast maximum-paths ebgp 4`, before 1.4 `maximum-paths ebgp 4` */
const multipathOf = (process: Node): Multipath[] =>
  [process, ...kids(get(process, 'address-family'))].flatMap((place) =>
    (['external', 'internal'] as const).flatMap((of) => {
      const paths = numberAt(place, 'maximum-paths', of === 'external' ? 'ebgp' : 'ibgp');
      return paths ? [{ family: place === process ? '*' : place.name, of, paths: paths.value }] : [];
    }),
  );

function neighbourOf(node: Node, process: Node, asn: number | undefined, processClosed: boolean): BgpNeighbour {
  const groupName =
    value(node, 'peer-group') ??
    value(node, 'interface', 'peer-group') ??
    value(node, 'interface', 'v6only', 'peer-group');
  const group = groupName && get(process, 'peer-group', groupName.value);
  const levels = [node, get(node, 'interface'), get(node, 'interface', 'v6only'), group].filter(
    (one) => one !== undefined,
  );
  const nearest = (...path: readonly string[]): Located<string> | undefined =>
    levels.map((level) => value(level, ...path)).find((found) => found);
  const flag = (...path: readonly string[]): Node | undefined =>
    levels.map((level) => get(level, ...path)).find((found) => found);
  const parsed = parseAddress(node.name);
  const remote = nearest('remote-as');
  const remoteAs: BgpNeighbour['remoteAs'] =
    remote && /^\d+$/.test(remote.value)
      ? at(Number(remote.value), remote.span)
      : remote && /^(?:external|internal)$/.test(remote.value)
        ? at(remote.value as 'external' | 'internal', remote.span)
        : undefined;
  const localAs = kids(flag('local-as'))[0];
  const own = localAs && /^\d+$/.test(localAs.name) ? Number(localAs.name) : undefined;
  const members = new Set(kids(get(process, 'parameters', 'confederation', 'peers')).map(({ name }) => Number(name)));
  const external = isExternal(remoteAs?.value, own ?? asn, members);
  const description = nearest('description')?.value;
  const timers = levels.map((level) => timersOf(get(level, 'timers'))).find((found) => found);
  const interval = levels.map((level) => numberAt(level, 'advertisement-interval')).find((found) => found);
  const multihop = levels.map((level) => numberAt(level, 'ebgp-multihop')).find((found) => found);
  const ttl = levels.map((level) => numberAt(level, 'ttl-security', 'hops')).find((found) => found);
  const key = flag('password');
  const source = nearest('update-source');
  // A client of this route server wants everybody's routes.
  const serves = levels.some((level) =>
    kids(get(level, 'address-family')).some((one) => get(one, 'route-server-client')),
  );
  const role = kids(flag('local-role'))[0]?.name ?? (serves ? 'rs-server' : undefined);
  const closed = processClosed && !node.unknown && (groupName === undefined || (group !== undefined && !group.unknown));
  return {
    address: located(node),
    ...(parsed ? { family: parsed.family } : {}),
    ...(remoteAs ? { remoteAs } : {}),
    ...(own === undefined ? {} : { localAs: own }),
    ...(external === undefined ? {} : { external }),
    ...(groupName ? { group: groupName } : {}),
    ...(description === undefined ? {} : { description }),
    shutdown: flag('shutdown') !== undefined,
    families: familiesOf(levels),
    ...(timers ? { timers } : {}),
    ...(interval ? { advertisementInterval: interval } : {}),
    ...(multihop ? { multihop } : {}),
    ...(flag('disable-connected-check') ? { connectedCheckOff: true } : {}),
    ...(ttl ? { ttlSecurity: ttl } : {}),
    ...(key ? { authentication: { span: key.span } } : {}),
    ...(source ? { updateSource: source } : {}),
    ...(role !== undefined && ROLES.has(role) ? { localRole: role as LocalRole } : {}),
    bfd: flag('bfd') !== undefined,
    spans: spansOf(node),
    closed: closed && (familiesOf(levels).length > 0 || get(process, 'system-as') !== undefined),
  };
}

const ROLES: ReadonlySet<string> = new Set(['provider', 'customer', 'peer', 'rs-server', 'rs-client']);

function isExternal(
  remote: number | string | undefined,
  local: number | undefined,
  members: ReadonlySet<number>,
): boolean | undefined {
  if (remote === undefined) return undefined;
  if (typeof remote === 'string') return remote === 'external';
  if (members.has(remote)) return false;
  return local === undefined ? undefined : remote !== local;
}

/** A keepalive of its own where only one is said: FRR takes a third. */
function timersOf(node: Node | undefined): BgpTimers | undefined {
  const keepalive = numberAt(node, 'keepalive');
  const hold = numberAt(node, 'holdtime');
  if (!node || (!keepalive && !hold)) return undefined;
  return { ...(keepalive ? { keepalive } : {}), ...(hold ? { hold } : {}), span: spanOf(node) };
}

/** The model's names of families, by VyOS' own. */
export const FAMILY_NAMES: Readonly<Record<string, string>> = {
  'ipv4-unicast': 'ipv4-unicast',
  'ipv6-unicast': 'ipv6-unicast',
  'ipv4-labeled-unicast': 'ipv4-labeled-unicast',
  'ipv6-labeled-unicast': 'ipv6-labeled-unicast',
  'ipv4-multicast': 'ipv4-multicast',
  'ipv6-multicast': 'ipv6-multicast',
  'ipv4-flowspec': 'ipv4-flowspec',
  'ipv6-flowspec': 'ipv6-flowspec',
  'ipv4-vpn': 'vpnv4-unicast',
  'ipv6-vpn': 'vpnv6-unicast',
  'l2vpn-evpn': 'l2vpn-evpn',
};

/** Neighbours are active in the families that they or their group name. */
function familiesOf(levels: readonly Node[]): BgpAddressFamily[] {
  const names = new Set(levels.flatMap((level) => kids(get(level, 'address-family')).map(({ name }) => name)));
  return [...names].flatMap((name): BgpAddressFamily[] => {
    const places = levels.flatMap((level) => get(level, 'address-family', name) ?? []);
    const model = FAMILY_NAMES[name];
    if (model === undefined) return [];
    const has = (...path: readonly string[]): boolean => places.some((place) => get(place, ...path));
    const limit = places.map(limitOf).find((found) => found);
    const origin = places.map((place) => get(place, 'default-originate')).find((found) => found);
    const policy = origin && value(origin, 'route-map');
    const weight = places.map((place) => numberAt(place, 'weight')).find((found) => found);
    const own = places.map((place) => get(place, 'allowas-in')).find((found) => found);
    return [
      {
        name: model,
        active: true,
        imports: usesOf(places, 'import'),
        exports: usesOf(places, 'export'),
        ...(limit ? { maxPrefix: limit } : {}),
        sendsCommunities: true,
        removesPrivateAs: has('remove-private-as'),
        removesEveryPrivateAs: has('remove-private-as', 'all'),
        nextHopSelf: has('nexthop-self'),
        ...(has('route-reflector-client') ? { reflectorClient: true } : {}),
        ...(weight ? { weight: weight.value } : {}),
        ...(own ? { allowsOwnAs: numberAt(own, 'number')?.value ?? 3 } : {}),
        ...(origin ? { defaultOriginate: { ...(policy ? { policy } : {}), span: spanOf(origin) } } : {}),
      },
    ];
  });
}

const LISTS = [
  ['route-map', 'route-policy'],
  ['prefix-list', 'prefix-list'],
  ['filter-list', 'as-path-list'],
  ['distribute-list', 'access-list'],
] as const;

function usesOf(places: readonly Node[], direction: 'import' | 'export'): PolicyUse[] {
  return LISTS.flatMap(([word, kind]): PolicyUse[] => {
    const name = places.map((place) => value(place, word, direction)).find((found) => found);
    return name ? [{ kind, name }] : [];
  });
}

function limitOf(place: Node): MaxPrefix | undefined {
  const limit = numberAt(place, 'maximum-prefix');
  const node = get(place, 'maximum-prefix');
  return limit && node ? { limit, warningOnly: false, span: spanOf(node) } : undefined;
}

/** Where networks stand: at the process itself are those of IPv4, before VyOS 1.2 and on EdgeOS. */
const families = (process: Node): readonly Node[] => [process, ...kids(get(process, 'address-family'))];

const REDISTRIBUTED = ['connected', 'static', 'ospf', 'ospfv3', 'rip', 'ripng', 'isis', 'kernel', 'babel', 'eigrp'];

export function redistributionsOf(root: Node): Redistribution[] {
  return bgpPlaces(root).flatMap(({ node, vrf }) =>
    families(node).flatMap((family) =>
      kids(get(family, 'redistribute')).flatMap((from): Redistribution[] => {
        if (!REDISTRIBUTED.includes(from.name)) return [];
        const policy = value(from, 'route-map');
        const metric = numberAt(from, 'metric');
        return [
          {
            into: 'bgp',
            from: located(from),
            ...(vrf === undefined ? {} : { vrf }),
            ...(policy ? { policy } : {}),
            ...(metric ? { metric: metric.value } : {}),
            span: spanOf(from),
          },
        ];
      }),
    ),
  );
}

export function originationsOf(root: Node, text: string): Origination[] {
  return bgpPlaces(root).flatMap(({ node, vrf }) =>
    families(node).flatMap((family) =>
      (['network', 'aggregate-address'] as const).flatMap((word) =>
        kids(get(family, word)).flatMap((child): Origination[] => {
          const prefix = parsePrefix(child.name);
          const policy = value(child, 'route-map');
          const set = word === 'aggregate-address' ? get(child, 'as-set') : undefined;
          // A back door prefix is learnt elsewhere.
          return prefix && !get(child, 'backdoor')
            ? [
                {
                  kind: word === 'network' ? 'network' : 'aggregate',
                  prefix,
                  ...(vrf === undefined ? {} : { vrf }),
                  ...(policy ? { policy } : {}),
                  ...(get(child, 'summary-only') ? { summaryOnly: true } : {}),
                  ...(set ? { asSet: asSetOf(set, text) } : {}),
                  span: spanOf(child),
                },
              ]
            : [];
        }),
      ),
    ),
  );
}

/** In braces it is a line of its own, which goes as a whole; behind `set` it ends the line. */
function asSetOf({ span, statements }: Node, text: string): NonNullable<Origination['asSet']> {
  if (statements[0]?.words.length !== 1) return wordOfSet(span);
  const start = text.lastIndexOf('\n', span.start - 1) + 1;
  const next = text.indexOf('\n', span.end);
  const end = next < 0 ? text.length : next + 1;
  // A line that holds anything else keeps it.
  return text.slice(start, end).trim() === 'as-set'
    ? { span, without: { span: { start, end }, newText: '' } }
    : wordOfSet(span);
}
