import type { TextEdit } from '../text/edit.ts';
import type { Located, Span } from '../text/span.ts';
import type { AddressTerm, Family, Prefix } from './address.ts';
import type { Match } from './filter.ts';

/** `translation`: an entry of addresses only, without ports. */
export type TimerKind =
  | 'udp'
  | 'udp-stream'
  | 'udp-unreplied'
  | 'tcp-established'
  | 'tcp-transitory'
  | 'icmp'
  | 'dns'
  | 'translation';

/** How long a translation or a tracked connection lives without traffic. Seconds, or `never`. */
export interface Timer {
  readonly kind: TimerKind;
  readonly seconds: Located<number | 'never'>;
  /** The whole statement. */
  readonly span: Span;
  /** The platform's own name for it, for messages: `ip nat translation udp-timeout`. */
  readonly label: string;
  /** What the platform takes, seconds. Absent: it is not known, or takes what rules ask for. */
  readonly allowed?: { readonly first: number; readonly last: number };
  /** Of a transitory TCP timer: for connections that are not open yet, or not open any more; absent: for both. */
  readonly phase?: 'opening' | 'closing';
  /** Set for one application or port only. */
  readonly scope?: { readonly name?: string; readonly destinationPorts?: readonly { first: number; last: number }[] };
}

/** A timer that the text leaves at the vendor's default (catalog 0.1); only where that default is known. */
export interface DefaultTimer {
  readonly kind: TimerKind;
  readonly seconds: number;
  readonly label: string;
  /** Nothing in this or any other text can set it. */
  readonly fixed?: boolean;
  /** As in Timer. */
  readonly phase?: 'opening' | 'closing';
}

/** A port that is passed on from outside to a host inside, or to the device itself. */
export interface PortForward {
  /** The statement that does it. */
  readonly span: Span;
  /** Its packets as the filters see them that they must pass (before or after translation, as the platform orders it). */
  readonly seen: Match;
  /** Those filters: at a hook, inbound on an interface, or inbound on the interfaces outside (`name`: on this one). */
  readonly by:
    | { readonly kind: 'hook'; readonly hook: 'forward' | 'input' }
    | { readonly kind: 'interface'; readonly name: string }
    | { readonly kind: 'outside'; readonly name?: string };
  /** The same host and port on the side that those filters do not see. Absent: it is not one address, or not told. */
  readonly unseen?: Unseen;
}

/** A filter that names this address names the wrong one. */
export interface Unseen {
  readonly family: Family;
  readonly address: bigint;
  /** Absent: as it is on the other side. */
  readonly port?: number;
}

/** An address inside that connections from outside reach by a translation. */
export interface Published {
  /** Its packets as the filters see them that guard it. */
  readonly seen: Match;
  /** What it is called outside. */
  readonly as: readonly AddressTerm[];
}

/** Addresses outside that hosts inside get one by one, each its own: who comes when all are taken gets none. */
export interface AddressPool {
  readonly name: Located<string>;
  /** How many it has. */
  readonly addresses: number;
  /** Who gets one: whom a list permits, or these networks. */
  readonly users: { readonly list: string } | { readonly networks: readonly Prefix[] };
  /** Interfaces that they are behind, by name or by their part in NAT. */
  readonly behind: readonly string[] | 'inside' | 'not-outside';
  /** The statement that puts them together. */
  readonly span: Span;
  /** Lets hosts share addresses, each by ports of its own. */
  readonly share: { readonly written: string; readonly edits?: readonly TextEdit[] };
}

/** An address that hosts inside are seen with outside. */
export interface OutsideAddress {
  readonly family: Family;
  readonly address: bigint;
  readonly span: Span;
}

export interface Nat {
  /** The device translates addresses. */
  readonly translates: boolean;
  readonly timers: readonly Timer[];
  readonly defaults: readonly DefaultTimer[];
  /** Port by port; whole addresses that are mapped both ways are none. Absent: not known. */
  readonly forwards?: readonly PortForward[];
  /** As `forwards`, of whole addresses that are mapped one to one, both ways. Absent: not known. */
  readonly statics?: readonly (PortForward & { readonly unseen: Unseen })[];
  /** Where filters see the addresses inside: whole addresses, and ports that are not among `forwards` as they see them. */
  readonly published?: readonly Published[];
  /** Of those whose addresses are counted. Absent: not known. */
  readonly pools?: readonly AddressPool[];
  /** The first address of each pool that rules know by name. Absent: not known. */
  readonly outside?: readonly OutsideAddress[];
  /** Where to point at when a default is judged: the first NAT statement. */
  readonly anchor?: Located<string>;
  /** Timers get shorter as the table fills, so a flood does not keep it full. */
  readonly shortensUnderLoad?: boolean;
  /** No unknown statement about NAT or timers. */
  readonly closed: boolean;
}
