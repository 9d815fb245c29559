import { ALL, type Diagram, type Node } from './diagram.ts';
import { intervalsNode } from './encode.ts';
import type { Intervals } from './intervals.ts';
import { LAYOUT, type Place, STATES } from './layout.ts';

/** What else is asked of packets, so that their set is made from the bottom up without an operation. */
export interface Asked {
  /** Codes of interfaces. */
  readonly inInterface?: Intervals;
  readonly outInterface?: Intervals;
  /** Puts what is asked of ports and addresses above what is asked below them. */
  above?(below: Node): Node;
}

/** First packets of new flows of a protocol: whole, state new, and for TCP a SYN without ACK, RST or FIN. */
export const newFlows = (diagram: Diagram, protocol: number, asked?: Asked): Node =>
  packetsOf(diagram, protocol, { state: 'new', tcpFlags: 2 }, asked);

/** Packets of flows that were opened the other way: whole, state established, for TCP with ACK. */
export const answerFlows = (diagram: Diagram, protocol: number, asked?: Asked): Node =>
  packetsOf(diagram, protocol, { state: 'established', tcpFlags: 16 }, asked);

interface Kind {
  readonly state: (typeof STATES)[number];
  readonly tcpFlags: number;
}

function packetsOf(
  diagram: Diagram,
  protocol: number,
  { state, tcpFlags }: Kind,
  { inInterface, outInterface, above = (below) => below }: Asked = {},
): Node {
  const only = (place: Place, value: number, next: Node): Node =>
    intervalsNode(diagram, place, [{ first: value, last: value }], next);
  let node = outInterface ? intervalsNode(diagram, LAYOUT.outInterface, outInterface, ALL) : ALL;
  if (inInterface) node = intervalsNode(diagram, LAYOUT.inInterface, inInterface, node);
  node = only(LAYOUT.fragment, 0, only(LAYOUT.state, STATES.indexOf(state), node));
  if (protocol === 6) node = only(LAYOUT.tcpFlags, tcpFlags, node);
  return only(LAYOUT.protocol, protocol, above(node));
}
