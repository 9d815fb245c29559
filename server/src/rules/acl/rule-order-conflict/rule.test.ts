import { expect, test } from 'vitest';
import { filterOf, lineSpan, reportsOf } from '../../../../../test/support/filter-device.ts';
import type { OptionValue } from '../../../review/rule.ts';
import { rule } from './rule.ts';

const LIST = [
  'permit tcp 10.0.0.1/32 any 8080',
  'permit udp 10.0.0.0/8 any 53',
  'deny tcp any 192.0.2.1/32',
  'permit tcp any any 8443',
];

const lines = (rules: readonly string[], options: Readonly<Record<string, OptionValue>> = {}): number[] =>
  reportsOf(rule, { filters: [filterOf('IN', rules)] }, options).map(({ span }) => span.start / 100);

test('the later of two rules is told of the earlier', () => {
  const [found, ...more] = reportsOf(rule, { filters: [filterOf('IN', LIST)] });
  expect(more).toEqual([]);
  expect(found).toMatchObject({ span: lineSpan(2), related: [{ span: lineSpan(0) }] });
  expect(found!.text.en).toContain('tcp from 10.0.0.1 to 192.0.2.1 port 8080');
  expect(found!.fixes ?? []).toEqual([]);
});

test('small overlaps and rules that do not follow each other are left out on request', () => {
  // One source and one destination, 65536 source ports.
  expect(lines(LIST, { minOverlapPackets: 65_536 })).toEqual([2]);
  expect(lines(LIST, { minOverlapPackets: 65_537 })).toEqual([]);
  expect(lines(LIST, { onlyAdjacent: true })).toEqual([]);
  expect(lines([LIST[0]!, LIST[2]!, LIST[3]!], { onlyAdjacent: true })).toEqual([1]);
});

test('block lists are told of on request', () => {
  const blocked = ['deny 10.66.0.0/16 any', 'permit tcp any 192.0.2.0/24 8080'];
  expect(lines(blocked)).toEqual([]);
  expect(lines(blocked, { ignoreSourceOnlyDeny: false })).toEqual([1]);
});
