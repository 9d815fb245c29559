import type { CancellationToken } from 'vscode-languageserver/node';
import type { TraceParams, TraceResult, WireLine } from '../../../client/src/protocol.ts';
import { askTrace, type PlacedLine } from '../twin/ask-trace.ts';
import { latestTwin } from '../twin/latest-twin.ts';
import { traceMarkdown } from '../twin/trace-text.ts';
import { NO_NETWORK } from './no-configuration.ts';
import type { Workspace } from './workspace.ts';

/** `netreview/trace`: the way of a packet through the devices of the document's folder. */
export async function trace(
  workspace: Workspace,
  { uri, packet, from }: TraceParams,
  token: CancellationToken,
): Promise<TraceResult> {
  const reading = await workspace.read(uri, token);
  if (reading) workspace.networks.put(uri, reading.prepared);
  const network = workspace.networks.networkOf(uri);
  const { locale } = workspace;
  if (!network) return { ok: false, problem: NO_NETWORK[locale] };
  const answer = askTrace(latestTwin([...network.members]), packet, from, uri);
  if (!answer.ok) return { ok: false, problem: answer.problem[locale] };
  const [first] = answer.traces;
  const { end, reason, at, hops } = first!;
  const sure = answer.traces.every(({ doubts }) => doubts.length === 0);
  return {
    ok: true,
    end,
    sure,
    sentence: reason[locale],
    ...(at ? { at: wireLine(at) } : {}),
    hops: hops.map(({ device, path, filters, route }) => ({
      device,
      uri: path,
      lines: [...filters.flatMap(({ rules }) => rules), ...(route ? [route] : [])].map(wireLine),
    })),
    markdown: answer.traces.map((one) => traceMarkdown(one, locale)).join('\n'),
    json: JSON.stringify({ version: 1, packet, traces: answer.traces }, undefined, 2),
  };
}

const wireLine = ({ path, range, text }: PlacedLine): WireLine => ({ uri: path, range, text });
