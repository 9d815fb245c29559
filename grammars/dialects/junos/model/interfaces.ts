import type { Family } from '../../../model/address.ts';
import type { InForce } from '../../../model/igp.ts';
import type { Interface, InterfaceAddress } from '../../../model/interface.ts';
import { at, type Located } from '../../../text/span.ts';
import { get, hasUnknown, kids, numberAt, spanOf, value } from '../node.ts';
import type { Node } from '../tree.ts';
import { prefixOf } from './addresses.ts';
import { type SwitchingOf, switchingOf } from './switching.ts';
import { type TunnelsOf, tunnelsOf } from './tunnels.ts';

/** One interface a unit (`ge-0/0/0.0`); a physical one without units stands for itself. */
export function interfacesOf(root: Node, complete: boolean): Interface[] {
  const vrfs = new Map(membership(kids(get(root, 'routing-instances')), 'interface'));
  if (get(root, 'system', 'management-instance')) for (const name of MANAGEMENT) vrfs.set(`${name}.0`, 'mgmt_junos');
  const zones = membership(kids(get(root, 'security', 'zones', 'security-zone')), 'interfaces');
  const places: Places = { vrfs, zones, tunnels: tunnelsOf(root), switching: switchingOf(root), complete };
  const all: Interface[] = [];
  for (const physical of kids(get(root, 'interfaces'))) {
    if (physical.name === 'interface-range' || physical.name === 'interface-set' || physical.name === 'traceoptions')
      continue;
    const units = kids(get(physical, 'unit'));
    if (units.length === 0) all.push(interfaceOf(physical, undefined, places));
    for (const unit of units) all.push(interfaceOf(physical, unit, places));
  }
  return all;
}

/** What other hierarchies say of interfaces. */
interface Places {
  readonly vrfs: ReadonlyMap<string, string>;
  readonly zones: ReadonlyMap<string, string>;
  readonly tunnels: TunnelsOf;
  readonly switching: SwitchingOf;
  readonly complete: boolean;
}

function interfaceOf(
  physical: Node,
  unit: Node | undefined,
  { vrfs, zones, tunnels, switching, complete }: Places,
): Interface {
  const node = unit ?? physical;
  const name = unit ? `${physical.name}.${unit.name}` : physical.name;
  const description = value(unit, 'description') ?? value(physical, 'description');
  const vrf = vrfs.get(name);
  const zone = zones.get(name);
  const dynamicFamilies = dynamicOf(unit);
  const linkMtu = linkMtuOf(physical);
  const ipMtu = mtuOf(physical, unit, linkMtu);
  return {
    name: at(name, node.span),
    addresses: addressesOf(unit),
    ...(description ? { description } : {}),
    ...(get(unit, 'disable') || get(physical, 'disable') ? { shutdown: true } : {}),
    ...(vrf === undefined ? {} : { vrf }),
    ...(zone === undefined ? {} : { zone }),
    ...(dynamicFamilies.length > 0 ? { dynamic: true, dynamicFamilies } : {}),
    ...(isPointToPoint(physical.name, unit) ? { pointToPoint: true } : {}),
    ...(ipMtu ? { ipMtu } : {}),
    ...(linkMtu ? { linkMtu } : {}),
    ...tunnels(name, physical, unit),
    ...switching(physical, unit),
    ...(physical.name === 'lo0' ? { loopback: true } : {}),
    ...(/^(?:fxp|em|me|vme)\d*$/.test(physical.name) ? { management: true } : {}),
    span: spanOf(node),
    closed:
      complete &&
      !hasUnknown(unit) &&
      kids(physical).every((child) => child.name === 'unit' || !hasUnknown(child)) &&
      !physical.unknown,
  };
}

/** Ports for management alone: `management-instance` gives them a table of their own. */
const MANAGEMENT = ['fxp0', 'em0', 'em1', 'me0', 'vme', 're0:mgmt-0', 're1:mgmt-0'];

/** That of the family, else of the device without its header: Ethernet's, with a tag where it has those. */
function mtuOf(physical: Node, unit: Node | undefined, link: Located<number> | undefined): InForce<number> | undefined {
  const own = numberAt(unit, 'family', 'inet', 'mtu');
  if (own || link) return own ?? link;
  return ETHERNET.test(physical.name) && !numberAt(physical, 'mtu') ? { value: 1500 } : undefined;
}

/** What is left of `mtu` without the header of Ethernet, which it counts. */
function linkMtuOf(physical: Node): Located<number> | undefined {
  const whole = numberAt(physical, 'mtu');
  if (!whole || !ETHERNET.test(physical.name)) return undefined;
  if (get(physical, 'flexible-vlan-tagging') || get(physical, 'stacked-vlan-tagging')) return undefined;
  return { ...whole, value: whole.value - (get(physical, 'vlan-tagging') ? 18 : 14) };
}

const ETHERNET = /^(?:[gxfe]e|et|ae)[-\d]/;

function addressesOf(unit: Node | undefined): InterfaceAddress[] {
  const all: InterfaceAddress[] = [];
  for (const family of ['inet', 'inet6']) {
    for (const node of kids(get(unit, 'family', family, 'address'))) {
      const prefix = prefixOf(node.name);
      if (prefix) all.push({ ...prefix, span: node.span });
    }
  }
  return all;
}

/** Families whose subnets the text may not show: DHCP, PPP, an unnumbered interface that borrows an address, autoconfiguration. */
function dynamicOf(unit: Node | undefined): Family[] {
  const inet = get(unit, 'family', 'inet');
  const inet6 = get(unit, 'family', 'inet6');
  const any = (node: Node | undefined, names: readonly string[]): boolean => names.some((name) => get(node, name));
  return [
    ...(any(inet, ['dhcp', 'dhcp-client', 'negotiate-address', 'unnumbered-address']) ? (['ipv4'] as const) : []),
    ...(any(inet6, ['dhcpv6-client', 'dhcp-client', 'autoconf', 'unnumbered-address', 'negotiate-address'])
      ? (['ipv6'] as const)
      : []),
  ];
}

/** Tunnels, PPP and serial lines: whatever is behind them needs no subnet. */
const isPointToPoint = (physical: string, unit: Node | undefined): boolean =>
  /^(?:gr-|ip-|gre|ipip|st\d|pp\d|pd-|pe-|so-|t1-|t3-|e1-|e3-|se-|ml-|ls-|lsq-|ms-|sp-|vt-|dl\d|tap|fti\d)/.test(
    physical,
  ) ||
  get(unit, 'point-to-point') !== undefined ||
  get(unit, 'tunnel') !== undefined;

function membership(owners: readonly Node[], leaf: string): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  for (const owner of owners) {
    for (const member of kids(get(owner, leaf)))
      all.set(member.name.includes('.') ? member.name : `${member.name}.0`, owner.name);
  }
  return all;
}
