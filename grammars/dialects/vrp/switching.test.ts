import { expect, test } from 'vitest';
import { vrp } from './dialect.ts';

const portsOf = (text: string) => vrp.toModel(vrp.parse(`#\nsysname sw\n#\n${text}\n#\nreturn\n`)).interfaces;
const portOf = (...lines: string[]) =>
  portsOf(['interface GigabitEthernet0/0/1', ...lines.map((line) => ` ${line}`)].join('\n'))[0]!.switchport;

test('lines that allow VLANs add to each other, and VLAN 1 passes unless it is taken off', () => {
  const lines = ['port link-type trunk', 'port trunk allow-pass vlan 20 to 22', 'port trunk allow-pass vlan 10 23'];
  expect(portOf(...lines)).toMatchObject({
    mode: { value: 'trunk' },
    passesFirst: true,
    allowedVlans: {
      value: [
        { first: 10, last: 10 },
        { first: 20, last: 23 },
      ],
    },
  });
  expect(portOf(...lines, 'undo port trunk allow-pass vlan 1')?.passesFirst).toBeUndefined();
});

test('a trunk without a list lets nothing but VLAN 1 pass, and "all" everything', () => {
  expect(portOf('port link-type trunk')?.allowedVlans?.value).toEqual([]);
  expect(portOf('port link-type trunk', 'port trunk allow-pass vlan all')?.allowedVlans).toBeUndefined();
});

test('an access port, the VLAN of frames without a tag, and what lists do not tell', () => {
  expect(portOf('port link-type access', 'port default vlan 7')).toMatchObject({ accessVlan: { value: 7 } });
  expect(portOf('port link-type trunk', 'port trunk pvid vlan 99')).toMatchObject({ nativeVlan: { value: 99 } });
  for (const line of ['port link-type hybrid', 'port hybrid tagged vlan 10', 'undo port trunk allow-pass vlan 10'])
    expect(portOf(line)?.special).toBe(true);
});

test('members of an Eth-Trunk speak what it says', () => {
  const member = (trunk: string) => portsOf(`${trunk}interface GigabitEthernet0/0/1\n eth-trunk 3`).at(-1)!.lag;
  expect(member('interface Eth-Trunk3\n mode lacp-static\n#\n')).toMatchObject({
    group: { value: 3 },
    mode: { value: 'active' },
  });
  expect(member('interface Eth-Trunk3\n mode manual load-balance\n#\n')?.mode?.value).toBe('on');
  expect(member('interface Eth-Trunk3\n#\n')?.mode?.value).toBe('on');
  expect(member('interface Eth-Trunk3\n frobnicate\n#\n')?.mode).toBeUndefined();
  expect(member('')?.mode).toBeUndefined();
});
