import type { Interval } from '../../../grammars/model/filter.ts';

/** `YYYY-MM` of this list; vendors change theirs, so messages say which one was asked. */
export const MEDIA_PROFILES_AS_OF = '2026-11';

/** What one service needs to reach from behind a filter. */
export interface MediaProfile {
  /** As users choose it in the rules' option `profiles`. */
  readonly id: string;
  readonly name: string;
  /** Destination ports of new outbound flows. */
  readonly udp: readonly Interval[];
  readonly tcp: readonly Interval[];
  readonly source: string;
}

const one = (port: number): Interval => ({ first: port, last: port });

/** STUN, TURN and media ports by service; shared by the rules of `stun/` and by the probes. */
export const MEDIA_PROFILES: readonly MediaProfile[] = [
  {
    id: 'stun',
    name: 'STUN and TURN',
    udp: [one(3478), one(5349)],
    tcp: [one(3478), one(5349)],
    source: 'RFC 8489, RFC 8656',
  },
  {
    id: 'zoom',
    name: 'Zoom',
    udp: [
      { first: 3478, last: 3479 },
      { first: 8801, last: 8810 },
    ],
    tcp: [one(443), { first: 8801, last: 8802 }],
    source: 'Zoom: network firewall or proxy server settings',
  },
  {
    id: 'teams',
    name: 'Microsoft Teams',
    udp: [{ first: 3478, last: 3481 }],
    tcp: [one(80), one(443)],
    source: 'Microsoft 365 URLs and IP address ranges',
  },
  {
    id: 'meet',
    name: 'Google Meet',
    udp: [one(443), one(3478), { first: 19302, last: 19309 }],
    tcp: [one(443)],
    source: 'Google Workspace: prepare your network for Meet',
  },
  {
    id: 'webex',
    name: 'Webex',
    udp: [one(5004), one(9000)],
    tcp: [one(443), one(5004)],
    source: 'Webex: network requirements',
  },
  {
    id: 'sip-rtp',
    name: 'SIP and RTP',
    udp: [one(5060), { first: 10000, last: 20000 }],
    tcp: [{ first: 5060, last: 5061 }],
    source: 'RFC 3261; RTP range as Asterisk and FreePBX have it',
  },
];

export const mediaProfile = (id: string): MediaProfile | undefined => MEDIA_PROFILES.find((one) => one.id === id);
