/**
 * `npm start`: builds, then opens `samples/` in a real editor with the extension loaded:
 * desktop VS Code when `code` is on the PATH, else code-server on one local address.
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { build } from './build.ts';
import { installCodeServer, startCodeServer } from './code-server.ts';
import { packageExtension } from './package.ts';

const root = resolve(import.meta.dirname, '..');
const samples = resolve(root, 'samples');

await build({});
const desktop = spawnSync('code', ['--version'], { encoding: 'utf8' });
if (desktop.status === 0 && !process.argv.includes('--code-server')) {
  process.stdout.write(`opening ${samples} in VS Code ${desktop.stdout.split('\n')[0]}\n`);
  const opened = spawnSync('code', ['--new-window', `--extensionDevelopmentPath=${root}`, samples], {
    stdio: 'inherit',
  });
  process.exitCode = opened.status ?? 1;
} else {
  const log = (line: string): void => void process.stdout.write(`${line}\n`);
  const entry = await installCodeServer(log);
  const vsix = await packageExtension();
  const server = await startCodeServer(entry, { workspaceTrust: true, extensions: [vsix] });
  log(`open http://${server.authority}/?folder=${encodeURI(samples)}  (Ctrl+C ends it)`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void server.stop().then(() => process.exit(0)));
  }
}
