import { performance } from 'node:perf_hooks';
import type { CancellationToken, Connection, TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import { STATUS, type StatusParams } from '../../../client/src/protocol.ts';
import type { OutlineMemory } from '../../../grammars/kit/kept-blocks.ts';
import { SIZE_LIMIT } from '../disk/read-text.ts';
import { analyseFilters } from '../packets/analyse.ts';
import type { FilterAnalyses } from '../packets/analyses.ts';
import { type FilterMemory, filterMemory } from '../packets/memory.ts';
import type { ReviewHost } from '../review/engine.ts';
import type { Finding } from '../review/finding.ts';
import { nearestDialect } from '../review/nearest-dialect.ts';
import { coverageOf, type Prepared, prepare } from '../review/prepare.ts';
import { reviewAmong } from '../review/review-among.ts';
import { dialectFor, type Settings } from '../review/settings.ts';
import { pauses } from './cancellation.ts';
import { filesBelow } from './files-below.ts';
import type { Locale } from './locale.ts';
import { type NetworkStore, networkStore } from './network-store.ts';
import { type ProbedFindings, probedFindings } from './probed-findings.ts';
import type { Scope, SettingsStore } from './settings-store.ts';

/** One version of an open document, read. */
export interface Reading {
  readonly uri: string;
  readonly version: number;
  readonly settings: Settings;
  readonly scope: Scope;
  /** Undefined: no dialect claims the text. */
  readonly prepared: Prepared | undefined;
}

export interface Reviewed {
  /** Never given twice; the same as long as nothing that the review depends on has changed. */
  readonly id: string;
  readonly reading: Reading;
  readonly findings: readonly Finding[];
}

/** What all requests share: the open documents, read and reviewed at most once per version. */
export interface Workspace {
  readonly connection: Connection;
  readonly locale: Locale;
  readonly documents: TextDocuments<TextDocument>;
  readonly settings: SettingsStore;
  /** @returns undefined when the document is not open. */
  read(uri: string, token: CancellationToken): Promise<Reading | undefined>;
  review(uri: string, token: CancellationToken): Promise<Reviewed | undefined>;
  /** The review of the document's current version, if there already is one. */
  reviewed(uri: string): Reviewed | undefined;
  /** Reads any text under a document's path and settings, or as this dialect. */
  prepareText(text: string, scope: Scope, dialect?: string): Prepared | undefined;
  reviewPrepared(
    uri: string,
    prepared: Prepared,
    scope: Scope,
    pause: () => Promise<void>,
  ): Promise<readonly Finding[]>;
  /** What probes say of the findings of open documents. */
  readonly probed: ProbedFindings;
  /** The devices of the workspace folders together. */
  readonly networks: NetworkStore;
  /** Answers about the filters of a document, shared by its review, hovers and packet tests. */
  packetsOf(prepared: Prepared): FilterAnalyses;
}

/** Of the last version of an open document: an edit costs what it changes. */
interface DocumentMemory {
  readonly filters: FilterMemory;
  readonly outline: OutlineMemory;
}

/** Milliseconds; longer than this is a line in the log. */
const SLOW = 2000;

export function createWorkspace(
  connection: Connection,
  documents: TextDocuments<TextDocument>,
  settings: SettingsStore,
  locale: Locale,
  changed: () => void = () => {},
): Workspace {
  const readings = new Map<string, { readonly key: string; readonly reading: Reading }>();
  const reviews = new Map<string, { readonly key: string; readonly reviewed: Reviewed }>();
  const analyses = new WeakMap<Prepared, FilterAnalyses>();
  const documentMemories = new Map<string, DocumentMemory>();
  const memories = new WeakMap<Prepared, FilterMemory>();
  const probed = probedFindings();
  const born = Date.now().toString(36);
  let count = 0;
  /** Reopened documents count their versions anew. */
  let opened = 0;
  const openings = new Map<string, number>();
  documents.onDidOpen(({ document }) => openings.set(document.uri, (opened += 1)));
  documents.onDidClose(({ document }) => {
    for (const map of [readings, reviews, openings, documentMemories]) map.delete(document.uri);
    probed.forget(document.uri);
  });

  const networks = networkStore({
    settings,
    isOpen: (uri) => documents.get(uri) !== undefined,
    filesOf: (folder) => filesBelow(folder).map((absolute) => URI.file(absolute).toString()),
    prepare: async (text, uri) => prepareText(text, await settings.of(uri)),
    intentsOf: (folder) => settings.intentsFile(folder)?.file.intents ?? [],
    changed,
  });
  const keyOf = (uri: string): string => `${openings.get(uri)} ${documents.get(uri)?.version} ${settings.generation}`;
  /** A review also depends on the devices around. */
  const reviewKeyOf = (uri: string): string => `${keyOf(uri)} ${today()} ${networks.generationFor(uri)}`;
  const isCurrent = (uri: string, key: string) => () => keyOf(uri) === key;

  const packetsOf = (prepared: Prepared): FilterAnalyses => {
    let known = analyses.get(prepared);
    const memory = memories.get(prepared);
    if (!known) analyses.set(prepared, (known = analyseFilters(prepared.device, memory ? { memory } : {})));
    return known;
  };
  /** Analyses of this version start from those of the last one: an edit costs what it changes. */
  const remember = (prepared: Prepared, memory: FilterMemory): void => {
    memories.set(prepared, memory);
    for (const [at, { document }] of prepared.embedded.entries()) remember(document, memory.part(at));
  };
  const readText = (text: string, scope: Scope, forced?: string, memory?: OutlineMemory): Prepared | undefined => {
    if (text.length > SIZE_LIMIT) {
      connection.console.warn(`${scope.path} is not reviewed: it is longer than ${SIZE_LIMIT} characters`);
      return undefined;
    }
    const dialect = forced ?? dialectFor(scope.path, scope.settings);
    try {
      const chosen = dialect === undefined ? {} : { dialect };
      return prepare({ text, path: scope.path, ...chosen, ...(memory ? { memory } : {}) });
    } catch (error) {
      connection.console.error(
        `${scope.path} could not be read: ${error instanceof Error ? error.name : 'unknown error'}`,
      );
      return undefined;
    }
  };
  const prepareText: Workspace['prepareText'] = (text, scope, forced) => readText(text, scope, forced);
  const reviewPrepared: Workspace['reviewPrepared'] = async (uri, prepared, scope, pause) => {
    const host: ReviewHost = {
      pause,
      packetsOf,
      surroundingsOf: (document) =>
        document === prepared && scope.display.wholeNetwork ? networks.surroundingsOf(uri, prepared) : undefined,
      now: () => performance.now(),
      today: today(),
      onRuleError: (rule, error) =>
        connection.console.error(`rule ${rule} failed: ${error instanceof Error ? error.name : 'unknown error'}`),
    };
    const { findings, ruleMs } = await reviewAmong(prepared, scope.settings, host);
    for (const [rule, ms] of Object.entries(ruleMs))
      if (ms > SLOW) connection.console.warn(`rule ${rule} took ${ms.toFixed(0)} ms`);
    return findings;
  };

  const read: Workspace['read'] = async (uri, token) => {
    const { generation } = settings;
    const scope = await settings.of(uri);
    if (settings.generation !== generation) return read(uri, token);
    const key = keyOf(uri);
    const document = documents.get(uri);
    if (!document) return undefined;
    const known = readings.get(uri);
    if (known?.key === key) return known.reading;
    // Changes that already arrived are read first: the newest version is the only one worth its time.
    const pause = pauses(token, isCurrent(uri, key));
    await pause('now');
    const again = readings.get(uri);
    if (again?.key === key) return again.reading;
    const memory = documentMemories.get(uri) ?? { filters: filterMemory(), outline: {} };
    documentMemories.set(uri, memory);
    const prepared = readText(document.getText(), scope, undefined, memory.outline);
    const reading = { uri, version: document.version, settings: scope.settings, scope, prepared };
    if (prepared) remember(prepared, memory.filters);
    readings.set(uri, { key, reading });
    // The version before has given its statements up: nobody is to find it among the devices.
    networks.put(uri, prepared);
    await pause();
    return reading;
  };
  return {
    connection,
    locale,
    documents,
    settings,
    read,
    prepareText,
    reviewPrepared,
    packetsOf,
    networks,
    probed,
    reviewed: (uri) => {
      const known = reviews.get(uri);
      return known?.key === reviewKeyOf(uri) ? known.reviewed : undefined;
    },
    async review(uri, token) {
      const reading = await read(uri, token);
      if (!reading) return undefined;
      const current = keyOf(uri);
      const key = reviewKeyOf(uri);
      const known = reviews.get(uri);
      if (known?.key === key) return known.reviewed;
      const { prepared } = reading;
      const findings = prepared
        ? await reviewPrepared(uri, prepared, reading.scope, pauses(token, isCurrent(uri, current)))
        : [];
      // A newer version has taken the statements over in the meantime.
      if (prepared && readings.get(uri)?.reading !== reading) await pauses(token, isCurrent(uri, current))('now');
      count += 1;
      const text = documents.get(uri)?.getText() ?? '';
      const reviewed = { id: `${born}-${count}`, reading, findings };
      reviews.set(uri, { key, reviewed });
      // A client that is gone needs no status.
      connection.sendNotification(STATUS, statusOf(reading, text, reading.scope.path)).catch(() => {});
      return reviewed;
    },
  };
}

const today = (): string => new Date().toISOString().slice(0, 10);

function statusOf({ uri, version, prepared, settings }: Reading, text: string, path: string): StatusParams {
  const forced = dialectFor(path, settings);
  const nearest = prepared
    ? undefined
    : nearestDialect({ text, path, ...(forced === undefined ? {} : { dialect: forced }) });
  return {
    uri,
    version,
    ...(prepared
      ? {
          dialect: {
            id: prepared.dialect.id,
            name: prepared.dialect.name,
            reasons: prepared.detection.reasons,
          },
          coverage: coverageOf(prepared),
        }
      : {}),
    ...(nearest
      ? {
          nearest: {
            id: nearest.dialect.id,
            name: nearest.dialect.name,
            known: nearest.known,
            lines: nearest.lines,
          },
        }
      : {}),
    preset: settings.preset,
    profile: settings.profile,
  };
}
