import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../change.ts';
import type { Device } from '../../model/device.ts';
import { firstLostCharacter, walk } from '../../outline.ts';
import { applyEdits } from '../../text/edit.ts';
import { asa } from './dialect.ts';

const model = (text: string): Device => asa.toModel(asa.parse(text));
const edge = readFileSync(`${import.meta.dirname}/fixtures/edge.cfg`, 'utf8');
const entry = (text: string, before = '') => model(`${before}access-list A extended ${text}\n`).filters[0]!;

describe('a whole firewall', () => {
  const outline = asa.parse(edge);
  const device = asa.toModel(outline);

  test('nothing is lost, everything is known', () => {
    expect(firstLostCharacter(outline)).toBeUndefined();
    expect([...walk(outline.statements)].filter(({ coverage }) => coverage === 'unknown')).toEqual([]);
    expect(device).toMatchObject({ hostname: { value: 'edge-fw' }, version: { value: '9.16(4)' }, fragment: false });
  });

  test('interfaces have their names as zones', () => {
    expect(device.interfaces).toMatchObject([
      { zone: 'outside', addresses: [{ length: 29 }, { family: 'ipv6', length: 64 }], closed: true },
      { zone: 'inside', addresses: [{ length: 24 }] },
      { zone: 'dmz' },
      { shutdown: true, addresses: [] },
    ]);
  });

  test('lists are stateful and bound to the interfaces that they name', () => {
    expect(device.bindings).toMatchObject([
      { filter: { value: 'OUTSIDE-IN' }, place: { kind: 'interface', name: 'GigabitEthernet0/0' }, direction: 'in' },
      { filter: { value: 'INSIDE-IN' }, place: { kind: 'interface', name: 'GigabitEthernet0/1' }, direction: 'in' },
      { filter: { value: 'security level 50 of dmz' }, place: { name: 'GigabitEthernet0/2' }, direction: 'in' },
    ]);
    expect(
      device.filters.map(({ name, purpose, closed, stateful }) => [name.value, purpose, closed, stateful]),
    ).toEqual([
      ['OUTSIDE-IN', 'packet', true, true],
      ['INSIDE-IN', 'packet', true, true],
      ['SPLIT', 'classify', true, true],
      ['VPN', 'classify', true, true],
      ['security level 50 of dmz', 'packet', true, true],
      ['nat', 'nat', true, true],
      ['nat from the mapped side', 'nat', true, true],
    ]);
  });

  test('objects and groups are put in', () => {
    const [published, object, services, both, errors, timed, inactive, last] = device.filters[0]!.rules;
    expect(published).toMatchObject({ remarks: [{}], effects: [], active: true });
    expect(published!.matches).toMatchObject([
      {
        family: 'both',
        destination: {
          anyOf: [{ address: 0x0a02000bn }, { length: 28 }, { address: 0x0a02000an }, { family: 'ipv6' }],
        },
        protocol: { anyOf: [{ first: 6 }] },
        destinationPort: { anyOf: [{ first: 80 }, { first: 443 }, { first: 8080, last: 8088 }] },
      },
    ]);
    expect(object!.matches).toMatchObject([
      {
        family: 'ipv4',
        destination: { anyOf: [{ address: 0x0a020028n }] },
        sourcePort: { anyOf: [{ first: 1024, last: 65_535 }] },
      },
    ]);
    expect(services!.matches.map(({ protocol }) => protocol!.anyOf[0]!.first)).toEqual([6, 17, 17, 50, 1, 6]);
    expect(both!.matches).toMatchObject([
      { protocol: { anyOf: [{ first: 17 }] }, destinationPort: { anyOf: [{ first: 5060 }] } },
      { protocol: { anyOf: [{ first: 6 }] } },
    ]);
    expect(errors!.matches).toMatchObject([
      { family: 'ipv4', icmp: { anyOf: [{ type: { first: 3 } }] } },
      { icmp: { anyOf: [{ type: { first: 11 } }] } },
    ]);
    expect(timed!.matches).toMatchObject([{ opaque: [{ text: 'time-range HOURS' }] }]);
    expect(inactive!.active).toBe(false);
    expect(last).toMatchObject({ action: { kind: 'deny' }, effects: ['log'], matches: [{ family: 'both' }] });
  });

  test('routes leave by the interface that is named', () => {
    expect(device.routes).toMatchObject([
      { destination: { length: 0 }, nextHops: [{ interface: 'GigabitEthernet0/0' }], distance: 1 },
      { discard: true, distance: 250 },
      { destination: { family: 'ipv6' } },
    ]);
  });

  test('timers: what is printed and no more than the default was set by nobody', () => {
    expect(device.nat).toMatchObject({
      translates: true,
      timers: [{ kind: 'udp', seconds: { value: 300 } }],
      defaults: [
        { kind: 'tcp-established', seconds: 3600 },
        { kind: 'tcp-transitory', seconds: 600 },
        { kind: 'translation', seconds: 10_800 },
      ],
    });
  });

  test('every name used is defined, and the other way round', () => {
    const { definitions, uses } = device.references;
    const defined = new Set(definitions.map((one) => `${one.namespace} ${one.name.value}`));
    const used = new Set(uses.flatMap((one) => one.namespaces.map((namespace) => `${namespace} ${one.name.value}`)));
    expect([...used].filter((name) => !defined.has(name))).toEqual([]);
    expect(definitions.filter((one) => !one.alwaysUsed && !used.has(`${one.namespace} ${one.name.value}`))).toEqual([]);
  });
});

describe('lists', () => {
  test('a mask is a netmask, also one with holes', () => {
    expect(entry('permit ip any 10.0.0.0 255.0.0.0').rules[0]!.matches[0]!.destination).toMatchObject({
      anyOf: [{ kind: 'prefix', length: 8 }],
    });
    expect(entry('permit ip any 10.0.0.0 255.0.255.0').rules[0]!.matches[0]!.destination).toMatchObject({
      anyOf: [{ kind: 'wildcard', wildcard: 0x00ff00ffn }],
    });
  });

  test.each([
    ['permit ip any any', 'both'],
    ['permit ip any4 any', 'ipv4'],
    ['permit ip any6 any', 'ipv6'],
    ['permit icmp any any', 'ipv4'],
    ['permit icmp6 any any packet-too-big', 'ipv6'],
  ])('%s is for %s', (text, family) => {
    expect(entry(text).rules[0]!.matches[0]!.family).toBe(family);
  });

  test('before 9.0 a list is of IPv4', () => {
    expect(entry('permit ip any any', 'ASA Version 8.4(2)\n').family).toBe('ipv4');
  });

  test.each([
    'permit ip any any eq 80',
    'permit tcp any any eq nosuchport',
    'permit ip host 192.0.2.1 host 2001:db8::1',
    'permit tcp any any established',
    'permit nosuchprotocol any any',
  ])('%s is not understood, and the list stays open', (text) => {
    const filter = entry(text);
    expect(filter).toMatchObject({ rules: [], closed: false });
  });

  test('a group that is not understood to the last line is undecided, not narrow', () => {
    const group = 'object-group network G\n network-object host 192.0.2.1\n network-object nonsense\n';
    expect(entry('permit ip any object-group G', group).rules[0]!.matches).toMatchObject([
      { opaque: [{ text: 'object G' }] },
    ]);
  });

  test('an object by its domain name is undecided', () => {
    const object = 'object network N\n fqdn v4 www.example.com\n';
    expect(entry('permit ip any object N', object).rules[0]!.matches).toMatchObject([{ opaque: [{}] }]);
  });

  test('a line goes where it says, and away again', () => {
    const list = (text: string) =>
      model(text).filters[0]!.rules.map(({ matches }) => matches[0]!.protocol!.anyOf[0]!.first);
    const two = 'access-list A extended permit tcp any any\naccess-list A extended permit udp any any\n';
    expect(list(`${two}access-list A line 1 extended permit esp any any\n`)).toEqual([50, 6, 17]);
    expect(list(`${two}no access-list A extended permit tcp any any\n`)).toEqual([17]);
    expect(
      list(`${two}no access-list A extended permit tcp any any\naccess-list A line 2 extended permit esp any any\n`),
    ).toEqual([17, 50]);
    expect(list(`${two}clear configure access-list A\naccess-list A extended permit esp any any\n`)).toEqual([50]);
  });

  test('after an interface list the global one is asked: nothing is denied for sure', () => {
    const text = [
      'interface GigabitEthernet0/0',
      ' nameif outside',
      'interface GigabitEthernet0/1',
      ' nameif inside',
      'access-list A extended permit tcp any any',
      'access-list G extended permit udp any any',
      'access-group A in interface outside',
      'access-group G global',
    ].join('\n');
    const { filters, bindings } = model(text);
    expect(filters[0]!.rules.at(-1)).toMatchObject({ implicit: true, matches: [{ opaque: [{}] }] });
    expect(bindings.map(({ filter, place }) => [filter.value, place])).toEqual([
      ['A', { kind: 'interface', name: 'GigabitEthernet0/0' }],
      ['G', { kind: 'interface', name: 'GigabitEthernet0/1' }],
    ]);
  });

  test('before 9.0 IPv6 has lists of its own', () => {
    const { bindings, references } = model(
      'ASA Version 8.4(2)\nipv6 access-list A6 permit tcp any any eq 80\naccess-group A6 in interface outside\n',
    );
    expect(bindings).toMatchObject([{ family: 'ipv6' }]);
    expect(references.definitions).toMatchObject([{ namespace: 'acl', name: { value: 'A6' } }]);
  });

  test('who may reach the device itself', () => {
    expect(model('access-group A in interface outside control-plane\n').bindings).toMatchObject([
      { place: { kind: 'management' }, direction: 'in' },
    ]);
  });
});

describe('names', () => {
  test('an object whose translation stands in a second block is in use', () => {
    const text = 'object network A\n host 192.0.2.1\nobject network A\n nat (inside,outside) static 192.0.2.2\n';
    expect(model(text).references.definitions).toMatchObject([{ name: { value: 'A' }, alwaysUsed: true }]);
  });

  test('interfaces are asked for where some are defined, without regard to case', () => {
    const route = 'route Outside 0 0 192.0.2.1\n';
    expect(model(route).references.uses).toEqual([]);
    expect(model(`interface GigabitEthernet0/0\n nameif outside\n${route}`).references.uses).toMatchObject([
      { namespaces: ['interface'], name: { value: 'Outside' }, predefined: true },
    ]);
  });
});

describe('timers', () => {
  test('0 never ends; a shorter one was set', () => {
    expect(model('timeout conn 0:00:00 udp 0:01:00\n').nat!.timers).toMatchObject([
      { kind: 'tcp-established', seconds: { value: 'never' } },
      { kind: 'udp', seconds: { value: 60 } },
    ]);
  });
});

describe('changes', () => {
  const LIST =
    'access-list A extended deny tcp any any\naccess-list A remark web\naccess-list A extended permit tcp any host 192.0.2.10 eq https inactive\n';
  const written = (text: string, change: Change): string | undefined => {
    const outline = asa.parse(text);
    const edits = asa.write(change, outline, asa.toModel(outline));
    return edits && applyEdits(text, edits);
  };

  test('an entry moves with its remark', () => {
    const [first, ...rest] = LIST.trimEnd().split('\n');
    expect(written(LIST, { kind: 'move-rule', filter: 0, rule: 1, before: 0 })).toBe(
      `${[...rest, first].join('\n')}\n`,
    );
  });

  test('an entry goes with its remark, but not the last one', () => {
    const [first] = LIST.split('\n');
    expect(written(LIST, { kind: 'delete-rule', filter: 0, rule: 1 })).toBe(`${first}\n`);
    expect(written(`${first}\n`, { kind: 'delete-rule', filter: 0, rule: 0 })).toBeUndefined();
  });

  test('a permit becomes a deny that logs', () => {
    expect(written(LIST, { kind: 'set-action', filter: 0, rule: 1, action: 'deny', log: true })).toContain(
      'extended deny tcp any host 192.0.2.10 eq https log inactive',
    );
  });

  test('a new entry has netmasks', () => {
    const source = { anyOf: [{ kind: 'prefix', family: 'ipv4', address: 0x0a000000n, length: 8 }] } as const;
    const protocol = { anyOf: [{ first: 17, last: 17 }] };
    const insert = (match: object): string | undefined =>
      written(LIST, {
        kind: 'insert-rule',
        filter: 0,
        before: 1,
        action: 'permit',
        match: { family: 'ipv4', protocol, ...match },
      })?.split('\n')[1];
    expect(insert({ source })).toBe('access-list A extended permit udp 10.0.0.0 255.0.0.0 any');
    expect(insert({})).toBe('access-list A extended permit udp any4 any4');
    expect(insert({ fragment: 'rest' })).toBeUndefined();
  });

  test('lines that are placed by number stay where they are', () => {
    const text = `${LIST}access-list A line 1 extended permit esp any any\n`;
    expect(written(text, { kind: 'move-rule', filter: 0, rule: 1, before: 0 })).toBeUndefined();
  });

  test('a timer in hours, minutes and seconds', () => {
    const text = 'timeout conn 0:05:00 udp 0:00:30\n';
    const [conn] = model(text).nat!.timers;
    expect(written(text, { kind: 'set-timer', timer: conn!, seconds: 7440 })).toBe(
      'timeout conn 2:04:00 udp 0:00:30\n',
    );
  });
});

describe('detection', () => {
  test('a firewall is recognised with reasons', () => {
    const { score, reasons } = asa.detect(edge);
    expect(score).toBeGreaterThan(90);
    expect(reasons.length).toBeGreaterThan(0);
  });

  test.each([
    ['a list', 'access-list A extended permit ip any any\n'],
    ['an interface', 'interface GigabitEthernet0/0\n nameif outside\n'],
    ['timers', 'timeout conn 1:00:00 half-closed 0:10:00\n'],
    ['an object', 'object network A\n host 192.0.2.1\n'],
    ['groups of services', 'object-group service A\n service-object tcp destination eq www\n'],
    ['groups of users', 'object-group user A\n user LOCAL\\B\n'],
  ])('by one tell: %s', (_, text) => {
    expect(asa.detect(text).score).toBeGreaterThanOrEqual(20);
  });

  test.each([
    ['IOS', 'version 15.2\nhostname i\ninterface GigabitEthernet0/1\n ip address 192.0.2.1 255.255.255.0\n'],
    ['IOS lists', 'ip access-list extended A\n permit ip any any\n'],
    ['numbered lists', 'access-list 101 permit ip any any\naccess-list 101 remark x\n'],
    ['NX-OS', 'feature bgp\nhostname n\nobject-group ip address A\n'],
    ['braces', 'table ip a {\n}\n'],
  ])('%s is not', (_, text) => {
    expect(asa.detect(text).score).toBeLessThan(20);
  });
});
