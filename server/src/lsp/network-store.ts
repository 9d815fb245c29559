import { statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { WorkspaceFolder } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import { readText } from '../disk/read-text.ts';
import { joinedFiles } from '../network/joined-files.ts';
import { type LiveNetwork, type Network, networkOf } from '../network/network.ts';
import { asksForFilters, outsideFacts } from '../network/outside-facts.ts';
import type { Prepared } from '../review/prepare.ts';
import type { Surroundings } from '../review/rule.ts';
import { checkIntents, type IntentResult } from '../twin/check-intents.ts';
import type { Intent } from '../twin/intents-file.ts';
import { latestTwin } from '../twin/latest-twin.ts';
import { folderOf, type SettingsStore } from './settings-store.ts';

/** The networks of the workspace folders: every configuration in them, open ones as they are in the editor. */
export interface NetworkStore {
  /** The document as it is now; undefined: it is no configuration any more. */
  put(uri: string, prepared: Prepared | undefined): void;
  /** The document among the others, in this version of it, which may be a proposal. */
  surroundingsOf(uri: string, prepared: Prepared): Surroundings | undefined;
  /** Every device of the document's folder, itself among them; undefined: it is in no folder. */
  networkOf(uri: string): Network | undefined;
  /** What that folder's intents say; undefined: it has none, or is too large to be asked on each change. */
  resultsFor(uri: string): readonly IntentResult[] | undefined;
  /** An intents file may have changed. */
  forgetIntents(): void;
  /** Grows when a device other than this document's changed for the others. */
  generationFor(uri: string): number;
  /** Reads what is on disk, in pieces, but for documents that are open. */
  readFolders(): Promise<void>;
  /** Files came, changed or went. */
  readFiles(uris: readonly string[]): Promise<void>;
}

export interface NetworkSource {
  readonly settings: SettingsStore;
  readonly isOpen: (uri: string) => boolean;
  /** Files below a folder that may be configurations. */
  readonly filesOf: (folder: WorkspaceFolder) => readonly string[];
  /** Reads a text under its path and settings; undefined: nobody's. */
  readonly prepare: (text: string, uri: string) => Promise<Prepared | undefined>;
  /** The intents of a folder; empty: there are none. */
  readonly intentsOf: (folder: WorkspaceFolder) => readonly Intent[];
  /** Reviews may say something else than before. */
  readonly changed: () => void;
}

/** A workspace with more files than this is no network, and is not read through. */
const MOST_FILES = 5_000;

/** The routes of more devices than this are not computed while somebody types. */
const MOST_DEVICES = 150;

interface FolderNetwork {
  readonly folder: WorkspaceFolder;
  results?: readonly IntentResult[] | undefined;
  readonly network: LiveNetwork;
  readonly facts: Map<string, string>;
  readonly own: Map<string, number>;
  /** Documents whose reviews depend on filters of files beside them. */
  readonly asking: Set<string>;
  generation: number;
}

export function networkStore(source: NetworkSource): NetworkStore {
  const networks = new Map<string, FolderNetwork>();
  /** What a file was when it was last read; none where the editor's text is newer. */
  const stamps = new Map<string, string>();
  let reading = 0;
  const networkFor = (uri: string): FolderNetwork | undefined => {
    const folder = folderOf(uri, source.settings.folders);
    if (!folder) return undefined;
    let known = networks.get(folder.uri);
    if (!known) {
      known = { folder, network: networkOf(), facts: new Map(), own: new Map(), asking: new Set(), generation: 0 };
      networks.set(folder.uri, known);
    }
    return known;
  };
  const put: NetworkStore['put'] = (uri, prepared) => {
    if (source.isOpen(uri)) stamps.delete(uri);
    const known = networkFor(uri);
    if (!known || known.network.member(uri)?.device === prepared?.device) return;
    if (prepared) {
      const { device, index, dialect } = prepared;
      known.network.put({ path: uri, device, index, dialectId: dialect.id });
    } else known.network.drop(uri);
    if (prepared && asksForFilters(prepared.device)) known.asking.add(uri);
    else known.asking.delete(uri);
    const facts = prepared
      ? outsideFacts(prepared.device, isAsked(known, uri)) + joinedText(known.network, uri, prepared)
      : '';
    delete known.results;
    // An intent may hang on whatever a device says.
    if ((known.facts.get(uri) ?? '') === facts && source.intentsOf(known.folder).length === 0) return;
    known.facts.set(uri, facts);
    known.generation += 1;
    known.own.set(uri, (known.own.get(uri) ?? 0) + 1);
  };
  const readOne = async (uri: string): Promise<void> => {
    if (source.isOpen(uri)) return;
    const { fsPath } = URI.parse(uri);
    const stamp = `${stampOf(fsPath)} ${source.settings.generation}`;
    if (stamps.get(uri) === stamp) return;
    stamps.set(uri, stamp);
    const read = readText(fsPath);
    const prepared = 'skipped' in read ? undefined : await source.prepare(read.text, uri);
    // It may have been opened in the meantime: the editor's text is the newer one.
    if (!source.isOpen(uri)) put(uri, prepared);
  };
  const total = (): number => [...networks.values()].reduce((sum, { generation }) => sum + generation, 0);
  const readAll = async (uris: readonly string[], stillWanted: () => boolean): Promise<void> => {
    const before = total();
    for (const uri of uris) {
      await setImmediate();
      if (!stillWanted()) return;
      await readOne(uri);
    }
    if (total() !== before) source.changed();
  };
  const store: NetworkStore = {
    put,
    surroundingsOf: (uri, prepared) => {
      const known = networkFor(uri);
      if (!known) return undefined;
      const member = known.network.member(uri);
      const { device, index } = prepared;
      const self = member?.device === device ? member : { path: uri, device, index };
      const broken = source.intentsOf(known.folder).length > 0 ? { broken: () => store.resultsFor(uri) ?? [] } : {};
      return { network: known.network, self, ...broken };
    },
    networkOf: (uri) => networkFor(uri)?.network,
    resultsFor: (uri) => {
      const known = networkFor(uri);
      const intents = known ? source.intentsOf(known.folder) : [];
      if (!known || intents.length === 0) return undefined;
      const members = [...known.network.members];
      if (members.length > MOST_DEVICES) return undefined;
      known.results ??= checkIntents(latestTwin(members), intents);
      return known.results;
    },
    forgetIntents: () => {
      for (const known of networks.values()) {
        delete known.results;
        known.generation += 1;
      }
    },
    generationFor: (uri) => {
      const known = networkFor(uri);
      return known ? known.generation - (known.own.get(uri) ?? 0) : 0;
    },
    readFolders: async () => {
      reading += 1;
      const own = reading;
      const there = new Set(source.settings.folders.map((folder) => folder.uri));
      for (const uri of networks.keys()) if (!there.has(uri)) networks.delete(uri);
      const files = source.settings.folders.flatMap((folder) => source.filesOf(folder));
      if (files.length <= MOST_FILES) await readAll(files, () => own === reading);
    },
    readFiles: async (uris) => {
      const known = uris.filter((uri) => networkFor(uri)?.network.member(uri));
      await readAll(known, () => true);
      // New ones may be ignored, and are looked for where all are.
      if (known.length < uris.length) await store.readFolders();
    },
  };
  return store;
}

/** What stands in the text of other files is theirs, as it is written. */
function joinedText(network: Network, path: string, { device, index, text }: Prepared): string {
  // So are the files of a cloud, which are put together.
  if (device.cloud && device.cloud.unit !== 'text') return text;
  return joinedFiles({ network, self: { path, device, index } }) ? text : '';
}

/** A document of the same folder asks what this one lets in. */
function isAsked({ asking }: FolderNetwork, uri: string): boolean {
  const folder = uri.slice(0, uri.lastIndexOf('/') + 1);
  for (const other of asking) if (other !== uri && other.startsWith(folder)) return true;
  return false;
}

/** Empty: it is not there. */
function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.mtimeMs} ${found.size}` : '';
}
