import type { InterfacePattern } from '../../../model/filter.ts';
import { type Block, entriesOf, table, values, word } from '../config-tree.ts';

/** Names that stand for several interfaces in policies: zones, and zones of SD-WAN. */
export interface Zones {
  zoneOf(member: string): string | undefined;
  /** As rules name it: a zone with its members; an interface in none is as a zone of its own. */
  pattern(name: string): InterfacePattern;
  readonly all: readonly { readonly block: Block; readonly name: Block['name']; readonly members: readonly string[] }[];
}

/** Members of SD-WAN that say no zone are in this one (FortiOS Administration Guide, SD-WAN zones). */
export const SDWAN_ZONE = 'virtual-wan-link';

export function zonesIn(blocks: readonly Block[]): Zones {
  const all = blocks.flatMap((block) => [
    ...entriesOf(block, 'system zone').map((zone) => ({
      block: zone,
      name: zone.name,
      members: values(zone, 'interface').map(({ value }) => value),
    })),
    ...sdwanZones(block),
  ]);
  const byMember = new Map(all.flatMap(({ name, members }) => members.map((member) => [member, name.value] as const)));
  // One list of members for all rules that name the zone.
  const byName = new Map(all.map(({ name, members }) => [name.value, { name: name.value, members }]));
  const others = new Map<string, InterfacePattern>();
  const alone = (name: string): InterfacePattern => {
    const known = others.get(name) ?? { name, members: [name] };
    others.set(name, known);
    return known;
  };
  return {
    zoneOf: (member) => byMember.get(member),
    pattern: (name) => byName.get(name) ?? alone(name),
    all,
  };
}

function sdwanZones(block: Block): Zones['all'] {
  const zones = new Map<string, { block: Block; name: Block['name']; members: string[] }>();
  for (const path of ['system sdwan', 'system virtual-wan-link']) {
    const sdwan = table(block, path);
    for (const zone of entriesOf(sdwan, 'zone'))
      zones.set(zone.name.value, { block: zone, name: zone.name, members: [] });
    for (const member of entriesOf(sdwan, 'members')) {
      const zone = word(member, 'zone') ?? SDWAN_ZONE;
      const found = zones.get(zone) ?? {
        block: member,
        name: { value: zone, span: member.name.span },
        members: [],
      };
      zones.set(zone, found);
      for (const { value } of values(member, 'interface')) found.members.push(value);
    }
  }
  return [...zones.values()];
}
