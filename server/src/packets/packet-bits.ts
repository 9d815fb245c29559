import type { Packet } from './analyses.ts';
import { ALL, type Diagram, EMPTY, type Node } from './diagram.ts';
import { LAYOUT, type Place, PORTED, STATES } from './layout.ts';
import { cameInOver } from './packet-match.ts';
import type { Universe } from './universe.ts';

/** Whether the set holds the packet; what is not said of it is that of a new flow's first packet, as in `meets`. */
export function holdsPacket(diagram: Diagram, universe: Universe, set: Node, packet: Packet): boolean {
  const values = valuesOf(universe, packet);
  let node = set;
  while (node !== EMPTY && node !== ALL) {
    const level = diagram.levelOf(node);
    const [place, value] = values.find(([one]) => level < one.top + one.bits)!;
    // Addresses begin at the top of their place, whatever their width.
    const width = place.bits === 128 && packet.family === 'ipv4' ? 32 : place.bits;
    node = (value >> BigInt(width - 1 - (level - place.top))) & 1n ? diagram.highOf(node) : diagram.lowOf(node);
  }
  return node === ALL;
}

/** Every field's value, in the order of their places. */
function valuesOf(universe: Universe, packet: Packet): (readonly [Place, bigint])[] {
  const { protocol } = packet;
  const rest = packet.nonFirstFragment === true;
  const ported = PORTED.includes(protocol) && !rest;
  const icmp = (protocol === 1 || protocol === 58) && !rest;
  const values: (readonly [Place, bigint | number])[] = [
    [LAYOUT.family, packet.family === 'ipv6' ? 1 : 0],
    [LAYOUT.protocol, protocol],
    [LAYOUT.destination, packet.destination],
    [LAYOUT.source, packet.source],
    [LAYOUT.destinationPort, ported ? (packet.destinationPort ?? 0) : 0],
    [LAYOUT.sourcePort, ported ? (packet.sourcePort ?? 40000) : 0],
    [LAYOUT.icmpType, icmp ? (packet.icmpType ?? (protocol === 58 ? 128 : 8)) : 0],
    [LAYOUT.icmpCode, icmp ? (packet.icmpCode ?? 0) : 0],
    [LAYOUT.tcpFlags, protocol === 6 && !rest ? (packet.tcpFlags ?? 2) : 0],
    [LAYOUT.fragment, rest ? 1 : 0],
    [LAYOUT.state, STATES.indexOf(packet.state ?? 'new')],
    [LAYOUT.dscp, packet.dscp ?? 0],
    [LAYOUT.inInterface, universe.codeOf(cameInOver(packet))],
    [LAYOUT.outInterface, universe.codeOf(packet.outInterface)],
  ];
  return values.map(([place, value]) => [place, BigInt(value)] as const);
}
