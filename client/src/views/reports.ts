import { commands, EventEmitter, l10n, Uri, window, workspace } from 'vscode';
import type { Session } from '../session.ts';

const SCHEME = 'netreview-report';

/** More reports than this are not kept: the oldest go first. */
const MOST_KEPT = 50;

/** Pages that commands write: shown as rendered Markdown in the editor's own colours, or as JSON. */
export interface Reports {
  /** @param name of the page's tab; a page of that name is replaced. */
  show(name: string, markdown: string): Promise<Uri>;
  showJson(name: string, json: string): Promise<Uri>;
}

const gone = (): string =>
  l10n.t('This page was written before the window was reloaded. Run its command again to have it written anew.');

export function provideReports({ context }: Pick<Session, 'context'>): Reports {
  const texts = new Map<string, string>();
  const changed = new EventEmitter<Uri>();
  context.subscriptions.push(
    changed,
    workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      // Texts are not kept over a reload of the window, tabs are.
      provideTextDocumentContent: ({ path }) => texts.get(path) ?? (path.endsWith('.json') ? '' : gone()),
    }),
  );
  const keep = (name: string, extension: string, text: string): Uri => {
    const uri = Uri.from({ scheme: SCHEME, path: `/${name.replaceAll('/', ' ')}${extension}` });
    texts.delete(uri.path);
    texts.set(uri.path, text);
    for (const oldest of [...texts.keys()].slice(0, -MOST_KEPT)) texts.delete(oldest);
    changed.fire(uri);
    return uri;
  };
  return {
    async show(name, markdown) {
      const uri = keep(name, '.md', markdown);
      await commands.executeCommand('markdown.showPreview', uri);
      return uri;
    },
    async showJson(name, json) {
      const uri = keep(name, '.json', json);
      await window.showTextDocument(await workspace.openTextDocument(uri));
      return uri;
    },
  };
}
