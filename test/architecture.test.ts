import { globSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

interface Import {
  readonly from: string;
  /** Repository path for own files, else the package's name. */
  readonly to: string;
}

const root = resolve(import.meta.dirname, '..');
const files = globSync('{client,server,grammars}/**/*.ts', { cwd: root }).map((path) => path.replaceAll('\\', '/'));
const sources = files.filter((path) => !path.endsWith('.test.ts'));
const imports: Import[] = sources.flatMap(importsOf);

function importsOf(from: string): Import[] {
  const text = readFileSync(resolve(root, from), 'utf8');
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^'"\n;]*(?:\{[^}]*\}[^'"\n;]*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g,
  );
  return [...found].map((match) => {
    const name = (match[1] ?? match[2])!;
    return {
      from,
      to: name.startsWith('.') ? relative(root, resolve(root, dirname(from), name)).replaceAll('\\', '/') : name,
    };
  });
}

const offenders = (wrong: (edge: Import) => boolean): string[] =>
  imports.filter(wrong).map((edge) => `${edge.from} -> ${edge.to}`);

const under = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);

describe('import directions', () => {
  test('reads the sources', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(imports.length).toBeGreaterThan(sources.length);
  });

  test('only grammars/ imports chevrotain', () => {
    expect(offenders((edge) => edge.to === 'chevrotain' && !under(edge.from, 'grammars'))).toEqual([]);
  });

  test('only server/src/lsp imports vscode-languageserver', () => {
    expect(offenders((edge) => /^vscode-languageserver/.test(edge.to) && !under(edge.from, 'server/src/lsp'))).toEqual(
      [],
    );
  });

  test('only client/ imports vscode and vscode-languageclient', () => {
    expect(offenders((edge) => /^vscode(-languageclient.*)?$/.test(edge.to) && !under(edge.from, 'client'))).toEqual(
      [],
    );
  });

  test('grammars, packets, routes, network, review and rules import nothing from node:', () => {
    const pure = [
      'grammars',
      ...['packets', 'routes', 'network', 'review', 'rules'].map((folder) => `server/src/${folder}`),
    ];
    expect(offenders((edge) => edge.to.startsWith('node:') && pure.some((folder) => under(edge.from, folder)))).toEqual(
      [],
    );
  });

  test('the language server opens no socket and starts no process', () => {
    const effects = [
      'net',
      'dgram',
      'tls',
      'http',
      'https',
      'http2',
      'dns',
      'child_process',
      'worker_threads',
      'cluster',
    ];
    expect(
      offenders((edge) => under(edge.from, 'server') && effects.includes(edge.to.replace('node:', '').split('/')[0]!)),
    ).toEqual([]);
  });

  test('grammars import nothing of server or client; server nothing of client', () => {
    expect(
      offenders((edge) => under(edge.from, 'grammars') && (under(edge.to, 'server') || under(edge.to, 'client'))),
    ).toEqual([]);
    const shared = 'client/src/protocol.ts';
    // The command `netreview` is put together in the client: it has the sockets.
    expect(offenders((edge) => under(edge.from, 'client') && under(edge.to, 'server'))).toEqual([
      'client/src/cli/main.ts -> server/src/cli/diagnose.ts',
      'client/src/cli/main.ts -> server/src/cli/main.ts',
    ]);
    expect(offenders((edge) => under(edge.from, 'server') && under(edge.to, 'client') && edge.to !== shared)).toEqual(
      [],
    );
  });

  test('no dialect imports another dialect', () => {
    const dialectOf = (path: string): string | undefined => /^grammars\/dialects\/([a-z0-9]+)\//.exec(path)?.[1];
    expect(
      offenders(
        (edge) =>
          dialectOf(edge.from) !== undefined &&
          dialectOf(edge.to) !== undefined &&
          dialectOf(edge.from) !== dialectOf(edge.to),
      ),
    ).toEqual([]);
  });

  test('no rule imports another rule', () => {
    const ruleOf = (path: string): string | undefined =>
      /^server\/src\/rules\/([a-z0-9]+\/[a-z0-9-]+)\//.exec(path)?.[1];
    expect(
      offenders(
        (edge) =>
          ruleOf(edge.from) !== undefined && ruleOf(edge.to) !== undefined && ruleOf(edge.from) !== ruleOf(edge.to),
      ),
    ).toEqual([]);
  });

  test('there are no cycles', () => {
    const next = new Map<string, string[]>();
    for (const edge of imports)
      if (sources.includes(edge.to)) next.set(edge.from, [...(next.get(edge.from) ?? []), edge.to]);
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (state.get(path) === 'done') return;
      if (state.get(path) === 'open') {
        cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
        return;
      }
      state.set(path, 'open');
      for (const target of next.get(path) ?? []) visit(target, [...trail, path]);
      state.set(path, 'done');
    };
    for (const path of sources) visit(path, []);
    expect(cycles).toEqual([]);
  });
});

describe('house style', () => {
  test('no file is longer than 500 lines', () => {
    const long = files
      .map((path) => ({ path, lines: readFileSync(resolve(root, path), 'utf8').split('\n').length }))
      .filter(({ lines }) => lines > 501);
    expect(long).toEqual([]);
  });

  test('client/src/extension.ts stays below 100 lines', () => {
    expect(readFileSync(resolve(root, 'client/src/extension.ts'), 'utf8').split('\n').length).toBeLessThanOrEqual(100);
  });

  test('nothing is named utils, helpers or manager', () => {
    expect(files.filter((path) => /(^|\/)(utils?|helpers?|[a-z-]*manager)(\/|\.ts$)/.test(path))).toEqual([]);
  });

  test('the README names every package that .ci/run installs', () => {
    const [, packages] = /packages=\(([^)]*)\)/.exec(readFileSync(resolve(root, '.ci/run'), 'utf8'))!;
    const named = new Set(
      readFileSync(resolve(root, 'README.md'), 'utf8')
        .split(/[\s,]+/)
        .map((word) => word.replace(/\.$/, '')),
    );
    expect(packages!.split(' ').filter((name) => !named.has(name))).toEqual([]);
  });
});
