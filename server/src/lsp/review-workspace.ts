import type { CancellationToken, WorkDoneProgressReporter } from 'vscode-languageserver/node';
import type { ReviewWorkspaceResult } from '../../../client/src/protocol.ts';
import { reviewFiles } from './review-files.ts';
import type { Workspace } from './workspace.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer U)[] ? U[] : T[K] };

/** `netreview/reviewWorkspace`: everything on disk, as the command line would. */
export async function reviewWorkspace(
  workspace: Workspace,
  token: CancellationToken,
  progress: WorkDoneProgressReporter,
): Promise<ReviewWorkspaceResult> {
  const result: Mutable<ReviewWorkspaceResult> = { files: [], skipped: [] };
  progress.begin(TITLE[workspace.locale], 0, undefined, true);
  try {
    const share = (done: number, of: number): void =>
      progress.report(Math.floor((100 * done) / of), `${done + 1} / ${of}`);
    for await (const file of reviewFiles(workspace, token, share)) {
      if ('skipped' in file) result.skipped.push({ uri: file.uri, reason: file.skipped });
      else result.files.push({ uri: file.uri, dialect: file.dialect, diagnostics: file.diagnostics });
    }
  } finally {
    progress.done();
  }
  return result;
}

const TITLE = { en: 'Reviewing the workspace', 'zh-cn': '正在检查工作区' } as const;
