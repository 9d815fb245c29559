import { networkOf, type Prefix, parsePrefix } from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Filter, FilterRule, Match } from '../../../../../grammars/model/filter.ts';
import type { RuleContext } from '../../../review/rule.ts';

/** Where source translations are looked for first, by index; those for what comes in are another question. */
export function translationsOf({ filters }: Device): number[] {
  const lists = [...filters.entries()].filter(([, { purpose, hook }]) => purpose === 'nat' && hook !== 'prerouting');
  const hooked = lists.filter(([, { hook }]) => hook === 'postrouting');
  return (hooked.length > 0 ? hooked : lists).map(([index]) => index);
}

/** Active rules of a list that match some of the packets, and in the place of a jump those of its target. Undefined where that is not decided. */
export function rulesFor(
  { device, packets }: RuleContext,
  list: number,
  asked: Match,
): readonly FilterRule[] | undefined {
  const { filters } = device;
  const met: FilterRule[] = [];
  const lists = [list];
  const seen = new Set(lists);
  for (let next = lists.pop(); next !== undefined; next = lists.pop()) {
    const { closed, rules } = filters[next]!;
    const found = closed ? packets.rulesMatching!(next, [asked]) : undefined;
    if (!found) return undefined;
    for (const rule of found.map(({ ref }) => rules[ref.rule]!)) {
      if (!rule.active) continue;
      const target = jumpTarget(filters, next, rule);
      if (target === undefined) met.push(rule);
      else if (!seen.has(target)) lists.push(target);
      if (target !== undefined) seen.add(target);
    }
  }
  return met;
}

function jumpTarget(filters: readonly Filter[], from: number, { action }: FilterRule): number | undefined {
  if (action.kind !== 'jump' && action.kind !== 'goto') return undefined;
  const { purpose, table } = filters[from]!;
  const at = filters.findIndex(
    (one) => one.name.value === action.target.value && one.purpose === purpose && one.table === table,
  );
  return at < 0 ? undefined : at;
}

/**
 * A rule says something of these packets, be it for some of them or under a condition; or that is not decided. In a network whose servers have
 * static translations, one each, nobody else need live.
 */
export const isSpokenOf = (context: RuleContext, lists: readonly number[], asked: Match): boolean =>
  lists.some((list) => rulesFor(context, list, asked)?.length !== 0);

export const isTranslation = ({ action }: FilterRule): boolean =>
  action.kind === 'translate' && action.nat === 'source';

/** Of private or shared space, and no transit link of two routers. */
export const isPrivateSubnet = (subnet: Prefix): boolean =>
  subnet.family === 'ipv4' && subnet.length >= 8 && subnet.length < 30 && PRIVATE.some((one) => isWithin(subnet, one));

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].map((text) => parsePrefix(text)!);

export const isWithin = (subnet: Prefix, other: Prefix): boolean =>
  subnet.family === other.family &&
  subnet.length >= other.length &&
  networkOf({ ...subnet, length: other.length }) === networkOf(other);

export const sourceOf = (subnet: Prefix): NonNullable<Match['source']> => ({
  anyOf: [{ kind: 'prefix', family: subnet.family, address: networkOf(subnet), length: subnet.length }],
});
