import { expect, test } from 'vitest';
import { cpuTime } from '../../../test/support/cpu-time.ts';
import fc from '../../../test/support/seeded.ts';
import { matchesGlob } from './glob.ts';

test.each<[string, string, boolean]>([
  ['r1.cfg', 'r1.cfg', true],
  ['r1.cfg', '*.cfg', true],
  ['site/r1.cfg', '*.cfg', false],
  ['site/r1.cfg', '**/*.cfg', true],
  ['r1.cfg', '**/*.cfg', true],
  ['a/b/c/r1.cfg', 'a/**/r1.cfg', true],
  ['a/r1.cfg', 'a/**/r1.cfg', true],
  ['a/b/c', 'a/**', true],
  ['a', 'a/**', true],
  ['b/c', 'a/**', false],
  ['a/b/c/d', '**/b/**/d', true],
  ['a/b/b/d', '**/b/d', true],
  ['site/.hidden', 'site/*', true],
  ['site/r1.cfg', 'site/r?.cfg', true],
  ['site/r10.cfg', 'site/r?.cfg', false],
  ['r3.cfg', 'r[1-5].cfg', true],
  ['r7.cfg', 'r[1-5].cfg', false],
  ['r7.cfg', 'r[!1-5].cfg', true],
  ['r1.conf', '*.{cfg,conf}', true],
  ['r1.text', '*.{cfg,conf}', false],
  ['x/r1.cfg', '{x,y}/{r,s}[12].{cfg,conf}', true],
  ['a{b.cfg', 'a{b.cfg', true],
  ['a.b', 'a?b', true],
  ['a/b', 'a?b', false],
  ['', '', true],
  ['a', '', false],
  ['a+(b).cfg', 'a+(b).cfg', true],
])('%j against %j: %j', (path, glob, expected) => {
  expect(matchesGlob(path, glob)).toBe(expected);
});

test('a path matches itself wherever it holds no sign of a glob', () => {
  const name = fc.stringMatching(/^[a-z.+()^$|\\-]{1,8}$/);
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (names) => {
      const path = names.join('/');
      expect(matchesGlob(path, path)).toBe(true);
      expect(matchesGlob(path, '**')).toBe(true);
      expect(matchesGlob(path, `**/${names.at(-1)}`)).toBe(true);
      expect(matchesGlob(path, `${path}x`)).toBe(false);
    }),
  );
});

test('no glob takes long', () => {
  const path = `${'a'.repeat(200)}/${'a/'.repeat(100)}b`;
  const started = cpuTime();
  for (const glob of [
    '*a'.repeat(100),
    `${'**/'.repeat(100)}c`,
    '{a,b}'.repeat(100),
    '{'.repeat(2000),
    `${'{a,'.repeat(500)}${'}'.repeat(500)}`,
  ])
    expect(matchesGlob(path, glob)).toBe(false);
  expect(cpuTime() - started).toBeLessThan(2_000);
});
