import type { Prefix } from './model/address.ts';
import type { PolicyUse } from './model/bgp.ts';
import type { Match } from './model/filter.ts';
import type { Timer } from './model/nat.ts';
import type { TextEdit } from './text/edit.ts';
import type { Span } from './text/span.ts';

/**
 * What a fix wants, in words of the model; the dialect that wrote the text turns it into edits.
 * Rules are named by their place: index in `device.filters` and index in that filter's `rules`.
 */
export type Change =
  /** Remove a rule and the remarks that are its own. */
  | { readonly kind: 'delete-rule'; readonly filter: number; readonly rule: number }
  /** Put a rule (with its remarks) directly before another one, renumbering where keys must ascend. */
  | { readonly kind: 'move-rule'; readonly filter: number; readonly rule: number; readonly before: number }
  /** Add a rule before rule `before` (its index; `rules.length` appends). */
  | {
      readonly kind: 'insert-rule';
      readonly filter: number;
      readonly before: number;
      readonly action: 'permit' | 'deny';
      /**
       * Plain: family, prefixes, protocol, port intervals; one ICMP type and code, established TCP (ACK or RST), later fragments,
       * connection states and interfaces where the dialect can say them.
       */
      readonly match: Match;
      readonly log?: boolean;
    }
  /** Several such rules directly behind each other, in this order, before rule `before`. */
  | {
      readonly kind: 'insert-rules';
      readonly filter: number;
      readonly before: number;
      readonly action: 'permit' | 'deny';
      readonly matches: readonly Match[];
    }
  /** Turn a permit into a deny that logs (or back). */
  | {
      readonly kind: 'set-action';
      readonly filter: number;
      readonly rule: number;
      readonly action: 'permit' | 'deny';
      readonly log: boolean;
    }
  /**
   * Let a rule match this instead (plain, as for `insert-rule`; what is not said otherwise stands in the rule so already). Its action, effects,
   * key and remarks stay.
   */
  | { readonly kind: 'set-match'; readonly filter: number; readonly rule: number; readonly match: Match }
  /**
   * Bind an IPv6 filter beside an IPv4 one, in the same direction: `binding` is the index in `device.bindings` of that one. With
   * `entries` it is written too, else it is there.
   */
  | {
      readonly kind: 'add-ipv6-filter';
      readonly binding: number;
      readonly name: string;
      readonly entries?: readonly { readonly action: 'permit' | 'deny'; readonly match: Match }[];
    }
  /** A policy from one zone to another, where there is none yet: any address, TCP 443 and DNS over UDP. */
  | { readonly kind: 'add-zone-policy'; readonly from: string; readonly to: string }
  /** What befalls packets that no rule of the filter decides. */
  | { readonly kind: 'set-fallback'; readonly filter: number; readonly action: 'permit' | 'deny' }
  /** Replace exactly this text. */
  | { readonly kind: 'replace-text'; readonly span: Span; readonly newText: string }
  /** Remove whole statements with their line ends. */
  | { readonly kind: 'delete-statements'; readonly spans: readonly Span[] }
  /** Give a list entry a free ordering key. */
  | { readonly kind: 'set-key'; readonly span: Span; readonly key: number }
  | { readonly kind: 'set-timer'; readonly timer: Timer; readonly seconds: number }
  /** Where: process `process` of `device.bgp`; `neighbour` its index there, absent for the process-wide timers. */
  | {
      readonly kind: 'set-bgp-timers';
      readonly process: number;
      readonly neighbour?: number;
      readonly keepalive: number;
      readonly hold: number;
    }
  | {
      readonly kind: 'set-max-prefix';
      readonly process: number;
      readonly neighbour: number;
      readonly family: string;
      readonly limit: number;
      readonly threshold: number;
      /** Minutes */
      readonly restart: number;
    }
  /** Bind policies to a neighbour and write a skeleton of each that does not exist. */
  | {
      readonly kind: 'add-bgp-policy';
      readonly process: number;
      readonly neighbour: number;
      readonly family: string;
      readonly direction: 'import' | 'export';
      readonly policyName: string;
      readonly use: PolicyUse['kind'];
      /** Absent: nothing passes until somebody fills it in. */
      readonly body?: PolicyBody;
    }
  /**
   * Refuse these routes before anything else is asked, in the policy that the neighbour has in this direction (a policy shared with others
   * changes for all of them). `name`: of the prefix list or term to make; where the name is taken, the dialect finds another.
   */
  | {
      readonly kind: 'refuse-routes';
      readonly process: number;
      readonly neighbour: number;
      readonly family: string;
      readonly direction: 'import' | 'export';
      readonly name: string;
      readonly routes: NamedRoutes['routes'];
    }
  /** As `refuse-routes`, by what the AS path says; routes of the family only. */
  | {
      readonly kind: 'refuse-paths';
      readonly process: number;
      readonly neighbour: number;
      readonly family: string;
      readonly direction: 'import' | 'export';
      readonly name: string;
      /** Any of them. */
      readonly paths: readonly PathRefusal[];
    }
  /** As `refuse-routes`, what origin validation found Invalid. */
  | {
      readonly kind: 'refuse-invalid';
      readonly process: number;
      readonly neighbour: number;
      readonly family: string;
      readonly direction: 'import';
      readonly name: string;
    }
  /** One more setting of a neighbour's session: `ttl-security` with the number of hops, `default-originate` to take it away, ... */
  | {
      readonly kind: 'set-neighbour';
      readonly process: number;
      readonly neighbour: number;
      /** Absent: for the session. */
      readonly family?: string;
      readonly setting: NeighbourSetting;
    }
  /** A setting of the whole process. */
  | { readonly kind: 'set-bgp'; readonly process: number; readonly setting: ProcessSetting }
  /**
   * All of these or none, as one fix. A dialect may write them together; where it does not, each is written by itself, edits at one place
   * in the order of each one's own.
   */
  | { readonly kind: 'several'; readonly changes: readonly Change[] }
  /** Edits that the model already holds (schema repairs). */
  | { readonly kind: 'edits'; readonly edits: readonly TextEdit[] };

/** A prefix list: its name, which gives way where another has it, and what it holds; lengths with both ends inside. */
export interface NamedRoutes {
  readonly name: string;
  readonly routes: readonly {
    readonly prefix: Prefix;
    readonly lengths: { readonly first: number; readonly last: number };
  }[];
}

/** A new policy, by prefixes. */
export interface PolicyBody {
  /** Refused first. */
  readonly refuses: readonly NamedRoutes[];
  /** Let pass after that; `rest`: whatever is left. */
  readonly permits: 'rest' | NamedRoutes;
}

/** Learnt from a neighbour AS; with an AS number of the range somewhere; longer than so many AS numbers. */
export type PathRefusal =
  | { readonly kind: 'from'; readonly asn: number }
  | { readonly kind: 'through'; readonly first: number; readonly last: number }
  | { readonly kind: 'longer'; readonly than: number };

export type NeighbourSetting =
  /** RFC 5082, one hop away. */
  | { readonly kind: 'ttl-security' }
  | { readonly kind: 'remove-private-as' }
  | { readonly kind: 'activate' }
  /** Routes are passed on with this router as their next hop. */
  | { readonly kind: 'next-hop-self' }
  /** Communities go with what is sent. */
  | { readonly kind: 'send-communities' };

export type ProcessSetting =
  | { readonly kind: 'max-as-path'; readonly limit: number }
  | { readonly kind: 'deterministic-med' };
