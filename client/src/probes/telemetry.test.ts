import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Observation } from './probe.ts';
import { appendTelemetry, type MeasuredRun, measuresOf } from './telemetry.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'netreview-telemetry-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const observation = {
  probe: 'tcp',
  target: { host: '10.0.0.1', port: 443 },
  banner: 'a word of the peer',
  whole: true,
  state: { lost: 0.5, name: 'x' },
  attempts: [
    { end: 'open', ms: 10, inner: [1, 2] },
    { end: 'open', ms: 30, inner: [3] },
  ],
} as Observation;
const run: MeasuredRun = {
  started: Date.UTC(2026, 0, 2, 3, 4, 5),
  probe: 'tcp',
  target: { host: '10.0.0.1', port: 443 },
  addresses: [{ family: 'ipv4', text: '10.0.0.1' }],
  plan: [],
  observation,
  verdict: { level: 'info', code: 'slow', text: { en: 'said', 'zh-cn': 'said' } },
};
const file = (): string => join(folder, '.netreview/telemetry/2026-01-02.ndjson');

test('numbers by the way to them, lists by length, mean and maximum; never a word', () => {
  expect(measuresOf(observation)).toEqual({
    whole: 1,
    'state.lost': 0.5,
    'attempts.count': 2,
    'attempts.ms.mean': 20,
    'attempts.ms.max': 30,
    'attempts.inner.count.mean': 1.5,
    'attempts.inner.count.max': 2,
    'attempts.inner.mean': 2,
    'attempts.inner.max': 3,
  });
});

test('fields that every record has are not overwritten, and there is an end to them', () => {
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, nth) => [`n${nth}`, nth]));
  const measures = measuresOf({ ...observation, ms: 7, t: 7, ok: false, ...many } as Observation);
  expect(Object.keys(measures).length).toBeLessThanOrEqual(80);
  for (const taken of ['ms', 't', 'ok', 'verdict']) expect(measures).not.toHaveProperty(taken);
  const deep = { ...observation, a: { b: { c: { d: { e: { f: { g: { h: 1 } } } } } } } } as Observation;
  expect(Object.keys(measuresOf(deep)).some((way) => way.endsWith('h'))).toBe(false);
});

test('a line a run, a file a day, for the user alone', () => {
  mkdirSync(join(folder, '.netreview'));
  expect(appendTelemetry(folder, run) && appendTelemetry(folder, run)).toBe(true);
  const lines = readFileSync(file(), 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(2);
  expect(JSON.parse(lines[0]!)).toMatchObject({
    ...{ t: '2026-01-02T03:04:05.000Z', probe: 'tcp', target: '10.0.0.1:443', af: ['ipv4'], ok: true, verdict: 'slow' },
    'attempts.ms.max': 30,
  });
  expect(lines[0]).not.toMatch(/word|said/);
  expect(statSync(file()).mode & 0o077).toBe(0);
});

test('a folder without .netreview gets none, and no link is followed', () => {
  expect(appendTelemetry(folder, run)).toBe(false);
  mkdirSync(join(folder, '.netreview'));
  mkdirSync(join(folder, 'elsewhere'));
  symlinkSync(join(folder, 'elsewhere'), join(folder, '.netreview/telemetry'));
  expect(appendTelemetry(folder, run)).toBe(false);
  expect(existsSync(join(folder, 'elsewhere/2026-01-02.ndjson'))).toBe(false);
});
