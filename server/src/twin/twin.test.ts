import { describe, expect, test } from 'vitest';
import { formatAddress, parseAddress } from '../../../grammars/model/address.ts';
import { memberOf, routeIn } from '../../../test/support/route-in.ts';
import type { Member } from '../network/network.ts';
import { askTrace } from './ask-trace.ts';
import { type Twin, twinOf } from './twin.ts';

const member = (path: string, text: string, dialect = 'ios'): Member => memberOf(path, text, dialect);

const port = (name: string, address: string, more = ''): string =>
  `interface ${name}\n ip address ${address} 255.255.255.0\n${more}!\n`;

const lookup = (twin: Twin, path: string, address: string): string => {
  const { route, doubts } = twin.table(path, '', 'ipv4').lookup(parseAddress(address)!.address);
  return `${route ? `${formatAddress('ipv4', route.prefix.address)}/${route.prefix.length}` : 'none'}${doubts.length > 0 ? '?' : ''}`;
};

describe('static routes', () => {
  const text = (routes: string): string =>
    `hostname a\n!\n${port('GigabitEthernet0/0', '10.0.0.1')}${port('GigabitEthernet0/1', '10.0.1.1', ' shutdown\n')}${routes}`;
  const of = (routes: string, prefix: string): string => routeIn(twinOf([member('a', text(routes))]), 'a', prefix);
  test('lead to next hops that are there, over other routes too, and nowhere on purpose', () => {
    expect(of('ip route 192.0.2.0 255.255.255.0 10.0.0.2\n', '192.0.2.0/24')).toBe('static via 10.0.0.2');
    expect(of('ip route 192.0.2.0 255.255.255.0 10.0.1.2\n', '192.0.2.0/24')).toBe('none');
    const over = 'ip route 198.51.100.1 255.255.255.255 10.0.0.2\nip route 192.0.2.0 255.255.255.0 198.51.100.1\n';
    expect(of(over, '192.0.2.0/24')).toBe('static via 10.0.0.2');
    expect(of('ip route 192.0.2.0 255.255.255.0 Null0\n', '192.0.2.0/24')).toBe('static via nothing');
  });
  test('that hang on what no text tells are doubted', () => {
    expect(of('ip route 192.0.2.0 255.255.255.0 10.0.0.2 track 1\n', '192.0.2.0/24')).toBe('static via 10.0.0.2?');
    expect(of('ip route 0.0.0.0 0.0.0.0 dhcp\n', '0.0.0.0/0')).toBe('none?');
  });
  test('of one VRF are not those of another', () => {
    const twin = twinOf([
      member(
        'a',
        `hostname a\n!\nvrf definition RED\n!\ninterface GigabitEthernet0/0\n vrf forwarding RED\n ip address 10.0.0.1 255.255.255.0\n!\nip route vrf RED 192.0.2.0 255.255.255.0 10.0.0.2\n`,
      ),
    ]);
    expect(routeIn(twin, 'a', '192.0.2.0/24', 'RED')).toBe('static via 10.0.0.2');
    expect(routeIn(twin, 'a', '192.0.2.0/24')).toBe('none');
  });
});

describe('BGP', () => {
  const speaker = (name: string, address: string, asn: number, bgp: string, more = ''): Member =>
    member(name, `hostname ${name}\n!\n${port('GigabitEthernet0/0', address)}${more}router bgp ${asn}\n${bgp}`);
  const origin = (neighbour: string): string =>
    ` neighbor ${neighbour} remote-as 64501\n network 192.0.2.0 mask 255.255.255.0\n`;
  const home = 'interface Loopback0\n ip address 192.0.2.1 255.255.255.0\n!\n';
  test('brings routes of a neighbour that is here', () => {
    const twin = twinOf([
      speaker('a', '10.0.0.1', 64501, ' neighbor 10.0.0.2 remote-as 64502\n'),
      speaker('b', '10.0.0.2', 64502, origin('10.0.0.1'), home),
    ]);
    expect(routeIn(twin, 'a', '192.0.2.0/24')).toBe('external-bgp via 10.0.0.2');
    expect(twin.sessions.map(({ state }) => state)).toEqual(['up', 'up']);
  });
  test('of a neighbour that is not here may bring anything that its policy lets in, and nothing else', () => {
    const strict =
      ' neighbor 10.0.0.2 remote-as 64502\n neighbor 10.0.0.2 prefix-list ONE in\n!\nip prefix-list ONE seq 5 permit 192.0.2.0/24\nip route 0.0.0.0 0.0.0.0 10.0.0.9\n';
    const twin = twinOf([speaker('a', '10.0.0.1', 64501, strict)]);
    expect(lookup(twin, 'a', '192.0.2.7')).toBe('0.0.0.0/0?');
    expect(lookup(twin, 'a', '198.51.100.7')).toBe('0.0.0.0/0');
  });
  test('with a statement that is not followed is told of as a doubt, at every router that it may reach', () => {
    const twin = twinOf([
      speaker('a', '10.0.0.1', 64501, ' neighbor 10.0.0.2 remote-as 64502\n'),
      speaker('b', '10.0.0.2', 64502, `${origin('10.0.0.1')} bgp bestpath as-path ignore\n`, home),
    ]);
    expect(routeIn(twin, 'a', '192.0.2.0/24')).toBe('external-bgp via 10.0.0.2?');
    expect(
      twin
        .table('a', '', 'ipv4')
        .doubts()
        .map(({ path }) => path),
    ).toContain('b');
  });
});

describe('OSPF', () => {
  const router = (name: string, ports: string, ospf: string): Member =>
    member(name, `hostname ${name}\n!\n${ports}router ospf 1\n${ospf}`);
  test('takes the cheaper way, and says so where no text tells which that is', () => {
    const cost = (value: number | undefined): string => (value === undefined ? '' : ` ip ospf cost ${value}\n`);
    const ring = (direct: number | undefined, kind: string): Twin =>
      twinOf([
        router(
          'a',
          port(`${kind}0/0`, '10.0.12.1', cost(direct)) + port('GigabitEthernet0/1', '10.0.13.1', cost(10)),
          ' network 10.0.0.0 0.255.255.255 area 0\n',
        ),
        router(
          'b',
          port(`${kind}0/0`, '10.0.12.2', cost(direct)) +
            port('GigabitEthernet0/1', '10.0.23.2', cost(10)) +
            'interface Loopback0\n ip address 10.9.9.9 255.255.255.255\n!\n',
          ' network 10.0.0.0 0.255.255.255 area 0\n',
        ),
        router(
          'c',
          port('GigabitEthernet0/0', '10.0.13.3', cost(10)) + port('GigabitEthernet0/1', '10.0.23.3', cost(10)),
          ' network 10.0.0.0 0.255.255.255 area 0\n',
        ),
      ]);
    expect(routeIn(ring(100, 'GigabitEthernet'), 'a', '10.9.9.9/32')).toBe('ospf via 10.0.13.3');
    expect(routeIn(ring(15, 'GigabitEthernet'), 'a', '10.9.9.9/32')).toBe('ospf via 10.0.12.2');
    expect(routeIn(ring(undefined, 'Serial'), 'a', '10.9.9.9/32')).toMatch(/\?$/);
  });
});

describe('a trace', () => {
  const edge = member(
    'edge',
    `hostname edge\n!\n${port('GigabitEthernet0/0', '10.0.0.1', ' ip access-group IN in\n')}${port('GigabitEthernet0/1', '10.0.1.1')}ip access-list extended IN\n permit tcp any host 192.0.2.10 eq 443\n deny ip any any\n!\nip route 192.0.2.0 255.255.255.0 10.0.1.2\n`,
  );
  const core = member(
    'core',
    `hostname core\n!\n${port('GigabitEthernet0/0', '10.0.1.2')}${port('GigabitEthernet0/1', '192.0.2.1')}ip route 10.0.0.0 255.255.255.0 10.0.1.1\n`,
  );
  const ends = (packet: string, from?: string, members = [edge, core]): string => {
    const answer = askTrace(twinOf(members), packet, from);
    if (!answer.ok) return answer.problem.en;
    return answer.traces
      .map(
        ({ end, at, hops }) =>
          `${hops.map(({ device }) => device).join(' ')}: ${end}${at ? ` ${at.path}:${at.line} ${at.text}` : ''}`,
      )
      .join('; ');
  };
  test('names the hops, and the line that decides', () => {
    expect(ends('tcp 10.0.0.7:40000 > 192.0.2.10:443')).toBe('edge core: delivered core:7 192.0.2.1 255.255.255.0');
    expect(ends('tcp 10.0.0.7:40000 > 192.0.2.10:80')).toBe('edge: denied edge:12 deny ip any any');
    expect(ends('tcp 192.0.2.10:443 > 203.0.113.9:40000')).toBe('core: no-route core:1 core');
  });
  test('starts where it is told, and says where it cannot', () => {
    expect(ends('icmp 203.0.113.7 > 192.0.2.10', 'core:GigabitEthernet0/0')).toMatch(/^core: delivered/);
    expect(ends('icmp 203.0.113.7 > 192.0.2.10')).toMatch(/Say where the packet comes in/);
    expect(ends('icmp 203.0.113.7 > 192.0.2.10', 'nobody')).toBe('No device is called nobody; there is edge, core.');
    expect(ends('nonsense')).toMatch(/^Not a packet/);
  });
  test('finds circles, and what leaves the network', () => {
    const a = member(
      'a',
      `hostname a\n!\n${port('GigabitEthernet0/0', '10.0.1.1')}ip route 192.0.2.0 255.255.255.0 10.0.1.2\nip route 198.51.100.0 255.255.255.0 10.0.1.9\n`,
    );
    const b = member(
      'b',
      `hostname b\n!\n${port('GigabitEthernet0/0', '10.0.1.2')}ip route 192.0.2.0 255.255.255.0 10.0.1.1\n`,
    );
    expect(ends('icmp 10.0.1.1 > 192.0.2.1', undefined, [a, b])).toMatch(/^a b: loop/);
    expect(ends('icmp 10.0.1.1 > 198.51.100.1', undefined, [a, b])).toMatch(/^a: leaves/);
  });
  test('goes by the router that answers for an address of a group, where that is sure', () => {
    const gateway = (name: string, address: string, uplink: string, standby: string): Member =>
      member(
        name,
        `hostname ${name}\n!\n${port('GigabitEthernet0/0', address, ` standby 1 ip 10.5.0.254\n${standby}`)}${port('GigabitEthernet0/1', uplink)}`,
      );
    const host = member(
      'host',
      `hostname host\n!\n${port('GigabitEthernet0/0', '10.5.0.7')}ip route 0.0.0.0 0.0.0.0 10.5.0.254\n`,
    );
    const first = gateway('first', '10.5.0.1', '10.6.0.1', ' standby 1 priority 120\n standby 1 preempt\n');
    const second = gateway('second', '10.5.0.2', '10.6.0.2', ' standby 1 preempt\n');
    const devices = [second, host, first];
    expect(ends('icmp 10.5.0.7 > 10.6.0.9', undefined, devices)).toMatch(/^host first: delivered/);
    expect(ends('icmp 10.5.0.7 > 10.5.0.254', undefined, devices)).toMatch(/^host first: delivered/);
    expect(ends('icmp 10.5.0.99 > 10.6.0.9', undefined, devices)).toMatch(/^first: delivered[^;]*$/);
    const slow = gateway('first', '10.5.0.1', '10.6.0.1', ' standby 1 priority 120\n');
    expect(ends('icmp 10.5.0.7 > 10.6.0.9', undefined, [second, host, slow])).toMatch(/^host: unknown/);
  });
});
