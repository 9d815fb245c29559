import { describe, expect, test } from 'vitest';
import type { BgpNeighbour, LocalRole } from '../../../../grammars/model/bgp.ts';
import { emptyDevice } from '../../../../grammars/model/device.ts';
import type { RouteSetting } from '../../../../grammars/model/routing.ts';
import { at, family, located, neighbour, process } from '../../../../test/support/device-builder.ts';
import type { Profile } from '../../review/rule.ts';
import { type NeighbourRole, parseTopology } from '../../review/topology-file.ts';
import { outsideSessions } from './outside-neighbours.ts';
import { relationshipOf } from './relationship.ts';

const { neighbours: DECLARED } = parseTopology('neighbours:\n  - role: peer\n    as: 64501\n');

interface Asked {
  readonly local?: number;
  readonly roles?: readonly NeighbourRole[];
  readonly profile?: Profile;
}

function roleOf(one: BgpNeighbour, { local = 64496, roles = [], profile = 'default' }: Asked = {}): string {
  const own = process(local, [one]);
  return relationshipOf(one, own, { device: { ...emptyDevice, bgp: [own] }, profile, roles });
}

const imports = (...names: string[]) => [
  family('ipv4-unicast', { imports: names.map((name) => ({ kind: 'route-policy', name: located(name) })) }),
];
const exports = (name: string) => [
  family('ipv4-unicast', { exports: [{ kind: 'route-policy', name: located(name) }] }),
];

describe('what a neighbour is', () => {
  const said = { description: 'transit of Example', localRole: 'provider' as LocalRole };

  test('is declared before the session has a role, and that before anything is inferred', () => {
    expect(roleOf(neighbour('198.51.100.1', 64501, said), { roles: DECLARED })).toBe('peer');
    expect(roleOf(neighbour('198.51.100.1', 64502, said), { roles: DECLARED })).toBe('customer');
    expect(roleOf(neighbour('198.51.100.1', 64502, { description: said.description }), { roles: DECLARED })).toBe(
      'provider',
    );
  });

  test.each([
    ['provider', 'customer'],
    ['customer', 'provider'],
    ['peer', 'peer'],
    ['rs-server', 'customer'],
    ['rs-client', 'route-server'],
  ] as const)('to one that is %s is %s', (localRole, expected) => {
    expect(roleOf(neighbour('198.51.100.1', 64501, { localRole }))).toBe(expected);
  });

  test('is said by whole words of description and group', () => {
    expect(roleOf(neighbour('198.51.100.1', 64501, { description: 'customers of peerless ISP' }))).toBe('provider');
    expect(roleOf(neighbour('198.51.100.1', 64501, { description: 'BGP peer' }))).toBe('unknown');
    expect(roleOf(neighbour('198.51.100.1', 64501, { group: located('CUST_V4') }))).toBe('customer');
  });

  test('is internal between private AS numbers on private addresses, unless it is named or declared', () => {
    expect(roleOf(neighbour('10.0.0.1', 64513), { local: 64512 })).toBe('internal');
    expect(roleOf(neighbour('10.0.0.1', 64513, { description: 'ISP' }), { local: 64512 })).toBe('provider');
    const declared = parseTopology('neighbours:\n  - role: customer\n    neighbour: 10.0.0.0/8\n').neighbours;
    expect(roleOf(neighbour('10.0.0.1', 64513), { local: 64512, roles: declared })).toBe('customer');
  });

  test('is said by names of policies that speak of one neighbour only', () => {
    const by = (families: BgpNeighbour['families']) => roleOf(neighbour('198.51.100.1', 64501, { families }));
    expect(by(imports('CUST-IN'))).toBe('customer');
    expect(by(imports('FROM-UPSTREAM'))).toBe('provider');
    expect(by(exports('TO-TRANSIT'))).toBe('provider');
    expect(by(exports('CUSTOMER-OUT'))).toBe('customer');
    expect(by(exports('CUSTOMER-ROUTES'))).toBe('unknown');
    expect(by(exports('CUSTOMER-TO-TRANSIT'))).toBe('provider');
    expect(by(imports('NO-TRANSIT'))).toBe('unknown');
    expect(by(imports('PEER-IN'))).toBe('unknown');
    expect(by(imports('CUST-IN', 'TRANSIT-IN'))).toBe('unknown');
  });

  test('is told by AS numbers that everybody knows, to a network that is in the Internet itself', () => {
    expect(roleOf(neighbour('198.51.100.1', 1299))).toBe('provider');
    expect(roleOf(neighbour('198.51.100.1', 6695))).toBe('route-server');
    expect(roleOf(neighbour('198.51.100.1', 1299), { local: 3356 })).toBe('unknown');
    expect(roleOf(neighbour('198.51.100.1', 1299), { local: 64512 })).toBe('unknown');
  });
});

describe('neighbours that are treated alike', () => {
  const policy = (name: string, settings: readonly RouteSetting[]) => ({
    name: located(name),
    span: at(9),
    closed: true,
    entries: [
      { span: at(9), action: 'permit' as const, conditions: [], settings },
      { span: at(9), action: 'deny' as const, conditions: [], settings: [] },
    ],
  });
  const preference = (value: number): RouteSetting => ({ kind: 'local-preference', value });
  const mark = (text: string): RouteSetting => ({ kind: 'community', how: 'add', values: [text] });
  const found = (
    policies: Readonly<Record<string, readonly RouteSetting[]>>,
    named: Readonly<Record<string, string>>,
  ) => {
    const all = Object.keys(policies).map((name, i) =>
      neighbour(`198.51.100.${i + 1}`, 64500 + i, {
        families: imports(name),
        ...(named[name] ? { description: named[name] } : {}),
      }),
    );
    const own = process(64496, all);
    const device = {
      ...emptyDevice,
      bgp: [own],
      policies: Object.entries(policies).map(([name, settings]) => policy(name, settings)),
    };
    return all.map((one) => relationshipOf(one, own, { device, profile: 'default', roles: [] }));
  };

  test('have one role, where another role is treated otherwise', () => {
    const marks = { A: [preference(200), mark('64496:1')], B: [preference(80)], C: [preference(200), mark('64496:1')] };
    expect(found(marks, { A: 'customer', B: 'transit' })).toEqual(['customer', 'provider', 'customer']);
    expect(found(marks, { A: 'customer' })).toEqual(['customer', 'unknown', 'unknown']);
    expect(found(marks, { A: 'customer', B: 'transit', C: 'transit' })).toEqual(['customer', 'provider', 'provider']);
  });

  test('say nothing where all are, or none is marked', () => {
    const same = { A: [preference(200)], B: [preference(200)], C: [preference(200)] };
    expect(found(same, { A: 'customer', B: 'transit' })).toEqual(['customer', 'provider', 'unknown']);
    const none = { A: [preference(100)], B: [preference(80)], C: [] };
    expect(found(none, { A: 'customer', B: 'transit' })).toEqual(['customer', 'provider', 'unknown']);
  });
});

describe('who is outside', () => {
  const outside = (one: BgpNeighbour, asked: Asked = {}): number => {
    const own = process(asked.local ?? 64496, [one]);
    const context = { device: { ...emptyDevice, bgp: [own] }, profile: 'default' as const, roles: [], ...asked };
    return [...outsideSessions(context)].length;
  };

  test('a fabric has nobody outside but those whose role is declared or part of the session', () => {
    const profile = 'datacenter-fabric';
    expect(outside(neighbour('198.51.100.1', 64501, { description: 'ISP' }), { profile })).toBe(0);
    expect(outside(neighbour('198.51.100.1', 64501), { profile, roles: DECLARED })).toBe(1);
    expect(outside(neighbour('198.51.100.1', 64501, { localRole: 'customer' }), { profile })).toBe(1);
    expect(outside(neighbour('198.51.100.1', 64501), { profile: 'lab', roles: DECLARED })).toBe(0);
  });

  test('who is declared to be internal is not', () => {
    const roles = parseTopology('neighbours:\n  - role: internal\n    as: 64501\n').neighbours;
    expect(outside(neighbour('198.51.100.1', 64501))).toBe(1);
    expect(outside(neighbour('198.51.100.1', 64501), { roles })).toBe(0);
  });
});
