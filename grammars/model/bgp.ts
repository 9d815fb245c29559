import type { Located, Span } from '../text/span.ts';
import type { Family } from './address.ts';

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
}

/** A neighbour with everything it inherits resolved; spans point to where a value was really written. */
export interface BgpNeighbour {
  readonly address: Located<string>;
  readonly family?: Family;
  /** Absent: unknown (not said, or a name, or dynamic). `external`/`internal` as platforms allow instead of a number. */
  readonly remoteAs?: Located<number | 'external' | 'internal'>;
  readonly localAs?: number;
  /** False for iBGP and confederation members; undefined where the AS numbers do not tell. */
  readonly external?: boolean;
  readonly group?: Located<string>;
  readonly description?: string;
  readonly shutdown: boolean;
  readonly families: readonly BgpAddressFamily[];
  readonly timers?: BgpTimers;
  readonly multihop?: Located<number>;
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
  /**
   * What an external neighbour without policy does here (RFC 8212 by platform and configuration):
   * `exchanges-all`, or `exchanges-nothing`; undefined where the platform or version is not known well enough.
   */
  readonly withoutPolicy?: 'exchanges-all' | 'exchanges-nothing';
  readonly span: Span;
  readonly closed: boolean;
}
