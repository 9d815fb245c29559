import { describe, expect, test } from 'vitest';
import { tcpResult, tcpRun } from '../../../test/support/kept-runs.ts';
import type { Origin } from '../probe-result.ts';
import { keptRun, readKeptRuns } from './kept-run.ts';
import { lineMark } from './line-mark.ts';
import { runsJson } from './runs-json.ts';
import { runsMarkdown } from './runs-markdown.ts';

describe('what is kept of a run', () => {
  test('is plain data: an earlier session reads it as it was', () => {
    const run = tcpRun(0, 12.5);
    expect(run.measured).toBe(12.5);
    expect(run.observation).toBeDefined();
    expect(readKeptRuns(JSON.parse(JSON.stringify([run])))).toEqual([run]);
  });

  test('holds the place of its line, and not the text', () => {
    const origin = {
      uri: { toString: () => 'file:///folder/edge.cfg' },
      line: 4,
      range: { start: { line: 4, character: 1 }, end: { line: 4, character: 9 } },
      rule: 'acl/service-port-blocked',
    } as Origin;
    const kept = keptRun({ ...tcpResult(0, 1), origin }, lineMark('neighbor 10.0.0.2 key hunter2'), []);
    expect(kept.origin).toEqual({
      uri: 'file:///folder/edge.cfg',
      range: { start: { line: 4, character: 1 }, end: { line: 4, character: 9 } },
      mark: lineMark('neighbor 10.0.0.2 key hunter2'),
      rule: 'acl/service-port-blocked',
    });
    expect(JSON.stringify(kept)).not.toContain('hunter2');
  });

  test('leaves out an observation that is larger than a screen can show', () => {
    const result = tcpResult(0, 1);
    const large = { ...result.observation, more: 'x'.repeat(5_000) };
    const kept = keptRun({ ...result, observation: large }, undefined, []);
    expect(kept.observation).toBeUndefined();
    expect(kept.measured).toBe(1);
  });

  test('has no secret, though a peer repeats it everywhere, nor have exports', () => {
    const secrets = ['planted-secret-8d02', 'planted-key-77aa'];
    const result = tcpResult(0, 1);
    const said = `so you are ${secrets.join(' or ')}`;
    const kept = keptRun(
      {
        ...result,
        verdict: { ...result.verdict, text: { en: said, 'zh-cn': said } },
        sent: [{ en: said, 'zh-cn': said }],
        observation: { ...result.observation, banner: said, [secrets[0]!]: 1 } as typeof result.observation,
        parts: [{ subject: said, verdict: { ...result.verdict, text: { en: said, 'zh-cn': said } } }],
      },
      undefined,
      secrets,
    );
    const outputs = [
      JSON.stringify(kept),
      ...(['en', 'zh-cn'] as const).flatMap((locale) => [
        runsJson([kept], () => undefined, locale),
        runsMarkdown([kept], () => undefined, locale),
      ]),
    ];
    for (const output of outputs) {
      expect(output).toContain('so you are');
      for (const secret of secrets) expect(output).not.toContain(secret);
    }
  });
});

test('what is no run is passed over when it is read', () => {
  const run = tcpRun(0, 1);
  const others = [
    { ...run, probe: 'constructor' },
    { ...run, verdict: { ...run.verdict, level: 'fine' } },
    { ...run, target: {} },
    { ...run, target: { ...run.target, routes: 'all' } },
    { ...run, sent: [null] },
    { ...run, parts: [{ subject: 'x' }] },
    { ...run, origin: { uri: 'file:///a', mark: 'x' } },
    null,
    'run',
  ];
  expect(readKeptRuns([...others, run])).toEqual([run]);
  for (const stored of [undefined, {}, 'x']) expect(readKeptRuns(stored)).toEqual([]);
});
