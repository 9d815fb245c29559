import { gapRule } from '../../../../kit/cloud/gap-filter.ts';
import type { Resource } from '../../../../kit/cloud/value.ts';
import { type AddressTerm, widthOf } from '../../../../model/address.ts';
import type { CloudPort, Guard } from '../../../../model/cloud.ts';
import type { Filter, FilterRule, Match } from '../../../../model/filter.ts';
import type { Span } from '../../../../text/span.ts';
import type { Source } from '../../source.ts';
import { type Direction, peerGroup } from '../permission.ts';
import { type FilterFacts, isNobodys, isReadInFull, isSecurityGroup } from '../security-groups.ts';

/** A port before its guard is known. */
export interface GroupedPort extends Omit<CloudPort, 'guard'> {
  /** Names of its security groups; undefined: one that is not told. */
  readonly groups: readonly (string | undefined)[];
  /** Without groups nothing stands before it, not even the default one. */
  readonly open?: true;
}

export interface GroupGuards {
  guardOf(port: GroupedPort): Guard;
}

/**
 * What security groups let through, port by port: the union of all its groups, and groups as peers are the addresses of ports that carry them.
 * @param ports all that the text tells
 * @param whole nothing else can be of these groups
 * @param others names of groups that things without a port carry
 */
export function groupGuards(
  { resources }: Source,
  { filters }: Pick<FilterFacts, 'filters'>,
  ports: readonly GroupedPort[],
  whole: boolean,
  others: ReadonlySet<string>,
): GroupGuards {
  const byName = new Map(filters.map((filter) => [filter.name.value, filter]));
  const groups = new Map<string, Resource>();
  for (const one of resources) if (isSecurityGroup(one)) groups.set(one.name.value, one);
  const complete = whole && !resources.some(isNobodys);
  const members = new Map<string, AddressTerm[]>();
  const untold = new Set(others);
  for (const { groups: own, addresses } of ports)
    for (const group of own) {
      if (group === undefined) continue;
      const list = members.get(group) ?? [];
      members.set(group, list);
      for (const { value } of addresses) list.push({ kind: 'prefix', ...value, length: widthOf(value.family) });
      if (addresses.length === 0) untold.add(group);
    }
  const anybody = ports.some((port) => port.groups.includes(undefined));
  const peersOf = (group: string): { readonly terms: readonly AddressTerm[]; readonly more: boolean } => ({
    terms: members.get(group) ?? [],
    more: !complete || anybody || untold.has(group) || !groups.has(group),
  });
  const resolved = new Map<Filter, readonly FilterRule[]>();
  const rulesOf = (filter: Filter, direction: Direction): readonly FilterRule[] => {
    const known = resolved.get(filter) ?? filter.rules.map((rule) => withPeers(rule, direction, peersOf));
    resolved.set(filter, known);
    return known;
  };
  const side = (port: GroupedPort, direction: Direction): Filter => {
    const rules: FilterRule[] = [];
    if (port.groups.length === 0) rules.push(gapRule('the default security group', port.name.span));
    for (const group of port.groups) {
      const resource = group === undefined ? undefined : groups.get(group);
      const filter = byName.get(`${group} ${direction}`);
      if (filter) rules.push(...rulesOf(filter, direction));
      const known = filter?.closed || (complete && resource !== undefined && isReadInFull(resource, direction));
      if (!known)
        rules.push(gapRule(`other rules of ${group ?? 'a security group'}`, resource?.name.span ?? port.name.span));
    }
    const span: Span = groups.get(port.groups[0] ?? '')?.name.span ?? port.name.span;
    return {
      name: { value: `${port.groups.join(', ') || 'default security group'} ${direction}`, span },
      family: 'both',
      purpose: 'packet',
      rules,
      semantics: 'allow-only',
      fallback: { action: 'deny' },
      stateful: true,
      span,
      closed: true,
    };
  };
  return { guardOf: (port) => ({ inbound: [side(port, 'ingress')], outbound: [side(port, 'egress')] }) };
}

/** A rule for what comes in to members of the group names one of these groups. */
export const namesPeer = (
  { filters }: Pick<FilterFacts, 'filters'>,
  group: string | undefined,
  peers: ReadonlySet<string>,
): boolean =>
  filters
    .filter(({ name }) => name.value === `${group} ingress`)
    .flatMap(({ rules }) => rules.flatMap(({ matches }) => matches.flatMap(({ opaque = [] }) => opaque)))
    .some((one) => peers.has(peerGroup(one) ?? ''));

/** Peers that are groups become the addresses that are in them; whoever else may be in them stays a condition. */
function withPeers(
  rule: FilterRule,
  direction: Direction,
  peersOf: (group: string) => { readonly terms: readonly AddressTerm[]; readonly more: boolean },
): FilterRule {
  const matches = rule.matches.flatMap((match): Match[] => {
    const { opaque = [], ...plain } = match;
    const asked = opaque.find((one) => peerGroup(one) !== undefined);
    if (!asked) return [match];
    const { terms, more } = peersOf(peerGroup(asked)!);
    const left = opaque.filter((one) => one !== asked);
    const found: Match[] = (['ipv4', 'ipv6'] as const).flatMap((family) => {
      const anyOf = terms.filter((term) => term.kind === 'prefix' && term.family === family);
      const end = direction === 'ingress' ? 'source' : 'destination';
      return anyOf.length > 0
        ? [{ ...plain, family, [end]: { anyOf }, ...(left.length > 0 ? { opaque: left } : {}) }]
        : [];
    });
    return more ? [...found, match] : found;
  });
  return { ...rule, matches };
}
