import { l10n, Uri, window } from 'vscode';
import { TRACE, type TraceResult } from '../protocol.ts';
import type { Session } from '../session.ts';
import type { Reports } from '../views/reports.ts';
import { showLine } from '../views/show-line.ts';

export interface TraceQuestion {
  readonly packet: string;
  /** A device, or `device:interface`. */
  readonly from?: string;
}

const LAST_TRACE = 'netreview.lastTrace';
const EXAMPLE = 'tcp 192.0.2.7:40000 > 198.51.100.10:443';

/** The way of a packet through the network around the document in the editor, as a page; the deciding line is one click away. */
export async function tracePacket(
  session: Session,
  reports: Reports,
  question?: TraceQuestion,
): Promise<TraceResult | undefined> {
  const document = window.activeTextEditor?.document;
  if (!document) return undefined;
  const uri = session.client.code2ProtocolConverter.asUri(document.uri);
  const packet = question?.packet ?? (await askPacket(session));
  if (packet === undefined) return undefined;
  const result = await session.client.sendRequest<TraceResult>(TRACE, {
    uri,
    packet,
    ...(question?.from === undefined ? {} : { from: question.from }),
  });
  if (!result.ok) {
    void window.showErrorMessage(result.problem);
    return result;
  }
  await reports.show(l10n.t('Trace of {0}', packet), result.markdown);
  void offerLine(reports, packet, result);
  return result;
}

async function askPacket({ context }: Session): Promise<string | undefined> {
  const packet = await window.showInputBox({
    title: l10n.t('Trace Packet'),
    prompt: l10n.t('Protocol, source and destination, as in {0}', EXAMPLE),
    value: context.workspaceState.get(LAST_TRACE, EXAMPLE),
  });
  if (packet !== undefined) await context.workspaceState.update(LAST_TRACE, packet);
  return packet;
}

async function offerLine(
  reports: Reports,
  packet: string,
  { sentence, sure, at, json }: Extract<TraceResult, { ok: true }>,
): Promise<void> {
  const open = l10n.t('Go to the Line');
  const asJson = l10n.t('Show as JSON');
  const text = sure ? sentence : l10n.t('{0} (not certain)', sentence);
  const chosen = await window.showInformationMessage(text, ...(at ? [open] : []), asJson);
  if (chosen === open && at) await showLine(Uri.parse(at.uri), at.range);
  if (chosen === asJson) await reports.showJson(l10n.t('Trace of {0}', packet), json);
}
