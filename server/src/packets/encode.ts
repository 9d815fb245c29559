import type { AddressTerm, Family } from '../../../grammars/model/address.ts';
import type { Field, FilterRule, Interval, Match } from '../../../grammars/model/filter.ts';
import { ALL, type Diagram, EMPTY, type Node } from './diagram.ts';
import { complement, type Intervals, intersect, normalise, subtract } from './intervals.ts';
import { LAYOUT, type Place, PORTED, STATES } from './layout.ts';
import { type PrefixTerm, prefixesNode } from './prefixes-node.ts';
import type { Universe } from './universe.ts';

/** What a rule can match at most (opaque conditions true) and at least (opaque conditions false). */
export interface RuleSets {
  readonly over: Node;
  readonly under: Node;
}

export function encodeRule(diagram: Diagram, universe: Universe, rule: FilterRule): RuleSets {
  const sure: Node[] = [];
  const unsure: Node[] = [];
  for (const match of rule.matches) (match.opaque?.length ? unsure : sure).push(encodeMatch(diagram, universe, match));
  const under = diagram.union(sure);
  return { under, over: unsure.length === 0 ? under : diagram.or(under, diagram.union(unsure)) };
}

/** The match with its opaque conditions true. */
export function encodeMatch(diagram: Diagram, universe: Universe, match: Match): Node {
  const v4 = match.family === 'ipv6' ? EMPTY : inFamily(diagram, universe, match, 'ipv4');
  const v6 = match.family === 'ipv4' ? EMPTY : inFamily(diagram, universe, match, 'ipv6');
  return diagram.node(LAYOUT.family.top, v4, v6);
}

export function familySet(diagram: Diagram, family: Family | 'both'): Node {
  if (family === 'both') return ALL;
  return family === 'ipv4' ? diagram.node(LAYOUT.family.top, ALL, EMPTY) : diagram.node(LAYOUT.family.top, EMPTY, ALL);
}

/** Every packet whose field has one of the values. */
export const valuesSet = (diagram: Diagram, place: Place, list: Intervals): Node =>
  intervalsNode(diagram, place, list, ALL);

/** Every packet of the family with this address, no matter what else. */
export const addressSet = (diagram: Diagram, place: Place, term: AddressTerm): Node =>
  termNode(diagram, place, term, ALL);

/**
 * A match of one family is a product of its fields, so the diagram is built from the bottom up without an operation:
 * each field's diagram ends in the one below it. Fields that a packet does not have leave no trace (ports of ESP, ICMP types
 * of TCP, flags of later fragments): a test of one also demands the protocol and the whole packet, so no set can ever depend
 * on the free bits, and "everything" is ALL.
 */
function inFamily(diagram: Diagram, universe: Universe, match: Match, family: Family): Node {
  const transport = match.sourcePort ?? match.destinationPort ?? match.icmp ?? match.tcpFlags;
  let protocols = match.protocol ? valuesOf(match.protocol, 0xff) : EVERY_BYTE;
  if (match.sourcePort || match.destinationPort) protocols = intersect(protocols, PORTED_PROTOCOLS);
  if (match.icmp) protocols = intersect(protocols, ICMP_PROTOCOLS);
  if (match.tcpFlags) protocols = intersect(protocols, TCP_PROTOCOL);
  if (protocols.length === 0) return EMPTY;
  if (transport && match.fragment === 'rest') return EMPTY;

  let node = ALL;
  for (const side of ['outInterface', 'inInterface'] as const) {
    const field = match[side];
    if (!field) continue;
    const codes = fieldValues(field, 0xffff, (pattern) => universe.codesOf(pattern));
    node = intervalsNode(diagram, LAYOUT[side], codes, node);
  }
  if (match.dscp) node = intervalsNode(diagram, LAYOUT.dscp, valuesOf(match.dscp, 0x3f), node);
  if (match.state) {
    const codes = fieldValues(match.state, 7, (state) => {
      const code = STATES.indexOf(state);
      return [{ first: code, last: state === 'untracked' ? 7 : code }];
    });
    node = intervalsNode(diagram, LAYOUT.state, codes, node);
  }
  if (universe.fragments) {
    const part = match.fragment ?? (transport ? 'whole' : undefined);
    if (part === 'whole') node = diagram.node(LAYOUT.fragment.top, node, EMPTY);
    if (part === 'rest') node = diagram.node(LAYOUT.fragment.top, EMPTY, node);
  }
  if (match.tcpFlags) {
    const tests = fieldSet(diagram, match.tcpFlags, ({ mask, value }) =>
      (value & ~mask) !== 0 ? EMPTY : cube(diagram, LAYOUT.tcpFlags, [value], [mask], ALL),
    );
    node = diagram.and(tests, node);
  }
  if (match.icmp) {
    const tests = fieldSet(diagram, match.icmp, ({ type, code }) =>
      intervalsNode(
        diagram,
        LAYOUT.icmpType,
        [type],
        code ? intervalsNode(diagram, LAYOUT.icmpCode, [code], ALL) : ALL,
      ),
    );
    node = diagram.and(tests, node);
  }
  if (match.sourcePort) node = intervalsNode(diagram, LAYOUT.sourcePort, valuesOf(match.sourcePort, 0xffff), node);
  if (match.destinationPort)
    node = intervalsNode(diagram, LAYOUT.destinationPort, valuesOf(match.destinationPort, 0xffff), node);
  if (match.source) node = addressNode(diagram, LAYOUT.source, match.source, family, node);
  if (match.destination) node = addressNode(diagram, LAYOUT.destination, match.destination, family, node);
  return intervalsNode(diagram, LAYOUT.protocol, protocols, node);
}

const EVERY_BYTE: Intervals = [{ first: 0, last: 0xff }];
const PORTED_PROTOCOLS = normalise(PORTED.map((one) => ({ first: one, last: one })));
const ICMP_PROTOCOLS: Intervals = [
  { first: 1, last: 1 },
  { first: 58, last: 58 },
];
const TCP_PROTOCOL: Intervals = [{ first: 6, last: 6 }];

export const valuesOf = (field: Field<Interval>, max: number): Intervals =>
  fieldValues(field, max, (interval) => [interval]);

export function fieldValues<T>(field: Field<T>, max: number, of: (value: T) => readonly Interval[]): Intervals {
  if (field.anyOf.length === 1 && !field.except?.length && !field.negated) {
    const own = of(field.anyOf[0]!);
    const [only] = own;
    if (only && own.length === 1 && 0 <= only.first && only.first <= only.last && only.last <= max) return own;
  }
  const wanted = intersect(normalise(field.anyOf.flatMap(of)), [{ first: 0, last: max }]);
  const kept = field.except?.length ? subtract(wanted, normalise(field.except.flatMap(of)), max) : wanted;
  return field.negated ? complement(kept, max) : kept;
}

function fieldSet<T>(diagram: Diagram, field: Field<T>, of: (value: T) => Node): Node {
  const wanted = diagram.union(field.anyOf.map(of));
  const kept = field.except?.length ? diagram.diff(wanted, diagram.union(field.except.map(of))) : wanted;
  return field.negated ? diagram.not(kept) : kept;
}

/** Packets of `next` whose address, of this family, is in the field. */
export function addressNode(
  diagram: Diagram,
  place: Place,
  field: Field<AddressTerm>,
  family: Family,
  next: Node,
): Node {
  if (field.except?.length || field.negated) {
    const all = (terms: readonly AddressTerm[]): Node => termsNode(diagram, place, terms, family, ALL);
    const build = (): Node => {
      const kept = diagram.diff(all(field.anyOf), all(field.except ?? []));
      return field.negated ? diagram.not(kept) : kept;
    };
    const many = field.anyOf.length + (field.except?.length ?? 0) >= MANY_TERMS;
    if (!many) return diagram.and(build(), next);
    const kept = (): Node => diagram.built(nameOf(field, place, family, ALL), build);
    return next === ALL ? kept() : diagram.built(nameOf(field, place, family, next), () => diagram.and(kept(), next));
  }
  const build = (): Node => termsNode(diagram, place, field.anyOf, family, next);
  // Many rules share a large group of addresses.
  return field.anyOf.length >= MANY_TERMS ? diagram.built(nameOf(field, place, family, next), build) : build();
}

const MANY_TERMS = 4;

/** One name for each field on either side and in either family, with what stands below it. */
function nameOf(field: Field<AddressTerm>, { top }: Place, family: Family, next: Node): string {
  const number = fieldNumbers.get(field) ?? (fieldsSeen += 1);
  fieldNumbers.set(field, number);
  return `${number} ${top} ${family} ${next}`;
}

const fieldNumbers = new WeakMap<Field<AddressTerm>, number>();
let fieldsSeen = 0;

/** The addresses of any of the terms, those of the other family left out. */
function termsNode(diagram: Diagram, place: Place, terms: readonly AddressTerm[], family: Family, next: Node): Node {
  const [only, second] = terms;
  if (only && !second)
    return only.kind !== 'any' && only.family !== family ? EMPTY : termNode(diagram, place, only, next);
  const prefixes: PrefixTerm[] = [];
  const others: Node[] = [];
  for (const term of terms) {
    if (term.kind === 'any') return next;
    if (term.family !== family) continue;
    if (term.kind === 'prefix') prefixes.push(term);
    else others.push(termNode(diagram, place, term, next));
  }
  const field = { top: place.top, bits: family === 'ipv4' ? 32 : 128 };
  return diagram.union([prefixesNode(diagram, field, prefixes, next), ...others]);
}

function termNode(diagram: Diagram, place: Place, term: AddressTerm, next: Node): Node {
  if (term.kind === 'any') return next;
  const width = term.family === 'ipv4' ? 32 : 128;
  if (term.kind === 'range') return rangeNode(diagram, { top: place.top, bits: width }, term.first, term.last, next);
  const every = (1n << BigInt(width)) - 1n;
  const fixed = term.kind === 'prefix' ? every ^ ((1n << BigInt(width - term.length)) - 1n) : every & ~term.wildcard;
  const field = { top: place.top, bits: width };
  return cube(diagram, field, words(term.address, width), words(fixed, width), next);
}

/** 32 bits each, most significant first. */
function words(value: bigint, width: number): number[] {
  if (width === 32) return [Number(value & 0xffffffffn)];
  return [96n, 64n, 32n, 0n].map((shift) => Number((value >> shift) & 0xffffffffn));
}

/** The values that agree with `value` in the bits of `mask`. */
function cube(diagram: Diagram, place: Place, value: readonly number[], mask: readonly number[], next: Node): Node {
  let node = next;
  for (let bit = 0; bit < place.bits; bit += 1) {
    const word = value.length - 1 - (bit >> 5);
    if (((mask[word]! >>> (bit & 31)) & 1) === 0) continue;
    const level = place.top + place.bits - 1 - bit;
    node =
      ((value[word]! >>> (bit & 31)) & 1) === 1 ? diagram.node(level, EMPTY, node) : diagram.node(level, node, EMPTY);
  }
  return node;
}

/** Packets of `next` whose field has one of the values: `list` is sorted and disjoint, and `next` asks for nothing above the field. */
export function intervalsNode(diagram: Diagram, place: Place, list: Intervals, next: Node): Node {
  if (next === EMPTY) return EMPTY;
  const [only] = list;
  const greatest = 2 ** place.bits - 1;
  if (only && list.length === 1 && only.first === only.last && only.first >= 0 && only.last <= greatest)
    return cube(diagram, place, [only.first], [greatest], next);
  const build = (bit: number, low: number, from: number): Node => {
    const high = low + 2 ** (place.bits - bit) - 1;
    let at = from;
    while (at < list.length && list[at]!.last < low) at += 1;
    const interval = list[at];
    if (!interval || interval.first > high) return EMPTY;
    if (interval.first <= low && interval.last >= high) return next;
    const middle = low + 2 ** (place.bits - bit - 1);
    return diagram.node(place.top + bit, build(bit + 1, low, at), build(bit + 1, middle, at));
  };
  return build(0, 0, 0);
}

function rangeNode(diagram: Diagram, place: Place, first: bigint, last: bigint, next: Node): Node {
  const build = (bit: number, low: bigint): Node => {
    const size = 1n << BigInt(place.bits - bit);
    const high = low + size - 1n;
    if (last < low || first > high) return EMPTY;
    if (first <= low && last >= high) return next;
    return diagram.node(place.top + bit, build(bit + 1, low), build(bit + 1, low + (size >> 1n)));
  };
  return first > last ? EMPTY : build(0, 0n);
}
