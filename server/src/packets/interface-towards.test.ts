import { expect, test } from 'vitest';
import { parseAddress, parsePrefix } from '../../../grammars/model/address.ts';
import type { StaticRoute } from '../../../grammars/model/routing.ts';
import { at, port } from '../../../test/support/device-builder.ts';
import { interfaceTowards } from './interface-towards.ts';

const route = (to: string, via: string, more: Partial<StaticRoute> = {}): StaticRoute => {
  const address = parseAddress(via);
  return {
    destination: parsePrefix(to)!,
    destinationSpan: at(0),
    nextHops: via === '' ? [] : [{ ...(address ? { address } : { interface: via }), span: at(0) }],
    recursive: false,
    span: at(0),
    ...more,
  };
};

const device = {
  interfaces: [port('ge0', ['198.51.100.2/30']), port('ge1', ['10.1.0.1/24']), port('ge2', ['10.1.0.129/25'])],
  routes: [
    route('0.0.0.0/0', '198.51.100.1'),
    route('10.8.0.0/16', 'st0'),
    route('10.9.0.0/16', '10.8.0.1'),
    route('192.168.0.0/16', '', { discard: true }),
    route('10.7.0.0/16', '198.51.100.1', { vrf: 'RED' }),
    route('172.16.0.0/12', '198.51.100.1'),
    route('172.16.0.0/12', '10.1.0.9'),
  ],
};
const towards = (text: string): string | undefined => {
  const { family, address } = parseAddress(text)!;
  return interfaceTowards(device, family, address);
};

test('connected networks, then routes, the longest prefix first', () => {
  expect(towards('10.1.0.5')).toBe('ge1');
  expect(towards('10.1.0.200')).toBe('ge2');
  expect(towards('203.0.113.1')).toBe('ge0');
  expect(towards('10.8.1.1')).toBe('st0');
  // A next hop behind another route.
  expect(towards('10.9.1.1')).toBe('st0');
  // Routes of another table are not for this one.
  expect(towards('10.7.0.1')).toBe('ge0');
});

test('nothing is told where routes do not say, or not alone', () => {
  expect(towards('192.168.1.1')).toBeUndefined();
  expect(towards('172.16.0.1')).toBeUndefined();
  expect(towards('2001:db8::1')).toBeUndefined();
});
