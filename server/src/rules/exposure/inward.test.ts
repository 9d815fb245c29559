import { expect, test } from 'vitest';
import { emptyDevice } from '../../../../grammars/model/device.ts';
import { filter } from '../../../../test/support/device-builder.ts';
import { inwardTranslations, reachable } from './inward.ts';

const device = (to: string) => {
  const nat = filter('PREROUTING', ['permit tcp port 2222'], { purpose: 'nat' });
  const rules = nat.rules.map((rule) => ({ ...rule, action: { kind: 'translate', nat: 'destination', to } as const }));
  return { ...emptyDevice, filters: [{ ...nat, rules }] };
};
const target = (to: string): (string | number | undefined)[] =>
  inwardTranslations(device(to)).flatMap(({ family, port }) => [family, port]);

test('one address, with or without a port', () => {
  expect(target('DNAT to-destination 10.0.0.5:22')).toEqual(['ipv4', 22]);
  expect(target('dnat to 10.0.0.5')).toEqual(['ipv4', undefined]);
  expect(target('dnat ip6 to [2001:db8::5]:443')).toEqual(['ipv6', 443]);
  expect(target('DNAT to-destination 2001:db8::5')).toEqual(['ipv6', undefined]);
  for (const other of [
    'DNAT to-destination 10.0.0.5-10.0.0.9',
    'REDIRECT to-ports 8080',
    'pool WEB',
    'dnat to @servers',
  ])
    expect(target(other), other).toEqual([]);
});

test('a translated address is reached at the translated port only', () => {
  const [, inner] = reachable(device('dnat to 10.0.0.5:22'), 'ipv4');
  expect(inner?.destinationPort).toEqual({ anyOf: [{ first: 22, last: 22 }] });
  const [, same] = reachable(device('dnat to 10.0.0.5'), 'ipv4');
  expect(same?.destinationPort).toEqual({ anyOf: [{ first: 2222, last: 2222 }] });
  expect(reachable(device('dnat to 10.0.0.5'), 'ipv6')).toHaveLength(1);
});
