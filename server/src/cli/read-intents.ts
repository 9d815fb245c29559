import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readText } from '../disk/read-text.ts';
import { INTENTS_FILE, type Intent, parseIntents } from '../twin/intents-file.ts';
import { CannotDo, type Locale } from './options.ts';

/**
 * The intents file that is named, else the nearest one at or above the working folder; none: no intents.
 * @throws CannotDo with every mistake of the file and its line.
 */
export function readIntents(
  named: string | undefined,
  cwd: string,
  locale: Locale,
): { readonly path?: string; readonly intents: readonly Intent[] } {
  const path = named === undefined ? nearest(cwd) : resolve(cwd, named);
  if (path === undefined) return { intents: [] };
  const file = readText(path);
  const shown = named ?? INTENTS_FILE;
  if ('skipped' in file) throw new CannotDo(`${shown}: ${file.skipped}`);
  const { intents, problems } = parseIntents(file.text);
  if (problems.length > 0)
    throw new CannotDo(problems.map(({ line, text }) => `${shown}:${line}: ${text[locale]}`).join('\nnetreview: '));
  return { path: shown, intents };
}

function nearest(cwd: string): string | undefined {
  for (let folder = resolve(cwd); ; folder = resolve(folder, '..')) {
    const path = join(folder, INTENTS_FILE);
    if (existsSync(path)) return path;
    if (resolve(folder, '..') === folder) return undefined;
  }
}
