import type { Field, FilterRule, Interval, Match } from '../../../grammars/model/filter.ts';
import type { PortQuery } from './analyses.ts';
import { EMPTY } from './diagram.ts';
import type { Chain, FlowRule } from './flow.ts';

type Asked = Pick<Match, 'protocol' | 'sourcePort' | 'destinationPort' | 'fragment'>;

/**
 * The chain as a narrow question sees it: rules about other protocols, ports or fragments match nothing. That is told from their text,
 * so that a long list need not build their sets. Places stay as they are; chains that it leads to are whole.
 */
export function narrowed(chain: Chain, asked: readonly Asked[]): Chain {
  return {
    index: chain.index,
    filter: chain.filter,
    arrives: chain.arrives,
    sent: chain.sent,
    callers: chain.callers,
    meeting: (rule, from, before) => chain.meeting(rule, from, before),
    rules: chain.rules.map((own) => (meetsAny(own.rule, asked) ? own : matchesNothing(own))),
    get reach() {
      return chain.reach;
    },
    get returns() {
      return chain.returns;
    },
  };
}

/** What a query about ports asks, in words of matches: first or only parts of packets. */
export const askedBy = ({ protocol, ports, within }: PortQuery): Asked[] => [
  {
    protocol: { anyOf: [{ first: protocol, last: protocol }] },
    destinationPort: { anyOf: ports },
    fragment: 'whole',
    ...(within?.sourcePort ? { sourcePort: within.sourcePort } : {}),
  },
];

const matchesNothing = ({ rule }: FlowRule): FlowRule => ({
  rule,
  over: EMPTY,
  under: EMPTY,
  consumes: EMPTY,
  target: undefined,
});

const meetsAny = ({ matches }: FilterRule, asked: readonly Asked[]): boolean =>
  matches.some((match) => asked.some((one) => mayMeet(match, one)));

const mayMeet = (match: Match, asked: Asked): boolean =>
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
