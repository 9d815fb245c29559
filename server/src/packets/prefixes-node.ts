import type { AddressTerm } from '../../../grammars/model/address.ts';
import { type Diagram, EMPTY, type Node } from './diagram.ts';
import type { Place } from './layout.ts';

export type PrefixTerm = Extract<AddressTerm, { kind: 'prefix' }>;

/**
 * The addresses in any of the prefixes. Sorted, they are a tree already, so its nodes are made from the bottom up and no set is united with
 * another: a group of thousands of IPv6 addresses costs its own nodes and nothing else.
 * @param terms all of the family whose addresses are as long as `place`
 * @param next what else is asked of packets, below the address
 */
export function prefixesNode(diagram: Diagram, place: Place, terms: readonly PrefixTerm[], next: Node): Node {
  if (next === EMPTY) return EMPTY;
  const leaves = leavesOf(terms, place.bits);
  const path = (leaf: Leaf, from: number, to: number, below: Node): Node => {
    let node = below;
    for (let bit = to - 1; bit >= from; bit -= 1)
      node =
        bitAt(leaf, bit) === 1
          ? diagram.node(place.top + bit, EMPTY, node)
          : diagram.node(place.top + bit, node, EMPTY);
    return node;
  };
  /** Leaves in [from, before), which agree in the first `bit` bits. */
  const build = (from: number, before: number, bit: number): Node => {
    const first = leaves[from]!;
    if (before - from === 1) return path(first, bit, first.length, next);
    const fork = firstDifference(first, leaves[before - 1]!);
    let middle = from + 1;
    for (let end = before - 1; middle < end; ) {
      const half = (middle + end) >> 1;
      if (bitAt(leaves[half]!, fork) === 1) end = half;
      else middle = half + 1;
    }
    const low = build(from, middle, fork + 1);
    const high = build(middle, before, fork + 1);
    return path(first, bit, fork, diagram.node(place.top + fork, low, high));
  };
  return leaves.length === 0 ? EMPTY : build(0, leaves.length, 0);
}

const leavesOf = (terms: readonly PrefixTerm[], bits: number): Leaf[] =>
  withoutCovered(terms.map((term) => leafOf(term, bits)).sort(byPlace));

interface Leaf {
  /** 32 bits each, most significant first; host bits are 0. */
  readonly words: readonly number[];
  readonly length: number;
}

function leafOf(term: PrefixTerm, bits: number): Leaf {
  const known = leafOfTerm.get(term);
  if (known) return known;
  const { address, length } = term;
  const words: number[] = [];
  for (let from = 0; from < bits; from += 32) {
    const word = Number((address >> BigInt(bits - 32 - from)) & 0xffffffffn);
    const kept = Math.min(32, Math.max(0, length - from));
    words.push(kept === 0 ? 0 : (word & (0xffffffff << (32 - kept))) >>> 0);
  }
  const leaf = { words, length };
  leafOfTerm.set(term, leaf);
  return leaf;
}

/** A term stands in many fields, and a field in many rules. */
const leafOfTerm = new WeakMap<PrefixTerm, Leaf>();

const bitAt = ({ words }: Leaf, bit: number): number => (words[bit >> 5]! >>> (31 - (bit & 31))) & 1;

/** Wider ones before those within them. */
function byPlace(a: Leaf, b: Leaf): number {
  for (const [at, word] of a.words.entries()) if (word !== b.words[at]) return word - b.words[at]!;
  return a.length - b.length;
}

function withoutCovered(sorted: readonly Leaf[]): Leaf[] {
  const kept: Leaf[] = [];
  for (const leaf of sorted) {
    const before = kept.at(-1);
    if (!before || firstDifference(before, leaf) < before.length) kept.push(leaf);
  }
  return kept;
}

/** Of two sorted leaves; as many bits as there are where they are equal. */
function firstDifference(a: Leaf, b: Leaf): number {
  for (const [at, word] of a.words.entries())
    if (word !== b.words[at]) return at * 32 + Math.clz32(word ^ b.words[at]!);
  return a.words.length * 32;
}
