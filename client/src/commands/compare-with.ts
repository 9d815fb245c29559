import { l10n, type TextDocument, Uri, window, workspace } from 'vscode';
import { headText } from '../git-head.ts';
import { COMPARE, type CompareParams, type CompareResult, FILTERS, type FiltersResult } from '../protocol.ts';
import type { Session } from '../session.ts';
import type { Reports } from '../views/reports.ts';

/** What the open document is compared with, for callers that do not want to be asked. */
export interface Comparand {
  readonly with: 'HEAD' | string;
  readonly filters?: CompareParams['filters'];
}

/** Which packets the document in the editor newly permits and newly denies, against HEAD or another file of any dialect. */
export async function compareWith(
  session: Session,
  reports: Reports,
  chosen?: Comparand,
): Promise<CompareResult | undefined> {
  const document = window.activeTextEditor?.document;
  if (!document) return undefined;
  const other = chosen === undefined ? await pickOther(document) : chosen.with;
  if (other === undefined) return undefined;
  if (other === 'HEAD') return compareWithHead(session, reports, document.uri, chosen?.filters);
  const opened = await workspace.openTextDocument(Uri.parse(other));
  const path = workspace.asRelativePath(opened.uri, false);
  const before = { text: opened.getText(), path, label: path };
  const result = await ask(session, document, before, chosen?.filters);
  // Filters that share no name are chosen by hand.
  if (chosen || !result.ok || result.compared > 0) return show(reports, document, result);
  const filters = await pickFilters(session, document, result);
  return filters && show(reports, document, await ask(session, document, before, filters));
}

/** The code lens's command, too. @param uri absent: the document in the editor. */
export async function compareWithHead(
  session: Session,
  reports: Reports,
  uri: Uri | string | undefined = window.activeTextEditor?.document.uri,
  filters?: CompareParams['filters'],
): Promise<CompareResult | undefined> {
  if (uri === undefined) return undefined;
  const document = await workspace.openTextDocument(typeof uri === 'string' ? Uri.parse(uri) : uri);
  const text = await headText(document.uri);
  if (text === undefined) {
    void window.showInformationMessage(l10n.t('Git has no earlier version of this file.'));
    return undefined;
  }
  const path = workspace.asRelativePath(document.uri, false);
  return show(reports, document, await ask(session, document, { text, path, label: 'HEAD' }, filters));
}

const ask = (
  { client }: Session,
  document: TextDocument,
  before: CompareParams['before'],
  filters: CompareParams['filters'],
): Promise<CompareResult> =>
  client.sendRequest<CompareResult>(COMPARE, {
    uri: client.code2ProtocolConverter.asUri(document.uri),
    before,
    ...(filters ? { filters } : {}),
  });

async function show(reports: Reports, document: TextDocument, result: CompareResult): Promise<CompareResult> {
  if (!result.ok) {
    void window.showErrorMessage(result.problem);
    return result;
  }
  const name = l10n.t('Comparison of {0}', workspace.asRelativePath(document.uri, false));
  await reports.show(name, result.markdown);
  void offerJson(reports, name, result.json, result.changed);
  return result;
}

async function offerJson(reports: Reports, name: string, json: string, changed: boolean): Promise<void> {
  const open = l10n.t('Show as JSON');
  const said = changed ? l10n.t('Some traffic is treated differently.') : l10n.t('No traffic is treated differently.');
  if ((await window.showInformationMessage(said, open)) === open) await reports.showJson(name, json);
}

/** HEAD, an open document, or a file of the workspace or the disk. */
async function pickOther(document: TextDocument): Promise<string | undefined> {
  const head =
    (await headText(document.uri)) === undefined ? [] : [{ label: l10n.t('The last commit (HEAD)'), with: 'HEAD' }];
  const open = workspace.textDocuments
    .filter((one) => one !== document && !one.isClosed && ['file', 'untitled', 'vscode-vfs'].includes(one.uri.scheme))
    .map((one) => ({
      label: workspace.asRelativePath(one.uri),
      description: l10n.t('open'),
      with: one.uri.toString(),
    }));
  const another = { label: l10n.t('Another file...'), with: '' };
  const picked = await window.showQuickPick([...head, ...open, another], {
    title: l10n.t('Compare With'),
    placeHolder: l10n.t('What was before? Any dialect will do.'),
  });
  if (picked?.with !== '') return picked?.with;
  const chosen = await window.showOpenDialog({ title: l10n.t('Compare With') });
  return chosen?.[0]?.toString();
}

async function pickFilters(
  { client }: Session,
  document: TextDocument,
  { onlyBefore }: Extract<CompareResult, { ok: true }>,
): Promise<CompareParams['filters'] | undefined> {
  const own = await client.sendRequest<FiltersResult>(FILTERS, {
    uri: client.code2ProtocolConverter.asUri(document.uri),
  });
  if (own.length === 0 || onlyBefore.length === 0) {
    void window.showInformationMessage(l10n.t('There is no packet filter in this file.'));
    return undefined;
  }
  const before = await window.showQuickPick(onlyBefore, { title: l10n.t('Compare which filter of the other file?') });
  const after =
    before &&
    (await window.showQuickPick(
      own.map(({ name }) => name),
      { title: l10n.t('With which filter here?') },
    ));
  return before && after ? [{ before, after }] : undefined;
}
