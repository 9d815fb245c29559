import { describe, expect, test } from 'vitest';
import { type Member, networkOf } from '../network/network.ts';
import { prepare } from '../review/prepare.ts';
import { topologyOf } from './topology.ts';
import { topologyDot, topologyJson, topologyText } from './topology-text.ts';

function member(path: string, text: string): Member {
  const { device, index } = prepare({ text, dialect: 'ios' })!;
  return { path, device, index };
}

const router = (name: string, port: string, address: string, bgp = '', mask = '255.255.255.252'): string =>
  `hostname ${name}\n!\ninterface ${port}\n ip address ${address} ${mask}\n!\n${bgp === '' ? '' : `router bgp 64512\n${bgp}`}end\n`;

const pair = (mine: string, theirs: string) =>
  topologyOf(
    networkOf([
      member('a.cfg', router('a', 'Gi0/0', '192.0.2.1', mine)),
      member('b.cfg', router('b', 'Gi0/1', '192.0.2.2', theirs)),
    ]),
  );
const [mine, theirs] = [' neighbor 192.0.2.2 remote-as 64512\n', ' neighbor 192.0.2.1 remote-as 64512\n'];
const states = (a: string, b: string): string[] => pair(a, b).sessions.map(({ state }) => state);

describe('a topology', () => {
  test('joins interfaces of one subnet, once, and sessions, once', () => {
    expect(topologyJson(pair(mine, theirs))).toEqual({
      version: 1,
      devices: [
        { name: 'a', id: 'a.cfg', path: 'a.cfg', line: 1 },
        { name: 'b', id: 'b.cfg', path: 'b.cfg', line: 1 },
      ],
      links: [
        {
          subnets: ['192.0.2.0/30'],
          told: 'subnets',
          ends: [
            { id: 'a.cfg', path: 'a.cfg', device: 'a', interface: 'Gi0/0', line: 3 },
            { id: 'b.cfg', path: 'b.cfg', device: 'b', interface: 'Gi0/1', line: 3 },
          ],
        },
      ],
      sessions: [
        {
          id: 'a.cfg',
          path: 'a.cfg',
          device: 'a',
          neighbour: '192.0.2.2',
          peer: 'b',
          peerId: 'b.cfg',
          state: 'agrees',
          line: 7,
        },
      ],
      pairs: [],
    });
  });

  test('tells what the two ends of a session say', () => {
    expect(states(mine, '')).toEqual(['one-sided']);
    expect(states(mine, `${theirs} neighbor 192.0.2.1 shutdown\n`)).toEqual(['shut-down']);
    expect(states(mine.replace('64512', '64513'), theirs)).toEqual(['faulty']);
    expect(states(' neighbor 198.51.100.1 remote-as 64496\n', '')).toEqual(['unknown']);
  });

  test('is one link of many ends on a shared segment', () => {
    const members = Array.from({ length: 20 }, (_, at) =>
      member(`r${at}.cfg`, router(`r${at}`, 'Gi0/0', `10.0.0.${at + 1}`, '', '255.255.255.0')),
    );
    const { links } = topologyOf(networkOf(members));
    expect(links.map(({ ends }) => ends.length)).toEqual([20]);
    expect(topologyDot(topologyOf(networkOf(members)))).toContain('"link 0" [shape=ellipse, label="10.0.0.0/24"];');
  });

  const described = (
    [name, own, description]: readonly string[],
    [name2, own2, description2]: readonly string[],
    more: readonly Member[] = [],
  ) => {
    const text = (host?: string, port?: string, said?: string): string =>
      `hostname ${host}\n!\ninterface ${port}\n description ${said}\n!\ninterface Vlan10\n!\nend\n`;
    const network = networkOf([
      member('a', text(name, own, description)),
      member('b', text(name2, own2, description2)),
      ...more,
    ]);
    return topologyOf(network).links.map(({ told, ends }) =>
      [told, ...ends.map((end) => `${end.member.device.hostname?.value} ${end.interface.name.value}`)].join(' '),
    );
  };
  const [gi1, gi24] = ['GigabitEthernet0/1', 'GigabitEthernet0/24'];

  test('joins ports whose descriptions name each other', () => {
    expect(described(['sw1', gi1, 'to sw2 Gi0/24'], ['sw2', gi24, 'to sw1 Gi0/1'])).toEqual([
      `descriptions sw1 ${gi1} sw2 ${gi24}`,
    ]);
    expect(described(['sw1', gi1, 'to sw2 Gi0/24'], ['sw2', gi24, 'to sw3 Gi0/1'])).toEqual([]);
    expect(described(['sw1', gi1, 'to sw2 Gi0/24'], ['sw2', gi24, 'to sw1 Gi0/2'])).toEqual([]);
  });

  test('joins ports whose descriptions are what LLDP says, with a domain or without', () => {
    const link = [`descriptions sw1 ${gi1} sw2 ${gi24}`];
    expect(described(['sw1', gi1, 'sw2.example.net GigabitEthernet0/24'], ['sw2', gi24, 'sw1#Gi0/1'])).toEqual(link);
    expect(described(['sw1', gi1, 'sw2 GigabitEthernet 0/24 vlan 10'], ['sw2', gi24, 'sw1 Gi0/1 vlan 10'])).toEqual([]);
    expect(described(['sw1', gi1, 'sw2 Gi 0/24'], ['sw2', gi24, 'sw1 Gi0/1 vlan 10'])).toEqual(link);
    const long = ['sw2.example.net', gi24, 'sw1.example.net Gi0/1'];
    expect(described(['sw1', gi1, 'sw2 Gi0/24'], long)).toEqual([`descriptions sw1 ${gi1} sw2.example.net ${gi24}`]);
    // Of another domain, or of one of two.
    expect(described(['sw1', gi1, 'sw2.example.org Gi0/24'], long)).toEqual([]);
    const other = member('c', `hostname sw2.example.org\n!\ninterface ${gi24}\n!\nend\n`);
    expect(described(['sw1', gi1, 'sw2 Gi0/24'], long, [other])).toEqual([]);
  });

  test('quotes names for Graphviz and speaks two languages', () => {
    const found = topologyOf(networkOf([member('a"\\.cfg', router('a', 'Gi0/0', '192.0.2.1', mine))]));
    expect(topologyDot(found)).toContain('  "a\\"\\\\.cfg" [label="a"];');
    expect(topologyText(found, 'en')).toContain('a -> 192.0.2.2  other end not among these files');
    expect(topologyText(found, 'zh-cn')).toContain('BGP 会话: 1');
  });

  test('of 1,000 devices takes moments', () => {
    const members = Array.from({ length: 1000 }, (_, at) =>
      member(
        `r${at}.cfg`,
        `hostname r${at}\n!\ninterface Gi0/0\n ip address 10.0.${at >> 7}.${(at % 128) * 2 + (at % 2)} 255.255.255.254\n!\ninterface Gi0/1\n description core\n ip address 172.16.${at >> 8}.${at & 255} 255.255.0.0\n!\nrouter bgp 64512\n neighbor 172.16.${((at + 1) % 1000) >> 8}.${((at + 1) % 1000) & 255} remote-as 64512\nend\n`,
      ),
    );
    const network = networkOf(members);
    const before = process.cpuUsage();
    const { links, sessions } = topologyOf(network);
    const { user, system } = process.cpuUsage(before);
    expect(sessions).toHaveLength(1000);
    expect(Math.max(...links.map(({ ends }) => ends.length))).toBeGreaterThan(900);
    expect((user + system) / 1000).toBeLessThan(4000);
  });

  const leaf = (name: string, own: string, other: string, domain = 'RACK1', mlag = 5): Member => {
    const text = `hostname ${name}
!
interface Port-Channel1
   switchport mode trunk
!
interface Port-Channel5
   switchport mode trunk
   mlag ${mlag}
!
interface Ethernet5
   description host1 Ethernet${name.slice(-1)}
   channel-group 5 mode active
!
interface Vlan4094
   ip address ${own}/31
   no autostate
!
mlag configuration
   domain-id ${domain}
   local-interface Vlan4094
   peer-address ${other}
   peer-link Port-Channel1
!
`;
    const { device, index } = prepare({ text, dialect: 'eos' })!;
    return { path: `${name}.cfg`, device, index };
  };
  const host1 = member(
    'host1.cfg',
    'hostname host1\n!\ninterface Ethernet1\n description leaf1 Ethernet5\n!\ninterface Ethernet2\n description leaf2 Ethernet5\n!\nend\n',
  );
  const one = leaf('leaf1', '10.255.0.0', '10.255.0.1');
  const pairedWith = (other: Member) => topologyOf(networkOf([one, other, host1]));

  test('marks two switches that are peers, and what hangs on both', () => {
    const found = pairedWith(leaf('leaf2', '10.255.0.1', '10.255.0.0'));
    expect(topologyJson(found)).toMatchObject({
      links: [
        { told: 'subnets', ends: [{ device: 'leaf1' }, { device: 'leaf2' }] },
        { told: 'descriptions', bundle: 'MLAG 5', ends: [{ device: 'host1' }, { device: 'leaf1' }] },
        { told: 'descriptions', bundle: 'MLAG 5', ends: [{ device: 'host1' }, { device: 'leaf2' }] },
      ],
      pairs: [
        {
          kind: 'MLAG',
          ends: [
            { id: 'leaf1.cfg', path: 'leaf1.cfg', device: 'leaf1', line: 18 },
            { id: 'leaf2.cfg', path: 'leaf2.cfg', device: 'leaf2', line: 18 },
          ],
        },
      ],
    });
    expect(topologyText(found, 'en')).toContain('  leaf2  leaf2.cfg  MLAG pair with leaf1\n');
    expect(topologyText(found, 'en')).toContain('  host1 Ethernet2 - leaf2 Ethernet5  MLAG 5\n');
    expect(topologyText(found, 'zh-cn')).toContain('  leaf1  leaf1.cfg  与 leaf2 组成 MLAG\n');
    expect(topologyDot(found)).toContain('"leaf1.cfg" -- "leaf2.cfg" [style=dotted, label="MLAG pair with leaf2"];');
  });

  test('has no pair where addresses or domains are not those of one, and no bundle of another number', () => {
    const bundles = (other: Member) => pairedWith(other).links.map(({ bundle }) => bundle);
    expect(pairedWith(leaf('leaf2', '10.255.0.1', '10.255.0.2')).pairs).toEqual([]);
    expect(pairedWith(leaf('leaf2', '10.255.0.1', '10.255.0.0', 'RACK2')).pairs).toEqual([]);
    expect(bundles(leaf('leaf2', '10.255.0.1', '10.255.0.0', 'RACK1', 6))).toEqual([undefined, undefined, undefined]);
  });

  test('has a routing program and its host as one device', () => {
    const of = (path: string, text: string): Member => {
      const { device, index } = prepare({ path, text })!;
      return { path, device, index };
    };
    const host = 'network:\n  version: 2\n  ethernets:\n    eth0:\n      addresses: [192.0.2.2/30]\n';
    const bird =
      'router id 192.0.2.2;\nprotocol device { }\nprotocol bgp up { local as 64512; neighbor 192.0.2.1 as 64512; ipv4 { import all; export all; }; }\n';
    const { devices, links, sessions } = topologyOf(
      networkOf([
        member('a.cfg', router('a', 'Gi0/0', '192.0.2.1', mine)),
        of('h/etc/netplan/50.yaml', host),
        of('h/etc/bird/bird.conf', bird),
      ]),
    );
    expect(devices.map(({ name }) => name)).toEqual(['a', 'h']);
    expect(links).toHaveLength(1);
    expect(sessions.map(({ to, state }) => `${to?.path} ${state}`)).toEqual(['h/etc/netplan/50.yaml agrees']);
  });
});
