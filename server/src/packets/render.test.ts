import { expect, test } from 'vitest';
import { type AddressTerm, formatAddress } from '../../../grammars/model/address.ts';
import type { Match } from '../../../grammars/model/filter.ts';
import { filterOf } from '../../../test/support/filter-device.ts';
import { compareFilters } from './compare.ts';

/** What a list of one permit with these matches lets pass, in words. */
function wordsOf(...matches: readonly Partial<Match>[]): readonly string[] {
  const none = filterOf('none', [], { family: 'both' });
  const one = filterOf('one', ['permit ip any any'], { family: 'both' });
  const rules = one.rules.map((rule) => ({
    ...rule,
    matches: matches.map((match) => ({ family: 'both' as const, ...match })),
  }));
  const difference = compareFilters({ filters: [none], chosen: [0] }, { filters: [{ ...one, rules }], chosen: [0] });
  return difference!.newlyPermitted.list;
}

test('values are listed in order, neighbours as one range', () => {
  const but = { anyOf: [0, 8].map((type) => ({ type: { first: type, last: type } })), negated: true };
  const icmp = { anyOf: [{ first: 1, last: 1 }] };
  expect(wordsOf({ family: 'ipv4', protocol: icmp, icmp: but })).toEqual(['ipv4 icmp type 1-7, 9-255']);
});

test('answers and first packets of TCP are told as people do', () => {
  const established = { anyOf: [0x10, 0x04].map((bit) => ({ mask: bit, value: bit })) };
  const tcp = { anyOf: [{ first: 6, last: 6 }] };
  expect(wordsOf({ family: 'ipv4', protocol: tcp, tcpFlags: established })).toEqual(['ipv4 tcp flags ack or rst']);
  const first = { ...established, negated: true };
  expect(wordsOf({ family: 'ipv4', protocol: tcp, tcpFlags: first })).toEqual(['ipv4 tcp flags neither ack nor rst']);
});

const address = (host: number): AddressTerm => ({
  kind: 'prefix',
  family: 'ipv6',
  address: (0x2001_0db8n << 96n) | ((BigInt(host) * 0x9e37_79b9_7f4a_7c15n) % (1n << 64n)),
  length: 128,
});

test('of addresses that are too many to look at, the rest is announced, and what is asked beside them stays', () => {
  const anyOf = Array.from({ length: 300 }, (_, at) => address(at));
  const words = wordsOf({ family: 'ipv6', destination: { anyOf }, inInterface: { anyOf: [{ name: 'ge1' }] } });
  expect(words).toEqual([expect.stringMatching(/^ipv6 ip to 2001:db8::, 2001:db8::[\da-f:]+, .*, … in ge1$/)]);
});

test('an address that is only met beyond those looked at keeps its own ports, and is named', () => {
  const port = (first: number) => ({ anyOf: [{ first, last: first }] });
  const tcp = { anyOf: [{ first: 6, last: 6 }] };
  const many = Array.from({ length: 300 }, (_, at) => address(at));
  const last: AddressTerm = { kind: 'prefix', family: 'ipv6', address: 0x2001_0db9n << 96n, length: 128 };
  const words = wordsOf(
    { family: 'ipv6', protocol: tcp, destination: { anyOf: many }, destinationPort: port(80) },
    { family: 'ipv6', protocol: tcp, destination: { anyOf: [last] }, destinationPort: port(443) },
  );
  expect(words).toEqual([
    expect.stringMatching(/^ipv6 tcp to 2001:db8::, .*, … port 80$/),
    'ipv6 tcp to 2001:db9:: port 443',
  ]);
});

test('those of too many addresses that are named have the port that is said', () => {
  const tcp = { anyOf: [{ first: 6, last: 6 }] };
  const hosts = Array.from({ length: 900 }, (_, at) => at);
  const ports = [1000, 1001, 1002];
  const matches = ports.map((first, rest) => ({
    family: 'ipv6' as const,
    protocol: tcp,
    source: { anyOf: hosts.filter((host) => host % 3 === rest).map(address) },
    destinationPort: { anyOf: [{ first, last: first }] },
  }));
  const words = wordsOf(...matches);
  expect(words).toHaveLength(3);
  for (const one of words) {
    const [, named, port] = /^ipv6 tcp from (.*), … to any port (\d+)$/.exec(one)!;
    const have = matches[Number(port) - 1000]!.source.anyOf.map((term) => formatAddress('ipv6', addressOf(term)));
    expect(have).toEqual(expect.arrayContaining(named!.split(', ')));
  }
});

const addressOf = (term: AddressTerm): bigint => (term.kind === 'prefix' ? term.address : 0n);
