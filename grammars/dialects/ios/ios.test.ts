import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Device } from '../../model/device.ts';
import { firstLostCharacter, walk } from '../../outline.ts';
import { ios } from './dialect.ts';

const model = (text: string): Device => ios.toModel(ios.parse(text));
const edge = readFileSync(`${import.meta.dirname}/fixtures/edge-router.cfg`, 'utf8');

describe('a whole router', () => {
  const outline = ios.parse(edge);
  const device = ios.toModel(outline);

  test('is read to the last line and loses nothing', () => {
    expect(firstLostCharacter(outline)).toBeUndefined();
    expect([...walk(outline.statements)].filter((statement) => statement.coverage === 'unknown')).toEqual([]);
    expect(device).toMatchObject({ hostname: { value: 'edge-1' }, version: { value: '15.7' }, fragment: false });
    expect(device.dynamicRouting).toBe(true);
  });

  test('interfaces', () => {
    expect(device.interfaces.map((one) => one.name.value)).toEqual([
      'Loopback0',
      'GigabitEthernet0/0',
      'GigabitEthernet0/1',
      'GigabitEthernet0/2',
    ]);
    const [loopback, uplink, inside, guest] = device.interfaces;
    expect(loopback).toMatchObject({ loopback: true, closed: true });
    expect(uplink).toMatchObject({ natRole: 'outside', description: { value: 'uplink to the provider' } });
    expect(inside!.addresses.map(({ length, secondary }) => [length, secondary])).toEqual([
      [24, undefined],
      [24, true],
    ]);
    expect(inside).toMatchObject({ natRole: 'inside', shutdown: false });
    expect(guest).toMatchObject({ vrf: 'GUEST', dynamic: true, shutdown: true });
  });

  test('lists are put to work: interfaces, the device itself, or selection only', () => {
    expect(device.bindings.map(({ filter, place, direction }) => [filter.value, place.kind, direction])).toEqual([
      ['OUTSIDE-IN', 'interface', 'in'],
      ['OUTSIDE6-IN', 'interface', 'in'],
      ['23', 'management', 'in'],
    ]);
    expect(device.filters.map((filter) => [filter.name.value, filter.purpose])).toEqual([
      ['OUTSIDE-IN', 'packet'],
      ['VOICE-TRAFFIC', 'classify'],
      ['10', 'classify'],
      ['23', 'packet'],
      ['OUTSIDE6-IN', 'packet'],
      ['ip nat inside source', 'nat'],
    ]);
    expect(device.filters.every((filter) => filter.closed)).toBe(true);
  });

  test('a block whose commands are listed ends where the margin goes on, also without indentation', () => {
    const outline = ios.parse(`policy-map PM
class A
bandwidth 100
police 8000
conform-action transmit
class class-default
fair-queue
interface GigabitEthernet0/0
ip address 192.0.2.1 255.255.255.0
service instance 2 ethernet
encapsulation untagged
bridge-domain 2
control-plane
service-policy input COPP
crypto isakmp client configuration group REMOTE
key SECRET
pool POOL
key chain KEYS
ip access-list extended IN
permit ip any any
line vty 0 4
access-class IN in
`);
    expect(outline.statements.map(({ words }) => words.map(({ text }) => text).join(' '))).toEqual([
      'policy-map PM',
      'interface GigabitEthernet0/0',
      'control-plane',
      'crypto isakmp client configuration group REMOTE',
      'key chain KEYS',
      'ip access-list extended IN',
      'line vty 0 4',
    ]);
    expect(ios.toModel(outline).bindings.map(({ filter }) => filter.value)).toEqual(['IN']);
  });

  test('every name used is defined, and the other way round', () => {
    const defined = new Set(device.references.definitions.map((one) => `${one.namespace} ${one.name.value}`));
    const used = new Set(
      device.references.uses.flatMap((one) => one.namespaces.map((namespace) => `${namespace} ${one.name.value}`)),
    );
    expect([...used].filter((name) => !defined.has(name))).toEqual([]);
    expect([...defined].filter((name) => !used.has(name))).toEqual(['time-range OFFICE']);
  });

  test('BGP by family', () => {
    const [process] = device.bgp;
    expect(process).toMatchObject({ asn: { value: 64500 }, withoutPolicy: 'exchanges-all', closed: true });
    const [transit, transit6] = process!.neighbours;
    expect(transit).toMatchObject({ external: true, description: 'transit', closed: true });
    expect(transit!.families).toMatchObject([
      {
        name: 'ipv4-unicast',
        active: true,
        imports: [{ kind: 'prefix-list', name: { value: 'FROM-TRANSIT' } }],
        exports: [{ kind: 'route-policy', name: { value: 'TO-TRANSIT' } }],
        maxPrefix: { limit: { value: 1_000_000 }, threshold: 90, restart: 15, warningOnly: false },
      },
    ]);
    expect(transit6!.families.map(({ name, active, imports }) => [name, active, imports.length])).toEqual([
      ['ipv4-unicast', false, 0],
      ['ipv6-unicast', true, 0],
    ]);
  });

  test('NAT and its timers, defaults where nothing is set', () => {
    expect(device.nat).toMatchObject({ translates: true, closed: true });
    expect(device.nat!.timers.map(({ kind, seconds }) => [kind, seconds.value])).toEqual([['udp', 300]]);
    expect(device.nat!.defaults.map(({ kind, seconds }) => [kind, seconds])).toContainEqual([
      'tcp-established',
      86_400,
    ]);
    expect(device.nat!.defaults.map(({ kind }) => kind)).not.toContain('udp');
  });

  test('routes', () => {
    expect(device.routes).toMatchObject([
      { nextHops: [{ address: { family: 'ipv4' } }], distance: 250, recursive: true },
      { vrf: 'GUEST', learned: true, nextHops: [{ interface: 'GigabitEthernet0/2' }] },
      { discard: true, nextHops: [] },
    ]);
  });
});

describe('what the platform does', () => {
  test('an IPv6 list lets neighbour discovery pass before its implicit deny', () => {
    const [filter] = model('ipv6 access-list A\n permit tcp any any\n').filters;
    expect(filter!.rules.map((rule) => rule.implicit ?? false)).toEqual([false, true, true]);
  });

  test('a list without entries filters nothing', () => {
    expect(model('ip access-list extended A\n remark empty\n').filters[0]).toMatchObject({
      rules: [],
      fallback: { action: 'permit' },
      closed: true,
    });
  });

  test('a number that is taken is refused; entries are in the order of their numbers', () => {
    const { filters, sequenceKeys } = model(
      'ip access-list extended A\n 20 permit ip any any\n 10 deny tcp any any\n 10 permit udp any any\n permit icmp any any\n',
    );
    expect(filters[0]!.rules.map((rule) => [rule.key?.value, rule.active])).toEqual([
      ['10', true],
      ['10', false],
      ['20', true],
      [undefined, true],
    ]);
    expect(sequenceKeys.map(({ key, onDuplicate }) => [key.value, onDuplicate])).toEqual([
      [20, 'refused'],
      [10, 'refused'],
      [10, 'refused'],
    ]);
  });

  test('lists of other things than IP are no filters', () => {
    const { filters, references } = model(
      'access-list 700 deny 0000.5e00.5301 0000.0000.0000\naccess-list rate-limit 1 5\n',
    );
    expect(filters).toEqual([]);
    expect(references.definitions.every((definition) => definition.alwaysUsed)).toBe(true);
  });

  test('a script that begins anew forgets what was there', () => {
    expect(
      model('access-list 99 permit any\nno access-list 99\naccess-list 99 deny any\n').filters[0]!.rules,
    ).toHaveLength(1);
    const [list] = model('ip access-list extended A\n 10 permit ip any any\n 20 deny ip any any\n no 10\n').filters;
    expect(list!.rules.map((rule) => rule.action.kind)).toEqual(['deny']);
  });

  test('two dynamic translations do not hide one another, a static one hides both', () => {
    const [nat] = model(
      'ip nat inside source list 1 pool A\nip nat inside source list 1 pool B\nip nat inside source static 10.0.0.1 192.0.2.1\n',
    ).filters;
    expect(nat!.rules.map((rule) => [rule.action.kind, rule.matches[0]!.opaque?.length ?? 0])).toEqual([
      ['translate', 0],
      ['translate', 1],
      ['translate', 1],
    ]);
  });

  test('a list that an unread command names is not called unused', () => {
    const { references } = model('ip access-list standard MGMT\n permit any\nsome new-feature MGMT\n');
    expect(references.definitions).toMatchObject([{ name: { value: 'MGMT' }, alwaysUsed: true }]);
  });

  test('a template is a part of a configuration, its statements are comments', () => {
    const text = 'hostname {{ name }}\ninterface Vlan1\n{% if x %}\n ip address 192.0.2.1 255.255.255.0\n{% endif %}\n';
    const outline = ios.parse(text);
    expect(firstLostCharacter(outline)).toBeUndefined();
    expect(ios.toModel(outline)).toMatchObject({ fragment: true, interfaces: [{ addresses: [{ length: 24 }] }] });
  });

  test('commands may be abbreviated', () => {
    const text =
      'int g0/0\n ip add 192.0.2.1 255.255.255.0\n no shut\n ip access-g A in\nip access-l ext A\n per tcp any any eq 80\n';
    const { interfaces, bindings, filters } = model(text);
    expect(interfaces).toMatchObject([{ name: { value: 'g0/0' }, shutdown: false, addresses: [{ length: 24 }] }]);
    expect(bindings).toMatchObject([{ filter: { value: 'A' } }]);
    expect(filters[0]).toMatchObject({ closed: true, rules: [{ action: { kind: 'permit' } }] });
  });

  test('a recorded session is known, also where a short word is one command only with the next word', () => {
    const outline = ios.parse(
      'R1#configure terminal\nEnter configuration commands, one per line.  End with CNTL/Z.\nR1(config)#line con 0\nR1(config-line)#log sync\nR1(config-line)#exec-t 5 0\nR1(config-line)#end\n',
    );
    ios.toModel(outline);
    expect([...walk(outline.statements)].filter((statement) => statement.coverage === 'unknown')).toEqual([]);
  });

  test('a route may name its interface in short', () => {
    const { routes } = model(
      'interface GigabitEthernet0/1\ninterface FastEthernet0/1\ninterface Serial0/1\nip route 0.0.0.0 0.0.0.0 gi0/1\nip route 10.0.0.0 255.0.0.0 X0/1\n',
    );
    expect(routes.map((route) => route.nextHops[0]!.interface)).toEqual(['GigabitEthernet0/1', 'X0/1']);
  });

  test('a comment behind a command is no part of it, a mark in a text is', () => {
    const text = 'route-map R permit 10\n match ip address 10  ! the office\ninterface Vlan1\n description up ! down\n';
    const outline = ios.parse(text);
    expect(firstLostCharacter(outline)).toBeUndefined();
    const { references, interfaces } = ios.toModel(outline);
    expect(references.uses.map((use) => use.name.value)).toEqual(['10']);
    expect(interfaces[0]!.description!.value).toBe('up ! down');
  });

  test('an unknown line keeps a block open', () => {
    expect(model('ip access-list extended A\n permit tcp any any eq nosuchport\n').filters[0]!.closed).toBe(false);
    expect(model('interface Vlan1\n frobnicate\n').interfaces[0]!.closed).toBe(false);
    expect(
      model('router bgp 1\n neighbor 192.0.2.1 remote-as 2\n neighbor 192.0.2.1 frobnicate\n').bgp[0],
    ).toMatchObject({
      closed: false,
      neighbours: [{ closed: false }],
    });
  });
});

describe('BGP inheritance', () => {
  const device = model(`router bgp 64500
 template peer-policy BASE
  prefix-list P in
  maximum-prefix 100
 exit-peer-policy
 template peer-policy TOP
  inherit peer-policy BASE 10
  maximum-prefix 200
 exit-peer-policy
 template peer-session S
  remote-as 64501
  timers 10 30
 exit-peer-session
 bgp confederation identifier 65000
 bgp confederation peers 64502
 bgp listen range 192.0.2.0/24 peer-group LEAVES
 neighbor LEAVES peer-group
 neighbor LEAVES remote-as 64503
 neighbor LEAVES route-map IN in
 neighbor 198.51.100.1 inherit peer-session S
 neighbor 198.51.100.1 inherit peer-policy TOP
 neighbor 198.51.100.2 remote-as 64502
 neighbor 198.51.100.3 peer-group LEAVES
 neighbor 198.51.100.3 route-map OTHER in
 neighbor 198.51.100.4 remote-as 1.1
 neighbor 198.51.100.4 fall-over bfd
 no neighbor 198.51.100.4 activate
 timers bgp 5 15
`);
  const neighbours = new Map(device.bgp[0]!.neighbours.map((one) => [one.address.value, one]));

  test('templates, groups, ranges', () => {
    expect(neighbours.get('198.51.100.1')).toMatchObject({
      remoteAs: { value: 64501 },
      timers: { keepalive: { value: 10 }, hold: { value: 30 } },
      families: [{ imports: [{ name: { value: 'P' } }], maxPrefix: { limit: { value: 200 } } }],
    });
    expect(neighbours.get('192.0.2.0/24')).toMatchObject({ remoteAs: { value: 64503 }, families: [{ active: true }] });
    expect(neighbours.get('198.51.100.3')!.families[0]!.imports.map((one) => one.name.value)).toEqual(['OTHER']);
    expect(neighbours.has('LEAVES')).toBe(false);
  });

  test('confederation members are no external neighbours; dotted AS numbers; a session not activated', () => {
    expect(neighbours.get('198.51.100.2')!.external).toBe(false);
    expect(neighbours.get('198.51.100.4')).toMatchObject({
      remoteAs: { value: 65_537 },
      external: true,
      bfd: true,
      families: [{ active: false }],
    });
    expect(device.bgp[0]!.timers).toMatchObject({ keepalive: { value: 5 }, hold: { value: 15 } });
  });
});

test('interfaces alone are a part of a device: their lists are elsewhere', () => {
  const part = (text: string) => ios.toModel(ios.parse(text)).fragment;
  expect(part('interface GigabitEthernet0/1\n ip access-group A in\n!\nend\n')).toBe(true);
  expect(part('interface GigabitEthernet0/1\n ip access-group A in\n!\nip route 0.0.0.0 0.0.0.0 192.0.2.1\n')).toBe(
    false,
  );
});

describe('detection', () => {
  test('a router is recognised with reasons', () => {
    expect(ios.detect(edge).score).toBeGreaterThan(90);
    expect(ios.detect(edge).reasons.length).toBeGreaterThan(0);
    expect(ios.detect('access-list 101 permit tcp any any eq www\n').score).toBeGreaterThanOrEqual(20);
  });

  test.each([
    ['NX-OS', 'feature bgp\nhostname n\ninterface Ethernet1/1\n  ip address 192.0.2.1/24\n'],
    ['EOS', 'hostname e\nvrf instance A\ninterface Ethernet1\n   no switchport\n   ip address 192.0.2.1/24\n'],
    ['IOS XR', 'hostname x\ninterface GigabitEthernet0/0/0/0\n ipv4 address 192.0.2.1 255.255.255.0\n'],
    ['ASA', 'hostname a\ninterface GigabitEthernet0/0\n nameif outside\n ip address 192.0.2.1 255.255.255.0\n'],
    [
      'FRR',
      'frr version 8.4\nhostname f\nrouter bgp 64500\n neighbor 192.0.2.1 remote-as 64501\n exit-address-family\n',
    ],
    ['Junos', 'set system host-name j\nset interfaces ge-0/0/0 unit 0\n'],
    ['iptables', '*filter\n:INPUT DROP [0:0]\n-A INPUT -j ACCEPT\nCOMMIT\n'],
    ['YAML', '---\nhostname: x\ninterfaces:\n  - name: GigabitEthernet0/1\n'],
    [
      'Brocade SLX',
      'switch-attributes host-name leaf\nntp server 192.0.2.1 use-vrf mgmt-vrf\nvrf definition A\ninterface Vlan 10\n',
    ],
    ['OSPF of IOS XR', 'router ospf CORE\n area 0\n  interface GigabitEthernet0/0/0/0\n   cost 10\n  !\n !\n!\n'],
    ['prose', 'The hostname command sets the name of the interface.\n'],
  ])('%s is not', (_, text) => {
    expect(ios.detect(text).score).toBeLessThan(20);
  });
});
