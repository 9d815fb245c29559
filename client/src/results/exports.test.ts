import { describe, expect, test } from 'vitest';
import { tcpResult, tcpRun } from '../../../test/support/kept-runs.ts';
import { keptRun } from './kept-run.ts';
import { runTree } from './run-tree.ts';
import { runsJson } from './runs-json.ts';
import { runMarkdown, runsMarkdown } from './runs-markdown.ts';

const RUNS = [tcpRun(2, 400), tcpRun(1, 8), tcpRun(0, 1)];
const nowhere = (): undefined => undefined;

describe('as Markdown', () => {
  test('the history stands over the latest run in full', () => {
    const page = runsMarkdown(RUNS, () => 'edge/edge-1.cfg:12', 'en');
    expect(page).toContain('# Probe results\n\n## 10.0.0.1:443\n\n### Connect over TCP\n\n');
    expect(page).toContain('▁▁█ Median connect: lowest 1 ms, median 8 ms, highest 400 ms');
    expect(page).toContain('| 2026-01-02T03:06:05.000Z | Warning slow | 400 ms |');
    expect(page).toContain('**Warning** (`probe/tcp/slow`, 2026-01-02T03:06:05.000Z): ');
    expect(page).toContain(
      '- Held to: a median connect of at most 300 ms\n- Source: chosen by Netreview\n- Line: edge/edge-1.cfg:12\n',
    );
    expect(page).toContain('- up to 3 TCP connects to 10.0.0.1:443');
    expect(page).toContain('| addresses.1.attempts.1.ms | 400 |');
  });

  test('and in Chinese', () => {
    const page = runsMarkdown(RUNS, nowhere, 'zh-cn');
    expect(page).toContain('# 探测结果');
    expect(page).toContain('- 判断标准: 连接时间的中位数不超过 300 毫秒\n- 依据: 由 Netreview 选定');
    expect(page).toContain('连接时间中位数:最低 1 ms,中位 8 ms,最高 400 ms');
  });

  test('a page of one run shows those before it', () => {
    const [target] = runTree(RUNS);
    const page = runMarkdown(RUNS[0]!, target!.probes[0]!, nowhere, 'en');
    expect(page).toMatch(/^# Connect over TCP: 10\.0\.0\.1:443\n/);
    expect(page).toContain('## History');
    const [alone] = runTree([RUNS[0]!]);
    expect(runMarkdown(RUNS[0]!, alone!.probes[0]!, nowhere, 'en')).not.toContain('## History');
  });

  test('words of a peer are no markup', () => {
    const result = tcpResult(0, 1);
    const said = '# [click](https://example.net) <img src=x> | `x`\n\n## more';
    const run = keptRun(
      {
        ...result,
        verdict: { ...result.verdict, text: { en: said, 'zh-cn': said } },
        observation: { ...result.observation, said } as typeof result.observation,
      },
      undefined,
      [],
    );
    const page = runsMarkdown([run], nowhere, 'en');
    expect(page).not.toMatch(/(?<!\\)[<[`|](?:click|img|x)|^## more/m);
    expect(page).toContain('\\<img src=x\\>');
    // A table keeps its columns.
    expect(
      page
        .split('\n')
        .find((line) => line.startsWith('| said |'))
        ?.match(/(?<!\\)\|/g),
    ).toHaveLength(3);
  });
});

test('as JSON each run is told as the command line tells one, and what it is held to', () => {
  const { version, results } = JSON.parse(runsJson(RUNS, () => 'edge/edge-1.cfg:12', 'en')) as {
    readonly version: number;
    readonly results: readonly unknown[];
  };
  expect(version).toBe(1);
  expect(results).toHaveLength(3);
  expect(results[0]).toMatchObject({
    probe: 'tcp',
    target: '10.0.0.1:443',
    at: '2026-01-02T03:06:05.000Z',
    verdict: { level: 'warning', code: 'probe/tcp/slow' },
    threshold: 'a median connect of at most 300 ms',
    source: 'chosen by Netreview',
    measured: { title: 'Median connect', value: 400, unit: 'ms' },
    line: 'edge/edge-1.cfg:12',
    sent: ['up to 3 TCP connects to 10.0.0.1:443'],
    observation: { probe: 'tcp' },
    vantage: 'Seen from this machine, not from the device in the file.',
  });
});
