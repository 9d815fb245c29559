import type { Bilingual } from '../../../grammars/outline.ts';
import type { HopReport, PlacedLine, TraceReport } from './ask-trace.ts';
import { hopWords } from './hop-words.ts';
import { OUTCOMES } from './outcomes.ts';

type Locale = keyof Bilingual;

/** What a file is called; absent: as the twin knows it. */
type NameOf = (path: string) => string;

/** A trace for people, in lines. */
export function traceText(
  { packet, end, reason, at, hops, doubts }: TraceReport,
  locale: Locale,
  nameOf: NameOf = (path) => path,
): string {
  const { uncertain, decidedBy } = WORDS[locale];
  const placeText = placesBy(nameOf);
  return [
    `${OUTCOMES[end][locale]}${doubts.length > 0 && end !== 'unknown' ? ` (${uncertain})` : ''}: ${reason[locale]}`,
    `  ${packet}`,
    ...hops.flatMap((hop, i) => hopLines(hop, i + 1, locale, nameOf)),
    ...(at ? [`  ${decidedBy} ${placeText(at)}`] : []),
    ...doubts.map(({ why, ...line }) => `  ${uncertain}: ${why[locale]}: ${placeText(line)}`),
    '',
  ].join('\n');
}

function hopLines(hop: HopReport, at: number, locale: Locale, nameOf: NameOf): string[] {
  const { device, vrf, becomes, filters, route, checks = [] } = hop;
  const words = WORDS[locale];
  const placeText = placesBy(nameOf);
  return [
    `  ${at}. ${device}${vrf === undefined ? '' : ` (${vrf})`}: ${hopWords(hop, locale)}`,
    ...filters.map(({ name, action, rules }) => {
      const last = rules.at(-1);
      return `     ${name}: ${action}${last ? ` ${words.by} ${placeText(last)}` : ''}`;
    }),
    ...checks.map(
      ({ target, why, at: line }) =>
        `     ${words.check} ${target}: ${why[locale]}${line ? `: ${placeText(line)}` : ''}`,
    ),
    ...(becomes === undefined ? [] : [`     ${words.becomes} ${becomes}`]),
    ...(route ? [`     ${words.route} ${route.prefix} (${route.source}) ${words.by} ${placeText(route)}`] : []),
  ];
}

const placesBy =
  (nameOf: NameOf) =>
  ({ path, line, text }: PlacedLine): string =>
    `${nameOf(path)}:${line}: ${text}`;

const WORDS = {
  en: {
    uncertain: 'not certain',
    decidedBy: 'decided by',
    by: 'by',
    becomes: 'becomes',
    route: 'route',
    check: 'check of',
  },
  'zh-cn': {
    uncertain: '不确定',
    decidedBy: '决定者:',
    by: '依据',
    becomes: '转换为',
    route: '路由',
    check: '健康检查',
  },
} as const;

/** The same as a page. */
export const traceMarkdown = (report: TraceReport, locale: Locale, nameOf: NameOf): string =>
  `\`\`\`text\n${traceText(report, locale, nameOf)}\`\`\`\n`;
