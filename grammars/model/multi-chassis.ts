import type { Located, Span } from '../text/span.ts';
import type { Family } from './address.ts';

/** One of two switches that look like one to what is attached to both: vPC (NX-OS), MLAG (EOS), M-LAG (VRP). */
export interface MultiChassis {
  readonly kind: 'vPC' | 'MLAG' | 'M-LAG';
  /** The statement that begins it. */
  readonly span: Span;
  /** Both must have the same. */
  readonly domain?: Located<string>;
  /** Of the other switch: where keepalives go, or control messages. Absent: not said, the two find each other over the peer link. */
  readonly peer?: Located<{ readonly family: Family; readonly address: bigint }>;
  /** The port channel between the two, as written. */
  readonly peerLink?: Located<string>;
  /** Statements that it does not work without and that are not there, as they are written. */
  readonly missing: readonly string[];
  /** What is attached to both, by a number that both must have. */
  readonly groups: readonly { readonly id: Located<number>; readonly interface: string }[];
}
