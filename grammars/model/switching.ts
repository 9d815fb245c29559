import type { Located, Span } from '../text/span.ts';
import type { InForce } from './igp.ts';

/** VLAN numbers in runs, both ends inside, ascending and apart. */
export type VlanRanges = readonly { readonly first: number; readonly last: number }[];

/** A port of a switch, as far as its lines say. */
export interface Switchport {
  readonly mode?: { readonly value: 'access' | 'trunk'; readonly span: Span };
  readonly accessVlan?: Located<number>;
  /** Frames without a tag on a trunk. */
  readonly nativeVlan?: InForce<number>;
  /** Frames without a tag are dropped on a trunk that does not say whose they are; else they are of VLAN 1 there. */
  readonly dropsUntagged?: boolean;
  /** Absent: all. */
  readonly allowedVlans?: { readonly value: VlanRanges; readonly span: Span };
  /** VLAN 1 passes too, without a word: nobody means it by a list. */
  readonly passesFirst?: boolean;
  /** A whole list of allowed VLANs, and the later one that takes its place. */
  readonly overwritten?: { readonly first: Located<VlanRanges>; readonly by: Span };
  /** Tunnelling, translation, trunk groups, private VLANs, voice: what passes is told by more than the lists. */
  readonly special?: boolean;
}

/** A port that is one of several which act as one. */
export interface LagMember {
  readonly group: Located<number>;
  /** `on`: without a protocol. */
  readonly mode?: { readonly value: 'on' | 'active' | 'passive'; readonly span: Span };
  /** The other end is asked, in so many words, for a packet of LACP every 30 s, not every second; the word that says so. */
  readonly slow?: { readonly span: Span; readonly fast: string };
  /** Its own VLAN settings must be those of the others (else they are ignored while it is a member). */
  readonly mustAgree: boolean;
}
