import { type AddressTerm, holds, type Prefix, parseIpv4 } from '../../../../model/address.ts';
import type { Guard } from '../../../../model/cloud.ts';
import type { Filter, FilterRule, Match, Opaque } from '../../../../model/filter.ts';
import type { Span } from '../../../../text/span.ts';
import { gapFilter } from '../../gap-filter.ts';
import type { Resource } from '../../value.ts';
import { PUBLIC } from '../ends.ts';
import { groupsOf, platformRules, securityGroups } from '../security-groups.ts';
import type { Source } from '../source.ts';
import { PROBES } from './machines.ts';

export interface Place {
  readonly span: Span;
  /** Names of the groups of the subnet and of the card, where they have one. */
  readonly groups: readonly (string | undefined)[];
  /** Of its network and of those joined with it. */
  readonly network: readonly Prefix[];
  /** More is joined with the network than is told, or a default route leads into it. */
  readonly networkOpen: boolean;
}

/**
 * Network security groups before a card: that of its subnet, then its own; each must permit. Service tags become the addresses that they are
 * known to be.
 * @param whole no rule is elsewhere
 */
export function groupGuards(source: Source, whole: boolean): (place: Place) => Guard {
  const byName = new Map(securityGroups(source).filters.map((filter) => [filter.name.value, filter]));
  const groups = new Map(groupsOf(source).map((group) => [group.name.value, group]));
  const full = new Set(
    source.resources.flatMap((one) => (GROUPS.test(one.type) && isReadInFull(one) ? [one.name.value] : [])),
  );
  const side = (place: Place, direction: 'inbound' | 'outbound'): Filter[] =>
    place.groups.flatMap((name): Filter[] => {
      if (name === undefined) return [];
      const group = groups.get(name);
      const filter = byName.get(`${name} ${direction}`);
      const span = group?.name.span ?? place.span;
      const known = group && (!group.open || (whole && full.has(name)));
      if (!group || !known) return [gapFilter(`${name} ${direction}`, span)];
      const told = group.rules.every(
        (one) => one.direction && (one.direction !== direction || (one.priority && one.action)),
      );
      if (!told) return [gapFilter(`${name} ${direction}`, span)];
      const rules = filter?.rules ?? platformRules(direction, { start: span.start, end: span.start });
      return [
        {
          name: { value: `${name} ${direction}`, span },
          family: 'both',
          purpose: 'packet',
          order: 'by-key',
          fallback: { action: 'deny' },
          stateful: true,
          span,
          closed: true,
          rules: rules.map((rule) => withTags(rule, place)),
        },
      ];
    });
  return (place) => {
    const inbound = side(place, 'inbound');
    return { inbound, outbound: side(place, 'outbound').reverse() };
  };
}

const GROUPS = /networksecuritygroups$|^azurerm_network_security_group$/;

const isReadInFull = ({ properties }: Resource): boolean =>
  properties.fields
    .filter(({ key }) => key === 'security_rule' || key === 'securityRules')
    .every(
      ({ value }) =>
        value.kind === 'map' || (value.kind === 'list' && value.items.every((item) => item.value.kind === 'map')),
    );

const withTags = (rule: FilterRule, place: Place): FilterRule => ({
  ...rule,
  matches: rule.matches.flatMap((match) => tagged(match, place, 0)),
});

/** A rule has two ends. */
const MOST_TAGS = 2;

function tagged(match: Match, place: Place, depth: number): Match[] {
  const { opaque = [], ...plain } = match;
  const asked = depth < MOST_TAGS ? opaque.find((one) => TAG.test(one.text)) : undefined;
  if (!asked) return [match];
  const [, end, tag] = TAG.exec(asked.text) as unknown as [string, 'source' | 'destination', string];
  const left = opaque.filter((one) => one !== asked);
  return endsOf(tag.toLowerCase(), asked, place).flatMap(({ terms, more }) =>
    (['ipv4', 'ipv6'] as const).flatMap((family) => {
      const anyOf = terms.filter((term) => term.kind !== 'any' && term.family === family);
      if (anyOf.length === 0 || (match.family !== 'both' && match.family !== family)) return [];
      const all: readonly Opaque[] = [...left, ...more];
      return tagged(
        { ...plain, family, [end]: { anyOf }, ...(all.length > 0 ? { opaque: all } : {}) },
        place,
        depth + 1,
      );
    }),
  );
}

const TAG = /^(source|destination) (VirtualNetwork|AzureLoadBalancer|Internet)$/i;

interface TagEnd {
  readonly terms: readonly AddressTerm[];
  readonly more: readonly Opaque[];
}

const ANYWHERE: readonly AddressTerm[] = [
  { kind: 'prefix', family: 'ipv4', address: 0n, length: 0 },
  { kind: 'prefix', family: 'ipv6', address: 0n, length: 0 },
];
const PRIVATE: readonly AddressTerm[] = (
  [
    ['10.0.0.0', 8],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
    ['100.64.0.0', 10],
  ] as const
).map(([address, length]) => ({ kind: 'prefix', family: 'ipv4', address: parseIpv4(address)!, length }));

/** Service tags overview. */
function endsOf(tag: string, asked: Opaque, { network, networkOpen }: Place): readonly TagEnd[] {
  const own: AddressTerm[] = network.map((prefix) => ({ kind: 'prefix', ...prefix }));
  if (tag === 'azureloadbalancer')
    return [{ terms: [{ kind: 'prefix', family: 'ipv4', address: PROBES, length: 32 }], more: [] }];
  if (tag === 'virtualnetwork')
    return [{ terms: own, more: [] }, ...(networkOpen ? [{ terms: ANYWHERE, more: [asked] }] : [])];
  const outside = PUBLIC.flatMap(({ addresses }) => addresses?.anyOf ?? []);
  const publicNetwork = network.some(
    ({ family, address }) =>
      !PRIVATE.some((one) => one.kind === 'prefix' && one.family === family && holds(one, address)),
  );
  return publicNetwork || networkOpen
    ? [{ terms: ANYWHERE, more: [asked] }, ...(publicNetwork ? [] : [{ terms: outside, more: [] }])]
    : [{ terms: outside, more: [] }];
}
