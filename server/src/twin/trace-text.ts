import type { Bilingual } from '../../../grammars/outline.ts';
import type { HopReport, PlacedLine, TraceReport } from './ask-trace.ts';

type Locale = keyof Bilingual;

/** A trace for people, in lines. */
export function traceText({ packet, end, reason, at, hops, doubts }: TraceReport, locale: Locale): string {
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

/** The same as a page. */
export const traceMarkdown = (report: TraceReport, locale: Locale): string =>
  `\`\`\`text\n${traceText(report, locale)}\`\`\`\n`;
