import { expect, test } from 'vitest';
import { otherText } from './other-text.ts';
import { chooseDialect } from './prepare.ts';

const NFT = `table inet filter {
  chain input {
    type filter hook input priority 0; policy drop;
    tcp dport 22 accept
  }
}
`;
const inside = (by: string): string => NFT.replace(/^(?=.)/gm, by);

test.each([
  ['document', `# How to\n\nPut this on the host:\n\n\`\`\`\n${NFT}\`\`\`\n`],
  ['difference', `diff --git a/fw b/fw\n--- a/fw\n+++ b/fw\n@@ -1,5 +1,5 @@\n${inside(' ')}`],
  ['difference', `--- a/fw\n+++ b/fw\n@@ -1,5 +1,5 @@\n${inside(' ')}`],
  ['program', `#!/bin/sh\ncat > /etc/nftables.conf <<EOF\n${NFT}EOF\n`],
  ['program', `#!/usr/bin/env python3\nRULES = """\n${NFT}"""\n`],
  ['program', `import pytest\n\nRULES = """\n${NFT}"""\n`],
  ['yaml', `replicas: 2\nrules: |\n${inside('  ')}`],
  ['yaml', `# Values\n---\nrules: |-\n${inside('  ')}`],
] as const)('a %s that quotes a configuration is none', (kind, text) => {
  expect(otherText(text)).toBe(kind);
  expect(chooseDialect({ text, path: 'file' })).toBeUndefined();
});

test('what a reader of YAML knows is his, whatever texts it holds', () => {
  const text = `#cloud-config\nssh_pwauth: false\nwrite_files:\n  - path: /etc/nftables.conf\n    content: |\n${inside('      ')}`;
  expect(chooseDialect({ text, path: 'file' })?.dialect.id).toBe('cloudinit');
});

test.each([
  NFT,
  `#!/usr/sbin/nft -f\n${NFT}`,
  '#!/bin/vbash\nset system host-name r1\n',
  'Building configuration...\n!\nhostname r1\n',
  'hostname r1\n!\nbanner motd ^C\n~~~~~~~~\nnobody else\n^C\n',
  'import all;\nexport none;\n',
  'network:\n  version: 2\n',
])('a configuration is not taken for a quotation', (text) => {
  expect(otherText(text)).toBeUndefined();
});
