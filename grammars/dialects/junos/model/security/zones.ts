import { zonePatterns } from '../../../../kit/zone-dispatch.ts';
import type { InterfacePattern } from '../../../../model/filter.ts';
import type { Zone, Zones } from '../../../../model/zones.ts';
import { get, hasUnknown, kids, located } from '../../node.ts';
import type { Node } from '../../tree.ts';

/** A zone with the node that says what it is: `security-zone trust`, or the one of management ports. */
export interface SecurityZone {
  readonly zone: Zone;
  readonly node: Node;
}

/** None where the device forwards packet by packet, without sessions: zones and policies do nothing there. */
export function securityZones(root: Node): readonly SecurityZone[] {
  if (isPacketMode(root)) return [];
  const zones = get(root, 'security', 'zones');
  const nodes = [...kids(get(zones, 'security-zone')), ...kids(get(zones, 'functional-zone'))];
  const named = new Set(nodes.flatMap((node) => kids(get(node, 'interfaces')).map(({ name }) => unitOf(name))));
  return nodes.map((node) => ({
    node,
    zone: {
      name: located(node),
      interfaces: kids(get(node, 'interfaces')).flatMap(({ name }) =>
        // Every interface that no other zone names.
        name === 'all' ? unitsOf(root).filter((unit) => !named.has(unit)) : [unitOf(name)],
      ),
    },
  }));
}

/** `family mpls mode packet-based` makes a router of all of it. */
export const isPacketMode = (root: Node): boolean =>
  get(root, 'security', 'forwarding-options', 'family', 'mpls', 'mode', 'packet-based') !== undefined;

/** `ge-0/0/0` is its unit 0. */
export const unitOf = (name: string): string => (name.includes('.') || name === 'all' ? name : `${name}.0`);

const unitsOf = (root: Node): string[] =>
  kids(get(root, 'interfaces')).flatMap((physical) =>
    kids(get(physical, 'unit')).map((unit) => `${physical.name}.${unit.name}`),
  );

/** How rules name a zone; `any` is undefined. A zone that is defined elsewhere has no interface that the text names. */
export function patternsOf(zones: readonly SecurityZone[]): (name: string) => InterfacePattern | undefined {
  const known = new Map(zonePatterns(zones.map(({ zone }) => zone)));
  return (name) => {
    if (name === 'any') return undefined;
    const pattern = known.get(name) ?? { name, members: [] };
    known.set(name, pattern);
    return pattern;
  };
}

/** Security zones between which policies decide; undefined where there are no policies (a packet-mode router, a part of a text). */
export function zonesOf(root: Node, zones: readonly SecurityZone[], complete: boolean): Zones | undefined {
  const security = get(root, 'security');
  const policies = get(security, 'policies');
  if (zones.length === 0 || pairsOf(root).length === 0) return undefined;
  return {
    zones: zones.filter(({ node }) => node.parent!.name === 'security-zone').map(({ zone }) => zone),
    closed: complete && !hasUnknown(policies) && !hasUnknown(get(security, 'zones')),
  };
}

/** `from-zone trust to-zone untrust`, in text order. */
export const pairsOf = (root: Node): { readonly from: Node; readonly to: Node }[] =>
  kids(get(root, 'security', 'policies', 'from-zone')).flatMap((from) =>
    kids(get(from, 'to-zone')).map((to) => ({ from, to })),
  );
