import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type CancellationToken, type Diagnostic, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import { findFiles } from '../disk/find-files.ts';
import { readText } from '../disk/read-text.ts';
import { CONFIG_FILE } from '../review/config-file.ts';
import { pauses } from './cancellation.ts';
import { diagnosticOf } from './diagnostic-of.ts';
import type { Workspace } from './workspace.ts';

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
  const files = workspace.settings.folders.flatMap((folder) => {
    const root = URI.parse(folder.uri);
    // A folder may be gone, or be somewhere that is no disk.
    if (root.scheme !== 'file' || !existsSync(root.fsPath)) return [];
    const config = join(root.fsPath, CONFIG_FILE);
    return findFiles([root.fsPath], root.fsPath).filter(({ absolute }) => absolute !== config);
  });
  const open = new Map(workspace.documents.keys().map((uri) => [URI.parse(uri).fsPath, uri]));
  for (const [done, { absolute }] of files.entries()) {
    progress(done, files.length);
    await pause('now');
    const uri = open.get(absolute);
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
  const findings = await workspace.reviewPrepared(prepared, scope.settings, pause);
  return {
    uri,
    version: null,
    dialect: prepared.dialect.id,
    diagnostics: findings.map((finding) => diagnosticOf(finding, uri, 0, prepared.index, workspace.locale)),
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
    const { version } = reviewed.reading;
    return {
      uri,
      version,
      dialect: prepared.dialect.id,
      diagnostics: reviewed.findings.map((finding) =>
        diagnosticOf(finding, uri, version, prepared.index, workspace.locale),
      ),
    };
  } catch (error) {
    if (!(error instanceof ResponseError) || error.code !== LSPErrorCodes.ContentModified) throw error;
    return fromEditor(workspace, uri, token);
  }
}
