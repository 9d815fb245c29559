import { describe, expect, test } from 'vitest';
import { analyseFilters } from '../../../server/src/packets/analyse.ts';
import { parsePacket } from '../../../server/src/packets/packet-text.ts';
import type { Device } from '../../model/device.ts';
import { asa } from './dialect.ts';

const PORTS = `ASA Version 9.16(4)
interface GigabitEthernet0/0
 nameif outside
 ip address 203.0.113.2 255.255.255.248
interface GigabitEthernet0/1
 nameif inside
 ip address 10.1.0.1 255.255.255.0
interface GigabitEthernet0/2
 nameif dmz
 security-level 50
 ip address 10.2.0.1 255.255.255.0
interface GigabitEthernet0/3
 nameif guests
 ip address 10.3.0.1 255.255.255.0
interface Management0/0
 management-only
 nameif management
 security-level 100
`;
const model = (text = ''): Device => asa.toModel(asa.parse(PORTS + text));

/** Whether it passes where it comes in, if no list is bound there. */
function passes(device: Device, from: string, to: string): boolean | undefined {
  const index = device.filters.findIndex(({ name }) => name.value.endsWith(` of ${from}`));
  const packet = parsePacket(`tcp 10.9.9.9 > 10.8.8.8:443 in ${from} out ${to}`)!;
  return index < 0 ? undefined : analyseFilters(device).test(index, packet).action === 'permit';
}

describe('without a list', () => {
  test.each([
    ['inside', 'outside', true],
    ['inside', 'dmz', true],
    ['dmz', 'outside', true],
    ['dmz', 'inside', false],
    ['outside', 'inside', false],
    ['outside', 'dmz', false],
    ['guests', 'outside', false],
    ['dmz', 'dmz', false],
    ['dmz', 'GigabitEthernet0/0', true],
  ])('from %s to %s: %s', (from, to, expected) => {
    expect(passes(model(), from, to)).toBe(expected);
  });

  test('one level, and one interface, where it is permitted', () => {
    const device = model(
      'same-security-traffic permit inter-interface\nsame-security-traffic permit intra-interface\n',
    );
    expect(passes(device, 'guests', 'outside')).toBe(true);
    expect(passes(device, 'dmz', 'dmz')).toBe(true);
    expect(passes(device, 'outside', 'dmz')).toBe(false);
  });

  test('what is bound decides, of one interface or of all', () => {
    const list = 'access-list A extended permit tcp any any eq https\n';
    expect(passes(model(`${list}access-group A in interface dmz\n`), 'dmz', 'outside')).toBeUndefined();
    expect(passes(model(`${list}access-group A out interface dmz\n`), 'dmz', 'outside')).toBe(true);
    expect(passes(model(`${list}access-group A global\n`), 'inside', 'outside')).toBeUndefined();
  });

  test('management has no traffic through it, and a part of a text may have its lists elsewhere', () => {
    expect(passes(model(), 'management', 'outside')).toBeUndefined();
    const part = asa.toModel(asa.parse(PORTS.slice(PORTS.indexOf('\n') + 1)));
    expect(part.filters).toEqual([]);
    expect(part.zones).toBeUndefined();
  });
});

test('ways between interfaces: by level, by a list, not within one level', () => {
  const text = `access-list DMZ extended deny ip any any
access-group DMZ in interface dmz
access-list IN extended permit tcp any any eq https
access-group IN in interface outside
`;
  const ways = model(text).zones!.ways!.map(({ from, to, permits }) => `${from} ${to}${permits ? '' : ' nothing'}`);
  expect(ways).toEqual([
    'outside inside',
    'outside dmz',
    'inside outside',
    'inside dmz',
    'inside guests',
    'dmz outside nothing',
    'dmz inside nothing',
    'dmz guests nothing',
  ]);
});
