import { describe, expect, test } from 'vitest';
import { dialectById } from '../../../grammars/dialects/index.ts';
import { deviceDrafts } from './device-targets.ts';

function drafts(dialect: string, text: string, ruleByRule = true) {
  const own = dialectById(dialect)!;
  const found = deviceDrafts(own.toModel(own.parse(text)), dialect, ruleByRule);
  return found.map(({ probe, host, platform, subject, vrf, rulePlace, settings, span }) => ({
    probe,
    host,
    platform,
    subject,
    ...(rulePlace && { rulePlace }),
    ...(settings && { settings }),
    ...(vrf !== undefined && { vrf }),
    text: text.slice(span.start, span.end).split('\n')[0]!.trim(),
  }));
}

const IOS = `hostname r1
interface Loopback0
 ip address 10.0.0.1 255.255.255.255
interface GigabitEthernet0/0
 ip address 10.1.0.1 255.255.255.0
 ip access-group WAN-IN in
interface GigabitEthernet0/1
 shutdown
ip access-list extended WAN-IN
 10 permit tcp any any established
 20 deny udp any any eq 3478
ip nat translation udp-timeout 60
router bgp 65001
 neighbor 10.1.0.2 remote-as 65002
`;

const AS = [{ key: 'bgp.as', value: '65001' }];

describe('what a device is asked about', () => {
  test('whether it reaches its next hops itself, where it has words for that', () => {
    const nextHops = (dialect: string, text: string) =>
      drafts(dialect, text)
        .filter(({ probe }) => probe === 'from-device')
        .map(({ host, platform, subject, text: shown }) => [host, platform, subject, shown]);
    const routes = 'ip route 0.0.0.0 0.0.0.0 10.1.0.9\nip route 10.9.0.0 255.255.0.0 Null0\nipv6 route ::/0 FD00::9\n';
    expect(nextHops('ios', `${IOS}${routes}`)).toEqual([
      ['10.0.0.1', 'ios', '10.1.0.9', '10.1.0.9'],
      ['10.0.0.1', 'ios', 'fd00::9', 'FD00::9'],
    ]);
    expect(nextHops('frr', 'frr version 10.0\nip route 0.0.0.0/0 10.1.0.9\n')).toEqual([]);
  });

  test('IOS: neighbours, interfaces that are not shut down, rules and timers, at its loopback', () => {
    expect(drafts('ios', IOS)).toEqual([
      { probe: 'bgp', host: '10.0.0.1', platform: 'ios', subject: '10.1.0.2', settings: AS, text: '10.1.0.2' },
      {
        probe: 'interface',
        host: '10.0.0.1',
        platform: 'ios',
        subject: 'GigabitEthernet0/0',
        text: 'GigabitEthernet0/0',
      },
      {
        probe: 'vlan-errors',
        host: '10.0.0.1',
        platform: 'ios',
        subject: 'GigabitEthernet0/0',
        text: 'GigabitEthernet0/0',
      },
      { probe: 'acl-counters', host: '10.0.0.1', platform: 'ios', subject: 'WAN-IN', text: 'WAN-IN' },
      {
        probe: 'acl-counters',
        host: '10.0.0.1',
        platform: 'ios',
        subject: 'WAN-IN',
        rulePlace: { place: 1, key: '10' },
        text: '10 permit tcp any any established',
      },
      {
        probe: 'acl-counters',
        host: '10.0.0.1',
        platform: 'ios',
        subject: 'WAN-IN',
        rulePlace: { place: 2, key: '20' },
        text: '20 deny udp any any eq 3478',
      },
      {
        probe: 'nat-table',
        host: '10.0.0.1',
        platform: 'ios',
        subject: undefined,
        settings: [{ key: 'timeout.udp', value: '60' }],
        text: 'ip nat translation udp-timeout 60',
      },
    ]);
  });

  test('a whole document names its lists alone', () => {
    expect(drafts('ios', IOS, false).filter(({ probe }) => probe === 'acl-counters')).toHaveLength(1);
  });

  test('a list that logs what it refuses is asked about its log too', () => {
    const logged = IOS.replace('eq 3478', 'eq 3478 log');
    const asked = (text: string) => drafts('ios', text).filter(({ probe }) => probe === 'deny-log');
    expect(asked(IOS)).toEqual([]);
    expect(asked(logged)).toEqual([
      { probe: 'deny-log', host: '10.0.0.1', platform: 'ios', subject: 'WAN-IN', text: 'WAN-IN' },
    ]);
  });

  test('Junos: terms by the counter they name, physical interfaces', () => {
    const text = `interfaces { ge-0/0/0 { unit 0 { family inet { address 10.1.0.1/24; } } } }
firewall { family inet { filter F {
  term web { from { protocol tcp; } then { count web-hits; accept; } }
  term rest { then discard; }
} } }
`;
    const found = drafts('junos', text);
    expect(new Set(found.flatMap(({ probe, subject }) => (probe === 'interface' ? [subject] : [])))).toEqual(
      new Set(['ge-0/0/0']),
    );
    expect(found.flatMap(({ rulePlace }) => rulePlace ?? [])).toEqual([{ place: 1, key: 'web-hits' }]);
  });

  test('ASA: what it translates, with the timeouts that the line gives', () => {
    const text = `hostname fw1
interface GigabitEthernet0/0
 nameif inside
 ip address 10.1.0.1 255.255.255.0
object network LAN
 subnet 10.1.0.0 255.255.255.0
 nat (inside,outside) dynamic interface
timeout conn 2:00:00 half-closed 0:10:00 udp 0:05:00
`;
    const asked = drafts('asa', text).filter(({ probe }) => probe === 'nat-table');
    const both = [
      { key: 'timeout.tcp-established', value: '7200' },
      { key: 'timeout.udp', value: '300' },
    ];
    expect(asked.map(({ platform, text: line, settings }) => [platform, line, settings])).toEqual([
      ['asa', 'nat (inside,outside) dynamic interface', both],
      ['asa', 'timeout conn 2:00:00 half-closed 0:10:00 udp 0:05:00', both],
    ]);
  });

  test('a neighbour is asked about in its VRF', () => {
    const text = IOS.replace(
      /router bgp[\s\S]*/,
      `router bgp 65001
 address-family ipv4 vrf RED
  neighbor 10.2.0.2 remote-as 65003
`,
    );
    const asked = drafts('ios', text).filter(({ probe }) => probe === 'bgp');
    expect(asked).toEqual([expect.objectContaining({ subject: '10.2.0.2', vrf: 'RED', settings: AS })]);
  });

  test('lists and rules go by the names that the device counts them under', () => {
    const counted = (dialect: string, text: string) =>
      drafts(dialect, text).flatMap(({ probe, subject, rulePlace }) =>
        probe === 'acl-counters' && rulePlace ? [[subject, rulePlace.key]] : [],
      );
    const fortios = `config system interface
edit "port1"
set ip 10.1.0.1 255.255.255.0
next
end
config firewall policy
edit 12
set name "lan to internet"
set srcintf "port1"
set dstintf "port2"
set srcaddr "all"
set dstaddr "all"
set service "ALL"
set schedule "always"
set action accept
next
end
`;
    expect(counted('fortios', fortios)).toEqual([['policy', '12']]);
    const junos = `interfaces { ge-0/0/0 { unit 0 { family inet { address 10.1.0.1/24; } } } }
security { policies {
  from-zone trust to-zone untrust { policy out { match { source-address any; destination-address any; application any; } then { permit; } } }
  global { policy rest { match { source-address any; destination-address any; application any; } then { deny; } } }
} }
`;
    expect(counted('junos', junos)).toEqual([
      ['trust/untrust', 'out'],
      ['junos-global/junos-global', 'rest'],
    ]);
    const vrp = `sysname r1
interface GigabitEthernet0/0/0
 ip address 10.1.0.1 255.255.255.0
 traffic-filter inbound acl ipv6 3000
acl ipv6 number 3000
 rule 5 deny ipv6
`;
    expect(counted('vrp', vrp)).toEqual([['ipv6/3000', '5']]);
    const ros = `/ip address
add address=10.1.0.1/24 interface=ether1
/ipv6 firewall filter
add action=drop chain=input
`;
    expect(counted('ros', ros)).toEqual([['ipv6/input', undefined]]);
  });

  test('FRR on its own host; nothing of a dialect without such devices, and of a device without an address', () => {
    expect(drafts('frr', 'router bgp 65001\n neighbor 10.1.0.2 remote-as 65002\n')).toEqual([
      { probe: 'bgp', host: 'localhost', platform: 'frr', subject: '10.1.0.2', settings: AS, text: '10.1.0.2' },
    ]);
    expect(drafts('sysctl', 'net.ipv4.ip_forward = 1\n')).toEqual([]);
    expect(drafts('ios', 'router bgp 65001\n neighbor 10.1.0.2 remote-as 65002\n')).toEqual([]);
  });
});
