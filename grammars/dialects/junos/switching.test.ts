import { expect, test } from 'vitest';
import { junos } from './dialect.ts';

const portsOf = (lines: readonly string[]) => {
  const text = ['set system host-name sw', ...lines.map((line) => `set ${line}`), ''].join('\n');
  return junos.toModel(junos.parse(text)).interfaces;
};
const SWITCHING = 'interfaces ge-0/0/1 unit 0 family ethernet-switching';
const trunk = (...lines: string[]) =>
  portsOf([`${SWITCHING} interface-mode trunk`, ...lines]).find(({ name }) => name.value === 'ge-0/0/1.0')!.switchport;

test('VLANs by name, number and range', () => {
  const port = trunk(
    `${SWITCHING} vlan members [ USERS 20-22 MANY ]`,
    'vlans USERS vlan-id 10',
    'vlans MANY vlan-id-list [ 30 40-41 ]',
  );
  expect(port?.special).toBeUndefined();
  expect(port?.allowedVlans?.value).toEqual([
    { first: 10, last: 10 },
    { first: 20, last: 22 },
    { first: 30, last: 30 },
    { first: 40, last: 41 },
  ]);
});

test('all VLANs, the one without a tag on either level, and none said', () => {
  expect(trunk(`${SWITCHING} vlan members all`)).toMatchObject({ dropsUntagged: true });
  expect(trunk(`${SWITCHING} vlan members all`)?.allowedVlans).toBeUndefined();
  for (const line of ['interfaces ge-0/0/1 native-vlan-id 9', `${SWITCHING} native-vlan-id 9`])
    expect(trunk(`${SWITCHING} vlan members 9`, line)).toMatchObject({ nativeVlan: { value: 9 } });
});

test('names that nothing numbers, and VLANs that name the port themselves, are not told by lists', () => {
  expect(trunk(`${SWITCHING} vlan members [ 10 ELSEWHERE ]`)?.special).toBe(true);
  expect(trunk()?.special).toBe(true);
  expect(trunk(`${SWITCHING} vlan members 10`, 'vlans A vlan-id 5', 'vlans A interface ge-0/0/1.0')?.special).toBe(
    true,
  );
});

test('members of an aggregation speak what it says; LACP alone waits', () => {
  const member = (...lines: string[]) =>
    portsOf(['interfaces xe-0/0/1 gigether-options 802.3ad ae3', ...lines]).find(
      ({ name }) => name.value === 'xe-0/0/1',
    )!.lag;
  expect(member('interfaces ae3 aggregated-ether-options lacp active')).toMatchObject({
    group: { value: 3 },
    mode: { value: 'active' },
  });
  expect(member('interfaces ae3 aggregated-ether-options lacp periodic fast')?.mode?.value).toBe('passive');
  expect(member('interfaces ae3 aggregated-ether-options minimum-links 1')?.mode?.value).toBe('on');
  expect(member('interfaces ae3 frobnicate 1')?.mode).toBeUndefined();
  expect(member()?.mode).toBeUndefined();
});

test('what stands beside these lines stays known', () => {
  const text = [
    'set interfaces xe-0/0/1 ether-options speed 1g',
    'set interfaces xe-0/0/1 ether-options 802.3ad lacp force-up',
    'set interfaces ae0 aggregated-ether-options lacp system-priority 100',
    'set vlans A l3-interface irb.10',
    `set ${SWITCHING} storm-control default`,
    '',
  ].join('\n');
  const outline = junos.parse(text);
  junos.toModel(outline);
  expect(
    outline.statements.filter(({ coverage }) => coverage === 'unknown').map(({ words }) => words.at(-1)?.text),
  ).toEqual([]);
});

test('ports that the platform keeps for management', () => {
  const ports = portsOf(
    ['fxp0', 'me0', 'ge-0/0/1'].map((name) => `interfaces ${name} unit 0 family inet address 192.0.2.1/24`),
  );
  expect(ports.flatMap(({ name, management }) => (management ? [name.value] : []))).toEqual(['fxp0.0', 'me0.0']);
});
