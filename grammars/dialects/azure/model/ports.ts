import { canonical, elementsOf, type MapValue, propertyOf, textOf, type Value } from '../../../kit/cloud/value.ts';
import type { Field, Interval, MatchProblem, Opaque } from '../../../model/filter.ts';
import type { Span } from '../../../text/span.ts';
import type { Side } from './ends.ts';

/** Ports of one side. Neither `ports` nor `opaque`: every port. */
export interface Ports {
  readonly ports?: Field<Interval>;
  readonly opaque?: Opaque;
  readonly problems: readonly MatchProblem[];
}

const KEYS: Readonly<Record<Side, readonly string[]>> = {
  source: ['sourcePortRange', 'source_port_range', 'sourcePortRanges', 'source_port_ranges'],
  destination: ['destinationPortRange', 'destination_port_range', 'destinationPortRanges', 'destination_port_ranges'],
};

/** `*`, `22`, `8000-8010`, and lists of these; one that is not known leaves all of them unsure. */
export function portsOf(map: MapValue, side: Side, span: Span): Ports {
  const written = KEYS[side].flatMap((key) => elementsOf(propertyOf(map, key))).filter((one) => textOf(one) !== '');
  if (written.some((one) => textOf(one)?.trim() === '*')) return { problems: [] };
  const intervals = written.map(intervalOf);
  const known = intervals.filter((one) => one !== undefined);
  const problems = written.flatMap(problemOf);
  if (known.length === 0 || known.length < written.length) {
    const text = written.length > 0 ? written.map(canonical).join(' ') : `at ${span.start}`;
    return { opaque: { text: `${side} ports ${text}`, span: written[0]?.span ?? span }, problems };
  }
  return known.some(({ first, last }) => first === 0 && last === 65535)
    ? { problems }
    : { ports: { anyOf: known }, problems };
}

const RANGE = /^(\d{1,6})(?:\s*-\s*(\d{1,6}))?$/;

function intervalOf(value: Value): Interval | undefined {
  const found = RANGE.exec(textOf(value)?.trim() ?? '');
  if (!found) return undefined;
  const first = Number(found[1]);
  const last = Number(found[2] ?? found[1]);
  return first <= last && last <= 65535 ? { first, last } : undefined;
}

/** Ends turned round, or a port that there is not: the API refuses both. */
function problemOf(value: Value): MatchProblem[] {
  const found = RANGE.exec(textOf(value)?.trim() ?? '');
  if (!found || value.kind !== 'text') return [];
  const [, first = '', last = first] = found;
  const problem = { span: value.span, written: value.text, effect: 'refused' as const };
  if (Math.max(Number(first), Number(last)) > 65535) return [{ kind: 'port-too-high', ...problem }];
  if (Number(first) <= Number(last)) return [];
  const text = `${last}-${first}`;
  const repair = { text, edits: [{ span: value.span, newText: text }] };
  return [{ kind: 'range-reversed', ...problem, ...(value.exact ? { repair } : {}) }];
}
