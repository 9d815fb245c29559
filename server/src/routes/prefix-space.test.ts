import { expect, test } from 'vitest';
import { parsePrefix } from '../../../grammars/model/address.ts';
import type { PrefixListEntry } from '../../../grammars/model/routing.ts';
import fc from '../../../test/support/seeded.ts';
import { entries, matchesEntry, universe } from '../../../test/support/small-routes.ts';
import { deadEntries, permittedBy } from './prefix-lists.ts';
import {
  difference,
  everything,
  holdsPrefix,
  intersection,
  isEmpty,
  nothing,
  type PrefixSpace,
  shortest,
  union,
  unionOf,
} from './prefix-space.ts';

const spaces = entries.map((list) => unionOf('ipv4', list));
const members = (space: PrefixSpace): string[] =>
  universe.filter((prefix) => holdsPrefix(space, prefix)).map((prefix) => `${prefix.address}/${prefix.length}`);

test('union, intersection and difference are those of the sets of prefixes', () => {
  fc.assert(
    fc.property(spaces, spaces, (a, b) => {
      const [x, y] = [new Set(members(a)), new Set(members(b))];
      expect(members(union(a, b))).toEqual(
        members(a)
          .concat([...y].filter((one) => !x.has(one)))
          .sort(inOrder),
      );
      expect(members(intersection(a, b))).toEqual(members(a).filter((one) => y.has(one)));
      expect(members(difference(a, b))).toEqual(members(a).filter((one) => !y.has(one)));
      expect(isEmpty(difference(a, a))).toBe(true);
    }),
  );
});

test('with all prefixes and with none, the operations are those of sets', () => {
  const [all, none] = [everything('ipv4'), nothing('ipv4')];
  fc.assert(
    fc.property(spaces, (a) => {
      const own = members(a);
      for (const same of [
        union(a, none),
        union(none, a),
        intersection(a, all),
        intersection(all, a),
        difference(a, none),
      ])
        expect(members(same)).toEqual(own);
      for (const whole of [union(a, all), union(all, a), union(difference(all, a), a)])
        expect(members(whole)).toEqual(members(all));
      for (const empty of [intersection(a, none), intersection(none, a), difference(a, all), difference(none, a)])
        expect(isEmpty(empty)).toBe(true);
      expect(members(difference(all, a))).toEqual(members(all).filter((one) => !own.includes(one)));
    }),
  );
});

const order = new Map(universe.map((prefix, i) => [`${prefix.address}/${prefix.length}`, i]));
const inOrder = (a: string, b: string): number => order.get(a)! - order.get(b)!;

test('the first entry of a list that matches decides', () => {
  fc.assert(
    fc.property(entries, (list) => {
      const permitted = permittedBy(list, 'ipv4');
      for (const prefix of universe)
        expect(holdsPrefix(permitted, prefix)).toBe(
          list.find((entry) => matchesEntry(entry, prefix))?.action === 'permit',
        );
    }),
  );
});

test('an entry is dead when and only when nothing comes to it, and the witness shows who decides', () => {
  fc.assert(
    fc.property(entries, (list) => {
      const reached = (index: number): boolean =>
        universe.some((prefix) => list.findIndex((entry) => matchesEntry(entry, prefix)) === index);
      const matching = list.map((entry) => universe.some((prefix) => matchesEntry(entry, prefix)));
      const dead = deadEntries(list);
      expect(dead.map(({ entry }) => entry)).toEqual(list.flatMap((_, i) => (matching[i] && !reached(i) ? [i] : [])));
      for (const { entry, witness, decider, deciders, conflicting } of dead) {
        expect(matchesEntry(list[entry]!, witness)).toBe(true);
        expect(list.findIndex((one) => matchesEntry(one, witness))).toBe(decider);
        expect(conflicting).toBe(deciders.some((one) => list[one]!.action !== list[entry]!.action));
      }
    }),
  );
});

test('the shortest prefix of 10.0.0.0/8 ge 24 is 10.0.0.0/24', () => {
  const entry = { prefix: parsePrefix('10.0.0.0/8')!, lengths: { first: 24, last: 32 } } as PrefixListEntry;
  expect(shortest(unionOf('ipv4', [entry]))).toEqual(parsePrefix('10.0.0.0/24'));
});
