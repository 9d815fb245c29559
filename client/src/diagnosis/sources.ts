import type { ProbeId } from '../protocol.ts';

/** What the thresholds of a verdict rest on; each probe's page says more. */
export const SOURCES: Readonly<Partial<Record<ProbeId, string>>> = {
  reachability: 'RFC 792, RFC 4443',
  path: 'RFC 1812 section 5.3.1',
  tcp: 'RFC 9293, RFC 6298',
  dns: 'RFC 1035, RFC 7766',
  pmtu: 'RFC 1191, RFC 8201',
  tls: 'RFC 8446 section 4.4.2, RFC 8996',
  stun: 'RFC 8489',
  'nat-udp-lifetime': 'RFC 4787 REQ-5',
  'nat-table': 'RFC 4787 REQ-5, RFC 5382 REQ-5',
  sockets: 'RFC 9293, ss(8)',
  conntrack: 'nf_conntrack-sysctl',
  sysctl: 'sysctl(8)',
  interface: 'SFF-8472',
  'vlan-errors': 'IEEE 802.3, IEEE 802.1Q',
  bgp: 'RFC 4271, RFC 8212',
};
