import { expect, test } from 'vitest';
import { cloudinit } from '../dialect.ts';

const embeddedIn = (text: string) => cloudinit.toModel(cloudinit.parse(text)).embedded;

const CONFIG = '#cloud-config\nruncmd:\n  - iptables -P INPUT DROP\n';

const message = (end: string): string =>
  [
    'Content-Type: multipart/mixed;',
    ' boundary="==one=="',
    'MIME-Version: 1.0',
    '',
    '--==one==',
    'Content-Type: text/cloud-config; charset="us-ascii"',
    '',
    ...CONFIG.trimEnd().split('\n'),
    '--==one==',
    'Content-Type: text/x-shellscript',
    '',
    '#!/bin/sh',
    '--==one==',
    'Content-Type: text/cloud-config',
    'Content-Transfer-Encoding: base64',
    '',
    'I2Nsb3VkLWNvbmZpZwo=',
    '--==one==--',
    '#cloud-config',
    '',
  ].join(end);

test.each(['\n', '\r\n'])('a cloud-config in a MIME message is a document of its own, at its place (%j)', (end) => {
  const text = message(end);
  const [part, ...others] = embeddedIn(text);
  expect(others).toEqual([]);
  expect(part).toMatchObject({ dialect: 'cloudinit', text: CONFIG.replaceAll('\n', end) });
  expect(part!.segments).toEqual([{ start: 0, end: part!.text.length, host: expect.anything(), linear: true }]);
  const { host } = part!.segments[0]!;
  expect(text.slice(host.start, host.end)).toBe(part!.text);
});

test('a message without a boundary, or with one that never comes, has no parts', () => {
  expect(embeddedIn(`Content-Type: multipart/mixed\nMIME-Version: 1.0\n\n${CONFIG}`)).toEqual([]);
  expect(embeddedIn(`Content-Type: multipart/mixed; boundary=x\nMIME-Version: 1.0\n\n${CONFIG}`)).toEqual([]);
});

test('an archive lists texts, with or without their types', () => {
  const text = [
    '#cloud-config-archive',
    '- type: text/cloud-config',
    '  content: |',
    ...CONFIG.trimEnd()
      .split('\n')
      .map((line) => `    ${line}`),
    '- |',
    ...CONFIG.trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
    '- type: text/x-shellscript',
    '  content: "#!/bin/sh"',
    '',
  ].join('\n');
  expect(embeddedIn(text).map((part) => part.text)).toEqual([CONFIG, CONFIG]);
});
