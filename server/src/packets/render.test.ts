import { expect, test } from 'vitest';
import type { AddressTerm } from '../../../grammars/model/address.ts';
import type { Match } from '../../../grammars/model/filter.ts';
import { filterOf } from '../../../test/support/filter-device.ts';
import { compareFilters } from './compare.ts';

/** What a list of one permit with this match lets pass, in words. */
function wordsOf(match: Partial<Match>): readonly string[] {
  const none = filterOf('none', [], { family: 'both' });
  const one = filterOf('one', ['permit ip any any'], { family: 'both' });
  const rules = one.rules.map((rule) => ({ ...rule, matches: [{ family: 'both' as const, ...match }] }));
  const difference = compareFilters({ filters: [none], chosen: [0] }, { filters: [{ ...one, rules }], chosen: [0] });
  return difference!.newlyPermitted.list;
}

test('values are listed in order, neighbours as one range', () => {
  const but = { anyOf: [0, 8].map((type) => ({ type: { first: type, last: type } })), negated: true };
  const icmp = { anyOf: [{ first: 1, last: 1 }] };
  expect(wordsOf({ family: 'ipv4', protocol: icmp, icmp: but })).toEqual(['ipv4 icmp type 1-7, 9-255']);
});

test('of addresses that are too many to look at, the rest is announced', () => {
  const anyOf = Array.from(
    { length: 300 },
    (_, at): AddressTerm => ({
      kind: 'prefix',
      family: 'ipv6',
      address: (0x2001_0db8n << 96n) | ((BigInt(at) * 0x9e37_79b9_7f4a_7c15n) % (1n << 64n)),
      length: 128,
    }),
  );
  const [first, ...rest] = wordsOf({
    family: 'ipv6',
    destination: { anyOf },
    inInterface: { anyOf: [{ name: 'ge1' }] },
  });
  expect(first).toMatch(/^ipv6 ip to 2001:db8::, 2001:db8::[\da-f:]+, .*, … in ge1$/);
  expect(rest).toEqual(['ipv6 ip to …']);
});
