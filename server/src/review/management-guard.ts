import type { Device } from '../../../grammars/model/device.ts';
import type { Filter, Hook, Match } from '../../../grammars/model/filter.ts';
import { applyEdits, type TextEdit } from '../../../grammars/text/edit.ts';
import type { Span } from '../../../grammars/text/span.ts';
import { compareFilters, type Side } from '../packets/compare.ts';
import { DEFAULT_LIMITS } from '../packets/diagram.ts';
import { type Prepared, prepare } from './prepare.ts';
import type { Management } from './settings.ts';

/** More fixes of one document than this are not tried, and not offered: nothing is known of them. */
const MOST_TRIED = 200;

const tried = new WeakMap<Prepared, number>();

/**
 * Whether edits could take away from operators what they have now: some packet of declared access, or of its answers, that a filter in force
 * lets through, whatever the opaque conditions say. The text is edited and read again, so that it holds for fixes of every kind.
 */
export function cutsManagement(prepared: Prepared, edits: readonly TextEdit[], management: Management): boolean {
  const { device, text } = prepared;
  if (!touchesFilters(device, edits)) return false;
  const before = (tried.get(prepared) ?? 0) + 1;
  tried.set(prepared, before);
  if (before > MOST_TRIED) return true;
  const after = prepare({
    text: applyEdits(text, edits),
    dialect: prepared.dialect.id,
    ...(prepared.path === undefined ? {} : { path: prepared.path }),
  })?.device;
  if (!after) return true;
  const places = new Map(placesOf(device).map((place) => [place.key, place.side]));
  return placesOf(after).some(({ key, side, way }) => {
    const { family } = side.filters[side.chosen[0]!]!;
    const difference = compareFilters(
      places.get(key) ?? open(family),
      side,
      DEFAULT_LIMITS,
      packetsOf(management, way),
    );
    return !difference || difference.newlyDenied.flows > 0;
  });
}

/** Which of the packets come to a filter at this place: requests come in, answers go out, and both pass through. */
type Way = 'in' | 'out' | 'through';

const TCP = { anyOf: [{ first: 6, last: 6 }] };
const SYN = { anyOf: [{ mask: 22, value: 2 }] };
const ACK = { anyOf: [{ mask: 16, value: 16 }] };

/** Requests to the ports, the first packet of a connection and those after it, and what comes back. */
function packetsOf({ sources, ports }: Management, way: Way): Match[] {
  const here = { anyOf: ports.map((port) => ({ first: port, last: port })) };
  return sources.flatMap((prefix): Match[] => {
    const there = { anyOf: [{ kind: 'prefix' as const, ...prefix }] };
    const base: Match = { family: prefix.family, protocol: TCP };
    const request: Match = { ...base, source: there, destinationPort: here };
    const answer: Match = {
      ...base,
      destination: there,
      sourcePort: here,
      tcpFlags: ACK,
      state: { anyOf: ['established'] },
    };
    const requests: Match[] = [
      { ...request, tcpFlags: SYN, state: { anyOf: ['new'] } },
      { ...request, tcpFlags: ACK, state: { anyOf: ['established'] } },
    ];
    return [...(way === 'out' ? [] : requests), ...(way === 'in' ? [] : [answer])];
  });
}

/** A filter where it is at work. */
interface Place {
  readonly key: string;
  readonly side: Side;
  readonly way: Way;
}

const WAYS: Readonly<Record<Hook, Way>> = {
  prerouting: 'in',
  input: 'in',
  forward: 'through',
  output: 'out',
  postrouting: 'out',
};

function placesOf({ filters, bindings }: Device): Place[] {
  const places: Place[] = [];
  for (const [index, filter] of filters.entries()) {
    if (filter.purpose !== 'packet') continue;
    const side: Side = { filters, chosen: [index] };
    const name = `${filter.table ?? ''} ${filter.name.value} ${filter.family}`;
    if (filter.hook) places.push({ key: `${name} hook ${filter.hook}`, side, way: WAYS[filter.hook] });
    for (const { filter: bound, family, place, direction } of bindings) {
      if (bound.value !== filter.name.value || place.kind === 'hook') continue;
      if (family !== 'both' && filter.family !== 'both' && family !== filter.family) continue;
      places.push({ key: `${name} ${direction} ${JSON.stringify(place)}`, side, way: direction });
    }
  }
  return places;
}

/** Where no filter was at work, everything passed. */
function open(family: Filter['family']): Side {
  const span: Span = { start: 0, end: 0 };
  const filter: Filter = {
    name: { value: '', span },
    family,
    purpose: 'packet',
    rules: [],
    fallback: { action: 'permit' },
    stateful: false,
    span,
    closed: true,
  };
  return { filters: [filter], chosen: [0] };
}

/** Edits of filters, of what they name, and of bindings; text that only stands between filters is none of theirs. */
function touchesFilters({ filters, bindings, references }: Device, edits: readonly TextEdit[]): boolean {
  const own = [
    ...[...filters, ...bindings].map(({ span }) => span),
    ...references.definitions.flatMap(({ spans }) => spans),
  ];
  return edits.some(({ span, newText }) =>
    span.start === span.end && newText !== ''
      ? filters.length > 0
      : own.some((one) => one.start <= span.end && span.start <= one.end),
  );
}
