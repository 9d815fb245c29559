import type { Field, Interval, MatchProblem, Opaque } from '../../../model/filter.ts';
import type { Span } from '../../../text/span.ts';
import { portRanges } from '../port-range.ts';
import { canonical, elementsOf, type MapValue, propertyOf, textOf } from '../value.ts';
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

/**
 * `*`, `22`, `8000-8010`, and lists of these; one that is not known leaves all of them unsure.
 * @param unsaid a rule that names none is about every port; else it is not known
 */
export function portsOf(map: MapValue, side: Side, span: Span, unsaid = false): Ports {
  const written = KEYS[side].flatMap((key) => elementsOf(propertyOf(map, key))).filter((one) => textOf(one) !== '');
  if (unsaid && written.length === 0) return { problems: [] };
  if (written.some((one) => textOf(one)?.trim() === '*')) return { problems: [] };
  const { ranges, unsure, every, problems } = portRanges(written);
  if (ranges.length === 0 || unsure) {
    const text = written.length > 0 ? written.map(canonical).join(' ') : `at ${span.start}`;
    return { opaque: { text: `${side} ports ${text}`, span: written[0]?.span ?? span }, problems };
  }
  return every ? { problems } : { ports: { anyOf: ranges }, problems };
}
