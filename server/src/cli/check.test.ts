import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { dialectById } from '../../../grammars/dialects/index.ts';
import { check } from './check.ts';
import { checkOptions } from './options.ts';

test('a parser that breaks costs its file; the others are reviewed and the status is 2', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'netreview-check-'));
  const netplan = (address: string): string =>
    `network:\n  version: 2\n  ethernets:\n    eth0:\n      addresses: [${address}]\n`;
  writeFileSync(join(folder, 'a.yaml'), netplan('192.0.2.1/24'));
  writeFileSync(join(folder, 'b.yaml'), netplan('198.51.100.1/24'));
  const dialect = dialectById('netplan')!;
  const parse = dialect.parse.bind(dialect);
  const broken = vi.spyOn(dialect, 'parse').mockImplementation((text) => {
    if (text.includes('192.0.2.1')) throw new TypeError('broken');
    return parse(text);
  });
  const { files, problems } = await check(checkOptions(['.']), folder);
  broken.mockRestore();
  rmSync(folder, { recursive: true });
  expect(files.map(({ path }) => path)).toEqual(['b.yaml']);
  expect(problems).toEqual(['a.yaml: could not be read as a configuration (broken)']);
});
