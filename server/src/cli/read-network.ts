import { relative, sep } from 'node:path';
import { findFiles, NoSuchPath } from '../disk/find-files.ts';
import { readText } from '../disk/read-text.ts';
import type { Member } from '../network/network.ts';
import { type Prepared, prepare } from '../review/prepare.ts';
import { dialectFor } from '../review/settings.ts';
import { chosenSettings } from './chosen-settings.ts';
import { CannotDo, type Locale } from './options.ts';

export interface NetworkFile extends Member {
  readonly prepared: Prepared;
  readonly absolute: string;
}

/** Every configuration below these paths, as devices of one network. @throws CannotDo where there is none. */
export function readNetwork(paths: readonly string[], cwd: string, locale: Locale): readonly NetworkFile[] {
  const { settings, root } = chosenSettings({ config: undefined, preset: undefined, locale }, cwd);
  const files: NetworkFile[] = [];
  for (const { path, absolute } of filesBelow(paths.length > 0 ? paths : ['.'], cwd)) {
    const read = readText(absolute);
    if ('skipped' in read) continue;
    const dialect = dialectFor(relative(root, absolute).split(sep).join('/'), settings);
    const prepared = prepare({ text: read.text, path, ...(dialect === undefined ? {} : { dialect }) });
    if (prepared) files.push({ path, absolute, prepared, device: prepared.device, index: prepared.index });
  }
  if (files.length === 0) throw new CannotDo(`no configuration below ${paths.join(', ') || 'the working folder'}`);
  return files;
}

function filesBelow(paths: readonly string[], cwd: string) {
  try {
    return findFiles(paths, cwd);
  } catch (error) {
    throw error instanceof NoSuchPath ? new CannotDo(error.message) : error;
  }
}
