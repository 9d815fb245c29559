import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../change.ts';
import type { Device } from '../../model/device.ts';
import { firstLostCharacter, walk } from '../../outline.ts';
import { applyEdits } from '../../text/edit.ts';
import { eos } from './dialect.ts';

const model = (text: string): Device => eos.toModel(eos.parse(text));
const leaf = readFileSync(`${import.meta.dirname}/fixtures/leaf.cfg`, 'utf8');

describe('a whole switch', () => {
  const outline = eos.parse(leaf);
  const device = eos.toModel(outline);

  test('nothing is lost, everything is known', () => {
    expect(firstLostCharacter(outline)).toBeUndefined();
    expect([...walk(outline.statements)].filter(({ coverage }) => coverage === 'unknown')).toEqual([]);
  });

  test('banners and comments end at EOF', () => {
    expect(
      outline.trivia.filter(({ kind }) => kind === 'blob').map(({ span }) => leaf.slice(span.start, span.end)),
    ).toEqual([
      'Text of any kind, also\ninterface Ethernet9\n   EOF',
      'Authorized access only, within the GEOFENCE\ninterface Ethernet99\nEOF',
    ]);
  });

  test('interfaces', () => {
    expect(device.interfaces.map(({ name }) => name.value)).toEqual([
      'Port-Channel3',
      'Ethernet1',
      'Ethernet2',
      'Loopback0',
      'Management1',
      'Vlan110',
      'Vxlan1',
    ]);
    const [, uplink, unnumbered, loopback, management, vlan] = device.interfaces;
    expect(uplink).toMatchObject({
      description: { value: 'uplink ! to the provider' },
      addresses: [{ length: 30 }, { family: 'ipv6', length: 64 }],
      closed: true,
    });
    expect(unnumbered).toMatchObject({ shutdown: true, dynamic: true, pointToPoint: true });
    expect(loopback).toMatchObject({ loopback: true });
    expect(management).toMatchObject({ vrf: 'MGMT' });
    expect(vlan).toMatchObject({ vrf: 'TENANT', addresses: [{ length: 24 }] });
  });

  test('lists: prefixes, names of its own, remarks, who may reach the device', () => {
    const [internet, admins, internet6] = device.filters;
    expect(internet).toMatchObject({ name: { value: 'INTERNET-IN' }, family: 'ipv4', closed: true, purpose: 'packet' });
    expect(internet!.rules.map(({ key, action }) => [key!.value, action.kind])).toEqual([
      ['10', 'permit'],
      ['20', 'permit'],
      ['30', 'permit'],
      ['40', 'deny'],
    ]);
    expect(internet!.rules[0]!.remarks).toHaveLength(1);
    expect(internet!.rules[2]!.matches[0]).toMatchObject({
      destinationPort: { anyOf: [{ first: 3784 }] },
      opaque: [{ text: 'ttl eq 255' }],
    });
    expect(admins!.rules[0]!.matches).toMatchObject([{ source: { anyOf: [{ kind: 'prefix', length: 24 }] } }]);
    expect(internet6).toMatchObject({ family: 'ipv6', closed: true });
    expect(device.bindings.map(({ filter, place }) => [filter.value, place.kind])).toEqual([
      ['INTERNET-IN', 'interface'],
      ['INTERNET6-IN', 'interface'],
      ['ADMINS', 'management'],
      ['ADMINS', 'management'],
    ]);
  });

  test('routes by VRF', () => {
    expect(device.routes).toMatchObject([
      { discard: true },
      { vrf: 'MGMT', nextHops: [{ address: { family: 'ipv4' } }] },
      { vrf: 'TENANT', nextHops: [{ interface: 'Vlan110' }], distance: 200 },
    ]);
  });

  test('prefix lists as blocks', () => {
    expect(device.prefixLists).toMatchObject([
      {
        name: { value: 'LOOPBACKS' },
        closed: true,
        entries: [{ lengths: { first: 32, last: 32 } }, { lengths: { first: 24, last: 30 } }],
      },
    ]);
  });

  test('every name used is defined, and the other way round', () => {
    const defined = new Set(device.references.definitions.map((one) => `${one.namespace} ${one.name.value}`));
    const used = new Set(
      device.references.uses.flatMap((one) => one.namespaces.map((namespace) => `${namespace} ${one.name.value}`)),
    );
    expect([...used].filter((name) => !defined.has(name))).toEqual([]);
    expect([...defined].filter((name) => !used.has(name))).toEqual([]);
  });

  test('BGP: groups, ranges, VRFs, functions as policies', () => {
    const [main, tenant] = device.bgp;
    expect(main).toMatchObject({
      asn: { value: 64500 },
      withoutPolicy: 'exchanges-all',
      timers: { hold: { value: 15 } },
    });
    const of = new Map(main!.neighbours.map((one) => [one.address.value, one]));
    expect(of.get('198.51.100.1')).toMatchObject({
      external: true,
      description: 'provider',
      families: [{ name: 'ipv4-unicast', active: true, imports: [{ name: { value: 'FROM_PROVIDER()' } }] }],
    });
    expect(of.get('198.51.100.5')).toMatchObject({
      shutdown: true,
      bfd: true,
      remoteAs: { value: 64510 },
      families: [
        { active: true, exports: [{ name: { value: 'LOOPBACKS-OUT' } }], maxPrefix: { limit: { value: 500 } } },
      ],
    });
    expect(of.get('203.0.113.200')).toMatchObject({ multihop: { value: 3 }, remoteAs: { value: 64511 } });
    expect(of.get('203.0.113.200')!.families.map(({ name, active }) => [name, active])).toEqual([
      ['ipv4-unicast', false],
      ['evpn-unicast', true],
    ]);
    expect(of.get('10.255.0.0/16')).toMatchObject({ remoteAs: { value: 64510 } });
    expect(tenant).toMatchObject({
      vrf: 'TENANT',
      neighbours: [{ remoteAs: { value: 64520 }, families: [{ active: true, imports: [{ kind: 'prefix-list' }] }] }],
    });
  });
});

describe('what the platform does', () => {
  test('12,000 routes end a session unless another number is given; 0 is none', () => {
    const [first, second] = model(
      'router bgp 1\n   neighbor 192.0.2.1 remote-as 2\n   neighbor 192.0.2.2 remote-as 3\n   neighbor 192.0.2.2 maximum-routes 0\n',
    ).bgp[0]!.neighbours;
    expect(first!.families[0]!.maxPrefix).toMatchObject({ limit: { value: 12_000 }, warningOnly: false });
    expect(second!.families[0]!.maxPrefix).toBeUndefined();
  });

  test('routes without policy pass, unless both directions are denied', () => {
    const process = (lines: string) => model(`router bgp 1\n   neighbor 192.0.2.1 remote-as 2\n${lines}`).bgp[0];
    expect(process('')!.withoutPolicy).toBe('exchanges-all');
    const denied = '   bgp missing-policy direction in action deny\n';
    expect(process(denied)!.withoutPolicy).toBeUndefined();
    expect(process(`${denied}   bgp missing-policy direction out action deny\n`)!.withoutPolicy).toBe(
      'exchanges-nothing',
    );
  });

  test('an IPv4 and an IPv6 list of one name are two', () => {
    expect(
      model('ip access-list A\n   permit ip any any\nipv6 access-list A\n   permit ipv6 any any\n').filters,
    ).toHaveLength(2);
  });

  test('what an empty list does is not claimed', () => {
    const [filter] = model('ip access-list A\n   remark empty\n').filters;
    expect(filter!.rules).toMatchObject([{ implicit: true, matches: [{ opaque: [{}] }] }]);
  });

  test('an unknown line keeps a block open', () => {
    expect(model('ip access-list A\n   permit tcp any any eq nosuchport\n').filters[0]!.closed).toBe(false);
    expect(model('interface Vlan1\n   frobnicate\n').interfaces[0]!.closed).toBe(false);
  });

  test('NAT timers; what 0 means is not claimed', () => {
    const { nat, references } = model(
      'interface Ethernet1\n   ip nat source dynamic access-list A pool P\nip nat translation udp-timeout 90\nip nat translation tcp-timeout 0\n',
    );
    expect(nat).toMatchObject({ translates: true, timers: [{ kind: 'udp', seconds: { value: 90 } }], defaults: [] });
    expect(references.uses.map(({ namespaces }) => namespaces[0])).toEqual(['acl', 'nat-pool']);
  });
});

describe('changes', () => {
  const LIST = 'ip access-list A\n   10 deny tcp any any\n   20 permit tcp any host 192.0.2.10 eq https\n';
  const written = (text: string, change: Change): string | undefined => {
    const outline = eos.parse(text);
    const edits = eos.write(change, outline, eos.toModel(outline));
    return edits && applyEdits(text, edits);
  };

  test('an entry moves to a free number', () => {
    expect(written(LIST, { kind: 'move-rule', filter: 0, rule: 1, before: 0 })).toBe(
      'ip access-list A\n   5 permit tcp any host 192.0.2.10 eq https\n   10 deny tcp any any\n',
    );
  });

  test('a new entry has prefixes', () => {
    const source = { anyOf: [{ kind: 'prefix', family: 'ipv4', address: 0x0a000000n, length: 8 }] } as const;
    const protocol = { anyOf: [{ first: 17, last: 17 }] };
    expect(
      written(LIST, {
        kind: 'insert-rule',
        filter: 0,
        before: 0,
        action: 'permit',
        match: { family: 'ipv4', source, protocol },
      }),
    ).toBe(LIST.replace('   10', '   5 permit udp 10.0.0.0/8 any\n   10'));
  });

  test('a limit of routes, in the VRF of the neighbour', () => {
    const text = 'router bgp 1\n   vrf A\n      neighbor 192.0.2.1 remote-as 2\n';
    expect(
      written(text, {
        kind: 'set-max-prefix',
        process: 1,
        neighbour: 0,
        family: 'ipv4-unicast',
        limit: 500,
        threshold: 80,
        restart: 15,
      }),
    ).toBe(`${text}      neighbor 192.0.2.1 maximum-routes 500 warning-limit 80 percent\n`);
  });
});

describe('detection', () => {
  test('a switch is recognised with reasons', () => {
    const { score, reasons } = eos.detect(leaf);
    expect(score).toBeGreaterThan(90);
    expect(reasons.length).toBeGreaterThan(0);
  });

  test.each([
    ['management block', 'management api http-commands\n   no shutdown\n'],
    ['prefix list as a block', 'ip prefix-list A\n   seq 10 permit 192.0.2.0/24\n'],
    ['vrf instance', 'vrf instance RED\n'],
    ['standard list with a prefix', 'ip access-list standard A\n   10 permit 192.0.2.0/24\n'],
    ['peer group in two words', 'router bgp 1\n   neighbor A peer group\n'],
    ['OSPFv3 without a process', 'interface Vlan1\n   ospfv3 ipv4 area 0.0.0.5\n'],
    ['logging', 'logging policy match inverse-result match-list A discard\n'],
  ])('by one tell: %s', (_, text) => {
    expect(eos.detect(text).score).toBeGreaterThanOrEqual(20);
  });

  test.each([
    ['IOS', 'version 15.2\nhostname i\ninterface GigabitEthernet0/1\n ip address 192.0.2.1 255.255.255.0\n'],
    [
      'NX-OS',
      '!Command: show running-config\nfeature bgp\nhostname n\ninterface Ethernet1/1\n  ip address 192.0.2.1/24\n',
    ],
    ['IOS XR', 'hostname x\ninterface GigabitEthernet0/0/0/0\n ipv4 address 192.0.2.1 255.255.255.0\n'],
    ['ASA', 'hostname a\ninterface GigabitEthernet0/0\n nameif outside\n'],
    ['FRR', 'frr version 8.4\nhostname f\nrouter bgp 64500\n neighbor 192.0.2.1 remote-as 64501\n'],
    ['Junos', 'set system host-name j\n'],
    ['braces', 'ltm node a {\n   address 192.0.2.1\n   description x\n}\n'],
    ['a document indented by three', 'Notes\n\n   description of the network\n   set it up first\n'],
    [
      'Brocade SLX',
      'switch-attributes host-name leaf\nntp server 192.0.2.1 use-vrf mgmt-vrf\nvrf definition A\ninterface Vlan 10\n',
    ],
    ['prose', 'The hostname command sets the name of the switch.\n'],
  ])('%s is not', (_, text) => {
    expect(eos.detect(text).score).toBeLessThan(20);
  });
});

test('what people cut short is written out', () => {
  const device = eos.toModel(eos.parse('int Et1\n desc uplink\n no sw\n ip add 192.0.2.1/31\n no shut\nint vlan 10\n'));
  expect(device.interfaces.map(({ name }) => name.value)).toEqual(['Et1', 'vlan10']);
  expect(device.interfaces[0]?.addresses.length).toBe(1);
});
