import type { IgpAuthentication, InForce, IsisInterface, IsisLevel, IsisProcess } from '../../../model/igp.ts';
import { type Interface, interfacesByVrf } from '../../../model/interface.ts';
import { at } from '../../../text/span.ts';
import { get, hasUnknown, kids, located, numberAt, spanOf, value } from '../node.ts';
import type { Node } from '../tree.ts';
import { policyNames } from './bgp.ts';

/** IS-IS of the main instance and of routing instances. */
export function isisOf(root: Node, interfaces: readonly Interface[], complete: boolean): IsisProcess[] {
  const iso = isoAddresses(root);
  const byVrf = interfacesByVrf(interfaces);
  return [root, ...kids(get(root, 'routing-instances'))].flatMap((instance) => {
    const node = get(instance, 'protocols', 'isis');
    if (!node || kids(node).length === 0) return [];
    const vrf = instance === root ? undefined : instance.name;
    const own = byVrf.get(vrf ?? '') ?? [];
    const closed = complete && !hasUnknown(node);
    const levels = [1, 2].filter((level) => !get(node, 'level', String(level), 'disable'));
    const level = levelOf(levels);
    const exported = policyNames(get(node, 'export'));
    const overload = get(node, 'overload');
    return {
      ...(vrf === undefined ? {} : { vrf }),
      nets: own.flatMap(({ name }) => iso.get(name.value) ?? []),
      ...(level ? { level: { value: level } } : {}),
      metricStyle: metricStyleOf(node, levels),
      ...(get(node, 'reference-bandwidth') ? {} : { defaultMetric: 10 }),
      interfaces: interfacesOf(node, own, iso, levels, closed),
      redistributions: exported.map((policy) => ({ from: at('*', policy.span), policy, span: policy.span })),
      ...(overload ? { overload: spanOf(overload) } : {}),
      unfollowed: UNFOLLOWED.flatMap((name) => {
        const found = get(node, name);
        return found ? [spanOf(found)] : [];
      }),
      span: spanOf(node),
      closed,
    };
  });
}

/** They change which routes are taken, announced or preferred. */
const UNFOLLOWED = [
  'import',
  'rib-group',
  'rib',
  'topologies',
  'traffic-engineering',
  'no-ipv4-routing',
  'no-ipv6-routing',
];

/** Interfaces with `family iso`, by name, with their addresses. */
function isoAddresses(root: Node): ReadonlyMap<string, IsisProcess['nets']> {
  const all = new Map<string, IsisProcess['nets']>();
  for (const physical of kids(get(root, 'interfaces')))
    for (const unit of kids(get(physical, 'unit'))) {
      const iso = get(unit, 'family', 'iso');
      if (iso) all.set(`${physical.name}.${unit.name}`, kids(get(iso, 'address')).map(located));
    }
  return all;
}

const levelOf = (levels: readonly number[]): IsisLevel | undefined =>
  levels.length === 2 ? 'level-1-2' : levels[0] === 1 ? 'level-1' : levels[0] === 2 ? 'level-2' : undefined;

/** Both styles go out unless a level is told to be wide. */
function metricStyleOf(node: Node, levels: readonly number[]): NonNullable<IsisProcess['metricStyle']> {
  const wide = levels.map((level) => get(node, 'level', String(level), 'wide-metrics-only'));
  const [first] = wide;
  return first && wide.every((one) => one) ? { value: 'wide', span: first.span } : { value: 'transition' };
}

function interfacesOf(
  node: Node,
  members: readonly Interface[],
  iso: ReadonlyMap<string, IsisProcess['nets']>,
  levels: readonly number[],
  closed: boolean,
): IsisInterface[] {
  const places = new Map(
    kids(get(node, 'interface')).map((one) => [one.name.includes('.') ? one.name : `${one.name}.0`, one]),
  );
  const all = get(node, 'interface', 'all');
  return members.flatMap((one) => {
    const place = places.get(one.name.value) ?? all;
    // Without the family no packet of the protocol is taken on it.
    if (!place || !iso.has(one.name.value) || get(place, 'disable')) return [];
    return interfaceOf(one, place, levels, closed && one.closed) ?? [];
  });
}

function interfaceOf(
  one: Interface,
  node: Node,
  levels: readonly number[],
  closed: boolean,
): IsisInterface | undefined {
  const own = levels.filter((level) => !get(node, 'level', String(level), 'disable'));
  const level = levelOf(own);
  if (!level) return undefined;
  const passive = get(node, 'passive') ?? passiveLevels(node, own);
  const first = numberAt(node, 'level', '1', 'metric');
  const second = numberAt(node, 'level', '2', 'metric');
  const authentication = authenticationOf(node, own);
  const point = get(node, 'point-to-point');
  return {
    interface: one.name.value,
    families: [...new Set(one.addresses.map(({ family }) => family))].filter(
      (family) => !get(node, family === 'ipv4' ? 'no-ipv4-routing' : 'no-ipv6-routing'),
    ),
    level: { value: level },
    passive: passive ? { value: true, span: passive.span } : { value: false },
    ...(point
      ? { networkType: { value: 'point-to-point', span: point.span } }
      : /^(?:[gxe]e|et|ae|fe|irb|vlan|reth)[-\d.]/.test(one.name.value)
        ? { networkType: { value: 'broadcast' } }
        : {}),
    ...(first ? { metricLevel1: first } : {}),
    ...(second ? { metricLevel2: second } : {}),
    ...(authentication ? { authentication } : closed ? { authentication: { value: 'none' } } : {}),
    ...(get(node, 'bfd-liveness-detection') ? { bfd: true } : {}),
    span: spanOf(node),
    closed,
  };
}

/** Passive in all levels that it has. */
function passiveLevels(node: Node, levels: readonly number[]): Node | undefined {
  const found = levels.map((level) => get(node, 'level', String(level), 'passive'));
  return found.every((one) => one) ? found[0] : undefined;
}

/** `hello-authentication-type md5`, of the interface or of its levels. */
function authenticationOf(node: Node, levels: readonly number[]): InForce<IgpAuthentication> | undefined {
  for (const place of [node, ...levels.map((level) => get(node, 'level', String(level)))]) {
    const type = value(place, 'hello-authentication-type');
    if (type) return { value: type.value === 'simple' ? 'clear-text' : 'cryptographic', span: type.span };
    const chain = get(place, 'hello-authentication-key-chain');
    if (chain) return { value: 'cryptographic', span: chain.span };
  }
  return undefined;
}
