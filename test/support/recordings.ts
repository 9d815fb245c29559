import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Observation, Verdict } from '../../client/src/probes/probe.ts';

/** Every recorded observation is judged as its key says; both languages speak in whole sentences. */
export function judgeRecordings<O extends Observation>(folder: string, judge: (observation: O) => Verdict): void {
  const recordings = JSON.parse(readFileSync(resolve(folder, 'recordings/observations.json'), 'utf8')) as {
    readonly [code: string]: { readonly level: string; readonly observation: O };
  };
  describe('recorded observations', () => {
    test.each(Object.entries(recordings))('are judged %s', (code, { level, observation }) => {
      const verdict = judge(observation);
      expect(verdict).toMatchObject({ level, code: code.replace(/ \(.*\)$/, '') });
      expect(verdict.text.en).toMatch(/\.$/);
      expect(verdict.text['zh-cn']).toMatch(/。$/);
    });
  });
}
