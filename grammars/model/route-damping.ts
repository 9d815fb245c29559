import type { TextEdit } from '../text/edit.ts';
import type { Span } from '../text/span.ts';

/** Routes that come and go are held back for a while (RFC 2439), the values the same for all of them. */
export interface RouteDamping {
  /** Penalty beyond which a route is held back; each withdrawal adds 1,000. No span: the platform's. */
  readonly suppress: { readonly value: number; readonly span?: Span };
  /** Longest time for which a route that has come to rest stays held back, in s. */
  readonly longest: number;
  /** What makes the threshold 6,000; absent: a penalty never gets there with the other values. */
  readonly raised?: readonly TextEdit[];
  readonly span: Span;
}

/** The least threshold that does not take ordinary convergence for flapping (RFC 7196 section 6). */
export const LEAST_SUPPRESS = 6000;
