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
  expect(check([define('route-policy', 'CUST-IN')], [use(['prefix-list'], 'CUST-IM')])[0]!.fixes).toBeUndefined();
});

test('what is defined, predefined, elsewhere or not a route name', () => {
  const uses = [use(['prefix-list', 'route-policy'], 'A')];
  expect(check([define('route-policy', 'A')], uses)).toEqual([]);
  expect(check([], [use(['route-policy'], 'A', { predefined: true })])).toEqual([]);
  expect(check([], uses, { fragment: true })).toEqual([]);
  expect(check([], [use(['acl'], 'A')])).toEqual([]);
  expect(check([], [use(['acl', 'prefix-list'], 'A')])).toEqual([]);
});
