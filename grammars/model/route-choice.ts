import type { Span } from '../text/span.ts';

export type RouteSource = 'connected' | 'static' | 'external-bgp' | 'internal-bgp' | 'local-bgp' | 'ospf';

/** A statement that may change which routes the device has or where it sends packets, in a way that the model does not hold. */
export interface Unfollowed {
  /**
   * Which routes: of a protocol (`bgp`, `ospf`, `eigrp`, ...), those that a route policy deals with, static ones, or whatever is
   * forwarded by way of an interface (policy routing).
   */
  readonly about:
    | { readonly kind: 'protocol'; readonly protocol: string }
    | { readonly kind: 'policy'; readonly name: string }
    | { readonly kind: 'interface'; readonly name: string };
  /** Absent: the global table. `*`: any. */
  readonly vrf?: string;
  readonly span: Span;
}

/**
 * How a platform chooses among routes. A dialect that gives this follows routing: whatever of its statements could lead elsewhere is either
 * in the model or among `unfollowed`. Absent: only connected and static routes can be told.
 */
export interface RouteChoice {
  /** Administrative distances, the lowest wins; 0..255, as the platform has them where the text says nothing. */
  readonly distances: Readonly<Record<RouteSource, number>>;
  /** What this device announces of its own by which the next hop stays that of its own route: nothing, what is redistributed, or `network` too. */
  readonly keepsNextHop: 'nothing' | 'redistributed' | 'everything';
  /** Routes that come from a neighbour's AS are not sent to it, unless the neighbour's settings say otherwise. */
  readonly sparesPeerAs: boolean;
  /** A best BGP route that another protocol's keeps out of the table is announced all the same. */
  readonly announcesInactive: boolean;
  /** What is in an aggregate need not be a route of BGP: any that the table has makes it. */
  readonly aggregatesAnything: boolean;
  /** An external neighbour that is not on a network of its own: no session, or one whose routes are not used. */
  readonly externalBeyond: 'no-session' | 'no-routes';
  /** Routes of internal neighbours go into other protocols as well. */
  readonly redistributesInternalBgp: boolean;
  /** External routes of OSPF go into BGP where the statement does not say which. */
  readonly redistributesExternalOspf: boolean;
  /** Static next hops may be found over the default route. */
  readonly resolvesOverDefault: boolean;
  /** Of equal external paths the oldest stays, which no text tells; else the lowest router id. */
  readonly prefersOldest: boolean;
  /** Equal paths used at once where nothing is said. */
  readonly multipath: { readonly external: number; readonly internal: number };
  /** Equal paths by way of different neighbouring AS are used together. */
  readonly multipathAcrossAs: boolean;
  readonly unfollowed: readonly Unfollowed[];
}
