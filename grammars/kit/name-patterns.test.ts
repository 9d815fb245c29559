import { expect, test } from 'vitest';
import type { Word } from '../outline.ts';
import { namePatterns } from './name-patterns.ts';

const words = (text: string): Word[] => text.split(' ').map((word) => ({ text: word, span: { start: 0, end: 0 } }));

const patterns = namePatterns({
  main: `
ntp access-group peer|serve {acl}
ip pim ** rp-address * {acl!override,bidir}
match address {acl}+ = matches-everything
neighbor * advertise-map {route-policy} exist-map {route-policy}
redistribute ** route-map {route-policy}
`,
});

const find = (text: string): string[] =>
  patterns
    .find('main', words(text))
    .map(({ namespace, word, effect }) => [namespace, word.text, effect].filter(Boolean).join(' '));

test('names at their places', () => {
  expect(find('ntp access-group serve 10 kod')).toEqual(['acl 10']);
  expect(find('NTP access-group peer A')).toEqual(['acl A']);
  expect(find('ntp access-group query A')).toEqual([]);
  expect(find('neighbor x advertise-map A exist-map B')).toEqual(['route-policy A', 'route-policy B']);
  expect(patterns.find('other', words('ntp access-group peer A'))).toEqual([]);
});

test('gaps, exceptions, repetition, effects', () => {
  expect(find('ip pim rp-address 192.0.2.1 A override')).toEqual(['acl A']);
  expect(find('ip pim vrf X rp-address 192.0.2.1 override')).toEqual([]);
  expect(find('match address A B')).toEqual(['acl A matches-everything', 'acl B matches-everything']);
  expect(find('redistribute ospf 1 metric 5 route-map R')).toEqual(['route-policy R']);
  expect(find('redistribute ospf 1')).toEqual([]);
});
