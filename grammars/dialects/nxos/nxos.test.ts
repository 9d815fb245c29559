import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../change.ts';
import type { Device } from '../../model/device.ts';
import { firstLostCharacter, walk } from '../../outline.ts';
import { applyEdits } from '../../text/edit.ts';
import { nxos } from './dialect.ts';

const model = (text: string): Device => nxos.toModel(nxos.parse(text));
const leaf = readFileSync(`${import.meta.dirname}/fixtures/leaf.cfg`, 'utf8');

describe('a whole switch', () => {
  const outline = nxos.parse(leaf);
  const device = nxos.toModel(outline);

  test('nothing is lost, everything is known', () => {
    expect(firstLostCharacter(outline)).toBeUndefined();
    expect([...walk(outline.statements)].filter(({ coverage }) => coverage === 'unknown')).toEqual([]);
  });

  test('interfaces by VRF', () => {
    expect(device.interfaces.map(({ name, vrf }) => [name.value, vrf])).toEqual([
      ['Vlan10', 'TENANT'],
      ['nve1', undefined],
      ['Ethernet1/1', undefined],
      ['mgmt0', 'management'],
      ['loopback0', undefined],
    ]);
    expect(device.interfaces[0]!.addresses.map(({ secondary }) => secondary)).toEqual([undefined, true]);
    expect(device.interfaces[2]).toMatchObject({
      shutdown: false,
      addresses: [{ length: 30 }, { length: 64 }],
      closed: true,
    });
  });

  test('lists: groups of addresses and ports, who may reach the device', () => {
    const [internet, vty, internet6] = device.filters;
    expect(internet).toMatchObject({ closed: true, purpose: 'packet' });
    expect(internet!.rules[1]!.matches[0]!.source!.anyOf).toHaveLength(3);
    expect(internet!.rules[2]!.matches[0]).toMatchObject({
      fragment: 'whole',
      destinationPort: {
        anyOf: [
          { first: 443, last: 443 },
          { first: 8080, last: 8090 },
        ],
      },
    });
    expect(vty).toMatchObject({ name: { value: 'VTY' }, purpose: 'packet' });
    expect(internet6!.rules.map(({ implicit }) => implicit ?? false)).toEqual([false, true, true, true, true]);
    expect(device.bindings.map(({ filter, place }) => [filter.value, place.kind])).toEqual([
      ['INTERNET-IN', 'interface'],
      ['INTERNET6-IN', 'interface'],
      ['VTY', 'management'],
    ]);
  });

  test('routes stand in the contexts of their VRFs', () => {
    expect(device.routes).toMatchObject([
      { vrf: 'TENANT', nextHops: [{ address: { family: 'ipv4' } }] },
      { vrf: 'TENANT', discard: true },
      { vrf: 'management' },
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

  test('BGP: templates in templates, families where their blocks stand', () => {
    const [main, tenant] = device.bgp;
    expect(main).toMatchObject({ asn: { value: 64500 }, timers: { hold: { value: 15 } }, closed: true });
    const [spine, other, range] = main!.neighbours;
    expect(spine).toMatchObject({
      remoteAs: { value: 64510 },
      external: true,
      multihop: { value: 3 },
      description: 'first spine',
      group: { value: 'SPINE' },
      closed: true,
    });
    expect(spine!.families).toMatchObject([
      { name: 'l2vpn-evpn', active: true, imports: [] },
      {
        name: 'ipv4-unicast',
        imports: [{ name: { value: 'SPINES-IN' } }],
        exports: [{ name: { value: 'LOOPBACKS-OUT' } }],
        maxPrefix: { limit: { value: 500 }, restart: 15 },
      },
    ]);
    expect(other).toMatchObject({
      remoteAs: { value: 64511 },
      shutdown: true,
      families: [{ imports: [{ kind: 'prefix-list' }] }],
    });
    expect(range).toMatchObject({ address: { value: '10.255.0.0/16' }, families: [] });
    expect(tenant).toMatchObject({ vrf: 'TENANT', neighbours: [{ remoteAs: { value: 64520 } }] });
  });
});

describe('what the platform does', () => {
  test('`extended` and `standard` are names of lists', () => {
    expect(model('ip access-list extended\n  permit ip any any\n').filters[0]!.name.value).toBe('extended');
  });

  test('a console without settings holds nothing of what follows', () => {
    const { bgp } = model('line console\nline vty\nrouter bgp 1\n  neighbor 192.0.2.1\n    remote-as 2\n');
    expect(bgp[0]!.neighbours).toMatchObject([{ remoteAs: { value: 2 } }]);
  });

  test('a template that does not exist leaves its neighbour open, a circle ends', () => {
    const [one, two] = model(
      'router bgp 1\n  template peer A\n    inherit peer A\n    remote-as 2\n  neighbor 192.0.2.1\n    inherit peer NONE\n  neighbor 192.0.2.2\n    inherit peer A\n',
    ).bgp[0]!.neighbours;
    expect(one!.closed).toBe(false);
    expect(two).toMatchObject({ remoteAs: { value: 2 }, closed: true });
  });

  test('a route map that is missing denies everything, a prefix list in it lets everything match', () => {
    const { references } = model(
      'route-map R permit 10\n  match ip address prefix-list P\nrouter bgp 1\n  neighbor 192.0.2.1\n    address-family ipv4 unicast\n      route-map S in\n',
    );
    expect(references.uses.map(({ name, effect }) => [name.value, effect])).toEqual([
      ['P', 'matches-everything'],
      ['S', 'denies-everything'],
    ]);
  });

  test('a group with an unknown line is not guessed', () => {
    const [filter] = model(
      'object-group ip address A\n  host 192.0.2.1\n  frobnicate all of it\nip access-list L\n  permit ip addrgroup A any\n',
    ).filters;
    expect(filter!.rules[0]!.matches[0]!.opaque).toMatchObject([{ text: 'object-group A' }]);
  });

  test('an unknown line keeps a block open', () => {
    expect(model('ip access-list A\n  permit tcp any any eq nosuchport\n').filters[0]!.closed).toBe(false);
    expect(model('interface Vlan1\n  frobnicate\n').interfaces[0]!.closed).toBe(false);
    expect(model('router bgp 1\n  neighbor 192.0.2.1\n    frobnicate\n').bgp[0]).toMatchObject({
      closed: false,
      neighbours: [{ closed: false }],
    });
  });
});

describe('changes', () => {
  const written = (text: string, change: Change): string | undefined => {
    const outline = nxos.parse(text);
    const edits = nxos.write(change, outline, nxos.toModel(outline));
    return edits && applyEdits(text, edits);
  };

  test('a new entry has prefixes and one port', () => {
    const destination = { anyOf: [{ kind: 'prefix', family: 'ipv4', address: 0x0a000000n, length: 8 }] } as const;
    const ports = {
      anyOf: [
        { first: 80, last: 80 },
        { first: 443, last: 443 },
      ],
    };
    expect(
      written('ip access-list A\n  10 deny ip any any\n', {
        kind: 'insert-rule',
        filter: 0,
        before: 0,
        action: 'permit',
        match: { family: 'ipv4', destination, protocol: { anyOf: [{ first: 6, last: 6 }] }, destinationPort: ports },
      }),
    ).toBe(
      'ip access-list A\n  3 permit tcp any 10.0.0.0/8 eq 80\n  6 permit tcp any 10.0.0.0/8 eq 443\n  10 deny ip any any\n',
    );
  });

  const text = 'router bgp 1\n  vrf A\n    neighbor 192.0.2.1\n      remote-as 2\n      address-family ipv4 unicast\n';

  test('a limit and a policy stand in the family of the neighbour', () => {
    const place = { process: 1, neighbour: 0, family: 'ipv4-unicast' } as const;
    expect(written(text, { kind: 'set-max-prefix', ...place, limit: 500, threshold: 80, restart: 15 })).toBe(
      `${text}        maximum-prefix 500 80 restart 15\n`,
    );
    expect(
      written(text, { kind: 'add-bgp-policy', ...place, direction: 'import', policyName: 'IN', use: 'route-policy' }),
    ).toBe(`${text}        route-map IN in\n!\nroute-map IN deny 10\n`);
  });

  test('what a template says of the family is not written there', () => {
    const inherited =
      'router bgp 1\n  template peer A\n    address-family ipv4 unicast\n  neighbor 192.0.2.1\n    inherit peer A\n';
    const place = { process: 0, neighbour: 0, family: 'ipv4-unicast' } as const;
    expect(
      written(inherited, { kind: 'set-max-prefix', ...place, limit: 5, threshold: 80, restart: 15 }),
    ).toBeUndefined();
  });

  test('timers of a neighbour and of the process', () => {
    expect(written(text, { kind: 'set-bgp-timers', process: 1, neighbour: 0, keepalive: 10, hold: 30 })).toBe(
      `${text}      timers 10 30\n`,
    );
    expect(
      written('router bgp 1\n  router-id 192.0.2.1\n', { kind: 'set-bgp-timers', process: 0, keepalive: 10, hold: 30 }),
    ).toBe('router bgp 1\n  router-id 192.0.2.1\n  timers bgp 10 30\n');
  });
});

describe('detection', () => {
  test('a switch is recognised with reasons', () => {
    const { score, reasons } = nxos.detect(leaf);
    expect(score).toBeGreaterThan(90);
    expect(reasons.length).toBeGreaterThan(0);
  });

  test.each([
    ['feature', 'feature bgp\n'],
    ['feature with a sign', 'feature tacacs+\n'],
    ['version', 'version 9.3(5)\n'],
    ['vrf context', 'vrf context RED\n  rd auto\n'],
    ['neighbours as blocks', 'router bgp 1\n  neighbor 192.0.2.1\n    remote-as 2\n'],
    ['object groups', 'object-group ip address A\n  host 192.0.2.1\n'],
    ['groups in entries', 'ip access-list A\n  permit ip addrgroup B any\n'],
    ['VRFs of a process', 'router bgp 64500\n  vrf A\n    address-family ipv4 unicast\n      network 192.0.2.0/24\n'],
    ['redistribute direct', 'router ospf 1\n  redistribute direct route-map A\n'],
    ['HSRP', 'interface Ethernet1/1\n  hsrp bfd\n'],
    ['filters of ports', 'interface Ethernet1/2\n  ip port access-group A in\n'],
    ['Fibre Channel', 'zone name A vsan 10\n  pwwn 10:11:11:11:11:11:11:11\n'],
  ])('by one tell: %s', (_, text) => {
    expect(nxos.detect(text).score).toBeGreaterThanOrEqual(20);
  });

  test.each([
    ['IOS', 'version 15.2\nhostname i\ninterface GigabitEthernet0/1\n ip address 192.0.2.1 255.255.255.0\n'],
    ['EOS', 'hostname e\nvrf instance A\ninterface Ethernet1\n   no switchport\n   ip address 192.0.2.1/24\n'],
    ['IOS XR', 'hostname x\ninterface GigabitEthernet0/0/0/0\n ipv4 address 192.0.2.1 255.255.255.0\n'],
    ['ASA', 'hostname a\ninterface GigabitEthernet0/0\n nameif outside\n'],
    ['FRR', 'frr version 8.4\nhostname f\nrouter bgp 64500\n neighbor 192.0.2.1 remote-as 64501\n'],
    ['Junos', 'set system host-name j\n'],
    [
      'Brocade SLX',
      'switch-attributes host-name leaf\nntp server 192.0.2.1 use-vrf mgmt-vrf\nvrf definition A\ninterface Vlan 10\n',
    ],
    ['prose', 'The hostname command sets the name of the switch.\n'],
  ])('%s is not', (_, text) => {
    expect(nxos.detect(text).score).toBeLessThan(20);
  });
});

test('translations: static ones first, those of a group depend on each other', () => {
  const device = nxos.toModel(
    nxos.parse(`ip nat inside source list A pool P
ip nat inside source static tcp 10.0.0.1 22 203.0.113.1 2222
ip nat outside source static 203.0.113.9 10.0.0.9 group 1 dynamic
ip access-list A
  permit ip 10.0.0.0/8 any
`),
  );
  const [inside, outside] = device.filters.filter(({ purpose }) => purpose === 'nat');
  expect(inside).toMatchObject({
    name: { value: 'ip nat inside source' },
    rules: [
      { action: { to: '203.0.113.1 2222' }, matches: [{ sourcePort: { anyOf: [{ first: 22 }] } }] },
      { action: { to: 'pool P' }, matches: [{ source: { anyOf: [{ length: 8 }] }, opaque: [{}] }] },
    ],
  });
  expect(outside!.rules[0]!.matches[0]!.opaque).toHaveLength(1);
});
