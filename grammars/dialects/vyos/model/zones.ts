import type { FilterRule, InterfacePattern, Match } from '../../../model/filter.ts';
import type { Zones, ZoneWay } from '../../../model/zones.ts';
import { at } from '../../../text/span.ts';
import { get, kids, located, type Node, spanOf, value } from '../tree.ts';
import { type FilterPlace, implicit, statePolicy, tableOf } from './firewall.ts';
import { interfacePattern } from './match.ts';

type Family = 'ipv4' | 'ipv6';

/** `firewall zone X` since 1.4, `zone-policy zone X` before. */
const zoneNodes = (root: Node): Node[] => [
  ...kids(get(root, 'firewall', 'zone')),
  ...kids(get(root, 'zone-policy', 'zone')),
];

/** `interface eth0`, since 1.5 `member interface eth0`. */
const membersOf = (zone: Node): string[] =>
  [...kids(get(zone, 'interface')), ...kids(get(zone, 'member', 'interface'))].map(({ name }) => name);

const isLocal = (zone: Node): boolean => get(zone, 'local-zone') !== undefined;

export function zonesOf(root: Node, template: boolean): Zones | undefined {
  const nodes = zoneNodes(root);
  if (nodes.length === 0) return undefined;
  const ways = nodes.flatMap((to): ZoneWay[] =>
    kids(get(to, 'from')).map((from) => ({
      from: from.name,
      to: to.name,
      permits: lists(from).some(({ name, family }) => permitsSomething(listNode(root, family, name))),
      span: spanOf(from),
    })),
  );
  return {
    zones: nodes.map((node) => ({ name: located(node), interfaces: membersOf(node) })),
    ways,
    closed: !template && nodes.every(({ unknown }) => !unknown),
  };
}

const lists = (from: Node): { readonly name: string; readonly family: Family }[] =>
  (['ipv4', 'ipv6'] as const).flatMap((family) => {
    const name = value(from, 'firewall', family === 'ipv4' ? 'name' : 'ipv6-name');
    return name ? [{ name: name.value, family }] : [];
  });

const listNode = (root: Node, family: Family, name: string): Node | undefined =>
  get(root, 'firewall', family, 'name', name) ?? get(root, 'firewall', family === 'ipv4' ? 'name' : 'ipv6-name', name);

/** A list that is not there may be anything. */
function permitsSomething(list: Node | undefined): boolean {
  if (!list || /^(?:accept|return)$/.test(value(list, 'default-action')?.value ?? '')) return true;
  return kids(get(list, 'rule')).some((rule) => !/^(?:drop|reject)$/.test(value(rule, 'action')?.value ?? ''));
}

/**
 * As the platform writes them: at each hook packets go to the chain of the zone that they leave by, which knows where they came from. What a
 * list returns is let in.
 */
export function zoneChains(root: Node, template: boolean): FilterPlace[] {
  const zones = zoneNodes(root);
  if (zones.length === 0) return [];
  const members = new Map(zones.map((zone) => [zone.name, membersOf(zone).map(interfacePattern)]));
  const firewall = get(root, 'firewall');
  return (['ipv4', 'ipv6'] as const).flatMap((family) =>
    chainsOf(zones, members, family, firewall ? statePolicy(firewall, family) : [], template),
  );
}

function chainsOf(
  zones: readonly Node[],
  members: ReadonlyMap<string, readonly InterfacePattern[]>,
  family: Family,
  states: readonly FilterRule[],
  template: boolean,
): FilterPlace[] {
  const closed = !template && zones.every(({ unknown }) => !unknown);
  const places: FilterPlace[] = [];
  const frame = { family, purpose: 'packet', table: tableOf(family), stateful: false, closed } as const;
  const chainName = (zone: Node): string => `zone ${zone.name}`;
  for (const zone of zones) {
    const own = members.get(zone.name) ?? [];
    const rules: FilterRule[] = [];
    const intra = value(zone, 'intra-zone-filtering', 'action')?.value;
    const inside: Match = { family, inInterface: { anyOf: own } };
    const name = value(zone, 'intra-zone-filtering', 'firewall', family === 'ipv4' ? 'name' : 'ipv6-name');
    if (own.length > 0 && !isLocal(zone)) {
      if (name) rules.push(implicit([inside], { kind: 'jump', target: name }, name.span));
      rules.push(implicit([inside], intra === 'drop' ? { kind: 'deny' } : { kind: 'return' }, zone.span));
    }
    for (const from of kids(get(zone, 'from'))) {
      const list = value(from, 'firewall', family === 'ipv4' ? 'name' : 'ipv6-name');
      const there = members.get(from.name) ?? [];
      if (!list || there.length === 0) continue;
      const match: Match = { family, inInterface: { anyOf: there } };
      rules.push(
        implicit([match], { kind: 'jump', target: list }, list.span),
        implicit([match], { kind: 'return' }, list.span),
      );
    }
    const said = value(zone, 'default-action');
    places.push({
      filter: {
        ...frame,
        name: at(chainName(zone), zone.span),
        rules,
        fallback: { action: said?.value === 'accept' ? 'return' : 'deny', ...(said ? { span: said.span } : {}) },
        span: spanOf(zone),
      },
    });
  }
  const [first] = zones;
  for (const hook of ['forward', 'input'] as const) {
    const reached = zones.filter((zone) => isLocal(zone) === (hook === 'input'));
    if (reached.length === 0) continue;
    const name = at(`${family} zones ${hook}`, first!.span);
    const rules = reached.flatMap((zone): FilterRule[] => {
      const own = members.get(zone.name) ?? [];
      const target = at(chainName(zone), zone.span);
      if (hook === 'input') return [implicit([{ family }], { kind: 'jump', target }, zone.span)];
      return own.length === 0
        ? []
        : [implicit([{ family, outInterface: { anyOf: own } }], { kind: 'jump', target }, zone.span)];
    });
    places.push({
      filter: {
        ...frame,
        name,
        rules: [...states, ...rules],
        fallback: { action: 'permit' },
        hook,
        priority: 1,

        span: spanOf(first!),
      },
      binding: { filter: name, family, place: { kind: 'hook', hook }, direction: 'in', span: first!.span },
    });
  }
  return places;
}
