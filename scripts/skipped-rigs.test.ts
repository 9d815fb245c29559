import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { skippedRigs } from './skipped-rigs.ts';

const root = resolve(import.meta.dirname, '..');

test('one line for each rig, with its reason and how many tests it has', () => {
  const rig = 'a real stayrtr (skipped: no stayrtr; Debian package stayrtr)';
  const name = '/somewhere/client/src/probes/rpki/rpki.test.ts';
  expect(
    skippedRigs({
      testResults: [
        {
          name,
          assertionResults: [
            { status: 'skipped', ancestorTitles: [rig], title: 'one' },
            { status: 'skipped', ancestorTitles: [rig], title: 'two' },
            { status: 'passed', ancestorTitles: [], title: 'three' },
            {
              status: 'pending',
              ancestorTitles: ['a suite'],
              title: 'four (skipped: no nft; Debian package nftables)',
            },
            { status: 'skipped', ancestorTitles: ['a suite'], title: 'five' },
          ],
        },
      ],
    }),
  ).toEqual([
    'skipped: client/src/probes/rpki/rpki.test.ts: a real stayrtr (2): no stayrtr; Debian package stayrtr',
    'skipped: client/src/probes/rpki/rpki.test.ts: four (1): no nft; Debian package nftables',
    'skipped: client/src/probes/rpki/rpki.test.ts: a suite > five (1): no reason given',
  ]);
});

describe('whoever skips says why', () => {
  const files = globSync('{client,grammars,scripts,server,test}/**/*.test.ts', { cwd: root });

  test.each(files.filter((file) => /\.skipIf\(/.test(readFileSync(resolve(root, file), 'utf8'))))('%s', (file) => {
    const text = readFileSync(resolve(root, file), 'utf8');
    const skips = [...text.matchAll(/\.skipIf\(((?:[^()]|\([^()]*\))*)\)\(\s*([^\n]*)/g)];
    for (const [all, condition, title] of skips) {
      // A title that is made elsewhere, or from what its condition says; each reason that may hold is part of it.
      const reasons = condition!.match(/\b\w*(?:Absent|ABSENT|absent)\b/g) ?? [];
      expect(
        reasons.every((reason) => title!.includes(reason)),
        all,
      ).toBe(true);
      expect(title, all).toMatch(/skipped: |\$\{|^\w+,/);
    }
  });
});
