import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pem } from '../../../grammars/dialects/pem/dialect.ts';
import { emptyDevice } from '../../../grammars/model/device.ts';
import { lineIndex } from '../../../grammars/text/line-index.ts';
import { certificateFile } from './certificate-file.ts';
import { type Member, networkOf } from './network.ts';

const text = readFileSync('grammars/dialects/pem/fixtures/fullchain.pem', 'utf8');
const device = pem.toModel(pem.parse(text));
const self: Member = { path: 'web/nginx/www.conf', device: emptyDevice, index: lineIndex('') };

/** The file that is meant, among files of these paths. */
const meant = (written: string, ...paths: readonly string[]): string | undefined =>
  certificateFile(written, self, networkOf([self, ...paths.map((path) => ({ path, device, index: lineIndex(text) }))]))
    ?.member.path;

test('a name that only one file has is that file, wherever it lies', () => {
  expect(meant('/etc/ssl/www.pem', 'certs/www.pem', 'certs/api.pem')).toBe('certs/www.pem');
  expect(meant('/etc/ssl/www.pem', 'certs/api.pem')).toBeUndefined();
});

test('of several files of one name, the one whose path agrees furthest from the end', () => {
  expect(meant('/etc/live/a/fullchain.pem', 'live/a/fullchain.pem', 'live/b/fullchain.pem')).toBe(
    'live/a/fullchain.pem',
  );
  expect(meant('/etc/ssl/fullchain.pem', 'a/fullchain.pem', 'b/fullchain.pem')).toBeUndefined();
});

test('of two that agree alike, the one nearest to the configuration', () => {
  expect(meant('ssl/cert.pem', 'web/ssl/cert.pem', 'mail/ssl/cert.pem')).toBe('web/ssl/cert.pem');
  expect(meant('ssl/cert.pem', 'one/ssl/cert.pem', 'two/ssl/cert.pem')).toBeUndefined();
});

test('a folder, a file without certificates and an empty path are none', () => {
  expect(meant('/etc/ssl/', 'etc/ssl/www.pem')).toBeUndefined();
  expect(meant('', 'www.pem')).toBeUndefined();
  expect(meant('nginx/www.conf', 'certs/www.pem')).toBeUndefined();
});
