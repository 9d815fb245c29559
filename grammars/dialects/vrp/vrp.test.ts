import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../change.ts';
import type { Device } from '../../model/device.ts';
import { firstLostCharacter, walk } from '../../outline.ts';
import { applyEdits } from '../../text/edit.ts';
import { detect } from './detect.ts';
import { vrp } from './dialect.ts';

const router = readFileSync('grammars/dialects/vrp/fixtures/router.cfg', 'utf8');

const modelOf = (text: string): Device => vrp.toModel(vrp.parse(text));
const matchOf = (rule: string) => modelOf(`acl number 3000\n rule 5 ${rule}\n`).filters[0]!.rules[0]!.matches[0]!;
const one = (value: number) => ({ first: value, last: value });

function written(text: string, change: Change): string | undefined {
  const outline = vrp.parse(text);
  const edits = vrp.write(change, outline, vrp.toModel(outline));
  return edits && applyEdits(text, edits);
}

describe('the outline', () => {
  test('the fixture is read in full and without loss', () => {
    const outline = vrp.parse(router);
    vrp.toModel(outline);
    expect(firstLostCharacter(outline)).toBeUndefined();
    const unknown = [...walk(outline.statements)].filter((statement) => statement.coverage === 'unknown');
    expect(unknown.map(({ header }) => router.slice(header.start, header.end))).toEqual([]);
  });

  test('nothing throws and nothing is lost, whatever the text', () => {
    const pieces = [
      'acl number 3000',
      ' rule 5 permit',
      ' tcp',
      ' source',
      ' 10.0.0.0',
      ' 0.0.0.255',
      '\n',
      '#\n',
      ' #\n',
      'bgp 1',
      ' peer 192.0.2.1',
      ' as-number 2',
      'undo ',
      'interface GigabitEthernet 0/0/1',
      ' ip address',
      'route-policy A permit node 5',
      'ip ip-prefix A index 1 permit',
      'header login information "',
      '  ',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (parts) => {
        const outline = vrp.parse(parts.join(''));
        vrp.toModel(outline);
        expect(firstLostCharacter(outline)).toBeUndefined();
      }),
      { numRuns: 400 },
    );
  });

  test('a lone # ends blocks: what is indented by one behind it may be of the system view', () => {
    const { statements } = vrp.parse(
      'interface Vlanif1\n ip address 10.0.0.1 24\n#\n ssh client first-time enable\n#\n sysname A\n',
    );
    expect(statements.map(({ words }) => words[0]!.text)).toEqual(['interface', 'ssh', 'sysname']);
  });

  test('and one inside of a block ends what is inside of that', () => {
    const text =
      'bgp 1\n peer 192.0.2.1 as-number 2\n #\n ipv4-family unicast\n  peer 192.0.2.1 enable\n #\n ipv6-family unicast\n';
    expect(vrp.parse(text).statements[0]!.children.map(({ words }) => words[0]!.text)).toEqual([
      'peer',
      'ipv4-family',
      'ipv6-family',
    ]);
  });
});

describe('detection', () => {
  test('configurations and parts of them', () => {
    expect(detect(router).score).toBeGreaterThan(90);
    for (const part of [
      'acl number 3000\n rule 5 permit ip source 10.0.0.0 0.0.0.255\n',
      'ip route-static 0.0.0.0 0.0.0.0 192.0.2.1\n',
      'ip ip-prefix A index 10 permit 10.0.0.0 8\nroute-policy B permit node 10\n if-match ip-prefix A\n',
    ])
      expect(detect(part).score, part).toBeGreaterThan(30);
  });
  test('what VRP sets of the device itself is no other CLI', () => {
    expect(
      detect(`set save-configuration delay 1\nset transceiver-monitoring disable\n${router}`).score,
    ).toBeGreaterThan(90);
    expect(detect(`set system host-name a\n${router}`).score).toBe(0);
  });
  test('not Comware, not others', () => {
    for (const text of [
      '#\n version 7.1.070, Release 3506P06\n#\n sysname A\n#\nacl advanced 3000\n rule 0 permit ip\n#\nreturn\n',
      '#\nsysname A\n#\ninterface Vlan-interface10\n ip address 10.0.0.1 255.255.255.0\n packet-filter 3000 inbound\n#\nreturn\n',
      'hostname a\n!\ninterface Vlan10\n no shutdown\n',
      'aaa auth mgmt local radius\ninterface address management 192.0.2.9 255.255.255.0 192.0.2.1\nsysname wlc\nsnmp version v2c enable\n',
      '# comment\n/ip route\nadd gateway=192.0.2.1\n',
    ])
      expect(detect(text).score, text).toBe(0);
  });
});

describe('access lists', () => {
  test('the end of a list is what it is for', () => {
    const device = modelOf(router);
    expect(
      device.filters.map(({ name, purpose, fallback, closed, rules }) => [
        name.value,
        purpose,
        fallback.action,
        closed,
        rules.length,
      ]),
    ).toEqual([
      ['2000', 'packet', 'deny', true, 2],
      ['2001', 'classify', 'deny', true, 1],
      ['3000', 'packet', 'permit', true, 5],
      ['ipv6 3000', 'packet', 'permit', true, 3],
      ['nat outbound of GigabitEthernet0/0/2', 'nat', 'permit', true, 1],
    ]);
    expect(device.bindings.map(({ filter, place, direction }) => [filter.value, place.kind, direction])).toEqual([
      ['3000', 'interface', 'in'],
      ['ipv6 3000', 'interface', 'in'],
      ['2000', 'management', 'in'],
    ]);
    const unused = modelOf('acl number 3000\n rule 5 permit ip\n').filters[0]!;
    expect(unused.rules.at(-1)).toMatchObject({ implicit: true, matches: [{ opaque: [{}] }] });
  });

  test('translations of an interface: hosts first, then what a list selects', () => {
    const head = 'acl number 2001\n rule 5 permit source 10.1.0.0 0.0.255.255\n#\ninterface GigabitEthernet0/0/1\n';
    const { filters, nat } = modelOf(`${head} nat outbound 2001 address-group 1
 nat server protocol tcp global current-interface 8443 inside 10.0.0.5 443
 nat static global 203.0.113.6 inside 10.0.0.6
`);
    const rules = filters
      .find(({ purpose }) => purpose === 'nat')!
      .rules.map(({ matches, action, bothWays }) => ({
        to: action.kind === 'translate' && action.to,
        bothWays,
        source: matches[0]?.source?.anyOf[0],
        port: matches[0]?.sourcePort?.anyOf[0]?.first,
      }));
    expect(rules).toEqual([
      { to: 'current-interface 8443', bothWays: true, source: host(0x0a000005n, 32), port: 443 },
      { to: '203.0.113.6', bothWays: true, source: host(0x0a000006n, 32), port: undefined },
      { to: 'address-group 1', bothWays: undefined, source: host(0x0a010000n, 16), port: undefined },
    ]);
    expect(nat).toMatchObject({ translates: true, closed: true });
    expect(modelOf(`${head} nat outbound 2001\n#\nnat static global 203.0.113.6 inside 10.0.0.6\n`).nat?.closed).toBe(
      false,
    );
  });

  test('conditions', () => {
    expect(matchOf('permit tcp source 10.0.0.0 0.0.0.255 destination-port eq www')).toEqual({
      family: 'ipv4',
      source: { anyOf: [{ kind: 'prefix', family: 'ipv4', address: 0x0a000000n, length: 24 }] },
      protocol: { anyOf: [one(6)] },
      destinationPort: { anyOf: [one(80)] },
    });
    expect(matchOf('permit udp destination-port range 8000 8080 source 10.0.0.7 0').source).toEqual({
      anyOf: [{ kind: 'prefix', family: 'ipv4', address: 0x0a000007n, length: 32 }],
    });
    expect(matchOf('permit icmp icmp-type 3 4').icmp).toEqual({ anyOf: [{ type: one(3), code: one(4) }] });
    expect(matchOf('permit tcp tcp-flag established').tcpFlags!.anyOf).toHaveLength(2);
    expect(matchOf('permit tcp tcp-flag syn ack').opaque).toHaveLength(1);
    expect(matchOf('deny ip source 10.0.0.0 24').source).toEqual({
      anyOf: [{ kind: 'prefix', family: 'ipv4', address: 0x0a000000n, length: 24 }],
    });
    expect(matchOf('deny ip fragment').fragment).toBe('rest');
    expect(matchOf('deny tcp destination-port eq 22').fragment).toBeUndefined();
  });

  test('by number, in steps; what takes a number again takes the place', () => {
    const text =
      'acl number 2000\n step 10\n rule permit source 10.0.0.1 0\n rule permit source 10.0.0.2 0\n rule 5 deny\n rule 10 deny source 10.0.0.3 0\n';
    const rules = modelOf(text).filters[0]!.rules.filter(({ implicit }) => !implicit);
    expect(rules.map(({ span, active }) => [text.slice(span.start, span.end), active])).toEqual([
      ['rule permit source 10.0.0.1 0', true],
      ['rule 5 deny', true],
      ['rule permit source 10.0.0.2 0', false],
      ['rule 10 deny source 10.0.0.3 0', true],
    ]);
  });

  test('a named list answers to its number too', () => {
    const device = modelOf(
      'sysname A\n#\nacl name MGMT 2999\n rule 5 permit source 192.0.2.0 0.0.0.15\n#\nuser-interface vty 0 4\n acl 2999 inbound\n',
    );
    expect(device.bindings.map(({ filter }) => filter.value)).toEqual(['MGMT']);
    expect(device.filters[0]).toMatchObject({ name: { value: 'MGMT' }, fallback: { action: 'deny' } });
    expect(device.references.definitions.map(({ name, alwaysUsed }) => [name.value, alwaysUsed])).toEqual([
      ['MGMT', true],
      ['2999', true],
    ]);
  });

  test('undo takes a rule away; what is not understood leaves the list open', () => {
    expect(
      modelOf('acl number 2000\n rule 5 deny\n undo rule 5\n').filters[0]!.rules.filter(({ implicit }) => !implicit),
    ).toEqual([]);
    expect(modelOf('acl number 2000\n rule 5 permit brand-new 7\n').filters[0]!.closed).toBe(false);
    expect(modelOf('acl number 4000\n rule 5 permit l2-protocol arp\n').filters[0]!.closed).toBe(false);
    const auto = modelOf('acl number 3000 match-order auto\n rule 5 deny ip\n').filters[0]!;
    expect([auto.closed, auto.rules[0]!.matches[0]!.opaque?.length]).toEqual([false, 1]);
  });
});

describe('routing', () => {
  test('interfaces and routes', () => {
    const device = modelOf(router);
    expect(device.interfaces.map(({ name, natRole, loopback }) => [name.value, natRole, loopback])).toEqual([
      ['GigabitEthernet0/0/1', undefined, undefined],
      ['GigabitEthernet0/0/2', 'outside', undefined],
      ['LoopBack0', undefined, true],
    ]);
    expect(
      device.routes.map(({ destination, distance, discard, vrf, nextHops }) => [
        destination.length,
        distance,
        discard,
        vrf,
        nextHops[0]?.interface,
      ]),
    ).toEqual([
      [0, 70, undefined, undefined, undefined],
      [8, 60, true, undefined, undefined],
      [16, 60, undefined, 'RED', 'GigabitEthernet0/0/3'],
    ]);
    expect(device.fragment).toBe(false);
  });

  test('sessions with what they inherit', () => {
    const [process, red] = modelOf(router).bgp;
    expect(process!.neighbours).toMatchObject([
      {
        address: { value: '192.0.2.9' },
        external: false,
        updateSource: { value: 'LoopBack0' },
        families: [{ name: 'ipv4-unicast', active: true, nextHopSelf: true }],
      },
      {
        address: { value: '203.0.113.1' },
        external: true,
        multihop: { value: 2 },
        timers: { keepalive: { value: 10 }, hold: { value: 30 } },
        families: [{ imports: [{ name: { value: 'IN' } }], maxPrefix: { limit: { value: 1000 }, restart: 5 } }],
      },
    ]);
    expect(red).toMatchObject({ vrf: 'RED', neighbours: [{ address: { value: '10.1.1.1' } }] });
  });

  test('policies and their lists', () => {
    const device = modelOf(router);
    expect(device.policies[0]).toMatchObject({
      name: { value: 'IN' },
      closed: true,
      fallback: 'deny',
      entries: [
        { key: { value: '5' }, action: 'deny', conditions: [{ kind: 'prefix-list' }] },
        {
          key: { value: '10' },
          action: 'permit',
          conditions: [{ kind: 'as-path' }, { kind: 'community' }],
          settings: [
            { kind: 'local-preference', value: 90 },
            { kind: 'community', how: 'add', values: ['64500:1'] },
          ],
        },
      ],
    });
    expect(device.prefixLists[0]!.entries.map(({ lengths }) => lengths)).toEqual([
      { first: 8, last: 32 },
      { first: 25, last: 32 },
    ]);
    expect(device.redistributions).toMatchObject([
      { into: 'bgp', from: { value: 'static' }, policy: { value: 'STATICS' } },
    ]);
  });

  test('every name that is used is there', () => {
    const { definitions, uses } = modelOf(router).references;
    const known = new Set(definitions.flatMap(({ namespace, name }) => `${namespace} ${name.value}`));
    const missing = uses.filter(
      ({ namespaces, name }) => !namespaces.some((namespace) => known.has(`${namespace} ${name.value}`)),
    );
    expect(missing.map(({ name }) => name.value)).toEqual([]);
  });
});

describe('changes', () => {
  const LIST =
    'acl number 3000\n rule 5 deny ip source 10.0.0.0 0.0.0.255\n rule 10 permit tcp source 10.0.0.7 0\n rule 10 description a host\n rule 15 permit ip\n#\ninterface Vlanif1\n traffic-filter inbound acl 3000\n';
  test('a rule moves with its description and takes a free number', () => {
    expect(written(LIST, { kind: 'move-rule', filter: 0, rule: 1, before: 0 })).toBe(
      'acl number 3000\n rule 2 permit tcp source 10.0.0.7 0\n rule 2 description a host\n rule 5 deny ip source 10.0.0.0 0.0.0.255\n rule 15 permit ip\n#\ninterface Vlanif1\n traffic-filter inbound acl 3000\n',
    );
    const tight = LIST.replace('rule 5 ', 'rule 0 ');
    expect(written(tight, { kind: 'move-rule', filter: 0, rule: 1, before: 0 })).toBeUndefined();
  });
  test('several ports are several rules', () => {
    const ports = { anyOf: [one(80), { first: 8000, last: 8080 }] };
    const match = { family: 'ipv4', protocol: { anyOf: [one(6)] }, destinationPort: ports } as const;
    const after = written(LIST, { kind: 'insert-rule', filter: 0, before: 2, action: 'permit', match })!;
    expect(after).toContain(
      ' rule 11 permit tcp destination-port eq 80\n rule 12 permit tcp destination-port range 8000 8080\n rule 15 permit ip\n',
    );
    expect(modelOf(after).filters[0]!.rules[2]!.matches).toEqual([{ ...match, destinationPort: { anyOf: [one(80)] } }]);
  });
  test('a basic list knows sources only', () => {
    const basic = 'acl number 2000\n rule 5 deny source 10.0.0.7 0\n rule 10 permit\n';
    const insert = (match: object): Change => ({
      kind: 'insert-rule',
      filter: 0,
      before: 1,
      action: 'permit',
      match: { family: 'ipv4', ...match },
    });
    const source = { anyOf: [{ kind: 'prefix', family: 'ipv4', address: 0x0a010000n, length: 16 }] };
    expect(written(basic, insert({ source }))).toContain(' rule 7 permit source 10.1.0.0 0.0.255.255\n');
    expect(written(basic, insert({ protocol: { anyOf: [one(6)] } }))).toBeUndefined();
  });
  test('a permit becomes a deny that logs', () => {
    expect(written(LIST, { kind: 'set-action', filter: 0, rule: 2, action: 'deny', log: true })).toContain(
      ' rule 15 deny ip logging\n',
    );
  });
  test('sessions', () => {
    const place = { process: 0, neighbour: 1 } as const;
    expect(
      written(router, {
        kind: 'set-max-prefix',
        ...place,
        family: 'ipv4-unicast',
        limit: 500,
        threshold: 80,
        restart: 15,
      }),
    ).toContain('  peer 203.0.113.1 route-limit 500 80 idle-timeout 15\n');
    expect(written(router, { kind: 'set-bgp-timers', ...place, keepalive: 15, hold: 45 })).toContain(
      ' peer 203.0.113.1 timer keepalive 15 hold 45\n #\n',
    );
    expect(written(router, { kind: 'set-neighbour', ...place, setting: { kind: 'ttl-security' } })).toContain(
      ' peer 203.0.113.1 as-number 64501\n peer 203.0.113.1 valid-ttl-hops 1\n',
    );
  });
  test('where there are no families, policies stand with the session', () => {
    const bare = 'bgp 64501\n peer 192.0.2.1 as-number 64500\n';
    const change: Change = {
      kind: 'add-bgp-policy',
      process: 0,
      neighbour: 0,
      family: 'ipv4-unicast',
      direction: 'import',
      policyName: 'IMPORT-ISP',
      use: 'route-policy',
    };
    const after = written(bare, change)!;
    expect(after).toBe(
      `${bare} peer 192.0.2.1 route-policy IMPORT-ISP import\n#\nroute-policy IMPORT-ISP deny node 10\n`,
    );
    expect(modelOf(after).bgp[0]!.neighbours[0]!.families[0]!.imports).toMatchObject([
      { name: { value: 'IMPORT-ISP' } },
    ]);
  });
});

const host = (address: bigint, length: number) => ({ kind: 'prefix', family: 'ipv4', address, length });
