import { randomBytes } from 'node:crypto';
import { type Disposable, env, l10n, languages, Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import { TOPOLOGY, type TopologyResult } from '../../protocol.ts';
import type { Session } from '../../session.ts';
import { saveWhole } from '../save-whole.ts';
import { showLine } from '../show-line.ts';
import { type Drawn, overlayOf } from './drawn-overlay.ts';
import type { FromPage, Overlay, ToPage } from './messages.ts';
import { pageFeed } from './page-feed.ts';
import { pageHtml } from './page-html.ts';
import { pageTexts } from './page-texts.ts';
import { problemCounts } from './problem-counts.ts';

/** Keystrokes that come faster than this are drawn together. */
const QUIET_MS = 400;

/** The graph of the network around a document; it follows the documents until it is closed. */
export interface TopologyPanel {
  /** Draws over the network what this asks for, and again when a document changes; undefined: nothing. */
  draw(drawn: Drawn | undefined): Promise<void>;
  reveal(): void;
}

/**
 * @param uri of the document, as the server names it
 * @param closed the panel was closed
 * @param cleared its page was asked to draw nothing over the network
 * @returns undefined: there is no network, and the user was told
 */
export async function openTopologyPanel(
  session: Session,
  uri: string,
  closed: () => void,
  cleared: () => void,
): Promise<TopologyPanel | undefined> {
  const ask = (): Promise<TopologyResult> => session.client.sendRequest<TopologyResult>(TOPOLOGY, { uri });
  const first = await ask();
  if (!first.ok) {
    void window.showErrorMessage(first.problem);
    return undefined;
  }
  const panel = createPanel(session);
  const { webview } = panel;
  let drawn: Drawn | undefined;
  let pending: NodeJS.Timeout | undefined;
  const make = async (): Promise<ToPage | undefined> => {
    // The network is shown where what is drawn over it cannot be had.
    const overlay = drawn && overlayOf(session, drawn).catch(() => undefined);
    const result = await ask();
    return result.ok ? messageOf(result, await overlay) : undefined;
  };
  const redrawIn = (ms: number): void => {
    clearTimeout(pending);
    pending = setTimeout(() => feed.changed(), ms);
  };
  const redrawSoon = (): void => redrawIn(QUIET_MS);
  const feed = pageFeed(
    make,
    (message) => webview.postMessage(message),
    (failed) => redrawIn(QUIET_MS * 2 ** failed),
  );
  const following: Disposable[] = [
    session.statuses.onDidChange(redrawSoon),
    languages.onDidChangeDiagnostics(redrawSoon),
    webview.onDidReceiveMessage(async (message: FromPage) => {
      switch (message.kind) {
        case 'ready':
          return await feed.ready();
        case 'clear':
          return cleared();
        case 'open':
          return await showLine(Uri.parse(message.uri), message.range, ViewColumn.One);
        case 'svg':
          return await saveWhole('topology.svg', 'SVG', message.text);
      }
    }),
  ];
  panel.onDidDispose(() => {
    feed.close();
    clearTimeout(pending);
    for (const one of following) one.dispose();
    closed();
  });
  const dist = Uri.joinPath(session.context.extensionUri, 'dist');
  webview.html = pageHtml({
    script: webview.asWebviewUri(Uri.joinPath(dist, 'topology.js')).toString(),
    nonce: randomBytes(16).toString('base64url'),
    language: env.language,
  });
  return {
    async draw(next) {
      drawn = next;
      await feed.changed();
    },
    reveal: () => panel.reveal(undefined, true),
  };
}

const createPanel = ({ context }: Session): WebviewPanel =>
  window.createWebviewPanel('netreview.topology', l10n.t('Topology'), ViewColumn.Beside, {
    enableScripts: true,
    retainContextWhenHidden: true,
    localResourceRoots: [Uri.joinPath(context.extensionUri, 'dist')],
  });

function messageOf(topology: Extract<TopologyResult, { ok: true }>, overlay: Overlay | undefined): ToPage {
  const problems = problemCounts(topology.devices, (uri) =>
    languages.getDiagnostics(Uri.parse(uri)).flatMap(({ source, range }) => (source === 'netreview' ? [range] : [])),
  );
  return { kind: 'graph', topology, problems, texts: pageTexts(), ...(overlay ? { overlay } : {}) };
}
