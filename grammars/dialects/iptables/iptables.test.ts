import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuTime } from '../../../test/support/cpu-time.ts';
import type { Change } from '../../change.ts';
import { firstLostCharacter, walk } from '../../outline.ts';
import { applyEdits } from '../../text/edit.ts';
import { iptables } from './dialect.ts';

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
const edge = fixture('edge.v4');
const device = (text: string, path?: string) => iptables.toModel(iptables.parse(text), path);
const filterTable = (rules: string) =>
  `*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n${rules}\nCOMMIT\n`;
const chain = (text: string, name: string, table = 'ipv4 filter') =>
  device(text).filters.find((filter) => filter.table === table && filter.name.value === name)!;
const matchesOf = (options: string) =>
  chain(filterTable(`-A INPUT -d 192.0.2.1 ${options} -j ACCEPT`), 'INPUT').rules[0]!.matches.map(
    ({ family: _, destination: __, ...rest }) => rest,
  );
const opaqueOf = (options: string) => matchesOf(options).map((match) => match.opaque?.map((one) => one.text) ?? []);
const unknown = (text: string) => {
  const outline = iptables.parse(text);
  iptables.toModel(outline);
  return [...walk(outline.statements)]
    .filter((statement) => statement.coverage === 'unknown')
    .map((statement) => text.slice(statement.span.start, statement.span.end));
};

describe('reading', () => {
  test.each(['edge.v4', 'edge.v6', 'containers.v4', 'node.v4'])(
    '%s: no line is unknown, every chain is closed',
    (name) => {
      expect(unknown(fixture(name))).toEqual([]);
      expect(iptables.parse(fixture(name)).problems).toEqual([]);
      expect(device(fixture(name)).filters.every((filter) => filter.closed)).toBe(true);
    },
  );

  test('tables, hooks, policies and purposes', () => {
    const { filters, bindings } = device(edge);
    expect(
      filters
        .filter((filter) => filter.rules.length > 0)
        .map(({ table, name, hook, purpose, fallback }) => [table, name.value, hook, purpose, fallback.action]),
    ).toEqual([
      ['ipv4 raw', 'PREROUTING', 'prerouting', 'packet', 'permit'],
      ['ipv4 mangle', 'PREROUTING', 'prerouting', 'mangle', 'permit'],
      ['ipv4 mangle', 'FORWARD', 'forward', 'mangle', 'permit'],
      ['ipv4 nat', 'PREROUTING', 'prerouting', 'nat', 'permit'],
      ['ipv4 nat', 'POSTROUTING', 'postrouting', 'nat', 'permit'],
      ['ipv4 filter', 'INPUT', 'input', 'packet', 'deny'],
      ['ipv4 filter', 'FORWARD', 'forward', 'packet', 'deny'],
      ['ipv4 filter', 'ADMIN', undefined, 'packet', 'return'],
      ['ipv4 filter', 'REFUSE', undefined, 'packet', 'return'],
    ]);
    expect(bindings.filter(({ place }) => place.kind === 'hook' && place.hook === 'forward').length).toBe(2);
  });

  test('conditions that the algebra can say', () => {
    expect(matchesOf('-p tcp -m tcp ! --dport 1:65535')).toEqual([
      { protocol: { anyOf: [{ first: 6, last: 6 }] }, destinationPort: { anyOf: [{ first: 0, last: 0 }] } },
    ]);
    expect(matchesOf('-p udp -m multiport --ports domain,5000:5009')).toEqual(
      ['sourcePort', 'destinationPort'].map((field) => ({
        protocol: { anyOf: [{ first: 17, last: 17 }] },
        [field]: {
          anyOf: [
            { first: 53, last: 53 },
            { first: 5000, last: 5009 },
          ],
        },
      })),
    );
    expect(matchesOf('-s 10/8 -m iprange ! --src-range 10.0.0.0-10.0.0.255')).toEqual([
      { source: { anyOf: [{ kind: 'range', family: 'ipv4', first: 0x0a000100n, last: 0x0affffffn }] } },
    ]);
    expect(matchesOf('! -s 10.0.0.7/255.0.0.255')).toEqual([
      {
        source: {
          anyOf: [{ kind: 'wildcard', family: 'ipv4', address: 0x0a000007n, wildcard: 0x00ffff00n }],
          negated: true,
        },
      },
    ]);
    expect(matchesOf('-m state ! --state NEW,INVALID')).toEqual([
      { state: { anyOf: ['established', 'related', 'untracked'] } },
    ]);
    expect(matchesOf('-p icmp -m icmp --icmp-type fragmentation-needed')[0]!.icmp).toEqual({
      anyOf: [{ type: { first: 3, last: 3 }, code: { first: 4, last: 4 } }],
    });
    expect(matchesOf('-p icmp -m icmp --icmp-type any')).toEqual([{ protocol: { anyOf: [{ first: 1, last: 1 }] } }]);
    expect(matchesOf('! -i eth+ ! -f -m dscp ! --dscp 0x00')).toEqual([
      {
        inInterface: { anyOf: [{ name: 'eth', prefix: true }], negated: true },
        fragment: 'whole',
        dscp: { anyOf: [{ first: 1, last: 63 }] },
      },
    ]);
    expect(matchesOf('-p tcp --syn -m tcp ! --tcp-flags ALL SYN')[0]!.tcpFlags!.anyOf.length).toBe(12);
    expect(matchesOf('-p all -m comment --comment "x y"')).toEqual([{}]);
    expect(matchesOf('-p tcp --dport 90:80')).toEqual([
      { protocol: { anyOf: [{ first: 6, last: 6 }] }, destinationPort: { anyOf: [] } },
    ]);
  });

  test('conditions that it cannot say are opaque', () => {
    expect(opaqueOf('-m set --match-set blocked src,dst')).toEqual([['set --match-set blocked src,dst']]);
    expect(opaqueOf('-s host.example.net')).toEqual([['--source host.example.net']]);
    expect(opaqueOf('-m conntrack --ctstate NEW --ctproto 6 --ctdir ORIGINAL')).toEqual([
      ['conntrack --ctproto 6 --ctdir ORIGINAL'],
    ]);
    expect(opaqueOf('-m conntrack ! --ctstate DNAT')).toEqual([['conntrack ! --ctstate DNAT']]);
    expect(opaqueOf('-m rpfilter')).toEqual([['rpfilter']]);
    expect(opaqueOf('-m recent --rcheck --seconds 60 --name knock')).toEqual([
      ['recent --rcheck --seconds 60 --name knock'],
    ]);
    expect(opaqueOf('-m policy --dir in --pol ipsec --proto esp')).toEqual([
      ['policy --dir in --pol ipsec --proto esp'],
    ]);
    expect(opaqueOf('-m somewhat --level 3 high')).toEqual([['somewhat --level 3 high']]);
    const [first, second] = chain(
      filterTable('-A INPUT -m limit --limit 5/min -j ACCEPT\n-A INPUT -m limit --limit 5/min -j ACCEPT'),
      'INPUT',
    ).rules;
    expect(first!.matches[0]!.opaque![0]!.text).not.toBe(second!.matches[0]!.opaque![0]!.text);
  });

  test('an unknown option leaves its chain open, and only that', () => {
    const text = filterTable('-A INPUT -m somewhat --level 3 -j ACCEPT\n-A FORWARD -j ACCEPT');
    expect(unknown(text)).toEqual(['-A INPUT -m somewhat --level 3 -j ACCEPT']);
    expect(chain(text, 'INPUT').closed).toBe(false);
    expect(chain(text, 'FORWARD').closed).toBe(true);
  });

  test('targets', () => {
    const action = (target: string, table = 'filter') => {
      const { rules } = device(`*${table}\n:POSTROUTING ACCEPT\n-A POSTROUTING ${target}\nCOMMIT\n`).filters[0]!;
      return [rules[0]!.action, rules[0]!.effects];
    };
    expect(action('-j REJECT')).toEqual([{ kind: 'deny', reject: true }, ['reject-with:icmp-port-unreachable']]);
    expect(action('-j REJECT --reject-with tcp-rst')[1]).toEqual(['reject-with:tcp-reset']);
    expect(action('-j LOG --log-prefix "a: "')).toEqual([{ kind: 'continue' }, ['log']]);
    expect(action('-j MARK --set-mark 7', 'mangle')).toEqual([{ kind: 'continue' }, ['mark --set-mark 7']]);
    expect(action('-m recent --name seen --set')).toEqual([{ kind: 'continue' }, ['recent:seen']]);
    expect(action('-j ACCEPT', 'nat')[0]).toEqual({ kind: 'exempt' });
    expect(action('-j SNAT --to-source 192.0.2.9', 'nat')[0]).toEqual({
      kind: 'translate',
      nat: 'source',
      to: 'SNAT --to-source 192.0.2.9',
      rewrite: { prefix: { family: 'ipv4', address: 0xc0000209n, length: 32 } },
    });
    expect(action('-j NETMAP --to 192.0.2.0/24', 'nat')[0]).toMatchObject({ nat: 'source' });
    expect(action('-j TARPIT')[0]).toEqual({ kind: 'deny' });
    // Neither dead rules after it nor a missing chain.
    for (const target of ['-j NFQUEUE --queue-num 3', '-j NEWTARGET --level 2']) {
      const { filters, references } = device(filterTable(`-A INPUT ${target}`));
      expect(filters[0]!.rules[0]!.action.kind).toBe('jump');
      expect(references.uses).toEqual([]);
    }
  });

  test('translations that the text tells whole', () => {
    const rewrite = (target: string) => {
      const { action } = device(`*nat\n:PREROUTING ACCEPT\n-A PREROUTING -p tcp ${target}\nCOMMIT\n`).filters[0]!
        .rules[0]!;
      return action.kind === 'translate' ? action.rewrite : undefined;
    };
    const host = { family: 'ipv4', address: 0xc0000209n, length: 32 };
    expect(rewrite('-j DNAT --to-destination 192.0.2.9:8080')).toEqual({ prefix: host, port: 8080 });
    expect(rewrite('-j DNAT --to-destination :8080')).toEqual({ port: 8080 });
    expect(rewrite('-j DNAT --to 192.0.2.9 --persistent')).toEqual({ prefix: host });
    expect(rewrite('-j DNAT --to-destination [2001:db8::1]:80')).toEqual({
      prefix: { family: 'ipv6', address: 0x20010db8000000000000000000000001n, length: 128 },
      port: 80,
    });
    expect(rewrite('-j NETMAP --to 192.0.2.0/24')).toMatchObject({ prefix: { length: 24 } });
    for (const untold of [
      '-j DNAT --to-destination 192.0.2.9-192.0.2.12',
      '-j DNAT --to-destination 192.0.2.9:80-90',
      '-j DNAT --to-destination 192.0.2.9 --random',
      '-j DNAT --to-destination 192.0.2.9 --to-destination 192.0.2.10',
      '-j REDIRECT --to-ports 3128',
      '-j MASQUERADE',
    ])
      expect(rewrite(untold)).toBeUndefined();
  });

  test('the order of a chain with inserted rules', () => {
    const { rules } = chain(
      filterTable('-A INPUT -p 1 -j DROP\n-I INPUT -p 2 -j DROP\n-I INPUT 2 -p 3 -j DROP\n-A INPUT -p 4 -j DROP'),
      'INPUT',
    );
    expect(rules.map((rule) => rule.matches[0]!.protocol!.anyOf[0]!.first)).toEqual([2, 3, 1, 4]);
  });

  test('a chain whose rules are taken out by number is not followed', () => {
    const text = filterTable('-A INPUT -j DROP\n-D INPUT 1\n-A INPUT -p tcp -j ACCEPT');
    expect(unknown(text)).toEqual([]);
    expect(chain(text, 'INPUT').closed).toBe(false);
  });

  test('comments belong to the one rule below them', () => {
    const text = filterTable(
      '# one\n# more\n-A INPUT -p 1 -j DROP\n\n# two rules\n-A INPUT -p 2 -j DROP\n-A INPUT -p 3 -j DROP\n# last\n-A INPUT -p 4 -j DROP',
    );
    expect(
      chain(text, 'INPUT').rules.map((rule) => rule.remarks?.map(({ start, end }) => text.slice(start, end))),
    ).toEqual([['# one', '# more'], undefined, undefined, ['# last']]);
  });
});

describe('IPv4 or IPv6', () => {
  const families = (text: string, path?: string) => device(text, path).filters.map((filter) => filter.family);
  const bare = '*filter\n:INPUT DROP\n-A INPUT -p tcp --dport 22 -j ACCEPT\nCOMMIT\n';
  test('the header, then the path, then the addresses, else IPv4', () => {
    expect(families(bare)).toEqual(['ipv4']);
    expect(families(bare, '/etc/iptables/rules.v6')).toEqual(['ipv6']);
    expect(families(bare, 'ip6tables.rules')).toEqual(['ipv6']);
    expect(families(`# Generated by ip6tables-save v1.8.9\n${bare}`, 'rules.v4')).toEqual(['ipv6']);
    expect(families(bare.replace('tcp', 'ipv6-icmp').replace(/ --dport 22/, ''))).toEqual(['ipv6']);
    expect(families(`# Generated by xtables-save v1.8.2\n${bare}`, 'rules.v6')).toEqual(['ipv6']);
    expect(families(bare.replace('-p', '-s 2001:db8::/32 -p'))).toEqual(['ipv6']);
    expect(families(`# Generated by iptables-save v1\n${bare}# Generated by ip6tables-save v1\n${bare}`)).toEqual([
      'ipv4',
      'ipv6',
    ]);
  });
  test('lines with -4 and -6 are for a text that both programs read', () => {
    const text = filterTable(
      '-A INPUT -4 -s 192.0.2.1 -j ACCEPT\n-A INPUT -6 -s 2001:db8::1 -j ACCEPT\n-A INPUT -p tcp -j DROP',
    );
    const { family, rules } = device(text).filters[0]!;
    expect(family).toBe('both');
    expect(rules.map((rule) => rule.matches[0]!.family)).toEqual(['ipv4', 'ipv6', 'both']);
  });
});

describe('references', () => {
  const uses = (text: string) =>
    device(text).references.uses.map((use) => [use.name.value, use.scope, use.effect, use.predefined ?? false]);
  test('a jump to a chain of the same table', () => {
    expect(uses(filterTable(':LOGDROP - [0:0]\n-A INPUT -j LOGDORP\n-A INPUT -g LOGDROP'))).toEqual([
      ['LOGDORP', 'ipv4 filter', 'config-refused', false],
      ['LOGDROP', 'ipv4 filter', 'config-refused', false],
    ]);
    expect(
      device(filterTable(':LOGDROP - [0:0]')).references.definitions.map((one) => [
        one.name.value,
        one.builtin ?? false,
      ]),
    ).toEqual([
      ['INPUT', true],
      ['FORWARD', true],
      ['OUTPUT', true],
      ['LOGDROP', false],
    ]);
  });
  test('rules for a chain that nothing declares', () => {
    expect(uses(filterTable('-A EXTRA -j ACCEPT'))).toEqual([['EXTRA', 'ipv4 filter', 'config-refused', false]]);
  });
  test('a text that is loaded beside others may use their chains', () => {
    const text = '*filter\n:ufw-before-input - [0:0]\n-A ufw-before-input -j ufw-logging-deny\nCOMMIT\n';
    expect(device(text).fragment).toBe(true);
    expect(uses(text)).toEqual([['ufw-logging-deny', 'ipv4 filter', 'config-refused', true]]);
  });
  test('chains of programs are never called unused', () => {
    for (const name of ['containers.v4', 'node.v4']) {
      const { definitions } = device(fixture(name)).references;
      expect(definitions.filter((one) => !one.builtin && !one.alwaysUsed)).toEqual([]);
    }
  });
});

test('a template: no rule is sure, nothing is missing', () => {
  const text = filterTable('{% if ssh %}\n-A INPUT -p tcp --dport 22 -j ACCEPT\n{% endif %}\n-A INPUT -j OTHER');
  expect(iptables.parse(text).problems).toEqual([]);
  const { filters, references } = device(text);
  expect(filters.some((filter) => filter.closed)).toBe(false);
  expect(filters[0]!.rules.every((rule) => rule.matches.every((match) => match.opaque!.length > 0))).toBe(true);
  expect(references.uses.every((use) => use.predefined)).toBe(true);
});

test('what iptables-restore refuses', () => {
  const codes = (text: string) =>
    iptables.parse(text).problems.map(({ code, span }) => [code, text.slice(span.start, span.end)]);
  expect(codes(filterTable('-A INPUT -j DROP').replace('COMMIT\n', ''))).toEqual([['commit-missing', '*filter']]);
  expect(codes(filterTable('-A INPUT -j DROP # all'))).toEqual([['comment-after-rule', '# all']]);
  expect(codes(filterTable("-A INPUT -m comment --comment 'a b' -j DROP"))).toEqual([['single-quotes', "'a"]]);
  expect(codes(filterTable('-A INPUT --dport 22 -j ACCEPT'))).toEqual([['port-without-protocol', '--dport']]);
  expect(codes(filterTable('  # in'))).toEqual([['indented-comment', '# in']]);
  expect(codes(filterTable('-A INPUT -m comment --comment #7 -j DROP'))).toEqual([]);
  expect(chain(filterTable('-A INPUT -p tcp -j DROP # all'), 'INPUT').rules.length).toBe(1);
});

describe('detection', () => {
  test.each(['edge.v4', 'edge.v6', 'containers.v4', 'node.v4'])('%s', (name) => {
    expect(iptables.detect(fixture(name)).score).toBeGreaterThanOrEqual(90);
  });
  test.each([
    ['bare commands', '-P INPUT DROP\n-A INPUT -i lo -j ACCEPT\n'],
    ['a shell script', '#!/bin/sh\niptables-restore <<E\n*filter\n:INPUT DROP\n-A INPUT -j DROP\nCOMMIT\nE\n'],
    ['ebtables', '# Generated by ebtables-save v1.0\n*filter\n:INPUT ACCEPT\n-A INPUT -p IPv4 -j ACCEPT\n'],
    ['nft', 'table ip filter {\n chain input {\n  type filter hook input priority 0; policy drop;\n }\n}\n'],
    ['ipset', 'create blocked hash:ip\nadd blocked 192.0.2.1\n'],
    ['prose about it', 'How to\n\n*filter\n:INPUT DROP [0:0]\nCOMMIT\n\nThis drops\nall that\ncomes in.\n'],
  ])('not %s', (_, text) => {
    expect(iptables.detect(text).score).toBe(0);
  });
});

describe('writing', () => {
  const text = filterTable(
    '# web\n-A INPUT -p tcp --dport 80 -j ACCEPT\n# rest\n-A INPUT -j REJECT --reject-with tcp-reset',
  );
  const written = (change: Change, of = text) => {
    const outline = iptables.parse(of);
    const edits = iptables.write(change, outline, iptables.toModel(outline));
    return edits && applyEdits(of, edits);
  };
  const body = (result: string | undefined) => result?.split('\n').slice(4, -2);
  test('delete, with the remark', () => {
    expect(body(written({ kind: 'delete-rule', filter: 0, rule: 0 }))).toEqual([
      '# rest',
      '-A INPUT -j REJECT --reject-with tcp-reset',
    ]);
  });
  test('move', () => {
    const moved = [
      '# rest',
      '-A INPUT -j REJECT --reject-with tcp-reset',
      '# web',
      '-A INPUT -p tcp --dport 80 -j ACCEPT',
    ];
    expect(body(written({ kind: 'move-rule', filter: 0, rule: 1, before: 0 }))).toEqual(moved);
    expect(body(written({ kind: 'move-rule', filter: 0, rule: 0, before: 2 }))).toEqual(moved);
    const inserted = filterTable('-A INPUT -p 1 -j DROP\n-I INPUT -p 2 -j DROP');
    expect(written({ kind: 'move-rule', filter: 0, rule: 1, before: 0 }, inserted)).toBeUndefined();
  });
  test('insert', () => {
    const match = {
      family: 'ipv4',
      source: { anyOf: [{ kind: 'prefix', family: 'ipv4', address: 0xc0000200n, length: 24 }] },
      protocol: { anyOf: [{ first: 17, last: 17 }] },
      destinationPort: { anyOf: [{ first: 3478, last: 3479 }] },
    } as const;
    expect(body(written({ kind: 'insert-rule', filter: 0, before: 1, action: 'permit', match }))?.slice(2, 4)).toEqual([
      '-A INPUT -s 192.0.2.0/24 -p udp -m udp --dport 3478:3479 -j ACCEPT',
      '# rest',
    ]);
    // A chain without rules.
    const appended = body(written({ kind: 'insert-rule', filter: 1, before: 0, action: 'deny', match, log: true }));
    expect(appended?.slice(-2)).toEqual([
      '-A FORWARD -s 192.0.2.0/24 -p udp -m udp --dport 3478:3479 -j LOG',
      '-A FORWARD -s 192.0.2.0/24 -p udp -m udp --dport 3478:3479 -j DROP',
    ]);
  });
  test('set the action', () => {
    expect(body(written({ kind: 'set-action', filter: 0, rule: 0, action: 'deny', log: true }))?.slice(1, 3)).toEqual([
      '-A INPUT -p tcp --dport 80 -j LOG',
      '-A INPUT -p tcp --dport 80 -j DROP',
    ]);
    expect(body(written({ kind: 'set-action', filter: 0, rule: 1, action: 'permit', log: false }))?.at(-1)).toBe(
      '-A INPUT -j ACCEPT',
    );
  });
  test('delete statements, CRLF and a last line without end', () => {
    const crlf = '*filter\r\n:A - [0:0]\r\n-A A -j DROP\r\nCOMMIT';
    const spans = [
      { start: 9, end: 19 },
      { start: 22, end: 34 },
    ];
    expect(written({ kind: 'delete-statements', spans }, crlf)).toBe('*filter\r\nCOMMIT');
  });
});

test('costs grow with the text, not with its square', () => {
  const lines = (count: number) =>
    filterTable(
      Array.from(
        { length: count },
        (_, i) => `# rule ${i}\n-A INPUT -s 10.0.${i % 256}.1 -p tcp --dport ${i} -j ACCEPT`,
      ).join('\n'),
    );
  const cost = (text: string) => {
    const started = cpuTime();
    device(text);
    return cpuTime() - started;
  };
  cost(lines(500));
  const small = Math.max(5, Math.min(cost(lines(1000)), cost(lines(1000))));
  expect(cost(lines(8000))).toBeLessThan(small * 8 * 4);
  for (const text of [
    '"'.repeat(50_000),
    '-A INPUT ! '.repeat(5000),
    '\r'.repeat(50_000),
    '#\r'.repeat(20_000),
    '*filter\r'.repeat(5000),
  ])
    expect(cost(text)).toBeLessThan(2000);
});

test('no mutation loses a character or throws', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(20), fc.string({ maxLength: 8 }), (at, length, piece) => {
      const start = at % edge.length;
      const text = edge.slice(0, start) + piece + edge.slice(start + length);
      const outline = iptables.parse(text);
      iptables.toModel(outline);
      expect(firstLostCharacter(outline)).toBeUndefined();
    }),
    { numRuns: 300 },
  );
});
