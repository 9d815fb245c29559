import { type Diagnostic, DiagnosticSeverity, type WorkspaceFolder } from 'vscode-languageserver/node';
import { lineIndex } from '../../../grammars/text/line-index.ts';
import { CONFIG_FILE, parseConfigFile } from '../review/config-file.ts';
import type { YamlProblem } from '../review/read-yaml.ts';
import { parseTopology, TOPOLOGY_FILE } from '../review/topology-file.ts';
import { INTENTS_FILE, parseIntents } from '../twin/intents-file.ts';
import { SOURCE } from './diagnostic-of.ts';
import type { Locale } from './locale.ts';
import { folderOf } from './settings-store.ts';
import type { Workspace } from './workspace.ts';

/** Files of a folder that say something of the review itself. */
export type ProjectFile = 'config' | 'intents' | 'topology';

const FILES: Readonly<
  Record<ProjectFile, { readonly place: string; readonly problemsOf: (text: string) => Problems }>
> = {
  config: { place: CONFIG_FILE, problemsOf: (text) => parseConfigFile(text).problems },
  intents: { place: INTENTS_FILE, problemsOf: (text) => parseIntents(text).problems },
  topology: { place: TOPOLOGY_FILE, problemsOf: (text) => parseTopology(text).problems },
};
const KINDS = Object.keys(FILES) as readonly ProjectFile[];

type Problems = readonly YamlProblem[];

/** What is wrong in such a file, on its lines. */
export function projectDiagnostics(
  kind: ProjectFile,
  text: string,
  locale: Locale,
  problems: Problems = FILES[kind].problemsOf(text),
): Diagnostic[] {
  const index = lineIndex(text);
  return problems.map((problem) => ({
    range: index.rangeOf(problem.span),
    severity: DiagnosticSeverity.Error,
    code: `netreview/${kind}`,
    source: SOURCE,
    message: problem.text[locale],
  }));
}

/** Which of these files of one of the folders it is, if any. */
export function projectFile(uri: string, folders: readonly WorkspaceFolder[]): ProjectFile | undefined {
  const folder = folderOf(uri, folders);
  return folder && KINDS.find((kind) => uri === uriOf(folder, kind));
}

const uriOf = (folder: WorkspaceFolder, kind: ProjectFile): string =>
  `${folder.uri.replace(/\/$/, '')}/${FILES[kind].place}`;

/**
 * These files are watched, not opened: their problems are published. An open one is asked for like any document.
 * @param gone folders that are no longer in the workspace: their files' problems go with them.
 */
export function publishProjectDiagnostics(
  { connection, documents, settings, locale }: Workspace,
  gone: readonly WorkspaceFolder[] = [],
): void {
  const publish = (folder: WorkspaceFolder, kind: ProjectFile, diagnostics: Diagnostic[]): void => {
    const uri = uriOf(folder, kind);
    const shown = documents.get(uri) ? [] : diagnostics;
    // A client that is gone needs none.
    connection.sendDiagnostics({ uri, diagnostics: shown }).catch(() => {});
  };
  for (const folder of gone) for (const kind of KINDS) publish(folder, kind, []);
  for (const folder of settings.folders) {
    const read = {
      config: settings.configFile(folder),
      intents: settings.intentsFile(folder),
      topology: settings.topologyFile(folder),
    };
    for (const kind of KINDS) {
      const found = read[kind];
      publish(folder, kind, found ? projectDiagnostics(kind, found.text, locale, found.file.problems) : []);
    }
  }
}
