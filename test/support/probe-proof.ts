import type { ProbeId } from '../../client/src/protocol.ts';

/** The beginning of the title of a test or suite in the probe's own test file, or why there is none. */
type Cell = string | { readonly none: string };

/** What the tests of a probe show. `proofOf` holds each word of it against the run of the tests. */
export interface Proof {
  /** All is well, and the probe says so. */
  readonly healthy: Cell;
  readonly timeout: Cell;
  readonly cancel: Cell;
  /** Answers that break the protocol. */
  readonly malformed: Cell;
  /** Oversized, cut off, full of escape sequences, without end. */
  readonly hostile: Cell;
  /** Verdicts of the README that no test provokes on the wire, with the reason. All others are. */
  readonly notProvoked?: Readonly<Record<string, string>>;
  /** Verdicts that are provoked with the probe's clock and what it measures both made faster, and how much. */
  readonly hastened?: Readonly<Record<string, string>>;
}

export const PROOF: Readonly<Record<ProbeId, Proof>> = {
  reachability: {
    healthy: '127.0.0.1 answers',
    timeout: 'never says anything',
    cancel: 'can be cancelled',
    malformed: 'anything else is read as nothing',
    hostile: 'ping programs that mean harm',
  },
  tcp: {
    healthy: '127.0.0.1: an open port',
    timeout: 'to 10.77.0.2:443 over',
    cancel: 'can be cancelled before it starts',
    malformed: { none: 'nothing is read' },
    hostile: 'a listener that floods and never closes',
  },
  stun: {
    healthy: '127.0.0.1 answers: no translation on the way',
    timeout: 'silence ends at the deadline',
    cancel: 'can be cancelled',
    malformed: 'a truncated answer is no answer',
    hostile: 'peers that mean harm',
  },
  'stun-nat': {
    healthy: 'masquerade',
    timeout: 'to 10.77.0.2 over',
    cancel: 'can be cancelled',
    malformed: 'an answer cut short is no STUN',
    hostile: 'peers that mean harm',
  },
  'nat-udp-lifetime': {
    healthy: 'more than six minutes',
    timeout: 'silence',
    cancel: 'a server that cannot answer elsewhere, and silence in the end: cancelled in between',
    malformed: 'an answer cut short is no STUN',
    hostile: 'an answer behind garbage and what is too long is no STUN',
    hastened: {
      ok: 'a hundred seconds of silence pass in one, and the translation’s timeouts are as much shorter',
      'under-300s': 'likewise',
      'under-120s': 'likewise, ten',
      'config-mismatch': 'likewise, ten',
      'outlives-config': 'likewise, ten or a hundred',
    },
  },
  path: {
    healthy: 'nothing wrong',
    timeout: 'nobody who answers',
    cancel: 'can be cancelled before it starts',
    malformed: 'says something else, in escape sequences',
    hostile: 'traceroute programs that mean harm',
    notProvoked: { 'no-protocol': 'traceroute of Linux sends all of them; the programs of Windows and macOS do not' },
  },
  pmtu: {
    healthy: 'all fits',
    timeout: 'silence says nothing about sizes',
    cancel: 'can be cancelled before it starts',
    malformed: 'one that says something else',
    hostile: 'one that never ends its stream',
  },
  http: {
    healthy: '127.0.0.1:443 with return 200',
    timeout: 'to 10.77.0.2:80 over',
    cancel: 'can be cancelled',
    malformed: 'garbage, and escape sequences in a header',
    hostile: 'peers that mean harm',
  },
  dns: {
    healthy: 'both.example.net@127.0.0.1: ok',
    timeout: 'into silence end in time',
    cancel: 'can be cancelled',
    malformed: 'a name that points at itself',
    hostile: 'peers that mean harm',
  },
  tls: {
    healthy: 'all is well',
    timeout: 'to 10.77.0.2:443 over',
    cancel: 'can be cancelled',
    malformed: 'HTTP on the port',
    hostile: 'peers that mean harm',
  },
  turn: {
    healthy: 'allocates over UDP, TCP and TLS for its user',
    timeout: 'to 10.77.0.2 over',
    cancel: 'can be cancelled',
    malformed: 'an answer cut short',
    hostile: 'peers that mean harm',
  },
  rpki: {
    healthy: '192.0.2.0/24=64500 is valid',
    timeout: 'nothing',
    cancel: 'a stream that never ends is cancelled',
    malformed: 'a length that is no length',
    hostile: 'peers that mean harm',
  },
  redis: {
    healthy: 'with a replica, and the replica',
    timeout: 'silence, and a cancelled wait',
    cancel: 'silence, and a cancelled wait',
    malformed: 'a length that is none',
    hostile: 'peers that mean harm',
  },
  snmp: {
    healthy: 'all is well',
    timeout: '10.77.0.2 with',
    cancel: 'can be cancelled',
    malformed: 'the request cut short',
    hostile: 'peers that mean harm',
  },
  capture: {
    healthy: 'connects that are answered',
    timeout: { none: 'it ends after the time that it is given, and each capture here does' },
    cancel: 'can be cancelled before it starts',
    malformed: 'of something else, cut, turned over',
    hostile: 'one that writes no capture, without end',
  },
  conntrack: {
    healthy: 'with room',
    timeout: 'a program that never says anything',
    cancel: 'can be cancelled before it starts',
    malformed: 'a program that says something else',
    hostile: 'a program that never ends its stream',
  },
  sockets: {
    healthy: 'a listener and who uses it',
    timeout: 'one that never says anything',
    cancel: 'can be cancelled before it starts',
    malformed: 'one that says something else',
    hostile: 'one that never ends its stream',
  },
  sysctl: {
    healthy: 'runs with what a file gives, or not',
    timeout: 'one that never says anything',
    cancel: 'another machine is not asked, nor this one for nothing, and a run can be cancelled',
    malformed: 'one that says something else',
    hostile: 'one that never ends its stream',
  },
  bgp: {
    healthy: 'a session that stands, by a neighbour and by all',
    timeout: 'one that says nothing is left in time',
    cancel: 'can be cancelled while it answers',
    malformed: 'one that hangs up in the middle of an answer',
    hostile: 'devices that mean harm',
  },
  interface: {
    healthy: 'here after "ip link set here up; ip link set there up": ok ok',
    timeout: 'one that says nothing is left in time',
    cancel: 'can be cancelled while it answers',
    malformed: 'one that hangs up in the middle of an answer',
    hostile: 'devices that mean harm',
  },
  'vlan-errors': {
    healthy: 'that says what was recorded of quiet',
    timeout: 'one that says nothing is left in time',
    cancel: 'can be cancelled while it answers',
    malformed: 'one that hangs up in the middle of an answer',
    hostile: 'devices that mean harm',
  },
  'nat-table': {
    healthy: 'with room: translated flows are counted',
    timeout: 'one that says nothing is left in time',
    cancel: 'can be cancelled while it answers',
    malformed: 'one that hangs up in the middle of an answer',
    hostile: 'devices that mean harm',
  },
  'acl-counters': {
    healthy: 'rule 1 of nftables: ok hits',
    timeout: 'one that says nothing is left in time',
    cancel: 'can be cancelled while it answers',
    malformed: 'one that hangs up in the middle of an answer',
    hostile: 'devices that mean harm',
  },
  'deny-log': {
    healthy: { none: 'a log without refusals is no proof that there are none' },
    timeout: 'one that says nothing is left in time',
    cancel: 'can be cancelled while it answers',
    malformed: 'one that hangs up in the middle of an answer',
    hostile: 'devices that mean harm',
  },
  'nat-tcp-lifetime': {
    healthy: 'an echo outlives the time that was given',
    timeout: '10.77.0.2 with',
    cancel: 'cancelled in between',
    malformed: 'one that says nothing, and one that never stops',
    hostile: 'one that says nothing, and one that never stops',
    hastened: {
      ok: 'a thousand seconds of silence pass in one, and the translation’s timeouts are as much shorter',
      'under-2h': 'likewise',
      'under-30min': 'likewise, five hundred',
      'config-mismatch': 'likewise, 250',
      'outlives-config': 'likewise, five hundred',
      'not-reached': 'likewise, a thousand',
    },
  },
  mrt: {
    healthy: 'verdicts',
    timeout: { none: 'it reads a file' },
    cancel: { none: 'it reads a file' },
    malformed: 'cut in a record',
    hostile: 'files that mean harm',
  },
  'from-device': {
    healthy: 'over a router: ping-ok',
    timeout: 'one that says nothing is left in time',
    cancel: 'can be cancelled while it answers',
    malformed: 'one that hangs up in the middle of an answer',
    hostile: 'devices that mean harm',
    notProvoked: { 'way-cut-off': 'takes a minute of silence; judged from what was kept of one' },
  },
  'egress-chain': {
    healthy: 'no fault',
    timeout: 'DNS dropped',
    cancel: 'can be cancelled before it starts',
    malformed: { none: 'each step has its own' },
    hostile: { none: 'each step has its own' },
  },
};

/** The codes in the first column of a README's table of verdicts. */
export function readVerdicts(readme: string): readonly string[] {
  const [, rows = ''] = /^\| verdict \|.*\n\|[ -|]*\n((?:\|.*\n?)*)/m.exec(readme) ?? [];
  return rows.split('\n').flatMap((row) => {
    const [, first = ''] = row.split('|');
    return [...first.matchAll(/`([a-z0-9-]+)`/g)].map(([, code]) => code!);
  });
}
