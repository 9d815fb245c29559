import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { probes } from './index.ts';
import type { Observation, Probe } from './probe.ts';

const page = (id: string): string => readFileSync(resolve(import.meta.dirname, id, 'README.md'), 'utf8');

/** Observations of its recordings, and those made of outputs that were saved there. */
function recorded({ id, fromSaved }: Probe): readonly Observation[] {
  const folder = resolve(import.meta.dirname, id, 'recordings');
  const target = { host: '127.0.0.1', rulePlace: { place: 1 } };
  return globSync('*.{json,txt}', { cwd: folder }).flatMap((name): readonly Observation[] => {
    const text = readFileSync(resolve(folder, name), 'utf8');
    const saved = name.endsWith('.txt') ? fromSaved?.(text, target, 0)?.observation : undefined;
    if (name.endsWith('.txt')) return saved ? [saved] : [];
    const all = JSON.parse(text) as Readonly<Record<string, { readonly observation: Observation }>>;
    return Object.values(all).map(({ observation }) => observation);
  });
}

describe.each(Object.values(probes).map((probe) => [probe.id, probe] as const))('%s', (id, probe) => {
  const { grounds } = probe;

  test('names what it follows', () => {
    expect(grounds.source).toMatch(/\S{3}/);
  });

  test('has thresholds for verdicts that its page names, in both languages', () => {
    for (const [code, threshold] of Object.entries(grounds.thresholds ?? {})) {
      expect(page(id)).toContain(`\`${code}\``);
      for (const text of [threshold.en, threshold['zh-cn']]) expect(text).toMatch(/[^.。]$/);
      expect(threshold['zh-cn']).toMatch(/\p{Script=Han}/u);
      expect(`${threshold.en}${threshold['zh-cn']}`).not.toMatch(/NaN|undefined/);
      expect(threshold.en.match(/\d+/g)?.sort()).toEqual(threshold['zh-cn'].match(/\d+/g)?.sort());
    }
  });

  test.skipIf(!grounds.measure)(
    `measures in one unit, or counts, and does so in what was recorded${grounds.measure ? '' : ' (skipped: it measures nothing)'}`,
    () => {
      expect(['ms', 's', 'd', 'B', 'Mbit/s', '']).toContain(grounds.measure?.unit);
      const values = recorded(probe).flatMap((observation) => probe.measured(observation) ?? []);
      expect(values.length).toBeGreaterThan(0);
      for (const value of values) expect(Number.isFinite(value)).toBe(true);
    },
  );
});

/** Of the steps of a walk; what devices say is in their verdicts. */
const TOLD = ['reachability', 'path', 'tcp', 'stun', 'dns', 'pmtu', 'tls', 'nat-udp-lifetime'] as const;
const TOLD_HERE = ['sockets', 'conntrack', 'sysctl'] as const;

test.each([...TOLD, ...TOLD_HERE])('%s tells what came back in a sentence of each language', (id) => {
  const all = recorded(probes[id]);
  expect(all.length).toBeGreaterThan(0);
  for (const observation of all) {
    const { en, 'zh-cn': zh } = probes[id].cameBack(observation)!;
    expect(en).toMatch(/\.$/);
    expect(zh).toMatch(/。$/);
    for (const text of [en, zh]) expect(text).not.toMatch(/undefined|NaN|\[object|[,;:] *[.;。]/);
    // The same numbers, in whatever order.
    if (id !== 'tls') expect(en.match(/\d+/g)?.sort()).toEqual(zh.match(/\d+/g)?.sort());
  }
});

test('a probe measures only what it has seen itself', () => {
  const target = { host: '10.0.0.1', port: 443 };
  const attempts = [3, 1, 2].map((ms) => ({ end: 'open', ms }));
  const seen = { target, addresses: [{ address: '10.0.0.1', family: 'ipv4', attempts }] };
  expect(probes.tcp.measured({ ...seen, probe: 'tcp' } as never)).toBe(2);
  expect(probes.tcp.measured({ ...seen, probe: 'stun' } as never)).toBeUndefined();
});
