import { expect, test } from 'vitest';
import { analyseFilters } from '../packets/analyse.ts';
import { filterMemory } from '../packets/memory.ts';
import { review } from './engine.ts';
import { type Prepared, prepare } from './prepare.ts';
import { defineRule } from './rule.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

/** A rule that asks for every line of every filter. */
const asking = defineRule({
  meta: {
    id: 'acl/asking',
    severity: 'hint',
    needs: ['packet-filters'],
    title: { en: '', 'zh-cn': '' },
    sources: [],
    options: {},
  },
  *check({ device, packets }) {
    for (const [filter, { span }] of device.filters.entries())
      for (const { status } of packets.lines(filter))
        if (status === 'dead') yield { span, text: { en: 'dead', 'zh-cn': 'dead' } };
  },
});

const text = [
  'ip access-list extended LONG',
  ...Array.from({ length: 2_000 }, (_, n) => ` permit tcp 10.${n >> 8}.${n & 255}.0 0.0.0.255 any eq ${1 + (n % 900)}`),
  ' permit tcp 10.0.0.0 0.0.0.255 any eq 1',
  '',
].join('\n');

const prepared = () => prepare({ text, dialect: 'ios' });

test('long work pauses before a rule runs, and can be cancelled there', async () => {
  let pauses = 0;
  const host = { rules: [asking], pause: async () => void (pauses += 1) };
  const { findings } = await review(prepared()!, DEFAULT_SETTINGS, host);
  expect(findings.map(({ text }) => text.en)).toEqual(['dead']);
  expect(pauses).toBeGreaterThan(5);

  const cancelled = review(prepared()!, DEFAULT_SETTINGS, {
    rules: [asking],
    pause: async () => {
      throw new Error('cancelled');
    },
  });
  await expect(cancelled).rejects.toThrow('cancelled');
});

test('analyses that remember the last version give the same findings', async () => {
  const memory = filterMemory();
  const packetsOf = ({ device }: Prepared) => analyseFilters(device, { memory });
  const first = await review(prepared()!, DEFAULT_SETTINGS, { rules: [asking], packetsOf });
  const second = await review(prepared()!, DEFAULT_SETTINGS, { rules: [asking], packetsOf });
  expect(first.findings).toHaveLength(1);
  expect(second.findings).toEqual(first.findings);
});
