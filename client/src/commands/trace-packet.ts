import { l10n, Uri, window } from 'vscode';
import { TRACE, type TraceParams, type TraceResult } from '../protocol.ts';
import type { Session } from '../session.ts';
import type { Reports } from '../views/reports.ts';
import { showLine } from '../views/show-line.ts';
import type { Topologies } from '../views/topology/topologies.ts';

export interface TraceQuestion {
  readonly packet: string;
  /** A device, `device:interface` or `device:VRF`. */
  readonly from?: string;
}

const LAST_TRACE = 'netreview.lastTrace';
const EXAMPLE = 'tcp 192.0.2.7:40000 > 198.51.100.10:443';

/** The way of a packet through the network around the document in the editor, as a page; the deciding line is one click away. */
export async function tracePacket(
  session: Session,
  reports: Reports,
  topologies: Topologies,
  question?: TraceQuestion,
): Promise<TraceResult | undefined> {
  const document = window.activeTextEditor?.document;
  if (!document) return undefined;
  const uri = session.client.code2ProtocolConverter.asUri(document.uri);
  const packet = question?.packet ?? (await askPacket(session));
  if (packet === undefined) return undefined;
  const about = { packet, ...(question?.from === undefined ? {} : { from: question.from }) };
  const params: TraceParams = { uri, about };
  const result = await session.client.sendRequest<TraceResult>(TRACE, params);
  if (!result.ok) {
    void window.showErrorMessage(result.problem);
    return result;
  }
  await reports.show(l10n.t('Trace of {0}', packet), result.markdown);
  await topologies.drawIfOpen(document.uri, { kind: 'trace', params });
  void offerMore(reports, packet, result, () => topologies.show(document.uri, { kind: 'trace', params }));
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

async function offerMore(
  reports: Reports,
  packet: string,
  { sentence, sure, ways, json }: Extract<TraceResult, { ok: true }>,
  draw: () => Promise<void>,
): Promise<void> {
  const at = ways[0]?.at;
  const [open, topology, asJson] = [l10n.t('Go to the Line'), l10n.t('Show on Topology'), l10n.t('Show as JSON')];
  const text = sure ? sentence : l10n.t('{0} (not certain)', sentence);
  const chosen = await window.showInformationMessage(text, ...(at ? [open] : []), topology, asJson);
  if (chosen === open && at) await showLine(Uri.parse(at.uri), at.range);
  if (chosen === topology) await draw();
  if (chosen === asJson) await reports.showJson(l10n.t('Trace of {0}', packet), json);
}
