import type { TextEdit } from '../text/edit.ts';
import type { Located, Span } from '../text/span.ts';
import type { Family, Prefix } from './address.ts';

export interface NextHop {
  readonly address?: { readonly family: Family; readonly address: bigint };
  readonly interface?: string;
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
  readonly distance?: number;
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

/** A route-map, policy-statement or filter, as far as rules of this stage need it. */
export interface RoutePolicy {
  readonly name: Located<string>;
  readonly span: Span;
  readonly closed: boolean;
}
