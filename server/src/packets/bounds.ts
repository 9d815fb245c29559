import type { AddressTerm, Family } from '../../../grammars/model/address.ts';
import type { Field, Filter, FilterRule, Interval, Match } from '../../../grammars/model/filter.ts';
import type { Packet } from './analyses.ts';
import { PORTED } from './layout.ts';

/**
 * The least box around every rule of a list, as rows of ten numbers: destination, source, destination port, source port and
 * protocol, each first and last. Two rules whose boxes do not meet share no packet; that is had without any set.
 * IPv4 addresses are themselves; IPv6 ones are their first 52 bits above 2^52, so both stand on one axis.
 */
export interface Bounds {
  readonly rows: Float64Array;
  /** 1 where the rule surely matches something; 0: only its set can tell. An inactive rule's row is empty. */
  readonly certain: Uint8Array;
}

export const AXES = 5;
export const ROW = AXES * 2;
const IPV6 = 2 ** 52;
const LAST_IPV4 = 2 ** 32 - 1;

/** All packets of a family. */
export function everything(family: Family | 'both'): Float64Array {
  const first = family === 'ipv6' ? IPV6 : 0;
  const last = family === 'ipv4' ? LAST_IPV4 : 2 * IPV6 - 1;
  return Float64Array.of(first, last, first, last, 0, 0xffff, 0, 0xffff, 0, 0xff);
}

/** Those of a filter's own rules are kept with it: every question about it, and every set of chains that it stands in, asks for them. */
export function boundsOf(filter: Filter, rules: readonly FilterRule[]): Bounds {
  if (rules !== filter.rules) return enclosing(filter, rules);
  const known = ownBounds.get(filter) ?? enclosing(filter, rules);
  ownBounds.set(filter, known);
  return known;
}

const ownBounds = new WeakMap<Filter, Bounds>();

function enclosing(filter: Filter, rules: readonly FilterRule[]): Bounds {
  const rows = new Float64Array(rules.length * ROW);
  const certain = new Uint8Array(rules.length);
  for (const [at, rule] of rules.entries()) {
    const row = rows.subarray(at * ROW, at * ROW + ROW);
    empty(row);
    if (!rule.active) continue;
    for (const match of rule.matches) enclose(row, match, filter.family);
    if (row[0]! <= row[1]! && rule.matches.some((match) => isCertain(match, filter.family))) certain[at] = 1;
  }
  return { rows, certain };
}

/** The least box around one match. */
export function boundsOfMatch(match: Match): Float64Array {
  const row = new Float64Array(ROW);
  empty(row);
  enclose(row, match, 'both');
  return row;
}

/** Whether the rows share a point. */
export function rowsMeet(a: Float64Array, atA: number, b: Float64Array, atB: number): boolean {
  for (let axis = 0; axis < ROW; axis += 2)
    if (a[atA + axis]! > b[atB + axis + 1]! || b[atB + axis]! > a[atA + axis + 1]!) return false;
  return true;
}

/** One address as a point of its axis. */
export const pointOf = (family: Family, address: bigint): number =>
  family === 'ipv4' ? Number(address) : IPV6 + Number(address >> 76n);

/** The same of an address read as bits: 32, or the first 52 of 128. */
export const pointOfBits = (family: Family, leading: number): number => (family === 'ipv4' ? leading : IPV6 + leading);

/** A box without extent around one packet; a port that it does not have is anywhere. */
export function packetRow({
  family,
  source,
  destination,
  protocol,
  sourcePort,
  destinationPort,
}: Packet): Float64Array {
  const to = pointOf(family, destination);
  const from = pointOf(family, source);
  return Float64Array.of(
    to,
    to,
    from,
    from,
    destinationPort ?? 0,
    destinationPort ?? 0xffff,
    sourcePort ?? 0,
    sourcePort ?? 0xffff,
    protocol,
    protocol,
  );
}

function empty(row: Float64Array): void {
  for (let axis = 0; axis < ROW; axis += 2) {
    row[axis] = Number.POSITIVE_INFINITY;
    row[axis + 1] = Number.NEGATIVE_INFINITY;
  }
}

function enclose(row: Float64Array, match: Match, family: Family | 'both'): void {
  for (const one of ['ipv4', 'ipv6'] as const) {
    if (!includes(family, one) || !includes(match.family, one)) continue;
    const destination = addressBounds(match.destination, one);
    const source = addressBounds(match.source, one);
    if (destination[0] > destination[1] || source[0] > source[1]) continue;
    widen(row, 0, destination);
    widen(row, 2, source);
    widen(row, 4, valueBounds(match.destinationPort, 0xffff));
    widen(row, 6, valueBounds(match.sourcePort, 0xffff));
    widen(row, 8, valueBounds(match.protocol, 0xff));
  }
}

function widen(row: Float64Array, axis: number, [first, last]: readonly [number, number]): void {
  row[axis] = Math.min(row[axis]!, first);
  row[axis + 1] = Math.max(row[axis + 1]!, last);
}

const includes = (family: Family | 'both', one: Family): boolean => family === 'both' || family === one;

const NONE = [1, 0] as const;

function addressBounds(field: Field<AddressTerm> | undefined, family: Family): readonly [number, number] {
  const all = family === 'ipv4' ? ALL_IPV4 : ALL_IPV6;
  if (!field || field.negated) return all;
  // Many rules share a large group of addresses.
  if (field.anyOf.length < LARGE) return endsOf(field, family, all);
  const known = fieldEnds[family].get(field) ?? endsOf(field, family, all);
  fieldEnds[family].set(field, known);
  return known;
}

type Ends = readonly [number, number];

const ALL_IPV4: Ends = [0, LAST_IPV4];
const ALL_IPV6: Ends = [IPV6, 2 * IPV6 - 1];
const LARGE = 8;
const fieldEnds = { ipv4: new WeakMap<Field<AddressTerm>, Ends>(), ipv6: new WeakMap<Field<AddressTerm>, Ends>() };

function endsOf(field: Field<AddressTerm>, family: Family, all: Ends): Ends {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const term of field.anyOf) {
    if (term.kind === 'any') return all;
    if (term.family !== family) continue;
    const [low, high] = termEnds(term);
    if (low > high) continue;
    first = Math.min(first, pointOf(family, low));
    last = Math.max(last, pointOf(family, high));
  }
  return first <= last ? [first, last] : NONE;
}

/** First and last address; of a wildcard, the least and the greatest. */
export function termEnds(term: Exclude<AddressTerm, { kind: 'any' }>): readonly [bigint, bigint] {
  if (term.kind === 'range') return [term.first, term.last];
  const every = term.family === 'ipv4' ? 0xffffffffn : (1n << 128n) - 1n;
  const free = term.kind === 'wildcard' ? term.wildcard & every : every >> BigInt(term.length);
  return [term.address & (every ^ free), (term.address & every) | free];
}

function valueBounds(field: Field<Interval> | undefined, max: number): readonly [number, number] {
  if (!field || field.negated) return [0, max];
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const one of field.anyOf) {
    if (one.first > one.last) continue;
    first = Math.min(first, one.first);
    last = Math.max(last, one.last);
  }
  return [first, last];
}

/** Plain enough that no two of its fields can contradict each other. */
function isCertain(match: Match, family: Family | 'both'): boolean {
  const { protocol, fragment, tcpFlags, icmp, inInterface, outInterface, state, dscp } = match;
  if (icmp || tcpFlags || inInterface || outInterface || state || dscp) return false;
  const ported = match.sourcePort ?? match.destinationPort;
  if (ported && fragment === 'rest') return false;
  if (
    ported &&
    protocol &&
    !protocol.anyOf.some(({ first, last }) => PORTED.some((one) => first <= one && one <= last))
  )
    return false;
  const plainValues = (field: Field<Interval> | undefined, max: number): boolean =>
    !field || (isPlain(field) && field.anyOf.some(({ first, last }) => first <= last && first >= 0 && last <= max));
  return (
    plainValues(protocol, 0xff) &&
    plainValues(match.sourcePort, 0xffff) &&
    plainValues(match.destinationPort, 0xffff) &&
    (['ipv4', 'ipv6'] as const).some(
      (one) =>
        includes(family, one) &&
        includes(match.family, one) &&
        [match.source, match.destination].every((field) => !field || (isPlain(field) && holdsSome(field, one))),
    )
  );
}

const isPlain = <T>({ except, negated }: Field<T>): boolean => !negated && !except?.length;

const holdsSome = ({ anyOf }: Field<AddressTerm>, family: Family): boolean =>
  anyOf.some(
    (term) => term.kind === 'any' || (term.family === family && (term.kind !== 'range' || term.first <= term.last)),
  );
