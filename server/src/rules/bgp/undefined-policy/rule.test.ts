import { expect, test } from 'vitest';
import type { Definition, Namespace, Use } from '../../../../../grammars/model/reference.ts';
import { at, located, reportsOf } from '../../../../../test/support/device-builder.ts';
import { rule } from './rule.ts';

const define = (namespace: Namespace, name: string): Definition => ({ namespace, name: located(name), spans: [at(0)] });
const use = (namespaces: readonly Namespace[], name: string, more: Partial<Use> = {}): Use => ({
  namespaces,
  name: located(name, 3),
  by: `neighbor 192.0.2.1 route-map ${name} in`,
  ...more,
});
const check = (definitions: readonly Definition[], uses: readonly Use[], more = {}) =>
  reportsOf(rule, { references: { definitions, uses }, ...more });

test('the effect is said where it is known', () => {
  const text = (more: Partial<Use>) => check([], [use(['route-policy'], 'NOPE', more)])[0]!.text.en;
  expect(text({ effect: 'denies-everything' })).toContain('no route passes');
  expect(text({ effect: 'not-filtered' })).toContain('not filtered at all');
  expect(text({})).toContain('depends on the platform');
});

test('a near name is proposed, a far one is not', () => {
  const [report] = check([define('prefix-list', 'CUST-IN')], [use(['prefix-list'], 'CUST-IM')]);
  expect(report!.fixes![0]!.change).toEqual({ kind: 'replace-text', span: at(3), newText: 'CUST-IN' });
  expect(report!.fixes![0]!.safety).toBe('unsafe');
  expect(check([define('prefix-list', 'BACKBONE')], [use(['prefix-list'], 'CUST-IM')])[0]!.fixes).toBeUndefined();
  expect(check([define('prefix-list', 'CUST1-IN')], [use(['prefix-list'], 'CUST2-IN')])[0]!.fixes).toBeUndefined();
  expect(check([define('prefix-list', '10')], [use(['prefix-list'], '40')])[0]!.fixes).toBeUndefined();
  expect(check([define('prefix-list', 'CUST1-IN')], [use(['prefix-list'], 'cust1-in')])[0]!.fixes).toHaveLength(1);
  expect(check([define('route-policy', 'CUST-IN')], [use(['prefix-list'], 'CUST-IM')])[0]!.fixes).toBeUndefined();
});

test('what is defined, predefined, elsewhere or not a route name', () => {
  const uses = [use(['prefix-list', 'route-policy'], 'A')];
  expect(check([define('route-policy', 'A')], uses)).toEqual([]);
  expect(check([], [use(['route-policy'], 'A', { predefined: true })])).toEqual([]);
  expect(check([], [use(['acl'], 'A')])).toEqual([]);
  expect(check([], [use(['acl', 'prefix-list'], 'A')])).toEqual([]);
});

test('a part of a configuration may leave definitions elsewhere', () => {
  const part = { fragment: true };
  const severity = (definition: Definition, name: string) =>
    check([definition], [use(['route-policy'], name)], part).map((report) => report.severity);
  expect(check([], [use(['route-policy'], 'CUST-IN')], part)).toEqual([]);
  expect(severity(define('prefix-list', 'OWN'), 'CUST-IN')).toEqual([]);
  expect(severity(define('route-policy', 'BACKBONE'), 'CUST-IN')).toEqual(['warning']);
  expect(severity(define('route-policy', 'CUST-IN'), 'CUST-IM')).toEqual(['error']);
});

test('where undefined names are refused, a text without any policy is a part of one', () => {
  const refused = use(['route-policy'], 'CUST-IN', { effect: 'config-refused' });
  expect(check([define('bgp-group', 'CUST')], [refused])).toEqual([]);
  expect(check([define('prefix-list', 'OWN')], [refused])).toHaveLength(1);
});

test('a neighbour that was never given a remote AS is no undefined group', () => {
  const [report] = check([], [use(['bgp-group'], '192.0.2.9', { effect: 'config-refused' })]);
  expect(report).toMatchObject({ severity: 'warning' });
  expect(report!.text.en).toContain('The neighbour 192.0.2.9 has no remote AS');
});
