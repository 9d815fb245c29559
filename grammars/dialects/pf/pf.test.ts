import { existsSync, globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuTime } from '../../../test/support/cpu-time.ts';
import type { Device } from '../../model/device.ts';
import { type FilterRule, NO_INTERFACE } from '../../model/filter.ts';
import { firstLostCharacter, walk } from '../../outline.ts';
import { detect } from './detect.ts';
import { pf } from './dialect.ts';

const fixtures = globSync('grammars/dialects/pf/fixtures/*').map((path) => [path, readFileSync(path, 'utf8')] as const);
const gateway = fixtures.find(([path]) => path.endsWith('gateway.conf'))![1];
const nat = fixtures.find(([path]) => path.endsWith('nat.conf'))![1];

const modelOf = (text: string): Device => pf.toModel(pf.parse(text));
const rulesOf = (text: string): readonly FilterRule[] => modelOf(text).filters[0]!.rules;
const matchOf = (line: string) => rulesOf(`${line}\n`)[0]!.matches[0]!;
const one = (value: number) => ({ first: value, last: value });

describe('the outline', () => {
  test.each(fixtures)('%s is read in full and without loss', (_, text) => {
    const outline = pf.parse(text);
    pf.toModel(outline);
    expect(firstLostCharacter(outline)).toBeUndefined();
    expect(outline.problems).toEqual([]);
    const unknown = [...walk(outline.statements)].filter((statement) => statement.coverage === 'unknown');
    expect(unknown.map(({ header }) => text.slice(header.start, header.end))).toEqual([]);
  });

  test('nothing throws and nothing is lost, whatever the text', () => {
    const pieces = [
      'pass in on $a',
      'block',
      '{',
      '}',
      '\n',
      '(',
      ')',
      '"',
      '\\\n',
      'a = "b"',
      '<t>',
      'table <t> {',
      'port 1:2',
      'anchor x {\n',
      '->',
      '!',
      ',',
      '/',
      '#c',
      'é',
      'nat on em0',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), (list) => {
        const outline = pf.parse(list.join(' '));
        pf.toModel(outline);
        expect(firstLostCharacter(outline)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  test('a list without its brace ends before the next rule, and is told of', () => {
    const text = 'pass in proto tcp to port { 22, 80\nblock all\n';
    const outline = pf.parse(text);
    expect(outline.problems.map(({ code, span }) => [code, span.start])).toEqual([
      ['brace-not-closed', text.indexOf('{')],
    ]);
    expect(outline.statements).toHaveLength(2);
  });

  test('long tables and rulesets cost linear time', () => {
    const members = Array.from({ length: 20_000 }, (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`).join(',\n');
    const text = `table <t> { ${members} }\n${'pass in on em0 proto tcp from <t> to port 22\n'.repeat(3000)}`;
    const started = cpuTime();
    pf.toModel(pf.parse(text));
    expect(cpuTime() - started).toBeLessThan(6000);
  });
});

describe('templates', () => {
  test('braces that are written for either case are no fault', () => {
    expect(pf.parse('{% if x %}\nanchor a {\n{% else %}\nanchor b {\n{% endif %}\n block\n}\n').problems).toEqual([]);
  });
});

describe('conditions', () => {
  test.each([
    ['22', [one(22)]],
    ['ssh', [one(22)]],
    ['1000:2000', [{ first: 1000, last: 2000 }]],
    ['1000 >< 2000', [{ first: 1001, last: 1999 }]],
    [
      '1 <> 65534',
      [
        { first: 0, last: 0 },
        { first: 65535, last: 65535 },
      ],
    ],
    ['>= 1024', [{ first: 1024, last: 65535 }]],
    ['< 1024', [{ first: 0, last: 1023 }]],
    [
      '!= 25',
      [
        { first: 0, last: 24 },
        { first: 26, last: 65535 },
      ],
    ],
    ['{ 22, 80 443 }', [one(22), one(80), one(443)]],
  ])('port %s', (text, expected) => {
    expect(matchOf(`pass in proto udp to port ${text}`).destinationPort!.anyOf).toEqual(expected);
  });

  test('hosts: lists are alternatives, tables have exceptions, a macro is put in', () => {
    const [rule] = rulesOf(
      'lan = "{ 10.0.0.0/8, 192.0.2.1 }"\ntable <t> { 10.1.0.0/16, !10.1.1.0/24 }\nblock from $lan to <t>\n',
    );
    expect(rule!.matches).toMatchObject([
      {
        source: { anyOf: [{ length: 8 }, { length: 32 }] },
        destination: { anyOf: [{ length: 16 }], except: [{ length: 24 }] },
      },
    ]);
    expect(matchOf('block from { !10.0.0.1, 10.0.0.0/8 }').source).toMatchObject({ anyOf: [{ length: 8 }] });
    expect(rulesOf('block from { !10.0.0.1, 10.0.0.0/8 }\n')[0]!.matches).toHaveLength(2);
  });

  test('what is not in the text is a question', () => {
    const text =
      'table <bad> persist\ntable <f> file "/etc/f"\nblock from <bad>\nblock to <f>\nblock from em0:network\nblock to example.net\nblock on egress\n';
    expect(rulesOf(text).flatMap((rule) => rule.matches[0]!.opaque!.map((opaque) => opaque.text))).toEqual([
      'from <bad>',
      'to <f>',
      'from em0:network',
      'to example.net',
      'on egress',
    ]);
  });

  test('a table that rules add to is a question though it lists something', () => {
    const text =
      'table <bad> { 192.0.2.1 }\nblock from <bad>\npass proto tcp to port 22 keep state (max-src-conn 5, overload <bad>)\n';
    expect(rulesOf(text)[0]!.matches[0]!.opaque).toMatchObject([{ text: 'from <bad>' }]);
  });

  test('direction and interface', () => {
    expect(matchOf('block in on em0')).toMatchObject({ inInterface: { anyOf: [{ name: 'em0' }] } });
    expect(matchOf('block out on em0')).toMatchObject({
      inInterface: { anyOf: [NO_INTERFACE] },
      outInterface: { anyOf: [{ name: 'em0' }] },
    });
    expect(matchOf('block in on ! em0').inInterface).toMatchObject({ negated: true });
    expect(matchOf('block')).toEqual({ family: 'both' });
    expect(rulesOf('block on { em0 em1 }\n')[0]!.matches).toHaveLength(4);
  });

  test('rules that keep state take TCP connections by their first packet', () => {
    expect(rulesOf('pass\n')[0]).toMatchObject({
      everything: true,
      matches: [
        { protocol: { anyOf: [one(6)] }, tcpFlags: { anyOf: [{ mask: 18, value: 2 }] } },
        {
          protocol: {
            anyOf: [
              { first: 0, last: 5 },
              { first: 7, last: 255 },
            ],
          },
        },
      ],
    });
    expect(rulesOf('pass no state\n')[0]!.matches).toEqual([{ family: 'both' }]);
    expect(rulesOf('pass flags any\n')[0]!.matches).toEqual([{ family: 'both' }]);
    expect(rulesOf('pass proto udp\n')[0]!.matches.filter(({ protocol }) => protocol!.anyOf.length > 0)).toHaveLength(
      1,
    );
  });

  test('ICMP types and codes imply their protocol', () => {
    expect(matchOf('block inet proto icmp icmp-type { echoreq, unreach code needfrag }')).toMatchObject({
      family: 'ipv4',
      protocol: { anyOf: [one(1)] },
      icmp: { anyOf: [{ type: one(8) }, { type: one(3), code: one(4) }] },
    });
  });
});

describe('the rule list', () => {
  test('last match, quick, defaults, and what each rule does', () => {
    const { filters } = modelOf(
      'set block-policy return\nblock\npass in quick proto tcp to port 22\nmatch out all\nblock drop out\n',
    );
    expect(filters[0]).toMatchObject({ semantics: 'last-match', fallback: { action: 'permit' }, closed: true });
    expect(filters[0]!.rules.map(({ action, quick }) => [action.kind, 'reject' in action, quick === true])).toEqual([
      ['deny', true, false],
      ['permit', false, true],
      ['continue', false, false],
      ['deny', false, false],
    ]);
  });

  test('rules in anchors stand where the anchor does, under its conditions', () => {
    const rules = rulesOf(
      'anchor "a" in on em0 {\n  anchor proto tcp {\n    block from 192.0.2.1\n  }\n  pass out\n}\npass\n',
    );
    expect(rules.map(({ action }) => action.kind)).toEqual(['deny', 'permit', 'permit']);
    expect(rules[0]!.matches).toMatchObject([
      { protocol: { anyOf: [one(6)] }, inInterface: { anyOf: [{ name: 'em0' }] }, source: { anyOf: [{}] } },
    ]);
    expect(rules[1]!.matches).toEqual([]);
  });

  test('anchors in anchors, however deep, leave one open question and not two to the power of their number', () => {
    const nested = (name: (depth: number) => string): string =>
      `${Array.from({ length: 30 }, (_, depth) => `anchor on ${name(depth)} {\n`).join('')}block\n${'}\n'.repeat(30)}`;
    expect(rulesOf(nested(() => 'em0'))[0]!.matches).toHaveLength(2);
    expect(rulesOf(nested((depth) => `em${depth}`))[0]!.matches).toEqual([
      { family: 'both', opaque: [expect.objectContaining({ text: expect.stringContaining('rule at') })] },
    ]);
  });

  test('anchors that others fill may decide anything', () => {
    const { filters } = modelOf('block\nanchor "relayd/*"\npass proto tcp to port 22\n');
    expect(filters[0]!.closed).toBe(false);
    expect(filters[0]!.rules[1]).toMatchObject({ action: { kind: 'jump' }, quick: true });
  });

  test('an unknown rule may match anything and opens the list', () => {
    const { filters } = modelOf('block frobnicate 7\npass\n');
    expect(filters[0]!.closed).toBe(false);
    expect(filters[0]!.rules[0]!.matches[0]!.opaque).toHaveLength(1);
  });

  test('translations have lists of their own', () => {
    const device = modelOf(nat);
    expect(
      device.filters.map(({ name, purpose, rules }) => [name.value, purpose, rules.map(({ action }) => action.kind)]),
    ).toEqual([
      ['pf', 'packet', ['permit', 'deny', 'deny', 'permit', 'permit', 'permit']],
      ['nat', 'nat', ['exempt', 'translate']],
      ['binat', 'nat', ['translate']],
      ['rdr', 'nat', ['translate', 'translate']],
    ]);
    expect(device.nat).toMatchObject({ translates: true });
  });
});

describe('what pf.conf(5) has besides', () => {
  test.each([
    'pass in on lo0 from any to (lo0:broadcast/24)',
    'match in on rdomain 1 all rtable 2',
    'pass from route "internal" to any',
    'pass out proto { tcp udp } from any to any user 50 >< 60',
    'pass in inet6 from any to 64:ff9b::/96 af-to inet from (egress:0) to 0.0.0.0/0',
    'pass in on lo0 route-to { (tun0 10.0.0.1), (tun1 10.0.0.2) } round-robin sticky-address from any to any',
    'pass in on lo0 rdr-to { 10.0.0.0/24, 10.1.0.0/24 } source-hash 0x0123456789abcdef sticky-address',
    'match out set (prio 3, queue std, tos 0x10)',
    'block return-icmp (addr-unr) in inet6',
    'pass in log (all, matches, to pflog3) all tos lowdelay',
    'pass in ! received-on em0 tag a',
    'rdr log on { lo0 em0 } inet proto { tcp, udp } from any to any port 53 -> <dns>',
    'nat pass log (all) on lo0 from any -> 192.0.2.1',
    'antispoof log quick for { lo0, tun0 } inet',
    'set syncookies adaptive (start 25%, end 12%)',
    'queue a parent std bandwidth 10M min 5M',
    'anchor "foo/*" quick',
  ])('%s', (line) => {
    const outline = pf.parse(`${line}\n`);
    pf.toModel(outline);
    expect(outline.statements.map(({ coverage }) => coverage)).not.toContain('unknown');
  });
});

describe('timers', () => {
  test('of set timeout and of single rules, and the defaults', () => {
    const { nat: known } = modelOf(gateway);
    expect(known!.timers.map(({ kind, seconds }) => [kind, seconds.value])).toEqual([
      ['tcp-established', 7440],
      ['udp-unreplied', 60],
      ['udp-stream', 300],
    ]);
    expect(known!.defaults.map(({ kind, seconds }) => [kind, seconds])).toEqual([
      ['tcp-established', 86_400],
      ['udp-stream', 60],
    ]);
    const own = modelOf('set optimization aggressive\npass out nat-to 192.0.2.1 keep state (tcp.established 60)\n')
      .nat!;
    expect(own.timers).toMatchObject([{ kind: 'tcp-established', seconds: { value: 60 }, scope: {} }]);
    expect(own.defaults).toEqual([]);
  });
});

describe('names', () => {
  test('macros must exist, tables need not', () => {
    const { references } = modelOf('a = "em0"\nb = "{ $a }"\nblock on $a from <nobody>\npass on $c\n');
    expect(references.definitions.map(({ name }) => name.value)).toEqual(['a', 'b']);
    expect(references.uses.map(({ name, predefined }) => [name.value, predefined === true])).toEqual([
      ['a', false],
      ['a', false],
      ['nobody', true],
      ['c', false],
    ]);
  });
});

describe('detection', () => {
  test.each([
    ['a gateway', gateway],
    ['FreeBSD', nat],
    [
      'translations alone',
      'nat from 10.0.0.0/8 to any -> 192.0.2.1\nrdr proto tcp from any to 192.0.2.1 port 80 -> 10.0.0.5\n',
    ],
    [
      'of macOS',
      'scrub-anchor "com.apple/*"\nnat-anchor "com.apple/*"\ndummynet-anchor "com.apple/*"\nanchor "com.apple/*"\nload anchor "com.apple" from "/etc/pf.anchors/com.apple"\n',
    ],
    ['the default', 'set skip on lo\nblock return\npass\n'],
    ['a listing', 'block drop in all\npass out all flags S/SA keep state\n'],
  ])('%s', (_, text) => {
    expect(detect(text).score).toBeGreaterThanOrEqual(35);
  });

  test.each([
    ['nftables', 'table inet t {\n  chain c {\n    type filter hook input priority 0; policy drop;\n  }\n}\n'],
    ['BIND', 'zone "example" {\n  type master;\n};\n'],
    ['a shell script', '#!/bin/sh\npfctl -f /etc/pf.conf\n'],
    ['prose', 'pass the salt\nblock the road\nset the table\n'],
    ['IOS', 'access-list 100 permit ip any any\nset ip next-hop 192.0.2.1\nmatch ip address 100\n'],
  ])('%s is not claimed', (_, text) => {
    expect(detect(text).score).toBe(0);
  });
});

const truth = resolve(import.meta.dirname, '../../../../shared/corpus/truth/openbsd-pfctl/dev');
const present = existsSync(truth);

describe.skipIf(!present)(`what pfctl prints of a ruleset${present ? '' : ' (skipped: no corpus here)'}`, () => {
  const said = (text: string): unknown =>
    modelOf(text).filters.map(({ name, rules }) => [
      name.value,
      rules.map(({ matches, action, quick, effects }) => ({
        matches: matches.map(({ opaque, ...rest }) => rest),
        action: action.kind,
        quick,
        effects,
      })),
    ]);
  const written = (value: unknown): string =>
    JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? inner.toString() : inner));
  test.each(present ? globSync('*.in', { cwd: truth }) : [])('%s means the same', (file) => {
    const before = readFileSync(resolve(truth, file), 'utf8');
    const after = readFileSync(resolve(truth, file.replace(/\.in$/, '.ok')), 'utf8');
    const strip = (text: string): string => text.replaceAll(/\b(?:rdr|nat|binat) [^"]*?port [^"]*/g, '');
    expect(strip(written(said(before)))).toBe(strip(written(said(after))));
    expect([...walk(pf.parse(after).statements)].length).toBe([...walk(pf.parse(before).statements)].length);
  });
});
