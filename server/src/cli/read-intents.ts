import { join, resolve } from 'node:path';
import { INTENTS_FILE, type Intent, parseIntents } from '../twin/intents-file.ts';
import type { Locale } from './options.ts';
import { nearestRoot, readProjectFile } from './project-file.ts';

/**
 * The intents file that is named, else the nearest one at or above the working folder; none: no intents.
 * @throws CannotDo with every mistake of the file and its line.
 */
export function readIntents(
  named: string | undefined,
  cwd: string,
  locale: Locale,
): { readonly path?: string; readonly intents: readonly Intent[] } {
  const root = named === undefined ? nearestRoot(cwd, INTENTS_FILE) : undefined;
  const path = named === undefined ? root && join(root, INTENTS_FILE) : resolve(cwd, named);
  if (path === undefined) return { intents: [] };
  const shown = named ?? INTENTS_FILE;
  return { path: shown, intents: readProjectFile(path, shown, locale, parseIntents).intents };
}
