import { expect, test } from 'vitest';
import type { Definition, Namespace, Use } from '../../../../../grammars/model/reference.ts';
import { lineSpan, reportsOf } from '../../../../../test/support/filter-device.ts';
import { rule } from './rule.ts';

const defined = (namespace: Namespace, name: string, line = 1): Definition => ({
  namespace,
  name: { value: name, span: lineSpan(line) },
  spans: [lineSpan(line)],
});
const used = (namespace: Namespace, name: string, more: Partial<Use> = {}): Use => ({
  namespaces: [namespace],
  name: { value: name, span: lineSpan(9) },
  by: `use of ${name}`,
  ...more,
});
const reports = (definitions: Definition[], uses: Use[], options = {}, more = {}) =>
  reportsOf(rule, { references: { definitions, uses }, ...more }, options);

test('says what the platform does then, and which name was meant', () => {
  const [report] = reports([defined('acl', 'WEB_IN')], [used('acl', 'WEB-IN', { effect: 'permits-everything' })]);
  expect(report?.text.en).toBe(
    'The access list WEB-IN in "use of WEB-IN" is not defined: everything is permitted. Did you mean WEB_IN?',
  );
  expect(report?.fixes?.[0]).toMatchObject({ safety: 'unsafe', change: { kind: 'replace-text', newText: 'WEB_IN' } });
  expect(reports([], [used('acl', 'WEB')])[0]?.text.en).toContain('the effect depends on the platform');
});

test('no suggestion where several names are as near, or differ in digits only', () => {
  expect(reports([defined('acl', 'WEB-A'), defined('acl', 'WEB-C')], [used('acl', 'WEB-B')])[0]?.fixes).toBeUndefined();
  expect(reports([defined('acl', 'ACL-11')], [used('acl', 'ACL-10')])[0]?.fixes).toBeUndefined();
  expect(reports([defined('acl', '101')], [used('acl', '102')])[0]?.fixes).toBeUndefined();
  expect(reports([defined('chain', 'LOGDROP')], [used('chain', 'LOGDORP')])[0]?.fixes).toHaveLength(1);
});

test('not reported', () => {
  expect(reports([defined('acl', 'WEB')], [used('acl', 'WEB')])).toEqual([]);
  expect(reports([defined('object', 'WEB')], [used('acl', 'WEB', { namespaces: ['acl', 'object'] })])).toEqual([]);
  expect(reports([], [used('service-object', 'junos-http', { predefined: true })])).toEqual([]);
  expect(reports([], [used('route-policy', 'FROM-ISP')])).toEqual([]);
  expect(reports([], [used('object', 'shared-web')], { externalObjects: ['shared-*'] })).toEqual([]);
  expect(reports([], [used('acl', 'WEB')], {}, { fragment: true })).toEqual([]);
  expect(
    reports([], [used('service-object', 'junos-http', { predefined: true })], { ignorePredefined: false }),
  ).toHaveLength(1);
});

test('a filter for management access is not renamed into force', () => {
  const use = used('acl', 'ADMNI');
  const binding = {
    filter: use.name,
    family: 'ipv4' as const,
    place: { kind: 'management' as const },
    direction: 'in' as const,
    span: lineSpan(9),
  };
  const [report] = reports([defined('acl', 'ADMIN')], [use], {}, { bindings: [binding] });
  expect(report?.text.en).toContain('Did you mean ADMIN?');
  expect(report?.fixes).toEqual([]);
});

test('circles', () => {
  const within = (name: string) => ({ within: { namespace: 'object' as const, name } });
  const circle = reports(
    [defined('object', 'A'), defined('object', 'B', 2), defined('object', 'C', 3)],
    [used('object', 'B', within('A')), used('object', 'C', within('B')), used('object', 'A', within('C'))],
  );
  expect(circle.map(({ text }) => text.en)).toEqual([
    'Circular reference: A > B > C > A. The platform refuses this or never comes to an end; take one of the references out.',
  ]);
  expect(
    reports(
      [defined('object', 'A'), defined('object', 'B', 2), defined('object', 'C', 3)],
      [used('object', 'B', within('A')), used('object', 'C', within('A')), used('object', 'C', within('B'))],
    ),
  ).toEqual([]);
});
