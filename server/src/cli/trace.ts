import { askTrace, type HopReport, type PlacedLine, type TraceReport } from '../twin/ask-trace.ts';
import { twinOf } from '../twin/twin.ts';
import { CannotDo, type Locale, localeOf, oneOf, parse } from './options.ts';
import { readNetwork } from './read-network.ts';

/**
 * The way of a packet through the network that configurations describe; text, or one JSON object. Status 0: it is delivered for sure by
 * every way that equal routes give it, 1: it is not, or that is not certain.
 * @throws CannotDo for a packet that is none, or one that starts nowhere.
 */
export function trace(args: readonly string[], cwd: string): { readonly report: string; readonly status: 0 | 1 } {
  const { values, positionals } = parse(args, {
    format: { type: 'string' },
    from: { type: 'string' },
    locale: { type: 'string' },
  });
  const format = oneOf('--format', values.format, ['text', 'json']) ?? 'text';
  const locale = localeOf(values.locale);
  const [packet, ...paths] = positionals;
  if (packet === undefined) throw new CannotDo('trace takes a packet in quotes, then files and folders');
  const twin = twinOf(readNetwork(paths, cwd, locale));
  const answer = askTrace(twin, packet, values.from as string | undefined);
  if (!answer.ok) throw new CannotDo(answer.problem[locale]);
  const status = answer.traces.every(({ end, doubts }) => end === 'delivered' && doubts.length === 0) ? 0 : 1;
  if (format === 'json')
    return { report: `${JSON.stringify({ version: 1, packet, traces: answer.traces })}\n`, status };
  return { report: answer.traces.map((one) => textOf(one, locale)).join('\n'), status };
}

function textOf({ packet, end, reason, at, hops, doubts }: TraceReport, locale: Locale): string {
  return [
    `${end}${doubts.length > 0 && end !== 'unknown' ? ' (not certain)' : ''}: ${reason[locale]}`,
    `  ${packet}`,
    ...hops.flatMap((hop, i) => hopLines(hop, i + 1)),
    ...(at ? [`  decided by ${placeText(at)}`] : []),
    ...doubts.map(({ why, ...line }) => `  not certain: ${why[locale]}: ${placeText(line)}`),
    '',
  ].join('\n');
}

function hopLines(
  { device, vrf, inInterface, outInterface, gateway, becomes, filters, route }: HopReport,
  at: number,
): string[] {
  const from = inInterface === undefined ? 'starts' : `in ${inInterface}`;
  const to = outInterface === undefined ? '' : `, out ${outInterface}${gateway === undefined ? '' : ` to ${gateway}`}`;
  return [
    `  ${at}. ${device}${vrf === undefined ? '' : ` (${vrf})`}: ${from}${to}`,
    ...filters.map(({ name, action, rules }) => {
      const last = rules.at(-1);
      return `     ${name}: ${action}${last ? ` by ${placeText(last)}` : ''}`;
    }),
    ...(becomes === undefined ? [] : [`     becomes ${becomes}`]),
    ...(route ? [`     route ${route.prefix} (${route.source}) by ${placeText(route)}`] : []),
  ];
}

const placeText = ({ path, line, text }: PlacedLine): string => `${path}:${line}: ${text}`;
