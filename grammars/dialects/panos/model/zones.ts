import { zonePatterns } from '../../../kit/zone-dispatch.ts';
import type { InterfacePattern } from '../../../model/filter.ts';
import type { Zones } from '../../../model/zones.ts';
import { get, hasUnknown, kids, located, type Node } from '../tree.ts';
import type { Places, Scope } from './places.ts';
import { rulesOf } from './rules.ts';

/** Zones of the text: a firewall's own, and those of templates. */
export interface ZoneNames {
  readonly nodes: readonly Node[];
  /** As rules name it; a zone that is defined elsewhere has no members that the text names. */
  pattern(name: string): InterfacePattern;
  zoneOf(member: string): string | undefined;
}

const KINDS = ['layer3', 'layer2', 'virtual-wire', 'tap', 'external'] as const;

const membersOf = (zone: Node): string[] =>
  KINDS.flatMap((kind) => kids(zone, 'network', kind).map(({ name }) => name));

export function zoneNames({ devices, scopes }: Places): ZoneNames {
  const holders = new Set([
    ...scopes.map(({ node }) => node),
    ...devices,
    ...devices.flatMap((one) => kids(one, 'vsys')),
  ]);
  const nodes = [...holders].flatMap((holder) => kids(holder, 'zone'));
  const patterns = zonePatterns(nodes.map((node) => ({ name: located(node), interfaces: membersOf(node) })));
  const byMember = new Map(nodes.flatMap((node) => membersOf(node).map((member) => [member, node.name] as const)));
  return {
    nodes,
    pattern: (name) => patterns.get(name) ?? { name, members: [] },
    zoneOf: (member) => byMember.get(member),
  };
}

/** The zones between which the rules decide; undefined where the text has no zones or no rules. */
export function deviceZones({ node, rulebases }: Scope, names: ZoneNames): Zones | undefined {
  if (names.nodes.length === 0 || rulesOf(rulebases, 'security').length === 0) return undefined;
  return {
    zones: names.nodes.map((zone) => ({ name: located(zone), interfaces: membersOf(zone) })),
    closed: !rulebases.some(hasUnknown) && !hasUnknown(get(node, 'zone')),
  };
}
