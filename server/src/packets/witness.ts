import type { Family } from '../../../grammars/model/address.ts';
import type { Packet } from './analyses.ts';
import { ALL, type Diagram, EMPTY, type Node } from './diagram.ts';
import { addressSet, familySet, valuesSet } from './encode.ts';
import { LAYOUT, type Place, PORTED, STATES } from './layout.ts';
import type { Universe } from './universe.ts';

/**
 * One packet of the set: the lowest address and port in it, but a plausible packet where the set leaves room for one (a new TCP
 * connection from port 40000 rather than a null scan from port 0).
 */
export function witnessOf(diagram: Diagram, universe: Universe, set: Node): Packet | undefined {
  if (set === EMPTY) return undefined;
  let left = set;
  const prefer = (wanted: Node): boolean => {
    const both = diagram.and(left, wanted);
    if (both === EMPTY) return false;
    left = both;
    return true;
  };
  const value = (place: Place, first: number, last = first): Node => valuesSet(diagram, place, [{ first, last }]);

  prefer(value(LAYOUT.fragment, 0));
  const family: Family = prefer(familySet(diagram, 'ipv4')) ? 'ipv4' : 'ipv6';
  const icmp = family === 'ipv4' ? 1 : 58;
  void [6, 17, icmp].some((protocol) => prefer(value(LAYOUT.protocol, protocol)));
  prefer(value(LAYOUT.state, 0));
  const usual = family === 'ipv4' ? V4 : V6;
  for (const [place, address] of [
    [LAYOUT.source, usual.source],
    [LAYOUT.destination, usual.destination],
  ] as const) {
    // A host rather than a network's own address: an odd one is never the all-zeros host of a subnet.
    if (!prefer(addressSet(diagram, place, { kind: 'prefix', family, address, length: usual.width })))
      prefer(addressSet(diagram, place, { kind: 'wildcard', family, address: 1n, wildcard: usual.all - 1n }));
  }
  if (!prefer(value(LAYOUT.tcpFlags, 2))) prefer(value(LAYOUT.tcpFlags, 16));
  if (!prefer(value(LAYOUT.destinationPort, 443))) prefer(value(LAYOUT.destinationPort, 1, 0xffff));
  if (!prefer(value(LAYOUT.sourcePort, 40000))) prefer(value(LAYOUT.sourcePort, 1, 0xffff));
  prefer(value(LAYOUT.icmpType, family === 'ipv4' ? 8 : 128));
  prefer(value(LAYOUT.icmpCode, 0));
  // An interface is named only where the set depends on it.
  prefer(value(LAYOUT.inInterface, universe.codeOf(undefined)));
  prefer(value(LAYOUT.outInterface, universe.codeOf(undefined)));
  return packetOf(universe, lowestPath(diagram, left), family);
}

const V4 = { width: 32, all: 0xffffffffn, source: 0xc6336407n, destination: 0xc000020an };
const V6 = {
  width: 128,
  all: (1n << 128n) - 1n,
  source: (0x20010db8n << 96n) | 7n,
  destination: (0x20010db8n << 96n) | 0x10n,
};

/** Levels whose variable is 1 on the path that takes 0 wherever it can. */
function lowestPath(diagram: Diagram, set: Node): ReadonlySet<number> {
  const ones = new Set<number>();
  let node = set;
  while (node !== ALL) {
    const low = diagram.lowOf(node);
    if (low === EMPTY) ones.add(diagram.levelOf(node));
    node = low === EMPTY ? diagram.highOf(node) : low;
  }
  return ones;
}

function packetOf(universe: Universe, ones: ReadonlySet<number>, family: Family): Packet {
  const read = (place: Place, bits = place.bits): bigint => {
    let value = 0n;
    for (let bit = 0; bit < bits; bit += 1) value = (value << 1n) | (ones.has(place.top + bit) ? 1n : 0n);
    return value;
  };
  const number = (place: Place): number => Number(read(place));
  const width = family === 'ipv4' ? 32 : 128;
  const protocol = number(LAYOUT.protocol);
  const fragment = universe.fragments && number(LAYOUT.fragment) === 1;
  const inInterface = universe.nameOf(number(LAYOUT.inInterface));
  const outInterface = universe.nameOf(number(LAYOUT.outInterface));
  const dscp = number(LAYOUT.dscp);
  return {
    family,
    source: read(LAYOUT.source, width),
    destination: read(LAYOUT.destination, width),
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
    ...(inInterface === undefined ? {} : { inInterface }),
    ...(outInterface === undefined ? {} : { outInterface }),
  };
}
