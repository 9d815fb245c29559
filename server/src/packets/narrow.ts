import type { Field, FilterRule, Interval, Match } from '../../../grammars/model/filter.ts';
import type { PortQuery } from './analyses.ts';
import { boundsOfMatch, ROW, rowsMeet } from './bounds.ts';
import { EMPTY } from './diagram.ts';
import type { Chain, Flow, FlowRule } from './flow.ts';

/**
 * The flow as a narrow question sees it: rules about other protocols, ports, addresses or fragments match nothing. That is told from their
 * text, so that a long list need not build their sets. Places stay as they are.
 */
export function narrowed(flow: Flow, asked: readonly Match[]): Flow {
  const rows = asked.map(boundsOfMatch);
  const chains = new Map([...flow.chains].map(([index, chain]) => [index, narrowedChain(chain, asked, rows)]));
  return { ...flow, chains };
}

function narrowedChain(chain: Chain, asked: readonly Match[], rows: readonly Float64Array[]): Chain {
  let rules: readonly FlowRule[] | undefined;
  return {
    index: chain.index,
    filter: chain.filter,
    callers: chain.callers,
    meeting: chain.meeting,
    bounds: chain.bounds,
    get rules() {
      if (rules) return rules;
      const boxes = chain.bounds().rows;
      const meets = (own: FlowRule, at: number): boolean =>
        rows.some((row) => rowsMeet(row, 0, boxes, at * ROW)) && meetsAny(own.rule, asked);
      rules = chain.rules.map((own, at) => (meets(own, at) ? own : matchesNothing(own)));
      return rules;
    },
    get arrives() {
      return chain.arrives;
    },
    get sent() {
      return chain.sent;
    },
    get reach() {
      return chain.reach;
    },
    get returns() {
      return chain.returns;
    },
  };
}

/** What a query about ports asks, in words of matches: first or only parts of packets. */
export const askedBy = ({ family, protocol, ports, within }: PortQuery): Match[] => [
  {
    ...(within?.source ? { source: within.source } : {}),
    ...(within?.destination ? { destination: within.destination } : {}),
    ...(within?.sourcePort ? { sourcePort: within.sourcePort } : {}),
    family,
    protocol: { anyOf: [{ first: protocol, last: protocol }] },
    destinationPort: { anyOf: ports },
    fragment: 'whole',
  },
];

const matchesNothing = ({ rule }: FlowRule): FlowRule => ({
  rule,
  over: EMPTY,
  under: EMPTY,
  consumes: EMPTY,
  target: undefined,
});

/** Whether a rule may match some of the packets asked about, as far as protocol, ports and fragments tell. */
export const meetsAny = ({ matches }: FilterRule, asked: readonly Match[]): boolean =>
  matches.some((match) => asked.some((one) => mayMeet(match, one)));

export const mayMeet = (match: Match, asked: Match): boolean =>
  (match.fragment === undefined || asked.fragment === undefined || match.fragment === asked.fragment) &&
  overlap(match.protocol, asked.protocol) &&
  overlap(match.destinationPort, asked.destinationPort) &&
  overlap(match.sourcePort, asked.sourcePort);

const overlap = (one: Field<Interval> | undefined, other: Field<Interval> | undefined): boolean =>
  !one ||
  !other ||
  one.negated === true ||
  other.negated === true ||
  one.anyOf.some((a) => other.anyOf.some((b) => a.first <= b.last && b.first <= a.last));
