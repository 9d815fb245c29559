import { portNumber } from '../../../kit/protocol-names.ts';
import type { Interval, MatchProblem, Opaque } from '../../../model/filter.ts';
import type { Word } from '../../../outline.ts';
import { unquoted } from '../outline.ts';
import { profilePorts } from '../profiles.ts';

/** Ports with the protocols that have them. Neither: every packet. */
export interface Ports {
  readonly protocols?: readonly number[];
  readonly ports?: readonly Interval[];
  readonly opaque?: Opaque;
}

export const PROTOCOLS: Readonly<Record<string, number>> = {
  tcp: 6,
  udp: 17,
  esp: 50,
  ah: 51,
  igmp: 2,
  gre: 47,
  ipv6: 41,
  vrrp: 112,
};
const BOTH: readonly number[] = [6, 17];
const UDP: ReadonlySet<string> = new Set(['ntp', 'snmp', 'syslog', 'tftp', 'bootps', 'bootpc', 'mdns', 'isakmp']);
const HIGHEST = 65_535;

/** `22`, `80,443/tcp`, `6000:6007/tcp`, `ssh`, `'Nginx Full'`; one way of matching for each part of a profile. */
export function portsOf(word: Word, proto?: string): readonly Ports[] {
  const written = unquoted(word.text);
  const listed = profilePorts(written);
  return (listed ?? written).split('|').map((part) => partOf(part, proto, word));
}

function partOf(part: string, proto: string | undefined, word: Word): Ports {
  const [list = '', own] = part.split('/');
  const name = own ?? proto;
  const number = name === undefined || name === 'any' ? undefined : PROTOCOLS[name];
  const unsure: Ports = { opaque: { text: `port ${part}${proto ? ` ${proto}` : ''}`, span: word.span } };
  if (name !== undefined && name !== 'any' && number === undefined) return unsure;
  const intervals = list.split(',').map(intervalOf);
  const known = intervals.filter((one) => one !== undefined);
  if (known.length < intervals.length) return unsure;
  const service = /^[a-z]/i.test(list) ? list : undefined;
  const protocols = number !== undefined ? [number] : service === undefined ? BOTH : protocolsOf(service);
  return { protocols, ports: known };
}

/** A name of /etc/services is for the protocol that is listed there. */
const protocolsOf = (name: string): readonly number[] => (name === 'domain' ? BOTH : UDP.has(name) ? [17] : [6]);

function intervalOf(text: string): Interval | undefined {
  const named = /^[a-z]/i.test(text) ? portNumber(text) : undefined;
  if (named !== undefined) return { first: named, last: named };
  const found = /^(\d{1,6})(?::(\d{1,6}))?$/.exec(text);
  if (!found) return undefined;
  const first = Number(found[1]);
  const last = Number(found[2] ?? found[1]);
  return first <= last && last <= HIGHEST ? { first, last } : undefined;
}

/** ufw refuses the command: a port that there is not, a range turned round. */
export function problemOf({ text, span }: Word): MatchProblem[] {
  const parts = text.replace(/\/.*$/, '').split(',');
  let at = span.start;
  return parts.flatMap((part): MatchProblem[] => {
    const own = { start: at, end: at + part.length };
    at += part.length + 1;
    const found = /^(\d{1,6})(?::(\d{1,6}))?$/.exec(part);
    if (!found) return [];
    const [, first = '', last = first] = found;
    const problem = { span: own, written: part, effect: 'refused' as const };
    if (Math.max(Number(first), Number(last)) > HIGHEST) return [{ kind: 'port-too-high', ...problem }];
    if (Number(first) <= Number(last)) return [];
    const turned = `${last}:${first}`;
    return [{ kind: 'range-reversed', ...problem, repair: { text: turned, edits: [{ span: own, newText: turned }] } }];
  });
}
