import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { readText } from '../disk/read-text.ts';
import { CONFIG_FILE, parseConfigFile } from '../review/config-file.ts';
import { mergeSettings } from '../review/read-settings.ts';
import { DEFAULT_SETTINGS, type Settings } from '../review/settings.ts';
import { CannotDo, type CheckOptions } from './options.ts';

type SettingsOptions = Pick<CheckOptions, 'config' | 'locale' | 'preset'>;

export interface ChosenSettings {
  readonly settings: Settings;
  /** The folder that the globs of `dialects` start from: the one the config file is for, else the working folder. */
  readonly root: string;
}

/**
 * The config file named, or the nearest `.netreview/config.yaml` at or above the working folder; options win over it.
 * @throws CannotDo with every mistake of the file and its line.
 */
export function chosenSettings(options: SettingsOptions, cwd: string): ChosenSettings {
  const nearest = options.config === undefined ? nearestRoot(cwd) : undefined;
  const path = options.config === undefined ? nearest && join(nearest, CONFIG_FILE) : resolve(cwd, options.config);
  const said = path === undefined ? {} : read(path, options.config ?? relative(cwd, path), options);
  const settings = mergeSettings(DEFAULT_SETTINGS, said);
  return {
    settings: options.preset === undefined ? settings : { ...settings, preset: options.preset },
    root: nearest ?? cwd,
  };
}

function read(path: string, shown: string, { locale }: SettingsOptions): Partial<Settings> {
  const file = readText(path);
  if ('skipped' in file) throw new CannotDo(`${shown}: ${file.skipped}`);
  const { settings, problems } = parseConfigFile(file.text);
  if (problems.length === 0) return settings;
  throw new CannotDo(problems.map(({ line, text }) => `${shown}:${line}: ${text[locale]}`).join('\nnetreview: '));
}

function nearestRoot(cwd: string): string | undefined {
  for (let folder = resolve(cwd); ; folder = resolve(folder, '..')) {
    if (existsSync(join(folder, CONFIG_FILE))) return folder;
    if (resolve(folder, '..') === folder) return undefined;
  }
}
