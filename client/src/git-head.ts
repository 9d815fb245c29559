import { type Event, extensions, type Uri } from 'vscode';

/** As much of the built-in Git extension's API (version 1) as is asked here. */
interface GitApi {
  readonly onDidOpenRepository: Event<Repository>;
  /** `initialized`: the open folders have been looked at. */
  readonly state: 'uninitialized' | 'initialized';
  readonly onDidChangeState: Event<GitApi['state']>;
  readonly repositories: readonly Repository[];
  getRepository(uri: Uri): Repository | null;
}

interface Repository {
  readonly state: { readonly HEAD?: { readonly commit?: string } | undefined; readonly onDidChange: Event<void> };
  show(ref: string, path: string): Promise<string>;
}

/** The built-in Git extension; undefined where it is switched off or this window has none. */
export async function gitApi(): Promise<GitApi | undefined> {
  const git = extensions.getExtension<{ getAPI(version: 1): GitApi }>('vscode.git');
  if (!git) return undefined;
  try {
    return (await git.activate()).getAPI(1);
  } catch {
    // It refuses when its setting `git.enabled` is off.
    return undefined;
  }
}

/** The file as the last commit has it; undefined where there is no repository, no commit, or no such file in it. */
export async function headText(uri: Uri): Promise<string | undefined> {
  const repository = (await gitApi())?.getRepository(uri);
  if (!repository || uri.scheme !== 'file') return undefined;
  try {
    return await repository.show('HEAD', uri.fsPath);
  } catch {
    return undefined;
  }
}

/** The commit that HEAD names for a file; undefined where there is none. */
export const headCommit = (api: GitApi, uri: Uri): string | undefined => api.getRepository(uri)?.state.HEAD?.commit;

export type { GitApi, Repository };
