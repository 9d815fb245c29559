import { onceFor } from '../../../../grammars/kit/once-for.ts';
import type { AddressTerm, Family } from '../../../../grammars/model/address.ts';
import type { Field, Filter, FilterRule, Match } from '../../../../grammars/model/filter.ts';

/**
 * Permits that only together match everything, because each takes half of the addresses (0.0.0.0/1 and 128.0.0.0/1): indexes into
 * the filter's rules, in order; undefined where there are none. The trick is as old as filters that refuse `any any`.
 */
export const permittedHalves = onceFor(findHalves);

function findHalves({ rules }: Filter): readonly number[] | undefined {
  for (const family of ['ipv4', 'ipv6'] as const) {
    const missing = new Set(['00', '01', '10', '11']);
    const used: number[] = [];
    for (const [index, rule] of rules.entries()) {
      if (!rule.active || rule.action.kind !== 'permit') continue;
      const quarters = quartersOf(rule, family).filter((quarter) => missing.delete(quarter));
      if (quarters.length > 0) used.push(index);
      if (missing.size === 0) return used.length > 1 ? used : undefined;
    }
  }
  return undefined;
}

/** Source half and destination half, of a rule that asks for nothing else. */
function quartersOf({ matches }: FilterRule, family: Family): string[] {
  return matches.flatMap((match) => {
    if (match.family !== family && match.family !== 'both') return [];
    if (!onlyAddresses(match)) return [];
    const sources = halvesOf(match.source, family);
    const destinations = halvesOf(match.destination, family);
    return sources.flatMap((source) => destinations.map((destination) => source + destination));
  });
}

function onlyAddresses(match: Match): boolean {
  for (const field in match) if (!ADDRESSES.has(field) && match[field as keyof Match] !== undefined) return false;
  return true;
}

const ADDRESSES: ReadonlySet<string> = new Set<keyof Match>(['family', 'source', 'destination']);

function halvesOf(field: Field<AddressTerm> | undefined, family: Family): string[] {
  if (!field) return ['0', '1'];
  if (field.negated || field.except?.length) return [];
  return field.anyOf.flatMap((term) => {
    if (term.kind === 'any') return ['0', '1'];
    if (term.family !== family) return [];
    const top = BigInt(family === 'ipv4' ? 31 : 127);
    if (term.kind === 'prefix') {
      if (term.length === 0) return ['0', '1'];
      return term.length === 1 ? [String(term.address >> top)] : [];
    }
    if (term.kind === 'wildcard') {
      const every = (1n << (top + 1n)) - 1n;
      if (term.wildcard === every) return ['0', '1'];
      return term.wildcard === every >> 1n ? [String(term.address >> top)] : [];
    }
    return [];
  });
}
