import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendProbeLog, type ProbeRun } from './probe-log.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'netreview-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run: ProbeRun = {
  started: Date.UTC(2026, 0, 2, 3, 4, 5),
  probe: 'tcp',
  target: { host: '10.0.0.1', port: 443 },
  plan: [{ en: 'a connect', 'zh-cn': '连接' }],
  verdict: { level: 'ok', code: 'open', text: { en: 'secret of a peer', 'zh-cn': 'secret of a peer' } },
};
const log = (): string => join(folder, '.netreview', 'probe-log.ndjson');

test('each run is a line: who, when, what, whom, verdict; nothing of what the peer said', () => {
  mkdirSync(join(folder, '.netreview'));
  expect(appendProbeLog(folder, run) && appendProbeLog(folder, run)).toBe(true);
  const lines = readFileSync(log(), 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(2);
  expect(JSON.parse(lines[0]!)).toMatchObject({
    at: '2026-01-02T03:04:05.000Z',
    probe: 'tcp',
    target: '10.0.0.1:443',
    sent: ['a connect'],
    verdict: 'ok open',
  });
  expect(lines[0]).not.toContain('secret');
});

test('a folder without .netreview gets none', () => {
  expect(appendProbeLog(folder, run)).toBe(false);
  expect(existsSync(join(folder, '.netreview'))).toBe(false);
});

test('a link is not followed, neither the file nor the folder', () => {
  const elsewhere = join(folder, 'elsewhere');
  writeFileSync(elsewhere, 'mine\n');
  mkdirSync(join(folder, '.netreview'));
  symlinkSync(elsewhere, log());
  expect(appendProbeLog(folder, run)).toBe(false);
  expect(readFileSync(elsewhere, 'utf8')).toBe('mine\n');
  rmSync(join(folder, '.netreview'), { recursive: true });
  mkdirSync(join(folder, 'other'));
  symlinkSync(join(folder, 'other'), join(folder, '.netreview'));
  expect(appendProbeLog(folder, run)).toBe(false);
  expect(existsSync(join(folder, 'other', 'probe-log.ndjson'))).toBe(false);
});
