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
  /** As in `Device.interfaces`; where that has none, addresses of interfaces are kept in other files of the host. */
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
  /** What it is before it has heard of the others, where that is said. */
  readonly begins?: Located<'master' | 'backup'>;
  /** It speaks to named routers alone, not to the group's multicast address; absent: not known. */
  readonly unicast?: InForce<boolean>;
  readonly span: Span;
  /** Nothing unknown in its interface, or wherever it is set up. */
  readonly closed: boolean;
}
