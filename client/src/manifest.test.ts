import { existsSync, globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LANGUAGE_OF_DIALECT } from './documents.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(resolve(root, path), 'utf8');
const json = <T>(path: string): T => JSON.parse(read(path)) as T;

interface Manifest {
  readonly main: string;
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly id: string;
        readonly description: string;
        readonly media: { readonly image: string };
        readonly completionEvents?: readonly string[];
      }[];
    }[];
    readonly languages: readonly { readonly id: string; readonly configuration: string }[];
    readonly grammars: readonly { readonly scopeName: string; readonly path: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope: string }>> };
  };
}

const manifest = json<Manifest>('package.json');
const sources = globSync('client/src/**/*.ts', { cwd: root }).filter((path) => !path.endsWith('.test.ts'));
const code = sources.map(read).join('\n');
const placeholders = (text: string): string[] => [...text.matchAll(/\{\d\}/g)].map(([one]) => one).sort();

describe('texts', () => {
  const used = new Set([...read('package.json').matchAll(/"%([^%"]+)%"/g)].map((match) => match[1]!));
  const en = json<Record<string, string>>('package.nls.json');
  const zh = json<Record<string, string>>('package.nls.zh-cn.json');

  test('of the manifest are all there, in both languages, and none is left over', () => {
    expect(used.size).toBeGreaterThan(30);
    expect(Object.keys(en).filter((key) => !used.has(key))).toEqual([]);
    expect([...used].filter((key) => !(key in en))).toEqual([]);
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  });

  test('of the client are all translated, with the same places for values, and none is left over', () => {
    const texts = [...code.matchAll(/l10n\.t\(\s*'((?:[^'\\]|\\.)*)'/g)].map((match) =>
      match[1]!.replaceAll("\\'", "'"),
    );
    const calls = code.match(/\bl10n\.t\(/g) ?? [];
    const bundle = json<Record<string, string>>('l10n/bundle.l10n.zh-cn.json');
    expect(texts.length, 'every text is a literal').toBe(calls.length);
    expect(Object.keys(bundle).sort()).toEqual([...new Set(texts)].sort());
    for (const [text, translated] of Object.entries(bundle)) {
      expect(new Set(placeholders(translated)), text).toEqual(new Set(placeholders(text)));
      expect(translated, text).not.toBe('');
    }
  });
});

describe('the walkthrough', () => {
  const en = json<Record<string, string>>('package.nls.json');
  const steps = manifest.contributes.walkthroughs.flatMap((one) => one.steps);

  test.each(steps.map((step) => [step.id, step] as const))(
    '%s: its picture is packaged, its commands are there',
    (_, step) => {
      expect(step.media.image).toMatch(/^docs\/images\/[a-z]+\.jpg$/);
      expect(existsSync(resolve(root, step.media.image))).toBe(true);
      const own = new Set(manifest.contributes.commands.map(({ command }) => command));
      const linked = [...en[step.description.slice(1, -1)]!.matchAll(/\(command:(netreview\.[A-Za-z]+)\)/g)];
      const ends = (step.completionEvents ?? []).flatMap(
        (event) => /^onCommand:(netreview\..+)$/.exec(event)?.[1] ?? [],
      );
      for (const command of [...linked.map((match) => match[1]!), ...ends]) expect(own).toContain(command);
    },
  );
});

describe('contributions', () => {
  test('every command is registered, and every registered command is contributed', () => {
    const registered = [...code.matchAll(/register\('(netreview\.[A-Za-z]+)'/g)].map((match) => match[1]!);
    const named = [...read('client/src/protocol.ts').matchAll(/COMMAND_[A-Z_]+ = '([^']+)'/g)].map(
      (match) => match[1]!,
    );
    expect([...registered, ...named].sort()).toEqual(
      manifest.contributes.commands.map(({ command }) => command).sort(),
    );
  });

  test('files of languages and grammars exist', () => {
    for (const { configuration } of manifest.contributes.languages) expect(() => json(configuration)).not.toThrow();
    for (const { path, scopeName } of manifest.contributes.grammars) {
      expect(json<{ readonly scopeName: string }>(path).scopeName).toBe(scopeName);
    }
    for (const { id } of manifest.contributes.languages)
      expect(manifest.activationEvents).toContain(`onLanguage:${id}`);
  });

  test('the server is told of every language that the extension brings', () => {
    expect(Object.values(LANGUAGE_OF_DIALECT).sort()).toEqual(
      manifest.contributes.languages.map(({ id }) => id).sort(),
    );
  });

  test('what probes may reach is a setting of the machine, which no folder can change', () => {
    expect(manifest.contributes.configuration.properties['netreview.probe.allowedTargets']?.scope).toBe('machine');
  });

  test('every setting that the client reads is declared', () => {
    // Only who speaks to the editor can read its settings; elsewhere it is a map.
    const editorCode = sources
      .map(read)
      .filter((text) => text.includes("from 'vscode'"))
      .join('\n');
    const asked = [...editorCode.matchAll(/\.get(?:<[^>]+>)?\('([A-Za-z.]+)'/g)].map(
      (match) => `netreview.${match[1]}`,
    );
    const declared = Object.keys(manifest.contributes.configuration.properties);
    expect(asked.length).toBeGreaterThan(2);
    expect(asked.filter((name) => !declared.includes(name))).toEqual([]);
  });

  test('.vscodeignore denies all before it allows', () => {
    const lines = read('.vscodeignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines[0]).toBe('**');
    expect(lines.slice(1).every((line) => line.startsWith('!'))).toBe(true);
    expect(lines.filter((line) => !/[*]|dist/.test(line) && !existsSync(resolve(root, line.slice(1))))).toEqual([]);
  });
});

describe('only the glue knows the editor', () => {
  test('probes import no vscode', () => {
    const probes = sources.filter((path) => path.replaceAll('\\', '/').startsWith('client/src/probes/'));
    expect(probes.length).toBeGreaterThan(10);
    expect(probes.filter((path) => /from 'vscode/.test(read(path)))).toEqual([]);
  });

  test('only probes touch the network or start programs', () => {
    const others = sources.filter((path) => !path.replaceAll('\\', '/').startsWith('client/src/probes/'));
    const effects = /from '(?:node:)?(?:net|dgram|dns|tls|http|https|child_process)(?:\/[a-z]+)?'/;
    expect(others.filter((path) => effects.test(read(path)))).toEqual([]);
  });
});
