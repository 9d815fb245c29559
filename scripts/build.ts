/** `npm run build`: bundles the extension's client, the language server and the command line into `dist/`. */
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { type BuildOptions, build as bundle } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
const dist = resolve(root, 'dist');

const common: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node22',
  logLevel: 'warning',
  legalComments: 'none',
  // ssh2 does without its native parts where they are missing.
  external: ['vscode', 'cpu-features', '*.node'],
  // jsonc-parser's other form asks for its parts by a name that no bundler can follow.
  mainFields: ['module', 'main'],
};

/** The command line as one file; packages that are CommonJS inside still ask for `require`. */
export const CLI_BUNDLE = {
  ...common,
  entryPoints: ['client/src/cli/main.ts'],
  outfile: 'dist/cli.mjs',
  format: 'esm',
  minify: true,
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
} as const satisfies BuildOptions;

/** What runs in the panel *Topology*, in a browser. */
const PAGE_BUNDLE = {
  ...common,
  entryPoints: ['client/src/views/topology/page/page.ts'],
  outfile: 'dist/topology.js',
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
  minify: true,
} as const satisfies BuildOptions;

/** @param options.tests also bundles the suites that run inside the extension host. @throws Error when a source does not bundle. */
export async function build(options: { readonly tests?: boolean }): Promise<void> {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  await Promise.all([
    bundle({
      ...common,
      entryPoints: ['client/src/extension.ts'],
      outfile: 'dist/client.cjs',
      format: 'cjs',
      minify: true,
    }),
    bundle({
      ...common,
      entryPoints: ['server/src/lsp/main.ts'],
      outfile: 'dist/server.cjs',
      format: 'cjs',
      minify: true,
    }),
    bundle(CLI_BUNDLE),
    bundle(PAGE_BUNDLE),
    ...(options.tests ? [bundleSuites()] : []),
  ]);
  copyRulePages();
}

/** Suites import the `vscode` of the extension host they run in; Mocha is bundled. */
async function bundleSuites(): Promise<void> {
  const entry = 'test/e2e/suite/index.ts';
  if (!existsSync(resolve(root, entry))) return;
  await bundle({ ...common, entryPoints: [entry], outfile: 'dist/test/e2e/suite/index.cjs', format: 'cjs' });
}

/** Rule pages work offline: `dist/rules/<area>/<id>.md`, with the examples of all dialects. */
function copyRulePages(): void {
  for (const page of globSync('server/src/rules/*/*/README.md', { cwd: root })) {
    const rule = relative('server/src/rules', dirname(page)).replaceAll('\\', '/');
    const target = resolve(dist, 'rules', `${rule}.md`);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(
      target,
      [page, ...examplePages(rule)].map((path) => readFileSync(resolve(root, path), 'utf8')).join('\n'),
    );
  }
}

const examplePages = (rule: string): string[] =>
  globSync(`grammars/dialects/*/examples/${rule}.md`, { cwd: root }).sort();

if (import.meta.main) await build({ tests: process.argv.includes('--tests') });
