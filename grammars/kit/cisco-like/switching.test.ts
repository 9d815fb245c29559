import { expect, test } from 'vitest';
import { dialectById } from '../../dialects/index.ts';
import type { Interface } from '../../model/interface.ts';

function portOf(lines: string, id = 'ios'): Interface {
  const dialect = dialectById(id)!;
  return dialect.toModel(dialect.parse(`hostname sw\ninterface GigabitEthernet0/1\n${lines}`)).interfaces[0]!;
}

const allowed = (lines: string) => portOf(lines).switchport?.allowedVlans?.value;

test('lists of VLANs: runs joined, added to, replaced, none, all', () => {
  expect(allowed(' switchport trunk allowed vlan 20,10-12,13\n')).toEqual([
    { first: 10, last: 13 },
    { first: 20, last: 20 },
  ]);
  expect(allowed(' switchport trunk allowed vlan 10\n switchport trunk allowed vlan add 12\n')).toHaveLength(2);
  expect(allowed(' switchport trunk allowed vlan 10\n switchport trunk allowed vlan 12\n')).toEqual([
    { first: 12, last: 12 },
  ]);
  expect(allowed(' switchport trunk allowed vlan none\n')).toEqual([]);
  expect(allowed(' switchport trunk allowed vlan 10\n switchport trunk allowed vlan all\n')).toBeUndefined();
});

test('a list is overwritten only where something of it is lost', () => {
  const over = (second: string) =>
    portOf(` switchport trunk allowed vlan 10-12\n switchport trunk allowed vlan ${second}\n`).switchport?.overwritten;
  expect(over('20')?.first.value).toEqual([{ first: 10, last: 12 }]);
  expect(over('1-100')).toBeUndefined();
  expect(over('add 20')).toBeUndefined();
});

test('what lists do not tell makes a port special', () => {
  for (const line of [
    'switchport trunk allowed vlan except 5',
    'switchport mode dynamic auto',
    'switchport voice vlan 7',
  ])
    expect(portOf(` ${line}\n`).switchport?.special).toBe(true);
  expect(portOf(' switchport trunk encapsulation dot1q\n switchport mode trunk\n').switchport).toMatchObject({
    mode: { value: 'trunk' },
  });
});

test('members of port channels', () => {
  expect(portOf(' channel-group 3 mode passive\n').lag).toMatchObject({
    group: { value: 3 },
    mode: { value: 'passive' },
  });
  expect(portOf(' channel-group 3\n').lag?.mode?.value).toBe('on');
  expect(portOf(' channel-group 3 mode desirable\n').lag?.mode).toBeUndefined();
});
