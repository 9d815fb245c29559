import { describe, expect, test } from 'vitest';
import { COMMANDS } from './commands.ts';
import { inheritGroups } from './inherit.ts';
import { parse } from './parse.ts';
import { type Node, treeOf } from './tree.ts';
import { matchesWild } from './wildcard.ts';

/** All paths of the hierarchy after inheritance, without groups and their application. */
function paths(text: string): string[] {
  const root = treeOf(parse(text), COMMANDS);
  inheritGroups(root);
  const all: string[] = [];
  const visit = (node: Node, path: readonly string[]): void => {
    for (const child of node.children.values()) {
      if (child.name.startsWith('apply-') || (path.length === 0 && child.name === 'groups')) continue;
      const own = [...path, child.name];
      if (child.children.size === 0) all.push(own.join(' '));
      visit(child, own);
    }
  };
  visit(root, []);
  return all;
}

const lines = (...all: readonly string[]): string => all.map((line) => `set ${line}\n`).join('');

describe('apply-groups', () => {
  test('adds what is not there, below the place of the statement', () => {
    expect(
      paths(
        lines(
          'groups G system services ssh',
          'groups G system host-name from-group',
          'groups G snmp community public',
          'system host-name own',
          'system apply-groups G',
        ),
      ),
    ).toEqual(['system host-name own', 'system host-name from-group', 'system services ssh']);
  });

  test('wildcards apply to what exists, and nest', () => {
    expect(
      paths(
        lines(
          'groups G interfaces <ge-*> unit <1*> family inet mtu 1400',
          'interfaces ge-0/0/0 unit 10',
          'interfaces ge-0/0/0 unit 20',
          'interfaces xe-0/0/0 unit 10',
          'apply-groups G',
        ),
      ),
    ).toEqual([
      'interfaces ge-0/0/0 unit 10 family inet mtu 1400',
      'interfaces ge-0/0/0 unit 20',
      'interfaces xe-0/0/0 unit 10',
    ]);
  });

  test('apply-groups-except keeps a group away', () => {
    expect(
      paths(
        lines(
          'groups G interfaces <*> unit 0 family inet',
          'interfaces ge-0/0/0 description a',
          'interfaces ge-0/0/1 description b',
          'interfaces ge-0/0/1 apply-groups-except G',
          'apply-groups G',
        ),
      ),
    ).toEqual([
      'interfaces ge-0/0/0 description a',
      'interfaces ge-0/0/0 unit 0 family inet',
      'interfaces ge-0/0/1 description b',
    ]);
  });

  test('says whether everything applied is in the text', () => {
    const complete = (text: string): boolean => inheritGroups(treeOf(parse(text), COMMANDS));
    expect(complete(lines('apply-groups GONE', 'system host-name a'))).toBe(false);
    expect(complete(lines('apply-groups junos-defaults', 'system host-name a'))).toBe(true);
    expect(complete(lines('groups node0 system host-name a', `apply-groups "$\{node}"`))).toBe(true);
    expect(complete(lines('groups G when model mx240', 'groups G system host-name a', 'apply-groups G'))).toBe(false);
  });
});

test('interface-range gives to its members', () => {
  expect(
    paths(
      lines(
        'interfaces interface-range R member ge-0/0/1',
        'interfaces interface-range R member-range ge-0/0/4 to ge-0/0/5',
        'interfaces interface-range R unit 0 family inet',
        'interfaces ge-0/0/1 description own',
      ),
    ).filter((path) => !path.includes('interface-range')),
  ).toEqual([
    'interfaces ge-0/0/1 description own',
    'interfaces ge-0/0/1 unit 0 family inet',
    'interfaces ge-0/0/4 unit 0 family inet',
    'interfaces ge-0/0/5 unit 0 family inet',
  ]);
});

test('patterns', () => {
  expect(matchesWild('<*>', 'anything')).toBe(true);
  expect(matchesWild('<[gx]e-0/?/*>', 'xe-0/1/2')).toBe(true);
  expect(matchesWild('<[!g]e-*>', 'ge-0/0/0')).toBe(false);
  expect(matchesWild(`<${'*a'.repeat(30)}>`, `${'a'.repeat(200)}b`)).toBe(false);
});
