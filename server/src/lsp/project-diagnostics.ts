import { type Diagnostic, DiagnosticSeverity, type WorkspaceFolder } from 'vscode-languageserver/node';
import { lineIndex } from '../../../grammars/text/line-index.ts';
import { CONFIG_FILE, type ConfigProblem, parseConfigFile } from '../review/config-file.ts';
import { INTENTS_FILE, parseIntents } from '../twin/intents-file.ts';
import { SOURCE } from './diagnostic-of.ts';
import type { Locale } from './locale.ts';
import { folderOf } from './settings-store.ts';
import type { Workspace } from './workspace.ts';

/** Files of a folder that say something of the review itself. */
export type ProjectFile = 'config' | 'intents';

const PLACES: Readonly<Record<ProjectFile, string>> = { config: CONFIG_FILE, intents: INTENTS_FILE };

/** What is wrong in such a file, on its lines. */
export function projectDiagnostics(
  kind: ProjectFile,
  text: string,
  locale: Locale,
  problems: readonly ConfigProblem[] = kind === 'config' ? parseConfigFile(text).problems : parseIntents(text).problems,
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
  return folder && (['config', 'intents'] as const).find((kind) => uri === uriOf(folder, kind));
}

const uriOf = (folder: WorkspaceFolder, kind: ProjectFile): string =>
  `${folder.uri.replace(/\/$/, '')}/${PLACES[kind]}`;

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
  for (const folder of gone) for (const kind of ['config', 'intents'] as const) publish(folder, kind, []);
  for (const folder of settings.folders) {
    const config = settings.configFile(folder);
    publish(folder, 'config', config ? projectDiagnostics('config', config.text, locale, config.file.problems) : []);
    const intents = settings.intentsFile(folder);
    publish(
      folder,
      'intents',
      intents ? projectDiagnostics('intents', intents.text, locale, intents.file.problems) : [],
    );
  }
}
