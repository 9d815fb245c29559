import type { CancellationToken } from 'vscode-languageserver/node';
import type { TraceParams, TraceResult } from '../../../client/src/protocol.ts';
import { askTrace, type TraceReport } from '../twin/ask-trace.ts';
import { checkIntent, describeIntent } from '../twin/check-intents.ts';
import { latestTwin } from '../twin/latest-twin.ts';
import { traceMarkdown } from '../twin/trace-text.ts';
import type { Twin } from '../twin/twin.ts';
import { intentsAround } from './intents-around.ts';
import { NO_NETWORK } from './no-configuration.ts';
import { folderOf, pathIn } from './settings-store.ts';
import { goneWith, wireWay } from './wire-way.ts';
import type { Workspace } from './workspace.ts';

/** `netreview/trace`: the way of a packet through the devices of the document's folder. */
export async function trace(
  workspace: Workspace,
  { uri, about }: TraceParams,
  token: CancellationToken,
): Promise<TraceResult> {
  const reading = await workspace.read(uri, token);
  if (reading) workspace.networks.put(uri, reading.prepared);
  const network = workspace.networks.networkOf(uri);
  const { locale } = workspace;
  if (!network) return { ok: false, problem: NO_NETWORK[locale] };
  const twin = latestTwin([...network.members]);
  if ('intent' in about) return ofIntent(workspace, twin, uri, about.intent);
  const answer = askTrace(twin, about.packet, about.from, uri);
  if (!answer.ok) return { ok: false, problem: answer.problem[locale] };
  const [first] = answer.traces;
  return { ...shown(workspace, answer.traces, about.packet), sentence: first!.reason[locale], gone: [] };
}

/** An intent that holds again has no packet to show, and says so. */
function ofIntent(workspace: Workspace, twin: Twin, uri: string, name: string): TraceResult {
  const { locale } = workspace;
  const intent = intentsAround(workspace, uri).find((one) => describeIntent(one) === name);
  if (!intent) return { ok: false, problem: NO_INTENT(name)[locale] };
  const { status, why, witness, failure } = checkIntent(twin, intent);
  return {
    ...shown(workspace, status !== 'holds' && witness ? [witness] : [], name),
    sure: status !== 'unknown',
    sentence: why[locale],
    gone: failure ? goneWith(failure) : [],
  };
}

const shown = ({ locale, settings }: Workspace, traces: readonly TraceReport[], asked: string) => ({
  ok: true as const,
  ...(traces[0] ? { packet: traces[0].packet } : {}),
  sure: traces.every(({ doubts }) => doubts.length === 0),
  ways: traces.map((one) => wireWay(one, locale)),
  markdown: traces
    .map((one) => traceMarkdown(one, locale, (uri) => pathIn(uri, folderOf(uri, settings.folders))))
    .join('\n'),
  json: JSON.stringify({ version: 1, packet: traces[0]?.packet ?? asked, traces }, undefined, 2),
});

const NO_INTENT = (name: string) => ({
  en: `.netreview/intents.yaml has no intent "${name}" any more.`,
  'zh-cn': `.netreview/intents.yaml 中已没有意图“${name}”。`,
});
