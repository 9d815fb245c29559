import { expect, test } from 'vitest';
import { parsePrefix } from '../../../grammars/model/address.ts';
import fc from '../../../test/support/seeded.ts';
import { entries, universe } from '../../../test/support/small-routes.ts';
import { permittedBy } from './prefix-lists.ts';
import { difference, everything, holdsPrefix, type PrefixSpace, unionOf, within } from './prefix-space.ts';
import { prefixTexts } from './prefix-text.ts';

/** As an operator reads them. */
function readBack(texts: readonly string[]): PrefixSpace {
  return unionOf(
    'ipv4',
    texts.map((text) => {
      const [, written, ge, le] = /^(\S+)(?: ge (\d+))?(?: le (\d+))?$/.exec(text)!;
      const prefix = parsePrefix(written!)!;
      const first = ge === undefined ? prefix.length : Number(ge);
      return { prefix, lengths: { first, last: le === undefined ? prefix.length : Number(le) } };
    }),
  );
}

test('the entries are all of the set and nothing else', () => {
  fc.assert(
    fc.property(entries, (list) => {
      const space = permittedBy(list, 'ipv4');
      const { list: texts, more, except } = prefixTexts(space, 40);
      expect([more, except]).toEqual([false, false]);
      const back = readBack(texts);
      for (const prefix of universe) expect(holdsPrefix(back, prefix)).toBe(holdsPrefix(space, prefix));
    }),
  );
});

test('a set is as few entries as one would write', () => {
  const without = (prefix: string, first: number, last: number): PrefixSpace =>
    difference(everything('ipv4'), within(parsePrefix(prefix)!, { first, last }));
  expect(prefixTexts(everything('ipv4')).list).toEqual(['0.0.0.0/0 le 32']);
  expect(prefixTexts(within(parsePrefix('10.0.0.0/8')!, { first: 24, last: 24 })).list).toEqual([
    '10.0.0.0/8 ge 24 le 24',
  ]);
  expect(prefixTexts(without('0.0.0.0/0', 25, 32)).list).toEqual(['0.0.0.0/0 le 24']);
  expect(prefixTexts(without('0.0.0.0/0', 0, 0), 2)).toEqual({
    list: ['0.0.0.0/0 ge 1 le 32'],
    more: false,
    except: false,
  });
  expect(prefixTexts(without('10.0.0.0/8', 8, 32))).toEqual({ list: ['10.0.0.0/8 le 32'], more: false, except: true });
  const neither = difference(
    within(parsePrefix('0.0.0.0/1')!, { first: 1, last: 32 }),
    within(parsePrefix('10.9.0.0/16')!, { first: 16, last: 32 }),
  );
  expect(prefixTexts(neither, 2)).toMatchObject({ more: true, except: false });
});
