import { parseIpv4 } from '../../../model/address.ts';
import type {
  AreaRange,
  IgpAuthentication,
  InForce,
  OspfArea,
  OspfInterface,
  OspfNetworkType,
  OspfProcess,
} from '../../../model/igp.ts';
import { type Interface, interfacesByVrf } from '../../../model/interface.ts';
import { at, type Located } from '../../../text/span.ts';
import { get, hasUnknown, kids, numberAt, spanOf, value } from '../node.ts';
import type { Node } from '../tree.ts';
import { prefixOf } from './addresses.ts';
import { policyNames } from './bgp.ts';

/** OSPF of the main instance and of routing instances, both versions. */
export function ospfOf(root: Node, interfaces: readonly Interface[], complete: boolean): OspfProcess[] {
  const byVrf = interfacesByVrf(interfaces);
  return [root, ...kids(get(root, 'routing-instances'))].flatMap((instance) => {
    const own = byVrf.get(instance === root ? '' : instance.name) ?? [];
    return (['ospf', 'ospf3'] as const).flatMap((protocol) => {
      const node = get(instance, 'protocols', protocol);
      if (!node) return [];
      return [node, ...kids(get(node, 'realm'))].flatMap((place) =>
        kids(get(place, 'area')).length === 0
          ? []
          : processOf(place, protocol === 'ospf' ? 2 : 3, instance, own, complete),
      );
    });
  });
}

function processOf(
  node: Node,
  version: 2 | 3,
  instance: Node,
  members: readonly Interface[],
  complete: boolean,
): OspfProcess {
  const id = value(instance, 'routing-options', 'router-id') ?? value(topOf(instance), 'routing-options', 'router-id');
  const routerId = id && parseIpv4(id.value);
  const bandwidth = value(node, 'reference-bandwidth');
  const exported = policyNames(get(node, 'export'));
  const closed = complete && !hasUnknown(node);
  const areas = kids(get(node, 'area'));
  return {
    version,
    ...(instance.parent ? { vrf: instance.name } : {}),
    ...(id && routerId !== undefined ? { routerId: at(routerId, id.span) } : {}),
    referenceBandwidth: bandwidth ? { value: megabits(bandwidth.value), span: bandwidth.span } : { value: 100 },
    areas: areas.flatMap((area) => areaOf(area) ?? []),
    interfaces: interfacesOf(areas, members, version, closed),
    redistributions: exported.map((policy) => ({ from: at('*', policy.span), policy, span: policy.span })),
    unfollowed: UNFOLLOWED.flatMap((name) => {
      const found = get(node, name);
      return found ? [spanOf(found)] : [];
    }),
    ...(get(node, 'disable') ? { shutdown: true } : {}),
    span: spanOf(node),
    closed,
  };
}

const topOf = (node: Node): Node => (node.parent ? topOf(node.parent) : node);

/** They change which routes are taken or announced. */
const UNFOLLOWED = ['import', 'overload', 'external-preference', 'preference', 'rib-group', 'sham-link'];

/** `100g`, `1000m`, `1000000000`: bits per second. */
function megabits(text: string): number {
  const [, number, unit] = /^(\d+)([kmg]?)$/i.exec(text) ?? [];
  const factor = { k: 1e-3, m: 1, g: 1000 }[unit?.toLowerCase() ?? ''] ?? 1e-6;
  return Number(number ?? 100) * (number === undefined ? 1 : factor);
}

/** `0`, `0.0.0.1` */
function areaNumber(node: Node): Located<number> | undefined {
  const dotted = parseIpv4(node.name);
  if (dotted !== undefined) return at(Number(dotted), node.span);
  return /^\d{1,10}$/.test(node.name) ? at(Number(node.name), node.span) : undefined;
}

function areaOf(node: Node): OspfArea | undefined {
  const id = areaNumber(node);
  if (!id) return undefined;
  const kind = get(node, 'nssa') ?? get(node, 'stub');
  const cost = numberAt(kind, 'default-metric') ?? numberAt(kind, 'default-lsa', 'default-metric');
  return {
    id,
    type: kind?.name === 'nssa' ? 'nssa' : kind ? 'stub' : 'normal',
    ...(get(kind, 'no-summaries') ? { noSummary: true } : {}),
    ...(cost ? { defaultCost: cost.value } : {}),
    ...(get(kind, 'default-lsa') ? { defaultOriginate: true } : {}),
    ranges: kids(get(node, 'area-range')).flatMap((range) => rangeOf(range) ?? []),
    span: kind ? spanOf(kind) : node.span,
  };
}

function rangeOf(node: Node): AreaRange | undefined {
  const prefix = prefixOf(node.name);
  const cost = numberAt(node, 'override-metric');
  return (
    prefix && {
      prefix,
      advertised: !get(node, 'restrict'),
      ...(cost ? { cost: cost.value } : {}),
      span: node.span,
    }
  );
}

function interfacesOf(
  areas: readonly Node[],
  members: readonly Interface[],
  version: 2 | 3,
  closed: boolean,
): OspfInterface[] {
  const named = new Map<string, { readonly node: Node; readonly area: Node }>();
  let all: { readonly node: Node; readonly area: Node } | undefined;
  for (const area of areas) {
    for (const node of kids(get(area, 'interface'))) {
      if (node.name === 'all') all = { node, area };
      else named.set(node.name.includes('.') ? node.name : `${node.name}.0`, { node, area });
    }
  }
  const family = version === 2 ? 'ipv4' : 'ipv6';
  const out: OspfInterface[] = [];
  for (const one of members) {
    const place =
      named.get(one.name.value) ??
      // It takes what has addresses of the family; that of management apart.
      (!/^(?:fxp|em)\d/.test(one.name.value) && one.addresses.some((address) => address.family === family)
        ? all
        : undefined);
    if (!place || get(place.node, 'disable')) continue;
    const area = areaNumber(place.area);
    if (area) out.push(interfaceOf(one, at(area.value, place.node.span), place.node, place.area, family, closed));
  }
  return out;
}

function interfaceOf(
  one: Interface,
  area: Located<number>,
  node: Node,
  areaNode: Node,
  family: 'ipv4' | 'ipv6',
  closed: boolean,
): OspfInterface {
  const networkType = networkTypeOf(node, one);
  const usual = networkType && /^(?:broadcast|point-to-point)$/.test(networkType.value) ? 10 : undefined;
  const saidHello = numberAt(node, 'hello-interval');
  const hello = saidHello ?? (usual === undefined ? undefined : { value: usual });
  const dead = numberAt(node, 'dead-interval') ?? (hello && { value: hello.value * 4 });
  const authentication = authenticationOf(node, areaNode);
  const cost = numberAt(node, 'metric');
  const priority = numberAt(node, 'priority');
  const passive = get(node, 'passive');
  const known = closed && one.closed;
  return {
    interface: one.name.value,
    area,
    families: [family],
    ...(cost ? { cost } : {}),
    passive: passive ? { value: true, span: passive.span } : { value: false },
    ...(networkType ? { networkType } : {}),
    ...(hello ? { hello } : {}),
    ...(dead ? { dead } : {}),
    ...(authentication ? { authentication } : known ? { authentication: { value: 'none' } } : {}),
    ...(priority ? { priority } : {}),
    ...(get(node, 'bfd-liveness-detection') ? { bfd: true } : {}),
    span: spanOf(node),
    closed: known,
  };
}

const TYPES: ReadonlyMap<string, OspfNetworkType> = new Map([
  ['p2p', 'point-to-point'],
  ['nbma', 'non-broadcast'],
  ['p2mp', 'point-to-multipoint'],
]);

function networkTypeOf(node: Node, one: Interface): InForce<OspfNetworkType> | undefined {
  const said = value(node, 'interface-type');
  const type = said && TYPES.get(said.value);
  if (said) return type && { value: type, span: said.span };
  if (one.loopback) return undefined;
  if (/^(?:[gxe]e|et|ae|fe|irb|vlan|reth)[-\d.]/.test(one.name.value)) return { value: 'broadcast' };
  return one.pointToPoint ? { value: 'point-to-point' } : undefined;
}

/** `authentication { md5 1 key "..."; }`, and the area's older `authentication-type`. */
function authenticationOf(node: Node, area: Node): InForce<IgpAuthentication> | undefined {
  const own = get(node, 'authentication') ?? get(node, 'ipsec-sa');
  if (own) return { value: get(own, 'simple-password') ? 'clear-text' : 'cryptographic', span: own.span };
  const older = value(area, 'authentication-type');
  if (!older) return undefined;
  return {
    value: older.value === 'md5' ? 'cryptographic' : older.value === 'simple' ? 'clear-text' : 'none',
    span: older.span,
  };
}
