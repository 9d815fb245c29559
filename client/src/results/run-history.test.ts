import { expect, test } from 'vitest';
import { tcpRun } from '../../../test/support/kept-runs.ts';
import type { KeptRun } from './kept-run.ts';
import { MOST_OF_ONE, MOST_RUNS, runHistory } from './run-history.ts';

function stored(first: readonly KeptRun[] = []) {
  let runs: unknown = first;
  let changes = 0;
  const store = {
    get: () => runs,
    set: async (next: readonly KeptRun[]) => {
      runs = JSON.parse(JSON.stringify(next));
    },
  };
  const open = () => runHistory(store, () => (changes += 1));
  return { open, changes: () => changes };
}

test('runs outlive the session, the latest first', () => {
  const store = stored();
  const history = store.open();
  for (const minute of [0, 1, 2]) history.add(tcpRun(minute, minute + 1));
  expect(store.changes()).toBe(3);
  expect(store.open().all).toEqual(history.all);
  expect(history.all.map(({ measured }) => measured)).toEqual([3, 2, 1]);
});

test('of one question and of all together the oldest go', () => {
  const history = stored().open();
  for (let minute = 0; minute < MOST_OF_ONE + 5; minute += 1) history.add(tcpRun(minute, minute));
  expect(history.all.length).toBe(MOST_OF_ONE);
  expect(history.all.at(-1)!.measured).toBe(5);
  for (let host = 0; host < MOST_RUNS; host += 1) history.add(tcpRun(100 + host, 1, `10.0.1.${host}`));
  expect(history.all.length).toBe(MOST_RUNS);
  expect(history.all.some(({ target }) => target.host === '10.0.0.1')).toBe(false);
});

test('runs are taken away one by one and all at once', () => {
  const store = stored([tcpRun(1, 1), tcpRun(0, 2)]);
  const history = store.open();
  history.remove(new Set([history.all[0]!.id]));
  expect(history.all.map(({ measured }) => measured)).toEqual([2]);
  history.remove(new Set(history.all.map(({ id }) => id)));
  expect(store.open().all).toEqual([]);
});
