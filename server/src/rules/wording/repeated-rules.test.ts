import { expect, test } from 'vitest';
import type { Dialect } from '../../../../grammars/dialect.ts';
import { iptables } from '../../../../grammars/dialects/iptables/dialect.ts';
import { pf } from '../../../../grammars/dialects/pf/dialect.ts';
import { repeatedRules } from './repeated-rules.ts';

/** By rule, counted from 1: which one decides instead of which. */
function repeatedIn(dialect: Dialect, text: string): [number, number][] {
  const [filter] = dialect.toModel(dialect.parse(text)).filters;
  return [...repeatedRules(filter!)].map(([dead, by]) => [dead + 1, by + 1]);
}

const input = (...rules: string[]): [number, number][] =>
  repeatedIn(
    iptables,
    ['*filter', ':INPUT DROP [0:0]', ...rules.map((rule) => `-A INPUT ${rule}`), 'COMMIT', ''].join('\n'),
  );

test('the same conditions, of which one cannot be told, and the same or another action', () => {
  const one = '-p tcp -m string --algo bm --string x';
  expect(input(`${one} -j ACCEPT`, `${one} -j ACCEPT`, `${one} -j DROP`)).toEqual([
    [2, 1],
    [3, 1],
  ]);
  expect(input(`${one} -j ACCEPT`, '-p tcp -m string --algo bm --string y -j ACCEPT')).toEqual([]);
  expect(input(`-s 192.0.2.1 ${one} -j ACCEPT`, `-s 192.0.2.2 ${one} -j ACCEPT`)).toEqual([]);
});

test('a rule that lets packets go on decides nothing before its double', () => {
  const one = '-m string --algo bm --string x';
  expect(input(`${one} -j LOG`, `${one} -j ACCEPT`)).toEqual([]);
  expect(input(`${one} -j OTHER`, `${one} -j OTHER`)).toEqual([]);
});

test.each([
  ['a rate', '-m limit --limit 3/sec'],
  ['a rate for each source', '-m hashlimit --hashlimit-upto 3/sec --hashlimit-mode srcip --hashlimit-name h'],
  ['a chance', '-m statistic --mode random --probability 0.5'],
  ['what is counted when it is asked', '-m recent --update --seconds 60 --hitcount 4 --name s'],
])('%s is another condition each time', (_, condition) => {
  expect(input(`${condition} -j ACCEPT`, `${condition} -j ACCEPT`)).toEqual([]);
});

test('a mark or a set may change in between', () => {
  expect(input('-m mark --mark 1 -j ACCEPT', '-m mark --mark 1 -j ACCEPT')).toEqual([[2, 1]]);
  expect(input('-m mark --mark 1 -j ACCEPT', '-j MARK --set-mark 1', '-m mark --mark 1 -j ACCEPT')).toEqual([]);
  const listed = '-m set --match-set bad src -j DROP';
  expect(input(listed, '-p tcp --dport 23 -j SET --add-set bad src', listed)).toEqual([]);
});

test('where the last match decides, the earlier one never does unless it is quick', () => {
  expect(repeatedIn(pf, 'pass in to (em0)\nblock in proto udp\npass in to (em0)\n')).toEqual([[1, 3]]);
  expect(repeatedIn(pf, 'pass in quick to (em0)\nblock in proto udp\npass in to (em0)\n')).toEqual([[3, 1]]);
});

test('conditions that sets can tell are left to them', () => {
  expect(input('-p tcp -j ACCEPT', '-p tcp -j ACCEPT')).toEqual([]);
});
