import { describe, expect, test } from 'vitest';
import { partsOf } from './device-probe.ts';

const parts = (partial: boolean) =>
  partsOf<string>({
    id: 'bgp',
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
