import { describe, expect, test } from 'vitest';
import { beforeFailure, failureOf, goOn, isOver, type PartPlan, startOf, type Walk, type WalkStep } from './walk.ts';

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
        if (signal.aborted) return true;
        steps = [...steps, step(one, states[one]!)];
        tell(steps);
      }
      return true;
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
    expect([shape(failed), isOver(failed), failureOf(failed)?.id]).toEqual([
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
    const mended = await goOn(beforeFailure(failed, plans), plans, () => {}, never);
    expect(shape(mended)).toBe('a ok, b ok | c ok, d ok | e ok > 3');
    expect(asked).toEqual(['a', 'b', 'c', 'd', 'd', 'e']);
    expect(beforeFailure(mended, plans)).toBe(mended);
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

  test('stops before a part that is not allowed', async () => {
    let allowed = false;
    const asked: string[] = [];
    const [one, two] = plansOf({ a: 'ok', b: 'ok', c: 'ok', d: 'ok' }, asked);
    const plans = [one!, { ...two!, take: async (...given) => allowed && two!.take(...given) } satisfies PartPlan];
    const stopped = await goOn(startOf(plans), plans, () => {}, never);
    expect([shape(stopped), isOver(stopped)]).toEqual(['a ok, b ok |  > 1', false]);
    allowed = true;
    expect(shape(await goOn(stopped, plans, () => {}, never))).toBe('a ok, b ok | c ok, d ok > 2');
  });

  test('comes to an error before a warning, of the last part that fails', () => {
    const parts = [
      { id: '1', title: TEXT, steps: [step('a', 'error')] },
      { id: '2', title: TEXT, steps: [step('b', 'warning'), step('c', 'error')] },
      { id: '3', title: TEXT, steps: [step('d', 'ok')] },
    ];
    expect(failureOf({ parts, next: 3 })?.id).toBe('c');
    expect(failureOf({ parts: parts.slice(2), next: 1 })).toBeUndefined();
  });

  test('keeps what held on the wire where the files fail too', async () => {
    const asked: string[] = [];
    const states: Record<string, WalkStep['state']> = { a: 'ok', b: 'error', c: 'ok', d: 'error', e: 'ok' };
    const [files, live, last] = plansOf(states, asked);
    const { endsWalk: _, ...free } = files!;
    const plans = [free, live!, last!];
    const failed = await goOn(startOf(plans), plans, () => {}, never);
    expect(shape(failed)).toBe('a ok, b error | c ok, d error |  > 2');
    const again = beforeFailure(failed, plans);
    expect(shape(again)).toBe('a ok | c ok |  > 0');
    states.d = 'ok';
    expect(shape(await goOn(again, plans, () => {}, never))).toBe('a ok, b error | c ok, d ok | e ok > 3');
    expect(asked).toEqual(['a', 'b', 'c', 'd', 'b', 'd', 'e']);
  });
});
