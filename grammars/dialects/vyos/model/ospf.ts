import { ospfInterfaceOf } from '../../../kit/cisco-like/ospf-interface.ts';
import type { AreaDraft, OspfLines } from '../../../kit/cisco-like/ospf-lines.ts';
import { type AreaNetwork, areaFinder } from '../../../kit/cisco-like/ospf-networks.ts';
import { parseIpv4, parsePrefix } from '../../../model/address.ts';
import type {
  AreaRange,
  DefaultOriginate,
  IgpRedistribution,
  InForce,
  OspfInterface,
  OspfNetworkType,
  OspfProcess,
} from '../../../model/igp.ts';
import { type Interface, interfacesByVrf } from '../../../model/interface.ts';
import { at, type Located, type Span } from '../../../text/span.ts';
import { get, kids, located, type Node, numberAt, spanOf, value } from '../tree.ts';
import { portsOf } from './firewall.ts';

/** `protocols ospf` and `ospfv3`, of the device and of its VRFs; FRR runs them. */
export function ospfOf(root: Node, interfaces: readonly Interface[], template: boolean): OspfProcess[] {
  const byVrf = interfacesByVrf(interfaces);
  const ports = new Map(portsOf(root).map(({ name, node }) => [name, node]));
  return [root, ...kids(get(root, 'vrf', 'name'))].flatMap((instance) =>
    ([2, 3] as const).flatMap((version) => {
      const node = get(instance, 'protocols', version === 2 ? 'ospf' : 'ospfv3');
      const vrf = instance === root ? undefined : instance.name;
      return node ? processOf({ node, version, vrf, ports, template }, byVrf.get(vrf ?? '') ?? []) : [];
    }),
  );
}

interface Place {
  readonly node: Node;
  readonly version: 2 | 3;
  readonly vrf: string | undefined;
  /** What interfaces say themselves, up to 1.2: `interfaces ethernet eth0 ip ospf cost 10`. */
  readonly ports: ReadonlyMap<string, Node>;
  readonly template: boolean;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Statements without a say in which adjacencies and routes there are, or that are read. */
const PROCESS = words(
  'area auto-cost capability default-information graceful-restart interface ldp-sync log-adjacency-changes maximum-paths mpls-te neighbor ' +
    'parameters passive-interface passive-interface-exclude redistribute refresh segment-routing timers',
);

const AREA = words('area-type authentication interface network range');

const INTERFACE = words(
  'area authentication bandwidth bfd cost dead-interval hello-interval hello-multiplier ldp-sync mtu-ignore network passive priority ' +
    'retransmit-interval retransmit-window transmit-delay',
);

/** Statements that change which routes are taken or announced. */
const CHANGES_ROUTES = words(
  'access-list aggregation default-metric distance max-metric route-map summary-address export-list import-list shortcut virtual-link',
);

const strangers = (node: Node, known: ReadonlySet<string>): Node[] => kids(node).filter(({ name }) => !known.has(name));

function processOf(place: Place, members: readonly Interface[]): OspfProcess {
  const { node, version, vrf } = place;
  const areas = kids(get(node, 'area'));
  const strange = [...strangers(node, PROCESS), ...areas.flatMap((area) => strangers(area, AREA))];
  const closed = !place.template && !node.unknown && strange.every(({ name }) => CHANGES_ROUTES.has(name));
  const drafts = new Map(
    areas.flatMap((area) => {
      const draft = areaOf(area);
      return draft ? [[draft.id.value, draft] as const] : [];
    }),
  );
  const id = value(node, 'parameters', 'router-id');
  const routerId = id && parseIpv4(id.value);
  const bandwidth = numberAt(node, 'auto-cost', 'reference-bandwidth');
  const origin = defaultOf(node);
  return {
    version,
    ...(vrf === undefined ? {} : { vrf }),
    ...(id && routerId !== undefined ? { routerId: at(routerId, id.span) } : {}),
    referenceBandwidth: bandwidth ?? { value: 100 },
    areas: [...drafts.values()].map(({ authentication: _, ...area }) => area),
    interfaces: membersOf(place, members, drafts, closed),
    redistributions: kids(get(node, 'redistribute')).flatMap((from) => (from.name === 'table' ? [] : takenOf(from))),
    ...(origin ? { defaultOriginate: origin } : {}),
    unfollowed: [
      ...strange,
      ...areas.flatMap((area) => [
        ...(get(area, 'area-type', 'nssa') ? [get(area, 'area-type', 'nssa', 'translate')] : []),
        ...kids(get(area, 'range')).map((range) => get(range, 'substitute')),
      ]),
      get(node, 'redistribute', 'table'),
      get(node, 'parameters', 'abr-type'),
      ...kids(get(node, 'interface')).map((one) => get(one, 'bandwidth')),
    ].flatMap((one) => (one ? [spanOf(one)] : [])),
    span: spanOf(node),
    closed,
  };
}

/** `0`, `0.0.0.1` */
function areaNumber({ name, span }: Node): Located<number> | undefined {
  const dotted = parseIpv4(name);
  if (dotted !== undefined) return at(Number(dotted), span);
  return /^\d{1,10}$/.test(name) ? at(Number(name), span) : undefined;
}

function areaOf(node: Node): AreaDraft | undefined {
  const id = areaNumber(node);
  if (!id) return undefined;
  const kind = get(node, 'area-type', 'nssa') ?? get(node, 'area-type', 'stub');
  const cost = numberAt(kind, 'default-cost');
  const authentication = value(node, 'authentication');
  return {
    id,
    type: kind?.name === 'nssa' ? 'nssa' : kind ? 'stub' : 'normal',
    ...(get(kind, 'no-summary') ? { noSummary: true } : {}),
    ...(cost ? { defaultCost: cost.value } : {}),
    ...(get(kind, 'default-information-originate') ? { defaultOriginate: true } : {}),
    ranges: kids(get(node, 'range')).flatMap((range) => rangeOf(range) ?? []),
    ...(authentication
      ? {
          authentication: {
            value: authentication.value === 'md5' ? 'cryptographic' : 'clear-text',
            span: authentication.span,
          },
        }
      : {}),
    span: kind ? spanOf(kind) : node.span,
  };
}

function rangeOf(node: Node): AreaRange | undefined {
  const prefix = parsePrefix(node.name);
  const cost = numberAt(node, 'cost');
  return (
    prefix && {
      prefix,
      advertised: !get(node, 'not-advertise'),
      ...(cost ? { cost: cost.value } : {}),
      span: node.span,
    }
  );
}

/** What is said of routes that are taken: `metric 20`, `metric-type 1`, `route-map X`. */
function settingsOf(node: Node): Pick<IgpRedistribution, 'policy' | 'metric' | 'metricType'> {
  const policy = value(node, 'route-map');
  const metric = numberAt(node, 'metric');
  const type = numberAt(node, 'metric-type')?.value;
  return {
    ...(policy ? { policy } : {}),
    ...(metric ? { metric: metric.value } : {}),
    ...(type === 1 || type === 2 ? { metricType: type } : {}),
  };
}

const takenOf = (from: Node): IgpRedistribution => ({ from: located(from), ...settingsOf(from), span: spanOf(from) });

function defaultOf(node: Node): DefaultOriginate | undefined {
  const origin = get(node, 'default-information', 'originate');
  return origin && { always: get(origin, 'always') !== undefined, ...settingsOf(origin), span: spanOf(origin) };
}

/** `area 0 network 192.0.2.0/24` */
const networksOf = (node: Node): AreaNetwork[] =>
  kids(get(node, 'area')).flatMap((area) =>
    kids(get(area, 'network')).flatMap((network) => {
      const id = areaNumber(area);
      const prefix = parsePrefix(network.name);
      if (!id || prefix?.family !== 'ipv4') return [];
      const wildcard = (1n << BigInt(32 - prefix.length)) - 1n;
      return [{ address: prefix.address, wildcard, area: at(id.value, network.span) }];
    }),
  );

function membersOf(
  place: Place,
  members: readonly Interface[],
  areas: ReadonlyMap<number, AreaDraft>,
  closed: boolean,
): OspfInterface[] {
  const { node, version, ports } = place;
  const find = areaFinder(networksOf(node), 'subnet');
  // Version 3 up to 1.3: `area 0 interface eth0`.
  const inArea = new Map(
    kids(get(node, 'area')).flatMap((area) => {
      const id = areaNumber(area);
      return id ? kids(get(area, 'interface')).map(({ name, span }) => [name, at(id.value, span)] as const) : [];
    }),
  );
  const { passive, passiveByDefault } = passiveOf(node);
  return members.flatMap((one) => {
    const name = one.name.value;
    const own = get(node, 'interface', name);
    const port = ports.get(name);
    const older = version === 2 ? get(port, 'ip', 'ospf') : get(port, 'ipv6', 'ospfv3');
    const said = [older, own].flatMap((from) => from ?? []);
    const leaf = value(own, 'area');
    const number = leaf && areaNumber(get(own, 'area', leaf.value)!);
    const area = (number && at(number.value, spanOf(get(own, 'area')!))) ?? inArea.get(name) ?? find(one);
    if (!area) return [];
    const known = closed && said.every((from) => strangers(from, INTERFACE).length === 0);
    const found = ospfInterfaceOf(
      one,
      area,
      linesOf(said),
      { version, areas, passive, ...(passiveByDefault ? { passiveByDefault } : {}), closed: known },
      // Since 1.3 the platform writes 40 seconds where nothing is said; what older ones do is not known.
      { networkTypeOf, ...(older ? {} : { dead: 'stays' as const }) },
    );
    // A password alone turns nothing on: `area 0 authentication` does.
    const { authentication, ...rest } = found;
    const idle = authentication?.span === undefined && said.some((from) => get(from, 'authentication'));
    return idle ? [rest] : [found];
  });
}

function linesOf(nodes: readonly Node[]): OspfLines {
  const lines: OspfLines = {};
  for (const node of nodes) {
    const [cost, priority] = [numberAt(node, 'cost'), numberAt(node, 'priority')];
    const [hello, dead] = [numberAt(node, 'hello-interval'), numberAt(node, 'dead-interval')];
    const type = value(node, 'network');
    const networkType = TYPES.find((one) => one === type?.value);
    const md5 = get(node, 'authentication', 'md5');
    const passive = get(node, 'passive');
    const multiplier = get(node, 'hello-multiplier');
    if (cost) lines.cost = cost;
    if (priority) lines.priority = priority;
    if (hello) lines.hello = hello;
    if (dead) lines.dead = dead;
    else if (multiplier) {
      lines.fastHello = true;
      lines.dead = { value: 1, span: spanOf(multiplier) };
    }
    if (type && networkType) lines.networkType = { value: networkType, span: type.span };
    if (md5) lines.authentication = { value: 'cryptographic', span: md5.span };
    if (passive) lines.passive = { value: !get(passive, 'disable'), span: spanOf(passive) };
    if (get(node, 'mtu-ignore')) lines.mtuIgnored = true;
    if (get(node, 'bfd')) lines.bfd = true;
  }
  return lines;
}

const TYPES: readonly OspfNetworkType[] = ['broadcast', 'non-broadcast', 'point-to-point', 'point-to-multipoint'];

/** Names say what they are; tunnels and OpenVPN may be either. */
const networkTypeOf = (name: string): OspfNetworkType | undefined =>
  /^(?:eth|bond|br|peth|wlan|vxlan|l2tpeth)\d/.test(name)
    ? 'broadcast'
    : /^(?:wg|vti|pppoe)\d/.test(name)
      ? 'point-to-point'
      : undefined;

/** `passive-interface default`, `passive-interface eth0`, `passive-interface-exclude eth1` */
function passiveOf(node: Node): {
  readonly passive: ReadonlyMap<string, InForce<boolean>>;
  readonly passiveByDefault?: Span;
} {
  const named = kids(get(node, 'passive-interface'));
  const all = named.find(({ name }) => name === 'default');
  const entries = (nodes: readonly Node[], quiet: boolean) =>
    nodes.map(({ name, span }) => [name.toLowerCase(), { value: quiet, span }] as const);
  return {
    passive: new Map([...entries(named, true), ...entries(kids(get(node, 'passive-interface-exclude')), false)]),
    ...(all ? { passiveByDefault: all.span } : {}),
  };
}
