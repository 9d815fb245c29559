import { expect, test } from 'vitest';
import { applyEdits, type TextEdit } from '../../../grammars/text/edit.ts';
import fc from '../../../test/support/seeded.ts';
import type { Finding } from './finding.ts';
import { fixUntilStable } from './fix-until-stable.ts';
import type { Prepared } from './prepare.ts';

/** A document is no more than its text here: the rounds come from the test. */
const prepared = (text: string): Prepared => ({ text }) as Prepared;

const finding = (edits: readonly TextEdit[], safety: 'safe' | 'unsafe' = 'safe'): Finding => ({
  rule: 'x/y',
  severity: 'info',
  span: { start: 0, end: 0 },
  text: { en: '', 'zh-cn': '' },
  related: [],
  fixes: [{ title: { en: '', 'zh-cn': '' }, safety, edits }],
});

const replace = (start: number, end: number, newText: string): TextEdit => ({ span: { start, end }, newText });

test('the edits of several rounds make the last text from the first', async () => {
  const round = fc.array(
    fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(6),
      newText: fc.string({ maxLength: 4 }),
    }),
    { maxLength: 4 },
  );
  await fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 40 }), fc.array(round, { maxLength: 6 }), async (text, rounds) => {
      const left = [...rounds];
      const { edits, prepared: last } = await fixUntilStable(prepared(text), {}, prepared, async (document) =>
        (left.shift() ?? []).map(({ at, length, newText }) => {
          const start = Math.floor(at * document.text.length);
          return finding([replace(start, Math.min(document.text.length, start + length), newText)]);
        }),
      );
      expect(applyEdits(text, edits)).toBe(last.text);
    }),
    { numRuns: 500 },
  );
});

test('what no fix touches is in no edit', async () => {
  const rounds = [[finding([replace(1, 2, 'BB')])], [finding([replace(7, 8, '')])]];
  const { edits, fixed } = await fixUntilStable(prepared('abcdefgh'), {}, prepared, async () => rounds.shift() ?? []);
  expect(fixed).toBe(2);
  expect(edits).toEqual([replace(1, 2, 'BB'), replace(6, 7, '')]);
});

test('ends when fixes breed findings without end, and takes no unsafe one unasked', async () => {
  const endless = await fixUntilStable(prepared(''), {}, prepared, async () => [finding([replace(0, 0, 'a')])]);
  expect(endless.fixed).toBe(10);
  const unsafe = async () => [finding([replace(0, 0, 'a')], 'unsafe')];
  expect((await fixUntilStable(prepared(''), {}, prepared, unsafe)).edits).toEqual([]);
});

test('ends before two fixes that undo each other go round', async () => {
  const turned = (document: Prepared) => finding([replace(0, 1, document.text === 'a' ? 'b' : 'a')]);
  const { fixed, prepared: last } = await fixUntilStable(prepared('a'), {}, prepared, async (one) => [turned(one)]);
  expect([fixed, last.text]).toEqual([1, 'b']);
});

test('a round after which nobody claims the text is not taken', async () => {
  const { prepared: last, edits } = await fixUntilStable(
    prepared('text'),
    {},
    () => undefined,
    async () => [finding([replace(0, 4, '')])],
  );
  expect(last.text).toBe('text');
  expect(edits).toEqual([]);
});
