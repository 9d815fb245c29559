// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of HCL look like those of TypeScript
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuTime } from '../../../test/support/cpu-time.ts';
import { firstLostCharacter, type Statement, walk } from '../../outline.ts';
import type { HclExpression } from './expression.ts';
import { readHcl } from './hcl-outline.ts';
import { heredocText } from './heredoc.ts';

const tree = (statements: readonly Statement[], depth = 0): string[] =>
  statements.flatMap((s) => [
    `${' '.repeat(depth)}${s.words.map((w) => w.text).join(' ')}`,
    ...tree(s.children, depth + 1),
  ]);

const valueOfText = (source: string): HclExpression => readHcl(`a = ${source}\n`).body.attributes[0]!.value;

const SAMPLE = `# note
resource "aws_vpc" "main" { // main
  cidr_block = "10.0.0.0/16" /* all */
  rules = [
    { port = 22, from = ["10.0.0.0/8", var.more] },
    [1],
  ]
  tags { Name = "a" }
}
`;

test('one statement per block, attribute, element and entry', () => {
  const outline = readHcl(SAMPLE);
  expect(tree(outline.statements)).toEqual([
    'resource "aws_vpc" "main"',
    ' cidr_block "10.0.0.0/16"',
    ' rules',
    '  {',
    '   port 22',
    '   from',
    '    "10.0.0.0/8"',
    '    var . more',
    '  [',
    '   1',
    ' tags',
    '  Name "a"',
  ]);
  expect([outline.problems, firstLostCharacter(outline)]).toEqual([[], undefined]);
  expect(outline.trivia.filter(({ kind }) => kind === 'comment')).toHaveLength(3);
  const block = outline.body.blocks[0]!;
  expect(block.labels.map(({ value }) => value)).toEqual(['aws_vpc', 'main']);
  expect(SAMPLE.slice(block.statement.span.start, block.statement.span.end).endsWith('}')).toBe(true);
});

describe('expressions', () => {
  test.each([
    ['"10.0.0.0/8"', 'text'],
    ['-1', 'text'],
    ['true', 'text'],
    ['null', 'null'],
    ['aws_subnet.a[0].id', 'traversal'],
    ['"${aws_vpc.main.id}"', 'traversal'],
    ['module.vpc.ids["a"]', 'traversal'],
    ['[]', 'list'],
    ['{ a = 1, "b" : 2 }', 'object'],
    ['cidrsubnet(var.cidr, 8, 1)', 'call'],
    ['provider::time::now()', 'call'],
    ['concat([1], [\n  2,\n]...)', 'call'],
    ['"a ${b["c"]} d"', 'other'],
    ['var.a ? "x" : "y"', 'other'],
    ['!var.a && 1 + 2 >= 3', 'other'],
    ['(\n  a\n  + b\n)', 'other'],
    ['[for s in var.s : s.id if s.public]', 'other'],
    ['{\n  for k, v in var.m :\n  k => v...\n}', 'other'],
    ['local.a.*.id', 'traversal'],
    ['<<EOT\n${x}\nEOT', 'heredoc'],
    ['a[var.i]', 'other'],
  ])('%s is %s', (source, kind) => {
    const outline = readHcl(`a = ${source}\n`);
    expect([outline.problems, firstLostCharacter(outline)]).toEqual([[], undefined]);
    expect(valueOfText(source).kind).toBe(kind);
  });

  test('literals keep their place, escapes are undone', () => {
    expect(valueOfText('"a"')).toMatchObject({ text: 'a', span: { start: 5, end: 6 }, exact: true });
    expect(valueOfText('"a\\n$${b}"')).toMatchObject({ text: 'a\n${b}', exact: false });
    expect(valueOfText('-1')).toMatchObject({ text: '-1', quoted: false });
    expect(valueOfText('"${aws_vpc.main.id}"')).toMatchObject({ path: ['aws_vpc', 'main', 'id'] });
  });
});

test('a heredoc without expressions is a text with its places', () => {
  const source = 'a = <<-EOT\n    one\n      $${two}\n  EOT\n';
  const value = readHcl(source).body.attributes[0]!.value;
  const found = heredocText(source, value.span)!;
  expect(found.text).toBe('one\n  ${two}\n');
  const [first] = found.segments;
  expect(source.slice(first!.host.start, first!.host.end)).toBe('one\n');
  expect(heredocText('<<E\n${a}\nE', { start: 0, end: 10 })).toBeUndefined();
});

describe('faults stay where they are', () => {
  test.each([
    ['resource "a" "b" {\n  x = [1,\n}\nresource "c" "d" {\n  y = 1\n}\n', 'c', 'hcl-unexpected'],
    ['resource "a" "b" {\n  x = "open\n  z = 1\n}\nresource "c" "d" {\n}\n', 'c', 'hcl-unexpected'],
    ['resource "a" "b" {\n  x =\n}\nresource "c" "d" {\n}\n', 'c', 'hcl-missing-value'],
    ['resource "a" "b" {\n  some words\n}\nresource "c" "d" {\n}\n', 'c', 'hcl-unexpected'],
  ])('%j', (text, type, code) => {
    const outline = readHcl(text);
    expect(outline.problems.map((problem) => problem.code)).toEqual([code]);
    expect(outline.body.blocks.map(({ labels }) => labels[0]!.value)).toContain(type);
    expect(firstLostCharacter(outline)).toBeUndefined();
  });

  test('a template is none of ours', () => {
    expect(readHcl('resource "a" "b" {\n  {% if x %}\n  y = {{ z }}\n}\n').problems).toEqual([]);
  });
});

test('costs grow with the text', () => {
  const texts = [
    'a = <<EOT\n'.repeat(20_000),
    'a = "${'.repeat(5_000),
    `a = "\${${'x'.repeat(15_000)}\n`.repeat(20),
    '['.repeat(50_000),
    'a {\n'.repeat(20_000),
    `a = ${'['.repeat(20_000)}`,
    'resource "a" "b" {\n  x = [1, 2, { y = "z" }]\n}\n'.repeat(5_000),
  ];
  for (const text of texts) {
    const started = cpuTime();
    expect(firstLostCharacter(readHcl(text))).toBeUndefined();
    expect(cpuTime() - started, text.slice(0, 20)).toBeLessThan(4000);
  }
});

test('no text loses a character', () => {
  const pieces = fc.constantFrom(
    'a',
    ' = ',
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '"',
    '"x"',
    '${',
    '\n',
    ',',
    '# c\n',
    '/*',
    '<<E\n',
    'E\n',
    'for ',
    ' in ',
    ':',
    '=>',
    '.',
    '-',
    '?',
    '\r\n',
    'ü',
    '\uFEFF',
    '\u0000',
    'resource "a" "b" {\n',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      const outline = readHcl(parts.join(''));
      expect(firstLostCharacter(outline)).toBeUndefined();
      for (const statement of walk(outline.statements)) expect(statement.words.length).toBeGreaterThan(0);
    }),
    { numRuns: 4000 },
  );
});
