import type { Hook, Match } from '../../../grammars/model/filter.ts';
import type { Span } from '../../../grammars/text/span.ts';

/** One packet in full; what a witness is and what a packet test asks about. */
export interface Packet {
  readonly family: 'ipv4' | 'ipv6';
  readonly source: bigint;
  readonly destination: bigint;
  /** IP protocol number */
  readonly protocol: number;
  /** Present for TCP, UDP, SCTP, DCCP, UDP-Lite. */
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
  readonly tcpFlags?: number;
  /** Part of a fragmented packet without its transport header. */
  readonly nonFirstFragment?: boolean;
  readonly state?: 'new' | 'established' | 'related' | 'invalid' | 'untracked';
  readonly dscp?: number;
  readonly inInterface?: string;
  readonly outInterface?: string;
}

/** A rule by its place in the device. */
export interface RuleRef {
  readonly filter: number;
  readonly rule: number;
}

/** How a rule stands among those before it. */
export interface LineAnalysis {
  readonly ref: RuleRef;
  /**
   * `live` some packet surely or possibly still reaches it; `dead` none does;
   * `fragments-only` only non-first fragments do; `never-matches` its own condition is empty; `undecided` budget ran out.
   */
  readonly status: 'live' | 'dead' | 'fragments-only' | 'never-matches' | 'undecided';
  /** For dead and fragments-only: earlier rules that decide its packets; a minimal cover, plus the largest decider of another action. In rule order. */
  readonly deciders: readonly RuleRef[];
  /** A decider has the other class of action (permit against deny). */
  readonly conflicting: boolean;
  /** A decider of the same action whose own condition holds all that the rule's does: without the deciders before it, it would decide all. */
  readonly within?: RuleRef;
  /** A chain that packets pass before this one has denied them all: by the rules in `deciders`, or, where there are none, by its default. */
  readonly deniedBefore?: number;
  /**
   * A packet that matches the rule and meets, whatever unknown conditions and chains do, a decider of the other class where there is one,
   * else any decider; absent: no packet does for certain.
   */
  readonly witness?: Packet;
  readonly decidedBy?: RuleRef;
  /** Live, and removing it changes no packet's fate; later rules (or the fallback: empty) that then decide alike. */
  readonly forwardRedundant?: { readonly by: readonly RuleRef[] };
  /** Whether it is forward redundant was not decided: the budget ran out. */
  readonly forwardUndecided?: true;
  /** The rule's condition is everything of its family. */
  readonly matchesEverything: boolean;
}

export interface Verdict {
  readonly action: 'permit' | 'deny' | 'translate' | 'exempt';
  /** The rule that decided; absent: the fallback did. */
  readonly decidedBy?: RuleRef;
  /** Rules the packet matched on the way, in order: jumps, logs, the deciding one last. */
  readonly trace: readonly RuleRef[];
  /** False when an opaque condition could change the answer. */
  readonly sure: boolean;
  /** Whether it is `decidedBy` that decides hangs on an opaque condition of its own, or of a rule that leads to it. */
  readonly deciderUnsure?: true;
}

/** Answers about all filters of one device, each computed at most once. */
export interface FilterAnalyses {
  /** Analysis of every rule of `device.filters[filter]`. Empty for filters that are neither packet nor nat nor classify. */
  lines(filter: number): readonly LineAnalysis[];
  /** What is left for the rule, in words: `tcp from 10.0.0.0/8 to 192.0.2.10 port 443`; `nothing`. */
  explain(ref: RuleRef): string;
  /** First match, through jumps. */
  test(filter: number, packet: Packet): Verdict;
  /**
   * Intervals of destination ports, within the asked ones, for which no new flow of this protocol can surely or possibly pass the filter
   * (source and destination: any, unless given `within`).
   */
  blockedPorts(filter: number, query: PortQuery): BlockedPorts;
  /**
   * What a change of this rule would do to packets. Undefined where that is not decided (budget, or the rule jumps; a new action for what neither permits nor denies).
   * Optional so that small stand-ins need not have it; `analyseFilters` always does.
   */
  effectOf?(ref: RuleRef, change: RuleChange): ChangeEffect | undefined;
  /** Pairs of rules whose order decides silently: they share packets, neither lies within the other, and they decide differently. */
  conflicts?(filter: number): readonly Conflict[];
  /** The packets that match both rules and come to the earlier one; undefined where there are none, or that is not decided. */
  overlap?(conflict: Pick<Conflict, 'earlier' | 'later'>): Overlap | undefined;
  /**
   * What becomes of the packets asked about; an interface with an empty name is one that no rule names. Several filters: each must let them pass (nftables base chains at one hook, a subnet's
   * and a card's security group). Undefined where that is not decided.
   */
  passage?(filters: number | readonly number[], packets: readonly Match[]): PassageAnswer | undefined;
  /**
   * The first wanted one of the rules that let in some of the packets asked about, as far as they come to them, in the order in which they
   * are tried.
   */
  permitter?(
    filter: number,
    packets: readonly Match[],
    isWanted: (permitter: Permitter) => boolean,
  ): Permitter | undefined;
  /**
   * Rules that surely let in packets asked about, through jumps, in the order in which they are tried; none where an unknown statement may
   * stop them. `before`: filters that the packets must surely pass as well.
   */
  openings?(filter: number, query: PortQuery, before?: readonly number[]): readonly Opening[];
  /** Rules that match some of the packets asked about, whether or not they are reached. Undefined where that is not decided. */
  rulesMatching?(filter: number, packets: readonly Match[], most?: number): readonly MatchingRule[] | undefined;
  /** What a rule matches by itself, what is left of it and who takes the rest. Undefined where that is not decided. */
  explainRule?(ref: RuleRef): RuleExplanation | undefined;
  /** Ways to write the rule that no packet notices. */
  rewrites?(ref: RuleRef): readonly Rewrite[];
  /** The costly part of `lines`, in pieces of some milliseconds, for whoever must stay responsive. Asking without it is fine too. */
  work?(): Iterable<void>;
}

export interface Conflict {
  readonly earlier: RuleRef;
  readonly later: RuleRef;
}

/** Packets for which an order decides, none of them by an opaque condition. */
export interface Overlap {
  /** In words: `tcp to 192.0.2.10 port 443`. */
  readonly text: string;
  /** Distinct source, destination, protocol and ports, of both families. */
  readonly packets: bigint;
  /** All that the earlier rule matches lies within later rules that decide otherwise, catch-alls aside: it is an exception from them. */
  readonly exception: boolean;
  readonly witness: Packet;
}

/** A part of the packets asked about. */
export interface Part {
  readonly amount: 'none' | 'some' | 'all';
  /** In words: `tcp to 192.0.2.10 port 443`; `nothing`. Made when it is read. */
  readonly text: string;
  /** Sought when it is read. */
  readonly witness?: Packet | undefined;
}

export interface PassageAnswer {
  /** Pass whatever the opaque conditions say. */
  readonly surelyPermitted: Part;
  /** May pass. */
  readonly possiblyPermitted: Part;
  /** Cannot pass, whatever they say. */
  readonly surelyDenied: Part;
  /** An unknown statement in a filter may let through or stop what is not shown here. */
  readonly closed: boolean;
}

export interface Permitter {
  /** Absent: the fallback. */
  readonly ref?: RuleRef;
  readonly permits: Part;
  /** Distinct source addresses among them. Counted when it is read. */
  readonly sources: bigint;
  /** No opaque condition stands in the way. */
  readonly sure: boolean;
}

export interface RuleExplanation {
  /** What its own condition holds for, opaque conditions taken as true. */
  readonly alone: Part;
  /** Of those, what still comes to the rule and is decided by it. */
  readonly effective: Part;
  /** Who surely gets the rest first, callers before the rule's own chain; the first ones of many. */
  readonly takers: readonly { readonly ref: RuleRef; readonly takes: Part }[];
  readonly moreTakers: boolean;
  /** Of the rest, what no jump sends here. */
  readonly notSent: Part;
  /** False: an opaque condition, the rule's own or of one before it, may leave it less than `effective`. */
  readonly sure: boolean;
}

/**
 * `merge`: rule `keep` matches this, and rule `drop` goes (one of them is the rule asked about); `narrow`: the rule asked about matches this.
 * The match is plain, as for a rule to be written; `text` is the same in words.
 */
export type Rewrite =
  | {
      readonly kind: 'merge';
      readonly keep: number;
      readonly drop: number;
      readonly match: Match;
      readonly text: string;
    }
  | { readonly kind: 'narrow'; readonly match: Match; readonly text: string };

export interface Opening {
  /** Absent: the filter's default. */
  readonly ref?: RuleRef;
  /** Distinct source addresses of what surely comes to the rule and is let in. Counted when it is read, as is the rest. */
  readonly sources: bigint;
  /** Destination ports of it. */
  readonly ports: readonly { readonly first: number; readonly last: number }[];
  readonly witness?: Packet | undefined;
  /** The same of these destination ports only; undefined where none is among them. */
  onPorts(ports: { readonly first: number; readonly last: number }): Opening | undefined;
}

export interface MatchingRule {
  readonly ref: RuleRef;
  /** Of the packets asked about, those that the rule's own condition holds for. */
  readonly matches: Part;
  /** Of those, what still comes to the rule, at the most. */
  readonly decides: Part;
  /** False: an opaque condition, the rule's own or of one before it, may leave it less than `decides`. */
  readonly sure: boolean;
}

/** `before`: put it directly before this rule of its filter; `action`: let it decide otherwise. */
export type RuleChange =
  | { readonly kind: 'move'; readonly before: number }
  | { readonly kind: 'set-action'; readonly action: 'permit' | 'deny' };

export interface ChangeEffect {
  /** The packets whose fate may change, in words; `nothing` where none does. */
  readonly changed: string;
  readonly witness?: Packet;
  /** No new TCP connection to port 22 could pass the filter afterwards, and one could before. */
  readonly locksOut: boolean;
  /** A move leaves nothing to a rule that it passes and that still gets something now. */
  readonly killsPassed: boolean;
}

export interface PortQuery {
  readonly family: 'ipv4' | 'ipv6';
  readonly protocol: 6 | 17;
  readonly ports: readonly { readonly first: number; readonly last: number }[];
  /** Empty: one that no rule names. */
  readonly inInterface?: string;
  readonly outInterface?: string;
  readonly hook?: Hook;
  /** Only packets that meet this, too. */
  readonly within?: Match;
  /** Openings to fewer source addresses than this need not be found; absent: all are. */
  readonly leastSources?: number;
  /** Rules that other texts may hold (`Filter.elsewhere`) are taken not to be there; absent: such a list opens nothing for sure. */
  readonly asWritten?: boolean;
  /** Ask about answers instead of new flows: state established, for TCP with ACK; for filters without state, the way back. */
  readonly answers?: boolean;
}

export interface BlockedPorts {
  /** Ports no packet towards them can pass, even if every opaque condition were true. */
  readonly blocked: readonly { readonly first: number; readonly last: number }[];
  /** The rule that denies the first blocked port; absent: the fallback. Sought when it is read, as the witness is. */
  readonly by?: RuleRef | undefined;
  readonly witness?: Packet | undefined;
}

/** Canonical text: `tcp 198.51.100.7:40000 > 192.0.2.10:443`, `icmp 10.0.0.1 > 10.0.0.2 type 8`, `udp [2001:db8::1]:53 > [2001:db8::2]:53`. */
export type PacketText = string;

export type SpanOf = (ref: RuleRef) => Span;
