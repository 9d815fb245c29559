import { expect, test } from 'vitest';
import { groupedValues } from './grouped-values.ts';

const value = (name: string, text: string) => ({ name, value: text });

test('values are grouped by the way to them, and each group says what tells it from its neighbours', () => {
  const grouped = groupedValues([
    value('asUser', 'true'),
    value('servers.1.address', '10.0.0.1'),
    value('servers.1.answers.1.question', 'A'),
    value('servers.1.answers.1.ms', '4'),
    value('servers.1.answers.2.question', 'AAAA'),
    value('servers.2.address', '10.0.0.2'),
  ]);
  expect(grouped.map(({ name, value: text }) => [name, text])).toEqual([
    ['asUser', 'true'],
    ['servers', ''],
  ]);
  const [first, second] = grouped[1]!.children;
  expect([first?.name, first?.value, second?.name, second?.value]).toEqual(['1', '10.0.0.1', '2', '10.0.0.2']);
  const answers = first!.children[1]!;
  expect(answers.children.map(({ name, value: text }) => `${name}: ${text}`)).toEqual(['1: A, 4', '2: AAAA']);
  expect(answers.children[0]!.children.map(({ name, value: text }) => `${name}: ${text}`)).toEqual([
    'question: A',
    'ms: 4',
  ]);
});

test('a group of one group is one row; nothing is no row', () => {
  expect(groupedValues([value('servers.1.address', '10.0.0.1'), value('servers.1.family', 'ipv4')])).toMatchObject([
    { name: 'servers 1', value: '10.0.0.1, ipv4', children: [{ name: 'address' }, { name: 'family' }] },
  ]);
  expect(groupedValues([])).toEqual([]);
});
