import { expect, test } from 'vitest';
import { walk } from '../outline.ts';
import { commandTable } from './command-table.ts';
import { type IndentedDialect, readIndented } from './indented-outline.ts';
import type { OutlineMemory } from './kept-blocks.ts';

const table = commandTable({
  global: 'hostname *\n+ interface * > interface',
  interface: '+ ip address * *\ndescription ...',
});

const READER: IndentedDialect = { root: 'global', kindOf: table.find, commentMarks: ['!'] };

const port = (n: number, description: string): string =>
  `interface e${n}\n description ${description}\n ip address 192.0.2.${n} 255.255.255.0\n!\n`;
const text = (edited: string): string =>
  [1, 2, 3, 4, 5, 6].map((n) => port(n, n === 4 ? edited : `link ${n}`)).join('');

test('all but the edited block and the one before it go over, moved to where they are', () => {
  const memory: OutlineMemory = {};
  const before = readIndented(text('link'), READER, memory).statements;
  const longer = text('a longer link');
  const after = readIndented(longer, READER, memory).statements;
  expect(after.map((statement, at) => statement === before[at])).toEqual([true, true, false, false, true, true]);
  for (const { words, header } of walk(after)) {
    for (const word of words) expect(longer.slice(word.span.start, word.span.end)).toBe(word.text);
    expect(header).toEqual({ start: words[0]!.span.start, end: words.at(-1)!.span.end });
  }
});

test('what a model found out of a statement does not go over', () => {
  const memory: OutlineMemory = {};
  for (const statement of walk(readIndented(text('link'), READER, memory).statements)) statement.coverage = 'unknown';
  const declared = (statements: ReturnType<typeof readIndented>['statements']) =>
    [...walk(statements)].map(({ coverage }) => coverage);
  expect(declared(readIndented(text('other'), READER, memory).statements)).toEqual(
    declared(readIndented(text('other'), READER).statements),
  );
});

test('a text that ends within a banner leaves nothing for the next one', () => {
  const banner: IndentedDialect = {
    ...READER,
    blobAfter: (words, _, lineEnd) =>
      words[0]!.text === 'banner' ? { kind: 'delimited', delimiter: '#', from: lineEnd, keepWords: 1 } : undefined,
  };
  const memory: OutlineMemory = {};
  readIndented(`${text('link')}banner\nhello\n`, banner, memory);
  expect(memory.kept).toBeUndefined();
});
