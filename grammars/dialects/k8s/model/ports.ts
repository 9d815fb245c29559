import { canonical, numberOf, propertyOf, textOf, type Value } from '../../../kit/cloud/value.ts';
import type { Interval, MatchProblem, Opaque } from '../../../model/filter.ts';
import { otherFields } from './other-fields.ts';

/** A protocol with its ports. Neither: every packet. */
export interface Port {
  readonly protocol?: number;
  readonly ports?: Interval;
  readonly opaque?: Opaque;
  readonly problem?: MatchProblem;
}

const PROTOCOLS: Readonly<Record<string, number>> = { TCP: 6, UDP: 17, SCTP: 132 };
const HIGHEST = 65_535;

/** `{protocol: UDP, port: 53}`, `{port: 8000, endPort: 8100}`; TCP where nothing is said. A name stands for what each pod calls so. */
export function portOf(value: Value): Port {
  if (value.kind !== 'map') return unsure(`port at ${value.span.start}`, value);
  const said = propertyOf(value, 'protocol');
  const protocol = PROTOCOLS[said === undefined ? 'TCP' : (textOf(said) ?? '')];
  const [strange] = otherFields(value, ['protocol', 'port', 'endPort']);
  if (protocol === undefined || strange) return unsure(strange?.text ?? `protocol ${canonical(said!)}`, value);
  const [first, last] = [propertyOf(value, 'port'), propertyOf(value, 'endPort')];
  if (!first) return last ? { protocol, ...unsure(`port at ${value.span.start}`, value) } : { protocol };
  const from = numberIn(first);
  const to = last ? numberIn(last) : from;
  if (from === undefined || to === undefined) return { protocol, ...unsure(`port ${canonical(first)}`, first) };
  const problem = problemOf(from, to, first, last);
  if (problem) return { protocol, ...unsure(`port ${from} to ${to}`, first), problem };
  return { protocol, ports: { first: from, last: to } };
}

const unsure = (text: string, { span }: Value): { readonly opaque: Opaque } => ({ opaque: { text, span } });

/** In quotes it is a name. */
const numberIn = (value: Value): number | undefined =>
  value.kind === 'text' && !value.quoted ? numberOf(value) : undefined;

/** What the API refuses: a port that there is not, an end before the start. */
function problemOf(from: number, to: number, first: Value, last: Value | undefined): MatchProblem | undefined {
  const high = [first, last].find((one) => one && numberOf(one)! > HIGHEST);
  if (high) return { kind: 'port-too-high', span: high.span, written: canonical(high), effect: 'refused' };
  if (from <= to || !last) return undefined;
  const edits = [
    { span: first.span, newText: String(to) },
    { span: last.span, newText: String(from) },
  ];
  const repair = { text: `port: ${to}, endPort: ${from}`, edits };
  return { kind: 'range-reversed', span: last.span, written: `${from}-${to}`, effect: 'refused', repair };
}
