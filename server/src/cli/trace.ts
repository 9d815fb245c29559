import { networkOf } from '../network/network.ts';
import { askTrace } from '../twin/ask-trace.ts';
import { dotWay } from '../twin/dot-way.ts';
import { topologyOf } from '../twin/topology.ts';
import { topologyDot } from '../twin/topology-text.ts';
import { traceText } from '../twin/trace-text.ts';
import { twinOf } from '../twin/twin.ts';
import { CannotDo, localeOf, oneOf, parse } from './options.ts';
import { readNetwork } from './read-network.ts';

/**
 * The way of a packet through the network that configurations describe; text, one JSON object, or the topology with the way on it for Graphviz. Status 0: it is delivered for sure by
 * every way that equal routes give it, 1: it is not, or that is not certain.
 * @throws CannotDo for a packet that is none, or one that starts nowhere.
 */
export function trace(args: readonly string[], cwd: string): { readonly report: string; readonly status: 0 | 1 } {
  const { values, positionals } = parse(args, {
    format: { type: 'string' },
    from: { type: 'string' },
    locale: { type: 'string' },
  });
  const format = oneOf('--format', values.format, ['text', 'json', 'dot']) ?? 'text';
  const locale = localeOf(values.locale);
  const [packet, ...paths] = positionals;
  if (packet === undefined) throw new CannotDo('trace takes a packet in quotes, then files and folders');
  const files = readNetwork(paths, cwd, locale);
  const twin = twinOf(files);
  const answer = askTrace(twin, packet, values.from as string | undefined);
  if (!answer.ok) throw new CannotDo(answer.problem[locale]);
  const status = answer.traces.every(({ end, doubts }) => end === 'delivered' && doubts.length === 0) ? 0 : 1;
  if (format === 'json')
    return { report: `${JSON.stringify({ version: 1, packet, traces: answer.traces })}\n`, status };
  if (format === 'dot') return { report: topologyDot(topologyOf(networkOf(files)), dotWay(answer.traces)), status };
  return { report: answer.traces.map((one) => traceText(one, locale)).join('\n'), status };
}
