import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyFixes, selectFixes } from '../server/src/review/fix-all.ts';
import { chooseDialect } from '../server/src/review/prepare.ts';
import { CORPUS_ABSENT, corpusFiles } from './support/corpus.ts';
import { reviewText } from './support/rule-examples.ts';

/** More rounds than any text here needs. */
const ROUNDS = 12;

/** Applies every fix, safe or not, until none is left. @returns how that ended. */
async function outcome(text: string, dialect: string): Promise<'done' | 'back at an earlier text' | 'never done'> {
  const seen = new Set([text]);
  let current = text;
  for (let round = 0; round < ROUNDS; round += 1) {
    const { findings } = await reviewText(current, dialect);
    const fixes = selectFixes(findings, { unsafe: true });
    if (fixes.length === 0) return 'done';
    current = applyFixes(current, fixes);
    if (seen.has(current)) return 'back at an earlier text';
    seen.add(current);
  }
  return 'never done';
}

const table = (name: string, ...rules: string[]): string =>
  `*${name}\n:${name === 'nat' ? 'POSTROUTING' : 'FORWARD'} ACCEPT [0:0]\n${name === 'nat' ? '' : ':WEB - [0:0]\n'}${rules.join('\n')}\nCOMMIT\n`;

const TWINS: readonly (readonly [string, string])[] = [
  [
    'a permit and a deny of the same packets',
    table('filter', '-A FORWARD -p tcp --dport 80 -j ACCEPT', '-A FORWARD -p tcp --dport 80 -j DROP'),
  ],
  [
    'two that together hold a third',
    table(
      'filter',
      '-A FORWARD -p tcp --dport 80 -j ACCEPT',
      '-A FORWARD -p tcp --dport 81 -j ACCEPT',
      '-A FORWARD -p tcp --dport 80:81 -j DROP',
    ),
  ],
  [
    'two translations of the same packets',
    table(
      'nat',
      '-A POSTROUTING -s 10.0.0.0/8 -o eth0 -j MASQUERADE',
      '-A POSTROUTING -s 10.0.0.0/8 -o eth0 -j SNAT --to-source 192.0.2.9',
    ),
  ],
  [
    'a rule and the chain that decides its packets',
    table('filter', '-A FORWARD -p tcp --dport 80 -j WEB', '-A FORWARD -p tcp --dport 80 -j DROP', '-A WEB -j ACCEPT'),
  ],
];

describe('fixes that change packets settle', () => {
  test.each(TWINS)('%s', async (_, text) => {
    expect(await outcome(text, 'iptables')).toBe('done');
  });

  test('a move that leaves the passed rule something is offered', async () => {
    const text = table('filter', '-A FORWARD -p tcp --dport 80:90 -j ACCEPT', '-A FORWARD -p tcp --dport 80 -j DROP');
    const { findings } = await reviewText(text, 'iptables');
    expect(applyFixes(text, selectFixes(findings, { rule: 'acl/shadowed-rule', unsafe: true }))).toMatch(
      /--dport 80 -j DROP\n.*--dport 80:90/,
    );
    expect(await outcome(text, 'iptables')).toBe('done');
  });

  const files = globSync(['samples/*/*', 'grammars/dialects/*/fixtures/*']).flatMap((from) => {
    const text = readFileSync(from, 'utf8');
    const dialect = chooseDialect({ text, path: from })?.dialect.id;
    return dialect === undefined ? [] : [[from, text, dialect] as const];
  });
  test.each(files)('no two undo each other in %s', async (_, text, dialect) => {
    expect(await outcome(text, dialect)).toBe('done');
  });

  test.skipIf(CORPUS_ABSENT !== '')(
    `in other people's rule files${CORPUS_ABSENT}`,
    async () => {
      const rulesFiles = corpusFiles().filter(({ dialect, text }) => dialect === 'iptables' && text.length < 100_000);
      expect(rulesFiles.length).toBeGreaterThan(10);
      const circles: string[] = [];
      for (const { path, text } of rulesFiles) if ((await outcome(text, 'iptables')) !== 'done') circles.push(path);
      expect(circles).toEqual([]);
    },
    120_000,
  );
});
