import { describe, expect, test } from 'vitest';
import { devicePlan } from './ask-device.ts';
import { partsOf } from './device-probe.ts';

const parts = (partial: boolean) =>
  partsOf<string>({
    id: 'bgp',
    grounds: { source: 'RFC 4271' },
    title: { en: 'A device', 'zh-cn': '设备' },
    subjects: ['address'],
    commands: () => [['show', 'x']],
    partial,
    read: (text) => text || undefined,
    judge: (state) => ({ level: 'ok', code: 'read', text: { en: state, 'zh-cn': state } }),
    judgeEach: (state) => [
      { subject: state, verdict: { level: 'info', code: 'read', text: { en: state, 'zh-cn': state } } },
    ],
  });
const seen = (end: 'answered' | 'flood' | 'closed', state?: string) =>
  ({ probe: 'bgp', target: { host: '10.0.0.1' }, answer: { end }, ...(state && { state }) }) as const;

test('the plan says every line, to whom, and that all is said twice', () => {
  const plan = (again?: number, platform: 'ios' | 'frr' = 'ios') =>
    devicePlan(
      () => [['show', 'x']],
      { host: 'r1', port: 2222, platform },
      [
        { family: 'ipv6', text: 'fd00::1' },
        { family: 'ipv4', text: '10.0.0.1' },
      ],
      again,
    ).map(({ en }) => en);
  const session = 'an SSH session as your user to fd00::1 / 10.0.0.1, port 2222; it reads, and changes nothing';
  expect(plan()).toEqual([`${session}: terminal length 0; show x`]);
  expect(plan(30_000)).toEqual([`${session}: terminal length 0; show x; the same again after 30 s`]);
  expect(plan(undefined, 'frr')).toEqual([`${session}: vtysh -c show x`]);
});

describe('an answer that was cut off', () => {
  test('is not judged: what is missing in it may be there', () => {
    expect(parts(false).judge(seen('answered', 'all')).code).toBe('read');
    expect(parts(false).judge(seen('flood', 'half'))).toMatchObject({ level: 'unknown', code: 'flood' });
    expect(parts(false).judge(seen('closed', 'half'))).toMatchObject({ level: 'unknown', code: 'closed' });
    expect(parts(false).judgeEach?.(seen('closed', 'half'))).toEqual([]);
  });

  test('is judged where its beginning is enough', () => {
    expect(parts(true).judge(seen('flood', 'half')).code).toBe('read');
    expect(parts(true).judge(seen('flood')).code).toBe('flood');
  });
});
