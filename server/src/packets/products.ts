import type { AddressTerm, Family } from '../../../grammars/model/address.ts';
import type { Field, FilterRule, Interval, Match } from '../../../grammars/model/filter.ts';
import {
  addressesOf,
  areAlike,
  common,
  joined,
  NO_RUNS,
  type Run,
  runOf,
  united,
  without,
} from '../routes/address-runs.ts';
import type { PortQuery } from './analyses.ts';
import { boundsOfMatch, termEnds } from './bounds.ts';
import type { Diagram, Node } from './diagram.ts';
import { addressNode, familySet, fieldValues, intervalsNode, valuesOf } from './encode.ts';
import { type Intervals, intersect, normalise, subtract } from './intervals.ts';
import { LAYOUT, STATES } from './layout.ts';
import { askedBy } from './narrow.ts';
import { answerFlows, newFlows } from './new-flows.ts';
import type { Universe } from './universe.ts';

/**
 * Packets of the kind that a question about ports asks for: all of one family, protocol, state and flags. Every combination of what stands
 * here is among them.
 */
export interface Product {
  readonly source: readonly Run[];
  readonly destination: readonly Run[];
  readonly destinationPort: Intervals;
  readonly sourcePort: Intervals;
  /** Codes of the universe. */
  readonly inInterface: Intervals;
  readonly outInterface: Intervals;
}

/** The union of a few, which may overlap. */
export type Products = readonly Product[];

/** With more than so many, or with conditions that cut across, diagrams are cheaper. */
const MOST = 24;

/** Sets of one kind of packets as few products: exact, or given up. */
export interface ProductSets {
  readonly family: Family;
  /** The box around all that is asked about. */
  readonly row: Float64Array;
  /** All that is asked about. */
  readonly asked: Products;
  /** A set would have needed more products, or a condition is none on these fields: what was found since means nothing. */
  readonly gaveUp: boolean;
  /** What of the set the rule matches; opaque conditions are false in `surely`. */
  met(set: Products, rule: FilterRule, how: 'surely' | 'maybe'): Products;
  /** What of the set it does not match. */
  unmet(set: Products, rule: FilterRule, how: 'surely' | 'maybe'): Products;
  less(set: Products, other: Products): Products;
  plus(set: Products, other: Products): Products;
  /** The same set in a diagram. */
  nodeOf(diagram: Diagram, set: Products): Node;
}

/** @returns undefined where something is asked that is no product of these fields */
export function productSets(universe: Universe, query: PortQuery): ProductSets | undefined {
  const { family, protocol, within = NO_MATCH, inInterface, outInterface, answers, ports } = query;
  if (!saysAddressesAndPorts(within) || (within.family !== 'both' && within.family !== family)) return undefined;
  const source = addressRuns(within.source, family);
  const destination = addressRuns(within.destination, family);
  if (!source || !destination) return undefined;
  const code = (name: string): Intervals => [{ first: universe.codeOf(name), last: universe.codeOf(name) }];
  const asked: Product = {
    source,
    destination,
    destinationPort: intersect(normalise(ports), EVERY_PORT),
    sourcePort: within.sourcePort ? valuesOf(within.sourcePort, 0xffff) : EVERY_PORT,
    inInterface: inInterface === undefined ? EVERY_CODE : code(inInterface),
    outInterface: outInterface === undefined ? EVERY_CODE : code(outInterface),
  };
  const kind: Kind = { family, protocol, state: answers ? 'established' : 'new', tcpFlags: answers ? 16 : 2 };
  let gaveUp = false;
  const known = { surely: new Map<FilterRule, Products>(), maybe: new Map<FilterRule, Products>() };
  const few = (set: Product[]): Products => {
    if (set.length > MOST) gaveUp = true;
    return gaveUp ? NO_PRODUCTS : set;
  };
  /** Every match of the rule as a product. */
  const matching = (rule: FilterRule, how: 'surely' | 'maybe'): Products => {
    const before = known[how].get(rule);
    if (before) return before;
    const found: Product[] = [];
    known[how].set(rule, found);
    if (!rule.active) return found;
    for (const match of rule.matches) {
      if (how === 'surely' && match.opaque?.length) continue;
      const product = productOf(match, kind, universe);
      if (product === undefined) gaveUp = true;
      else if (product !== 'none') found.push(product);
    }
    return found;
  };
  const less = (set: Products, other: Products): Products => {
    let left = set;
    for (const one of other) {
      if (left.length === 0) break;
      left = few(left.flatMap((own) => differenceOf(own, one)));
    }
    return left;
  };
  return {
    family,
    row: boundsOfMatch(askedBy(query)[0]!),
    asked: isNone(asked) ? NO_PRODUCTS : [asked],
    get gaveUp() {
      return gaveUp;
    },
    met: (set, rule, how) => {
      if (set.length === 0) return set;
      const found: Product[] = [];
      for (const one of matching(rule, how))
        for (const own of set) {
          const both = intersectionOf(own, one);
          if (both) found.push(both);
        }
      return few(found);
    },
    unmet: (set, rule, how) => (set.length === 0 ? set : less(set, matching(rule, how))),
    less,
    plus: (set, other) => (other.length === 0 ? set : set.length === 0 ? other : few([...set, ...other])),
    nodeOf: (diagram, set) => diagram.union(set.map((one) => nodeOf(diagram, one, query))),
  };
}

const NO_MATCH: Match = { family: 'both' };
const NO_PRODUCTS: Products = [];
const EVERY_PORT: Intervals = [{ first: 0, last: 0xffff }];
const EVERY_CODE: Intervals = [{ first: 0, last: 0xffff }];

/** Whether the match asks for nothing else. */
export const saysAddressesAndPorts = ({
  family: _,
  source: _source,
  destination: _destination,
  sourcePort: _port,
  ...more
}: Match): boolean => Object.values(more).every((field) => field === undefined);

interface Kind {
  readonly family: Family;
  readonly protocol: 6 | 17;
  readonly state: (typeof STATES)[number];
  readonly tcpFlags: number;
}

/** What the match holds for, among packets of the kind, as in `encodeMatch`; undefined: no product. */
function productOf(match: Match, kind: Kind, universe: Universe): Product | 'none' | undefined {
  const { family, protocol, icmp, tcpFlags, state, fragment } = match;
  if (family !== 'both' && family !== kind.family) return 'none';
  if (icmp || fragment === 'rest') return 'none';
  if (protocol && !holds(valuesOf(protocol, 0xff), kind.protocol)) return 'none';
  if (state && !holds(statesOf(state), STATES.indexOf(kind.state))) return 'none';
  if (tcpFlags && (kind.protocol !== 6 || !inField(tcpFlags, (one) => (kind.tcpFlags & one.mask) === one.value)))
    return 'none';
  const destinationPort = match.destinationPort ? valuesOf(match.destinationPort, 0xffff) : EVERY_PORT;
  const sourcePort = match.sourcePort ? valuesOf(match.sourcePort, 0xffff) : EVERY_PORT;
  if (destinationPort.length === 0 || sourcePort.length === 0) return 'none';
  if (match.dscp) return undefined;
  const source = addressRuns(match.source, kind.family);
  const destination = addressRuns(match.destination, kind.family);
  if (!source || !destination) return undefined;
  const codes = (field: Match['inInterface']): Intervals =>
    field ? fieldValues(field, 0xffff, (pattern) => universe.codesOf(pattern)) : EVERY_CODE;
  const made: Product = {
    source,
    destination,
    destinationPort,
    sourcePort,
    inInterface: codes(match.inInterface),
    outInterface: codes(match.outInterface),
  };
  return isNone(made) ? 'none' : made;
}

const statesOf = (field: NonNullable<Match['state']>): Intervals =>
  fieldValues(field, STATES.length - 1, (state) => {
    const code = STATES.indexOf(state);
    return [{ first: code, last: code }];
  });

function inField<T>({ anyOf, except, negated }: Field<T>, is: (value: T) => boolean): boolean {
  const isWanted = anyOf.some(is) && !except?.some(is);
  return negated ? !isWanted : isWanted;
}

const holds = (list: Intervals, value: number): boolean =>
  list.some(({ first, last }) => first <= value && value <= last);

const isNone = ({ source, destination, destinationPort, sourcePort, inInterface, outInterface }: Product): boolean =>
  source.length === 0 ||
  destination.length === 0 ||
  destinationPort.length === 0 ||
  sourcePort.length === 0 ||
  inInterface.length === 0 ||
  outInterface.length === 0;

function intersectionOf(a: Product, b: Product): Product | undefined {
  const destinationPort = shared(a.destinationPort, b.destinationPort);
  if (destinationPort.length === 0) return undefined;
  const inInterface = shared(a.inInterface, b.inInterface);
  if (inInterface.length === 0) return undefined;
  const source = common(a.source, b.source);
  if (source.length === 0) return undefined;
  const destination = common(a.destination, b.destination);
  if (destination.length === 0) return undefined;
  const sourcePort = shared(a.sourcePort, b.sourcePort);
  const outInterface = shared(a.outInterface, b.outInterface);
  if (sourcePort.length === 0 || outInterface.length === 0) return undefined;
  return { source, destination, destinationPort, sourcePort, inInterface, outInterface };
}

/** Most fields of most matches hold everything. */
function shared(a: Intervals, b: Intervals): Intervals {
  if (a === b) return a;
  const [only] = b;
  if (only && b.length === 1 && a.length > 0 && only.first <= a[0]!.first && a.at(-1)!.last <= only.last) return a;
  return intersect(a, b);
}

/** In disjoint pieces, a field after the other: what is left of the first one; of the next one, where the first is shared; and so on. */
function differenceOf(a: Product, b: Product): Product[] {
  const inside = intersectionOf(a, b);
  if (!inside) return [a];
  const pieces: Product[] = [];
  let rest = a;
  for (const field of VALUES) {
    const left = subtract(rest[field], inside[field], 0xffff);
    if (left.length > 0) pieces.push({ ...rest, [field]: left });
    rest = { ...rest, [field]: inside[field] };
  }
  for (const field of ADDRESSES) {
    const left = without(rest[field], inside[field]);
    if (left.length > 0) pieces.push({ ...rest, [field]: left });
    rest = { ...rest, [field]: inside[field] };
  }
  return pieces;
}

const VALUES = ['destinationPort', 'sourcePort', 'inInterface', 'outInterface'] as const;
const ADDRESSES = ['source', 'destination'] as const;

/** Distinct source addresses. */
export const sourcesOf = (set: Products): bigint =>
  addressesOf(set.reduce<readonly Run[]>((all, { source }) => united(all, source), NO_RUNS));

export const destinationPortsOf = (set: Products): Interval[] => [
  ...normalise(set.flatMap(({ destinationPort }) => destinationPort)),
];

/** Those to a port in the list. */
export function onPorts(set: Products, ports: Intervals): Products {
  const found: Product[] = [];
  for (const one of set) {
    const destinationPort = shared(one.destinationPort, ports);
    if (destinationPort.length > 0) found.push({ ...one, destinationPort });
  }
  return found;
}

const EVERY_RUNS: Readonly<Record<Family, readonly Run[]>> = {
  ipv4: [runOf({ family: 'ipv4', address: 0n, length: 0 })],
  ipv6: [runOf({ family: 'ipv6', address: 0n, length: 0 })],
};

const runsOfField = new WeakMap<Field<AddressTerm>, Map<Family, readonly Run[] | undefined>>();

/** The addresses of the family in the field; undefined where they are no runs. Many rules share a group of addresses. */
function addressRuns(field: Field<AddressTerm> | undefined, family: Family): readonly Run[] | undefined {
  if (!field) return EVERY_RUNS[family];
  const known = runsOfField.get(field) ?? new Map<Family, readonly Run[] | undefined>();
  runsOfField.set(field, known);
  if (known.has(family)) return known.get(family);
  const made = runsIn(field, family);
  known.set(family, made);
  return made;
}

function runsIn({ anyOf, except, negated }: Field<AddressTerm>, family: Family): readonly Run[] | undefined {
  const wanted = runsOfTerms(anyOf, family);
  const excepted = except?.length ? runsOfTerms(except, family) : NO_RUNS;
  if (!wanted || !excepted) return undefined;
  const kept = without(wanted, excepted);
  return negated ? without(EVERY_RUNS[family], kept) : kept;
}

function runsOfTerms(terms: readonly AddressTerm[], family: Family): readonly Run[] | undefined {
  const runs: Run[] = [];
  for (const term of terms) {
    if (term.kind === 'any') return EVERY_RUNS[family];
    if (term.family !== family) continue;
    // In one piece where the bits that may be anything are the last ones.
    const free = term.kind === 'wildcard' ? term.wildcard & EVERY_RUNS[family][0]!.last : 0n;
    if ((free & (free + 1n)) !== 0n) return undefined;
    const [first, last] = termEnds(term);
    if (first <= last) runs.push({ first, last });
  }
  return runs.length > 1 ? joined(runs) : runs;
}

function nodeOf(diagram: Diagram, one: Product, { family, protocol, answers }: PortQuery): Node {
  const address = (place: 'source' | 'destination', next: Node): Node =>
    areAlike(one[place], EVERY_RUNS[family])
      ? next
      : addressNode(
          diagram,
          LAYOUT[place],
          { anyOf: one[place].map((run) => ({ kind: 'range', family, ...run })) },
          family,
          next,
        );
  const flows = (answers ? answerFlows : newFlows)(diagram, protocol, {
    inInterface: one.inInterface,
    outInterface: one.outInterface,
    above: (below) => {
      const ported = intervalsNode(
        diagram,
        LAYOUT.destinationPort,
        one.destinationPort,
        intervalsNode(diagram, LAYOUT.sourcePort, one.sourcePort, below),
      );
      return address('destination', address('source', ported));
    },
  });
  return diagram.and(familySet(diagram, family), flows);
}
