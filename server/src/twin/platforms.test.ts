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
