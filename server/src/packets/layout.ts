/**
 * The variable order, top to bottom. Why this one:
 * - the family comes first, so that the two halves below it share nothing by accident and either is had by one step;
 * - protocol and destination port are what rules of one list differ in most and what sets of rules are asked for ("is tcp/443
 *   open?"): near the top they split a list into small independent parts, and the open ports of a protocol can be read off;
 * - destination before source: published services name few destinations and many sources;
 * - what few rules look at (flags, states, DSCP, interfaces) is last, where a test costs no copy of what stands above it.
 * Values are written with the most significant bit on top: prefixes are paths, ranges are two paths.
 * IPv4 addresses use the first 32 of 128 levels and leave the others free.
 */
export interface Place {
  readonly top: number;
  readonly bits: number;
}

export const LAYOUT = {
  family: { top: 0, bits: 1 },
  protocol: { top: 1, bits: 8 },
  destinationPort: { top: 9, bits: 16 },
  destination: { top: 25, bits: 128 },
  source: { top: 153, bits: 128 },
  sourcePort: { top: 281, bits: 16 },
  icmpType: { top: 297, bits: 8 },
  icmpCode: { top: 305, bits: 8 },
  tcpFlags: { top: 313, bits: 8 },
  /** 1: a fragment other than the first, which has no transport header. */
  fragment: { top: 321, bits: 1 },
  /** new 0, established 1, related 2, invalid 3, untracked 4..7: every pattern means a state, so ALL is every packet. */
  state: { top: 322, bits: 3 },
  dscp: { top: 325, bits: 6 },
  inInterface: { top: 331, bits: 16 },
  outInterface: { top: 347, bits: 16 },
} as const satisfies Record<string, Place>;

export const LEVELS = 363;

/** Protocols whose header starts with two ports: TCP, UDP, DCCP, SCTP, UDP-Lite. */
export const PORTED: readonly number[] = [6, 17, 33, 132, 136];

export const STATES = ['new', 'established', 'related', 'invalid', 'untracked'] as const;
