import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../change.ts';
import type { Device } from '../../model/device.ts';
import { firstLostCharacter, walk } from '../../outline.ts';
import { applyEdits } from '../../text/edit.ts';
import { iosxr } from './dialect.ts';

const model = (text: string): Device => iosxr.toModel(iosxr.parse(text));
const pe = readFileSync(`${import.meta.dirname}/fixtures/pe.cfg`, 'utf8');

test('a route that is being typed is read as far as it stands', () => {
  const routes = (end: string) => model(`router static\n address-family ipv4 unicast\n  192.0.2.0/24${end}`).routes;
  expect(routes('')).toEqual([]);
  expect(routes(' Null').map(({ discard }) => discard)).toEqual([true]);
  expect(routes(' Null 0 250').map(({ distance }) => distance)).toEqual([250]);
});

describe('a whole router', () => {
  const outline = iosxr.parse(pe);
  const device = iosxr.toModel(outline);

  test('nothing is lost, everything is known', () => {
    expect(firstLostCharacter(outline)).toBeUndefined();
    expect([...walk(outline.statements)].filter(({ coverage }) => coverage === 'unknown')).toEqual([]);
  });

  test('the admin part behind it is known', () => {
    const both = iosxr.parse(
      `${pe}\n############ MultiConfigPart admin configuration\nconfdConfig encryptedStrings DES3CBC key1 00\n`,
    );
    iosxr.toModel(both);
    expect([...walk(both.statements)].filter(({ coverage }) => coverage === 'unknown')).toEqual([]);
  });

  test('interfaces', () => {
    expect(device.interfaces.map(({ name, vrf }) => [name.value, vrf])).toEqual([
      ['Loopback0', undefined],
      ['MgmtEth0/RP0/CPU0/0', 'MGMT'],
      ['GigabitEthernet0/0/0/0', undefined],
      ['GigabitEthernet0/0/0/1', 'TENANT'],
    ]);
    expect(device.interfaces[2]).toMatchObject({ addresses: [{ length: 30 }, { length: 64 }], closed: true });
  });

  test('lists: groups, what is done besides the verdict, directions, the lines', () => {
    const [internet, vty, internet6] = device.filters;
    expect(internet).toMatchObject({ closed: true, purpose: 'packet' });
    expect(internet!.rules.map(({ effects }) => effects)).toEqual([
      [],
      [],
      ['counter:web'],
      ['nexthop1:vrf:tenant:ipv4:192.0.2.254'],
      ['log'],
    ]);
    expect(internet!.rules[1]!.matches[0]!.source!.anyOf).toHaveLength(2);
    expect(internet!.rules[2]!.matches[0]!.destinationPort!.anyOf).toHaveLength(2);
    expect(vty!.purpose).toBe('packet');
    expect(internet6!.rules.map(({ implicit }) => implicit ?? false)).toEqual([false, true, true]);
    expect(device.bindings.map(({ filter, place, direction }) => [filter.value, place.kind, direction])).toEqual([
      ['VTY', 'management', 'in'],
      ['INTERNET-IN', 'interface', 'in'],
      ['INTERNET6-IN', 'interface', 'in'],
    ]);
  });

  test('static routes by family and VRF', () => {
    expect(device.routes).toMatchObject([
      { destination: { length: 0 }, nextHops: [{ address: { family: 'ipv4' } }] },
      { discard: true },
      { learned: true },
      { vrf: 'TENANT', distance: 200, nextHops: [{ interface: 'GigabitEthernet0/0/0/1' }] },
    ]);
  });

  test('every name used is defined, and the other way round', () => {
    const named = device.references.definitions.filter(({ namespace }) => namespace !== 'vrf');
    const defined = new Set(named.map((one) => `${one.namespace} ${one.name.value}`));
    const uses = device.references.uses.filter(({ namespaces }) => namespaces[0] !== 'vrf');
    const used = new Set(uses.flatMap((one) => one.namespaces.map((namespace) => `${namespace} ${one.name.value}`)));
    expect([...used].filter((name) => !defined.has(name))).toEqual([]);
    expect([...defined].filter((name) => !used.has(name))).toEqual([]);
  });

  test('BGP: groups of sessions and families, policies with parameters', () => {
    const [main, tenant] = device.bgp;
    expect(main).toMatchObject({ asn: { value: 64500 }, withoutPolicy: 'exchanges-nothing', closed: true });
    const [transit, transit6] = main!.neighbours;
    expect(transit).toMatchObject({
      remoteAs: { value: 64501 },
      external: true,
      multihop: { value: 2 },
      group: { value: 'TRANSITS' },
      closed: true,
      families: [
        {
          name: 'ipv4-unicast',
          imports: [{ kind: 'route-policy' }],
          exports: [{ name: { value: 'TENANT-OUT' } }],
          maxPrefix: { limit: { value: 900_000 } },
        },
      ],
    });
    expect(transit6).toMatchObject({
      shutdown: true,
      families: [{ name: 'ipv6-unicast', maxPrefix: { limit: { value: 524_288 } } }],
    });
    expect(tenant).toMatchObject({ vrf: 'TENANT', neighbours: [{ remoteAs: { value: 64520 } }] });
  });
});

describe('what the platform does', () => {
  test('bgp unsafe-ebgp-policy lets routes pass', () => {
    expect(model('router bgp 1\n bgp unsafe-ebgp-policy\n').bgp[0]!.withoutPolicy).toBe('exchanges-all');
  });

  test('a second entry with a number takes the place of the first', () => {
    const [filter] = model('ipv4 access-list A\n 10 permit ipv4 any any\n 10 deny ipv4 any any\n').filters;
    expect(filter!.rules.map(({ action, active }) => [action.kind, active])).toEqual([
      ['permit', false],
      ['deny', true],
    ]);
  });

  test('what a policy names and is missing is refused; inline sets and parameters name nothing', () => {
    const { references } = model(
      'route-policy P($set)\n  if destination in NONE or destination in (10.0.0.0/8) or destination in $set then\n    apply OTHER\n  endif\nend-policy\n',
    );
    expect(references.uses.map(({ namespaces, name, effect }) => [namespaces[0], name.value, effect])).toEqual([
      ['prefix-list', 'NONE', 'config-refused'],
      ['route-policy', 'OTHER', 'config-refused'],
    ]);
  });

  test('who may ask for the time is in a list, of which kind is said or not', () => {
    const { references } = model('ntp\n access-group peer PEERS\n access-group ipv4 serve-only CLIENTS\n!\n');
    expect(references.uses.map(({ name }) => name.value)).toEqual(['PEERS', 'CLIENTS']);
  });

  test('an unknown line keeps a block open', () => {
    expect(model('ipv4 access-list A\n permit tcp any any eq nosuchport\n').filters[0]!.closed).toBe(false);
    expect(model('interface Loopback1\n frobnicate\n').interfaces[0]!.closed).toBe(false);
    expect(model('route-policy P\n  frobnicate\nend-policy\n').policies[0]!.closed).toBe(false);
    expect(model('router bgp 1\n neighbor 192.0.2.1\n  frobnicate\n').bgp[0]!.closed).toBe(false);
  });
});

describe('changes', () => {
  const written = (text: string, change: Change): string | undefined => {
    const outline = iosxr.parse(text);
    const edits = iosxr.write(change, outline, iosxr.toModel(outline));
    return edits && applyEdits(text, edits);
  };
  const text = 'router bgp 1\n neighbor 192.0.2.1\n  remote-as 2\n  address-family ipv4 unicast\n';

  test('a policy is bound, and drops until somebody fills it in', () => {
    const place = { process: 0, neighbour: 0, family: 'ipv4-unicast' } as const;
    expect(
      written(text, { kind: 'add-bgp-policy', ...place, direction: 'export', policyName: 'OUT', use: 'route-policy' }),
    ).toBe(`${text}   route-policy OUT out\n!\nroute-policy OUT\n  drop\nend-policy\n`);
  });

  test('a new entry says ipv4', () => {
    expect(
      written('ipv4 access-list A\n 10 permit tcp any any\n', {
        kind: 'insert-rule',
        filter: 0,
        before: 1,
        action: 'deny',
        match: { family: 'ipv4' },
        log: true,
      }),
    ).toBe('ipv4 access-list A\n 10 permit tcp any any\n 20 deny ipv4 any any log\n');
  });
});

describe('detection', () => {
  test('a router is recognised with reasons', () => {
    const { score, reasons } = iosxr.detect(pe);
    expect(score).toBeGreaterThan(90);
    expect(reasons.length).toBeGreaterThan(0);
  });

  test.each([
    ['header', '!! IOS XR Configuration 7.3.2\n'],
    ['routing policy', 'route-policy PASS\n  pass\nend-policy\n'],
    ['interfaces of four parts', 'interface GigabitEthernet0/0/0/0\n'],
    ['list', 'ipv4 access-list A\n 10 permit ipv4 any any\n'],
    ['static routes', 'router static\n address-family ipv4 unicast\n'],
    ['ntp as a block', 'ntp\n server 192.0.2.1\n'],
    ['what show prints', 'Thu Jun 11 15:54:44.569 UTC\nrouter bgp 64500\n!\n'],
    ['areas as blocks', 'router ospf CORE\n router-id 192.0.2.1\n area 0\n  interface GigabitEthernet0/0/0/0\n'],
    ['neighbours as blocks', 'router bgp 64500\n neighbor 192.0.2.1\n  remote-as 64501\n'],
    ['prefix lists by family', 'ipv4 prefix-list A\n 10 permit 192.0.2.0/24\n!\n'],
    ['log to a file', 'logging file a path disk0 maxfilesize 1024 severity info\n'],
  ])('by one tell: %s', (_, text) => {
    expect(iosxr.detect(text).score).toBeGreaterThanOrEqual(20);
  });

  test.each([
    ['IOS', 'version 15.2\nhostname i\ninterface GigabitEthernet0/1\n ip address 192.0.2.1 255.255.255.0\n'],
    ['NX-OS', 'feature bgp\nhostname n\ninterface Ethernet1/1\n  ip address 192.0.2.1/24\n'],
    ['EOS', 'hostname e\nvrf instance A\ninterface Ethernet1\n   no switchport\n   ip address 192.0.2.1/24\n'],
    ['FRR', 'frr version 8.4\nhostname f\nrouter bgp 64500\n neighbor 192.0.2.1 remote-as 64501\n'],
    ['Aruba', 'hostname a\nvrf KEEPALIVE\ninterface lag 1\n    no shutdown\n'],
    ['Junos', 'set system host-name j\n'],
    ['prose', 'The hostname command sets the name of the router.\n'],
  ])('%s is not', (_, text) => {
    expect(iosxr.detect(text).score).toBeLessThan(20);
  });
});
