import type { Located, Span } from '../text/span.ts';
import type { Family } from './address.ts';

/** One router's part in a group that shares addresses (VRRP, RFC 9568, and its like). */
export interface FhrpGroup {
  readonly protocol: 'vrrp' | 'hsrp' | 'glbp';
  /** Of the protocol; absent: not said. */
  readonly version?: number;
  /** As people call it: `VI_1`. */
  readonly name: Located<string>;
  readonly id: Located<number>;
  readonly interface?: Located<string>;
  readonly span: Span;
  /** Absent: 100. */
  readonly priority?: Located<number>;
  readonly addresses: readonly Located<{ readonly family: Family; readonly address: bigint }>[];
  /** Seconds between advertisements; absent: 1. */
  readonly advertisement?: Located<number>;
  /** What it is before it has heard of the others, where that is said. */
  readonly initial?: Located<'master' | 'backup'>;
  /** It does not take over from one of lower priority. */
  readonly nopreempt?: Span;
  /** Advertisements carry this kind of authentication. */
  readonly authentication?: Located<string>;
  /** It talks to these alone, not to the group's multicast address. */
  readonly unicast: boolean;
  /** What it watches: added to the priority when that fails (or succeeds); 0: it gives up at once. */
  readonly tracks: readonly FhrpTrack[];
  /** No unknown statement. */
  readonly closed: boolean;
}

export interface FhrpTrack {
  readonly name: Located<string>;
  /** Negative: subtracted while it fails; positive: added while it succeeds; absent: not known here. */
  readonly weight?: number;
}
