/** RFC 4271 8.2.2, in lower case. */
export type BgpState = 'idle' | 'connect' | 'active' | 'opensent' | 'openconfirm' | 'established';

/** One BGP session as a device tells it; absent: not told. */
export interface BgpSession {
  /** The neighbour's address (or interface, of unnumbered sessions), as the device writes it. */
  readonly neighbour: string;
  readonly vrf?: string;
  /** As the device calls it: `IPv4 Unicast`; absent: the session, or a list that names none. */
  readonly family?: string;
  /** As written: `65001`, `64000.2017`. */
  readonly remoteAs?: string;
  readonly state: BgpState;
  /** What stands behind the state in brackets: `Admin`, `PfxCt`, `NoIf`, `Policy`. */
  readonly note?: string;
  /** How long the state holds, as the device writes it: `2w3d`, `00:20:06`, `never`. */
  readonly since?: string;
  readonly messagesReceived?: number;
  readonly messagesSent?: number;
  readonly prefixesReceived?: number;
  readonly prefixesAccepted?: number;
  /** No policy for a direction, so that nothing is exchanged (RFC 8212). */
  readonly withoutPolicy?: true;
  readonly prefixLimit?: number;
  /** How often it came down since the process started. */
  readonly drops?: number;
  readonly lastReset?: string;
  readonly lastResetReason?: string;
  /** Seconds; negotiated. */
  readonly hold?: number;
  readonly keepalive?: number;
  /** Seconds; as this side is configured. */
  readonly configuredHold?: number;
  readonly inboundPolicy?: string;
  readonly outboundPolicy?: string;
}

/** `Established`, `Estab`, `Establ`, `OpenSent`, `open_confirm`, `Idle(NoIf)`; @returns undefined for another word. */
export function bgpState(text: string): BgpState | undefined {
  const word = text.toLowerCase().replace(/[^a-z].*$/, '');
  // NX-OS: "Shut (Admin)".
  if (word === 'shut') return 'idle';
  if (/^estab(?:l|lished)?$/.test(word)) return 'established';
  const known: readonly BgpState[] = ['idle', 'connect', 'active', 'opensent', 'openconfirm'];
  return known.find((state) => state === word);
}
