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

/** Config files are watched, not opened: their problems are published. An open one is asked for like any document. */
export function publishConfigDiagnostics({ connection, documents, settings, locale }: Workspace): void {
  for (const folder of settings.folders) {
    const uri = `${folder.uri.replace(/\/$/, '')}/${CONFIG_FILE}`;
    const config = documents.get(uri) ? undefined : settings.configFile(folder);
    const diagnostics = config ? configDiagnostics(config.text, locale, config.file.problems) : [];
    void connection.sendDiagnostics({ uri, diagnostics });
  }
}
