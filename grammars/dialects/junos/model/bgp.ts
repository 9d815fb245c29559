import { parseAddress } from '../../../model/address.ts';
import type {
  BgpAddressFamily,
  BgpNeighbour,
  BgpProcess,
  BgpTimers,
  MaxPrefix,
  PolicyUse,
  Written,
} from '../../../model/bgp.ts';
import { at, type Located, type Span } from '../../../text/span.ts';
import { get, hasUnknown, kids, located, numberAt, spanOf, spansOf, value } from '../node.ts';
import type { Node } from '../tree.ts';

/** A BGP process and the nodes it was made of, by the indexes of the model. */
export interface BgpPlace {
  readonly node: Node;
  readonly neighbours: readonly { readonly node: Node; readonly group: Node }[];
}

const places = new WeakMap<Node, readonly BgpPlace[]>();

/** The main instance first, then routing instances in order. Found once: every change that is written asks for them. */
export function bgpPlaces(root: Node): readonly BgpPlace[] {
  const before = places.get(root);
  if (before) return before;
  const found = findPlaces(root);
  places.set(root, found);
  return found;
}

function findPlaces(root: Node): BgpPlace[] {
  return [root, ...kids(get(root, 'routing-instances'))].flatMap((instance) => {
    const node = get(instance, 'protocols', 'bgp');
    if (!node || kids(node).length === 0) return [];
    const neighbours = kids(get(node, 'group')).flatMap((group) =>
      [...kids(get(group, 'neighbor')), ...kids(get(group, 'allow')).filter(({ name }) => name !== 'all')].map(
        (neighbour) => ({
          node: neighbour,
          group,
        }),
      ),
    );
    return { node, neighbours };
  });
}

export function bgpOf(root: Node, complete: boolean): BgpProcess[] {
  return bgpPlaces(root).map(({ node, neighbours }) => {
    const instance = node.parent!.parent!;
    const options = get(instance, 'routing-options');
    const mainOptions = get(root, 'routing-options');
    const asn = asAt(options, 'autonomous-system') ?? asAt(mainOptions, 'autonomous-system') ?? asAt(node, 'local-as');
    const members = new Set(confederation(mainOptions));
    const whole = asAt(mainOptions, 'confederation');
    const timers = timersOf([node]);
    const withoutPolicy = withoutPolicyOf(node);
    const routerId = value(options, 'router-id') ?? value(mainOptions, 'router-id');
    const cluster = value(reflecting(node)?.parent, 'cluster');
    const closed =
      complete && kids(node).every((child) => child.name === 'group' || !hasUnknown(child)) && !node.unknown;
    return {
      ...(asn ? { asn } : {}),
      ...(instance === root ? {} : { vrf: instance.name }),
      neighbours: neighbours.map((one) => neighbourOf(one.node, one.group, node, asn, members, closed)),
      ...(timers ? { timers } : {}),
      ...(withoutPolicy ? { withoutPolicy } : {}),
      policyChain: 'first-decides',
      defaultHold: 90,
      deterministicMed: !get(node, 'path-selection', 'cisco-non-deterministic'),
      ...(members.size > 0 && whole ? { confederation: whole.value } : {}),
      ...(routerId ? { routerId } : {}),
      ...(cluster ? { clusterId: cluster } : {}),
      ...(takesEqualPaths(node) && get(mainOptions, 'forwarding-table', 'export')
        ? { multipath: [{ family: '*', of: 'both', paths: 16 }] }
        : {}),
      ...spanned('alwaysCompareMed', get(node, 'path-selection', 'always-compare-med')),
      ...spanned('reflectsOrConfederates', reflecting(node) ?? get(mainOptions, 'confederation')),
      span: spanOf(node),
      closed: closed && !hasUnknown(node),
    };
  });
}

const spanned = <K extends string>(key: K, node: Node | undefined): { readonly [key in K]?: Written } =>
  node ? ({ [key]: { span: node.span } } as { [key in K]: Written }) : {};

/** All neighbours of a process may be among several that are used at once; in the forwarding table they are only where a policy says so. */
export const takesEqualPaths = (process: Node): boolean =>
  get(process, 'multipath') !== undefined ||
  (kids(get(process, 'group')).length > 0 && kids(get(process, 'group')).every((group) => get(group, 'multipath')));

/** `cluster` makes the neighbours of a group clients of this route reflector. */
const reflecting = (process: Node): Node | undefined =>
  [process, ...kids(get(process, 'group'))].map((level) => get(level, 'cluster')).find((found) => found);

/** RFC 8212 is followed only where `defaults ebgp no-policy` says so (Junos 20.3R1); without it everything is exchanged. */
function withoutPolicyOf(bgp: Node): BgpProcess['withoutPolicy'] {
  const noPolicy = get(bgp, 'defaults', 'ebgp', 'no-policy');
  if (!noPolicy) return 'exchanges-all';
  const refused = (way: string): boolean => kids(get(noPolicy, way)).some(({ name }) => name.startsWith('reject'));
  return refused('receive') && refused('advertise') ? 'exchanges-nothing' : undefined;
}

function confederation(options: Node | undefined): number[] {
  const node = get(options, 'confederation');
  return [node, ...kids(node)].flatMap((place) =>
    kids(get(place, 'members')).flatMap(({ name }) => numberOfAs(at(name, ZERO))?.value ?? []),
  );
}

const ZERO: Span = { start: 0, end: 0 };

/** The number of a leaf that may also hold options: `local-as 64496 loops 2` is two lines in set form. */
function asAt(node: Node | undefined, name: string): Located<number> | undefined {
  const numbers = kids(get(node, name)).filter((child) => /^\d/.test(child.name));
  const best = numbers.findLast(({ group }) => group === undefined) ?? numbers[0];
  return best && numberOfAs(located(best));
}

/** `64496`, or `1.10` for 65546. */
function numberOfAs(text: Located<string>): Located<number> | undefined {
  const [, high, low] = /^(?:(\d{1,5})\.)?(\d{1,10})$/.exec(text.value) ?? [];
  if (low === undefined) return undefined;
  const number = Number(high ?? 0) * 65536 + Number(low);
  return number <= 0xffffffff ? at(number, text.span) : undefined;
}

function neighbourOf(
  node: Node,
  group: Node,
  process: Node,
  asn: Located<number> | undefined,
  members: ReadonlySet<number>,
  processClosed: boolean,
): BgpNeighbour {
  const levels = [node, group, process];
  const address = parseAddress(node.name.split('/')[0]!);
  const peerAs = nearestAs(levels, 'peer-as');
  const type = nearest(levels, 'type');
  const own = nearestAs(levels, 'local-as')?.value;
  const local = own ?? asn?.value;
  const internal = type?.value === 'internal';
  const remoteAs: BgpNeighbour['remoteAs'] = peerAs ?? (type && internal ? at('internal', type.span) : undefined);
  const external = internal
    ? false
    : peerAs === undefined
      ? type?.value === 'external' || undefined
      : members.has(peerAs.value)
        ? false
        : type
          ? true
          : // An internal group needs no peer-as: where the own number is not in the text, one that has it is external.
            local === undefined || peerAs.value !== local;
  const description = value(node, 'description')?.value;
  const timers = timersOf(levels);
  const multihop = multihopOf(levels);
  const source = nearest(levels, 'local-address');
  const key = levels.flatMap((level) => KEYS.map((name) => get(level, name))).find((found) => found);
  return {
    address: located(node),
    ...(address ? { family: address.family } : {}),
    ...(remoteAs ? { remoteAs } : {}),
    ...(own === undefined ? {} : { localAs: own }),
    ...(external === undefined ? {} : { external }),
    group: located(group),
    ...(description === undefined ? {} : { description }),
    shutdown: levels.some((level) => get(level, 'shutdown') ?? get(level, 'disable')),
    families: familiesOf(levels, address?.family),
    ...(timers ? { timers } : {}),
    ...(multihop ? { multihop } : {}),
    ...(key ? { authentication: { span: key.span } } : {}),
    ...(source ? { updateSource: source } : {}),
    bfd: levels.some((level) => get(level, 'bfd-liveness-detection') !== undefined),
    spans: spansOf(node),
    closed:
      processClosed &&
      !hasUnknown(node) &&
      !group.unknown &&
      kids(group).every((child) => child.name === 'neighbor' || !hasUnknown(child)),
  };
}

const KEYS = ['authentication-key', 'authentication-key-chain', 'ipsec-sa', 'tcp-ao'];

/** The value at the innermost level that says one. */
function nearest(levels: readonly Node[], name: string): Located<string> | undefined {
  for (const level of levels) {
    const found = value(level, name);
    if (found) return found;
  }
  return undefined;
}

function nearestAs(levels: readonly Node[], name: string): Located<number> | undefined {
  for (const level of levels) {
    const found = asAt(level, name);
    if (found) return found;
  }
  return undefined;
}

/** Junos sends a keepalive every third of the hold time. */
function timersOf(levels: readonly Node[]): BgpTimers | undefined {
  for (const level of levels) {
    const hold = numberAt(level, 'hold-time');
    if (!hold) continue;
    const leaf = get(level, 'hold-time')!;
    return { hold, keepalive: at(Math.floor(hold.value / 3), hold.span), span: spanOf(leaf) };
  }
  return undefined;
}

const DEFAULT_MULTIHOP_TTL = 64;

function multihopOf(levels: readonly Node[]): Located<number> | undefined {
  for (const level of levels) {
    const node = get(level, 'multihop');
    if (node) return numberAt(node, 'ttl') ?? at(DEFAULT_MULTIHOP_TTL, node.span);
  }
  return undefined;
}

const FAMILY_NAMES: Readonly<Record<string, string>> = {
  inet: 'ipv4',
  inet6: 'ipv6',
  'inet-vpn': 'vpnv4',
  'inet6-vpn': 'vpnv6',
  'inet-mvpn': 'ipv4-mvpn',
  'inet6-mvpn': 'ipv6-mvpn',
  'inet-mdt': 'ipv4-mdt',
  'iso-vpn': 'iso-vpn',
};

/** The model's name of an address family. */
export function familyName(family: string, kind: string): string {
  if (family === 'evpn') return 'l2vpn-evpn';
  if (family === 'l2vpn') return 'l2vpn-vpls';
  if (family === 'route-target') return 'rtfilter';
  if (family === 'traffic-engineering') return 'link-state';
  return `${FAMILY_NAMES[family] ?? family}-${kind === 'flow' ? 'flowspec' : kind === 'any' ? 'unicast' : kind}`;
}

/** The innermost level that names families names all of them; policies are for every family, unless a family has its own. */
function familiesOf(levels: readonly Node[], own: 'ipv4' | 'ipv6' | undefined): BgpAddressFamily[] {
  const imports = chain(levels, 'import');
  const exports = chain(levels, 'export');
  const removal = levels.map((one) => get(one, 'remove-private')).find((found) => found);
  const sent = {
    sendsCommunities: true,
    removesPrivateAs: removal !== undefined,
    removesEveryPrivateAs: get(removal, 'all') !== undefined,
    replacesPrivateAs: get(removal, 'all', 'replace') !== undefined,
    // The innermost `cluster` makes it a client.
    ...(levels.some((one) => get(one, 'cluster')) ? { reflectorClient: true } : {}),
    ...(levels.some((one) => get(one, 'advertise-peer-as')) ? { sendsBack: true } : {}),
  };
  const level = levels.find((one) => kids(get(one, 'family')).length > 0);
  const families = kids(get(level, 'family')).flatMap((family): { family: Node; kind: Node | undefined }[] => {
    const kinds = kids(family);
    return kinds.length === 0 ? [{ family, kind: undefined }] : kinds.map((kind) => ({ family, kind }));
  });
  if (families.length === 0)
    return [{ name: own === 'ipv6' ? 'ipv6-unicast' : 'ipv4-unicast', active: true, imports, exports, ...sent }];
  return families.map(({ family, kind }) => {
    const maxPrefix = maxPrefixOf(kind);
    // That many and more are refused: 1 is what holds without it.
    const loops = numberAt(kind, 'loops');
    return {
      name: familyName(family.name, kind?.name ?? 'unicast'),
      active: true,
      imports,
      exports,
      ...sent,
      ...(maxPrefix ? { maxPrefix } : {}),
      ...(loops && loops.value > 1 ? { allowsOwnAs: loops.value - 1 } : {}),
    };
  });
}

/** The innermost list of policies replaces those further out. */
function chain(levels: readonly Node[], direction: 'import' | 'export'): PolicyUse[] {
  for (const level of levels) {
    const list = get(level, direction);
    const names = policyNames(list);
    const expression = kids(list).some((child) => /[()!&|]/.test(child.name) || kids(child).length > 0);
    if (names.length > 0)
      return names.map((name) => ({ kind: 'route-policy', name, ...(expression ? { expression } : {}) }));
  }
  return [];
}

/** Names in a list of policies; `( A && !B )` is an expression over policies. */
export function policyNames(node: Node | undefined): Located<string>[] {
  return kids(node).flatMap((child) => {
    const names: Located<string>[] = [];
    const name = /[^\s()!&|]+/g;
    for (let found = name.exec(child.name); found; found = name.exec(child.name)) {
      const start = child.span.start + found.index;
      names.push(at(found[0], { start, end: start + found[0].length }));
    }
    // Below a name stands the rest of an expression that was written without brackets.
    return [...names, ...policyNames(child)];
  });
}

function maxPrefixOf(kind: Node | undefined): MaxPrefix | undefined {
  const node = get(kind, 'prefix-limit') ?? get(kind, 'accepted-prefix-limit');
  const limit = numberAt(node, 'maximum');
  if (!node || !limit) return undefined;
  const teardown = get(node, 'teardown');
  const percent = kids(teardown).find(({ name }) => /^\d+$/.test(name));
  const idle = get(teardown, 'idle-timeout') ?? get(percent, 'idle-timeout') ?? get(node, 'idle-timeout');
  const restart = numberAt(idle) ?? numberAt(idle, 'timeout');
  const discards = ['drop-excess', 'hide-excess'].some((name) => get(node, name));
  return {
    limit,
    ...(percent ? { threshold: Number(percent.name) } : {}),
    warningOnly: !teardown && !discards,
    ...(restart ? { restart: restart.value } : {}),
    span: spanOf(node),
  };
}
