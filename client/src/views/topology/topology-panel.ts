import { randomBytes } from 'node:crypto';
import { type Disposable, env, l10n, languages, Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import { TOPOLOGY, type TopologyParams, type TopologyResult } from '../../protocol.ts';
import type { Session } from '../../session.ts';
import { saveWhole } from '../save-whole.ts';
import { showLine } from '../show-line.ts';
import type { FromPage, PageTexts, ToPage } from './messages.ts';
import { pageHtml } from './page-html.ts';

/** Keystrokes that come faster than this are drawn together. */
const QUIET_MS = 400;

/** Opens the graph of the network around a document; it follows the documents until it is closed. */
export async function openTopologyPanel(session: Session, document: Uri): Promise<void> {
  const params: TopologyParams = { uri: session.client.code2ProtocolConverter.asUri(document) };
  const ask = (): Promise<TopologyResult> => session.client.sendRequest<TopologyResult>(TOPOLOGY, params);
  const first = await ask();
  if (!first.ok) {
    void window.showErrorMessage(first.problem);
    return;
  }
  const panel = createPanel(session);
  const { webview } = panel;
  let ready = false;
  let pending: NodeJS.Timeout | undefined;
  const draw = async (): Promise<void> => {
    const result = await ask();
    if (ready && result.ok) await webview.postMessage(messageOf(result));
  };
  const drawSoon = (): void => {
    clearTimeout(pending);
    pending = setTimeout(() => draw().catch(() => undefined), QUIET_MS);
  };
  const following: Disposable[] = [
    session.statuses.onDidChange(drawSoon),
    languages.onDidChangeDiagnostics(drawSoon),
    webview.onDidReceiveMessage(async (message: FromPage) => {
      if (message.kind === 'ready') {
        ready = true;
        await draw();
      } else if (message.kind === 'open') await showLine(Uri.parse(message.uri), message.range, ViewColumn.One);
      else await saveWhole('topology.svg', 'SVG', message.text);
    }),
  ];
  panel.onDidDispose(() => {
    ready = false;
    clearTimeout(pending);
    for (const one of following) one.dispose();
  });
  const dist = Uri.joinPath(session.context.extensionUri, 'dist');
  webview.html = pageHtml({
    script: webview.asWebviewUri(Uri.joinPath(dist, 'topology.js')).toString(),
    nonce: randomBytes(16).toString('base64url'),
    language: env.language,
  });
}

const createPanel = ({ context }: Session): WebviewPanel =>
  window.createWebviewPanel('netreview.topology', l10n.t('Topology'), ViewColumn.Beside, {
    enableScripts: true,
    retainContextWhenHidden: true,
    localResourceRoots: [Uri.joinPath(context.extensionUri, 'dist')],
  });

function messageOf(topology: Extract<TopologyResult, { ok: true }>): ToPage {
  const problems: Record<string, number> = {};
  for (const { uri } of topology.devices) {
    const count = languages.getDiagnostics(Uri.parse(uri)).filter(({ source }) => source === 'netreview').length;
    if (count > 0) problems[uri] = count;
  }
  return { kind: 'graph', topology, problems, texts: pageTexts() };
}

const pageTexts = (): PageTexts => ({
  search: l10n.t('Search devices'),
  exportSvg: l10n.t('Export as SVG...'),
  graph: l10n.t('Network graph: arrow keys move over the devices, Enter opens the configuration'),
  devices: l10n.t('Devices'),
  nothing: l10n.t('No file of this folder describes a device with interfaces or BGP.'),
  counts: l10n.t('{0} problems'),
  device: l10n.t('{0}: {1} links, {2} BGP sessions'),
  link: l10n.t('{0} to {1}: {2}'),
  described: l10n.t('by descriptions'),
  session: l10n.t('BGP with {0}: {1}'),
});
