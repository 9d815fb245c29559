import { expect, test } from 'vitest';
import type { Binding } from '../../../../../grammars/model/filter.ts';
import { filterOf, lineSpan, reportsOf } from '../../../../../test/support/filter-device.ts';
import { rule } from './rule.ts';

const bound = (direction: Binding['direction']): Binding => ({
  filter: { value: 'web egress', span: lineSpan(0) },
  family: 'both',
  place: { kind: 'interface', name: 'web' },
  direction,
  span: lineSpan(0),
});

const group = (rules: readonly string[], closed = true) =>
  filterOf('web egress', rules, { semantics: 'allow-only', stateful: true, closed });

test('a group whose outbound side holds no rule', () => {
  const [found, ...more] = reportsOf(rule, { filters: [group([])], bindings: [bound('out')] });
  expect(more).toEqual([]);
  expect(found?.fixes?.[0]?.change).toMatchObject({ kind: 'insert-rule', filter: 0, action: 'permit' });
});

test('not one with a rule, an inbound one, one that is not known in full, one declared isolated', () => {
  const silent = (filter = group([]), direction: Binding['direction'] = 'out', isolated: readonly string[] = []) =>
    expect(reportsOf(rule, { filters: [filter], bindings: [bound(direction)] }, { isolated })).toEqual([]);
  silent(group(['permit tcp any 10.0.0.0/8 5432']));
  silent(group([]), 'in');
  silent(group([], false));
  silent(group([]), 'out', ['web*']);
});
