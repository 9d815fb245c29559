import type { Located, Span } from '../text/span.ts';
import type { Family } from './address.ts';
import type { IgpAuthentication, InForce } from './igp.ts';

/** What loses its points when it fails; absent: the group is given up. */
export interface FhrpTrack {
  readonly decrement?: number;
  readonly span: Span;
}

/** A group of routers that keep one address among them: HSRP, VRRP (RFC 9568), GLBP. */
export interface FhrpGroup {
  readonly protocol: 'hsrp' | 'vrrp' | 'glbp';
  readonly family: Family;
  readonly group: Located<number>;
  /** As in `Device.interfaces`. */
  readonly interface: string;
  /** Absent members: learnt from the other routers. */
  readonly addresses: readonly Located<bigint>[];
  readonly version?: InForce<number>;
  readonly priority: InForce<number>;
  /** A router with a higher priority takes over from one that works. */
  readonly preempt: InForce<boolean>;
  readonly tracks: readonly FhrpTrack[];
  /** Between announcements, in ms. */
  readonly advertise?: InForce<number>;
  /** Until another takes over, in ms (HSRP, GLBP). */
  readonly hold?: InForce<number>;
  /** Keys are never kept. */
  readonly authentication?: InForce<IgpAuthentication>;
  readonly shutdown?: boolean;
  readonly span: Span;
  /** Nothing unknown in its interface. */
  readonly closed: boolean;
}
