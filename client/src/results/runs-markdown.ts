import type { Bilingual } from '../../../grammars/outline.ts';
import { probes } from '../probes/index.ts';
import type { KeptRun } from './kept-run.ts';
import { barsOf, measuredText, spanText } from './measured-text.ts';
import { plainMarkdown } from './plain-markdown.ts';
import { runDetails, runText } from './run-details.ts';
import { type ProbeNode, runTree } from './run-tree.ts';
import type { PlaceOf } from './runs-json.ts';

/** All runs as a page: by target and probe, the history of each, and the latest run in full. @param runs the latest first */
export function runsMarkdown(runs: readonly KeptRun[], placeOf: PlaceOf, locale: keyof Bilingual): string {
  const sections = runTree(runs).flatMap(({ name, probes: ofTarget }) => [
    `## ${plainMarkdown(name)}`,
    ...ofTarget.flatMap((node) => [
      `### ${plainMarkdown(probes[node.probe].title[locale])}`,
      ...history(node, locale),
      ...body(node.runs[0]!.run, placeOf, locale),
    ]),
  ]);
  return `${[`# ${WORDS.title[locale]}`, ...sections].join('\n\n')}\n`;
}

/** One run in full. */
export function runMarkdown(run: KeptRun, history: ProbeNode, placeOf: PlaceOf, locale: keyof Bilingual): string {
  const { title } = probes[run.probe];
  const name = runTree([run])[0]!.name;
  return `${[`# ${plainMarkdown(title[locale])}: ${plainMarkdown(name)}`, ...body(run, placeOf, locale), ...historySection(history, locale)].join('\n\n')}\n`;
}

function body(run: KeptRun, placeOf: PlaceOf, locale: keyof Bilingual): string[] {
  const { sent, cameBack, seen, threshold, source, parts, vantage } = runDetails(run);
  const line = placeOf(run);
  const { verdict, probe } = run;
  const list = (entries: readonly Bilingual[]): string =>
    entries.map((entry) => `- ${plainMarkdown(entry[locale])}`).join('\n');
  return [
    `**${WORDS[verdict.level][locale]}** (\`probe/${probe}/${verdict.code}\`, ${time(run)}): ${plainMarkdown(runText(run)[locale])}`,
    [
      ...(threshold ? [`- ${WORDS.threshold[locale]}: ${plainMarkdown(threshold[locale])}`] : []),
      `- ${WORDS.source[locale]}: ${plainMarkdown(source[locale])}`,
      ...(line === undefined ? [] : [`- ${WORDS.line[locale]}: ${plainMarkdown(line)}`]),
      `- ${plainMarkdown(vantage[locale])}`,
    ].join('\n'),
    `**${WORDS.sent[locale]}**`,
    sent.length === 0 ? WORDS.nothing[locale] : list(sent),
    `**${WORDS.cameBack[locale]}**`,
    ...(cameBack ? [plainMarkdown(cameBack[locale])] : []),
    seen
      ? table(
          [WORDS.name[locale], WORDS.value[locale]],
          seen.map(({ name, value }) => [name, value]),
        )
      : WORDS.tooLong[locale],
    ...(parts.length === 0 ? [] : [`**${WORDS.parts[locale]}**`, list(parts)]),
  ];
}

const historySection = (node: ProbeNode, locale: keyof Bilingual): string[] =>
  node.runs.length < 2 ? [] : [`## ${WORDS.history[locale]}`, ...history(node, locale)];

function history({ probe, runs }: ProbeNode, locale: keyof Bilingual): string[] {
  const { measure } = probes[probe].grounds;
  const all = runs.map(({ run }) => run);
  const span = measure && spanText(all, measure);
  return [
    ...(span ? [`${barsOf(all).join('')} ${plainMarkdown(span[locale])}`] : []),
    table(
      [WORDS.time[locale], WORDS.verdict[locale], ...(measure ? [measure.title[locale]] : [])],
      all.map((run) => [
        time(run),
        `${WORDS[run.verdict.level][locale]} ${run.verdict.code}`,
        ...(measure ? [run.measured === undefined ? '' : measuredText(run.measured, measure)] : []),
      ]),
    ),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.map(plainMarkdown).join(' | ')} |`;
  return [row(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(row)].join('\n');
}

const time = ({ at }: KeptRun): string => new Date(at).toISOString();

const WORDS = {
  title: { en: 'Probe results', 'zh-cn': '探测结果' },
  ok: { en: 'OK', 'zh-cn': '正常' },
  info: { en: 'Information', 'zh-cn': '信息' },
  warning: { en: 'Warning', 'zh-cn': '警告' },
  error: { en: 'Error', 'zh-cn': '错误' },
  unknown: { en: 'Unknown', 'zh-cn': '未知' },
  threshold: { en: 'Held to', 'zh-cn': '判断标准' },
  source: { en: 'Source', 'zh-cn': '依据' },
  line: { en: 'Line', 'zh-cn': '所在行' },
  sent: { en: 'Sent', 'zh-cn': '已发送' },
  cameBack: { en: 'Came back', 'zh-cn': '收到' },
  parts: { en: 'One by one', 'zh-cn': '逐项' },
  history: { en: 'History', 'zh-cn': '历史' },
  nothing: { en: 'Nothing: a saved answer was read.', 'zh-cn': '未发送:读取的是已保存的应答。' },
  tooLong: { en: 'More than is kept here.', 'zh-cn': '超出此处保存的长度。' },
  name: { en: 'name', 'zh-cn': '名称' },
  value: { en: 'value', 'zh-cn': '值' },
  time: { en: 'time (UTC)', 'zh-cn': '时间(UTC)' },
  verdict: { en: 'verdict', 'zh-cn': '判定' },
} as const satisfies Readonly<Record<string, Bilingual>>;
