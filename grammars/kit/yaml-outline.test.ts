import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuTime } from '../../test/support/cpu-time.ts';
import { firstLostCharacter, type Statement, walk } from '../outline.ts';
import { childOf, entryOf, itemsOf, textOf } from './yaml-node.ts';
import { readYaml } from './yaml-outline.ts';

const tree = (statements: readonly Statement[], depth = 0): string[] =>
  statements.flatMap((s) => [
    `${' '.repeat(depth)}${s.words.map((w) => JSON.stringify(w.text)).join(' ')}`,
    ...tree(s.children, depth + 1),
  ]);

const NESTED = `# note
network: &n
  version: 2   # trailing
  ethernets:
    eth0:
      addresses: [10.0.0.5/24, "10.0.0.6/24"]
      routes:
        - to: default
          via: 10.0.0.1
        - {to: 10.9.0.0/16, via: 10.0.0.2}
text: |
  one
   two
---
second: *n
`;

test('one statement per entry and item', () => {
  const outline = readYaml(NESTED);
  expect(outline.problems).toEqual([]);
  expect(tree(outline.statements)).toEqual([
    '"network"',
    ' "version" "2"',
    ' "ethernets"',
    '  "eth0"',
    '   "addresses"',
    '    "10.0.0.5/24"',
    '    "\\"10.0.0.6/24\\""',
    '   "routes"',
    '    "-"',
    '     "to" "default"',
    '     "via" "10.0.0.1"',
    '    "-"',
    '     "to" "10.9.0.0/16"',
    '     "via" "10.0.0.2"',
    '"text" "|\\n  one\\n   two"',
    '"second" "*n"',
  ]);
  expect(outline.trivia.filter((t) => t.kind === 'comment')).toHaveLength(2);
  expect(firstLostCharacter(outline)).toBeUndefined();
});

test('a pair in a list in brackets is a mapping of its own', () => {
  const outline = readYaml('a: [0, k: v]\n');
  expect(tree(outline.statements)).toEqual(['"a"', ' "0"', ' "k" "v"']);
  const [, second] = itemsOf(childOf(outline.documents[0], 'a'));
  expect(textOf(childOf(second?.value, 'k'))).toBe('v');
  expect(firstLostCharacter(outline)).toBeUndefined();
});

test('aliases and merge keys are followed, and never without bound', () => {
  const outline = readYaml('base: &b {mtu: 1500, dhcp4: false}\neth: {<<: *b, mtu: 9000}\n');
  const eth = childOf(outline.documents[0], 'eth');
  expect(textOf(childOf(eth, 'mtu'))).toBe('9000');
  expect(textOf(childOf(eth, 'dhcp4'))).toBe('false');
  expect(entryOf(eth, 'dhcp4')?.inherited).toBe(true);
  const bomb = Array.from({ length: 40 }, (_, i) => `k${i}: &a${i} [*a${i - 1}, *a${i - 1}, *a${i - 1}]`).join('\n');
  const started = cpuTime();
  const read = readYaml(`k: &a-1 [x]\n${bomb}\n`);
  expect(childOf(read.documents[0], 'k39')?.kind).toBe('seq');
  expect(cpuTime() - started).toBeLessThan(2000);
});

test('a template is read around its expressions, and its errors are not ours', () => {
  const text =
    '## template: jinja\n#cloud-config\n{% if v1.x %}\nhostname: {{ v1.name }}\n{% else %}\nhostname: b\n{% endif %}\n';
  const outline = readYaml(text, true);
  expect(outline.problems).toEqual([]);
  expect(outline.templated).toBe(true);
  expect(firstLostCharacter(outline)).toBeUndefined();
  expect(outline.statements.map((s) => s.words[0]?.text)).toEqual(['hostname', 'hostname']);
});

test('an interpolation is a hole where it explains the error, and no excuse where it does not', () => {
  const text = `a: [\${ip}/24]\nb: \${x}\n`;
  const outline = readYaml(text);
  expect([outline.templated, outline.problems.length]).toEqual([true, 0]);
  expect(firstLostCharacter(outline)).toBeUndefined();
  expect(readYaml(`a: |\n  echo \${x}\nc: [1\n`).problems).toHaveLength(1);
});

test('syntax errors are data, one a document', () => {
  expect(readYaml('a:\n\tb: 1\n').problems.map((p) => p.code)).toEqual(['yaml-tab-as-indent']);
  expect(readYaml('a: [1, 2\nb: 3\n').problems).toHaveLength(1);
  expect(readYaml('a: "x\n').problems).toHaveLength(1);
  expect(readYaml('a:\n  b: [\n1, 2\n]\n').problems).toEqual([]);
  expect(readYaml('a: *gone\n').problems.map((p) => p.code)).toEqual(['yaml-bad-alias']);
});

test('deep nesting and long texts end', () => {
  for (const deep of ['['.repeat(50_000), 'a: {'.repeat(20_000), `${'- '.repeat(20_000)}x`]) {
    expect(firstLostCharacter(readYaml(deep))).toBeUndefined();
  }
  const long = Array.from({ length: 20_000 }, (_, i) => `key${i}: value`).join('\n');
  const started = cpuTime();
  expect(readYaml(long).statements).toHaveLength(20_000);
  expect(cpuTime() - started).toBeLessThan(5000);
});

test('no mutation loses a character', () => {
  const pieces = fc.constantFrom(
    '\n',
    '  ',
    '- ',
    ': ',
    'a',
    'key: ',
    '[',
    ']',
    '{',
    '}',
    ', ',
    '"',
    "'",
    '|\n',
    '>-\n',
    '# c',
    '#',
    '\t',
    '&a ',
    '*a',
    '!!str ',
    '---\n',
    '...\n',
    '%YAML 1.2\n',
    '{{ x }}',
    '{% if %}',
    '\r\n',
    '\uFEFF',
    '? ',
    '<<: *a',
    'ü',
    '\\',
    '@',
    '`',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), fc.boolean(), (parts, template) => {
      expect(firstLostCharacter(readYaml(parts.join(''), template))).toBeUndefined();
    }),
    { numRuns: 3000 },
  );
  fc.assert(
    fc.property(fc.nat(NESTED.length), fc.nat(8), pieces, (at, cut, piece) => {
      const outline = readYaml(NESTED.slice(0, at) + piece + NESTED.slice(at + cut));
      expect(firstLostCharacter(outline)).toBeUndefined();
      for (const statement of walk(outline.statements)) expect(statement.words.length).toBeGreaterThan(0);
    }),
    { numRuns: 1000 },
  );
});

const corpus = '../shared/corpus/dev';
describe.skipIf(!existsSync(corpus))(
  `corpus${existsSync(corpus) ? '' : ' (skipped: no corpus beside this checkout)'}`,
  () => {
    test('no YAML file loses a character', () => {
      for (const folder of ['cloud_init', 'netplan', 'ansible', 'cloudformation']) {
        for (const file of readdirSync(`${corpus}/${folder}`, { recursive: true, encoding: 'utf8' })) {
          if (!/\.(ya?ml|txt|template|json)$/.test(file)) continue;
          const text = readFileSync(`${corpus}/${folder}/${file}`, 'utf8');
          expect(firstLostCharacter(readYaml(text)), file).toBeUndefined();
        }
      }
    });
  },
);
