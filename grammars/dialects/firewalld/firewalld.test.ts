import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chooseDialect, coverageOf, prepare } from '../../../server/src/review/prepare.ts';
import { formatPrefix } from '../../model/address.ts';
import type { Filter, FilterRule, Match } from '../../model/filter.ts';
import { firstLostCharacter } from '../../outline.ts';
import { applyEdits } from '../../text/edit.ts';
import { firewalld } from './dialect.ts';

const fixtures = globSync('grammars/dialects/firewalld/fixtures/*').map(
  (path) => [path, readFileSync(path, 'utf8')] as const,
);
const filterOf = (text: string, path?: string): Filter => firewalld.toModel(firewalld.parse(text), path).filters[0]!;
const zone = (body: string, attributes = ''): string => `<zone${attributes}>\n${body}\n</zone>\n`;
const judged = (filter: Filter): readonly FilterRule[] => filter.rules.filter(({ implicit }) => !implicit);

const said = ({ family, source, destination, protocol, destinationPort, sourcePort, icmp, opaque }: Match): string =>
  [
    family,
    ...[source, destination].map((field, at) =>
      field
        ? `${at === 0 ? 'from' : 'to'}${field.negated ? ' not' : ''} ${field.anyOf
            .map((one) => (one.kind === 'prefix' ? formatPrefix(one) : one.kind))
            .join()}`
        : '',
    ),
    protocol ? String(protocol.anyOf[0]!.first) : '',
    sourcePort ? `from port ${sourcePort.anyOf.map(({ first, last }) => `${first}-${last}`).join()}` : '',
    destinationPort ? `port ${destinationPort.anyOf.map(({ first, last }) => `${first}-${last}`).join()}` : '',
    icmp ? `type ${icmp.anyOf.map(({ type }) => type.first).join()}` : '',
    ...(opaque ?? []).map(({ text }) => `if ${text}`),
  ]
    .filter(Boolean)
    .join(' ');

const matchesOf = (element: string): string[] =>
  judged(filterOf(zone(element))).flatMap(({ matches }) => matches.map(said));

describe('detection', () => {
  test('many remarks in front of the root, or of no root, are read once', () => {
    const remarks = '<!-- one of many -->\n'.repeat(900);
    expect(firewalld.detect(`${remarks}<zone>\n  <service name="ssh"/>\n</zone>\n`).score).toBeGreaterThan(50);
    expect(firewalld.detect(`${remarks}nothing`).score).toBe(0);
  });

  test.each(fixtures)('%s is ours, read in full and without loss', (path, text) => {
    expect(chooseDialect({ text })?.dialect.id).toBe('firewalld');
    const prepared = prepare({ text, path })!;
    expect(prepared.outline.problems).toEqual([]);
    expect(firstLostCharacter(prepared.outline)).toBeUndefined();
    expect(coverageOf(prepared).unknown).toBe(0);
  });
  test.each([
    [
      'a service of Avahi',
      '<service-group>\n<name>web</name>\n<service>\n<port>80</port>\n</service>\n</service-group>',
    ],
    ['zones of another kind', '<zone>\n<record name="www" type="A">192.0.2.1</record>\n</zone>'],
    ['a policy of access to code', '<policy><grant codeBase="x"/></policy>'],
    ['PAN-OS', '<config version="10.1.0"><devices><entry name="localhost.localdomain"/></devices></config>'],
  ])('%s is not', (_, text) => {
    expect(firewalld.detect(text).score).toBe(0);
  });
  test('direct rules are ours, and unknown', () => {
    const text =
      '<direct>\n  <rule ipv="ipv4" table="filter" chain="INPUT" priority="0">-p tcp --dport 22 -j ACCEPT</rule>\n</direct>\n';
    const prepared = prepare({ text })!;
    expect(prepared.dialect.id).toBe('firewalld');
    expect(coverageOf(prepared).unknown).toBe(1);
  });
});

describe('elements', () => {
  test.each([
    ['<service name="ssh"/>', ['both 6 port 22-22']],
    ['<service name="mdns"/>', ['ipv4 to 224.0.0.251/32 17 port 5353-5353', 'ipv6 to ff02::fb/128 17 port 5353-5353']],
    ['<service name="llmnr-client"/>', ['both 17 from port 5355-5355']],
    ['<service name="gre"/>', ['both 47']],
    ['<service name="our-own"/>', ['both if service our-own']],
    ['<port port="8000-8010" protocol="sctp"/>', ['both 132 port 8000-8010']],
    ['<port protocol="tcp" port="http"/>', ['both 6 port 80-80']],
    ['<port port="8010-8000" protocol="udp"/>', ['both 17 port 8000-8010']],
    ['<port port="70000" protocol="udp"/>', ['both if port 70000 udp']],
    ['<protocol value="vrrp"/>', ['both 112']],
    ['<icmp-block name="echo-request"/>', ['ipv4 1 type 8', 'ipv6 58 type 128']],
    ['<rule family="ipv6"><icmp-type name="echo-request"/><accept/></rule>', ['ipv6 58 type 128']],
    ['<rule><source address="192.0.2.0/255.255.255.0" invert="True"/><drop/></rule>', ['ipv4 from not 192.0.2.0/24']],
    ['<rule><source ipset="x"/><service name="ssh"/><accept/></rule>', ['both 6 port 22-22 if source x']],
    ['<rule family="ipv4"><destination address="192.0.2.1"/><accept/></rule>', ['ipv4 to 192.0.2.1/32']],
    [
      '<rule><port port="80" protocol="tcp"/><accept><limit value="1/m"/></accept></rule>',
      ['both 6 port 80-80 if limit 1/m'],
    ],
    ['<rule family="ipv4"><masquerade/></rule>', []],
    ['<masquerade/><forward-port port="80" protocol="tcp" to-port="8080"/>', []],
  ])('%s', (element, expected) => {
    expect(matchesOf(element)).toEqual(expected);
  });
});

describe('order', () => {
  const rich = (port: number, action: string, priority?: number): string =>
    `<rule${priority === undefined ? '' : ` priority="${priority}"`}><port port="${port}" protocol="tcp"/><${action}/></rule>`;
  test('negative priorities, refusals, permits, positive priorities', () => {
    const filter = filterOf(
      zone(
        [
          rich(6, 'accept', 5),
          '<port port="4" protocol="tcp"/>',
          rich(5, 'accept'),
          rich(3, 'reject'),
          rich(2, 'drop', -1),
          rich(1, 'accept', -9),
        ].join('\n'),
      ),
    );
    expect(judged(filter).map(({ matches: [match] }) => match!.destinationPort!.anyOf[0]!.first)).toEqual([
      1, 2, 3, 4, 5, 6,
    ]);
    expect(judged(filter).map(({ sorted }) => sorted)).toEqual([true, true, true, true, true, true]);
  });
});

describe('what becomes of the rest', () => {
  const endOf = (attributes: string, body = '<short>X</short>') => {
    const { rules, fallback, hook } = filterOf(zone(body, attributes));
    return [rules.slice(2).map(({ action }) => action.kind), fallback.action, hook];
  };
  test('nothing said: ICMP is let in, the rest refused', () => {
    expect(endOf('')).toEqual([['permit', 'deny'], 'deny', 'input']);
  });
  test('DROP drops ICMP too; ACCEPT lets in everything', () => {
    expect(endOf(' target="DROP"')).toEqual([[], 'deny', 'input']);
    expect(endOf(' target="ACCEPT"')).toEqual([[], 'permit', undefined]);
  });
  test('the blocks of ICMP turned round let in what they name', () => {
    const filter = filterOf(zone('<icmp-block name="echo-request"/>\n<icmp-block-inversion/>'));
    expect(judged(filter).map(({ action }) => action.kind)).toEqual(['permit']);
    expect(filter.rules.at(-1)!.action.kind).toBe('deny');
  });
});

test('a zone is for its sources where no interface is bound to it', () => {
  const sources = '<source address="198.51.100.0/24"/><source address="2001:db8::/32"/><service name="ssh"/>';
  expect(matchesOf(sources)).toEqual([
    'ipv4 from 198.51.100.0/24 6 port 22-22',
    'ipv6 from 2001:db8::/32 6 port 22-22',
  ]);
  expect(matchesOf(`<interface name="eth0"/>${sources}`)).toEqual(['both 6 port 22-22']);
});

test('zones and policies are called as their files are', () => {
  expect(filterOf(zone('<service name="ssh"/>'), '/etc/firewalld/zones/dmz.xml').name.value).toBe('zone dmz');
  const policy = filterOf(fixtures.find(([path]) => path.endsWith('to-containers.xml'))![1]);
  expect(policy.name.value).toBe('policy To containers');
  expect(policy.fallback.action).toBe('deny');
});

test('what is unknown leaves the list open', () => {
  expect(filterOf(zone('<service name="ssh"/>')).closed).toBe(true);
  expect(filterOf(zone('<service name="ssh"/><novelty/>')).closed).toBe(false);
});

test('an element goes with its lines', () => {
  const text = zone('  <service name="ssh"/>\n  <port port="22" protocol="tcp"/>');
  const outline = firewalld.parse(text);
  const device = firewalld.toModel(outline);
  const at = device.filters[0]!.rules.findIndex(({ span }) => text.slice(span.start, span.end).startsWith('<port'));
  const edits = firewalld.write({ kind: 'delete-rule', filter: 0, rule: at }, outline, device)!;
  expect(applyEdits(text, edits)).toBe(zone('  <service name="ssh"/>'));
});
