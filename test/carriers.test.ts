import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { carrierOf } from '../grammars/kit/carrier.ts';
import { chooseDialect } from '../server/src/review/prepare.ts';
import { CORPUS_ABSENT, corpusFiles, corpusPresent } from './support/corpus.ts';

const indented = (text: string, by: number): string => text.replace(/^(?=.)/gm, ' '.repeat(by));

const fixtures = globSync('grammars/dialects/*/fixtures/*').flatMap((path) => {
  const text = readFileSync(path, 'utf8');
  const dialect = chooseDialect({ text, path })?.dialect.id;
  // A file that carries others by itself is not asked what it is inside of one of its kind.
  return dialect === undefined || carrierOf(text) ? [] : [{ path, text, dialect }];
});

/** What carries a file, and whose it is then; undefined: nobody's. */
const CARRIERS: readonly (readonly [string, string | undefined, (text: string) => string])[] = [
  [
    'user-data',
    'cloudinit',
    (text) => `#cloud-config\nwrite_files:\n  - path: /etc/x\n    content: |\n${indented(text, 6)}`,
  ],
  [
    'a MIME message',
    'cloudinit',
    (text) =>
      `Content-Type: multipart/mixed; boundary="=="\nMIME-Version: 1.0\n\n--==\nContent-Type: text/cloud-config\n\n#cloud-config\nwrite_files:\n  - path: /etc/x\n    content: |\n${indented(text, 6)}\n--==--\n`,
  ],
  [
    'a playbook',
    'ansible',
    (text) =>
      `- hosts: all\n  tasks:\n    - name: files\n      ansible.builtin.copy:\n        dest: /etc/x\n        content: |\n${indented(text, 10)}`,
  ],
  ['a script', undefined, (text) => `#!/bin/bash\nset -e\ncat > /etc/x <<'EOF'\n${text}\nEOF\n`],
  ['a program', undefined, (text) => `#!/usr/bin/env python3\nCONFIG = """\n${text}\n"""\n`],
  ['a module', undefined, (text) => `import pytest\n\nCONFIG = """\n${text}\n"""\n`],
  ['an image', undefined, (text) => `FROM debian:12 AS base\nRUN apt-get update\nCOPY <<EOF /etc/x\n${text}\nEOF\n`],
  ['prose', undefined, (text) => `# How to set it up\n\nWrite this:\n\n\`\`\`text\n${text}\n\`\`\`\n`],
  ['a page', undefined, (text) => `<!DOCTYPE html>\n<html><body><pre>\n${text}\n</pre></body></html>\n`],
  ['a change', undefined, (text) => `diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n${text}`],
];

describe.each(CARRIERS)('what stands in %s', (_, owner, carry) => {
  test('is not what the text is', () => {
    const claimed = fixtures.flatMap(({ path, text }) => {
      const found = chooseDialect({ text: carry(text) })?.dialect.id;
      return found === owner ? [] : [`${path}: ${found}`];
    });
    expect(claimed).toEqual([]);
  });
});

test('a manifest of values over lines is none of its values, and no file of devices carries others', () => {
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  x.conf: |\n`;
  for (const { path, text: own, dialect } of fixtures) {
    const found = chooseDialect({ text: text + indented(own, 4) });
    if (!found?.dialect.carriers?.includes('yaml')) expect(found?.dialect.id, path).toBeUndefined();
    if (!/^(?:ansible|k8s|netplan|cloudinit|aws|gcp)$/.test(dialect)) expect(carrierOf(own), path).toBeUndefined();
  }
});

test.skipIf(!corpusPresent)(
  `no file of the corpus is taken for a carrier of another language than its own${CORPUS_ABSENT}`,
  () => {
    const carriers = corpusFiles().flatMap(({ dialect, text }) => {
      const carrier = carrierOf(text);
      return carrier ? [`${dialect} ${carrier}`] : [];
    });
    const expected = ['ansible yaml', 'cloud_init user-data', 'cloudformation yaml', 'terraform_aws hcl'];
    expect([...new Set(carriers)].filter((one) => !expected.includes(one))).toEqual([]);
  },
);
