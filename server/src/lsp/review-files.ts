import { type CancellationToken, type Diagnostic, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import { readText } from '../disk/read-text.ts';
import { pauses } from './cancellation.ts';
import { diagnosticOf } from './diagnostic-of.ts';
import { shownDiagnostics } from './shown-diagnostics.ts';
import type { Workspace } from './workspace.ts';
import { workspaceFiles } from './workspace-files.ts';

export type FileReview =
  | { readonly uri: string; readonly skipped: string }
  | {
      readonly uri: string;
      /** Of the open document; null where the file on disk was read. */
      readonly version: number | null;
      readonly dialect: string;
      readonly diagnostics: readonly Diagnostic[];
    };

/**
 * Reviews every file of the workspace folders that a dialect claims, one at a time: open documents as they are in the
 * editor, all others from disk, .gitignore honoured.
 */
export async function* reviewFiles(
  workspace: Workspace,
  token: CancellationToken,
  progress: (done: number, of: number) => void = () => {},
): AsyncGenerator<FileReview> {
  const pause = pauses(token, () => true);
  const files = workspaceFiles(workspace);
  for (const [done, { absolute, open: uri }] of files.entries()) {
    progress(done, files.length);
    await pause('now');
    const reviewed =
      uri === undefined ? await fromDisk(workspace, absolute, pause) : await fromEditor(workspace, uri, token);
    if (reviewed) yield reviewed;
  }
}

async function fromDisk(
  workspace: Workspace,
  absolute: string,
  pause: () => Promise<void>,
): Promise<FileReview | undefined> {
  const uri = URI.file(absolute).toString();
  const read = readText(absolute);
  if ('skipped' in read) return { uri, skipped: read.skipped };
  const scope = await workspace.settings.of(uri);
  const prepared = workspace.prepareText(read.text, scope);
  if (!prepared) return undefined;
  const findings = await workspace.reviewPrepared(uri, prepared, scope, pause);
  return {
    uri,
    version: null,
    dialect: prepared.dialect.id,
    diagnostics: findings.map((finding) =>
      diagnosticOf(finding, uri, 0, prepared.index, workspace.locale, scope.display),
    ),
  };
}

/** A document that is being edited is read again until it stays the same for one review. */
async function fromEditor(
  workspace: Workspace,
  uri: string,
  token: CancellationToken,
): Promise<FileReview | undefined> {
  try {
    const reviewed = await workspace.review(uri, token);
    const prepared = reviewed?.reading.prepared;
    if (!prepared) return undefined;
    return {
      uri,
      version: reviewed.reading.version,
      dialect: prepared.dialect.id,
      diagnostics: shownDiagnostics(workspace, reviewed),
    };
  } catch (error) {
    if (!(error instanceof ResponseError) || error.code !== LSPErrorCodes.ContentModified) throw error;
    return fromEditor(workspace, uri, token);
  }
}
