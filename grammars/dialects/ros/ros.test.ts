import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuTime } from '../../../test/support/cpu-time.ts';
import type { Change } from '../../change.ts';
import type { Device } from '../../model/device.ts';
import { firstLostCharacter, walk } from '../../outline.ts';
import { applyEdits } from '../../text/edit.ts';
import { detect } from './detect.ts';
import { ros } from './dialect.ts';
import { parseRouteRule } from './grammar/route-rule.ts';

const fixtures = globSync('grammars/dialects/ros/fixtures/*').map(
  (path) => [path, readFileSync(path, 'utf8')] as const,
);
const edge = fixtures.find(([path]) => path.endsWith('edge-v7.rsc'))![1];
const core = fixtures.find(([path]) => path.endsWith('core-v6.rsc'))![1];

const modelOf = (text: string): Device => ros.toModel(ros.parse(text));
const rulesOf = (lines: string) => modelOf(`/ip firewall filter\n${lines}\n`).filters[0]!.rules;
const matchesOf = (line: string) => rulesOf(`add chain=forward ${line}`)[0]!.matches;
const one = (value: number) => ({ first: value, last: value });
const net = (address: bigint, length: number) => ({ kind: 'prefix', family: 'ipv4', address, length });

function written(text: string, change: Change): string | undefined {
  const outline = ros.parse(text);
  const edits = ros.write(change, outline, ros.toModel(outline));
  return edits && applyEdits(text, edits);
}

describe('the outline', () => {
  test.each(fixtures)('%s is read in full and without loss', (_, text) => {
    const outline = ros.parse(text);
    ros.toModel(outline);
    expect(firstLostCharacter(outline)).toBeUndefined();
    const unknown = [...walk(outline.statements)].filter((statement) => statement.coverage === 'unknown');
    expect(unknown.map(({ header }) => text.slice(header.start, header.end))).toEqual([]);
  });

  test('nothing throws and nothing is lost, whatever the text', () => {
    const pieces = [
      '/ip firewall filter',
      'add chain=input',
      ' action=drop',
      '[',
      'find',
      ']',
      '{',
      '}',
      '(',
      '"',
      '\\\n    ',
      '\\',
      '\r\n',
      '\n',
      ' ',
      '#',
      ':if (a) do={',
      'rule="if (dst',
      '=',
      '!',
      ';',
      '/',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (parts) => {
        const outline = ros.parse(parts.join(''));
        ros.toModel(outline);
        expect(firstLostCharacter(outline)).toBeUndefined();
      }),
      { numRuns: 400 },
    );
  });

  test('lines and values go on behind a backslash', () => {
    const { statements } = ros.parse(
      '/ip firewall filter\nadd chain=\\\n    input comment="a \\\n    b"\nadd chain=forward\n',
    );
    expect(statements[0]!.children.map(({ words }) => words.map(({ text }) => text))).toEqual([
      ['add', 'chain=input', 'comment="a b"'],
      ['add', 'chain=forward'],
    ]);
  });

  test('a brace without a partner costs its own line only, and reading stays linear', () => {
    const text = `/system script\nadd name=x source={ :put "a"\n/ip address\nadd address=10.0.0.1/24 interface=ether1\n`;
    expect(modelOf(text).interfaces.map(({ name }) => name.value)).toEqual(['ether1']);
    const many = `:if (x) do={ ${'a '.repeat(10)}\n`.repeat(20_000);
    const started = cpuTime();
    ros.parse(many);
    expect(cpuTime() - started).toBeLessThan(2_000);
  });
});

describe('detection', () => {
  test('exports, with and without their header', () => {
    expect(detect(edge).score).toBeGreaterThan(80);
    expect(detect(core).score).toBeGreaterThan(80);
    expect(detect('/ip route\nadd gateway=192.0.2.1\n').score).toBeGreaterThan(40);
  });
  test('not paths in other texts', () => {
    for (const text of [
      '#!/bin/sh\n/ip route\n',
      'server {\n  location /ip {\n    set $a b=c;\n  }\n}\n',
      '/var/log/syslog {\n  rotate 7\n}\n',
      'hostname a\n!\nip route 0.0.0.0 0.0.0.0 192.0.2.1\n',
      'set system host-name a\n',
    ])
      expect(detect(text).score, text).toBe(0);
  });
});

describe('firewall rules', () => {
  test('chains at their hooks, and of one’s own', () => {
    const device = modelOf(edge);
    expect(
      device.filters.map(({ name, hook, fallback, purpose }) => [name.value, hook, fallback.action, purpose]),
    ).toEqual([
      ['input', 'input', 'permit', 'packet'],
      ['forward', 'forward', 'permit', 'packet'],
      ['web', undefined, 'return', 'packet'],
      ['srcnat', 'postrouting', 'permit', 'nat'],
      ['dstnat', 'prerouting', 'permit', 'nat'],
    ]);
    expect(device.filters.every(({ closed }) => closed)).toBe(true);
    expect(device.filters[2]!.rules.map(({ active }) => active)).toEqual([true, false]);
  });

  test('lists become what is on them', () => {
    const [, manage, rest] = modelOf(edge).filters[0]!.rules;
    expect(manage!.matches).toEqual([
      {
        family: 'ipv4',
        protocol: { anyOf: [one(6)] },
        destinationPort: { anyOf: [one(22), one(8291)] },
        source: {
          anyOf: [net(0xc0000200n, 28), { kind: 'range', family: 'ipv4', first: 0xc0000240n, last: 0xc000024fn }],
        },
      },
    ]);
    expect(rest!.matches[0]!.inInterface).toEqual({ anyOf: [{ name: 'bridge' }], negated: true });
  });

  test('what fills a list while the router runs leaves it open', () => {
    const text = (more: string): string =>
      `/ip firewall address-list\nadd address=192.0.2.1 list=a\n/ip firewall filter\nadd action=drop chain=input src-address-list=a\n${more}`;
    const sure = (more: string): boolean => modelOf(text(more)).filters[0]!.rules[0]!.matches[0]!.opaque === undefined;
    expect(sure('')).toBe(true);
    expect(sure('add action=add-src-to-address-list address-list=a chain=input\n')).toBe(false);
    expect(sure('/ppp profile\nadd address-list=a name=x\n')).toBe(false);
    expect(sure('/system scheduler\nadd on-event="/ip firewall address-list remove [find list=a]"\n')).toBe(false);
    expect(sure('/ip firewall address-list\nadd address=example.com list=a\n')).toBe(false);
  });

  test('conditions', () => {
    expect(matchesOf('protocol=udp port=53')).toEqual([
      { family: 'ipv4', protocol: { anyOf: [one(17)] }, sourcePort: { anyOf: [one(53)] } },
      { family: 'ipv4', protocol: { anyOf: [one(17)] }, destinationPort: { anyOf: [one(53)] } },
    ]);
    expect(matchesOf('connection-state=!established,related')[0]!.state).toEqual({
      anyOf: ['new', 'invalid', 'untracked'],
    });
    expect(matchesOf('protocol=icmp icmp-options=3:4')[0]!.icmp).toEqual({ anyOf: [{ type: one(3), code: one(4) }] });
    expect(matchesOf('protocol=tcp tcp-flags=syn,!ack')[0]!.tcpFlags).toEqual({ anyOf: [{ mask: 18, value: 2 }] });
    expect(matchesOf('src-address=!10.0.0.0/8')[0]!.source).toEqual({ anyOf: [net(0x0a000000n, 8)], negated: true });
    expect(matchesOf('limit=10,5:packet')[0]!.opaque).toHaveLength(1);
    expect(matchesOf('connection-nat-state=!dstnat')[0]!.opaque).toMatchObject([
      { text: 'connection-nat-state=!dstnat' },
    ]);
  });

  test('a class of interfaces is none of those that are of another; a list without members may have some', () => {
    const wireless = '/interface wireless\nadd name=wlan9 master-interface=wlan1\n/interface list\nadd name=GUESTS\n';
    const rules = modelOf(
      `${wireless}/ip firewall filter\nadd chain=input in-interface=all-ppp\nadd chain=input in-interface-list=GUESTS\n`,
    ).filters[0]!.rules;
    expect(rules[0]!.matches[0]!.inInterface).toEqual({ anyOf: [{ name: 'wlan9' }], negated: true });
    expect(rules.map(({ matches }) => matches[0]!.opaque?.length)).toEqual([1, 1]);
  });

  test('what is unknown, or changed below, is not closed', () => {
    expect(modelOf('/ip firewall filter\nadd chain=input brand-new=yes\n').filters[0]!.closed).toBe(false);
    expect(
      modelOf('/ip firewall filter\nadd chain=input copy-from=3\n').filters[0]!.rules[0]!.matches[0]!.opaque,
    ).toHaveLength(1);
    const changed = modelOf('/ip firewall filter\nadd chain=input action=drop\nset 0 disabled=yes\n').filters[0]!;
    expect(changed.closed).toBe(false);
    expect(changed.rules[0]!.matches[0]!.opaque).toHaveLength(1);
    const cleared = modelOf('/ip firewall filter\nremove [ find ]\nadd chain=input action=drop\n').filters[0]!;
    expect(cleared.closed).toBe(true);
  });

  test('actions', () => {
    const actions = (line: string) => rulesOf(`add chain=input ${line}`)[0]!.action;
    expect(actions('')).toEqual({ kind: 'permit' });
    expect(actions('action=tarpit')).toEqual({ kind: 'deny' });
    expect(actions('action=fasttrack-connection')).toEqual({ kind: 'continue' });
    expect(
      modelOf('/ip firewall mangle\nadd chain=prerouting action=mark-routing new-routing-mark=a passthrough=no\n')
        .filters[0]!.rules[0]!.action,
    ).toEqual({ kind: 'permit' });
    expect(modelOf(edge).nat!.forwards).toMatchObject([{ seen: { destinationPort: { anyOf: [one(80)] } } }]);
  });
});

describe('routing', () => {
  test('routes, interfaces, who is outside', () => {
    const device = modelOf(edge);
    expect(device.interfaces.map(({ name, natRole, addresses }) => [name.value, natRole, addresses.length])).toEqual([
      ['bridge', undefined, 1],
      ['wan1', 'outside', 1],
    ]);
    expect(device.routes.map(({ discard, recursive }) => [discard, recursive])).toEqual([
      [undefined, false],
      [true, false],
    ]);
    expect(device.fragment).toBe(false);
    expect(device.version!.value).toBe('7.15.2');
  });

  test('sessions of version 7 inherit from their template', () => {
    const [process] = modelOf(edge).bgp;
    expect(process).toMatchObject({ asn: { value: 64500 }, policyChain: 'all-must-permit' });
    expect(process!.neighbours).toMatchObject([
      {
        address: { value: '203.0.113.1' },
        remoteAs: { value: 64501 },
        external: true,
        families: [
          { name: 'ipv4-unicast', imports: [{ name: { value: 'isp-in' } }], exports: [{ name: { value: 'isp-out' } }] },
        ],
      },
    ]);
  });

  test('sessions of version 6', () => {
    const device = modelOf(core);
    expect(device.bgp[0]).toMatchObject({ asn: { value: 64500 }, policyChain: 'first-decides' });
    expect(device.bgp[0]!.neighbours[0]!.families[0]!.maxPrefix).toMatchObject({ limit: { value: 500 }, restart: 30 });
    expect(
      device.policies.map(({ name, fallback, entries }) => [
        name.value,
        fallback,
        entries!.map(({ action }) => action),
      ]),
    ).toEqual([
      ['in', 'next', ['deny']],
      ['out', 'next', ['permit', 'deny']],
    ]);
    expect(device.originations).toHaveLength(1);
  });

  test('rules of version 7 as entries', () => {
    const entries = modelOf(edge).policies[0]!.entries!;
    expect(
      entries.map(({ action, conditions, settings }) => [action, conditions.map(({ kind }) => kind), settings]),
    ).toEqual([
      ['deny', ['prefixes'], []],
      ['deny', ['prefixes', 'protocol'], []],
      ['permit', [], [{ kind: 'local-preference', value: 90 }]],
    ]);
    expect(entries[1]!.conditions[0]).toMatchObject({
      entries: [
        { prefix: { family: 'ipv4', length: 0 }, lengths: { first: 25, last: 32 } },
        { prefix: { family: 'ipv6', length: 0 }, lengths: { first: 25, last: 128 } },
      ],
    });
  });

  test('a community that a rule asks for is a list of one', () => {
    const device = modelOf(
      '/routing filter rule\nadd chain=a rule="if (bgp-communities includes 64500:666) { reject }"\n',
    );
    expect(device.policies[0]!.entries![0]!.conditions).toMatchObject([
      { kind: 'community', names: [{ value: '64500:666' }] },
    ]);
    expect(device.communityLists).toMatchObject([
      { name: { value: '64500:666' }, entries: [{ members: ['64500:666'] }] },
    ]);
  });

  test('a list of prefixes is surely not what is outside of it', () => {
    const text =
      '/ip firewall address-list\nadd address=10.0.0.0/8 list=bogons\n/routing filter rule\nadd chain=a rule="if (dst in bogons) { reject }"\n';
    expect(modelOf(text).policies[0]!.entries![0]!.conditions).toMatchObject([
      { kind: 'prefixes', entries: [{ prefix: { length: 8 }, lengths: { first: 8, last: 32 } }] },
      { kind: 'opaque' },
    ]);
  });

  test('addresses of virtual routers and of links to single hosts are no second ones', () => {
    const text =
      '/interface vrrp\nadd interface=ether1 name=vrrp1\n/ip address\nadd address=10.0.0.2/24 interface=ether1\nadd address=10.0.0.1/24 interface=vrrp1\n' +
      'add address=10.255.0.1 interface=gre1 network=10.255.0.2\nadd address=10.255.0.1 interface=gre2 network=10.255.0.3\n';
    expect(modelOf(text).interfaces.map(({ name, addresses }) => [name.value, addresses.length])).toEqual([
      ['vrrp1', 0],
      ['ether1', 2],
      ['gre1', 1],
      ['gre2', 0],
    ]);
  });

  test('an interface that sessions start from has an address, said or not', () => {
    const text =
      '/interface bridge\nadd name=loopback\n/routing bgp peer\nadd name=a remote-address=192.0.2.1 remote-as=64501 update-source=loopback\n';
    expect(modelOf(text).interfaces).toMatchObject([{ name: { value: 'loopback' }, dynamic: true }]);
    expect(modelOf(text.replace(' update-source=loopback', '')).interfaces[0]!.dynamic).toBeUndefined();
  });

  test('without IPv6 its addresses are not in use', () => {
    const text = (more: string): string => `/ipv6 address\nadd address=2001:db8::1/64 interface=ether1\n${more}`;
    expect(modelOf(text('')).interfaces[0]!.addresses).toHaveLength(1);
    expect(modelOf(text('/ipv6 settings\nset disable-ipv6=yes\n')).interfaces).toEqual([]);
  });

  test('a chain that goes to another one and comes back is not said', () => {
    const device = modelOf(
      '/routing filter rule\nadd chain=a rule="jump b; accept"\nadd chain=b rule="if (rpki invalid) { reject }"\n',
    );
    expect(device.policies.map(({ entries }) => entries?.length)).toEqual([undefined, 1]);
  });

  test('the language of rules', () => {
    expect(
      parseRouteRule(
        'if (not (dst-len < 8) and bgp-communities includes 64500:1) { append bgp-communities 64500:2,64500:3 } else if (ospf-dn) { reject; }',
      ),
    ).toMatchObject([
      {
        kind: 'if',
        condition: {
          kind: 'all',
          of: [{ kind: 'not' }, { property: 'bgp-communities', operator: 'includes', value: '64500:1' }],
        },
        inside: [{ kind: 'change', verb: 'append', words: ['bgp-communities', '64500:2,64500:3'] }],
        otherwise: [{ kind: 'if', inside: [{ kind: 'reject' }] }],
      },
    ]);
    expect(parseRouteRule('if (dst in 10.0.0.0/8 { accept }')).toBeUndefined();
  });
});

describe('changes', () => {
  const RULES =
    '/ip firewall filter\nadd action=accept chain=input\n# telnet\nadd action=drop chain=input dst-port=23 protocol=tcp\n\nadd action=drop chain=forward\n';
  test('a rule moves with its remark; chains do not get into each other’s way', () => {
    expect(written(RULES, { kind: 'move-rule', filter: 0, rule: 1, before: 0 })).toBe(
      '/ip firewall filter\n# telnet\nadd action=drop chain=input dst-port=23 protocol=tcp\nadd action=accept chain=input\n\nadd action=drop chain=forward\n',
    );
    expect(written(RULES, { kind: 'delete-rule', filter: 0, rule: 1 })).toBe(
      '/ip firewall filter\nadd action=accept chain=input\n\nadd action=drop chain=forward\n',
    );
  });
  test('a new rule carries its menu where lines do', () => {
    const match = {
      family: 'ipv4',
      protocol: { anyOf: [one(17)] },
      destinationPort: { anyOf: [{ first: 3478, last: 3481 }] },
    } as const;
    const insert = (before: number): Change => ({ kind: 'insert-rule', filter: 0, before, action: 'permit', match });
    expect(written('/ip firewall filter add action=drop chain=forward', insert(1))).toBe(
      '/ip firewall filter add action=drop chain=forward\n/ip firewall filter add action=accept chain=forward dst-port=3478-3481 protocol=udp\n',
    );
    expect(written('/ip/firewall/filter/add action=drop chain=forward\n', insert(0))).toBe(
      '/ip/firewall/filter/add action=accept chain=forward dst-port=3478-3481 protocol=udp\n/ip/firewall/filter/add action=drop chain=forward\n',
    );
    expect(matchesOf('dst-port=3478-3481 protocol=udp')).toEqual([match]);
  });
  test('not where the order of the text is not that of the chain', () => {
    const text = '/ip firewall filter\nadd chain=input action=drop\nadd chain=input action=accept place-before=0\n';
    expect(written(text, { kind: 'move-rule', filter: 0, rule: 1, before: 0 })).toBeUndefined();
  });
  test('numbers', () => {
    const timer = modelOf(edge).nat!.timers[0]!;
    expect(written(edge, { kind: 'set-timer', timer, seconds: 7440 })).toContain('udp-stream-timeout=2h4m\n');
    const limit: Change = {
      kind: 'set-max-prefix',
      process: 0,
      neighbour: 0,
      family: 'ipv4-unicast',
      limit: 500,
      threshold: 80,
      restart: 15,
    };
    expect(written(edge, limit)).toContain('templates=default input.limit-process-routes-ipv4=500\n');
    expect(written(core, limit)).toContain('max-prefix-limit=500 max-prefix-restart-time=15m name=peer');
  });
});

test('what a script says is known, what it may do is not', () => {
  const text = ':global Wan "ether1"\n:put "step 1"\n:delay 5s\n:if ($Wan = "x") do={ /ip firewall filter remove 0 }\n';
  const known = ros.parse(text).statements.map(({ coverage }) => coverage);
  expect(known).toEqual(['recognised', 'recognised', 'recognised', 'unknown']);
});
