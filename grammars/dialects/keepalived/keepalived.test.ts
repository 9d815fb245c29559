import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { firstLostCharacter, walk } from '../../outline.ts';
import { keepalived } from './dialect.ts';

const text = readFileSync(`${import.meta.dirname}/fixtures/keepalived.conf`, 'utf8');
const words = (config: string): string[] =>
  [...walk(keepalived.parse(config).statements)].map((statement) => statement.words.map((word) => word.text).join(' '));
const codes = (config: string): string[] => keepalived.parse(config).problems.map(({ code }) => code);
const device = (config: string) => keepalived.toModel(keepalived.parse(config));

describe('the grammar of Keepalived', () => {
  test('a brace may stand on a line of its own, and a statement beside one', () => {
    const parsed = keepalived.parse('vrrp_instance A\n\n{ state BACKUP\n priority 1 }\nvrrp_script c {\n}\n');
    expect(parsed.statements.map(({ children }) => children.length)).toEqual([2, 0]);
  });
  test('quotes, variables and remarks of both kinds', () => {
    expect(words('script "/bin/x # y" !z\n$VIP=192.0.2.1\nvirtual_ipaddress {\n \u0024{VIP}/24 # one\n}\n')).toEqual([
      'script "/bin/x # y"',
      '$VIP=192.0.2.1',
      'virtual_ipaddress',
      '\u0024{VIP}/24',
    ]);
  });
  test('what does not end is told, and nothing is lost', () => {
    expect(codes('vrrp_instance A {\n state BACKUP\n')).toEqual(['brace-not-closed']);
    expect(codes('vrrp_instance A {\n}\n}\n')).toEqual(['brace-not-opened']);
    for (const odd of ['{', '}', '{}', 'a {{ b', 'a "b', '"', 'a\n{\n}\n}', '${x', 'a } b', 'a\n}\n{\n b'])
      expect(firstLostCharacter(keepalived.parse(odd)), odd).toBeUndefined();
  });
  test('the fixture is known to the last word', () => {
    const outline = keepalived.parse(text);
    keepalived.toModel(outline);
    expect([...walk(outline.statements)].filter(({ coverage }) => coverage === 'unknown')).toEqual([]);
    expect(outline.problems).toEqual([]);
    expect(keepalived.detect(text).score).toBeGreaterThan(80);
  });
});

describe('instances', () => {
  test('with what they share and track', () => {
    const [group] = device(text).fhrp;
    expect([group!.group.value, group!.priority.value, group!.version?.value, group!.advertise?.value]).toEqual([
      51, 110, 3, 500,
    ]);
    expect([group!.unicast?.value, group!.preempt.value, group!.begins?.value]).toEqual([true, true, 'backup']);
    expect(group!.addresses.map(({ value }) => value)).toEqual([0xc000020an, 0xc000020bn]);
    expect(group!.tracks.map(({ decrement }) => decrement)).toEqual([20]);
    expect(group!.closed).toBe(true);
  });
  test('version 2 unless it is said or there is IPv6', () => {
    const { fhrp } = device(
      'vrrp_instance A {\n interface e\n virtual_router_id 1\n virtual_ipaddress {\n  192.0.2.2\n  192.0.2.1\n }\n}\nvrrp_instance B {\n interface e\n virtual_router_id 1\n virtual_ipaddress {\n  2001:db8::1\n }\n}\n',
    );
    expect(fhrp.map(({ version, family }) => [version?.value, family])).toEqual([
      [2, 'ipv4'],
      [3, 'ipv6'],
    ]);
    expect(fhrp[0]!.addresses.map(({ value }) => value)).toEqual([0xc0000201n, 0xc0000202n]);
  });
  test('points are taken while a script fails, or added while it succeeds; without any the group is given up', () => {
    const tracked = (scripts: string, tracks: string) =>
      device(
        `${scripts}vrrp_instance A {\n interface e\n virtual_router_id 1\n virtual_ipaddress {\n  192.0.2.1\n }\n track_script {\n${tracks} }\n}\n`,
      ).fhrp[0]!;
    const up = tracked('vrrp_script a {\n weight 5\n}\nvrrp_script b {\n}\n', '  a\n  b\n  a weight -7\n');
    expect([up.priority.value, up.tracks.map(({ decrement }) => decrement), up.closed]).toEqual([
      105,
      [5, undefined, 7],
      true,
    ]);
    expect(tracked('', ' }\n track_process {\n  nginx\n').closed).toBe(false);
    expect(tracked('', '  elsewhere\n').closed).toBe(false);
    expect(tracked('vrrp_script a {\n weight 5\n}\n', '  a reverse\n').closed).toBe(false);
  });
  test('lines for one node alone leave them open; passwords are never kept', () => {
    const { fhrp } = device(
      'vrrp_instance A {\n interface e\n virtual_router_id 1\n @a priority 100\n virtual_ipaddress {\n  192.0.2.1\n }\n authentication {\n  auth_type PASS\n  auth_pass s3cret\n }\n}\n',
    );
    expect([fhrp[0]!.closed, fhrp[0]!.authentication?.value]).toEqual([false, 'clear-text']);
    expect(JSON.stringify(fhrp, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))).not.toContain(
      's3cret',
    );
  });
});

test('virtual servers have their own checks, or those around them', () => {
  const { healthChecks, pools } = device(text);
  expect(
    healthChecks?.map(({ interval, failures, retryInterval }) => [interval.value, failures, retryInterval]),
  ).toEqual([[10, 4, 10]]);
  expect(pools?.[0]?.members.map(({ address, watched }) => [address.value, watched])).toEqual([
    ['10.0.0.11:53', true],
    ['10.0.0.12:53', true],
  ]);
});

test('texts of other languages of braces are not claimed', () => {
  for (const other of [
    'http {\n  server {\n    listen 80;\n  }\n}\n',
    'interfaces {\n    ge-0/0/0 {\n        unit 0 {\n            family inet {\n                address 10.0.0.1/24 {\n                    vrrp-group 1 {\n                        priority 200;\n                    }\n                }\n            }\n        }\n    }\n}\n',
    'global {\n  state MASTER\n}\n',
  ])
    expect(keepalived.detect(other).score, other).toBe(0);
});
