import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkspaceFolder } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import { findFiles } from '../disk/find-files.ts';
import { CONFIG_FILE } from '../review/config-file.ts';

/** Absolute paths of a folder's files that may be configurations: .gitignore honoured, binaries left out. */
export function filesBelow(folder: WorkspaceFolder): string[] {
  const root = URI.parse(folder.uri);
  // A folder may be gone, or be somewhere that is no disk.
  if (root.scheme !== 'file' || !existsSync(root.fsPath)) return [];
  const config = join(root.fsPath, CONFIG_FILE);
  return findFiles([root.fsPath], root.fsPath)
    .map(({ absolute }) => absolute)
    .filter((absolute) => absolute !== config);
}
