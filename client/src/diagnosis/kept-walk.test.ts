import { describe, expect, test } from 'vitest';
import { keptWalk, readKeptWalk, restored } from './kept-walk.ts';
import type { Walk, WalkStep } from './walk.ts';

const SAID = { en: 'Denied.', 'zh-cn': '拒绝。' };
const RANGE = { start: { line: 6, character: 0 }, end: { line: 6, character: 9 } };
const SECRET_LINE = 'neighbor 192.0.2.1 password hunter2';
const QUESTION = {
  kind: 'chain',
  title: 'Way out',
  params: { uri: 'file:///site/a.cfg' },
  target: '192.0.2.9:443',
} as const;

const step = (id: string, more: Partial<WalkStep>): WalkStep => ({
  id,
  title: SAID,
  state: 'error',
  text: SAID,
  ...more,
});
const WALK: Walk = {
  parts: [
    { id: 'files', title: SAID, steps: [step('tcp', { line: { uri: 'file:///a', range: RANGE, text: SECRET_LINE } })] },
    { id: 'live', title: SAID, steps: [step('ping', { came: SAID }), step('asking', { state: 'running' })] },
  ],
  next: 1,
};

describe('a walk that is kept', () => {
  test('is taken up where it was: what ran is asked again, lines are read anew', async () => {
    const stored: unknown = JSON.parse(JSON.stringify(keptWalk(QUESTION, WALK)));
    const kept = readKeptWalk(stored)!;
    expect(kept).toMatchObject(QUESTION);
    const walk = await restored(kept, async () => `  ${SECRET_LINE}`);
    expect(walk).toEqual({
      parts: [WALK.parts[0], { ...WALK.parts[1], steps: [WALK.parts[1]!.steps[0]] }],
      next: 1,
    });
  });

  test('holds no line of a file and no secret', () => {
    const said = 'it says password=hunter2 and community: hunter2';
    const leaky: Walk = {
      ...WALK,
      parts: [...WALK.parts, { id: 'x', title: SAID, steps: [step('y', { came: { en: said, 'zh-cn': said } })] }],
    };
    expect(JSON.stringify(keptWalk(QUESTION, leaky))).not.toMatch(/hunter2|neighbor/);
  });

  test('does not show a line that reads otherwise now, nor one that is gone', async () => {
    const kept = keptWalk(QUESTION, WALK)!;
    const changed = (await restored(kept, async () => 'permit ip any any')).parts[0]!.steps[0]!;
    expect(changed.line).toBeUndefined();
    expect(changed.lineText?.en).toContain('has changed');
    expect((await restored(kept, async () => undefined)).parts[0]!.steps[0]!.line).toBeUndefined();
  });

  test('is passed over where it is something else, and is not kept where it is too large', () => {
    const kept = keptWalk(QUESTION, WALK)!;
    for (const other of [undefined, 7, {}, { ...kept, kind: 'other' }, { ...kept, parts: [{ id: 'a' }] }]) {
      expect(readKeptWalk(other)).toBeUndefined();
    }
    const first = kept.parts[0]!;
    const wrong = { ...first, steps: [{ ...first.steps[0]!, state: 'running' }] };
    expect(readKeptWalk({ ...kept, parts: [wrong] })).toBeUndefined();
    const long = { en: 'x'.repeat(300_000), 'zh-cn': 'x' };
    expect(keptWalk(QUESTION, { ...WALK, parts: [{ id: 'x', title: SAID, steps: [step('y', { text: long })] }] })).toBe(
      undefined,
    );
  });
});
