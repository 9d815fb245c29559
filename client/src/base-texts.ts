import { Disposable, type TextDocument, type Uri, window, workspace } from 'vscode';
import { type GitApi, gitApi, headCommit, headText, type Repository } from './git-head.ts';
import { BASE_TEXT, type BaseTextParams } from './protocol.ts';
import type { Session } from './session.ts';

/**
 * Tells the server what shown configurations were in the last commit, so that their filters can say what has changed since.
 * A document is told of once a dialect has claimed it, and again when HEAD moves.
 */
export function tellBaseTexts({ client, context, statuses }: Session): void {
  const told = new Map<string, string>();
  const forget = (uri: Uri): void => void told.delete(uri.toString());
  const tell = async (api: GitApi, document: TextDocument): Promise<void> => {
    const { uri } = document;
    if (uri.scheme !== 'file' || !statuses.of(uri.toString())?.dialect) return;
    if (!workspace.getConfiguration('netreview', document).get('codeLens.changes', true)) return;
    const commit = headCommit(api, uri) ?? '';
    if (told.get(uri.toString()) === commit) return;
    told.set(uri.toString(), commit);
    const text = commit === '' ? undefined : await headText(uri);
    if (document.isClosed || !client.isRunning()) return forget(uri);
    const params: BaseTextParams = { uri: client.code2ProtocolConverter.asUri(uri), text: text ?? null, label: 'HEAD' };
    await client.sendNotification(BASE_TEXT, params);
  };
  const start = (api: GitApi): void => {
    const tellShown = (): void => {
      for (const { document } of window.visibleTextEditors) void tell(api, document);
    };
    const watch = (repository: Repository): Disposable => repository.state.onDidChange(tellShown);
    context.subscriptions.push(
      Disposable.from(...api.repositories.map(watch)),
      api.onDidOpenRepository((repository) => {
        context.subscriptions.push(watch(repository));
        tellShown();
      }),
      api.onDidChangeState(tellShown),
      window.onDidChangeVisibleTextEditors(tellShown),
      statuses.onDidChange(tellShown),
      workspace.onDidCloseTextDocument(({ uri }) => forget(uri)),
      client.onDidChangeState(() => told.clear()),
    );
    tellShown();
  };
  void gitApi().then((api) => api && start(api));
}
