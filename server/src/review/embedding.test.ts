import { expect, test } from 'vitest';
import { embeddedText } from '../../../grammars/kit/yaml-embedded.ts';
import { childOf, type YamlScalar } from '../../../grammars/kit/yaml-node.ts';
import { readYaml } from '../../../grammars/kit/yaml-outline.ts';
import { applyEdits, type TextEdit } from '../../../grammars/text/edit.ts';
import { toHost } from './embedding.ts';
import type { Finding } from './finding.ts';

const host = 'a: 1\ncontent: |\n    one\n    two\n\n    three\nz: 2\n';
const embedding = embeddedText(childOf(readYaml(host).documents[0], 'content') as YamlScalar, host);

/** The host's text after an edit of the embedded one. */
function edited(edit: TextEdit): string | undefined {
  const finding: Finding = {
    rule: 'x/y',
    severity: 'info',
    span: edit.span,
    text: { en: '', 'zh-cn': '' },
    related: [],
    fixes: [{ title: { en: '', 'zh-cn': '' }, safety: 'safe', edits: [edit] }],
  };
  const fix = toHost(finding, embedding).fixes[0];
  return fix && applyEdits(host, fix.edits);
}

test('every edit of a block scalar is the same edit of what it says', () => {
  const text = embedding.text;
  expect(text).toBe('one\ntwo\n\nthree\n');
  const two = text.indexOf('two');
  const three = text.indexOf('three');
  const edits: TextEdit[] = [
    { span: { start: two, end: two + 3 }, newText: '2' },
    { span: { start: two, end: two + 4 }, newText: '' },
    { span: { start: two, end: two }, newText: 'new\n' },
    { span: { start: two, end: two + 4 }, newText: 'a\nb\n' },
    { span: { start: two + 3, end: two + 3 }, newText: '\nnew' },
    { span: { start: three, end: three + 6 }, newText: '' },
    { span: { start: three + 5, end: three + 5 }, newText: '\nfour' },
    { span: { start: 0, end: 0 }, newText: 'zero\n' },
    { span: { start: 0, end: two + 4 }, newText: '' },
  ];
  for (const edit of edits) {
    const after = edited(edit);
    expect(after, JSON.stringify(edit)).toBeDefined();
    const root = readYaml(after ?? '').documents[0];
    expect((childOf(root, 'content') as YamlScalar).value.trimEnd(), JSON.stringify(edit)).toBe(
      applyEdits(text, [edit]).trimEnd(),
    );
    expect((childOf(root, 'z') as YamlScalar).value).toBe('2');
  }
});
