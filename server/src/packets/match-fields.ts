import { type AddressTerm, type Family, widthOf } from '../../../grammars/model/address.ts';
import type { Field, FilterRule, Interval, Match } from '../../../grammars/model/filter.ts';
import { ALL, type Diagram, EMPTY, type Node } from './diagram.ts';
import { normalise } from './intervals.ts';
import { LAYOUT } from './layout.ts';
import { projection } from './passage.ts';
import { sameMatch } from './same-rule.ts';

/** The fields in which a rule is written anew. */
export const FIELDS = ['source', 'destination', 'protocol', 'sourcePort', 'destinationPort'] as const;
export type FieldName = (typeof FIELDS)[number];

/** More values of one field than this nobody wants in one rule. */
const MOST_VALUES = 16;

/**
 * What a rule says, as one match without opaque conditions: itself, or, where a permit of ports lets later fragments of its addresses in as
 * well, the part about whole packets. Undefined for any other rule.
 */
export function plainMatch({ matches }: FilterRule): Match | undefined {
  const [first, rest, more] = matches;
  if (!first || more || first.opaque?.length) return undefined;
  const match = withoutWhole(first);
  if (!rest) return match;
  return first.fragment === 'whole' && sameMatch(rest, fragmentsOf(match)) ? match : undefined;
}

/** The rule's matches when it says this instead: in the form of `plainMatch`'s argument. */
export function matchesOf(rule: FilterRule, match: Match): Match[] {
  const whole: Match = rule.matches[0]?.fragment === 'whole' ? { ...match, fragment: 'whole' } : match;
  return rule.matches.length === 1 ? [whole] : [whole, fragmentsOf(match)];
}

function withoutWhole(match: Match): Match {
  if (match.fragment !== 'whole' || !(match.sourcePort ?? match.destinationPort ?? match.icmp ?? match.tcpFlags))
    return match;
  const { fragment: _whole, ...plain } = match;
  return plain;
}

function fragmentsOf(match: Match): Match {
  const { sourcePort: _from, destinationPort: _to, icmp: _icmp, tcpFlags: _flags, ...addresses } = match;
  return { ...addresses, fragment: 'rest' };
}

/** The one match that holds for what either holds for; undefined where they differ in more than the values of one field. */
export function joined(a: Match, b: Match): Match | undefined {
  const different = FIELDS.filter((name) => !sameMatch(only(a, name), only(b, name)));
  const [name] = different;
  if (!name || different.length > 1 || !sameMatch(without(a, name), without(b, name))) return undefined;
  const field = fieldUnion(name, a, b);
  return field && { ...a, [name]: field };
}

const only = (match: Match, name: FieldName): Match => ({ family: match.family, ...picked(match, name) });
const picked = (match: Match, name: FieldName): Partial<Match> => (match[name] ? { [name]: match[name] } : {});
const without = (match: Match, name: FieldName): Match => {
  const { [name]: _field, ...rest } = match;
  return rest;
};

function fieldUnion(name: FieldName, a: Match, b: Match): Field<AddressTerm> | Field<Interval> | undefined {
  if (name === 'source' || name === 'destination') {
    const runs = [a[name], b[name]].map(runsIn);
    const family = familyIn(a[name]) ?? familyIn(b[name]);
    return runs[0] && runs[1] && family ? addressField(family, union([...runs[0], ...runs[1]])) : undefined;
  }
  const fields = [a[name], b[name]];
  if (fields.some((field) => !field || field.negated || field.except?.length)) return undefined;
  const values = normalise(fields.flatMap((field) => field!.anyOf));
  return values.length <= MOST_VALUES ? { anyOf: values } : undefined;
}

/** Both ends inside. */
interface Run {
  readonly first: bigint;
  readonly last: bigint;
}

const familyIn = (field: Field<AddressTerm> | undefined): Family | undefined => {
  const families = new Set(field?.anyOf.map((term) => (term.kind === 'any' ? undefined : term.family)));
  const [one] = families;
  return families.size === 1 ? one : undefined;
};

function runsIn(field: Field<AddressTerm> | undefined): Run[] | undefined {
  if (!field || field.negated || field.except?.length || familyIn(field) === undefined) return undefined;
  const runs: Run[] = [];
  for (const term of field.anyOf) {
    if (term.kind === 'any' || term.kind === 'wildcard') return undefined;
    if (term.kind === 'range') {
      runs.push(term);
      continue;
    }
    const size = 1n << BigInt(widthOf(term.family) - term.length);
    const first = term.address - (term.address % size);
    runs.push({ first, last: first + size - 1n });
  }
  return runs;
}

function union(runs: readonly Run[]): Run[] {
  const merged: { first: bigint; last: bigint }[] = [];
  for (const { first, last } of [...runs].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
    const before = merged.at(-1);
    if (!before || first > before.last + 1n) merged.push({ first, last });
    else if (last > before.last) before.last = last;
  }
  return merged;
}

/** As networks, the fewest. */
function addressField(family: Family, runs: readonly Run[]): Field<AddressTerm> | undefined {
  const width = widthOf(family);
  const anyOf: AddressTerm[] = [];
  for (const { first, last } of runs) {
    for (let at = first; at <= last; ) {
      let size = at === 0n ? 1n << BigInt(width) : at & -at;
      while (at + size - 1n > last) size >>= 1n;
      anyOf.push({ kind: 'prefix', family, address: at, length: width - (size.toString(2).length - 1) });
      if (anyOf.length > MOST_VALUES) return undefined;
      at += size;
    }
  }
  return { anyOf };
}

/** The values that a field has in the packets of a set (of one family), as a rule would say it; undefined: too many pieces. */
export function fieldOf(diagram: Diagram, family: Family, set: Node, name: FieldName): Match[FieldName] {
  const { top, bits } = LAYOUT[name];
  const width = name === 'source' || name === 'destination' ? widthOf(family) : bits;
  const values = projection(diagram, set, top, bits);
  const runs: Run[] = [];
  const visit = (node: Node, bit: number, low: bigint): boolean => {
    if (node === EMPTY) return true;
    if (node === ALL || bit === width) {
      const last = low + (1n << BigInt(width - bit)) - 1n;
      const before = runs.at(-1);
      if (before && before.last + 1n === low) runs[runs.length - 1] = { first: before.first, last };
      else runs.push({ first: low, last });
      return runs.length <= MOST_VALUES;
    }
    const here = diagram.levelOf(node) === top + bit;
    const half = 1n << BigInt(width - bit - 1);
    return (
      visit(here ? diagram.lowOf(node) : node, bit + 1, low) &&
      visit(here ? diagram.highOf(node) : node, bit + 1, low + half)
    );
  };
  if (!visit(values, 0, 0n)) return undefined;
  if (name === 'source' || name === 'destination') return addressField(family, runs);
  return { anyOf: runs.map(({ first, last }) => ({ first: Number(first), last: Number(last) })) };
}
