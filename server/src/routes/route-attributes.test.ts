import { expect, test } from 'vitest';
import type { RouteSetting } from '../../../grammars/model/routing.ts';
import { prepare } from '../review/prepare.ts';
import { settled } from './route-attributes.ts';

const after = (settings: readonly RouteSetting[], med?: number) =>
  settled({ path: [], communities: [], med, protocol: 'bgp', choice: {} }, settings, () => undefined);

test('a preference is raised and lowered from what was set, or else from what the route has', () => {
  const raise = { kind: 'local-preference-change', by: 50 } as const;
  expect(after([{ kind: 'local-preference', value: 200 }, raise]).choice?.localPreference).toBe(250);
  expect(after([raise, { ...raise, by: -20 }]).choice).toEqual({ preferenceChange: 30 });
  expect(
    after([
      { kind: 'local-preference', value: 10 },
      { ...raise, by: -20 },
    ]).choice?.localPreference,
  ).toBe(0);
});

test('a metric is changed where it is known', () => {
  const change = { kind: 'med-change', by: 5 } as const;
  expect(after([change], 2 ** 32 - 2)).toMatchObject({ med: 2 ** 32 - 1, choice: { medUnknown: false } });
  expect(after([{ kind: 'med' }, change]).choice?.medUnknown).toBe(true);
});

test('Junos writes both with `add` and `subtract`', () => {
  const text = [
    'version 21.4R1',
    'system host-name r1',
    'policy-options policy-statement IN term 1 then local-preference add 50',
    'policy-options policy-statement IN term 1 then metric subtract 5',
    'policy-options policy-statement IN term 1 then accept',
  ]
    .map((line) => `set ${line}\n`)
    .join('');
  const { device } = prepare({ text, dialect: 'junos' })!;
  expect(device.policies[0]!.entries![0]!.settings).toEqual([
    { kind: 'local-preference-change', by: 50 },
    { kind: 'med-change', by: -5 },
  ]);
  expect(device.routeChoice!.unfollowed).toEqual([]);
});
