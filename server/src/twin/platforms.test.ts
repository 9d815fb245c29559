import { describe, expect, test } from 'vitest';
import { memberOf, routeIn } from '../../../test/support/route-in.ts';
import type { Member } from '../network/network.ts';
import { type Twin, twinOf } from './twin.ts';

describe('Junos', () => {
  /** Lines of `set`, with a port `ge-0/0/0.0` and a loopback. */
  const junos = (name: string, address: string, loopback: string, lines: string): Member =>
    memberOf(
      name,
      [
        'version 21.4R1',
        `system host-name ${name}`,
        `interfaces ge-0/0/0 unit 0 family inet address ${address}/24`,
        `interfaces lo0 unit 0 family inet address ${loopback}/32`,
        ...lines.trim().split(/\n\s*/),
      ]
        .map((line) => `set ${line}\n`)
        .join(''),
      'junos',
    );
  const pair = (a: string, b: string): Twin =>
    twinOf([
      junos('a', '10.0.0.1', '192.0.2.1', `routing-options autonomous-system 64501\n${a}`),
      junos('b', '10.0.0.2', '192.0.2.2', `routing-options autonomous-system 64502\n${b}`),
    ]);
  const from = 'protocols bgp group B type external\nprotocols bgp group B neighbor 10.0.0.2 peer-as 64502';
  const to = 'protocols bgp group A type external\nprotocols bgp group A neighbor 10.0.0.1 peer-as 64501';

  test('sends by BGP what the export policy lets of all its routes, and nothing of other protocols without one', () => {
    const statics = 'routing-options static route 198.51.100.0/24 discard';
    const policy =
      'policy-options policy-statement OUT term 1 from protocol static\npolicy-options policy-statement OUT term 1 then accept\nprotocols bgp group A export OUT';
    expect(routeIn(pair(from, `${to}\n${statics}`), 'a', '198.51.100.0/24')).toBe('none');
    const twin = pair(from, `${to}\n${statics}\n${policy}`);
    expect(routeIn(twin, 'a', '198.51.100.0/24')).toBe('external-bgp via 10.0.0.2');
    expect(routeIn(twin, 'a', '192.0.2.2/32')).toBe('none');
  });
  test('knows routes of a policy by the interface they are on', () => {
    const policy =
      'policy-options policy-statement OUT term 1 from interface lo0.0\npolicy-options policy-statement OUT term 1 then accept\nprotocols bgp group A export OUT';
    expect(routeIn(pair(from, `${to}\n${policy}`), 'a', '192.0.2.2/32')).toBe('external-bgp via 10.0.0.2');
  });
  test('prefers OSPF to BGP, and a static route to both', () => {
    const ospf = (own: string) =>
      `${own}\nprotocols ospf area 0 interface ge-0/0/0.0\nprotocols ospf area 0 interface lo0.0`;
    const policy =
      'policy-options policy-statement OUT from protocol direct\npolicy-options policy-statement OUT then accept\nprotocols bgp group A export OUT';
    const b = ospf(`${to}\n${policy}`);
    expect(routeIn(pair(ospf(from), b), 'a', '192.0.2.2/32')).toBe('ospf via 10.0.0.2');
    const fixed = `${ospf(from)}\nrouting-options static route 192.0.2.2/32 discard`;
    expect(routeIn(pair(fixed, b), 'a', '192.0.2.2/32')).toBe('static via nothing');
  });
  test('has an aggregate while there is something in it, and qualified next hops by their preference', () => {
    const aggregate = 'routing-options aggregate route 192.0.0.0/16\nrouting-options aggregate route 203.0.113.0/24';
    const hops =
      'routing-options static route 198.51.100.0/24 next-hop 10.0.9.9\nrouting-options static route 198.51.100.0/24 qualified-next-hop 10.0.0.9 preference 7';
    const twin = pair(`${aggregate}\n${hops}`, '');
    expect(routeIn(twin, 'a', '192.0.0.0/16')).toBe('aggregate via nothing');
    expect(routeIn(twin, 'a', '203.0.113.0/24')).toBe('none');
    expect(routeIn(twin, 'a', '198.51.100.0/24')).toBe('static via 10.0.0.9');
  });
  test('doubts what a knob may change that is not followed', () => {
    const twin = pair(`${from}\nprotocols bgp group B local-preference 200`, to);
    expect(routeIn(twin, 'a', '198.51.100.0/24')).toBe('none?');
  });
});

describe('IS-IS', () => {
  const router = (
    name: string,
    n: number,
    ports: readonly string[],
    type: string,
    area = '49.0001',
    more = '',
  ): Member =>
    memberOf(
      name,
      `version 15.1\nhostname ${name}\n!\n${[...ports, `Loopback0 192.0.2.${n} 255.255.255.255`]
        .map((port) => {
          const [at, ...address] = port.split(' ');
          return `interface ${at}\n ip address ${address.join(' ')}\n ip router isis\n!\n`;
        })
        .join('')}router isis\n net ${area}.0000.0000.000${n}.00\n is-type ${type}\n metric-style wide\n${more}`,
      'ios',
    );
  const three = (first: string, more = ''): Twin =>
    twinOf([
      router('a', 1, ['GigabitEthernet0/0 10.0.12.1 255.255.255.0'], first),
      router(
        'b',
        2,
        ['GigabitEthernet0/0 10.0.12.2 255.255.255.0', 'GigabitEthernet0/1 10.0.23.2 255.255.255.0'],
        'level-1-2',
      ),
      router('c', 3, ['GigabitEthernet0/0 10.0.23.3 255.255.255.0'], 'level-2-only', '49.0002', more),
    ]);
  test('tells level 2 what level 1 has, and level 1 the way out', () => {
    const twin = three('level-1');
    expect(routeIn(twin, 'c', '192.0.2.1/32')).toBe('isis via 10.0.23.2');
    expect(routeIn(twin, 'a', '192.0.2.3/32')).toBe('none');
    expect(routeIn(twin, 'a', '0.0.0.0/0')).toBe('isis via 10.0.12.2');
    expect(routeIn(twin, 'b', '0.0.0.0/0')).toBe('none');
  });
  test('reaches the other area in level 2, and is doubted where a statement is not followed', () => {
    expect(routeIn(three('level-2-only'), 'a', '192.0.2.3/32')).toBe('isis via 10.0.12.2');
    expect(routeIn(three('level-1', ' summary-address 192.0.2.0 255.255.255.0\n'), 'b', '192.0.2.3/32')).toBe(
      'isis via 10.0.23.3?',
    );
  });
});

describe('VRP', () => {
  const vrp = (name: string, address: string, loopback: string, lines: string): Member =>
    memberOf(
      name,
      `sysname ${name}\n#\ninterface GigabitEthernet0/0/0\n ip address ${address} 255.255.255.0\n#\ninterface LoopBack0\n ip address ${loopback} 255.255.255.255\n#\n${lines}\nreturn\n`,
      'vrp',
    );
  const bgp = (asn: number, lines: string): string =>
    `bgp ${asn}\n${lines}\n #\n ipv4-family unicast\n  undo synchronization\n`;
  test('prefers OSPF to a static route, and both to BGP', () => {
    const ospf = 'ospf 1\n area 0.0.0.0\n  network 10.0.0.0 0.0.0.255\n  network 192.0.2.2 0.0.0.0\n#\n';
    const b = vrp(
      'b',
      '10.0.0.2',
      '192.0.2.2',
      `${ospf}${bgp(64502, ' peer 10.0.0.1 as-number 64501')}  network 192.0.2.2 32\n  peer 10.0.0.1 enable\n#`,
    );
    const a = (lines: string): Twin =>
      twinOf([
        vrp(
          'a',
          '10.0.0.1',
          '192.0.2.1',
          `${lines}${bgp(64501, ' peer 10.0.0.2 as-number 64502')}  peer 10.0.0.2 enable\n#`,
        ),
        b,
      ]);
    expect(routeIn(a(''), 'a', '192.0.2.2/32')).toBe('external-bgp via 10.0.0.2');
    expect(routeIn(a('ip route-static 192.0.2.2 32 10.0.0.9\n#\n'), 'a', '192.0.2.2/32')).toBe('static via 10.0.0.9');
    expect(routeIn(a(`${ospf}ip route-static 192.0.2.2 32 10.0.0.9\n#\n`), 'a', '192.0.2.2/32')).toBe(
      'ospf via 10.0.0.2',
    );
  });
  test('has routes of IS-IS by its preference', () => {
    const isis = (n: number): string =>
      `isis 1\n is-level level-2\n cost-style wide\n network-entity 49.0001.0000.0000.000${n}.00\n#\ninterface GigabitEthernet0/0/0\n isis enable 1\n#\ninterface LoopBack0\n isis enable 1\n#\n`;
    const twin = twinOf([
      vrp('a', '10.0.0.1', '192.0.2.1', `${isis(1)}ip route-static 192.0.2.2 32 10.0.0.9\n#`),
      vrp('b', '10.0.0.2', '192.0.2.2', `${isis(2)}#`),
    ]);
    expect(routeIn(twin, 'a', '192.0.2.2/32')).toBe('isis via 10.0.0.2');
  });
  test('doubts what may lead elsewhere', () => {
    const rip = vrp('a', '10.0.0.1', '192.0.2.1', 'rip 1\n network 10.0.0.0\n#');
    expect(routeIn(twinOf([rip]), 'a', '203.0.113.0/24')).toBe('none?');
    const plain = vrp('a', '10.0.0.1', '192.0.2.1', '#');
    expect(routeIn(twinOf([plain]), 'a', '203.0.113.0/24')).toBe('none');
  });
});

describe('VyOS', () => {
  const vyos = (name: string, address: string, lines: readonly string[]): Member =>
    memberOf(
      name,
      [`system host-name ${name}`, `interfaces ethernet eth0 address ${address}/24`, ...lines]
        .map((line) => `set ${line}\n`)
        .join(''),
      'vyos',
    );
  const session = (own: number, neighbour: string, remote: number): string[] => [
    `protocols bgp system-as ${own}`,
    `protocols bgp neighbor ${neighbour} remote-as ${remote}`,
    `protocols bgp neighbor ${neighbour} address-family ipv4-unicast`,
  ];
  const statics = [
    'protocols static route 203.0.113.0/24 blackhole',
    'protocols bgp address-family ipv4-unicast redistribute static',
  ];
  test('exchanges routes as FRR does underneath', () => {
    const twin = twinOf([
      vyos('a', '10.0.0.1', session(64501, '10.0.0.2', 64502)),
      vyos('b', '10.0.0.2', [...session(64502, '10.0.0.1', 64501), ...statics]),
    ]);
    expect(routeIn(twin, 'a', '203.0.113.0/24')).toBe('external-bgp via 10.0.0.2');
  });
  test('has next hops that stand in for others, and protocols that are not followed', () => {
    const twin = twinOf([
      vyos('a', '10.0.0.1', [
        'protocols static route 203.0.113.0/24 next-hop 10.0.0.9 distance 20',
        'protocols static route 203.0.113.0/24 next-hop 10.0.0.8 distance 10',
      ]),
    ]);
    expect(routeIn(twin, 'a', '203.0.113.0/24')).toBe('static via 10.0.0.8');
    const rip = vyos('a', '10.0.0.1', ['protocols rip network 10.0.0.0/24']);
    expect(routeIn(twinOf([rip]), 'a', '203.0.113.0/24')).toBe('none?');
  });
  test('learns by OSPF what a neighbour has, unless the two do not agree', () => {
    const ospf = ['protocols ospf area 0 network 10.0.0.0/24', 'protocols ospf interface eth0 cost 5'];
    const other = ['interfaces dummy dum0 address 192.0.2.2/32', 'protocols ospf area 0 network 192.0.2.2/32', ...ospf];
    const pair = (more: readonly string[]) =>
      twinOf([vyos('a', '10.0.0.1', ospf), vyos('b', '10.0.0.2', [...other, ...more])]);
    expect(routeIn(pair([]), 'a', '192.0.2.2/32')).toBe('ospf via 10.0.0.2');
    expect(routeIn(pair(['protocols ospf interface eth0 hello-interval 5']), 'a', '192.0.2.2/32')).toBe('none');
  });
});

describe('RouterOS', () => {
  const ros = (name: string, address: string, lines: string): Member =>
    memberOf(
      name,
      `# 2024-07-31 09:33:47 by RouterOS 7.15.2\n/interface ethernet\nset [ find default-name=ether1 ] name=ether1\n/ip address\nadd address=${address}/24 interface=ether1\n/system identity\nset name=${name}\n${lines}`,
      'ros',
    );
  const session = (own: number, neighbour: string, remote: number, more = ''): string =>
    `/routing bgp connection\nadd name=x as=${own} local.role=ebgp remote.address=${neighbour}/32 remote.as=${remote}${more}\n`;
  test('exchanges routes that its sessions redistribute', () => {
    const statics = '/ip route\nadd blackhole dst-address=203.0.113.0/24\n';
    const twin = twinOf([
      ros('a', '10.0.0.1', session(64501, '10.0.0.2', 64502)),
      ros('b', '10.0.0.2', `${statics}${session(64502, '10.0.0.1', 64501, ' output.redistribute=static')}`),
    ]);
    expect(routeIn(twin, 'a', '203.0.113.0/24')).toBe('external-bgp via 10.0.0.2');
  });
  test('finds next hops of static routes on its own networks alone', () => {
    const routes =
      '/ip route\nadd dst-address=198.51.100.0/24 gateway=10.0.0.9\nadd dst-address=203.0.113.0/24 gateway=198.51.100.1\n';
    const twin = twinOf([ros('a', '10.0.0.1', routes)]);
    expect(routeIn(twin, 'a', '198.51.100.0/24')).toBe('static via 10.0.0.9');
    expect(routeIn(twin, 'a', '203.0.113.0/24')).toBe('none');
  });
  test('learns by OSPF what a neighbour has, and doubts a template whose area is not there', () => {
    const ospf = (more = ''): string =>
      `/routing ospf instance\nadd name=main\n/routing ospf area\nadd instance=main name=backbone\n/routing ospf interface-template\nadd area=backbone cost=5 interfaces=ether1\n${more}`;
    const b = ros(
      'b',
      '10.0.0.2',
      `/ip address\nadd address=192.0.2.2 interface=lo\n${ospf('add area=backbone interfaces=lo\n')}`,
    );
    expect(routeIn(twinOf([ros('a', '10.0.0.1', ospf()), b]), 'a', '192.0.2.2/32')).toBe('ospf via 10.0.0.2');
    const lost = ros('a', '10.0.0.1', ospf('add area=nowhere interfaces=ether1\n'));
    expect(routeIn(twinOf([lost]), 'a', '203.0.113.0/24')).toBe('none?');
  });
  test('is in doubt where packets are marked for another table', () => {
    const marks = '/ip firewall mangle\nadd chain=prerouting action=mark-routing new-routing-mark=other\n';
    expect(routeIn(twinOf([ros('a', '10.0.0.1', marks)]), 'a', '203.0.113.0/24')).toBe('none?');
  });
});
