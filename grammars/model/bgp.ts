import type { Located, Span } from '../text/span.ts';
import type { Family } from './address.ts';
import type { RouteDamping } from './route-damping.ts';

/** That a thing is said, and where. */
export interface Written {
  readonly span: Span;
}

/** Seconds. Absent: not said here or anywhere above. */
export interface BgpTimers {
  readonly keepalive?: Located<number>;
  readonly hold?: Located<number>;
  readonly span: Span;
}

export interface MaxPrefix {
  readonly limit: Located<number>;
  /** Percent at which a warning is logged. */
  readonly threshold?: number;
  readonly warningOnly: boolean;
  /** Minutes until the session is tried again. */
  readonly restart?: number;
  readonly span: Span;
}

export interface PolicyUse {
  readonly kind: 'route-policy' | 'prefix-list' | 'as-path-list' | 'access-list';
  readonly name: Located<string>;
  /** One of several in a logical expression over policies. */
  readonly expression?: boolean;
}

export interface BgpAddressFamily {
  /** `ipv4-unicast`, `ipv6-unicast`, `vpnv4-unicast`, `l2vpn-evpn`, ... */
  readonly name: string;
  /** The neighbour is active in it. */
  readonly active: boolean;
  /** Inheritance from groups and templates resolved. */
  readonly imports: readonly PolicyUse[];
  readonly exports: readonly PolicyUse[];
  readonly maxPrefix?: MaxPrefix;
  /** Communities are sent to it; undefined where the dialect does not tell. */
  readonly sendsCommunities?: boolean;
  readonly removesPrivateAs?: boolean;
  /** Private AS numbers go wherever in the path they are, whatever else is in it; absent: as the platform does (`RouteChoice.privateAs`). */
  readonly removesEveryPrivateAs?: boolean;
  /** The own AS number takes the place of each that goes. */
  readonly replacesPrivateAs?: boolean;
  /** RFC 7911: several paths to one prefix are taken from it. */
  readonly receivesPaths?: boolean;
  /** RFC 7911: it is sent every path that this device could use, if it takes them. */
  readonly sendsAllPaths?: boolean;
  readonly nextHopSelf?: boolean;
  /** This side reflects routes to it. */
  readonly reflectorClient?: boolean;
  /** Preference of its routes on this device alone, 0..65535. */
  readonly weight?: number;
  /** How often its routes may have this device's own AS in their path. */
  readonly allowsOwnAs?: number;
  /** Routes that went through the neighbour's AS are sent to it all the same. */
  readonly sendsBack?: boolean;
  /**
   * `refused`: the platform does not take a configuration in which this external neighbour has no policy of both directions (BIRD 2).
   * Absent: as the process says.
   */
  readonly withoutPolicy?: 'refused';
  /** A default route is announced; with `policy` only under its condition. */
  readonly defaultOriginate?: { readonly policy?: Located<string>; readonly span: Span };
}

/** RFC 9234: what this side is to the other. */
export type LocalRole = 'provider' | 'customer' | 'peer' | 'rs-server' | 'rs-client';

/** A neighbour with everything it inherits resolved; spans point to where a value was really written. */
export interface BgpNeighbour {
  readonly address: Located<string>;
  readonly family?: Family;
  /** Absent: unknown (not said, or a name, or dynamic). `external`/`internal` as platforms allow instead of a number. */
  readonly remoteAs?: Located<number | 'external' | 'internal'>;
  readonly localAs?: number;
  /** `received`: that AS is not put before routes that come from it; `both`: nor is the process' own in what goes to it. Absent: both are there. */
  readonly localAsAlone?: 'received' | 'both';
  /** False for iBGP and confederation members; undefined where the AS numbers do not tell. */
  readonly external?: boolean;
  readonly group?: Located<string>;
  readonly description?: string;
  readonly shutdown: boolean;
  readonly families: readonly BgpAddressFamily[];
  readonly timers?: BgpTimers;
  /** Least time between two announcements of one route to it, in s. Absent: not said. */
  readonly advertisementInterval?: Located<number>;
  readonly multihop?: Located<number>;
  /** Sessions from a directly connected neighbour are not asked to be one hop away (`disable-connected-check`). */
  readonly connectedCheckOff?: boolean;
  /** RFC 5082: the greatest number of hops that a packet may have come. */
  readonly ttlSecurity?: Located<number>;
  /** Where a key or a key chain is named; its value is never kept. */
  readonly authentication?: Written;
  /** Address or interface. */
  readonly updateSource?: Located<string>;
  readonly localRole?: LocalRole;
  readonly bfd: boolean;
  /** All statements that configure it, first is the defining one. */
  readonly spans: readonly Span[];
  /** No unknown statement about this neighbour or what it inherits. */
  readonly closed: boolean;
}

export interface BgpProcess {
  readonly asn?: Located<number>;
  readonly vrf?: string;
  readonly neighbours: readonly BgpNeighbour[];
  /** Process-wide timers. */
  readonly timers?: BgpTimers;
  /** Hold time in s that the platform proposes where nothing says another; absent: not known. */
  readonly defaultHold?: number;
  /**
   * What an external neighbour without policy does here (RFC 8212 by platform and configuration):
   * `exchanges-all`, or `exchanges-nothing`; undefined where the platform or version is not known well enough.
   */
  readonly withoutPolicy?: 'exchanges-all' | 'exchanges-nothing';
  /**
   * How several policies of one neighbour work together: all must permit (IOS), or the first that decides (Junos), with
   * the protocol's default after them. Absent: not told.
   */
  readonly policyChain?: 'all-must-permit' | 'first-decides';
  /** The platform can ask a neighbour's packets for a TTL, neighbour by neighbour. */
  readonly checksTtl?: boolean;
  /** When a session that a prefix limit ended is tried again, where the limit cannot say: after a time of the platform's own, or never. */
  readonly limitRetry?: 'own-time' | 'never';
  /** Longest AS path that is accepted. */
  readonly maxAsPath?: Located<number>;
  readonly deterministicMed?: boolean;
  readonly alwaysCompareMed?: Written;
  /** A confederation or clients of this route reflector. */
  readonly reflectsOrConfederates?: Written;
  /** The AS that its confederation is to others (RFC 5065); which neighbours are in it, `external` tells. */
  readonly confederation?: number;
  readonly routerId?: Located<string>;
  /** A prefix of one's own is announced only where the table has exactly that one. Absent: not known, or not so. */
  readonly announcesKnownOnly?: boolean;
  /** Of a route reflector; absent: the router id. */
  readonly clusterId?: Located<string>;
  /** What routes from outside have where no policy sets it; absent: 100. */
  readonly defaultLocalPreference?: number;
  /** How many equal paths are used at once; several lines may speak of one family. */
  readonly multipath?: readonly Multipath[];
  /** Absent: nothing is held back, or a policy says how. */
  readonly damping?: readonly RouteDamping[];
  /** Administrative distances that the process sets itself, instead of the platform's; the last of a family counts. */
  readonly distances?: readonly BgpDistances[];
  readonly span: Span;
  readonly closed: boolean;
}

/** `distance bgp 20 200 200`: of routes from external neighbours, from internal ones, and of its own */
export interface BgpDistances {
  /** `ipv4-unicast`; `*`: every family. */
  readonly family: string;
  readonly external: number;
  readonly internal: number;
  readonly local: number;
}

/** `maximum-paths 4`, `maximum-paths ibgp 2` */
export interface Multipath {
  /** `ipv4-unicast`; `*`: every family. */
  readonly family: string;
  readonly of: 'external' | 'internal' | 'both';
  readonly paths: number;
}
