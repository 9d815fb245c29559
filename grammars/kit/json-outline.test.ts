import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cpuTime } from '../../test/support/cpu-time.ts';
import { firstLostCharacter, type Statement, walk } from '../outline.ts';
import { readJson } from './json-outline.ts';
import { childOf, itemsOf, textOf } from './yaml-node.ts';

const tree = (statements: readonly Statement[], depth = 0): string[] =>
  statements.flatMap((s) => [
    `${' '.repeat(depth)}${s.words.map((w) => w.text).join(' ')}`,
    ...tree(s.children, depth + 1),
  ]);

const SAMPLE = `{ // note
  "a": [1, {"b": "x\\ny"}, [true]],
  "c": {}, "d": null
}
`;

test('one statement per member and element', () => {
  const outline = readJson(SAMPLE);
  expect(tree(outline.statements)).toEqual(['"a"', ' 1', ' {', '  "b" "x\\ny"', ' [', '  true', '"c"', '"d" null']);
  expect([outline.problems, firstLostCharacter(outline)]).toEqual([[], undefined]);
  const [root] = outline.documents;
  expect(textOf(childOf(itemsOf(childOf(root, 'a'))[1]?.value, 'b'))).toBe('x\ny');
  const second = itemsOf(childOf(root, 'a'))[1]!.statement;
  expect(SAMPLE.slice(second.span.start, second.span.end)).toBe('{"b": "x\\ny"}');
});

test.each([
  ['{"a" 1}', 'json-missing-value'],
  ['{"a": 1 "b": 2}', 'json-missing-comma'],
  ['{"a":', 'json-missing-value'],
  ['[[1, 2]', 'json-unclosed'],
  ['{} }', 'json-unexpected'],
])('%s is told once', (text, code) => {
  const outline = readJson(text);
  expect(outline.problems.map((problem) => problem.code)).toEqual([code]);
  expect(firstLostCharacter(outline)).toBeUndefined();
});

test('deep and long texts end', () => {
  for (const text of ['['.repeat(100_000), '{"a":'.repeat(50_000), `[${'{"a": [1, 2]},'.repeat(30_000)}`]) {
    const started = cpuTime();
    expect(firstLostCharacter(readJson(text))).toBeUndefined();
    expect(cpuTime() - started).toBeLessThan(4000);
  }
});

test('no text loses a character', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"',
    '1',
    ' ',
    '\n',
    '// c\n',
    '/*',
    'x',
    'ü',
    '\uFEFF',
    '\\',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      const outline = readJson(parts.join(''));
      expect(firstLostCharacter(outline)).toBeUndefined();
      for (const statement of walk(outline.statements)) expect(statement.words.length).toBeGreaterThan(0);
    }),
    { numRuns: 3000 },
  );
});
