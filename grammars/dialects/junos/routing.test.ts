import { describe, expect, test } from 'vitest';
import { formatAddress, formatPrefix } from '../../model/address.ts';
import type { BgpNeighbour } from '../../model/bgp.ts';
import { junos } from './dialect.ts';

const modelOf = (text: string) => junos.toModel(junos.parse(text));
const lines = (...all: readonly string[]): string => all.map((line) => `set ${line}\n`).join('');

describe('static routes', () => {
  test('tables, instances, kinds of next hops', () => {
    const routes = modelOf(
      lines(
        'routing-options static route 0.0.0.0/0 next-hop [ 192.0.2.1 ge-0/0/0.0 ]',
        'routing-options static route 10.0.0.0/8 discard',
        'routing-options static route 10.1.0.0/16 next-table RED.inet.0',
        'routing-options static route 10.2.0.0/16 next-hop 10.9.9.9 resolve',
        'routing-options rib inet6.0 static route ::/0 qualified-next-hop fe80::1 interface ge-0/0/0.0',
        'routing-options rib RED.inet.0 static route 10.3.0.0/16 next-hop 192.0.2.2',
        'routing-instances BLUE routing-options static route 10.4.0.0/16 next-hop 192.0.2.3 preference 7',
      ),
    ).routes.map((route) => ({
      to: formatPrefix(route.destination),
      via: route.nextHops.map((hop) =>
        hop.address ? formatAddress(hop.address.family, hop.address.address) : hop.interface,
      ),
      vrf: route.vrf,
      discard: route.discard,
      learned: route.learned,
      recursive: route.recursive,
      distance: route.distance,
    }));
    const plain = { vrf: undefined, discard: undefined, learned: undefined, recursive: false, distance: 5 };
    expect(routes).toEqual([
      { ...plain, to: '0.0.0.0/0', via: ['192.0.2.1', 'ge-0/0/0.0'] },
      { ...plain, to: '10.0.0.0/8', via: [], discard: true },
      { ...plain, to: '10.1.0.0/16', via: [], learned: true },
      { ...plain, to: '10.2.0.0/16', via: ['10.9.9.9'], recursive: true },
      { ...plain, to: '::/0', via: ['fe80::1'] },
      { ...plain, to: '10.3.0.0/16', via: ['192.0.2.2'], vrf: 'RED' },
      { ...plain, to: '10.4.0.0/16', via: ['192.0.2.3'], vrf: 'BLUE', distance: 7 },
    ]);
  });
});

describe('BGP', () => {
  const neighbour = (...all: readonly string[]): BgpNeighbour =>
    modelOf(lines('routing-options autonomous-system 64496', ...all)).bgp[0]!.neighbours[0]!;
  const at = 'protocols bgp group G neighbor 192.0.2.1';

  test('the nearest level wins; lists of policies replace each other', () => {
    expect(
      neighbour(
        'protocols bgp import ALL',
        'protocols bgp hold-time 180',
        'protocols bgp group G import [ A B ]',
        'protocols bgp group G export "( A && ! B )"',
        'protocols bgp group G hold-time 90',
        'protocols bgp group G peer-as 64500',
        `${at} peer-as 64501`,
      ),
    ).toMatchObject({
      remoteAs: { value: 64501 },
      external: true,
      timers: { hold: { value: 90 }, keepalive: { value: 30 } },
      families: [
        {
          name: 'ipv4-unicast',
          imports: [{ name: { value: 'A' } }, { name: { value: 'B' } }],
          exports: [{ name: { value: 'A' } }, { name: { value: 'B' } }],
        },
      ],
    });
  });

  test('internal or external', () => {
    expect(neighbour('protocols bgp group G type internal', at)).toMatchObject({
      external: false,
      remoteAs: { value: 'internal' },
    });
    expect(neighbour(`${at} peer-as 64496`).external).toBe(false);
    expect(neighbour(`${at} peer-as 64496`, `${at} local-as 64499`)).toMatchObject({ external: true, localAs: 64499 });
    expect(neighbour(at).external).toBeUndefined();
    expect(
      neighbour('routing-options confederation 65000 members [ 64496 64497 ]', `${at} peer-as 64497`).external,
    ).toBe(false);
    expect(neighbour(`${at} peer-as 1.10`).remoteAs?.value).toBe(65546);
    expect(neighbour(`${at} local-as 64499`, `${at} local-as loops 2`).localAs).toBe(64499);
    expect(neighbour(`${at} local-as 64499 loops 2 private`).localAs).toBe(64499);
  });

  test('families and limits', () => {
    expect(
      neighbour(
        'protocols bgp group G family inet unicast accepted-prefix-limit maximum 10',
        'protocols bgp group G family inet-vpn unicast',
        'protocols bgp group G family evpn signaling',
        at,
      ).families.map(({ name, maxPrefix }) => [name, maxPrefix?.limit.value, maxPrefix?.warningOnly]),
    ).toEqual([
      ['ipv4-unicast', 10, true],
      ['vpnv4-unicast', undefined, undefined],
      ['l2vpn-evpn', undefined, undefined],
    ]);
    expect(neighbour('protocols bgp group G neighbor 2001:db8::1').families[0]!.name).toBe('ipv6-unicast');
  });

  test('sessions: multihop, BFD, ranges, shutdown, what is switched off', () => {
    expect(neighbour(`${at} multihop`).multihop?.value).toBe(64);
    expect(neighbour(`${at} multihop ttl 3`).multihop?.value).toBe(3);
    expect(neighbour('protocols bgp group G bfd-liveness-detection minimum-interval 300', at).bfd).toBe(true);
    expect(neighbour(`${at} shutdown`).shutdown).toBe(true);
    expect(neighbour('protocols bgp group G allow 198.51.100.0/24').address.value).toBe('198.51.100.0/24');
    expect(modelOf(`${lines(at)}deactivate ${at}\n`).bgp[0]!.neighbours).toEqual([]);
  });

  test('what happens without policy', () => {
    const without = (...all: readonly string[]) => modelOf(lines(at, ...all)).bgp[0]!.withoutPolicy;
    const noPolicy = 'protocols bgp defaults ebgp no-policy';
    expect(without()).toBe('exchanges-all');
    expect(without(`${noPolicy} receive reject`, `${noPolicy} advertise reject-always`)).toBe('exchanges-nothing');
    expect(without(`${noPolicy} receive reject`)).toBeUndefined();
  });

  test('instances', () => {
    const bgp = modelOf(
      lines(
        'routing-options autonomous-system 64496',
        'routing-instances RED protocols bgp group CE neighbor 192.0.2.9 peer-as 64510',
      ),
    ).bgp;
    expect(bgp).toMatchObject([{ vrf: 'RED', asn: { value: 64496 }, neighbours: [{ external: true }] }]);
  });
});

describe('interfaces', () => {
  test('addresses, borrowed and learned ones, instances and zones', () => {
    const device = modelOf(
      lines(
        'interfaces ge-0/0/0 unit 0 family inet address 192.0.2.1/24 vrrp-group 1 virtual-address 192.0.2.254',
        'interfaces ge-0/0/0 unit 0 family inet6 address 2001:db8::1/64',
        'interfaces ge-0/0/1 unit 0 family inet dhcp',
        'interfaces ge-0/0/2 disable',
        'interfaces gr-0/0/0 unit 1 family inet unnumbered-address lo0.0',
        'routing-instances RED interface ge-0/0/0.0',
        'security zones security-zone dmz interfaces ge-0/0/1.0',
      ),
    );
    expect(device.interfaces).toMatchObject([
      { name: { value: 'ge-0/0/0.0' }, vrf: 'RED', addresses: [{ length: 24 }, { length: 64 }] },
      { name: { value: 'ge-0/0/1.0' }, zone: 'dmz', dynamic: true, dynamicFamilies: ['ipv4'] },
      { name: { value: 'ge-0/0/2' }, shutdown: true },
      { name: { value: 'gr-0/0/0.1' }, pointToPoint: true, dynamic: true },
    ]);
  });
});

describe('references', () => {
  const state = (text: string) => {
    const { references } = modelOf(text);
    const defined = new Set(references.definitions.map(({ namespace, name }) => `${namespace} ${name.value}`));
    const used = new Set(
      references.uses.flatMap(({ namespaces, name }) => namespaces.map((one) => `${one} ${name.value}`)),
    );
    return {
      undefined: [...used].filter((one) => !defined.has(one)),
      unused: references.definitions
        .filter(({ namespace, name, alwaysUsed }) => !alwaysUsed && !used.has(`${namespace} ${name.value}`))
        .map(({ name }) => name.value),
    };
  };

  test('what is named and not there, what is there and not named', () => {
    expect(
      state(
        lines(
          'protocols bgp group G import [ IN GONE ]',
          'protocols bgp group G vrf-target export target:64496:1',
          'routing-options interface-routes family inet export lan',
          'policy-options policy-statement IN from as-path PATH',
          'policy-options policy-statement IN then community add TAG',
          'policy-options policy-statement SPARE then reject',
          'policy-options as-path PATH ".*"',
          'policy-options prefix-list SPARE-LIST 192.0.2.0/24',
          'interfaces ge-0/0/0 unit 0 family inet filter input F',
        ),
      ),
    ).toEqual({
      undefined: ['acl F', 'route-policy GONE', 'community-list TAG'],
      unused: ['SPARE', 'SPARE-LIST'],
    });
  });

  test('a name that stands anywhere else is not called unused', () => {
    expect(
      state(lines('policy-options prefix-list TRUSTED 192.0.2.0/24', 'system services ssh some-knob TRUSTED')).unused,
    ).toEqual([]);
  });

  test('an inactive definition is none', () => {
    const text = `${lines('firewall filter F term a then accept', 'interfaces ge-0/0/0 unit 0 family inet filter input F')}deactivate firewall filter F\n`;
    expect(state(text).undefined).toEqual(['acl F']);
  });

  test('predefined applications, and sets that contain themselves', () => {
    const { uses } = modelOf(
      lines(
        'applications application-set S application junos-http',
        'applications application-set S application-set S',
      ),
    ).references;
    expect(uses).toMatchObject([
      { name: { value: 'junos-http' }, predefined: true },
      { name: { value: 'S' }, within: { namespace: 'service-object', name: 'S' } },
    ]);
  });
});

describe('NAT and timers', () => {
  test('a device without either has none', () => {
    expect(modelOf(lines('system host-name a')).nat).toBeUndefined();
  });

  test('service interfaces have timers of their own', () => {
    expect(
      modelOf(lines('interfaces ms-1/0/0 services-options inactivity-timeout 20')).nat!.timers.map(
        ({ kind, seconds }) => [kind, seconds.value],
      ),
    ).toEqual([
      ['tcp-established', 20],
      ['udp', 20],
    ]);
  });
});
