import { describe, expect, test } from 'vitest';
import { twinOfFiles, way } from '../../../test/support/twin-of-files.ts';
import { checkIntents } from './check-intents.ts';
import { failureNamed, withFailure } from './failures.ts';
import { parseIntents } from './intents-file.ts';
import { consequences } from './what-if.ts';

/** One router with two customers who use the same addresses; RED's server is behind a filter. */
const FILES = {
  'pe/config.cfg': `version 17.3
hostname pe
vrf definition RED
 rd 64501:1
 address-family ipv4
vrf definition BLUE
 rd 64501:2
 address-family ipv4
ip access-list extended WEB
 permit tcp any any eq 443
interface GigabitEthernet1
 vrf forwarding RED
 ip address 10.0.1.1 255.255.255.0
interface GigabitEthernet2
 vrf forwarding RED
 ip address 10.0.2.1 255.255.255.0
 ip access-group WEB out
interface GigabitEthernet3
 vrf forwarding BLUE
 ip address 10.0.1.1 255.255.255.0
interface GigabitEthernet4
 vrf forwarding BLUE
 ip address 10.0.2.1 255.255.255.0
`,
};

const statuses = (text: string): readonly string[] => {
  const { intents, problems } = parseIntents(text);
  expect(problems).toEqual([]);
  return checkIntents(twinOfFiles(FILES), intents).map(({ status, why }) => `${status}: ${why.en}`);
};

const places = (from: string, to: string): string => `places:
  clients: { device: pe, ${from}address: 10.0.1.0/24 }
  servers: { device: pe, ${to}address: 10.0.2.0/24 }
intents:
  - deny: tcp/22
    from: clients
    to: servers
`;

describe('a place in a VRF', () => {
  test('is told by its name', () => {
    expect(statuses(places('vrf: RED, ', 'vrf: RED, '))).toEqual(['holds: nothing gets through']);
    expect(statuses(places('vrf: BLUE, ', 'vrf: BLUE, '))).toEqual(['violated: a packet gets through']);
    expect(statuses(places('vrf: BLUE, ', 'vrf: RED, '))).toEqual(['holds: nothing gets through']);
  });
  test('is any where none is named', () => {
    expect(statuses(places('', ''))).toEqual(['violated: a packet gets through']);
  });
  test('that is not there is no place', () => {
    expect(statuses(places('vrf: GREEN, ', ''))).toEqual(['unknown: pe has no VRF GREEN; there is default, RED, BLUE']);
  });
  test('is all addresses of the device in that VRF without an address', () => {
    const text = `places:
  red: { device: pe, vrf: RED }
  blue: { device: pe, vrf: BLUE }
intents:
  - isolate: [red, blue]
`;
    expect(statuses(text)).toEqual(['holds: nothing gets through']);
  });
  test('is where a trace begins', () => {
    const twin = twinOfFiles(FILES);
    const packet = 'tcp 10.0.1.7:40000 > 10.0.2.7:22';
    expect(way(twin, packet, 'pe:RED')).toMatch(/^denied: pe/);
    expect(way(twin, packet, 'pe:BLUE')).toMatch(/^delivered: pe/);
  });
  test('is asked of what would be, with the VRFs of all devices', () => {
    const customer = `version 17.3
hostname ce
interface GigabitEthernet1
 ip address 10.0.1.9 255.255.255.0
interface Loopback0
 ip address 192.0.2.9 255.255.255.255
ip route 0.0.0.0 0.0.0.0 10.0.1.1
`;
    const twin = twinOfFiles({
      'pe/config.cfg': `${FILES['pe/config.cfg'].replace(/BLUE\n ip address 10.0.1.1/, 'BLUE\n ip address 10.0.7.1')}
ip route vrf RED 192.0.2.9 255.255.255.255 10.0.1.9
`,
      'ce/config.cfg': customer,
    });
    const { intents } = parseIntents(places('vrf: RED, ', 'vrf: RED, ').replace('deny: tcp/22', 'allow: tcp/443'));
    const after = withFailure(twin, failureNamed(twin, 'pe:GigabitEthernet2')!);
    const found = consequences(twin, after, intents);
    expect(found.intents.map((one) => `${one.before.status} > ${one.after.status}`)).toEqual(['holds > violated']);
    const other = withFailure(twin, failureNamed(twin, 'pe:GigabitEthernet1')!);
    const { reach } = consequences(twin, other, []);
    expect(reach).toContainEqual({
      from: 'pe (RED)',
      path: 'pe/config.cfg',
      to: 'ce 192.0.2.9',
      before: 'delivered',
      after: 'no-route',
    });
    expect(reach.filter(({ to }) => to.includes('BLUE'))).toEqual([]);
  });
});
