import { type Diagram, EMPTY, type Node } from './diagram.ts';
import { valuesSet } from './encode.ts';
import type { Chain, Flow } from './flow.ts';
import { LAYOUT, STATES } from './layout.ts';

/** What may pass a chain, of all that enters it: permitted by some rule or the fallback, or returned to the caller. */
export function mayPass(flow: Flow, index: number): Node {
  const permitted = new Map<number, Node>();
  // Callees stand after callers: from the end, each finds those it needs.
  for (const member of [...flow.group.members].reverse()) {
    const chain = flow.chains.get(member)!;
    permitted.set(member, permittedIn(flow, chain, permitted));
    if (member === index) return flow.diagram.or(permitted.get(member)!, chain.returns);
  }
  return EMPTY;
}

function permittedIn({ diagram, chains }: Flow, chain: Chain, inner: ReadonlyMap<number, Node>): Node {
  const openEnd = chain.filter.fallback.action === 'permit';
  let permitted = openEnd ? chain.reach.at(-1)! : EMPTY;
  for (const [at, { rule, over, target }] of chain.rules.entries()) {
    const { kind } = rule.action;
    if (over === EMPTY || kind === 'deny' || kind === 'continue' || (kind === 'return' && !openEnd)) continue;
    let part = diagram.and(over, chain.reach[at]!);
    if ((kind === 'jump' || kind === 'goto') && target !== undefined) {
      const ends = kind === 'goto' && openEnd ? chains.get(target)!.returns : EMPTY;
      part = diagram.and(part, diagram.or(inner.get(target)!, ends));
    }
    permitted = diagram.or(permitted, part);
  }
  return permitted;
}

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
