import { describe, expect, test } from 'vitest';
import type { Word } from '../outline.ts';
import { commandTable } from './command-table.ts';

const words = (text: string): Word[] => text.split(' ').map((word) => ({ text: word, span: { start: 0, end: 0 } }));

const table = commandTable({
  base: 'exit <',
  'main : base': `
+ ip address * *
ip nat inside|outside [verbose] <n>
neighbor * activate
neighbor ...           > deep
`,
});

const find = (text: string) => table.find('main', words(text));

test('literals, alternatives, options, numbers and rests', () => {
  expect(find('ip address 1 2')).toEqual({ coverage: 'modelled' });
  expect(find('ip address 1')).toBeUndefined();
  expect(find('IP NAT Inside 5')).toEqual({ coverage: 'recognised' });
  expect(find('ip nat outside verbose 5')).toEqual({ coverage: 'recognised' });
  expect(find('ip nat outside five')).toBeUndefined();
  expect(find('neighbor x activate')).toEqual({ coverage: 'recognised' });
  expect(find('neighbor x activate now')).toEqual({ coverage: 'recognised', opens: 'deep' });
  expect(find('exit')).toEqual({ coverage: 'recognised', closes: true });
  expect(table.find('nowhere', words('exit'))).toBeUndefined();
});

test('`no` and `default` in front, also of a command cut short; neither opens a block', () => {
  expect(find('no neighbor x')).toEqual({ coverage: 'recognised' });
  expect(find('no ip address')).toEqual({ coverage: 'recognised' });
  expect(find('default ip address 1 2')).toEqual({ coverage: 'modelled' });
  expect(find('no such thing')).toBeUndefined();
});

test('a mode that inherits from none is a mistake of the table', () => {
  expect(() => commandTable({ 'a : b': 'x' })).toThrow('no mode b');
});

describe('abbreviations', () => {
  const abbreviated = (text: string) => table.findAbbreviated('main', words(text));

  test('are written out where one command fits, values stay', () => {
    expect(abbreviated('ip addr 1 2')!.words!.map((word) => word.text)).toEqual(['ip', 'address', '1', '2']);
    expect(abbreviated('no ip addr 1 2')!.words!.map((word) => word.text)).toEqual(['no', 'ip', 'address', '1', '2']);
    expect(abbreviated('neigh ad act')).toMatchObject({ coverage: 'recognised' });
    expect(abbreviated('ip nat in 5')!.words!.map((word) => word.text)).toEqual(['ip', 'nat', 'inside', '5']);
  });

  test('are no guess', () => {
    expect(abbreviated('i addr 1 2')).toBeUndefined();
    expect(abbreviated('ip adress 1 2')).toBeUndefined();
    const two = commandTable({ main: 'ip route *\nip router *' });
    expect(two.findAbbreviated('main', words('ip rou x'))).toBeUndefined();
  });
});
