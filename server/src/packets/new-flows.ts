import type { Diagram, Node } from './diagram.ts';
import { valuesSet } from './encode.ts';
import { LAYOUT } from './layout.ts';

/** First packets of new flows of a protocol: whole, state new, and for TCP a SYN without ACK, RST or FIN. */
export function newFlows(diagram: Diagram, protocol: number): Node {
  const value = (place: (typeof LAYOUT)[keyof typeof LAYOUT], first: number): Node =>
    valuesSet(diagram, place, [{ first, last: first }]);
  const flow = diagram.and(
    value(LAYOUT.protocol, protocol),
    diagram.and(value(LAYOUT.fragment, 0), value(LAYOUT.state, 0)),
  );
  return protocol === 6 ? diagram.and(flow, value(LAYOUT.tcpFlags, 2)) : flow;
}
