import { expect, test } from 'vitest';
import { tcpRun } from '../../../test/support/kept-runs.ts';
import { runsOf, runTree } from './run-tree.ts';

// The latest first: one target is dropped now and was open before, the other is open.
const RUNS = [tcpRun(3, undefined), tcpRun(2, 400, '10.0.0.2'), tcpRun(1, 5), tcpRun(0, 4)];

test('runs stand by target and probe, those of the latest run first', () => {
  const tree = runTree(RUNS);
  expect(tree.map(({ name, level }) => [name, level])).toEqual([
    ['10.0.0.1:443', 'error'],
    ['10.0.0.2:443', 'warning'],
  ]);
  expect(tree[0]!.probes.map(({ probe, runs }) => [probe, runs.length])).toEqual([['tcp', 3]]);
  expect(runsOf(tree[0]!)).toEqual([RUNS[0], RUNS[2], RUNS[3]]);
});

test('every node has an id of its own', () => {
  const ids = runTree(RUNS).flatMap((target) => [
    target.id,
    ...target.probes.flatMap((probe) => [probe.id, ...probe.runs.map(({ id }) => id)]),
  ]);
  expect(new Set(ids).size).toBe(ids.length);
  expect(runTree([])).toEqual([]);
});
