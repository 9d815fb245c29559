import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { URI } from 'vscode-uri';
import { findFiles } from '../disk/find-files.ts';
import { CONFIG_FILE } from '../review/config-file.ts';
import type { Workspace } from './workspace.ts';

export interface WorkspaceFile {
  readonly absolute: string;
  /** URI under which the editor has it open. */
  readonly open: string | undefined;
}

/** Files of all workspace folders that may be configurations: .gitignore honoured, binaries left out. */
export function workspaceFiles(workspace: Workspace): WorkspaceFile[] {
  const open = new Map(workspace.documents.keys().map((uri) => [URI.parse(uri).fsPath, uri]));
  return workspace.settings.folders.flatMap((folder) => {
    const root = URI.parse(folder.uri);
    // A folder may be gone, or be somewhere that is no disk.
    if (root.scheme !== 'file' || !existsSync(root.fsPath)) return [];
    const config = join(root.fsPath, CONFIG_FILE);
    return findFiles([root.fsPath], root.fsPath)
      .filter(({ absolute }) => absolute !== config)
      .map(({ absolute }) => ({ absolute, open: open.get(absolute) }));
  });
}
