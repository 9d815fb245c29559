import { relative, resolve, sep } from 'node:path';
import { dialectById, dialects } from '../../../grammars/dialects/index.ts';
import { readStandardInput, readText } from '../disk/read-text.ts';
import { type Prepared, prepare } from '../review/prepare.ts';
import { dialectFor } from '../review/settings.ts';
import { chosenSettings } from './chosen-settings.ts';
import { nobodys } from './nobodys.ts';
import { CannotDo, type Locale } from './options.ts';

/**
 * One file, or standard input for `-`, as a configuration; `dialect` beats the folder's settings, which beat detection.
 * @throws CannotDo for what cannot be read or is nobody's.
 */
export function readConfiguration(path: string, cwd: string, dialect: string | undefined, locale: Locale): Prepared {
  if (dialect !== undefined && !dialectById(dialect))
    throw new CannotDo(`--dialect takes ${dialects.map(({ id }) => id).join(', ')}; not ${dialect}`);
  const read = path === '-' ? readStandardInput() : readText(resolve(cwd, path));
  if ('skipped' in read) throw new CannotDo(`${path}: ${read.skipped}`);
  const { settings, root } = chosenSettings({ config: undefined, preset: undefined, locale }, cwd);
  const chosen = dialect ?? dialectFor(relative(root, resolve(cwd, path)).split(sep).join('/'), settings);
  const prepared = prepare({ text: read.text, path, ...(chosen === undefined ? {} : { dialect: chosen }) });
  if (!prepared) throw new CannotDo(`${path}: ${nobodys({ text: read.text, path }, locale)}`);
  return prepared;
}
