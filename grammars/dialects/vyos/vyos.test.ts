import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chooseDialect } from '../../../server/src/review/prepare.ts';
import { cpuTime } from '../../../test/support/cpu-time.ts';
import { firstLostCharacter, walk } from '../../outline.ts';
import { detect } from './detect.ts';
import { vyos } from './dialect.ts';

const read = (text: string) => {
  const outline = vyos.parse(text);
  return { outline, device: vyos.toModel(outline) };
};

const BRACES = `firewall {
    group {
        network-group LAN {
            network 10.0.0.0/8
            network 172.16.0.0/12
        }
        port-group WEB {
            port 80
            port 8000-8010
        }
    }
    name IN {
        default-action drop
        rule 20 {
            action reject
            disable
            log enable
        }
        rule 10 {
            action accept
            destination {
                group {
                    port-group WEB
                }
            }
            protocol tcp
            source {
                group {
                    network-group !LAN
                }
            }
            state {
                established enable
                new enable
                related disable
            }
        }
    }
}
`;
const SET = `set firewall group network-group LAN network '10.0.0.0/8'
set firewall group network-group LAN network '172.16.0.0/12'
set firewall group port-group WEB port '80'
set firewall group port-group WEB port '8000-8010'
set firewall ipv4 name IN default-action 'drop'
set firewall ipv4 name IN rule 20 action 'reject'
set firewall ipv4 name IN rule 20 disable
set firewall ipv4 name IN rule 20 log
set firewall ipv4 name IN rule 10 action 'accept'
set firewall ipv4 name IN rule 10 destination group port-group 'WEB'
set firewall ipv4 name IN rule 10 protocol 'tcp'
set firewall ipv4 name IN rule 10 source group network-group '!LAN'
set firewall ipv4 name IN rule 10 state 'established'
set firewall ipv4 name IN rule 10 state 'new'
`;

describe('rules', () => {
  test.each([
    ['braces', BRACES],
    ['set', SET],
  ])('in %s are tried by their number', (_, text) => {
    const { device, outline } = read(text);
    const [filter] = device.filters;
    expect([...walk(outline.statements)].filter(({ coverage }) => coverage === 'unknown')).toEqual([]);
    expect(filter).toMatchObject({ name: { value: 'IN' }, family: 'ipv4', fallback: { action: 'deny' }, closed: true });
    expect(filter!.rules.map(({ key, action, active, effects }) => [key?.value, action.kind, active, effects])).toEqual(
      [
        ['10', 'permit', true, []],
        ['20', 'deny', false, ['log', 'reject']],
      ],
    );
    const [match] = filter!.rules[0]!.matches;
    expect(match).toMatchObject({
      protocol: { anyOf: [{ first: 6, last: 6 }] },
      destinationPort: {
        anyOf: [
          { first: 80, last: 80 },
          { first: 8000, last: 8010 },
        ],
      },
      source: { negated: true, anyOf: [{ length: 8 }, { length: 12 }] },
      state: { anyOf: ['established', 'new'] },
    });
    expect(match!.opaque).toBeUndefined();
  });

  test.each([
    ["protocol 'tcp_udp'", { protocol: { anyOf: [{ first: 6 }, { first: 17 }] } }],
    ["protocol '!tcp'", { protocol: { negated: true } }],
    ["source address '192.0.2.1-192.0.2.9'", { source: { anyOf: [{ kind: 'range' }] } }],
    [
      "destination port 'ssh,443,1000-2000'",
      { destinationPort: { anyOf: [{ first: 22 }, { first: 443 }, { last: 2000 }] } },
    ],
    ["inbound-interface name 'eth*'", { inInterface: { anyOf: [{ name: 'eth', prefix: true }] } }],
    [
      "tcp flags 'syn'\nset firewall ipv4 name X rule 1 tcp flags not 'ack'",
      { tcpFlags: { anyOf: [{ mask: 18, value: 2 }] } },
    ],
    ["icmp type-name 'echo-request'", { icmp: { anyOf: [{ type: { first: 8 } }] } }],
    ['fragment match-frag', { fragment: 'rest' }],
    ["limit rate '10/minute'", { opaque: [{ text: 'limit rate 10/minute' }] }],
    ["source group address-group 'NOWHERE'", { opaque: [{ text: 'address-group NOWHERE' }] }],
  ])('%s', (leaf, expected) => {
    const { device } = read(
      `set firewall ipv4 name X rule 1 action 'accept'\nset firewall ipv4 name X rule 1 ${leaf}\n`,
    );
    expect(device.filters[0]!.rules[0]!.matches[0]).toMatchObject(expected);
  });

  test('lists of interfaces stand behind unwritten rules at the hooks', () => {
    const { device } = read(readFileSync(new URL('./fixtures/edge.boot', import.meta.url), 'utf8'));
    expect(device.bindings.map(({ place, filter }) => [place.kind === 'hook' && place.hook, filter.value])).toEqual([
      ['forward', 'ipv4 in'],
      ['input', 'ipv4 local'],
      ['input', 'ipv6 local'],
      ['postrouting', 'nat source'],
      ['prerouting', 'nat destination'],
    ]);
    const hook = device.filters.find(({ name }) => name.value === 'ipv4 in');
    expect(hook?.rules).toMatchObject([{ implicit: true, action: { kind: 'jump', target: { value: 'WAN_IN' } } }]);
    expect(device.interfaces.map(({ name }) => name.value)).toEqual(['eth0', 'eth1', 'eth1.10', 'eth1.20', 'lo']);
    expect(device.nat?.forwards).toMatchObject([{ by: { kind: 'hook', hook: 'forward' } }]);
  });

  test.each([["set interfaces ethernet eth0 firewall in name 'IN'"], ["set firewall interface eth0 in name 'IN'"]])(
    '%s',
    (line) => {
      const { device } = read(`${SET}${line}\n`);
      expect(device.filters.find(({ hook }) => hook === 'forward')?.rules).toMatchObject([
        { matches: [{ inInterface: { anyOf: [{ name: 'eth0' }] } }], action: { target: { value: 'IN' } } },
      ]);
      expect(device.references.uses.map(({ name }) => name.value)).toContain('IN');
    },
  );

  test('names that are used in many places', () => {
    const { device } = read(`set policy route PBR rule 10 destination group address-group 'A'
set nat source rule 10 source group network-group 'N'
set protocols bgp system-as '1'
set protocols bgp neighbor 192.0.2.1 address-family ipv4-unicast route-map import 'IN'
set protocols bgp neighbor 192.0.2.1 address-family ipv4-unicast route-map vpn export 'VPN'
set protocols rip distribute-list prefix-list in 'RIP'
set protocols ospf redistribute connected route-map 'CONN'
set system ip protocol bgp route-map 'TABLE'
set policy route-map X rule 10 match ip address prefix-list 'P4'
set policy route-map X rule 10 match ipv6 address prefix-list 'P6'
set policy route-map X rule 10 set community delete 'C'
`);
    expect(device.references.uses.map(({ name, scope }) => [name.value, scope].join(' ')).sort()).toEqual(
      [
        'A address-group',
        'C plain',
        'CONN ',
        'IN ',
        'N network-group',
        'P4 ipv4',
        'P6 ipv6',
        'RIP ipv4',
        'TABLE ',
        'VPN ',
      ].sort(),
    );
  });

  test('zones: packets go by where they leave and came from, after what the state says', () => {
    const { device } = read(`set firewall global-options state-policy established action 'accept'
set firewall ipv4 name A-B default-action 'accept'
set firewall zone A interface 'eth1'
set firewall zone B interface 'eth2'
set firewall zone B from A firewall name 'A-B'
set firewall zone L local-zone
`);
    const named = (name: string) =>
      device.filters.find((filter) => filter.name.value === name && filter.family === 'ipv4');
    expect(named('ipv4 zones forward')?.rules.map(({ action }) => action.kind)).toEqual(['permit', 'jump', 'jump']);
    expect(named('ipv4 zones input')?.hook).toBe('input');
    expect(named('zone B')).toMatchObject({
      fallback: { action: 'deny' },
      rules: [{ action: { kind: 'return' } }, { action: { kind: 'jump' } }, { action: { kind: 'return' } }],
    });
    expect(device.zones).toMatchObject({ ways: [{ from: 'A', to: 'B', permits: true }], closed: true });
  });

  test('an unknown statement leaves its list open, and no other', () => {
    const { device } = read(
      `${SET}set firewall ipv4 name IN frobnicate 'x'\nset firewall ipv4 name OUT default-action 'accept'\n`,
    );
    expect(device.filters.map(({ name, closed }) => [name.value, closed])).toEqual([
      ['IN', false],
      ['OUT', true],
    ]);
  });

  test('delete takes out what was set', () => {
    const { device } = read(`${SET}delete firewall ipv4 name IN rule 20\n`);
    expect(device.filters[0]!.rules.map(({ key }) => key?.value)).toEqual(['10']);
  });
});

describe('BGP', () => {
  const process = (text: string) => read(text).device.bgp[0]!;

  test.each([
    [
      'protocols bgp 64496',
      "set protocols bgp 64496 neighbor 192.0.2.1 remote-as '64500'\nset protocols bgp 64496 neighbor 192.0.2.1 address-family ipv4-unicast\n",
    ],
    [
      'system-as',
      "set protocols bgp system-as '64496'\nset protocols bgp neighbor 192.0.2.1 remote-as '64500'\nset protocols bgp neighbor 192.0.2.1 address-family ipv4-unicast\n",
    ],
  ])('%s', (_, text) => {
    const { asn, neighbours, closed, withoutPolicy } = process(text);
    expect(asn?.value).toBe(64496);
    expect(withoutPolicy).toBe('exchanges-all');
    expect(closed).toBe(true);
    expect(neighbours).toMatchObject([
      {
        address: { value: '192.0.2.1' },
        external: true,
        closed: true,
        families: [{ name: 'ipv4-unicast', active: true }],
      },
    ]);
  });

  test('groups give what the neighbour does not say', () => {
    const { neighbours } = process(`set protocols bgp system-as '64496'
set protocols bgp peer-group P remote-as 'external'
set protocols bgp peer-group P address-family ipv6-unicast route-map import 'IN'
set protocols bgp peer-group P address-family ipv6-unicast maximum-prefix '10'
set protocols bgp peer-group P timers holdtime '30'
set protocols bgp neighbor 2001:db8::1 peer-group 'P'
set protocols bgp neighbor 2001:db8::1 ttl-security hops '1'
`);
    expect(neighbours).toMatchObject([
      {
        external: true,
        group: { value: 'P' },
        timers: { hold: { value: 30 } },
        ttlSecurity: { value: 1 },
        families: [{ name: 'ipv6-unicast', imports: [{ name: { value: 'IN' } }], maxPrefix: { limit: { value: 10 } } }],
      },
    ]);
  });
});

describe('reading', () => {
  test.each([
    '{',
    '}',
    'firewall {',
    "set firewall name 'x",
    '/* ',
    'a "b',
    '// x',
    'interfaces {\n ethernet eth0 {\n',
    "'",
    '{ {\n} } }',
  ])('no character of %j is lost', (text) => {
    expect(firstLostCharacter(read(text).outline)).toBeUndefined();
  });

  test('a missing brace is told of', () => {
    expect(vyos.parse('firewall {\n    name X {\n    }\n').problems.map(({ code }) => code)).toEqual([
      'brace-not-closed',
    ]);
    expect(vyos.parse('interfaces {\n}\n}\n').problems.map(({ code }) => code)).toEqual(['brace-not-opened']);
  });

  test.each([
    [
      'junos',
      'interfaces {\n    ge-0/0/0 {\n        unit 0 {\n            family inet {\n                address 192.0.2.1/24;\n            }\n        }\n    }\n}\n',
    ],
    [
      'junos set',
      'set interfaces ge-0/0/0 unit 0 family inet address 192.0.2.1/24\nset system host-name r1\nset protocols bgp group x neighbor 192.0.2.2\n',
    ],
    ['bird', 'protocol bgp x {\n  neighbor 192.0.2.1 as 1;\n}\n'],
    ['nginx', 'server {\n    listen 80;\n}\n'],
    ['panos set', 'set deviceconfig system hostname fw\nset network interface ethernet ethernet1/1 layer3\n'],
  ])('a file of %s is not claimed', (_, text) => {
    expect(detect(text).score).toBeLessThan(20);
  });

  test.each([
    'set protocols bfd profile fast interval multiplier 3\nset protocols bfd profile fast interval receive 500\n',
    "set protocols isis net '49.0001.0000.0000.0001.00'\nset protocols isis dynamic-hostname\n",
    'set protocols rip version 2\nset protocols rip network 192.0.2.0/24\n',
  ])('protocols as VyOS has them, and Junos has not: %j', (text) => {
    expect(chooseDialect({ text })?.dialect.id).toBe('vyos');
  });

  test('tens of thousands of lines take no long', () => {
    const text = Array.from(
      { length: 20_000 },
      (_, i) => `set firewall group address-group G address '10.${i >> 16}.${(i >> 8) & 255}.${i & 255}'`,
    ).join('\n');
    const started = cpuTime();
    expect(read(text).device.references.definitions.length).toBe(1);
    expect(cpuTime() - started).toBeLessThan(3_000);
  });
});

test('networks at the process itself, as EdgeOS writes them', () => {
  const { device } = read(`protocols {
    bgp 64496 {
        network 192.0.2.0/24 {
            route-map OWN
        }
        redistribute {
            static {
            }
        }
    }
}
`);
  expect(device.originations.map(({ policy }) => policy?.value)).toEqual(['OWN']);
  expect(device.redistributions.map(({ from }) => from.value)).toEqual(['static']);
});
