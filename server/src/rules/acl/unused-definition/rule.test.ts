import { expect, test } from 'vitest';
import type { Definition, Namespace, Use } from '../../../../../grammars/model/reference.ts';
import { filterOf, lineSpan, reportsOf } from '../../../../../test/support/filter-device.ts';
import { rule } from './rule.ts';

const defined = (namespace: Namespace, name: string, more: Partial<Definition> = {}): Definition => ({
  namespace,
  name: { value: name, span: lineSpan(1) },
  spans: [lineSpan(1), lineSpan(2)],
  ...more,
});
const used = (namespace: Namespace, name: string, more: Partial<Use> = {}): Use => ({
  namespaces: [namespace],
  name: { value: name, span: lineSpan(9) },
  by: `use of ${name}`,
  ...more,
});
const said = (definitions: Definition[], uses: Use[], more = {}, options = {}): string[] =>
  reportsOf(rule, { references: { definitions, uses }, ...more }, options).map(
    ({ severity, text }) => `${severity}: ${text.en}`,
  );

test('used nowhere', () => {
  expect(said([defined('chain', 'OLD')], [])).toEqual([
    'hint: The chain OLD is used nowhere. Delete it, or put it to use.',
  ]);
  expect(said([defined('acl', 'OLD')], [used('acl', 'OTHER')])).toHaveLength(1);
  expect(said([defined('chain', 'OLD', { scope: 'nat' })], [used('chain', 'OLD', { scope: 'filter' })])).toHaveLength(
    1,
  );
  expect(
    said([defined('chain', 'OLD')], [used('chain', 'OLD', { within: { namespace: 'chain', name: 'OLD' } })]),
    'by itself only',
  ).toHaveLength(1);
});

test('a filter that was meant for an interface', () => {
  const device = (name: string, rules: string[]) => ({ filters: [filterOf(name, rules)] });
  const open = ['permit tcp any any 443', 'deny any any'];
  expect(said([defined('acl', 'INTERNET-IN')], [], device('INTERNET-IN', open))[0]).toMatch(
    /^warning: .*applied nowhere/,
  );
  expect(said([defined('acl', 'PRINTERS')], [], device('PRINTERS', open))[0]).toMatch(/^hint/);
  expect(said([defined('acl', 'INTERNET-IN')], [], device('INTERNET-IN', ['permit any any']))[0]).toMatch(/^hint/);
});

test('not reported', () => {
  expect(said([defined('acl', 'WEB')], [used('acl', 'WEB')])).toEqual([]);
  expect(said([defined('object', 'WEB')], [used('acl', 'WEB', { namespaces: ['acl', 'object'] })])).toEqual([]);
  expect(said([defined('chain', 'INPUT', { builtin: true })], [])).toEqual([]);
  expect(said([defined('acl', 'WEB', { alwaysUsed: true })], [])).toEqual([]);
  expect(said([defined('interface', 'Gi0/0'), defined('vrf', 'RED'), defined('zone', 'dmz')], [])).toEqual([]);
  expect(said([defined('acl', 'RADIUS-1')], [], {}, { ignorePatterns: ['RADIUS-*'] })).toEqual([]);
  expect(said([defined('acl', 'WEB')], [], { fragment: true })).toEqual([]);
  expect(said([defined('chain', 'LOGDROP')], [used('chain', 'LOGDORP')]), 'the slip is reported').toEqual([]);
  expect(said([defined('route-policy', 'FROM-ISP')], [used('route-policy', 'FORM-ISP')])).toEqual([]);
});

test('the deletion is safe for what only the text itself can use', () => {
  const safety = (namespace: Namespace) =>
    reportsOf(rule, { references: { definitions: [defined(namespace, 'OLD')], uses: [] } })[0]?.fixes?.[0];
  expect(safety('chain')).toMatchObject({
    safety: 'safe',
    change: { kind: 'delete-statements', spans: [lineSpan(1), lineSpan(2)] },
  });
  expect(safety('acl')).toMatchObject({ safety: 'unsafe' });
});
