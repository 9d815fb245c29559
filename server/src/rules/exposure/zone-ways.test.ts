import { expect, test } from 'vitest';
import { zoneDispatch, zonePatterns } from '../../../../grammars/kit/zone-dispatch.ts';
import { parsePrefix } from '../../../../grammars/model/address.ts';
import { type Device, emptyDevice } from '../../../../grammars/model/device.ts';
import type { Interface } from '../../../../grammars/model/interface.ts';
import { filterOf, lineSpan } from '../../../../test/support/filter-device.ts';
import { everythingBetween, waysTo, zoneFacesOutside, zoneLeadsOutside, zonesIn } from './zone-ways.ts';

const span = lineSpan(0);
const port = (name: string, zone: string, address: string): Interface => ({
  name: { value: name, span },
  addresses: [{ ...parsePrefix(address)!, span }],
  zone,
  span,
  closed: true,
});

/** Zones with an interface each, and a list from the first to the second. */
function deviceOf(...zones: readonly (readonly [name: string, address: string])[]): Device {
  const interfaces = zones.map(([name, address], at) => port(`ge${at}`, name, address));
  const patterns = zonePatterns(zones.map(([name], at) => ({ name: { value: name, span }, interfaces: [`ge${at}`] })));
  const [from, to] = zones.map(([name]) => patterns.get(name)!);
  const list = filterOf('list', ['permit any any'], { table: 't', fallback: { action: 'return' } });
  const { rules: _, purpose: __, ...frame } = filterOf('root', [], { table: 't', hook: 'forward' });
  return {
    ...emptyDevice,
    interfaces,
    filters: [list, zoneDispatch(frame, [{ filter: list.name, from: from!, to: to! }])],
  };
}

test('the list of a pair knows its zones', () => {
  const device = deviceOf(['a', '10.0.0.1/24'], ['b', '10.0.1.1/24']);
  expect(waysTo(device, device.filters[0]!)).toEqual([{ from: 'a', to: 'b' }]);
  expect([...zonesIn(device)]).toEqual([
    ['a', ['ge0']],
    ['b', ['ge1']],
  ]);
  expect(zonesIn({ ...device, filters: [device.filters[0]!] }).size).toBe(0);
});

test('a zone faces outside by its name; where none is called so, by an interface', () => {
  const named = deviceOf(['untrust', '192.0.2.1/30'], ['dmz', '198.51.100.1/24']);
  expect(zoneFacesOutside(named, 'untrust')).toBe(true);
  // Servers with global addresses are not the Internet.
  expect(zoneFacesOutside(named, 'dmz')).toBe(false);
  expect(zoneLeadsOutside(named, 'dmz')).toBe(false);
  const unnamed = deviceOf(['blue', '198.51.100.1/24'], ['green', '10.0.0.1/24']);
  expect(zoneFacesOutside(unnamed, 'blue')).toBe(true);
  expect(zoneFacesOutside(unnamed, 'green')).toBe(false);
  const inside = deviceOf(['trust', '198.51.100.1/24'], ['green', '10.0.0.1/24']);
  expect(zoneFacesOutside(inside, 'trust')).toBe(false);
});

test('a rule that asks for zones only takes everything between them', () => {
  const [plain] = filterOf('f', ['permit any any', 'permit tcp any any 443']).rules;
  const zone = (name: string) => ({ name, members: [name] });
  const between = { inInterface: { anyOf: [zone('a'), zone('b')] }, outInterface: { anyOf: [zone('c')] } };
  const zoned = { ...plain!, matches: plain!.matches.map((match) => ({ ...match, ...between })) };
  expect(everythingBetween(zoned)).toEqual([
    { from: 'a', to: 'c' },
    { from: 'b', to: 'c' },
  ]);
  expect(everythingBetween(plain!)).toEqual([]);
  const port443 = { anyOf: [{ first: 443, last: 443 }] };
  const narrow = { ...zoned, matches: zoned.matches.map((match) => ({ ...match, destinationPort: port443 })) };
  expect(everythingBetween(narrow)).toEqual([]);
  // An interface is no zone: it is asked for as itself.
  const on = {
    ...plain!,
    matches: plain!.matches.map((match) => ({ ...match, inInterface: { anyOf: [{ name: 'eth0' }] } })),
  };
  expect(everythingBetween(on)).toEqual([]);
});
