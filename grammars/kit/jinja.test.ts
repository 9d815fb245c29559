import { expect, test } from 'vitest';
import { isJinja, MARKER, readJinja, withoutJinjaSuffix } from './jinja.ts';

test('expressions become words, statements and comments blanks, and nothing moves', () => {
  const text = 'hostname {{ name }}\n{% if x %}\n ip {# note #} {{ a }}/{{ b }}\n{%- endif %}\nend\n';
  const { text: masked, holes } = readJinja(text);
  expect(masked.split('\n').map((line) => line.trimEnd())).toEqual([
    'hostname zqjqqqqqqq',
    '',
    ` ip ${' '.repeat(10)} zqjqqqq/zqjqqqq`,
    '',
    'end',
    '',
  ]);
  expect(masked).toHaveLength(text.length);
  expect(holes.map(({ kind, span }) => `${kind} ${text.slice(span.start, span.end)}`)).toEqual([
    'expression {{ name }}',
    'statement {% if x %}',
    'comment {# note #}',
    'expression {{ a }}',
    'expression {{ b }}',
    'statement {%- endif %}',
  ]);
});

test('an expression over several lines keeps them, and an include may be lines', () => {
  const text = 'a {{ b\n  | c }} d\n{% include "acl.j2" %}\n';
  const { text: masked } = readJinja(text);
  expect(masked.split('\n').map(({ length }) => length)).toEqual(text.split('\n').map(({ length }) => length));
  expect(masked.split('\n')[2]).toContain(MARKER);
});

test('between raw and endraw braces are text; what is never closed stays', () => {
  expect(readJinja('{% raw %}{{ x }}{% endraw %} {{ y').text).toBe('         {{ x }}             {{ y');
});

test('branches: an else is another one, a loop is one, a block is none', () => {
  const text = 'A{% if x %}B{% for y in z %}C{% endfor %}D{% else %}E{% endif %}F{% block b %}G{% endblock %}H';
  const { branchAt } = readJinja(text);
  const at = (letter: string) => branchAt(text.indexOf(letter));
  for (const letter of ['A', 'F', 'G', 'H']) expect(at(letter), letter).toBeUndefined();
  expect(at('B')).toBe(at('D'));
  expect(at('C')?.parent).toBe(at('B'));
  expect(at('E')).not.toBe(at('B'));
  expect(at('E')?.parent).toBeUndefined();
});

test('Go’s templates have their statements in the braces of expressions', () => {
  const text = 'hostname {{ .Name }}\n{{- if .Vrf }}\nvrf {{ .Vrf }}\n{{ else }}A\n{{end}}\nB {{ .iface }}\n';
  const { text: masked, branchAt } = readJinja(text);
  expect(masked.split('\n').map((line) => line.trim())).toEqual([
    'hostname zqjqqqqqqqq'.slice(0, 'hostname {{ .Name }}'.length),
    '',
    'vrf zqjqqqqqqq'.slice(0, 'vrf {{ .Vrf }}'.length),
    'A',
    '',
    'B zqjqqqqqqqqq'.slice(0, 'B {{ .iface }}'.length),
    '',
  ]);
  expect(branchAt(text.indexOf('vrf'))).toBeDefined();
  expect(branchAt(text.indexOf('A'))).not.toBe(branchAt(text.indexOf('vrf')));
  expect(branchAt(text.indexOf('B'))).toBeUndefined();
});

test('what is a template', () => {
  for (const text of ['{% if a %}', '{%- for x in y -%}', 'hostname {{ name }}', 'x {{- name | upper }}', '{% raw %}'])
    expect(isJinja(text), text).toBe(true);
  for (const text of ['elements = { { 1 } }', 'a { b {{ } }', 'echo {{}}', '{%', 'banner {# x'])
    expect(isJinja(text), text).toBe(false);
  expect(isJinja('hostname a', 'templates/edge.cfg.j2')).toBe(true);
  expect(withoutJinjaSuffix('rules.v4.j2')).toBe('rules.v4');
});

test('costs are those of the text, however it is broken', () => {
  const before = process.cpuUsage();
  for (const unit of ['{% if x %} a {{ b }} {% else %} {# c #} {{ d {% endif %}\n', '{{ ', '{% if a %}', '{# ', '{'])
    readJinja(unit.repeat(60_000)).branchAt(1_000);
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(4_000);
});
