import type { Family } from '../../../grammars/model/address.ts';
import { NO_INTERFACE } from '../../../grammars/model/filter.ts';
import type { Packet } from './analyses.ts';
import { ALL, type Diagram, EMPTY, type Node } from './diagram.ts';
import { LAYOUT, LEVELS, type Place, PORTED, STATES } from './layout.ts';
import type { Universe } from './universe.ts';

/**
 * One packet of the set: the lowest address and port in it, but a plausible packet where the set leaves room for one (a new TCP
 * connection from port 40000 rather than a null scan from port 0).
 */
export function witnessOf(diagram: Diagram, universe: Universe, set: Node): Packet | undefined {
  if (set === EMPTY) return undefined;
  const choice = choices(
    diagram,
    set,
    diagram.levelOf(set) === 0 && diagram.lowOf(set) === EMPTY ? WISHES.ipv6 : WISHES.ipv4,
  );
  const value = (place: Place, wanted: number): boolean => choice.take(place.top, place.bits, [wanted]);

  value(LAYOUT.fragment, 0);
  const family: Family = value(LAYOUT.family, 0) ? 'ipv4' : 'ipv6';
  const icmp = family === 'ipv4' ? 1 : 58;
  void [6, 17, icmp].some((protocol) => value(LAYOUT.protocol, protocol));
  value(LAYOUT.state, 0);
  const usual = family === 'ipv4' ? V4 : V6;
  for (const [place, address] of [
    [LAYOUT.source, usual.source],
    [LAYOUT.destination, usual.destination],
  ] as const) {
    // A host rather than a network's own address: an odd one is never the all-zeros host of a subnet.
    if (!choice.take(place.top, usual.width, address)) choice.take(place.top + usual.width - 1, 1, ONE);
  }
  if (!value(LAYOUT.tcpFlags, 2)) value(LAYOUT.tcpFlags, 16);
  for (const [place, port] of [
    [LAYOUT.destinationPort, 443],
    [LAYOUT.sourcePort, 40000],
  ] as const)
    if (!value(place, port)) choice.takeLow(place);
  value(LAYOUT.icmpType, family === 'ipv4' ? 8 : 128);
  value(LAYOUT.icmpCode, 0);
  // An interface is named only where the set depends on it.
  value(LAYOUT.inInterface, universe.codeOf(undefined));
  value(LAYOUT.outInterface, universe.codeOf(undefined));
  return packetOf(universe, choice.lowest(), family);
}

interface Choices {
  /** Settles these bits on the value (32 bits a word, the most significant first) if the set still has a packet with it. */
  take(top: number, bits: number, words: readonly number[]): boolean;
  /** Settles that the value is above 0, with as many leading zeros as can be; nothing where only 0 is left. */
  takeLow(place: Place): void;
  /** The bits of the packet that is 0 wherever it can be. */
  lowest(): Uint8Array;
}

const FREE = 2;

/**
 * Narrows a set bit by bit without building a set. A packet that meets all choices so far is kept: a wish that it meets as well needs no
 * search.
 */
function choices(diagram: Diagram, set: Node, wishes: Uint8Array): Choices {
  const settled = new Uint8Array(LEVELS).fill(FREE);
  /** Of that packet, the bits that the set looks at on the way to it; free elsewhere. */
  let model = new Uint8Array(LEVELS).fill(FREE);
  let trial = new Uint8Array(LEVELS).fill(FREE);
  /** Nodes one side of which leads nowhere with the choices of one search: met again, neither does the other. */
  const dead = new Set<Node>();
  /** Follows the set to a packet that meets the choices, and notes its bits in `trial`. */
  const leads = (node: Node): boolean => {
    let at = node;
    for (;;) {
      if (at <= ALL) return at === ALL;
      const level = diagram.levelOf(at);
      const wanted = settled[level]!;
      const low = diagram.lowOf(at);
      const high = diagram.highOf(at);
      if (wanted === 0 || high === EMPTY) {
        if (wanted === 1) return false;
        trial[level] = 0;
        at = low;
      } else if (wanted === 1 || low === EMPTY) {
        trial[level] = 1;
        at = high;
      } else {
        if (dead.has(at)) return false;
        const first = wishes[level] === 1 ? 1 : 0;
        trial[level] = first;
        if (leads(first === 1 ? high : low)) return true;
        dead.add(at);
        trial.fill(FREE, level + 1);
        trial[level] = 1 - first;
        at = first === 1 ? low : high;
      }
    }
  };
  const fits = (node: Node): boolean => {
    if (dead.size > 0) dead.clear();
    return leads(node);
  };
  const search = (): boolean => {
    trial.fill(FREE);
    if (!fits(set)) return false;
    [model, trial] = [trial, model];
    return true;
  };
  search();
  const take: Choices['take'] = (top, bits, words) => {
    let met = true;
    for (let bit = 0; bit < bits; bit += 1) {
      const wanted = bitOf(words, bits, bit);
      if (settled[top + bit] === 1 - wanted) return false;
      if (model[top + bit] === 1 - wanted) met = false;
    }
    const before = met ? undefined : settled.slice(top, top + bits);
    for (let bit = 0; bit < bits; bit += 1) settled[top + bit] = bitOf(words, bits, bit);
    if (!before || search()) return true;
    settled.set(before, top);
    return false;
  };
  return {
    take,
    takeLow({ top, bits }) {
      // Most fields hold one value or one range: the kept packet has it, and no other packet has more zeros before.
      const before = settled.slice(top, top + bits);
      for (;;) {
        const one = model.subarray(top, top + bits).indexOf(1);
        if (one < 0) break;
        if (!take(top, one + 1, ZERO)) {
          take(top, one + 1, ONE);
          return;
        }
        settled.set(before, top);
      }
      for (let ones = 0; ones < bits; ones += 1) if (take(top, bits - ones, ONE)) return;
    },
    lowest() {
      const bits = settled.map((bit) => (bit === FREE ? 0 : bit));
      let node = set;
      while (node > ALL) {
        const level = diagram.levelOf(node);
        const low = diagram.lowOf(node);
        const high = diagram.highOf(node);
        const wanted = settled[level]!;
        const one = wanted === 1 || low === EMPTY || (wanted === FREE && high !== EMPTY && !fits(low));
        bits[level] = one ? 1 : 0;
        node = one ? high : low;
      }
      return bits;
    },
  };
}

const bitOf = (words: readonly number[], bits: number, bit: number): number => {
  const fromEnd = bits - 1 - bit;
  return (words[words.length - 1 - (fromEnd >> 5)]! >>> (fromEnd & 31)) & 1;
};

const ZERO = [0];
const ONE = [1];

const V4 = { width: 32, source: [0xc6336407], destination: [0xc000020a] };
const V6 = {
  width: 128,
  source: [0x20010db8, 0, 0, 7],
  destination: [0x20010db8, 0, 0, 0x10],
};

/** A plausible packet, bit by bit: where a search is free, it tries this first, and most wishes are met at once. */
const WISHES: Readonly<Record<Family, Uint8Array>> = {
  ipv4: wishesOf('ipv4', V4),
  ipv6: wishesOf('ipv6', V6),
};

function wishesOf(family: Family, usual: typeof V4): Uint8Array {
  const wishes = new Uint8Array(LEVELS).fill(FREE);
  const wish = (top: number, bits: number, words: readonly number[]): void => {
    for (let bit = 0; bit < bits; bit += 1) wishes[top + bit] = bitOf(words, bits, bit);
  };
  wish(LAYOUT.family.top, 1, [family === 'ipv6' ? 1 : 0]);
  wish(LAYOUT.protocol.top, 8, [6]);
  wish(LAYOUT.source.top, usual.width, usual.source);
  wish(LAYOUT.destination.top, usual.width, usual.destination);
  wish(LAYOUT.destinationPort.top, 16, [443]);
  wish(LAYOUT.sourcePort.top, 16, [40000]);
  wish(LAYOUT.tcpFlags.top, 8, [2]);
  return wishes;
}

function packetOf(universe: Universe, bits: Uint8Array, family: Family): Packet {
  const number = ({ top, bits: width }: Place): number => {
    let value = 0;
    for (let bit = 0; bit < width; bit += 1) value = value * 2 + bits[top + bit]!;
    return value;
  };
  const address = ({ top }: Place): bigint => {
    const word = (at: number): bigint => BigInt(number({ top: top + at * 32, bits: 32 }));
    return family === 'ipv4' ? word(0) : (word(0) << 96n) | (word(1) << 64n) | (word(2) << 32n) | word(3);
  };
  const protocol = number(LAYOUT.protocol);
  const fragment = universe.fragments && number(LAYOUT.fragment) === 1;
  const inInterface = universe.nameOf(number(LAYOUT.inInterface));
  const outInterface = universe.nameOf(number(LAYOUT.outInterface));
  const dscp = number(LAYOUT.dscp);
  return {
    family,
    source: address(LAYOUT.source),
    destination: address(LAYOUT.destination),
    protocol,
    ...(PORTED.includes(protocol) && !fragment
      ? { sourcePort: number(LAYOUT.sourcePort), destinationPort: number(LAYOUT.destinationPort) }
      : {}),
    ...((protocol === 1 || protocol === 58) && !fragment
      ? { icmpType: number(LAYOUT.icmpType), icmpCode: number(LAYOUT.icmpCode) }
      : {}),
    ...(protocol === 6 && !fragment ? { tcpFlags: number(LAYOUT.tcpFlags) } : {}),
    ...(fragment ? { nonFirstFragment: true } : {}),
    state: STATES[Math.min(4, number(LAYOUT.state))]!,
    ...(dscp === 0 ? {} : { dscp }),
    ...waysOf(inInterface, outInterface),
  };
}

/** On its way out over an interface that no rule names: over any. */
function waysOf(inInterface: string | undefined, outInterface: string | undefined): Partial<Packet> {
  if (inInterface === NO_INTERFACE.name) return { outInterface: outInterface ?? 'any' };
  return {
    ...(inInterface === undefined ? {} : { inInterface }),
    ...(outInterface === undefined ? {} : { outInterface }),
  };
}
