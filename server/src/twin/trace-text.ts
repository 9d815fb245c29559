import type { Bilingual } from '../../../grammars/outline.ts';
import type { HopReport, PlacedLine, TraceReport } from './ask-trace.ts';
import { hopWords } from './hop-words.ts';

type Locale = keyof Bilingual;

/** A trace for people, in lines. */
export function traceText({ packet, end, reason, at, hops, doubts }: TraceReport, locale: Locale): string {
  const { uncertain, decidedBy } = WORDS[locale];
  return [
    `${end}${doubts.length > 0 && end !== 'unknown' ? ` (${uncertain})` : ''}: ${reason[locale]}`,
    `  ${packet}`,
    ...hops.flatMap((hop, i) => hopLines(hop, i + 1, locale)),
    ...(at ? [`  ${decidedBy} ${placeText(at)}`] : []),
    ...doubts.map(({ why, ...line }) => `  ${uncertain}: ${why[locale]}: ${placeText(line)}`),
    '',
  ].join('\n');
}

function hopLines(hop: HopReport, at: number, locale: Locale): string[] {
  const { device, vrf, becomes, filters, route } = hop;
  const words = WORDS[locale];
  return [
    `  ${at}. ${device}${vrf === undefined ? '' : ` (${vrf})`}: ${hopWords(hop, locale)}`,
    ...filters.map(({ name, action, rules }) => {
      const last = rules.at(-1);
      return `     ${name}: ${action}${last ? ` ${words.by} ${placeText(last)}` : ''}`;
    }),
    ...(becomes === undefined ? [] : [`     ${words.becomes} ${becomes}`]),
    ...(route ? [`     ${words.route} ${route.prefix} (${route.source}) ${words.by} ${placeText(route)}`] : []),
  ];
}

const placeText = ({ path, line, text }: PlacedLine): string => `${path}:${line}: ${text}`;

const WORDS = {
  en: { uncertain: 'not certain', decidedBy: 'decided by', by: 'by', becomes: 'becomes', route: 'route' },
  'zh-cn': { uncertain: '不确定', decidedBy: '决定者:', by: '依据', becomes: '转换为', route: '路由' },
} as const;

/** The same as a page. */
export const traceMarkdown = (report: TraceReport, locale: Locale): string =>
  `\`\`\`text\n${traceText(report, locale)}\`\`\`\n`;
