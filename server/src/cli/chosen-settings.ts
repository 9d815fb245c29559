import { join, relative, resolve } from 'node:path';
import { CONFIG_FILE, parseConfigFile } from '../review/config-file.ts';
import { mergeSettings } from '../review/read-settings.ts';
import { DEFAULT_SETTINGS, type Settings } from '../review/settings.ts';
import { parseTopology, TOPOLOGY_FILE } from '../review/topology-file.ts';
import type { CheckOptions } from './options.ts';
import { nearestRoot, readProjectFile } from './project-file.ts';

type SettingsOptions = Pick<CheckOptions, 'config' | 'locale' | 'preset'>;

export interface ChosenSettings {
  readonly settings: Settings;
  /** The folder that the globs of `dialects` start from: the one the config file is for, else the working folder. */
  readonly root: string;
}

/**
 * The config file named, or the nearest `.netreview/config.yaml` at or above the working folder; options win over it. With them the roles of the
 * nearest `.netreview/topology.yaml`.
 * @throws CannotDo with every mistake of a file and its line.
 */
export function chosenSettings({ config, locale, preset }: SettingsOptions, cwd: string): ChosenSettings {
  const nearest = config === undefined ? nearestRoot(cwd, CONFIG_FILE) : undefined;
  const path = config === undefined ? nearest && join(nearest, CONFIG_FILE) : resolve(cwd, config);
  const said =
    path === undefined ? {} : readProjectFile(path, config ?? relative(cwd, path), locale, parseConfigFile).settings;
  return {
    settings: {
      ...mergeSettings(DEFAULT_SETTINGS, said),
      roles: declaredRoles(cwd, locale),
      ...(preset === undefined ? {} : { preset }),
    },
    root: nearest ?? cwd,
  };
}

function declaredRoles(cwd: string, locale: SettingsOptions['locale']): Settings['roles'] {
  const root = nearestRoot(cwd, TOPOLOGY_FILE);
  if (root === undefined) return [];
  const path = join(root, TOPOLOGY_FILE);
  return readProjectFile(path, relative(cwd, path), locale, parseTopology).neighbours;
}
