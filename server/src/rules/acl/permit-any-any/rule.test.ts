import { expect, test } from 'vitest';
import { parsePrefix } from '../../../../../grammars/model/address.ts';
import type { Binding } from '../../../../../grammars/model/filter.ts';
import type { Interface } from '../../../../../grammars/model/interface.ts';
import { filterOf, lineSpan, reportsOf } from '../../../../../test/support/filter-device.ts';
import { rule } from './rule.ts';

const port = (name: string, address: string, more: Partial<Interface> = {}): Interface => ({
  name: { value: name, span: lineSpan(50) },
  addresses: [{ ...parsePrefix(address)!, span: lineSpan(50) }],
  span: lineSpan(50),
  closed: true,
  ...more,
});

const bound = (name: string, direction: 'in' | 'out' = 'in'): Binding => ({
  filter: { value: 'LIST', span: lineSpan(51) },
  family: 'ipv4',
  place: { kind: 'interface', name },
  direction,
  span: lineSpan(51),
});

const severities = (rules: readonly string[], device = {}, options = {}, more = {}): (string | undefined)[] =>
  reportsOf(rule, { filters: [filterOf('LIST', rules, more)], ...device }, options).map(({ severity }) => severity);

const OPEN = ['permit any any'];

test('severity follows the place', () => {
  expect(severities(OPEN)).toEqual(['warning']);
  expect(severities(OPEN, { interfaces: [port('Gi0/0', '10.0.0.1/24')], bindings: [bound('Gi0/0')] })).toEqual([
    'warning',
  ]);
  const edge = [port('Gi0/0', '198.51.100.2/30'), port('Gi0/1', '10.0.0.1/24')];
  expect(severities(OPEN, { interfaces: edge, bindings: [bound('Gi0/0')] })).toEqual(['error']);
  expect(severities(OPEN, { interfaces: edge, bindings: [bound('Gi0/1')] })).toEqual(['warning']);
  const core = [port('Gi0/0', '198.51.100.2/30'), port('Gi0/1', '203.0.113.1/24')];
  expect(severities(OPEN, { interfaces: core, bindings: [bound('Gi0/0')] }), 'global everywhere').toEqual(['warning']);
  const inside = { interfaces: [port('Gi0/0', '198.51.100.2/30', { natRole: 'inside' })], bindings: [bound('Gi0/0')] };
  expect(severities(OPEN, inside)).toEqual(['warning']);
  const named = port('Gi0/0', '10.0.0.1/24', { description: { value: 'Uplink to ISP-A', span: lineSpan(50) } });
  expect(severities(OPEN, { interfaces: [named], bindings: [bound('Gi0/0')] })).toEqual(['error']);
  const swan = port('Gi0/0', '10.0.0.1/24', { description: { value: 'Taiwan office, swan pond', span: lineSpan(50) } });
  expect(severities(OPEN, { interfaces: [swan], bindings: [bound('Gi0/0')] })).toEqual(['warning']);
  const out = { interfaces: [port('Gi0/0', '198.51.100.2/30')], bindings: [bound('Gi0/0', 'out')] };
  expect(severities(OPEN, out)).toEqual(['info']);
  expect(severities(OPEN, out, { allowEgress: true })).toEqual([]);
});

test('what the rule matches counts, not what is left of it', () => {
  const [report] = reportsOf(rule, { filters: [filterOf('LIST', ['deny tcp any any 23', 'permit any any'])] });
  expect(report?.text.en).toContain('Permits every packet that no line above denies');
  expect(severities(['deny any any', 'permit any any'])).toEqual([]);
  expect(severities(['permit tcp any any', 'permit any 192.0.2.0/24'])).toEqual([]);
  expect(severities(OPEN, {}, {}, { purpose: 'classify' })).toEqual([]);
});

test('halves of everything', () => {
  const halves = ['permit 0.0.0.0/1', 'permit 128.0.0.0/1'];
  expect(severities(halves)).toEqual(['warning']);
  expect(severities(halves, {}, { treatSlash0Halves: false })).toEqual([]);
  expect(severities(['permit 0.0.0.0/1', 'permit tcp 128.0.0.0/1'])).toEqual([]);
  expect(severities(['deny any any', ...halves])).toEqual([]);
});

test('deny and log is offered where someone can still come in', () => {
  const fixes = (rules: readonly string[]) =>
    reportsOf(rule, { filters: [filterOf('LIST', rules)] }).flatMap(({ fixes }) => fixes ?? []);
  expect(fixes(OPEN)).toEqual([]);
  const [fix] = fixes(['permit tcp 10.0.0.0/8 any 22', 'permit any any']);
  expect(fix?.safety).toBe('unsafe');
  expect(fix?.title.en).toMatch(/^Deny and log instead: denies .+, until now permitted$/);
  expect(fix?.change).toEqual({ kind: 'set-action', filter: 0, rule: 1, action: 'deny', log: true });
});

test('a chain that everything is sent to is as open as the one that sends it', () => {
  const table = { table: 'ipv4 filter' };
  const chains = (jump: string, hook: 'input' | 'output') => ({
    filters: [
      filterOf('START', [jump], { ...table, hook, fallback: { action: 'deny' } }),
      filterOf(
        'LOG-ACCEPT',
        ['continue any any log', 'permit any any'],
        { ...table, fallback: { action: 'return' } },
        10,
      ),
    ],
  });
  expect(reportsOf(rule, chains('jump LOG-ACCEPT', 'input')).map(({ severity }) => severity)).toEqual(['warning']);
  expect(reportsOf(rule, chains('jump LOG-ACCEPT', 'output')).map(({ severity }) => severity)).toEqual(['info']);
  expect(reportsOf(rule, chains('jump LOG-ACCEPT 10.0.0.0/8', 'input'))).toEqual([]);
});
