import type { Located, Span } from '../text/span.ts';

/**
 * Namespaces of names. A dialect uses those it has; names are compared exactly unless `caseless`.
 * Route-side namespaces belong to bgp/undefined-policy, all others to acl/undefined-reference.
 */
export type Namespace =
  | 'acl'
  | 'object'
  | 'service-object'
  /** A named list of addresses, ports or the like that rules test against: nftables set or map, pf table. */
  | 'set'
  /** Stands for a piece of text or a value: nftables `define`, pf macro. */
  | 'variable'
  | 'chain'
  | 'zone'
  | 'interface'
  | 'time-range'
  | 'nat-pool'
  | 'class-map'
  | 'policy-map'
  | 'vrf'
  | 'route-policy'
  | 'prefix-list'
  | 'as-path-list'
  | 'community-list'
  | 'bgp-group'
  /** Servers that requests are passed on to: nginx `upstream`. */
  | 'upstream'
  /** Memory that workers share, for limits and caches: nginx `zone=`. */
  | 'memory-zone'
  | 'log-format';

export const ROUTE_NAMESPACES: readonly Namespace[] = [
  'route-policy',
  'prefix-list',
  'as-path-list',
  'community-list',
  'bgp-group',
];

/** What the platform does when the name does not exist; absent where it is not known for sure. */
export type UndefinedEffect =
  | 'permits-everything'
  | 'denies-everything'
  | 'not-filtered'
  | 'matches-everything'
  | 'rule-ignored'
  | 'config-refused';

export interface Definition {
  readonly namespace: Namespace;
  /** Names are known in one part of the configuration only (an iptables table): definition and use must agree in it. Absent: everywhere. */
  readonly scope?: string;
  readonly name: Located<string>;
  /** Every place that adds to the definition (an ACL's lines, a set-form block). */
  readonly spans: readonly Span[];
  /** Named by the platform itself (built-in chain, `inet.0`); never unused. */
  readonly builtin?: boolean;
  /** Defined and in force without a use in the text (routing-protocol internals, hooks). */
  readonly alwaysUsed?: boolean;
}

export interface Use {
  /** The first namespace that has the name is meant; a platform may look in several. */
  readonly namespaces: readonly Namespace[];
  /** As in Definition. */
  readonly scope?: string;
  readonly name: Located<string>;
  /** Where the same use is written again (a set command for each part of an object): for renaming. */
  readonly again?: readonly Span[];
  /** The statement that uses it, for messages: `ip access-group WEB in`. */
  readonly by: string;
  readonly effect?: UndefinedEffect;
  /** Predefined by the platform (junos-http): never undefined. */
  readonly predefined?: boolean;
  /** Inside the definition of this name (namespace and name): a group that refers to itself is a cycle. */
  readonly within?: { readonly namespace: Namespace; readonly name: string };
}

export interface References {
  readonly definitions: readonly Definition[];
  readonly uses: readonly Use[];
}
