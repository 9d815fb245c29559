import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuTime } from '../../../test/support/cpu-time.ts';
import type { Device } from '../../model/device.ts';
import type { Filter, FilterRule } from '../../model/filter.ts';
import { firstLostCharacter, walk } from '../../outline.ts';
import { detect } from './detect.ts';
import { nft } from './dialect.ts';
import { priorityOf, secondsOf } from './names.ts';

const fixtures = globSync('grammars/dialects/nft/fixtures/*').map(
  (path) => [path, readFileSync(path, 'utf8')] as const,
);

const modelOf = (text: string): Device => nft.toModel(nft.parse(text));
const filterOf = (device: Device, name: string): Filter => device.filters.find((filter) => filter.name.value === name)!;

/** The rules of one chain of an inet table. */
const rulesOf = (lines: string, family = 'inet'): readonly FilterRule[] => {
  const text = `table ${family} t {\n  chain c {\n    type filter hook input priority 0; policy drop;\n${lines}\n  }\n}\n`;
  return filterOf(modelOf(text), 'c').rules;
};
const matchOf = (line: string, family?: string) => rulesOf(line, family)[0]!.matches[0]!;
const one = (value: number) => ({ first: value, last: value });

describe('the outline', () => {
  test.each(fixtures)('%s is read in full and without loss', (_, text) => {
    const outline = nft.parse(text);
    nft.toModel(outline);
    expect(firstLostCharacter(outline)).toBeUndefined();
    expect(outline.problems).toEqual([]);
    const unknown = [...walk(outline.statements)].filter((statement) => statement.coverage === 'unknown');
    expect(unknown.map(({ header }) => text.slice(header.start, header.end))).toEqual([]);
  });

  test('nothing throws and nothing is lost, whatever the text', () => {
    const pieces = [
      'table inet t {\n',
      'chain c {\n',
      '}',
      '{',
      '\n',
      ';',
      'tcp dport ',
      '22',
      ',',
      '"',
      '$x',
      '@s',
      'vmap ',
      'jump ',
      ':',
      '#c\n',
      '\\\n',
      'define x = ',
      'é',
      '(',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), (list) => {
        const outline = nft.parse(list.join(' '));
        nft.toModel(outline);
        expect(firstLostCharacter(outline)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  test('a chain without its brace ends before the next one, and is told of', () => {
    const text = 'table inet t {\n  chain a {\n    tcp dport { 22, 80 } accept\n  chain b {\n    drop\n  }\n}\n';
    const outline = nft.parse(text);
    expect(outline.problems.map(({ code, span }) => [code, span.start])).toEqual([
      ['brace-not-closed', text.indexOf('{', 15)],
    ]);
    expect(modelOf(text).filters.map(({ name, rules }) => [name.value, rules.length])).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
  });

  test('a brace too many is told of', () => {
    expect(nft.parse('table t {\n}\n}\n').problems.map(({ code }) => code)).toEqual(['brace-not-opened']);
  });

  test('long rulesets and long sets cost linear time', () => {
    const elements = Array.from({ length: 20_000 }, (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`).join(',\n');
    const text = `table ip t {\n set s {\n type ipv4_addr\n elements = { ${elements} }\n }\n chain c {\n${'ip saddr @s tcp dport 22 accept\n'.repeat(5000)} }\n}\n`;
    const started = cpuTime();
    nft.toModel(nft.parse(text));
    expect(cpuTime() - started).toBeLessThan(6000);
  });
});

describe('templates', () => {
  test('braces that are written for either case are no fault', () => {
    expect(
      nft.parse('table inet t {\n{% if x %}\n chain a {\n{% else %}\n chain a {\n{% endif %}\n drop\n }\n}\n').problems,
    ).toEqual([]);
  });
});

describe('conditions', () => {
  test('ports imply their protocol, addresses their family', () => {
    expect(matchOf('tcp dport { 22, 80-90, https } accept')).toMatchObject({
      family: 'both',
      protocol: { anyOf: [one(6)] },
      destinationPort: { anyOf: [one(22), { first: 80, last: 90 }, one(443)] },
    });
    expect(matchOf('ip saddr 10.0.0.1/8 accept')).toMatchObject({
      family: 'ipv4',
      source: { anyOf: [{ kind: 'prefix', address: 0x0a000000n, length: 8 }] },
    });
    expect(matchOf('ip6 daddr != { 2001:db8::/32, fe80::1 } drop')).toMatchObject({
      family: 'ipv6',
      destination: { negated: true },
    });
    expect(matchOf('icmpv6 type nd-neighbor-solicit accept')).toMatchObject({
      family: 'ipv6',
      protocol: { anyOf: [one(58)] },
      icmp: { anyOf: [{ type: one(135) }] },
    });
  });

  test('comparisons of ports', () => {
    expect(matchOf('udp dport >= 1024 accept').destinationPort).toEqual({ anyOf: [{ first: 1024, last: 65535 }] });
    expect(matchOf('udp sport != 53 accept').sourcePort).toEqual({
      anyOf: [
        { first: 0, last: 52 },
        { first: 54, last: 65535 },
      ],
    });
  });

  // As `nft --debug=netlink` compiles them (1.0.6).
  test.each([
    ['tcp flags syn', { anyOf: [{ mask: 2, value: 0 }], negated: true }],
    ['tcp flags syn,ack', { anyOf: [{ mask: 18, value: 0 }], negated: true }],
    ['tcp flags == syn', { anyOf: [{ mask: 255, value: 2 }] }],
    ['tcp flags != syn', { anyOf: [{ mask: 255, value: 2 }], negated: true }],
    ['tcp flags ! syn', { anyOf: [{ mask: 2, value: 0 }] }],
    [
      'tcp flags { syn, ack }',
      {
        anyOf: [
          { mask: 255, value: 2 },
          { mask: 255, value: 16 },
        ],
      },
    ],
    ['tcp flags & (fin|syn|rst|ack) == syn', { anyOf: [{ mask: 23, value: 2 }] }],
    ['tcp flags syn / fin,syn,rst,ack', { anyOf: [{ mask: 23, value: 2 }] }],
    ['tcp flags & syn != 0', { anyOf: [{ mask: 2, value: 0 }], negated: true }],
  ])('%s', (text, expected) => {
    expect(matchOf(`${text} accept`).tcpFlags).toEqual(expected);
  });

  test('states: a list is any of them, a list that is unequal is not what it looks like', () => {
    expect(matchOf('ct state established,related accept').state).toEqual({ anyOf: ['established', 'related'] });
    expect(matchOf('ct state != { established, related } drop').state).toEqual({
      anyOf: ['new', 'invalid', 'untracked'],
    });
    expect(matchOf('ct state != established,related drop')).toMatchObject({
      opaque: [{ text: 'ct state != established,related' }],
    });
  });

  test('interfaces, with wildcards and exceptions', () => {
    expect(matchOf('iifname { "eth0", wg* } oifname != "lo" accept')).toMatchObject({
      inInterface: { anyOf: [{ name: 'eth0' }, { name: 'wg', prefix: true }] },
      outInterface: { anyOf: [{ name: 'lo' }], negated: true },
    });
  });

  test('concatenations are alternatives', () => {
    const [rule] = rulesOf('ip saddr . tcp dport { 10.0.0.1 . 22, 10.0.0.0/8 . 80-90 } accept');
    expect(rule!.matches).toMatchObject([
      { family: 'ipv4', destinationPort: { anyOf: [one(22)] } },
      { source: { anyOf: [{ length: 8 }] }, destinationPort: { anyOf: [{ first: 80, last: 90 }] } },
    ]);
  });

  test('limits count for themselves, equal questions are equal', () => {
    const texts = rulesOf(
      'limit rate 1/second accept\nlimit rate 1/second accept\nmeta mark 7 accept\nmeta mark 7 drop',
    ).map((rule) => rule.matches[0]!.opaque![0]!.text);
    expect(texts[0]).not.toBe(texts[1]);
    expect(texts[2]).toBe(texts[3]);
  });

  test('a field that rules set is asked anew each time', () => {
    const texts = rulesOf('meta mark 7 accept\nmeta mark set 7\nmeta mark 7 drop').flatMap(
      (rule) => rule.matches[0]!.opaque ?? [],
    );
    expect(texts[0]!.text).not.toBe(texts[1]!.text);
  });

  test('what is not understood may match anything and opens its chain', () => {
    const device = modelOf('table inet t { chain c { type filter hook input priority 0; frobnicate on 7 drop\n } }');
    const filter = filterOf(device, 'c');
    expect(filter.closed).toBe(false);
    expect(filter.rules[0]).toMatchObject({ action: { kind: 'deny' }, matches: [{ opaque: [{}] }] });
  });

  test('families that exclude each other never match', () => {
    expect(rulesOf('ip saddr 10.0.0.1 ip6 daddr ::1 accept')[0]!.matches).toEqual([]);
  });
});

describe('what nft(8) has besides', () => {
  test.each([
    'ct mark set (meta mark | 0x10) << 8',
    'reset tcp option window',
    'arp saddr ip 192.0.2.1',
    'ct original ip daddr { 10.0.0.0/8 }',
    'ct count over 3 reject',
    'fib saddr . mark . iif oif 0 drop',
    'meta time "2026-12-24 16:00"-"2027-01-02 7:00" accept',
    'numgen inc mod 2 vmap { 0 : jump a, 1 : jump b }',
    'meta mark set jhash ip saddr mod 2 seed 0xdeadbeef',
    'snat ip prefix to ip saddr map { 10.141.11.0/24 : 192.168.2.0/24 }',
    'dnat ip6 to [2001:db8:1::]-[2001:db8:2::]:80-100 persistent',
    'queue to oifname map { "eth0" : 0, "eth1" : 2 }',
    'update @seen { ip saddr & 255.255.255.0 timeout 1m counter }',
    'tproxy ip to 127.0.0.1:3128 accept',
    'synproxy mss 1460 wscale 5 timestamp sack-perm',
    'ct helper set ip saddr map { 192.0.2.1 : "sip" }',
    'meter flood size 1024 { ip saddr limit rate over 10/second } drop',
    '@ll,0,48 & 0xffffffffffff == 0 drop',
    'socket cgroupv2 level 2 "system.slice/web.service" accept',
    'rt ip6 nexthop fe80::1 drop',
    'log flags tcp sequence,options level warn prefix "x" drop',
  ])('%s', (line) => {
    const outline = nft.parse(`table inet t {\n chain c {\n ${line}\n }\n}\n`);
    nft.toModel(outline);
    expect([...walk(outline.statements)].map(({ coverage }) => coverage)).not.toContain('unknown');
  });
});

describe('sets, maps and variables', () => {
  test('a constant set is its elements; one that rules or programs fill is a question', () => {
    const text = (flags: string) =>
      `table ip t {\n set s {\n type ipv4_addr\n ${flags}\n elements = { 192.0.2.1, 198.51.100.0/24 }\n }\n chain c {\n ip saddr @s accept\n }\n}\n`;
    expect(filterOf(modelOf(text('flags interval')), 'c').rules[0]!.matches[0]!.source!.anyOf).toHaveLength(2);
    const dynamic = filterOf(modelOf(text('flags timeout')), 'c').rules[0]!.matches[0]!;
    expect(dynamic.source).toBeUndefined();
    expect(dynamic.opaque).toMatchObject([{ text: 'ip saddr @s' }]);
  });

  test('variables mean what was given to them last', () => {
    const text =
      'define P = 22\ntable ip t {\n chain c {\n tcp dport $P accept\n }\n}\nredefine P = { 80, 443 }\nadd rule ip t c tcp dport $P accept\n';
    expect(filterOf(modelOf(text), 'c').rules.map((rule) => rule.matches[0]!.destinationPort!.anyOf.length)).toEqual([
      1, 2,
    ]);
  });

  test('a verdict map is one rule for each element, the catch-all last', () => {
    const rules = rulesOf('tcp dport vmap { * : drop, 22 : jump admin, 80-90 : accept }');
    expect(rules.map(({ action }) => action.kind)).toEqual(['jump', 'permit', 'deny']);
    expect(rules[2]!.matches[0]).toMatchObject({ protocol: { anyOf: [one(6)] } });
    expect(rules[2]!.matches[0]!.destinationPort).toBeUndefined();
  });

  test('the elements of a named map decide and are nobody’s to report', () => {
    const text =
      'table ip t {\n map m {\n type inet_service : verdict\n elements = { 22 : accept, 23 : drop }\n }\n chain c {\n tcp dport vmap @m\n }\n}\n';
    expect(filterOf(modelOf(text), 'c').rules.map(({ action, implicit }) => [action.kind, implicit])).toEqual([
      ['permit', true],
      ['deny', true],
    ]);
  });

  test('a translation tells what it makes of a packet, unless the kernel chooses', () => {
    const rewrite = (statement: string) => {
      const text = `table inet nat {\n chain pre {\n type nat hook prerouting priority dstnat\n ${statement}\n }\n}\n`;
      const { action } = filterOf(modelOf(text), 'pre').rules[0]!;
      expect(action.kind).toBe('translate');
      return action.kind === 'translate' ? action.rewrite : undefined;
    };
    const prefix = { family: 'ipv4', address: 0xc0000209n, length: 32 };
    expect(rewrite('tcp dport 80 dnat ip to 192.0.2.9:8080')).toEqual({ prefix, port: 8080 });
    expect(rewrite('tcp dport 80 dnat to :8080')).toEqual({ port: 8080 });
    for (const chosen of ['dnat ip to 192.0.2.9-192.0.2.12', 'dnat ip to 192.0.2.9 random', 'redirect to :8080'])
      expect(rewrite(`tcp dport 80 ${chosen}`)).toBeUndefined();
  });

  test('a translation by map happens for the keys of the map', () => {
    const text =
      'table ip nat {\n chain pre {\n type nat hook prerouting priority dstnat\n dnat to tcp dport map { 80 : 10.0.0.1, 443 : 10.0.0.2 }\n }\n}\n';
    expect(filterOf(modelOf(text), 'pre').rules[0]).toMatchObject({
      action: { kind: 'translate', nat: 'destination' },
      matches: [{ protocol: { anyOf: [one(6)] }, destinationPort: { anyOf: [one(80), one(443)] } }],
    });
  });
});

describe('chains', () => {
  test('hooks, priorities, policies and what a chain is for', () => {
    const device = modelOf(fixtures.find(([path]) => path.endsWith('edge.nft'))![1]);
    expect(
      device.filters.map(({ name, purpose, hook, priority, fallback }) => [
        name.value,
        purpose,
        hook,
        priority,
        fallback.action,
      ]),
    ).toEqual([
      ['input', 'packet', 'input', 0, 'deny'],
      ['admin', 'packet', undefined, undefined, 'return'],
      ['web', 'packet', undefined, undefined, 'return'],
      ['forward', 'packet', 'forward', 0, 'deny'],
      ['output', 'packet', 'output', 0, 'permit'],
      ['prerouting', 'nat', 'prerouting', -105, 'permit'],
      ['postrouting', 'nat', 'postrouting', 100, 'permit'],
      ['ingress', 'packet', undefined, -500, 'permit'],
    ]);
    expect(device.filters.every(({ closed }) => closed)).toBe(true);
    expect(device.nat).toMatchObject({ translates: true, closed: true });
  });

  test.each([
    ['filter - 5', 'inet', -5],
    ['-150', 'ip', -150],
    ['dstnat', 'ip', -100],
    ['dstnat', 'bridge', -300],
    ['srcnat + 10', 'ip', 110],
    ['out', 'ip', undefined],
  ] as const)('priority %s in %s', (text, family, expected) => {
    expect(priorityOf(text.split(' '), family)).toBe(expected);
  });

  test('flush ruleset and delete table forget what stands above; commands add to chains', () => {
    const text =
      'table ip a { chain x { drop\n } }\nflush ruleset\nadd table ip b\nadd chain ip b c { type filter hook input priority 0; }\nadd rule ip b c tcp dport 22 accept\ninsert rule ip b c drop\n';
    const { filters } = modelOf(text);
    expect(filters.map(({ name, rules }) => [name.value, rules.map(({ action }) => action.kind)])).toEqual([
      ['c', ['deny', 'permit']],
    ]);
  });

  test('a chain that only marks or clamps is no packet filter; at the common priority it may become one', () => {
    const chainAt = (priority: string): string =>
      `table inet t {\n chain c {\n type filter hook forward priority ${priority}\n tcp flags syn tcp option maxseg size set rt mtu\n }\n}\n`;
    expect(modelOf(chainAt('mangle')).filters[0]!.purpose).toBe('mangle');
    expect(modelOf(chainAt('filter')).filters[0]!.purpose).toBe('packet');
  });

  test('extensions of iptables-nft are questions', () => {
    expect(rulesOf('xt match "recent" counter drop\nxt target "TARPIT"')).toMatchObject([
      { action: { kind: 'deny' }, matches: [{ opaque: [{}] }] },
      { action: { kind: 'jump' } },
    ]);
  });

  test('programs keep their own tables', () => {
    const text =
      '# Warning: table ip nat is managed by iptables-nft, do not touch!\ntable ip nat {\n chain DOCKER {\n }\n}\ntable inet firewalld {\n chain filter_INPUT {\n type filter hook input priority 10\n }\n}\n';
    expect(modelOf(text).filters.map(({ generated }) => generated)).toEqual([true, true]);
  });
});

describe('timers', () => {
  test('of ct timeout objects, for the ports that get them', () => {
    const { nat } = modelOf(fixtures.find(([path]) => path.endsWith('edge.nft'))![1]);
    expect(nat!.timers.map(({ kind, seconds, scope }) => [kind, seconds.value, scope])).toEqual([
      ['udp-unreplied', 30, { destinationPorts: [{ first: 3478, last: 3481 }] }],
      ['udp-stream', 300, { destinationPorts: [{ first: 3478, last: 3481 }] }],
    ]);
  });

  test.each([
    ['90', 90],
    ['1h30m', 5400],
    ['2d', 172_800],
    ['soon', undefined],
  ])('%s', (text, expected) => {
    expect(secondsOf(text)).toBe(expected);
  });
});

describe('what another file puts between the braces of a chain or a table', () => {
  test('rules are a chain of any family, which is not all there', () => {
    const text = 'tcp dport 22 accept\nip saddr 192.0.2.1 counter drop\ncounter accept\n';
    const device = modelOf(text);
    expect(device).toMatchObject({ fragment: true, includes: { part: true }, bindings: [] });
    expect(device.filters).toHaveLength(1);
    expect(device.filters[0]).toMatchObject({ family: 'both', purpose: 'packet', closed: false });
    expect(device.filters[0]!.rules.map(({ action }) => action.kind)).toEqual(['permit', 'deny', 'permit']);
    expect(device.references.uses).toEqual([]);
    const edits = nft.write({ kind: 'delete-rule', filter: 0, rule: 1 }, nft.parse(text), device);
    expect(edits).toEqual([{ span: { start: 20, end: 52 }, newText: '' }]);
  });

  test('a base chain without its braces', () => {
    const device = modelOf('type filter hook input priority 0; policy drop;\nct state established accept\n');
    expect(device.fragment).toBe(true);
    expect(device.filters[0]).toMatchObject({ hook: 'input', fallback: { action: 'deny' }, closed: false });
  });

  test('chains and sets of a table know each other', () => {
    const text = 'set a { type ipv4_addr; elements = { 192.0.2.1 } }\nchain ssh {\n  ip saddr @a accept\n}\n';
    const device = modelOf(text);
    expect(device.fragment).toBe(true);
    expect(device.filters.map(({ name }) => name.value)).toEqual(['ssh']);
    expect(device.filters[0]!.rules[0]!.matches[0]).toMatchObject({ source: { anyOf: [{ length: 32 }] } });
    expect(device.references.definitions.map(({ name }) => name.value)).toEqual(['ssh', 'a']);
  });

  test('a command that names its table is none of these', () => {
    expect(modelOf('chain inet t c { type filter hook input priority 0; }\n')).toMatchObject({ fragment: false });
    expect(modelOf('add rule inet t c tcp dport 22 accept\n').filters.map(({ name }) => name.value)).toEqual(['c']);
  });
});

describe('detection', () => {
  test.each([
    ['a ruleset', fixtures[0]![1]],
    ['a listing', fixtures[1]![1]],
    [
      'commands',
      'add table inet filter\nadd chain inet filter input { type filter hook input priority 0; policy drop; }\nadd rule inet filter input tcp dport 22 accept\n',
    ],
    [
      'rules of a chain',
      '# admins\ntcp dport 22 ip saddr 192.0.2.0/24 accept\niifname "eth0" ct state new counter \\\n  drop\n',
    ],
    [
      'chains of a table',
      'set admins { type ipv4_addr; elements = { 192.0.2.1 } }\nchain ssh {\n  ip saddr @admins accept\n}\n',
    ],
    ['an included table', 'table inet filter {\n  chain forward-extra {\n    tcp dport 8443 accept\n  }\n}\n'],
    [
      'definitions',
      '# who may log in; and from where\ndefine ADMINS = {\n  192.0.2.0/24,\n  198.51.100.7\n}\ndefine WAN = 10\n',
    ],
  ])('%s', (_, text) => {
    expect(detect(text).score).toBeGreaterThanOrEqual(30);
  });

  test.each([
    ['BIRD', 'router id 192.0.2.1;\nipv4 table t;\nprotocol static {\n  route 192.0.2.0/24 blackhole;\n}\n'],
    ['pf', 'table <bruteforce> persist\nblock in all\npass out proto tcp to port { 80, 443 }\n'],
    ['a shell script', '#!/bin/sh\nnft add table inet filter\nnft add rule inet filter input tcp dport 22 accept\n'],
    ['constants of BIRD', 'define OWN = 64500;\ndefine NETS = [\n  192.0.2.0/24\n];\n'],
    [
      'ferm',
      'table filter {\n  chain INPUT {\n    policy DROP;\n    mod state state (ESTABLISHED RELATED) ACCEPT;\n    proto tcp dport ssh ACCEPT;\n  }\n}\n',
    ],
    [
      'hooks of xtables.conf',
      'family ipv4 {\n\ttable raw {\n\t\tchain OUTPUT hook NF_INET_LOCAL_OUT prio -300\n\t}\n}\n',
    ],
    ['a manual page', '.TH NFT 8\n.SH EXAMPLE\ntable ip filter {\n  chain input {\n    tcp dport 22 accept\n  }\n}\n'],
    ['a style sheet', 'table.index {\n\tborder: none ;\n\tcolor: #000000 ;\n}\n'],
    ['a makefile', 'define HELLO =\necho hello\nendef\n'],
    ['nginx', 'http {\n  server {\n    listen 80;\n  }\n}\n'],
  ])('%s is not claimed', (_, text) => {
    expect(detect(text).score).toBe(0);
  });
});
