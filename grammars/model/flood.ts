import type { TextEdit } from '../text/edit.ts';
import type { Located, Span } from '../text/span.ts';

/** Whom a limit counts together; `other`: by something else, or not known. */
export type CountedBy = 'all' | 'source' | 'destination' | 'other';

/** A condition of a filter rule on how many packets come: it holds `within` the rate, or only `beyond` it. */
export interface RateLimit {
  readonly perSecond: number;
  /** As written: `100/second`. */
  readonly written: Located<string>;
  /** The largest rate per second that the platform takes; absent: not known. */
  readonly most?: number;
  /** Packets at once; the platform's default where none is written. */
  readonly burst: number;
  readonly holds: 'within' | 'beyond';
  readonly per: CountedBy;
  /** What makes it count each source alone; absent: it does, or that is not simple here. */
  readonly perSource?: readonly TextEdit[];
}

/** A number beyond which a platform acts against a flood. */
export interface FloodLimit {
  /** `half-open`: connections that wait for the third packet of their handshake. `syn`: packets that begin one. */
  readonly counts: 'half-open' | 'syn' | 'connections' | 'requests';
  /** `at-once`: how many there are. */
  readonly unit: 'at-once' | 'per-second';
  readonly per: CountedBy;
  /** 0: no limit. Of a rate, its span holds the unit too. */
  readonly limit: Located<number>;
  /** Of a rate: what is written behind a whole number per second in the place of the limit. */
  readonly suffix?: string;
  /** The number under which it stops to act, where that is another one. */
  readonly until?: Located<number>;
  /**
   * What is beyond: refused or dropped; answered with a cookie or by a proxy, which honest clients pass; the oldest closed for each new one;
   * kept waiting; only told.
   */
  readonly beyond: 'drop' | 'proxy' | 'close-oldest' | 'wait' | 'tell';
  /** Taken beyond the rate all the same. */
  readonly burst?: number;
  /** The platform's own name for it: `embryonic-conn-max`. */
  readonly label: string;
  /** What the statement is about, for reports that point at all of it. */
  readonly span: Span;
  /** What makes it count each source alone; absent: it does, or that is not simple here. */
  readonly perSource?: readonly TextEdit[];
  /** A limit for each source stands beside it, and this one is the backstop. */
  readonly beside?: true;
}

/** SYN cookies or a SYN proxy in front of what a device serves or guards, switched on or off. */
export interface SynDefence {
  readonly on: boolean;
  /** The platform's own name for it, as written. */
  readonly label: string;
  readonly span: Span;
  /** What switches it on. */
  readonly repair?: readonly TextEdit[];
}

/** What a device has against floods, as far as its text says. */
export interface FloodGuards {
  readonly limits: readonly FloodLimit[];
  readonly synDefences: readonly SynDefence[];
}

/** As a device has them; nothing where none is written. */
export const floodGuards = (
  limits: readonly FloodLimit[],
  synDefences: readonly SynDefence[],
): { floodGuards?: FloodGuards } =>
  limits.length + synDefences.length > 0 ? { floodGuards: { limits, synDefences } } : {};
