import { describe, expect, test } from 'vitest';
import { prepare } from '../review/prepare.ts';
import { peerOf, type SessionEnd } from './bgp-peers.ts';
import { type Member, networkOf } from './network.ts';
import { sessionFaults } from './session-faults.ts';

function member(path: string, text: string): Member {
  const { device, index } = prepare({ text, dialect: 'ios' })!;
  return { path, device, index };
}

const router = (name: string, address: string, bgp: string, more = ''): string =>
  `hostname ${name}\n!\ninterface GigabitEthernet0/0\n ip address ${address} 255.255.255.252\n${more}!\nrouter bgp 64512\n${bgp}`;

const endOf = (one: Member, at = 0): SessionEnd => ({
  member: one,
  process: one.device.bgp[0]!,
  neighbour: one.device.bgp[0]!.neighbours[at]!,
});

describe('a network', () => {
  test('has the devices that were put in, each once, and their addresses', () => {
    const network = networkOf([member('a', router('a', '10.0.0.1', ''))]);
    expect(network.owners('ipv4', 0x0a000001n).map((owner) => owner.member.path)).toEqual(['a']);
    network.put(member('a', router('a', '10.0.0.5', '')));
    expect(network.owners('ipv4', 0x0a000001n)).toEqual([]);
    expect(network.owners('ipv4', 0x0a000005n)).toHaveLength(1);
    network.drop('a');
    expect(network.owners('ipv4', 0x0a000005n)).toEqual([]);
    expect([...network.members]).toEqual([]);
  });
  test('looks near first', () => {
    const all = ['labs/one/r2', 'labs/two/r2'].map((path) => ({ member: member(path, router('r2', '10.0.0.2', '')) }));
    const network = networkOf();
    expect(network.near('labs/two/r1', all).map((one) => one.member.path)).toEqual(['labs/two/r2']);
    expect(network.near('other', all)).toHaveLength(2);
  });
  test('ends where subfolders have devices of the same names', () => {
    const put = (path: string, name: string): Member => member(path, router(name, '10.0.0.1', ''));
    const all = [put('one/a.cfg', 'a'), put('one/b.cfg', 'b'), put('two/a.cfg', 'a'), put('three/c/c.cfg', 'c')];
    const network = networkOf(all);
    const near = (path: string): string[] =>
      network
        .near(
          path,
          all.map((one) => ({ member: one })),
        )
        .map((one) => one.member.path);
    // One name twice: a pair of firewalls, each in a folder of its own.
    expect(near('three/c/c.cfg')).toEqual(['three/c/c.cfg']);
    expect(near('three/d.cfg')).toEqual(['three/c/c.cfg']);
    expect(near('four/d.cfg')).toHaveLength(4);
    network.put(put('two/b.cfg', 'b'));
    expect(near('four/d.cfg')).toEqual([]);
    expect(near('two/d.cfg')).toEqual(['two/a.cfg']);
    network.drop('two/b.cfg');
    expect(near('four/d.cfg')).toHaveLength(4);
  });
});

describe('the other end of a session', () => {
  const here = member('a', router('a', '10.0.0.1', ' neighbor 10.0.0.2 remote-as 64512\n'));
  const kind = (...others: Member[]): string => peerOf(networkOf([here, ...others]), endOf(here)).kind;
  test('is found by its address', () => {
    expect(kind(member('b', router('b', '10.0.0.2', ' neighbor 10.0.0.1 remote-as 64512\n')))).toBe('match');
  });
  test('may listen on a range', () => {
    const range =
      ' neighbor CORE peer-group\n neighbor CORE remote-as 64512\n bgp listen range 10.0.0.0/30 peer-group CORE\n';
    expect(kind(member('b', router('b', '10.0.0.2', range)))).toBe('match');
  });
  test('names this device by another address, not at all, or speaks no BGP', () => {
    const other = member(
      'a',
      router(
        'a',
        '10.0.0.1',
        ' neighbor 10.0.0.2 remote-as 64512\n',
        '!\ninterface Loopback0\n ip address 10.9.0.1 255.255.255.255\n',
      ),
    );
    const there = member('b', router('b', '10.0.0.2', ' neighbor 10.9.0.1 remote-as 64512\n'));
    expect(peerOf(networkOf([other, there]), endOf(other)).kind).toBe('other-address');
    expect(kind(member('b', router('b', '10.0.0.2', ' neighbor 10.7.0.1 remote-as 64512\n')))).toBe('no-neighbour');
    expect(
      kind(member('b', 'hostname b\n!\ninterface GigabitEthernet0/0\n ip address 10.0.0.2 255.255.255.252\n')),
    ).toBe('no-process');
  });
  test('is unknown where nobody has the address, two have it, or a copy of this device has', () => {
    expect(kind()).toBe('unknown');
    const b = router('b', '10.0.0.2', ' neighbor 10.0.0.1 remote-as 64512\n');
    expect(kind(member('b', b), member('c', b.replace('hostname b', 'hostname c')))).toBe('unknown');
    expect(kind(member('old', b.replace('hostname b', 'hostname a')))).toBe('unknown');
  });
});

describe('two ends that name each other', () => {
  const faults = (mine: string, theirs: string): string[] => {
    const a = member('a', router('a', '10.0.0.1', mine));
    const b = member('b', router('b', '10.0.0.2', theirs));
    return [...sessionFaults(endOf(a), endOf(b))].map(({ kind }) => kind);
  };
  const [mine, theirs] = [' neighbor 10.0.0.2 remote-as 64512\n', ' neighbor 10.0.0.1 remote-as 64512\n'];
  test('agree', () => {
    expect(faults(mine, theirs)).toEqual([]);
  });
  test('expect another AS, lack a key, a TTL, a family, or are shut down', () => {
    expect(faults(' neighbor 10.0.0.2 remote-as 64513\n', theirs)).toEqual(['as-number']);
    expect(faults(mine, `${theirs} neighbor 10.0.0.1 password 7 0\n`)).toEqual(['key']);
    expect(faults(mine, `${theirs} neighbor 10.0.0.1 shutdown\n`)).toEqual(['shut-down']);
    expect(
      faults(mine, ` no bgp default ipv4-unicast\n${theirs} address-family vpnv4\n  neighbor 10.0.0.1 activate\n`),
    ).toEqual(['families']);
  });
  test('a local AS is another number to be known by', () => {
    expect(faults(' neighbor 10.0.0.2 remote-as 64599\n', `${theirs} neighbor 10.0.0.1 local-as 64599\n`)).toEqual([]);
  });
});
