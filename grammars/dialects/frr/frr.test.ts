import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chooseDialect } from '../../../server/src/review/prepare.ts';
import type { Change } from '../../change.ts';
import type { Device } from '../../model/device.ts';
import { firstLostCharacter, walk } from '../../outline.ts';
import { applyEdits } from '../../text/edit.ts';
import { frr } from './dialect.ts';

const model = (text: string): Device => frr.toModel(frr.parse(text));
const edge = readFileSync(`${import.meta.dirname}/fixtures/edge.conf`, 'utf8');

describe('a whole router', () => {
  const outline = frr.parse(edge);
  const device = frr.toModel(outline);

  test('nothing is lost, everything is known', () => {
    expect(firstLostCharacter(outline)).toBeUndefined();
    expect([...walk(outline.statements)].filter(({ coverage }) => coverage === 'unknown')).toEqual([]);
  });

  test('interfaces', () => {
    expect(device.interfaces).toMatchObject([
      { name: { value: 'wan0' }, addresses: [{ length: 30 }, { length: 64 }], closed: true },
      { name: { value: 'swp7' }, vrf: 'GUEST', shutdown: true },
    ]);
  });

  test('routes, also those of VRFs', () => {
    expect(device.routes).toMatchObject([
      { discard: true },
      { nextHops: [{ address: { family: 'ipv4' } }], recursive: true },
      { vrf: 'GUEST' },
      { vrf: 'GUEST', destination: { length: 0 } },
    ]);
  });

  test('every name used is defined, and the other way round', () => {
    const named = device.references.definitions.filter((one) => one.namespace !== 'vrf');
    const defined = new Set(named.map((one) => `${one.namespace} ${one.name.value}`));
    const used = new Set(
      device.references.uses.flatMap((one) => one.namespaces.map((namespace) => `${namespace} ${one.name.value}`)),
    );
    expect([...used].filter((name) => !defined.has(name))).toEqual([]);
    expect([...defined].filter((name) => !used.has(name))).toEqual([]);
  });

  test('BGP: groups, neighbours by interface, ranges, families', () => {
    const [main, guest] = device.bgp;
    expect(main).toMatchObject({ asn: { value: 64500 }, withoutPolicy: 'exchanges-nothing', closed: true });
    const of = new Map(main!.neighbours.map((one) => [one.address.value, one]));
    expect([...of.keys()]).toEqual(['198.51.100.1', '2001:db8::1', 'swp1', 'swp2', '10.255.0.0/16']);
    expect(of.get('198.51.100.1')).toMatchObject({
      external: true,
      timers: { hold: { value: 30 } },
      families: [{ active: true, imports: [{ kind: 'prefix-list' }], maxPrefix: { limit: { value: 1_000_000 } } }],
    });
    expect(of.get('2001:db8::1')!.families.map(({ name, active }) => [name, active])).toEqual([
      ['ipv4-unicast', false],
      ['ipv6-unicast', true],
    ]);
    expect(of.get('swp1')).toMatchObject({
      external: true,
      bfd: true,
      families: [{ active: true, imports: [{ name: { value: 'SPINES-IN' } }] }],
    });
    expect(of.get('swp2')).toMatchObject({ remoteAs: { value: 'external' }, external: true });
    expect(guest).toMatchObject({
      vrf: 'GUEST',
      withoutPolicy: 'exchanges-all',
      neighbours: [{ families: [{ active: true }] }],
    });
  });
});

test('RFC 9234: a neighbour and its group say what this side is', () => {
  const text = `router bgp 64496
 neighbor UP peer-group
 neighbor UP local-role customer strict-mode
 neighbor 198.51.100.1 remote-as 64500
 neighbor 198.51.100.1 peer-group UP
 neighbor 198.51.100.5 remote-as 64501
 neighbor 198.51.100.5 local-role rs-client
 neighbor 198.51.100.9 remote-as 64502
`;
  const [process] = model(text).bgp;
  expect(process!.neighbours.map(({ localRole }) => localRole)).toEqual(['customer', 'rs-client', undefined]);
});

describe('what the platform does', () => {
  test.each([
    ['8.4', 'traditional', 'exchanges-nothing'],
    ['8.4', 'datacenter', 'exchanges-all'],
    ['7.3', 'traditional', 'exchanges-all'],
    ['', 'traditional', undefined],
  ])('version %s, profile %s: a neighbour without policy %s', (version, profile, wanted) => {
    expect(
      model(`frr version ${version}\nfrr defaults ${profile}\nrouter bgp 1\n neighbor 192.0.2.1 remote-as 2\n`).bgp[0]!
        .withoutPolicy,
    ).toBe(wanted);
  });

  test('it filters no packets', () => {
    expect(model('access-list 10 permit 192.0.2.0 0.0.0.255\n').filters).toEqual([]);
  });

  test('the kernel may have what the text does not show', () => {
    expect(model('ip route 10.0.0.0/8 198.51.100.1\n')).toMatchObject({ dynamicRouting: true, fragment: true });
  });

  test('a number that is taken gives its entry to the new one', () => {
    const { prefixLists, sequenceKeys } = model(
      'ip prefix-list A seq 5 permit 192.0.2.0/24\nip prefix-list A seq 5 deny any\n',
    );
    expect(prefixLists[0]!.entries).toMatchObject([{ action: 'deny', lengths: { first: 0, last: 32 } }]);
    expect(sequenceKeys.map(({ onDuplicate }) => onDuplicate)).toEqual(['replaces', 'replaces']);
  });

  test('policies and lists that are missing deny everything', () => {
    const { references } = model(
      'router bgp 1\n neighbor 192.0.2.1 remote-as 2\n neighbor 192.0.2.1 route-map R in\n neighbor 192.0.2.1 prefix-list P out\n',
    );
    expect(references.uses.map(({ effect }) => effect)).toEqual(['denies-everything', 'denies-everything']);
  });

  test('an unknown line keeps a block open', () => {
    expect(model('interface eth0\n frobnicate\n').interfaces[0]!.closed).toBe(false);
    expect(
      model('router bgp 1\n neighbor 192.0.2.1 remote-as 2\n neighbor 192.0.2.1 frobnicate\n').bgp[0]!.closed,
    ).toBe(false);
  });
});

describe('changes', () => {
  test('a limit stands beside the other lines of the neighbour', () => {
    const text = 'router bgp 1 vrf A\n neighbor 192.0.2.1 remote-as 2\nexit\n';
    const outline = frr.parse(text);
    const place = { process: 0, neighbour: 0, family: 'ipv4-unicast' } as const;
    const change: Change = { kind: 'set-max-prefix', ...place, limit: 500, threshold: 80, restart: 15 };
    const device = frr.toModel(outline);
    expect(device.bgp.map(({ vrf }) => vrf)).toEqual(['A']);
    const edits = frr.write(change, outline, device);
    expect(edits && applyEdits(text, edits)).toBe(
      'router bgp 1 vrf A\n neighbor 192.0.2.1 remote-as 2\n neighbor 192.0.2.1 maximum-prefix 500 80 restart 15\nexit\n',
    );
  });
});

describe('detection', () => {
  test('a router is recognised with reasons', () => {
    const { score, reasons } = frr.detect(edge);
    expect(score).toBeGreaterThan(90);
    expect(reasons.length).toBeGreaterThan(0);
  });

  test.each([
    ['version', 'frr version 8.4\n'],
    ['neighbour by interface', 'router bgp 1\n neighbor swp1 interface remote-as external\n'],
    ['process of a VRF', 'router bgp 1 vrf A\n'],
    ['lists with bgp in front', 'bgp as-path access-list A seq 5 permit ^$\n'],
    ['log', 'log syslog informational\n'],
    ['Linux interfaces', 'interface eth0\n ip address 192.0.2.1/24\n'],
    ['interfaces of a network namespace', 'interface r1-eth0\n ip address 192.0.2.1/24\n!\nip forwarding\n'],
    ['sessions of bfdd', 'bfd\n peer 192.0.2.1\n  no shutdown\n !\n!\n'],
    [
      'networks with a prefix length',
      'router bgp 1\n address-family ipv4 unicast\n  network 192.0.2.0/24\n exit-address-family\n',
    ],
  ])('by one tell: %s', (_, text) => {
    expect(frr.detect(text).score).toBeGreaterThanOrEqual(20);
  });

  test('files of Cumulus in one text are whose the path says', () => {
    const text = 'leaf\n# ports.conf --\nfrr version\nfrr defaults datacenter\nrouter bgp 1\n';
    expect(frr.detect(text).score).toBeGreaterThanOrEqual(20);
    expect(frr.detect(text, 'cumulus/leaf').score).toBe(0);
  });

  test('what every look-alike writes is of FRR in a file of one of its daemons', () => {
    const text = 'hostname r1\n!\nrouter bgp 64500\n neighbor 192.0.2.1 remote-as 64501\n';
    const named = frr.detect(text, 'r1/bgpd.conf');
    expect(named.score).toBeGreaterThan(frr.detect(text, 'r1/router.conf').score);
    expect(chooseDialect({ text, path: 'r1/bgpd.conf' })?.dialect.id).toBe('frr');
    expect(chooseDialect({ text, path: 'r1/router.conf' })?.dialect.id).toBe('ios');
    expect(frr.detect('version 15.2\nrouter bgp 64500\n', 'r1/bgpd.conf').score).toBe(0);
  });

  test('a part with nothing but OSPF is, by how FRR names the router', () => {
    const text = 'router ospf\n ospf router-id 192.0.2.1\n network 192.0.2.0/24 area 0\nexit\n!\n';
    expect(frr.detect(text).score).toBeGreaterThanOrEqual(20);
  });

  test.each([
    ['IOS', 'version 15.2\nhostname i\ninterface GigabitEthernet0/1\n ip address 192.0.2.1 255.255.255.0\n'],
    ['NX-OS', 'feature bgp\nhostname n\ninterface Ethernet1/1\n  ip address 192.0.2.1/24\n'],
    ['EOS', 'hostname e\nvrf instance A\ninterface Ethernet1\n   no switchport\n   ip address 192.0.2.1/24\n'],
    ['IOS XR', 'hostname x\ninterface GigabitEthernet0/0/0/0\n ipv4 address 192.0.2.1 255.255.255.0\n'],
    ['Cumulus', 'frr version 4.0+cl3u8\nfrr defaults datacenter\n'],
    ['a shell script', '#!/bin/sh\nvtysh -c "frr version"\n'],
    ['prose', 'The frr version is printed first.\n'],
  ])('%s is not', (_, text) => {
    expect(frr.detect(text).score).toBeLessThan(20);
  });
});
