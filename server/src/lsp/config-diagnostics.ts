import { type Diagnostic, DiagnosticSeverity, type WorkspaceFolder } from 'vscode-languageserver/node';
import { lineIndex } from '../../../grammars/text/line-index.ts';
import { CONFIG_FILE, type ConfigProblem, parseConfigFile } from '../review/config-file.ts';
import { SOURCE } from './diagnostic-of.ts';
import type { Locale } from './locale.ts';
import { folderOf } from './settings-store.ts';
import type { Workspace } from './workspace.ts';

/** What is wrong in a config file, on its lines. */
export function configDiagnostics(
  text: string,
  locale: Locale,
  problems: readonly ConfigProblem[] = parseConfigFile(text).problems,
): Diagnostic[] {
  const index = lineIndex(text);
  return problems.map((problem) => ({
    range: index.rangeOf(problem.span),
    severity: DiagnosticSeverity.Error,
    code: 'netreview/config',
    source: SOURCE,
    message: problem.text[locale],
  }));
}

/** Whether this is the config file of one of the folders. */
export function isConfigFile(uri: string, folders: readonly WorkspaceFolder[]): boolean {
  const folder = folderOf(uri, folders);
  return folder !== undefined && uri === `${folder.uri.replace(/\/$/, '')}/${CONFIG_FILE}`;
}

/**
 * Config files are watched, not opened: their problems are published. An open one is asked for like any document.
 * @param gone folders that are no longer in the workspace: their files' problems go with them.
 */
export function publishConfigDiagnostics(
  { connection, documents, settings, locale }: Workspace,
  gone: readonly WorkspaceFolder[] = [],
): void {
  const publish = (folder: WorkspaceFolder, diagnostics: Diagnostic[]): void => {
    const uri = `${folder.uri.replace(/\/$/, '')}/${CONFIG_FILE}`;
    const shown = documents.get(uri) ? [] : diagnostics;
    // A client that is gone needs none.
    connection.sendDiagnostics({ uri, diagnostics: shown }).catch(() => {});
  };
  for (const folder of gone) publish(folder, []);
  for (const folder of settings.folders) {
    const config = settings.configFile(folder);
    publish(folder, config ? configDiagnostics(config.text, locale, config.file.problems) : []);
  }
}
