import type { TextEdit } from '../text/edit.ts';
import type { Located, Span } from '../text/span.ts';
import type { Family, Prefix } from './address.ts';

export interface NextHop {
  readonly address?: { readonly family: Family; readonly address: bigint };
  readonly interface?: string;
  /** The VRF that it is looked up in, where that is another one than the route's; empty: the global table. */
  readonly vrf?: string;
  /** Of this one alone (Junos' qualified next hops); absent: the route's. */
  readonly distance?: number;
  readonly span: Span;
}

export interface StaticRoute {
  readonly destination: Prefix;
  readonly destinationSpan: Span;
  /** Empty with `discard`. */
  readonly nextHops: readonly NextHop[];
  readonly discard?: boolean;
  readonly vrf?: string;
  readonly table?: string;
  /** The interface block it is written in (netplan, cloud-init). */
  readonly under?: string;
  readonly onLink?: boolean;
  /** May be resolved over another route; platforms that never do leave it false. */
  readonly recursive: boolean;
  /** Next hop is learned (DHCP): nothing to check. */
  readonly learned?: boolean;
  /** Absent: not known, where a default of the platform's own may have been changed. */
  readonly distance?: number;
  /** Among routes of equal distance the lowest is used, where the platform has such a number. Absent: not known, or all are used. */
  readonly metric?: number;
  /** Of equal routes only one is used. */
  readonly oneOfEqual?: true;
  /** Where its distance stands or may be written, and what stands before the number then. Absent: the syntax leaves it open. */
  readonly distanceSlot?: { readonly span: Span; readonly before: string };
  readonly tag?: number;
  /** Withdrawn when this fails: a tracked object, a BFD session, a probe. Absent: not said. */
  readonly tracked?: Span;
  /** Where the platform has such a flag: what would declare the next hop reachable on the link. */
  readonly onLinkEdits?: readonly TextEdit[];
  readonly span: Span;
}

export interface PrefixListEntry {
  readonly span: Span;
  readonly key?: Located<string>;
  readonly action: 'permit' | 'deny';
  readonly prefix: Prefix;
  /** Lengths that match, both inside. */
  readonly lengths: { readonly first: number; readonly last: number };
}

export interface PrefixList {
  readonly name: Located<string>;
  readonly family: Family;
  readonly entries: readonly PrefixListEntry[];
  readonly span: Span;
  readonly closed: boolean;
}

/** A regular expression over AS paths; `cisco` works on the text of the path (`_` is a boundary), `junos` on its numbers (`.` is one of them). */
export interface AsPathEntry {
  readonly span: Span;
  readonly action: 'permit' | 'deny';
  readonly pattern: string;
}

export interface AsPathList {
  readonly name: Located<string>;
  readonly syntax: 'cisco' | 'junos';
  readonly entries: readonly AsPathEntry[];
  readonly span: Span;
  readonly closed: boolean;
}

export interface CommunityEntry {
  readonly span: Span;
  readonly action: 'permit' | 'deny';
  /** A route must carry all of them: `64496:100`, well-known names as RFC 1997 numbers, or a pattern. */
  readonly members: readonly string[];
  /** The members are regular expressions over the text of one community. */
  readonly pattern?: boolean;
}

export interface CommunityList {
  readonly name: Located<string>;
  readonly entries: readonly CommunityEntry[];
  readonly span: Span;
  readonly closed: boolean;
}

/** One condition on a route; what several names are given for holds when one of them does. */
export type RouteCondition =
  | { readonly kind: 'family'; readonly family: Family }
  /** `lengths`: how a prefix that the list permits is taken; `as-listed` is what the entries themselves say. */
  | {
      readonly kind: 'prefix-list';
      readonly names: readonly Located<string>[];
      readonly family?: Family;
      readonly lengths: 'as-listed' | 'or-longer' | 'longer';
    }
  /** First match, else no match. An empty list matches nothing. */
  | { readonly kind: 'prefixes'; readonly entries: readonly PrefixListEntry[] }
  /** Filters that are asked of routes, as in `Device.filters`; IPv4 only. */
  | { readonly kind: 'access-list'; readonly names: readonly Located<string>[] }
  | { readonly kind: 'as-path'; readonly names: readonly Located<string>[] }
  | { readonly kind: 'community'; readonly names: readonly Located<string>[]; readonly exact: boolean }
  /** `bgp`, `static`, `connected`, `aggregate`, `ospf`, `isis`, `rip`, ... */
  | { readonly kind: 'protocol'; readonly names: readonly string[] }
  /** Routes that leave by these, as in `Device.interfaces` (connected ones: that are of them). */
  | { readonly kind: 'interface'; readonly interfaces: readonly string[] }
  | { readonly kind: 'rpki'; readonly state: 'valid' | 'invalid' | 'not-found' }
  /** Holds or not, nothing tells. */
  | { readonly kind: 'opaque'; readonly text: string; readonly span: Span };

export type RouteSetting =
  | { readonly kind: 'local-preference'; readonly value: number }
  /** The one that the route has, and this more or less of it; it stays in 0..2^32-1. */
  | { readonly kind: 'local-preference-change' | 'med-change'; readonly by: number }
  /** Absent value: it becomes what nothing here tells (the metric of the IGP, a sum). */
  | { readonly kind: 'med'; readonly value?: number }
  | { readonly kind: 'weight'; readonly value: number }
  | { readonly kind: 'origin'; readonly value: 'igp' | 'egp' | 'incomplete' }
  | { readonly kind: 'next-hop'; readonly family: Family; readonly address: bigint }
  /** The sender's own address. */
  | { readonly kind: 'next-hop-self' }
  /** `set` replaces all communities of the route; the values as in CommunityEntry. */
  | { readonly kind: 'community'; readonly how: 'set' | 'add'; readonly values: readonly string[] }
  /** Takes away what this list matches; `everything`: all communities. */
  | { readonly kind: 'delete-community'; readonly list?: Located<string>; readonly everything?: boolean }
  /** In the order in which they stand in the path afterwards; a span is where they are said. */
  | { readonly kind: 'prepend'; readonly asns: readonly number[]; readonly span?: Span }
  /** Which VRFs take the route, as in `VrfTargets`; absent values: not read. */
  | { readonly kind: 'route-targets'; readonly how: 'set' | 'add'; readonly values?: readonly string[] }
  /** Changes communities in a way that is not followed. */
  | { readonly kind: 'opaque-community' }
  /** Changes the AS path in a way that is not followed. */
  | { readonly kind: 'opaque-path' };

/**
 * `next`: go on with the entry after it, what was set stays set; `next-policy`: with the policy after this one;
 * `continue`: later entries are still asked (IOS `continue`): what comes of it is not followed.
 */
export type RouteAction = 'permit' | 'deny' | 'next' | 'next-policy' | 'continue';

export interface RoutePolicyEntry {
  readonly span: Span;
  /** Sequence number or term name. */
  readonly key?: Located<string>;
  readonly action: RouteAction;
  /** All must hold; none: every route. */
  readonly conditions: readonly RouteCondition[];
  readonly settings: readonly RouteSetting[];
}

/** A route-map or policy-statement: a program over routes, in which the first entry that matches decides. */
export interface RoutePolicy {
  readonly name: Located<string>;
  readonly span: Span;
  readonly closed: boolean;
  /** In the order in which they are tried. Absent: this dialect does not tell. */
  readonly entries?: readonly RoutePolicyEntry[];
  /** What becomes of a route that no entry decided; `next`: the policy after it is asked, then the protocol's default. */
  readonly fallback?: 'deny' | 'next';
}

/** What one protocol takes from another: `redistribute static route-map X`. */
export interface Redistribution {
  /** `bgp`, `ospf`, `isis`, `rip`, `eigrp` */
  readonly into: string;
  /** `connected`, `static`, `bgp`, `ospf`, ...; `*`: its policy chooses among the routes of all protocols (Junos). */
  readonly from: Located<string>;
  readonly vrf?: string;
  /** Absent: everything. */
  readonly policy?: Located<string>;
  /** Which routes of OSPF: those from outside of it, or those of its own. Absent: as the platform has it. */
  readonly matches?: { readonly internal: boolean; readonly external: boolean };
  /** What its routes cost there; absent: what the protocol gives them. */
  readonly metric?: number;
  readonly span: Span;
}

/** Prefixes that this device announces as its own. */
export interface Origination {
  readonly kind: 'network' | 'aggregate';
  readonly prefix: Prefix;
  readonly vrf?: string;
  readonly policy?: Located<string>;
  /** What the aggregate holds is announced no more. */
  readonly summaryOnly?: boolean;
  /** Where it says that the AS numbers of its parts are put into the path as a set. */
  readonly asSet?: Span;
  readonly span: Span;
}

/** A server of validated payloads, by address or name. */
export interface ValidationCache extends Located<string> {
  /** TCP, of RFC 8210 without a cover; absent: not told. */
  readonly port?: number;
}

/** Origin validation (RFC 6811). */
export interface RouteValidation {
  readonly caches: readonly ValidationCache[];
  /** What the platform does with Invalid routes where no policy says: absent, nothing. */
  readonly dropsInvalid?: boolean;
  readonly span: Span;
}
