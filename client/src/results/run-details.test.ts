import { describe, expect, test } from 'vitest';
import { tcpRun } from '../../../test/support/kept-runs.ts';
import { runDetails, runText } from './run-details.ts';

describe('the details of a run', () => {
  test('say what was sent, everything that came back, what it is held to and who says so', () => {
    const { sent, cameBack, seen, threshold, source } = runDetails(tcpRun(0, 1_200));
    expect(sent.map(({ en }) => en)).toEqual(['up to 3 TCP connects to 10.0.0.1:443']);
    expect(seen?.slice(0, 4)).toEqual([
      { name: 'addresses.1.address', value: '10.0.0.1' },
      { name: 'addresses.1.family', value: 'ipv4' },
      { name: 'addresses.1.attempts.1.end', value: 'open' },
      { name: 'addresses.1.attempts.1.ms', value: '1200' },
    ]);
    expect(threshold?.en).toBe('no connect of 1000 ms or more: then its first packet was sent again');
    expect(source.en).toBe('RFC 6298 2.1');
    expect(cameBack?.en).toContain('10.0.0.1');
    expect(cameBack?.['zh-cn']).toContain('10.0.0.1');
  });

  test('a threshold that no standard names is called our own', () => {
    expect(runDetails(tcpRun(0, 400))).toMatchObject({
      threshold: { en: 'a median connect of at most 300 ms' },
      source: { en: 'chosen by Netreview', 'zh-cn': '由 Netreview 选定' },
    });
  });

  test('a verdict that rests on no number names what the probe follows', () => {
    const { threshold, source } = runDetails(tcpRun(0, 4));
    expect(threshold).toBeUndefined();
    expect(source.en).toBe('RFC 9293');
  });

  test('a step of the way out is held to what its own probe is held to', () => {
    const run = tcpRun(0, 400);
    const step = { ...run, probe: 'egress-chain' as const, verdict: { ...run.verdict, code: 'tcp-slow' } };
    expect(runDetails(step).threshold?.en).toBe('a median connect of at most 300 ms');
  });
});

test('the text says what it means for the finding that asked', () => {
  const origin = { rule: 'acl/service-port-blocked' };
  expect(runText({ ...tcpRun(0, undefined), origin }).en).toMatch(/This confirms acl\/service-port-blocked\.$/);
  expect(runText({ ...tcpRun(0, 1), origin })['zh-cn']).toMatch(/从此处未能重现 acl\/service-port-blocked。$/);
  expect(runText(tcpRun(0, 1)).en).toBe('10.0.0.1:443 is open; a connect takes 1.0 ms.');
});
