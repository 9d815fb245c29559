import { expect, test } from 'vitest';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Filter, Match } from '../../../../../grammars/model/filter.ts';
import { filter, reportsOf } from '../../../../../test/support/device-builder.ts';
import { rule } from './rule.ts';

const matching = (list: Filter, more: Partial<Match>, ...at: number[]): Filter => ({
  ...list,
  rules: list.rules.map((one, index) =>
    at.includes(index) ? { ...one, matches: one.matches.map((match) => ({ ...match, ...more })) } : one,
  ),
});
const chain = (lines: readonly string[], more: Partial<Filter> = {}): Filter =>
  filter('INPUT', lines, { table: 'ipv4 filter', hook: 'input', ...more });
const open = { fallback: { action: 'permit' } } as const;
const lo = { inInterface: { anyOf: [{ name: 'lo' }] } };
const answers = { state: { anyOf: ['established', 'related'] } } as const;
const found = (filters: readonly Filter[], more: Partial<Device> = {}, options = {}) =>
  reportsOf(rule, { filters, ...more }, { rules: { 'acl/default-accept': { options } } });
const severities = (...filters: Filter[]): (string | undefined)[] => found(filters).map(({ severity }) => severity);

test('a default that lets in what rules sorted', () => {
  expect(severities(chain(['permit tcp port 443'], open))).toEqual(['warning']);
  expect(severities(chain(['deny tcp port 23'], open))).toEqual(['info']);
  expect(severities(chain([], open))).toEqual([]);
  expect(severities(chain(['permit tcp port 443', 'deny ip'], open))).toEqual([]);
  expect(severities(chain(['permit tcp port 443'], { ...open, closed: false }))).toEqual([]);
  expect(severities(chain(['permit tcp port 443'], { ...open, hook: 'output' }))).toEqual([]);
  expect(found([chain(['permit tcp port 443'], open)], {}, { chains: ['forward'] })).toEqual([]);
});

test('one door that is shut is what the others are open for', () => {
  const list = chain(['permit tcp port 443', 'deny ip'], open);
  expect(severities(matching(list, { inInterface: { anyOf: [{ name: 'wan0' }] } }, 1))).toEqual([]);
});

test('another chain at the hook that denies the rest', () => {
  const early = chain(['permit tcp port 443'], { ...open, table: 'ipv4 early', priority: -10 });
  const late = matching(matching(chain(['permit ip', 'permit ip', 'permit tcp port 443']), lo, 0), answers, 1);
  expect(severities(early, late)).toEqual([]);
});

test('the fix is offered where a rule lets in SSH, and permits lo and answers first', () => {
  expect(found([chain(['permit tcp port 443'], open)])[0]!.fixes).toEqual([]);
  const [fix] = found([chain(['permit tcp from 192.0.2.0/28 port 22'], open)])[0]!.fixes!;
  expect(fix?.safety).toBe('unsafe');
  const { change } = fix!;
  expect(change.kind === 'several' && change.changes.map(({ kind }) => kind)).toEqual([
    'insert-rule',
    'insert-rule',
    'set-fallback',
  ]);
});

test('a host that hears neither itself nor answers', () => {
  const said = (list: Filter, ...more: Filter[]): string[] =>
    found([list, ...more]).map(({ severity, text }) => `${severity} ${text.en.replace(/:.*/, '')}`);
  const itself = 'error INPUT lets in nothing that the host sends to itself (lo)';
  expect(said(chain(['permit tcp port 443']))).toEqual([
    'error INPUT lets in neither what the host sends to itself (lo) nor answers to the connections it opens',
  ]);
  expect(said(matching(chain(['permit ip', 'permit tcp port 443']), answers, 0))).toEqual([itself]);
  expect(said(matching(chain(['permit ip', 'permit tcp port 443']), lo, 0))).toEqual([
    'error INPUT lets in no answers to the connections the host opens',
  ]);
  expect(said(matching(matching(chain(['permit ip', 'permit ip']), lo, 0), answers, 1))).toEqual([]);
  expect(said(chain([])), 'a policy alone').toEqual([]);
  const shut = filter('OUTPUT', [], { table: 'ipv4 filter', hook: 'output' });
  expect(said(chain(['permit tcp port 443']), shut), 'closed both ways').toEqual([]);
  const silent = filter('OUTPUT', ['permit tcp sport 443'], { table: 'ipv4 filter', hook: 'output' });
  expect(said(matching(chain(['permit ip', 'permit tcp port 443']), lo, 0), matching(silent, answers, 0))).toEqual([]);
});
