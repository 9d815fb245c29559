/** `npm run package`: builds and writes `netreview-VERSION.vsix`. */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from './build.ts';
import { run } from './code-server.ts';

/** A larger one says that something slipped past .vscodeignore. */
const SIZE_LIMIT = 4 * 1024 * 1024;

/** @returns the path of the .vsix. @throws Error when vsce refuses or the package is too large. */
export async function packageExtension(): Promise<string> {
  const root = resolve(import.meta.dirname, '..');
  const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as { version: string };
  const vsix = resolve(root, `netreview-${version}.vsix`);
  await run(
    process.execPath,
    [resolve(root, 'node_modules/@vscode/vsce/vsce'), 'package', '--no-dependencies', '--skip-license', '--out', vsix],
    root,
    {},
  );
  const { size } = statSync(vsix);
  if (size > SIZE_LIMIT) throw new Error(`${vsix} has ${size} bytes, over ${SIZE_LIMIT}`);
  return vsix;
}

if (import.meta.main) {
  await build({});
  const vsix = await packageExtension();
  process.stdout.write(`${vsix} ${(statSync(vsix).size / 1024).toFixed(0)} KiB\n`);
}
