import type * as vscode from 'vscode';
import { type GitApi, gitApi, type Repository } from '../../../../client/src/git-head.ts';

/** The repository that holds the file, once the Git extension has looked at the open folders. */
export async function repositoryOf(uri: vscode.Uri): Promise<Repository | undefined> {
  const api = await gitApi();
  if (!api) return undefined;
  await initialized(api);
  return api.getRepository(uri) ?? undefined;
}

/** The extension has looked at the open folders. */
const initialized = (api: GitApi): Promise<void> =>
  new Promise((resolve) => {
    if (api.state === 'initialized') return resolve();
    const waiting = api.onDidChangeState((state) => {
      if (state !== 'initialized') return;
      waiting.dispose();
      resolve();
    });
  });
