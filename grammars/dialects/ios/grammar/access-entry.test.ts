import { expect, test } from 'vitest';
import { meaningOf } from '../../../kit/cisco-like/access-match.ts';
import { CISCO_NAMES } from '../../../kit/cisco-like/names.ts';
import type { Word } from '../../../outline.ts';
import { parseAccessEntry } from './access-entry.ts';

function words(text: string): Word[] {
  let at = 0;
  return text.split(' ').map((word) => {
    const span = { start: at, end: at + word.length };
    at = span.end + 1;
    return { text: word, span };
  });
}

const groups = { addresses: () => undefined, services: () => undefined };

function meaning(text: string, family: 'ipv4' | 'ipv6' = 'ipv4', kind: 'standard' | 'extended' = 'extended') {
  const entry = parseAccessEntry(words(text), kind);
  return entry && meaningOf(entry, family, groups, CISCO_NAMES);
}

const first = (text: string, family: 'ipv4' | 'ipv6' = 'ipv4') => meaning(text, family)?.matches[0];

test.each([
  'permit ip any any',
  'permit tcp host 192.0.2.1 eq www 443 192.0.2.0 0.0.0.255 range 1024 65535 established log',
  'deny udp any neq snmp any gt 1023 log-input',
  'permit tcp any any match-all +syn -ack',
  'permit tcp any any match-any +ack +rst time-range OFFICE',
  'permit tcp any any syn ack',
  'permit tcp any any log WEB-COOKIE',
  'permit hbh any any',
  'permit icmp any any echo',
  'permit icmp any any 3 4',
  'permit icmp any any packet-too-big',
  'permit 89 any any',
  'permit gre any host 192.0.2.1 dscp ef',
  'permit ip any any precedence critical fragments',
  'permit ip any any ttl lt 5',
  'permit ip any any option any-options',
  'permit object-group WEB object-group A any',
  'permit tcp any any reflect R timeout 300',
  'permit tcp addrgroup LOG host 192.0.2.1 lt 80',
])('%s', (text) => {
  expect(parseAccessEntry(words(text), 'extended')).toBeDefined();
});

test.each([
  'permit',
  'permit tcp any',
  'permit tcp any any eq',
  'permit tcp any any eq nosuchport',
  'permit nosuch any any',
  'allow tcp any any',
])('%s is no entry', (text) => {
  expect(parseAccessEntry(words(text), 'extended')).toBeUndefined();
});

test('numbers out of range and addresses of the other family mean nothing', () => {
  for (const text of [
    'permit tcp any any gt 1 2',
    'permit ip any any eq 80',
    'permit tcp any any eq 65536',
    'permit 256 any any',
    'permit ip any host 2001:db8::1',
  ])
    expect(meaning(text), text).toBeUndefined();
  expect(meaning('permit tcp any host 192.0.2.1', 'ipv6')).toBeUndefined();
});

test('a permit with ports lets all fragments of its addresses pass, a deny none', () => {
  expect(meaning('permit tcp any any eq 80')!.matches.map((match) => match.fragment)).toEqual(['whole', 'rest']);
  expect(meaning('deny tcp any any eq 80')!.matches.map((match) => match.fragment)).toEqual(['whole']);
  expect(meaning('deny tcp any any')!.matches.map((match) => match.fragment)).toEqual([undefined]);
  expect(meaning('deny ip any any fragments')!.matches.map((match) => match.fragment)).toEqual(['rest']);
});

test('established is ACK or RST; flags of match-all are one test', () => {
  expect(first('permit tcp any any established')!.tcpFlags).toEqual({
    anyOf: [
      { mask: 16, value: 16 },
      { mask: 4, value: 4 },
    ],
  });
  expect(first('permit tcp any any match-all +syn -ack')!.tcpFlags).toEqual({ anyOf: [{ mask: 18, value: 2 }] });
});

test('names of ports depend on the protocol, names of ICMP types on the family', () => {
  expect(first('permit udp any any eq syslog')!.destinationPort).toEqual({ anyOf: [{ first: 514, last: 514 }] });
  expect(first('permit tcp any any eq cmd')!.destinationPort).toEqual({ anyOf: [{ first: 514, last: 514 }] });
  expect(first('permit icmp any any echo-reply')).toMatchObject({
    protocol: { anyOf: [{ first: 1, last: 1 }] },
    icmp: { anyOf: [{ type: { first: 0, last: 0 } }] },
  });
  expect(first('permit icmp any any echo-reply', 'ipv6')).toMatchObject({
    protocol: { anyOf: [{ first: 58, last: 58 }] },
    icmp: { anyOf: [{ type: { first: 129, last: 129 } }] },
  });
});

test('wildcards: a prefix where it is one, else bit by bit; host bits do not count', () => {
  expect(first('permit ip 192.0.2.77 0.0.0.255 any')!.source!.anyOf).toEqual([
    { kind: 'prefix', family: 'ipv4', address: 0xc0000200n, length: 24 },
  ]);
  expect(first('permit ip 192.0.2.1 0.0.0.254 any')!.source!.anyOf).toEqual([
    { kind: 'wildcard', family: 'ipv4', address: 0xc0000201n, wildcard: 254n },
  ]);
  expect(first('permit ip 192.0.2.1 255.255.255.255 any')!.source).toBeUndefined();
  expect(meaning('permit ip 10.1.0.0 255.255.0.0 any')!.masks).toMatchObject([{ slot: 'wildcard' }]);
});

test('what cannot be known is opaque', () => {
  for (const text of [
    'permit ip any any time-range X',
    'permit igmp any any pim',
    'permit ip any any tos 4',
    'permit ip object-group X any',
  ])
    expect(first(text)!.opaque, text).toHaveLength(1);
});

test('an operator that leaves no port matches nothing; a range may be written from its end', () => {
  expect(first('permit tcp any any lt 0')!.destinationPort).toEqual({ anyOf: [] });
  expect(first('permit tcp any any range 90 80')!.destinationPort).toEqual({ anyOf: [{ first: 80, last: 90 }] });
  expect(first('permit tcp any any neq 22')!.destinationPort).toEqual({
    anyOf: [{ first: 0, last: 65_535 }],
    except: [{ first: 22, last: 22 }],
  });
});

test('a standard entry names a source only', () => {
  expect(meaning('permit 192.0.2.1', 'ipv4', 'standard')!.matches).toEqual([
    { family: 'ipv4', source: { anyOf: [{ kind: 'prefix', family: 'ipv4', address: 0xc0000201n, length: 32 }] } },
  ]);
  expect(meaning('deny any log', 'ipv4', 'standard')!.effects).toEqual(['log']);
  expect(parseAccessEntry(words('permit tcp any any'), 'standard')).toBeUndefined();
});
