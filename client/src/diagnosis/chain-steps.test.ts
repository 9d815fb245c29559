import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { judge } from '../probes/egress-chain/judge.ts';
import type { EgressChainObservation } from '../probes/egress-chain/observe.ts';
import type { WireDiagnosis } from '../protocol.ts';
import { chainSteps, fileSteps, keptOf } from './chain-steps.ts';
import { walkJson, walkMarkdown } from './report.ts';

const recordings = JSON.parse(
  readFileSync(new URL('../probes/egress-chain/recordings/observations.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, { readonly observation: EgressChainObservation }>>;
const recorded = (code: string): EgressChainObservation => recordings[code]!.observation;

const LINE = {
  path: 'file:///site/fw/rules.v4',
  line: 7,
  range: { start: { line: 6, character: 0 }, end: { line: 6, character: 9 } },
  text: '-A FORWARD -j DROP',
};
const BROKEN = { step: 'tcp', status: 'broken', text: { en: 'Denied.', 'zh-cn': '拒绝。' }, at: LINE } as const;
const DIAGNOSIS: WireDiagnosis = {
  device: 'web',
  path: 'file:///site/web/netplan.yaml',
  source: '10.0.0.2',
  target: 'Internet',
  steps: [
    { step: 'route', status: 'holds', text: { en: 'There is one.', 'zh-cn': '有路由。' }, packet: 'tcp a > b' },
    BROKEN,
    { step: 'tls', status: 'not-reached', text: { en: 'Not looked at.', 'zh-cn': '未检查。' } },
  ],
  cause: BROKEN,
};

const dropped = recorded('tcp-dropped');

describe('steps of the chain', () => {
  test('each with what was sent, what came back, what it is held to', () => {
    const steps = chainSteps(recorded('ok'), judge(recorded('ok')), undefined);
    expect(steps.map(({ id }) => id)).toEqual(['route', 'ping', 'dns', 'tcp', 'pmtu', 'tls', 'stun']);
    for (const { id, sent = [], came, source, text } of steps) {
      expect(sent.length, id).toBeGreaterThan(0);
      expect(came?.en, id).toMatch(/\.$/);
      expect(
        [source?.en, text?.['zh-cn']].every((one) => one),
        id,
      ).toBe(true);
    }
    expect(steps.find(({ id }) => id === 'tcp')?.sent?.[0]?.en).toContain('TCP connects to 11.0.0.10:443');
    expect(steps.find(({ id }) => id === 'tcp')?.came?.en).toMatch(/^a SYN-ACK from 11\.0\.0\.10 after [\d.]+ ms/);
    expect(steps.find(({ id }) => id === 'pmtu')?.came?.en).toContain('nothing of the size of the way back');
  });

  test('the one that is to blame has the line of the configurations', () => {
    const steps = chainSteps(dropped, judge(dropped), DIAGNOSIS);
    const tcp = steps.find(({ id }) => id === 'tcp');
    expect(tcp).toMatchObject({ state: 'error', line: { uri: LINE.path, text: LINE.text } });
    expect(tcp?.lineText?.en).toBe('The configuration shows the same: Denied.');
    expect(steps.filter(({ line }) => line).length).toBe(1);
    expect(chainSteps(dropped, judge(dropped), undefined).some(({ line, lineText }) => line || lineText)).toBe(false);
  });

  test('what held is kept, what failed is asked again', () => {
    const steps = chainSteps(dropped, judge(dropped), undefined).filter(({ state }) => state !== 'error');
    const kept = keptOf(dropped, steps);
    expect([kept.ping, kept.tcp, kept.routes]).toEqual([dropped.ping, undefined, dropped.routes]);
  });
});

test('those of the configurations send nothing, and point at their lines', () => {
  const steps = fileSteps(DIAGNOSIS);
  expect(steps.map(({ id, state }) => `${id} ${state}`)).toEqual([
    'files route ok',
    'files tcp error',
    'files tls skipped',
  ]);
  expect(steps[0]?.sent?.[0]?.en).toBe('nothing; followed through the configurations: tcp a > b');
  expect(steps[1]?.line).toEqual({ uri: LINE.path, range: LINE.range, text: LINE.text });
});

describe('a report', () => {
  const walk = {
    parts: [{ id: 'files', title: { en: 'Files', 'zh-cn': '文件' }, steps: fileSteps(DIAGNOSIS) }],
    next: 1,
  };

  test('as a page, in both languages, without markup of a configuration', () => {
    const english = walkMarkdown('Way out of web', walk, 'en');
    expect(english).toContain('- **TCP**: broken: Denied.');
    expect(english).toContain('  - Line: fw/rules.v4:7 -A FORWARD -j DROP');
    expect(walkMarkdown('x', walk, 'zh-cn')).toContain('- **TCP**: 中断: 拒绝。');
    const hostile = { ...BROKEN, at: { ...LINE, text: '[x](command:y) <img>' } };
    const parts = [{ ...walk.parts[0]!, steps: fileSteps({ ...DIAGNOSIS, steps: [hostile] }) }];
    expect(walkMarkdown('x', { parts, next: 1 }, 'en')).toContain('\\[x\\](command:y) \\<img\\>');
  });

  test('as data', () => {
    expect(JSON.parse(walkJson('x', walk))).toMatchObject({ version: 1, title: 'x', parts: [{ id: 'files' }] });
  });
});
