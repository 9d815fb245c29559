import { describe, expect, test } from 'vitest';
import type { Change } from '../../change.ts';
import type { Device } from '../../model/device.ts';
import type { Filter } from '../../model/filter.ts';
import { walk } from '../../outline.ts';
import { applyEdits } from '../../text/edit.ts';
import { asa } from './dialect.ts';

const PORTS = `ASA Version 9.16(4)
interface GigabitEthernet0/0
 nameif outside
 ip address 203.0.113.2 255.255.255.248
interface GigabitEthernet0/1
 nameif inside
 ip address 10.1.0.1 255.255.255.0
`;
const OBJECTS = `object network LAN
 subnet 10.1.0.0 255.255.255.0
object network WEB
 host 10.1.0.10
object network WEB-OUTSIDE
 host 203.0.113.5
object network REMOTE
 subnet 10.9.0.0 255.255.0.0
object network REMOTE-SEEN
 subnet 10.8.0.0 255.255.0.0
object service HTTPS-OF-SERVER
 service tcp source eq https
object service 8443-OF-SERVER
 service tcp source eq 8443
object service TO-443
 service tcp destination eq https
object service TO-8443
 service tcp destination eq 8443
`;
const model = (text: string): Device => asa.toModel(asa.parse(PORTS + text));
const table = (device: Device): Filter => device.filters.find(({ purpose }) => purpose === 'nat')!;
const ruleOf = (text: string) => table(model(OBJECTS + text)).rules[0]!;
const targets = (device: Device): string[] =>
  table(device).rules.map(({ action }) => (action.kind === 'translate' ? action.to : action.kind));

describe('the order of the table', () => {
  test('of objects: static ones first, small ones, low ones, by name', () => {
    const one = (name: string, address: string, nat: string): string =>
      `object network ${name}\n ${address}\n nat (inside,outside) ${nat}\n`;
    const text =
      one('a', 'subnet 192.168.1.0 255.255.255.0', 'static 198.51.100.0') +
      one('b', 'subnet 192.168.1.0 255.255.255.0', 'dynamic 203.0.113.2') +
      one('c', 'subnet 10.1.1.0 255.255.255.0', 'static 198.51.101.0') +
      one('d', 'host 192.168.1.1', 'static 198.51.100.7') +
      one('def', 'subnet 172.16.1.0 255.255.255.0', 'dynamic 203.0.113.4') +
      one('abc', 'subnet 172.16.1.0 255.255.255.0', 'dynamic 203.0.113.3');
    expect(targets(model(text))).toEqual([
      '198.51.100.7',
      '198.51.101.0',
      '198.51.100.0',
      'dynamic 203.0.113.3',
      'dynamic 203.0.113.4',
      'dynamic 203.0.113.2',
    ]);
  });

  test('manual ones before and after them, by line where it is written', () => {
    const text = `${OBJECTS}nat (inside,outside) after-auto source dynamic any interface
nat (inside,outside) source static LAN LAN destination static REMOTE REMOTE
nat (inside,outside) 1 source static WEB WEB-OUTSIDE
nat (inside,outside) source dynamic LAN REMOTE inactive
object network WEB
 nat (inside,outside) static 203.0.113.6
no nat (inside,outside) source dynamic LAN REMOTE inactive
`;
    expect(targets(model(text))).toEqual(['WEB-OUTSIDE', 'exempt', '203.0.113.6', 'dynamic interface']);
  });

  test('of an object the last statement counts', () => {
    const text = `object network WEB
 host 10.1.0.10
 nat (inside,outside) static 203.0.113.5
object network WEB
 nat (inside,outside) static 203.0.113.6
`;
    expect(targets(model(text))).toEqual(['203.0.113.6']);
  });

  test('before 8.3: exemptions, static ones, lists, the longest prefix', () => {
    const text = `access-list NONAT extended permit ip any 10.9.0.0 255.255.0.0
access-list SOME extended permit ip 10.1.0.0 255.255.255.0 host 192.0.2.7
global (outside) 1 interface
global (outside) 2 203.0.113.4
nat (inside) 1 0 0
nat (inside) 2 10.1.0.0 255.255.255.0
nat (inside) 2 access-list SOME
nat (inside) 3 10.7.0.0 255.255.0.0
static (inside,outside) 203.0.113.5 10.1.0.10 netmask 255.255.255.255
nat (inside) 0 access-list NONAT
`;
    const device = model(text);
    expect(targets(device)).toEqual(['exempt', '203.0.113.5', '203.0.113.4', '203.0.113.4', 'interface']);
    expect(table(device).rules[4]).toMatchObject({
      sorted: true,
      matches: [
        {
          family: 'ipv4',
          inInterface: { anyOf: [{ name: 'inside', members: ['GigabitEthernet0/1'] }] },
          outInterface: { anyOf: [{ name: 'outside', members: ['GigabitEthernet0/0'] }] },
        },
      ],
    });
  });
});

describe('what a statement does', () => {
  test('a host of an object for another one', () => {
    expect(ruleOf('object network WEB\n nat (inside,outside) static WEB-OUTSIDE\n')).toMatchObject({
      sorted: true,
      bothWays: true,
      matches: [{ family: 'ipv4', source: { anyOf: [{ address: 0x0a01000an, length: 32 }] } }],
      action: { nat: 'source', rewrite: { prefix: { address: 0xcb007105n, length: 32 } } },
    });
  });

  test('a port of it', () => {
    const device = model(
      `${OBJECTS}object network WEB\n nat (inside,outside) static interface service tcp https 8443\n`,
    );
    expect(table(device).rules).toMatchObject([
      {
        matches: [{ protocol: { anyOf: [{ first: 6 }] }, sourcePort: { anyOf: [{ first: 443 }] } }],
        action: { nat: 'source', to: 'interface tcp 8443' },
      },
    ]);
    expect(device.nat!.forwards).toMatchObject([
      {
        seen: { destination: { anyOf: [{ address: 0x0a01000an }] }, destinationPort: { anyOf: [{ first: 443 }] } },
        by: { kind: 'interface', name: 'GigabitEthernet0/0' },
      },
    ]);
  });

  test.each([
    'nat (inside,outside) source static LAN LAN',
    'nat (any,any) source static any any destination static REMOTE REMOTE no-proxy-arp',
    'object network WEB\n nat (inside,outside) static 10.1.0.10',
  ])('%s leaves addresses alone', (text) => {
    expect(ruleOf(`${text}\n`)).toMatchObject({ bothWays: true, action: { kind: 'exempt' } });
  });

  test('a destination alone', () => {
    expect(ruleOf('nat (inside,outside) source static LAN LAN destination static REMOTE-SEEN REMOTE\n')).toMatchObject({
      matches: [{ source: { anyOf: [{ length: 24 }] }, destination: { anyOf: [{ address: 0x0a080000n }] } }],
      action: { nat: 'destination', rewrite: { prefix: { address: 0x0a090000n, length: 16 } } },
    });
  });

  test('both sides: told in words only', () => {
    const { action } = ruleOf(
      'nat (inside,outside) source dynamic LAN interface destination static REMOTE-SEEN REMOTE\n',
    );
    expect(action).toEqual({ kind: 'translate', nat: 'source', to: 'dynamic interface destination REMOTE' });
  });

  test('any is of the family that it is translated to', () => {
    const families = (text: string) => ruleOf(text).matches.map(({ family }) => family);
    expect(families('nat (inside,outside) source dynamic any interface\n')).toEqual(['ipv4']);
    expect(families('nat (inside,outside) source dynamic any interface ipv6\n')).toEqual(['both']);
    expect(families('nat (inside,outside) source static any any\n')).toEqual(['both']);
  });

  test('one way, or not at all', () => {
    expect(ruleOf('nat (inside,outside) source static WEB WEB-OUTSIDE unidirectional\n').bothWays).toBeUndefined();
    expect(ruleOf('nat (inside,outside) source static WEB WEB-OUTSIDE inactive\n').active).toBe(false);
  });

  test('what a name stands for may not be known', () => {
    expect(ruleOf('nat (inside,outside) source dynamic NOWHERE interface\n').matches).toMatchObject([
      { opaque: [{ text: 'object NOWHERE' }] },
    ]);
  });
});

describe('ports that lead inside', () => {
  const seen = (text: string) =>
    model(OBJECTS + text).nat!.forwards!.map((one) => ({
      to: one.seen.destination?.anyOf,
      port: one.seen.destinationPort!.anyOf[0]!.first,
      by: one.by,
    }));
  const outside = { kind: 'interface', name: 'GigabitEthernet0/0' };

  test('by the source of the server', () => {
    const text = 'nat (inside,outside) source static WEB WEB-OUTSIDE service HTTPS-OF-SERVER 8443-OF-SERVER\n';
    expect(seen(text)).toMatchObject([{ to: [{ address: 0x0a01000an }], port: 443, by: outside }]);
  });

  test('by the destination of clients', () => {
    const text = 'nat (outside,inside) source static any any destination static interface WEB service TO-8443 TO-443\n';
    expect(seen(text)).toMatchObject([{ to: [{ address: 0x0a01000an }], port: 443, by: outside }]);
  });

  test('before 8.3 lists see the address outside', () => {
    expect(seen('static (inside,outside) tcp interface 8443 10.1.0.10 https netmask 255.255.255.255\n')).toMatchObject([
      { to: [{ address: 0xcb007102n }], port: 8443, by: outside },
    ]);
  });

  test('a whole host is none, but can be reached', () => {
    const published = (text: string) => model(OBJECTS + text).nat!.published;
    expect(seen('nat (inside,outside) source static WEB WEB-OUTSIDE\n')).toEqual([]);
    expect(published('nat (inside,outside) source static WEB WEB-OUTSIDE\n')).toMatchObject([
      { seen: { destination: { anyOf: [{ address: 0x0a01000an }] } }, as: [{ address: 0xcb007105n }] },
    ]);
    expect(published('nat (inside,outside) source static WEB WEB-OUTSIDE unidirectional\n')).toEqual([]);
    expect(published('nat (inside,outside) source static LAN LAN\n')).toEqual([]);
  });
});

test.each([
  'nat (inside,outside) source static LAN',
  'nat (inside,outside) source sometimes LAN LAN',
  'nat (inside) one 10.0.0.0 255.0.0.0',
  'static (inside,outside) tcp 203.0.113.5 nosuchport 10.1.0.10 443',
])('%s is not understood', (text) => {
  const outline = asa.parse(`${PORTS}${OBJECTS}${text}\n`);
  expect(asa.toModel(outline).nat!.closed).toBe(false);
  expect([...walk(outline.statements)].filter(({ coverage }) => coverage === 'unknown')).toHaveLength(1);
});

describe('changes', () => {
  const changed = (text: string, change: Change): string | undefined => {
    const whole = PORTS + OBJECTS + text;
    const outline = asa.parse(whole);
    const edits = asa.write(change, outline, asa.toModel(outline));
    return edits && applyEdits(whole, edits).slice((PORTS + OBJECTS).length);
  };
  const index = (text: string): number => model(OBJECTS + text).filters.findIndex(({ purpose }) => purpose === 'nat');
  const move = (text: string, rule: number, before: number): string | undefined =>
    changed(text, { kind: 'move-rule', filter: index(text), rule, before });
  const first = 'nat (inside,outside) source dynamic LAN interface\n';
  const exempt = 'nat (inside,outside) source static LAN LAN destination static REMOTE REMOTE\n';
  const late = exempt.replace('source', 'after-auto source');
  const object = 'object network LAN\n nat (inside,outside) dynamic interface\n';

  test('within its section a line moves', () => {
    expect(move(first + exempt, 1, 0)).toBe(exempt + first);
    expect(move(first + object + exempt, 1, 0)).toBe(exempt + first + object);
  });

  test('before those of objects it loses its mark', () => {
    expect(move(object + late, 1, 0)).toBe(object + exempt);
    expect(move(first + late, 1, 0)).toBeUndefined();
  });

  test('that of an object stays', () => {
    expect(move(first + object, 1, 0)).toBeUndefined();
    expect(move(first + exempt.replace('source', '2 source'), 1, 0)).toBeUndefined();
  });

  test('a line goes', () => {
    expect(changed(first + object, { kind: 'delete-rule', filter: index(first), rule: 1 })).toBe(
      `${first}object network LAN\n`,
    );
  });
});
