import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readText } from '../disk/read-text.ts';
import type { YamlProblem } from '../review/read-yaml.ts';
import { CannotDo, type Locale } from './options.ts';

/** The folder of this file (`.netreview/config.yaml`) that is nearest at or above the working folder. */
export function nearestRoot(cwd: string, file: string): string | undefined {
  for (let folder = resolve(cwd); ; folder = resolve(folder, '..')) {
    if (existsSync(join(folder, file))) return folder;
    if (resolve(folder, '..') === folder) return undefined;
  }
}

/**
 * What a file of the project says.
 * @param shown what the user calls it.
 * @throws CannotDo with every mistake of the file and its line.
 */
export function readProjectFile<T extends { readonly problems: readonly YamlProblem[] }>(
  path: string,
  shown: string,
  locale: Locale,
  parse: (text: string) => T,
): T {
  const file = readText(path);
  if ('skipped' in file) throw new CannotDo(`${shown}: ${file.skipped}`);
  const said = parse(file.text);
  if (said.problems.length === 0) return said;
  throw new CannotDo(said.problems.map(({ line, text }) => `${shown}:${line}: ${text[locale]}`).join('\nnetreview: '));
}
