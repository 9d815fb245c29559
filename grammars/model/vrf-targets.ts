import type { Located, Span } from '../text/span.ts';
import type { Family } from './address.ts';

/**
 * What the table of one VRF and family gives to others of BGP and takes from them (RFC 4364 section 4.3). Tables that are not told of here
 * give and take nothing.
 */
export interface VrfTargets {
  /** Empty: the global table. */
  readonly vrf: string;
  readonly family: Family;
  /**
   * Route targets, `64500:1`; those of one kind of VPN alone are told apart by a word before it: `evpn 64500:1`. Where the platform asks for
   * more than the targets (a route distinguisher), they are here only where that is written too.
   */
  readonly imports: readonly Located<string>[];
  readonly exports: readonly Located<string>[];
  /** VRFs whose routes it takes whatever their targets are; empty: the global table. */
  readonly from: readonly Located<string>[];
  /** The policy by which it takes routes of the global table of BGP, whatever targets anybody has. Absent: none. */
  readonly fromGlobal?: Located<string>;
  /** The policy by which the global table of BGP takes routes of its own. Absent: none. */
  readonly toGlobal?: Located<string>;
  /** All that comes in by targets or from VRFs must pass it. */
  readonly importPolicy?: Located<string>;
  /** What it does to what goes out, `RouteChoice.leaks` tells. */
  readonly exportPolicy?: Located<string>;
  /** Tells its routes from those of other VRFs with the same prefixes, as it is written (`64500:1`, `auto`). Absent: not told. */
  readonly distinguisher?: Located<string>;
  /** The first statement that is about it. */
  readonly span: Span;
}
