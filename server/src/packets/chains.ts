import type { Filter, FilterRule } from '../../../grammars/model/filter.ts';

/** Filters that can send packets to each other, callers before the chains they call. */
export interface Group {
  /** Indexes into `device.filters`. */
  readonly members: readonly number[];
  /** The filter that a jump or goto of this rule leads to; undefined where it does not exist or would go in circles. */
  targetOf(filter: number, rule: FilterRule): number | undefined;
}

/** Each filter alone, but tables (and tableless filters that jump) together. */
export function groupsOf(filters: readonly Filter[]): Group[] {
  const jumping = filters.some(({ table, rules }) => table === undefined && rules.some(leadsAway));
  const byKey = new Map<string, number[]>();
  for (const [index, filter] of filters.entries()) {
    const key =
      filter.table !== undefined ? `table ${filter.table}` : jumping ? `family ${filter.family}` : `filter ${index}`;
    const members = byKey.get(key);
    if (members) members.push(index);
    else byKey.set(key, [index]);
  }
  return [...byKey.values()]
    .flatMap((members) => (members.length === 1 ? [members] : connected(filters, members)))
    .map((members) => (members.length === 1 ? { members, targetOf: nowhere } : order(filters, members)));
}

/** A filter alone can jump to itself only. */
const nowhere: Group['targetOf'] = () => undefined;

/** The members in parts between which no rule leads. */
function connected(filters: readonly Filter[], members: readonly number[]): number[][] {
  const byName = new Map(members.map((index) => [filters[index]!.name.value, index]));
  const head = new Map(members.map((index) => [index, index]));
  const headOf = (index: number): number => {
    let at = index;
    while (head.get(at)! !== at) {
      head.set(at, head.get(head.get(at)!)!);
      at = head.get(at)!;
    }
    return at;
  };
  for (const index of members)
    for (const { action } of filters[index]!.rules) {
      const target = action.kind === 'jump' || action.kind === 'goto' ? byName.get(action.target.value) : undefined;
      if (target !== undefined) head.set(headOf(index), headOf(target));
    }
  const parts = new Map<number, number[]>();
  for (const index of members) {
    const part = parts.get(headOf(index));
    if (part) part.push(index);
    else parts.set(headOf(index), [index]);
  }
  return [...parts.values()];
}

export const leadsAway = (rule: FilterRule): boolean => rule.action.kind === 'jump' || rule.action.kind === 'goto';

/** Kahn's algorithm: what it cannot order goes in circles; the platforms refuse that, so such a jump is left unresolved. */
function order(filters: readonly Filter[], members: readonly number[]): Group {
  const byName = new Map(members.map((index) => [filters[index]!.name.value, index]));
  const named = (rule: FilterRule): number | undefined =>
    rule.active && (rule.action.kind === 'jump' || rule.action.kind === 'goto')
      ? byName.get(rule.action.target.value)
      : undefined;
  const waiting = new Map(members.map((index) => [index, 0]));
  const callees = new Map(
    members.map((index) => [index, new Set(filters[index]!.rules.flatMap((rule) => named(rule) ?? []))]),
  );
  for (const called of callees.values()) for (const index of called) waiting.set(index, waiting.get(index)! + 1);
  const ordered = members.filter((index) => waiting.get(index) === 0);
  for (let at = 0; at < ordered.length; at += 1) {
    for (const index of callees.get(ordered[at]!)!) {
      waiting.set(index, waiting.get(index)! - 1);
      if (waiting.get(index) === 0) ordered.push(index);
    }
  }
  const place = new Map(ordered.map((index, at) => [index, at]));
  const circular = members.filter((index) => !place.has(index));
  for (const index of circular) {
    place.set(index, ordered.length);
    ordered.push(index);
  }
  return {
    members: ordered,
    targetOf: (filter, rule) => {
      const target = named(rule);
      return target !== undefined && place.get(target)! > place.get(filter)! && !circular.includes(target)
        ? target
        : undefined;
    },
  };
}
