import type { Span } from '../text/span.ts';
import type { Family } from './address.ts';
import type { PolicyUse } from './bgp.ts';

export type RouteSource =
  | 'connected'
  | 'static'
  | 'aggregate'
  | 'external-bgp'
  | 'internal-bgp'
  | 'local-bgp'
  | 'ospf'
  | 'isis';

/** What a distance is of: routes that come into OSPF or IS-IS from outside, and those of IS-IS level 2, may have one of their own. */
export type DistanceOf = RouteSource | 'external-ospf' | 'isis-2' | 'external-isis' | 'external-isis-2';

/** A statement that may change which routes the device has or where it sends packets, in a way that the model does not hold. */
export interface Unfollowed {
  /**
   * Which routes: of a protocol (`bgp`, `ospf`, `eigrp`, ...; `vpn`: what BGP exchanges of VPNs), those that a route policy deals with, static ones, or whatever is
   * forwarded by way of an interface (policy routing).
   */
  readonly about:
    | { readonly kind: 'protocol'; readonly protocol: string }
    | { readonly kind: 'policy'; readonly name: string }
    | { readonly kind: 'interface'; readonly name: string };
  /** Absent: the global table. `*`: any. */
  readonly vrf?: string;
  /** Of EIGRP: it brings no prefixes but those that its routers have in their tables, at distances of 90 and more. */
  readonly plain?: true;
  readonly span: Span;
}

/**
 * Names of interfaces, in order: `eth*`; `-eth0`: not this one; `192.0.2.0/24`: with an address in it. The first that fits decides; none
 * fits: not meant.
 */
export type InterfacePatterns = readonly string[];

/** A program on a host that has a table beside the kernel's (BIRD). */
export interface RoutingProgram {
  /** Interfaces whose networks are routes of its table; absent: none are, it only finds its neighbours there. */
  readonly direct: Readonly<Partial<Record<Family, InterfacePatterns>>>;
  /** What of its table the kernel is given: all that these policies let through; absent: nothing. */
  readonly kernel: Readonly<Partial<Record<Family, readonly PolicyUse[]>>>;
}

/**
 * How a platform chooses among routes. A dialect that gives this follows routing: whatever of its statements could lead elsewhere is either
 * in the model or among `unfollowed`. Absent: only connected and static routes can be told.
 */
export interface RouteChoice {
  /** Administrative distances, the lowest wins; 0..255, as the platform has them where the text says nothing. */
  readonly distances: Readonly<Record<DistanceOf, number>>;
  /**
   * BGP has no routes of its own: what a neighbour gets is chosen by its export policy among all routes of the table, and without one only
   * those of BGP are sent (Junos, BIRD). Aggregates are routes of the table as well.
   */
  readonly exportsTable?: boolean;
  /** Of those: without an export policy the neighbour is sent all of the table, not only what is of BGP (BIRD's `export all`). */
  readonly exportsAll?: boolean;
  /** The routing program of a host, whose interfaces other files tell. */
  readonly program?: RoutingProgram;
  /** What this device announces of its own by which the next hop stays that of its own route: nothing, what is redistributed, or `network` too. */
  readonly keepsNextHop: 'nothing' | 'redistributed' | 'everything';
  /** A next hop that is the neighbour's own address is told to it like any other on the shared network, and it refuses the route. */
  readonly tellsPeersOwnAddress?: boolean;
  /**
   * Which private AS numbers go from a path where a neighbour is to get none: those before the first public one (or the neighbour's own), or
   * all of them, if there are no others. Absent: not told for paths that have public ones as well.
   */
  readonly privateAs?: 'leading' | 'if-alone';
  /** A neighbour that is named by an interface is met at its link-local address, and IPv4 goes over that session too (RFC 8950). */
  readonly unnumberedBgp?: boolean;
  /**
   * Routes that come from a neighbour's AS are not sent to it, unless the neighbour's settings say otherwise. `where-alone`: so where no other
   * neighbour is sent the same updates (IOS-XR).
   */
  readonly sparesPeerAs: boolean | 'where-alone';
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
  /** Next hops of static routes are on a network of the device itself, unless a route says `recursive`. */
  readonly staticNeedsLink?: boolean;
  /** A range of an OSPF area that is kept from other areas is discarded on the border router as well, as one that is announced is everywhere. */
  readonly discardsHiddenRanges?: boolean;
  /** Of equal external paths the oldest stays, which no text tells; else the lowest router id. */
  readonly prefersOldest: boolean;
  /** Equal paths used at once where nothing is said. */
  readonly multipath: { readonly external: number; readonly internal: number };
  /** Equal paths by way of different neighbouring AS are used together. */
  readonly multipathAcrossAs: boolean;
  /** How routes of one VRF are in another one that takes them. Absent: not known well enough. */
  readonly leaks?: VrfLeaks;
  /** Routes of VPNs are exchanged with internal neighbours as RFC 4364 has it. Absent: not known well enough. */
  readonly exchangesVpns?: true;
  readonly unfollowed: readonly Unfollowed[];
}

export interface VrfLeaks {
  /** Aggregates are given to nobody; else what becomes of them is not known. */
  readonly aggregatesStay: boolean;
  /** An external neighbour is told the MED; else none. Absent: not known. */
  readonly tellsMed?: boolean;
  /** Internal neighbours are told this device as next hop; else it is not known. */
  readonly tellsItself: boolean;
  /** What an export policy lets not through stays, or goes without the targets that the policy would give. Absent: not known. */
  readonly exportPolicy?: 'filters' | 'gives-targets';
  /**
   * Only what manuals say is known: of VRFs with route distinguishers, of targets of these kinds of VPN (the word before a target; empty:
   * none), and where the VRF has no other path to the prefix. Absent: more is known.
   */
  readonly documented?: readonly string[];
  /** What has no next hop of its own is sent where the table of its VRF sends it; else that is known of connected networks alone. */
  readonly followsTable?: true;
  /** Networks of the global table's own interfaces do not go into VRFs in every release. */
  readonly globalConnectedMayStay?: true;
}

/** Those of Cisco, FRRouting and whoever follows them. */
export const USUAL_DISTANCES: RouteChoice['distances'] = {
  connected: 0,
  static: 1,
  aggregate: 200,
  'external-bgp': 20,
  'internal-bgp': 200,
  'local-bgp': 200,
  ospf: 110,
  'external-ospf': 110,
  isis: 115,
  'isis-2': 115,
  'external-isis': 115,
  'external-isis-2': 115,
};
