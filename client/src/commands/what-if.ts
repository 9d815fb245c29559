import { l10n, type TextEditor, window } from 'vscode';
import { WHAT_IF, type WhatIfParams, type WhatIfResult } from '../protocol.ts';
import type { Session } from '../session.ts';
import type { Reports } from '../views/reports.ts';
import type { Drawn } from '../views/topology/drawn-overlay.ts';
import type { Topologies } from '../views/topology/topologies.ts';

export type WhatIfQuestion = Pick<WhatIfParams, 'fail' | 'remove'>;

/** What changes in the network around the document when a device or a link fails, or the statement under the cursor is removed. */
export async function whatIf(
  session: Session,
  reports: Reports,
  topologies: Topologies,
  question?: WhatIfQuestion,
): Promise<WhatIfResult | undefined> {
  const editor = window.activeTextEditor;
  if (!editor) return undefined;
  const uri = session.client.code2ProtocolConverter.asUri(editor.document.uri);
  const ask = (more: WhatIfQuestion): Promise<WhatIfResult> =>
    session.client.sendRequest<WhatIfResult>(WHAT_IF, { uri, ...more });
  const chosen = question ?? (await choose(editor, await ask({})));
  if (!chosen) return undefined;
  const result = await ask(chosen);
  if (!result.ok) {
    void window.showErrorMessage(result.problem);
    return result;
  }
  if ('choices' in result) return result;
  const name = l10n.t('Without {0}', result.name);
  await reports.show(name, result.markdown);
  const drawn: Drawn =
    chosen.fail === undefined ? { kind: 'removal', result } : { kind: 'failure', params: { uri, fail: chosen.fail } };
  const { uri: document } = editor.document;
  await topologies.drawIfOpen(document, drawn);
  void offerMore(reports, name, result, () => topologies.show(document, drawn));
  return result;
}

async function choose(editor: TextEditor, result: WhatIfResult): Promise<WhatIfQuestion | undefined> {
  if (!result.ok) {
    void window.showErrorMessage(result.problem);
    return undefined;
  }
  const { line } = editor.selection.active;
  const text = editor.document.lineAt(line).text.trim();
  const removal = { label: l10n.t('Remove this statement: {0}', text), question: { remove: line } };
  const failures = ('choices' in result ? result.choices : []).map(({ name, kind }) => ({
    label: kind === 'device' ? l10n.t('Device {0} fails', name) : l10n.t('The link at {0} fails', name),
    question: { fail: name },
  }));
  const picked = await window.showQuickPick([...(text === '' ? [] : [removal]), ...failures], {
    title: l10n.t('What If'),
    placeHolder: l10n.t('What is gone?'),
  });
  return picked?.question;
}

async function offerMore(
  reports: Reports,
  name: string,
  { json, lost }: Extract<WhatIfResult, { readonly name: string }>,
  draw: () => Promise<void>,
): Promise<void> {
  const [topology, asJson] = [l10n.t('Show on Topology'), l10n.t('Show as JSON')];
  const said = lost
    ? l10n.t('Something is not reached any more, or an intent holds no more.')
    : l10n.t('Nothing is lost.');
  const chosen = await window.showInformationMessage(said, topology, asJson);
  if (chosen === topology) await draw();
  if (chosen === asJson) await reports.showJson(name, json);
}
