import { describe, expect, test } from 'vitest';
import { beforeFailure, firstFailure, goOn, isOver, type PartPlan, startOf, type Walk, type WalkStep } from './walk.ts';

const TEXT = { en: 'x', 'zh-cn': 'x' };
const step = (id: string, state: WalkStep['state']): WalkStep => ({ id, title: TEXT, state });

/** Parts whose steps answer as told; `asked` is what was asked of them. */
function plansOf(states: Readonly<Record<string, WalkStep['state']>>, asked: string[], stop?: () => void): PartPlan[] {
  const part = (id: string, ids: readonly string[]): PartPlan => ({
    id,
    title: TEXT,
    endsWalk: true,
    take: async (known, tell, signal) => {
      let steps = known;
      for (const one of ids) {
        if (signal.aborted || known.some((before) => before.id === one)) continue;
        tell([...steps, step(one, 'running')]);
        asked.push(one);
        if (states[one] === 'running') stop?.();
        if (signal.aborted) return;
        steps = [...steps, step(one, states[one]!)];
        tell(steps);
      }
    },
  });
  return [part('1', ['a', 'b']), part('2', ['c', 'd']), part('3', ['e'])];
}

const shape = ({ parts, next }: Walk): string =>
  `${parts.map(({ steps }) => steps.map(({ id, state }) => `${id} ${state}`).join(', ')).join(' | ')} > ${next}`;

const never = new AbortController().signal;

describe('a walk', () => {
  test('goes through its parts, and tells of each step as it comes', async () => {
    const asked: string[] = [];
    const told: string[] = [];
    const plans = plansOf({ a: 'ok', b: 'info', c: 'ok', d: 'unknown', e: 'skipped' }, asked);
    const walk = await goOn(startOf(plans), plans, (one) => told.push(shape(one)), never);
    expect(shape(walk)).toBe('a ok, b info | c ok, d unknown | e skipped > 3');
    expect(isOver(walk)).toBe(true);
    expect(told.slice(0, 3)).toEqual(['a running |  |  > 0', 'a ok |  |  > 0', 'a ok, b running |  |  > 0']);
  });

  test('ends with the part that fails, and goes on behind it', async () => {
    const asked: string[] = [];
    const plans = plansOf({ a: 'ok', b: 'ok', c: 'error', d: 'ok', e: 'ok' }, asked);
    const failed = await goOn(startOf(plans), plans, () => {}, never);
    expect([shape(failed), isOver(failed), firstFailure(failed)?.id]).toEqual([
      'a ok, b ok | c error, d ok |  > 2',
      false,
      'c',
    ]);
    const on = await goOn(failed, plans, () => {}, never);
    expect(shape(on)).toBe('a ok, b ok | c error, d ok | e ok > 3');
    expect(asked).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('is taken up from the failing step again: what held is not asked', async () => {
    const asked: string[] = [];
    const states: Record<string, WalkStep['state']> = { a: 'ok', b: 'ok', c: 'ok', d: 'warning', e: 'ok' };
    const plans = plansOf(states, asked);
    const failed = await goOn(startOf(plans), plans, () => {}, never);
    states.d = 'ok';
    const mended = await goOn(beforeFailure(failed), plans, () => {}, never);
    expect(shape(mended)).toBe('a ok, b ok | c ok, d ok | e ok > 3');
    expect(asked).toEqual(['a', 'b', 'c', 'd', 'd', 'e']);
    expect(beforeFailure(mended)).toBe(mended);
  });

  test('that is stopped forgets what ran, and asks it again when it goes on', async () => {
    const asked: string[] = [];
    const states: Record<string, WalkStep['state']> = { a: 'ok', b: 'running', c: 'ok', d: 'ok', e: 'ok' };
    const stop = new AbortController();
    const plans = plansOf(states, asked, () => stop.abort());
    const stopped = await goOn(startOf(plans), plans, () => {}, stop.signal);
    expect(shape(stopped)).toBe('a ok |  |  > 0');
    states.b = 'ok';
    const on = await goOn(stopped, plans, () => {}, never);
    expect(shape(on)).toBe('a ok, b ok | c ok, d ok | e ok > 3');
    expect(asked).toEqual(['a', 'b', 'b', 'c', 'd', 'e']);
  });

  test('names an error before a warning', () => {
    const parts = [{ id: '1', title: TEXT, steps: [step('a', 'warning'), step('b', 'error')] }];
    expect(firstFailure({ parts, next: 1 })?.id).toBe('b');
  });
});
