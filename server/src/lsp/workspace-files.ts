import { URI } from 'vscode-uri';
import { filesBelow } from './files-below.ts';
import type { Workspace } from './workspace.ts';

export interface WorkspaceFile {
  readonly absolute: string;
  /** URI under which the editor has it open. */
  readonly open: string | undefined;
}

/** Files of all workspace folders that may be configurations. */
export function workspaceFiles(workspace: Workspace): WorkspaceFile[] {
  const open = new Map(workspace.documents.keys().map((uri) => [URI.parse(uri).fsPath, uri]));
  return workspace.settings.folders.flatMap((folder) =>
    filesBelow(folder).map((absolute) => ({ absolute, open: open.get(absolute) })),
  );
}
