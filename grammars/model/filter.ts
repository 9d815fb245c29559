import type { TextEdit } from '../text/edit.ts';
import type { Located, Span } from '../text/span.ts';
import type { AddressTerm, Prefix } from './address.ts';
import type { RateLimit } from './flood.ts';

/** Both ends inside. */
export interface Interval {
  readonly first: number;
  readonly last: number;
}

/** A value matches when it is in one of `anyOf` and in none of `except`; `negated` turns the whole field round. */
export interface Field<T> {
  readonly anyOf: readonly T[];
  readonly except?: readonly T[];
  readonly negated?: boolean;
}

/** A packet's flags match when `flags & mask === value`; bits as in the TCP header: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128. */
export interface FlagTest {
  readonly mask: number;
  readonly value: number;
}

export interface IcmpTest {
  readonly type: Interval;
  /** Absent: every code. */
  readonly code?: Interval;
}

/**
 * An interface name; a trailing `+` or `*` in the text is given as `prefix: true`. With `members` it is the name of a zone and means any
 * interface in it: those that the text names, and others it may have. An interface is in one zone at most; on one device no zone is
 * called like an interface, so a packet's own `inInterface` may be a zone as well: some interface of it.
 */
export interface InterfacePattern {
  readonly name: string;
  readonly prefix?: boolean;
  readonly members?: readonly string[];
}

/**
 * Where the packet came in that is on its way out, for platforms that ask one list in both directions (pf). No name in a text has a blank.
 * A packet that is said to go out and not to have come in has it.
 */
export const NO_INTERFACE: InterfacePattern = { name: 'no interface' };

export type ConnectionState = 'new' | 'established' | 'related' | 'invalid' | 'untracked';

/** What of a fragmented packet a match can see: `whole` packets and first fragments, or the `rest` (no ports). */
export type FragmentPart = 'whole' | 'rest';

/** A condition that the algebra cannot decide (time range, FQDN, rate limit, unresolved object): true or false, unknown which. */
export interface Opaque {
  readonly text: string;
  readonly span: Span;
  /** What it asks, where it is a rate of packets that the text says in full. */
  readonly rate?: RateLimit;
}

/**
 * AND over the fields; an absent field matches everything. Ports, ICMP and flags say nothing of the protocol:
 * a dialect in which they imply one writes `protocol` too.
 */
export interface Match {
  readonly family: 'ipv4' | 'ipv6' | 'both';
  readonly source?: Field<AddressTerm>;
  readonly destination?: Field<AddressTerm>;
  /** IP protocol numbers; 58 for ICMPv6. */
  readonly protocol?: Field<Interval>;
  readonly sourcePort?: Field<Interval>;
  readonly destinationPort?: Field<Interval>;
  readonly icmp?: Field<IcmpTest>;
  readonly tcpFlags?: Field<FlagTest>;
  readonly fragment?: FragmentPart;
  readonly state?: Field<ConnectionState>;
  /** 0..63 */
  readonly dscp?: Field<Interval>;
  readonly inInterface?: Field<InterfacePattern>;
  readonly outInterface?: Field<InterfacePattern>;
  /** Each makes the match unsure; ANDed. Keep `text` canonical: equal texts mean the same condition. */
  readonly opaque?: readonly Opaque[];
}

/** `continue` is every non-terminating action: log, count, mark, next term. */
export type Action =
  | { readonly kind: 'permit' }
  | { readonly kind: 'deny'; readonly reject?: boolean }
  | { readonly kind: 'jump' | 'goto'; readonly target: Located<string> }
  | { readonly kind: 'return' }
  | { readonly kind: 'continue' }
  /** NAT: `to` is canonical text of the translation, for comparison; `exempt` means "leave untranslated". */
  | {
      readonly kind: 'translate';
      readonly nat: 'source' | 'destination';
      readonly to: string;
      readonly rewrite?: Rewrite;
    }
  | { readonly kind: 'exempt' };

/**
 * What a translation puts in the place of the address and port on its side; a part that is absent stays as it is. Given only where
 * the text says it all: no pool, no balancing, no address of an interface.
 */
export interface Rewrite {
  /** The old address's host bits stay; with the full length, one address for all. */
  readonly prefix?: Prefix;
  readonly port?: number;
}

export interface FilterRule {
  /** The rule's own text, without its line end; one statement, or all `set` lines of a term: see `spans`. */
  readonly span: Span;
  /** Where the rule's text is in several places (set form), all of them; else absent. */
  readonly spans?: readonly Span[];
  /** Sequence number or term name. */
  readonly key?: Located<string>;
  /** What the device's own counters call it, where that is not its key: the number of a policy that has a name. */
  readonly counter?: string;
  /** The rule matches when one of these does (`port 53` is two: source or destination). Empty: never matches. */
  readonly matches: readonly Match[];
  readonly action: Action;
  /** Canonical side effects besides the verdict (`log`, `count:NAME`, `reject-with:tcp-reset`), sorted: what must be equal before two rules are. */
  readonly effects: readonly string[];
  /** Remark lines that belong to the rule and go with it. */
  readonly remarks?: readonly Span[];
  readonly active: boolean;
  /** Takes any new flow at all, though its matches leave out packets that begin none (pf: `pass all` implies `flags S/SA`). */
  readonly everything?: boolean;
  /** In a last-match filter: decides at once (pf `quick`). */
  readonly quick?: boolean;
  /** The platform gives it its place among the others, wherever the text has it. */
  readonly sorted?: boolean;
  /** A translation that connections from the other side meet as well, by the address that it maps to. */
  readonly bothWays?: boolean;
  /** Of a translation of sources: what has it choose a port by chance for each connection, and what to take out so that it does not. */
  readonly randomPorts?: { readonly span: Span; readonly removal: Span };
  /** A permit in a list that keeps state, which keeps none of what it lets pass: answers need a rule of their own (ZBF `pass`). */
  readonly stateless?: boolean;
  /** Not in the text: the platform's own rule after the written ones (`span` is empty there). It decides packets and is never reported. */
  readonly implicit?: boolean;
}

export type Hook = 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting';

/**
 * A rule list; unless `semantics` says otherwise, the first match decides.
 * `purpose` packet: permits and denies traffic; nat: translates; classify: only selects (NAT list, class-map, route filter); mangle: alters.
 */
export interface Filter {
  readonly name: Located<string>;
  /** Shared by chains that can jump to each other: `ipv4 filter` (iptables table), else absent. */
  readonly table?: string;
  /** What the platform's people call its rules, which they know by name or number. Absent: terms where they have a name, else lines. */
  readonly entries?: 'policy' | 'rule' | 'service';
  readonly family: 'ipv4' | 'ipv6' | 'both';
  readonly purpose: 'packet' | 'nat' | 'classify' | 'mangle';
  /** In the order of the text. */
  readonly rules: readonly FilterRule[];
  /** Absent: `first-match`. `last-match`: pf, with `quick`. `allow-only`: the union of permits, no order (security groups). */
  readonly semantics?: 'first-match' | 'last-match' | 'allow-only';
  /** Absent: rules are tried as written. `by-key`: by their number, a deny before a permit with the same one (NSG, GCP, NACL). */
  readonly order?: 'by-key';
  /** What befalls a packet that no rule decided. `return`: a user chain. */
  readonly fallback: { readonly action: 'permit' | 'deny' | 'return'; readonly span?: Span };
  /** Whether replies of permitted flows pass without a rule of their own. */
  readonly stateful: boolean;
  /** Built-in chain's hook; user chains and router ACLs have none. */
  readonly hook?: Hook;
  /** Of several filters at one hook the lowest number comes first, and each must permit (nftables base chains); absent: 0. */
  readonly priority?: number;
  /** Not in the text: what the platform does where no list is bound, or before others are asked. All its rules are `implicit`. */
  readonly implicit?: boolean;
  /** A program keeps it and writes it anew (Docker, kube-proxy, ufw, fail2ban): superfluous rules in it are not the reader's to tidy. */
  readonly generated?: boolean;
  /** Whole definition, first to last line. */
  readonly span: Span;
  /** No statement inside was unknown. */
  readonly closed: boolean;
  /**
   * The list is not closed for one reason: other texts may hold rules of it. None of them can come before a rule whose key is `behind` or less
   * (`by-key`), as every key up to there is taken.
   */
  readonly elsewhere?: { readonly behind: number };
}

/** A filter put to work. */
export interface Binding {
  readonly filter: Located<string>;
  readonly family: 'ipv4' | 'ipv6' | 'both';
  readonly place:
    | { readonly kind: 'interface'; readonly name: string }
    | { readonly kind: 'management' }
    | { readonly kind: 'hook'; readonly hook: Hook };
  readonly direction: 'in' | 'out';
  readonly span: Span;
  /** What binds it the other way round; absent: not that simple here. */
  readonly turnedRound?: readonly TextEdit[];
  /**
   * Strangers stand before it though no interface says so (cloud): `decides` whom it lets in comes in (security groups); `precedes` another
   * filter has to let them in too (network ACLs).
   */
  readonly outside?: 'decides' | 'precedes';
}

/**
 * A condition that cannot mean what it says, seen while it was read. The rule it stands in may not be in `filters`: a line that the
 * platform refuses is none.
 */
export interface MatchProblem {
  /** Ports, ICMP types or TCP flags without the protocol that has them; a range with its ends turned round; a port that is none. */
  readonly kind:
    | 'ports-without-protocol'
    | 'icmp-without-icmp'
    | 'flags-without-tcp'
    | 'range-reversed'
    | 'port-too-high'
    | 'unknown-port';
  /** The words at fault. */
  readonly span: Span;
  readonly written: string;
  /**
   * `refused`: the platform does not take it. `any-protocol`: it looks at the same bytes in packets of every protocol.
   * `turned`: it is taken as though turned round.
   */
  readonly effect: 'refused' | 'any-protocol' | 'turned';
  /** The protocol that was written instead of one that has such a field. */
  readonly protocol?: string;
  /** Of an unknown name: those that the platform knows. */
  readonly known?: readonly string[];
  /** What was most likely meant. */
  readonly repair?: { readonly text: string; readonly edits: readonly TextEdit[] };
}
