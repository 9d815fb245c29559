import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Connection, WorkspaceFolder } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import { readText } from '../disk/read-text.ts';
import { CONFIG_FILE, type ConfigFile, parseConfigFile } from '../review/config-file.ts';
import { mergeSettings, readSettings } from '../review/read-settings.ts';
import { unreadableFile, type YamlProblem } from '../review/read-yaml.ts';
import { DEFAULT_SETTINGS, type Settings } from '../review/settings.ts';
import { parseTopology, TOPOLOGY_FILE, type TopologyFile } from '../review/topology-file.ts';
import { INTENTS_FILE, type IntentsFile, parseIntents } from '../twin/intents-file.ts';
import { type Display, displayOf } from './display.ts';

/** What holds for a document. */
export interface Scope {
  readonly settings: Settings;
  readonly display: Display;
  /** Below its workspace folder, with forward slashes; without a folder, the whole path. */
  readonly path: string;
}

export interface SettingsStore {
  of(uri: string): Promise<Scope>;
  /** Grows with every change of settings. */
  readonly generation: number;
  readonly folders: readonly WorkspaceFolder[];
  setFolders(folders: readonly WorkspaceFolder[]): void;
  /** The editor's settings or a config file may have changed. */
  forget(): void;
  /** The folder's config file as it is on disk; undefined where there is none. */
  configFile(folder: WorkspaceFolder): OnDisk<ConfigFile> | undefined;
  /** As configFile; what a folder that nobody trusts intends is not asked. */
  intentsFile(folder: WorkspaceFolder): OnDisk<IntentsFile> | undefined;
  /** As intentsFile. */
  topologyFile(folder: WorkspaceFolder): OnDisk<TopologyFile> | undefined;
}

export interface OnDisk<File> {
  readonly text: string;
  readonly file: File;
}

export interface ClientWord {
  /** It answers `workspace/configuration`. */
  readonly asks: boolean;
  /** False: nobody trusts the folders yet, and what they say of the review waits. */
  readonly trusted: boolean;
}

export function settingsStore(connection: Connection, { asks, trusted }: ClientWord): SettingsStore {
  let folders: readonly WorkspaceFolder[] = [];
  let generation = 0;
  const settings = new Map<string, Promise<Pick<Scope, 'settings' | 'display'>>>();
  const config = kept((folder) =>
    onDisk(folder, CONFIG_FILE, parseConfigFile, (problems) => ({ settings: {}, problems })),
  );
  const intents = kept((folder) =>
    trusted ? onDisk(folder, INTENTS_FILE, parseIntents, (problems) => ({ intents: [], problems })) : undefined,
  );
  const topology = kept((folder) =>
    trusted ? onDisk(folder, TOPOLOGY_FILE, parseTopology, (problems) => ({ neighbours: [], problems })) : undefined,
  );
  const settingsOf = async (folder: WorkspaceFolder | undefined): Promise<Pick<Scope, 'settings' | 'display'>> => {
    const said = asks
      ? await connection.workspace.getConfiguration({
          section: 'netreview',
          ...(folder ? { scopeUri: folder.uri } : {}),
        })
      : undefined;
    const editor = mergeSettings(DEFAULT_SETTINGS, editorSettings(said, connection));
    const file = folder && trusted ? config.of(folder)?.file.settings : undefined;
    const roles = (folder && topology.of(folder)?.file.neighbours) ?? [];
    return { settings: { ...mergeSettings(editor, file ?? {}), roles }, display: displayOf(said) };
  };
  return {
    async of(uri) {
      const folder = folderOf(uri, folders);
      const key = folder?.uri ?? '';
      let known = settings.get(key);
      if (!known) {
        known = settingsOf(folder);
        settings.set(key, known);
        // A client that does not answer is asked again next time.
        known.catch(() => settings.delete(key));
      }
      return { ...(await known), path: pathIn(uri, folder) };
    },
    get generation() {
      return generation;
    },
    get folders() {
      return folders;
    },
    setFolders(next) {
      folders = next;
      this.forget();
    },
    forget() {
      generation += 1;
      settings.clear();
      for (const files of [config, intents, topology]) files.forget();
    },
    configFile: config.of,
    intentsFile: intents.of,
    topologyFile: topology.of,
  };
}

/** The innermost workspace folder that holds the document. */
export function folderOf(uri: string, folders: readonly WorkspaceFolder[]): WorkspaceFolder | undefined {
  let best: WorkspaceFolder | undefined;
  for (const folder of folders) {
    const base = folder.uri.endsWith('/') ? folder.uri : `${folder.uri}/`;
    if (uri.startsWith(base) && folder.uri.length > (best?.uri.length ?? -1)) best = folder;
  }
  return best;
}

/** Below its folder, as people of it know the file; of no folder the whole path. */
export function pathIn(uri: string, folder: WorkspaceFolder | undefined): string {
  const document = URI.parse(uri);
  if (!folder) return document.path;
  return relative(URI.parse(folder.uri).fsPath, document.fsPath).split(sep).join('/');
}

interface Kept<File> {
  of(folder: WorkspaceFolder): OnDisk<File> | undefined;
  forget(): void;
}

/** Read once, until something may have changed. */
function kept<File>(read: (folder: WorkspaceFolder) => OnDisk<File> | undefined): Kept<File> {
  const known = new Map<string, OnDisk<File> | undefined>();
  return {
    of(folder) {
      if (!known.has(folder.uri)) known.set(folder.uri, read(folder));
      return known.get(folder.uri);
    },
    forget: () => known.clear(),
  };
}

function onDisk<File>(
  folder: WorkspaceFolder,
  name: string,
  parse: (text: string) => File,
  unreadable: (problems: readonly YamlProblem[]) => File,
): OnDisk<File> | undefined {
  const root = URI.parse(folder.uri);
  const path = join(root.fsPath, name);
  if (root.scheme !== 'file' || !existsSync(path)) return undefined;
  const read = readText(path);
  return 'skipped' in read
    ? { text: '', file: unreadable(unreadableFile(read.skipped)) }
    : { text: read.text, file: parse(read.text) };
}

/** Only the four settings that a review knows; what is wrong in them is one line in the log. */
function editorSettings(said: unknown, connection: Connection): Partial<Settings> {
  if (typeof said !== 'object' || said === null) return {};
  const { preset, profile, rules, dialects } = said as Readonly<Record<string, unknown>>;
  const { settings, problems } = readSettings({ preset, profile, rules, dialects });
  for (const { path, text } of problems) connection.console.warn(`netreview.${path.join('.')}: ${text.en}`);
  return settings;
}
