import { describe, expect, test } from 'vitest';
import { dialectById } from '../../../grammars/dialects/index.ts';
import { nameServers, outsideAddresses } from './address-targets.ts';

const modelOf = (dialect: string, text: string) => {
  const own = dialectById(dialect)!;
  return own.toModel(own.parse(text));
};

describe('addresses that hosts inside are seen with', () => {
  const hosts = (dialect: string, text: string) => [
    ...new Set(outsideAddresses(modelOf(dialect, text)).map(({ host }) => host)),
  ];

  test('each is asked whether it is reached, and by which way, at its own place', () => {
    const text = `ip nat pool OUT 203.0.113.10 203.0.113.14 netmask 255.255.255.0
ip nat inside source list 10 pool OUT overload
access-list 10 permit 10.0.0.0 0.255.255.255
`;
    const found = outsideAddresses(modelOf('ios', text));
    expect(found.map(({ probe, host, span }) => [probe, host, text.slice(span.start, span.end)])).toEqual([
      ['reachability', '203.0.113.10', '203.0.113.10'],
      ['path', '203.0.113.10', '203.0.113.10'],
    ]);
  });

  test.each([
    [
      'ios',
      'an address per host, a pool of two runs, and the interface’s own',
      `interface GigabitEthernet0/0
 ip address 203.0.113.1 255.255.255.0
 ip nat outside
ip nat pool OUT netmask 255.255.255.0
 address 203.0.113.20 203.0.113.22
 address 203.0.113.30 203.0.113.32
ip nat inside source static 10.0.0.5 203.0.113.5
ip nat inside source static 10.0.0.6 203.0.113.1
`,
      ['203.0.113.20', '203.0.113.5'],
    ],
    [
      'nxos',
      'a pool',
      'feature nat\nip nat pool OUT 203.0.113.10 203.0.113.14 prefix-length 24\nip nat inside source list A pool OUT\n',
      ['203.0.113.10'],
    ],
    [
      'eos',
      'a pool of ranges',
      'ip nat pool OUT prefix-length 24\n   range 203.0.113.10 203.0.113.14\n!\ninterface Ethernet1\n   ip nat source dynamic access-list A pool OUT\n',
      ['203.0.113.10'],
    ],
    [
      'junos',
      'a pool that is a network',
      `set security nat source pool OUT address 203.0.113.16/28
set security nat source rule-set R from zone trust
set security nat source rule-set R to zone untrust
set security nat source rule-set R rule A match source-address 10.0.0.0/8
set security nat source rule-set R rule A then source-nat pool OUT
`,
      ['203.0.113.17'],
    ],
    [
      'fortios',
      'a pool',
      `config firewall ippool
    edit "out"
        set startip 203.0.113.10
        set endip 203.0.113.14
    next
end
config firewall policy
    edit 1
        set srcintf "lan"
        set dstintf "wan1"
        set srcaddr "all"
        set dstaddr "all"
        set action accept
        set schedule "always"
        set service "ALL"
        set nat enable
        set ippool enable
        set poolname "out"
    next
end
`,
      ['203.0.113.10'],
    ],
    [
      'panos',
      'an object',
      `set address out ip-netmask 203.0.113.10
set rulebase nat rules A from trust
set rulebase nat rules A to untrust
set rulebase nat rules A source any
set rulebase nat rules A destination any
set rulebase nat rules A service any
set rulebase nat rules A source-translation dynamic-ip-and-port translated-address out
`,
      ['203.0.113.10'],
    ],
    [
      'asa',
      'an object of a range, and an address',
      `object network OUT
 range 203.0.113.10 203.0.113.14
object network INSIDE
 subnet 10.0.0.0 255.0.0.0
object network WEB
 host 10.0.0.5
 nat (inside,outside) static 203.0.113.5
nat (inside,outside) source dynamic INSIDE pat-pool OUT
`,
      ['203.0.113.10', '203.0.113.5'],
    ],
    [
      'iptables',
      'an address, and a range with ports',
      '*nat\n-A POSTROUTING -o eth0 -s 10.1.0.0/16 -j SNAT --to-source 203.0.113.5\n-A POSTROUTING -o eth0 -p tcp -j SNAT --to-source 203.0.113.10-203.0.113.14:1024-65535\n-A POSTROUTING -j MASQUERADE\nCOMMIT\n',
      ['203.0.113.5', '203.0.113.10'],
    ],
    [
      'nft',
      'an address',
      'table ip nat {\n  chain post {\n    type nat hook postrouting priority 100;\n    oifname "eth0" snat to 203.0.113.5\n    masquerade\n  }\n}\n',
      ['203.0.113.5'],
    ],
    [
      'ros',
      'a range',
      '/ip firewall nat\nadd chain=srcnat out-interface=ether1 action=src-nat to-addresses=203.0.113.10-203.0.113.14\nadd chain=srcnat action=masquerade\n',
      ['203.0.113.10'],
    ],
    [
      'vyos',
      'an address',
      "set nat source rule 10 outbound-interface name 'eth0'\nset nat source rule 10 source address '10.0.0.0/8'\nset nat source rule 10 translation address '203.0.113.5'\nset nat source rule 20 translation address 'masquerade'\n",
      ['203.0.113.5'],
    ],
    [
      'vrp',
      'a group',
      'nat address-group 1 203.0.113.10 203.0.113.14\ninterface GigabitEthernet0/0/1\n nat outbound 2001 address-group 1\n',
      ['203.0.113.10'],
    ],
    [
      'iptables',
      'none where only the way in is translated',
      '*nat\n-A PREROUTING -p tcp --dport 443 -j DNAT --to-destination 10.0.0.5\nCOMMIT\n',
      [],
    ],
  ])('%s: %s', (dialect, _, text, expected) => {
    expect(hosts(dialect, text).sort()).toEqual([...expected].sort());
  });
});

describe('name servers', () => {
  test.each([
    ['ios', 'ip name-server 192.0.2.53 192.0.2.54\n', ['192.0.2.53', '192.0.2.54']],
    ['ios', 'hostname r1\n', []],
    [
      'panos',
      'set deviceconfig system hostname fw1\nset deviceconfig system dns-setting servers primary 192.0.2.53\nset deviceconfig system dns-setting servers secondary 2001:db8::53\n',
      ['192.0.2.53', '2001:db8::53'],
    ],
    [
      'cloudinit',
      '#cloud-config\nwrite_files:\n  - path: /etc/resolv.conf\n    content: |\n      # local\n      search example.net\n      nameserver 192.0.2.53\n      nameserver\t192.0.2.54 # second\n',
      ['192.0.2.53', '192.0.2.54'],
    ],
    [
      'netplan',
      'network:\n  version: 2\n  ethernets:\n    eth0:\n      dhcp4: true\n      nameservers:\n        addresses: [192.0.2.53]\n',
      ['192.0.2.53'],
    ],
  ])('%s: %j', (dialect, text, expected) => {
    const found = nameServers(modelOf(dialect, text));
    expect(found.map(({ span }) => text.slice(span.start, span.end))).toEqual(expected);
    expect(found.map(({ host }) => host)).toEqual(expected);
    expect(found.every(({ probe, port }) => probe === 'dns' && port === 53)).toBe(true);
  });
});
