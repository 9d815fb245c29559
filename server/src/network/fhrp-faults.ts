import type { FhrpGroup } from '../../../grammars/model/fhrp.ts';
import type { InForce } from '../../../grammars/model/igp.ts';
import type { Span } from '../../../grammars/text/span.ts';
import type { FhrpPair } from './fhrp-links.ts';

/** What routers of one group say so that it does not do its work. Places are absent for defaults. */
export type FhrpFault = { readonly here: Place; readonly there: Place } & (
  | { readonly kind: 'address' }
  | { readonly kind: 'version'; readonly own: number; readonly other: number }
  | { readonly kind: 'authentication' }
  /** ms */
  | { readonly kind: 'interval'; readonly own: number; readonly other: number }
  /** One end gives the other up sooner than that speaks; ms. */
  | { readonly kind: 'hold'; readonly hold: number; readonly hello: number }
  | { readonly kind: 'same-priority'; readonly priority: number }
  /** Where what it tracks fails, it still has more points than the other. */
  | { readonly kind: 'keeps'; readonly left: number; readonly other: number }
  /** One speaks to the group, the other to named routers. */
  | { readonly kind: 'transport'; readonly unicast: boolean }
  | { readonly kind: 'both-begin' }
  /** The other loses points, and this one does not take over. */
  | { readonly kind: 'no-preempt'; readonly left: number; readonly own: number }
);

interface Place {
  readonly span?: Span;
}

/** Nothing where something about either group is not known. */
export function* fhrpFaults({ here, there }: Pick<FhrpPair, 'here' | 'there'>): Generator<FhrpFault> {
  if (!here.closed || !there.closed) return;
  const [address, other] = [here.addresses[0], there.addresses[0]];
  if (address && other && address.value !== other.value) {
    yield { kind: 'address', here: address, there: other };
    return;
  }
  if (here.version && there.version && here.version.value !== there.version.value && tellsVersion(here, there))
    yield {
      kind: 'version',
      here: here.version,
      there: there.version,
      own: here.version.value,
      other: there.version.value,
    };
  if (here.authentication && there.authentication && differ(here, there))
    yield { kind: 'authentication', here: here.authentication, there: there.authentication };
  if (here.unicast && there.unicast && here.unicast.value !== there.unicast.value)
    yield {
      kind: 'transport',
      here: placeOf(here.unicast),
      there: placeOf(there.unicast),
      unicast: here.unicast.value,
    };
  if (here.begins?.value === 'master' && there.begins?.value === 'master')
    yield { kind: 'both-begin', here: here.begins, there: there.begins };
  yield* timerFault(here, there);
  yield* priorityFault(here, there);
}

/** Versions of VRRP do not read each other (RFC 9568 section 5.2.1); that one is spoken is sure where it is written. */
const tellsVersion = (here: FhrpGroup, there: FhrpGroup): boolean =>
  here.protocol === 'hsrp' ||
  (here.protocol === 'vrrp' && (here.version?.span !== undefined || there.version?.span !== undefined));

/** The text that HSRP sends where none is said may be what the other end says: only a digest on one side is sure. */
function differ(here: FhrpGroup, there: FhrpGroup): boolean {
  const [a, b] = [here.authentication!.value, there.authentication!.value];
  return here.protocol === 'vrrp' && here.version?.value !== 3 && there.version?.value !== 3
    ? a !== b
    : (a === 'cryptographic') !== (b === 'cryptographic');
}

function* timerFault(here: FhrpGroup, there: FhrpGroup): Generator<FhrpFault> {
  const [a, b] = [here.advertise, there.advertise];
  if (!a || !b) return;
  if (here.protocol === 'vrrp') {
    // Version 2 drops announcements with another interval (RFC 3768 section 7.1); version 3 takes it over.
    if (here.version?.value === 2 && there.version?.value === 2 && a.value !== b.value)
      yield { kind: 'interval', here: a, there: b, own: a.value, other: b.value };
    return;
  }
  // Timers that are not said are learnt from the active router.
  const hold = here.hold;
  if (hold?.span && b.span && hold.value <= b.value)
    yield { kind: 'hold', here: hold, there: b, hold: hold.value, hello: b.value };
}

function* priorityFault(here: FhrpGroup, there: FhrpGroup): Generator<FhrpFault> {
  const [own, other] = [here.priority.value, there.priority.value];
  if (own === other) {
    yield { kind: 'same-priority', here: here.priority, there: there.priority, priority: own };
    return;
  }
  const left = leftOf(own > other ? here : there);
  if (left === undefined) return;
  if (own > other) {
    if (left > other) yield { kind: 'keeps', here: here.tracks.at(-1)!, there: there.priority, left, other };
    return;
  }
  if (left < own && !here.preempt.value)
    yield { kind: 'no-preempt', here: placeOf(here.preempt), there: there.tracks.at(-1)!, left, own };
}

const placeOf = ({ span }: InForce<unknown>): Place => (span ? { span } : {});

/** Points when everything it tracks has failed; undefined: it tracks nothing, or gives the group up. */
function leftOf({ tracks, priority }: FhrpGroup): number | undefined {
  let lost = 0;
  for (const { decrement } of tracks) {
    if (decrement === undefined) return undefined;
    lost += decrement;
  }
  return tracks.length > 0 ? Math.max(priority.value - lost, 1) : undefined;
}
