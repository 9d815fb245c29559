import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../change.ts';
import { firstLostCharacter, walk } from '../../outline.ts';
import { applyEdits } from '../../text/edit.ts';
import { panos } from './dialect.ts';
import { readPorts } from './grammar/ports.ts';
import { formOf } from './parse.ts';

const fixture = (name: string): string => readFileSync(`${import.meta.dirname}/fixtures/${name}`, 'utf8');
const FORMS = [
  ['set', fixture('branch.set')],
  ['braces', fixture('branch.conf')],
  ['xml', fixture('branch.xml')],
] as const;
const read = (text: string) => {
  const outline = panos.parse(text);
  return { outline, device: panos.toModel(outline) };
};
const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`;

/** Facts without their places. */
const facts = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, one: unknown) => {
      if (/^(?:span|spans|destinationSpan)$/.test(key)) return undefined;
      return typeof one === 'bigint' ? one.toString() : one;
    }),
  );

describe('the three forms', () => {
  test.each(FORMS)('%s is told, read in full and without loss', (form, text) => {
    expect(formOf(text)).toBe(form);
    const { outline } = read(text);
    expect(firstLostCharacter(outline)).toBeUndefined();
    expect(outline.problems).toEqual([]);
    expect([...walk(outline.statements)].filter(({ coverage }) => coverage === 'unknown')).toEqual([]);
    expect(panos.detect(text).score).toBeGreaterThanOrEqual(90);
  });

  test('a recorded session is known', () => {
    const { outline } = read(
      'admin@fw1> set cli config-output-format set\nadmin@fw1> configure\nEntering configuration mode\n[edit]\nadmin@fw1# show\nset deviceconfig system hostname fw1\n',
    );
    expect([...walk(outline.statements)].filter(({ coverage }) => coverage === 'unknown')).toEqual([]);
  });

  test('say the same', () => {
    const [set, braces, xml] = FORMS.map(([, text]) => facts(read(text).device));
    expect(braces).toEqual(set);
    expect(xml).toEqual(set);
  });

  test.each([
    [
      'texts over lines',
      'set deviceconfig system login-banner "one\nset zone x\n# two"\nset zone a network layer3 e1\n',
    ],
    ['a quote that nothing closes', 'set zone "a network layer3 e1\nset zone b\n'],
    ['brackets', 'set zone a network layer3 [ e1 "e 2" ]\nset x [ [ ]\nset y a[1]b ]\n'],
    [
      'notes and prompts',
      '!RANCID-CONTENT-TYPE: paloalto\n# x\nadmin@fw(active)# set zone a network layer3 e1\n\tset\n',
    ],
    ['braces after a note', '!RANCID-CONTENT-TYPE: paloalto\nconfig {\n  shared;\n}\n'],
  ])('%s lose nothing', (_, text) => {
    expect(firstLostCharacter(panos.parse(text))).toBeUndefined();
  });
});

describe('security rules', () => {
  const { device } = read(FORMS[0][1]);
  const list = device.filters.find(({ name }) => name.value === 'security')!;
  const rule = (name: string) => list.rules.find(({ key }) => key?.value === name)!;

  test('stand in order, with zones and their members', () => {
    expect(list.rules.flatMap(({ key }) => key?.value ?? [])).toEqual([
      'lan to internet',
      'published web',
      'updates',
      'between servers',
      'nothing else',
    ]);
    expect(rule('published web').matches[0]!.inInterface?.anyOf).toEqual([
      { name: 'untrust', members: ['ethernet1/1', 'ethernet1/4'] },
    ]);
    expect(list.closed).toBe(true);
    expect(rule('lan to internet').effects).toEqual(['log-end', 'profile-setting:group:default']);
  });

  test('within a zone everything passes at the end, unless a default says otherwise', () => {
    const ends = (text: string) =>
      read(text)
        .device.filters[0]!.rules.filter(({ implicit }) => implicit)
        .map(({ matches }) => matches[0]!.inInterface!.anyOf[0]!.name);
    expect(ends(FORMS[0][1])).toEqual(['untrust', 'trust', 'dmz']);
    expect(ends(`${FORMS[0][1]}set rulebase default-security-rules rules intrazone-default action deny\n`)).toEqual([]);
    const named = ['from [ a any ]', 'to b', 'source any', 'destination any', 'action deny'];
    expect(ends(lines(...named.map((setting) => `set rulebase security rules r ${setting}`)))).toEqual(['a', 'b']);
  });

  test('applications and names of the DNS are undecided, addresses beside them are not', () => {
    expect(rule('updates').matches).toHaveLength(1);
    expect(rule('updates').matches[0]!.opaque!.map(({ text }) => text)).toEqual([
      'application ssl',
      'address updates',
      'application-default',
    ]);
    expect(rule('updates').matches[0]!.source!.anyOf.map(({ kind }) => kind)).toEqual(['range', 'wildcard']);
  });

  test('rule types are written out zone by zone', () => {
    expect(rule('between servers').matches[0]).toMatchObject({
      inInterface: { anyOf: [{ name: 'dmz' }] },
      outInterface: { anyOf: [{ name: 'dmz' }] },
    });
    const typed = (type: string, from: string, to: string) =>
      read(
        lines(
          ...['a', 'b'].map((zone) => `set zone ${zone} network layer3 ${zone}1`),
          `set rulebase security rules r rule-type ${type}`,
          `set rulebase security rules r from ${from}`,
          `set rulebase security rules r to ${to}`,
          'set rulebase security rules r source any destination any',
          'set rulebase security rules r action allow',
        ),
      ).device.filters[0]!.rules[0]!.matches.map(({ inInterface, outInterface }) =>
        [inInterface, outInterface].map((one) => one?.anyOf.map(({ name }) => name).join() ?? 'any').join('>'),
      );
    expect(typed('universal', 'any', 'a')).toEqual(['any>a']);
    expect(typed('intrazone', 'any', 'any')).toEqual(['a>a', 'b>b']);
    expect(typed('interzone', 'any', 'any')).toEqual(['a>b', 'b>a']);
    expect(typed('interzone', 'a', '[ a b ]')).toEqual(['a>b']);
    expect(typed('interzone', 'c', 'd')).toEqual(['c>d']);
  });

  test('negation, disabled rules and rules without an action', () => {
    const one = (...settings: readonly string[]) =>
      read(
        lines(
          ...['from any', 'to any', 'destination any', ...settings].map(
            (setting) => `set rulebase security rules r ${setting}`,
          ),
        ),
      ).device.filters[0]!.rules[0]!;
    expect(one('source 10.0.0.0/8', 'negate-source yes', 'action allow').matches[0]!.source?.negated).toBe(true);
    expect(one('source [ 10.0.0.0/8 gone ]', 'negate-source yes', 'action deny').matches[0]!.opaque).toHaveLength(1);
    expect(one('source any', 'negate-source yes', 'action deny').matches).toEqual([]);
    expect(one('source any', 'disabled yes', 'action deny').active).toBe(false);
    expect(one('source any').action).toEqual({ kind: 'continue' });
    expect(one('source any', 'action reset-both').action).toEqual({ kind: 'deny', reject: true });
  });
});

test('one command may give several settings of an entry', () => {
  const { outline, device } = read(
    lines(
      'set address a ip-netmask 192.0.2.1 tag [ x y ]',
      'set service s protocol tcp port 80 source-port 1024-65535 description "of tcp"',
      'set rulebase security rules r from trust to [ untrust dmz ] source a destination any application any service s action allow description "to here"',
      'set rulebase security rules from from source to to',
    ),
  );
  expect([...walk(outline.statements)].map(({ coverage }) => coverage)).not.toContain('unknown');
  const [first, second] = device.filters[0]!.rules;
  expect(first!.matches).toMatchObject([
    {
      inInterface: { anyOf: [{ name: 'trust' }] },
      outInterface: { anyOf: [{ name: 'untrust' }, { name: 'dmz' }] },
      source: { anyOf: [{ length: 32 }] },
      destinationPort: { anyOf: [{ first: 80 }] },
      sourcePort: { anyOf: [{ first: 1024 }] },
    },
  ]);
  expect(first!.action).toEqual({ kind: 'permit' });
  expect(second!.matches[0]).toMatchObject({
    inInterface: { anyOf: [{ name: 'source' }] },
    outInterface: { anyOf: [{ name: 'to' }] },
  });
});

test('`delete` and `move` are carried out', () => {
  const { device } = read(
    lines(
      'set rulebase security rules a from [ x y ]',
      'set rulebase security rules a action allow',
      'set rulebase security rules b action deny',
      'set rulebase security rules c action deny',
      'move rulebase security rules b top',
      'move rulebase security rules c before a',
      'delete rulebase security rules a from x',
    ),
  );
  const [list] = device.filters;
  expect(list!.rules.flatMap(({ key }) => key?.value ?? [])).toEqual(['b', 'c', 'a']);
  expect(list!.rules[2]!.matches[0]!.inInterface?.anyOf).toEqual([{ name: 'y', members: [] }]);
});

test('what Panorama has: rules before and after, of each device group', () => {
  const { device } = read(
    lines(
      'set shared address hq ip-netmask 192.0.2.0/24',
      'set shared pre-rulebase security rules first action deny',
      'set device-group a pre-rulebase security rules own source hq',
      'set device-group a post-rulebase security rules last action deny',
      'set device-group b pre-rulebase security rules other action allow',
      'set template t config devices localhost.localdomain vsys vsys1 zone z network layer3 ethernet1/1',
    ),
  );
  expect(
    device.filters.map(({ name, hook, rules }) => [name.value, hook, rules.flatMap(({ key }) => key?.value ?? [])]),
  ).toEqual([
    ['security (a)', undefined, ['first', 'own', 'last']],
    ['security (b)', undefined, ['first', 'other']],
  ]);
  expect(device.filters[0]!.rules[1]!.matches[0]!.source?.anyOf).toHaveLength(1);
  expect(device.references.uses.every(({ predefined }) => predefined)).toBe(true);
});

test('templates are of different devices', () => {
  const at = (template: string): string[] => [
    `set template ${template} config devices localhost.localdomain network interface ethernet ethernet1/1 layer3 ip 10.1.0.1/24`,
    `set template ${template} config devices localhost.localdomain network virtual-router default interface ethernet1/1`,
    `set template ${template} config devices localhost.localdomain network virtual-router default routing-table ip static-route d destination 0.0.0.0/0`,
  ];
  const { device } = read(lines(...at('a'), ...at('b')));
  expect(device.interfaces.map(({ vrf }) => vrf)).toEqual(['a', 'b']);
  expect(device.routes.map(({ vrf }) => vrf)).toEqual(['a', 'b']);
  expect(read(lines(...at('a'))).device.interfaces.map(({ vrf }) => vrf)).toEqual([undefined]);
});

test('NAT, timers, routes and BGP', () => {
  const { device } = read(FORMS[0][1]);
  expect(device.filters.find(({ purpose }) => purpose === 'nat')!.rules.map(({ action }) => action)).toEqual([
    { kind: 'translate', nat: 'source', to: 'ethernet1/1' },
    { kind: 'translate', nat: 'destination', to: 'web-server 8443' },
  ]);
  expect(device.nat!.forwards!.map(({ seen }) => seen.destinationPort!.anyOf)).toEqual([[{ first: 443, last: 443 }]]);
  expect(device.nat!.timers.map(({ label, seconds, scope }) => [label, seconds.value, scope?.name])).toEqual([
    ['timeout-udp', 60, undefined],
    ['timeout-tcp', 1800, undefined],
    ['timeout', 20, 'service voice'],
  ]);
  expect(device.routes.map(({ discard, nextHops }) => [discard, nextHops[0]?.interface])).toEqual([
    [undefined, 'ethernet1/1'],
    [true, undefined],
  ]);
  expect(device.bgp[0]!.neighbours[0]).toMatchObject({
    address: { value: '203.0.113.1' },
    external: true,
    families: [
      {
        imports: [{ name: { value: 'from-isp' } }],
        exports: [{ name: { value: 'to-isp' } }],
        maxPrefix: { limit: { value: 5000 } },
      },
    ],
    timers: { hold: { value: 90 } },
  });
});

test.each([
  [
    '80,8000-8080',
    [
      { first: 80, last: 80 },
      { first: 8000, last: 8080 },
    ],
  ],
  ['443', [{ first: 443, last: 443 }]],
  ['80,', undefined],
  ['http', undefined],
])('ports %s', (text, expected) => {
  expect(readPorts(text)).toEqual(expected);
});

describe('changes', () => {
  const changed = (change: Change, text: string): string | undefined => {
    const { outline, device } = read(text);
    const edits = panos.write(change, outline, device);
    return edits && applyEdits(text, edits);
  };
  const names = (text: string | undefined) =>
    read(text!).device.filters[0]!.rules.flatMap(({ key }) => key?.value ?? []);

  test.each(FORMS)('%s: a rule moves, goes, and changes its action', (_, text) => {
    expect(names(changed({ kind: 'move-rule', filter: 0, rule: 4, before: 1 }, text))).toEqual([
      'lan to internet',
      'nothing else',
      'published web',
      'updates',
      'between servers',
    ]);
    expect(names(changed({ kind: 'move-rule', filter: 0, rule: 0, before: 5 }, text))).toEqual([
      'published web',
      'updates',
      'between servers',
      'nothing else',
      'lan to internet',
    ]);
    expect(names(changed({ kind: 'delete-rule', filter: 0, rule: 1 }, text))).toEqual([
      'lan to internet',
      'updates',
      'between servers',
      'nothing else',
    ]);
    const denied = changed({ kind: 'set-action', filter: 0, rule: 0, action: 'deny', log: false }, text)!;
    expect(read(denied).device.filters[0]!.rules[0]!.action).toEqual({ kind: 'deny' });
  });

  test.each(FORMS)('%s: a new rule brings its service', (_, text) => {
    const match = {
      family: 'both',
      inInterface: { anyOf: [{ name: 'ethernet1/2' }] },
      outInterface: { anyOf: [{ name: 'untrust' }] },
      source: { anyOf: [{ kind: 'prefix', family: 'ipv4', address: 0x0a010000n, length: 24 }] },
      protocol: { anyOf: [{ first: 17, last: 17 }] },
      destinationPort: { anyOf: [{ first: 3478, last: 3481 }] },
    } as const;
    const after = changed({ kind: 'insert-rule', filter: 0, before: 4, action: 'permit', match }, text)!;
    expect(names(after)).toEqual([
      'lan to internet',
      'published web',
      'updates',
      'between servers',
      'permit-udp-3478-3481',
      'nothing else',
    ]);
    const { outline, device } = read(after);
    expect(outline.problems).toEqual([]);
    expect(device.filters[0]!.rules[4]).toMatchObject({
      action: { kind: 'permit' },
      matches: [{ ...match, inInterface: { anyOf: [{ name: 'trust' }] } }],
    });
    expect(
      changed({ kind: 'insert-rule', filter: 0, before: 9, action: 'deny', match: { family: 'ipv4' } }, text),
    ).toContain('0.0.0.0/0');
  });

  test('a script that moves rules is left alone', () => {
    const text = `${FORMS[0][1]}move rulebase security rules updates top\n`;
    expect(changed({ kind: 'move-rule', filter: 0, rule: 4, before: 1 }, text)).toBeUndefined();
    expect(changed({ kind: 'delete-rule', filter: 0, rule: 1 }, text)).toBeUndefined();
  });
});

describe('detection', () => {
  test.each([
    ['set system host-name r1\nset interfaces ge-0/0/0 unit 0 family inet address 192.0.2.1/24\n'],
    ["set interfaces ethernet eth0 address '192.0.2.1/24'\nset firewall name A default-action drop\n"],
    ['system {\n    host-name r1;\n}\ninterfaces {\n    ge-0/0/0 {\n        unit 0;\n    }\n}\n'],
    ['<?xml version="1.0"?>\n<opnsense>\n<interfaces><wan><if>em0</if></wan></interfaces>\n</opnsense>\n'],
    ['<config><system><hostname>x</hostname></system></config>\n'],
  ])('not %j', (text) => {
    expect(panos.detect(text).score).toBe(0);
  });
  test('commands as the file system has them', () => {
    const text =
      'set config devices localhost.localdomain deviceconfig system hostname fw\nset config shared address a ip-netmask 192.0.2.1\n';
    expect(panos.detect(text).score).toBeGreaterThan(70);
    expect(panos.toModel(panos.parse(text)).hostname?.value).toBe('fw');
  });
  test('a part of one', () => {
    expect(
      panos.detect('set rulebase security rules a from any\nset rulebase security rules a to any\n').score,
    ).toBeGreaterThan(70);
    expect(
      panos.detect('<entry name="a"><from><member>any</member></from><ip-netmask>192.0.2.1</ip-netmask></entry>').score,
    ).toBeGreaterThan(50);
  });
});
