import type { AddressTerm } from '../model/address.ts';
import type { ConnectionState, Field, FlagTest, InterfacePattern, Interval, Match, Opaque } from '../model/filter.ts';
import { bothAddresses } from './address-fields.ts';

/** One condition of a rule: what it demands of a Match's fields, or something the model cannot decide. */
export type Condition =
  | {
      readonly kind: 'intervals';
      readonly field: 'protocol' | 'sourcePort' | 'destinationPort' | 'dscp';
      readonly allowed: readonly Interval[];
    }
  | { readonly kind: 'address'; readonly field: 'source' | 'destination'; readonly value: Field<AddressTerm> }
  | { readonly kind: 'states'; readonly allowed: readonly ConnectionState[] }
  | { readonly kind: 'flags'; readonly value: Field<FlagTest> }
  | { readonly kind: 'field'; readonly fields: Pick<Match, 'icmp' | 'fragment' | 'inInterface' | 'outInterface'> }
  | { readonly kind: 'opaque'; readonly opaque: Opaque }
  /** One of these lists of conditions holds. */
  | { readonly kind: 'either'; readonly of: readonly (readonly Condition[])[] };

/** The rule's matches: one, or several where a condition is an alternative. `undecided` stands for a condition that cannot be joined. */
export function matchesOf(
  family: Match['family'],
  conditions: readonly Condition[],
  undecided: (condition: Condition) => Opaque,
): Match[] {
  let matches: Match[] = [{ family }];
  for (const condition of conditions) {
    const alternatives = condition.kind === 'either' ? condition.of : [[condition]];
    matches = matches.flatMap((match) =>
      alternatives.map((list) => list.reduce((joined, one) => joinOne(joined, one, undecided), match)),
    );
  }
  return matches;
}

/** Sorted, apart. */
export function complement(intervals: readonly Interval[], max: number): Interval[] {
  const outside: Interval[] = [];
  let from = 0;
  for (const { first, last } of [...intervals].sort((a, b) => a.first - b.first)) {
    if (from < first) outside.push({ first: from, last: first - 1 });
    from = Math.max(from, last + 1);
  }
  return from <= max ? [...outside, { first: from, last: max }] : outside;
}

function joinOne(match: Match, condition: Condition, undecided: (condition: Condition) => Opaque): Match {
  switch (condition.kind) {
    case 'intervals': {
      const before = match[condition.field];
      const anyOf = before ? common(before.anyOf, condition.allowed) : condition.allowed;
      return { ...match, [condition.field]: { anyOf } };
    }
    case 'address': {
      const before = match[condition.field];
      if (!before) return { ...match, [condition.field]: condition.value };
      const both = match.family === 'both' ? undefined : bothAddresses(before, condition.value, match.family);
      return both ? { ...match, [condition.field]: both } : withOpaque(match, undecided(condition));
    }
    case 'states': {
      const before = match.state?.anyOf;
      const anyOf = before ? before.filter((state) => condition.allowed.includes(state)) : condition.allowed;
      return { ...match, state: { anyOf } };
    }
    case 'flags':
      return { ...match, tcpFlags: match.tcpFlags ? bothFlags(match.tcpFlags, condition.value) : condition.value };
    case 'field': {
      let joined = match;
      for (const name of Object.keys(condition.fields) as (keyof typeof condition.fields)[]) {
        const before = match[name];
        const both =
          before === undefined
            ? condition.fields[name]
            : name === 'inInterface' || name === 'outInterface'
              ? bothInterfaces(match[name]!, condition.fields[name]!)
              : undefined;
        if (!both) return withOpaque(match, undecided(condition));
        joined = { ...joined, [name]: both };
      }
      return joined;
    }
    case 'opaque':
      return withOpaque(match, condition.opaque);
    case 'either':
      return withOpaque(match, undecided(condition));
  }
}

const withOpaque = (match: Match, opaque: Opaque): Match => ({ ...match, opaque: [...(match.opaque ?? []), opaque] });

const common = (a: readonly Interval[], b: readonly Interval[]): Interval[] =>
  a.flatMap((one) =>
    b.flatMap((other) => {
      const first = Math.max(one.first, other.first);
      const last = Math.min(one.last, other.last);
      return first <= last ? [{ first, last }] : [];
    }),
  );

/** Both conditions at once; exceptions add up. @returns undefined where both except from what they turn round. */
function bothInterfaces(a: Field<InterfacePattern>, b: Field<InterfacePattern>): Field<InterfacePattern> | undefined {
  const except = [...(a.except ?? []), ...(b.except ?? [])];
  if (a.negated || b.negated) {
    if ((a.negated && a.except) || (b.negated && b.except)) return undefined;
    if (a.negated && b.negated) return { anyOf: [...a.anyOf, ...b.anyOf], negated: true };
    const [listed, turned] = a.negated ? [b, a] : [a, b];
    return { anyOf: listed.anyOf, except: [...except, ...turned.anyOf] };
  }
  const anyOf = a.anyOf.flatMap((one) => b.anyOf.flatMap((other) => bothPatterns(one, other) ?? []));
  return { anyOf, ...(except.length > 0 ? { except } : {}) };
}

/** `eth*` and `eth0` together are `eth0`; a zone and one of its interfaces are that interface. */
function bothPatterns(a: InterfacePattern, b: InterfacePattern): InterfacePattern | undefined {
  if (b.members?.includes(a.name)) return a;
  if (a.members?.includes(b.name)) return b;
  if (b.prefix && a.name.startsWith(b.name)) return a;
  if (a.prefix && b.name.startsWith(a.name)) return b;
  return a.name === b.name && !a.prefix && !b.prefix ? a : undefined;
}

/** Flags are one byte: the values that pass both tests can be counted. */
function bothFlags(a: Field<FlagTest>, b: Field<FlagTest>): Field<FlagTest> {
  const passes = ({ anyOf, negated }: Field<FlagTest>, flags: number): boolean =>
    anyOf.some(({ mask, value }) => (flags & mask) === value) !== (negated === true);
  const all = Array.from({ length: 256 }, (_, flags) => flags);
  return { anyOf: all.filter((flags) => passes(a, flags) && passes(b, flags)).map((value) => ({ mask: 255, value })) };
}
