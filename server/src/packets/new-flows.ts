import type { Diagram, Node } from './diagram.ts';
import { valuesSet } from './encode.ts';
import { LAYOUT, STATES } from './layout.ts';

/** First packets of new flows of a protocol: whole, state new, and for TCP a SYN without ACK, RST or FIN. */
export const newFlows = (diagram: Diagram, protocol: number): Node => packetsOf(diagram, protocol, 'new', 2);

/** Packets of flows that were opened the other way: whole, state established, for TCP with ACK. */
export const answerFlows = (diagram: Diagram, protocol: number): Node =>
  packetsOf(diagram, protocol, 'established', 16);

function packetsOf(diagram: Diagram, protocol: number, state: (typeof STATES)[number], tcpFlags: number): Node {
  const value = (place: (typeof LAYOUT)[keyof typeof LAYOUT], first: number): Node =>
    valuesSet(diagram, place, [{ first, last: first }]);
  const flow = diagram.and(
    value(LAYOUT.protocol, protocol),
    diagram.and(value(LAYOUT.fragment, 0), value(LAYOUT.state, STATES.indexOf(state))),
  );
  return protocol === 6 ? diagram.and(flow, value(LAYOUT.tcpFlags, tcpFlags)) : flow;
}
