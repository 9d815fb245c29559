import type { Bilingual } from '../../../grammars/outline.ts';
import { maskedLine } from '../results/masked-line.ts';
import { plainMarkdown } from '../results/plain-markdown.ts';
import type { Walk, WalkPart, WalkStep } from './walk.ts';

type Locale = keyof Bilingual;

/** A walk as a page. */
export function walkMarkdown(title: string, { parts }: Walk, locale: Locale): string {
  return [
    `# ${plainMarkdown(title)}`,
    ...parts.flatMap((part) => [
      `\n## ${plainMarkdown(part.title[locale])}\n`,
      ...(part.steps.length === 0 ? [NOT_TAKEN[locale]] : part.steps.flatMap((step) => stepLines(step, locale))),
    ]),
    '',
  ].join('\n');
}

/** The same as data: `{version, title, parts}`. */
export const walkJson = (title: string, { parts }: Walk): string =>
  `${JSON.stringify({ version: 1, title, parts: parts.map(withoutSecrets) }, undefined, 2)}\n`;

const withoutSecrets = (part: WalkPart): WalkPart => ({
  ...part,
  steps: part.steps.map(({ line, ...step }) => ({
    ...step,
    ...(line && { line: { ...line, text: maskedLine(line.text) } }),
  })),
});

function stepLines(
  { title, state, text, sent, came, threshold, source, line, lineText }: WalkStep,
  locale: Locale,
): string[] {
  const label = (name: keyof typeof LABELS, value: string): string =>
    `  - ${LABELS[name][locale]}${plainMarkdown(value)}`;
  return [
    `- **${plainMarkdown(title[locale])}**: ${STATE_NAMES[state][locale]}${text ? `: ${plainMarkdown(text[locale])}` : ''}`,
    ...(sent ?? []).map((one) => label('sent', one[locale])),
    ...(came === undefined ? [] : [label('came', came[locale])]),
    ...(threshold ? [label('threshold', threshold[locale])] : []),
    ...(source ? [label('source', source[locale])] : []),
    ...(lineText ? [label('why', lineText[locale])] : []),
    ...(line ? [label('line', `${fileOf(line.uri)}:${line.range.start.line + 1} ${maskedLine(line.text)}`)] : []),
  ];
}

/** The last part of a path or URI. */
export const fileOf = (uri: string): string => {
  const name = uri.split('/').slice(-2).join('/');
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
};

export const STATE_NAMES: Readonly<Record<WalkStep['state'], Bilingual>> = {
  ok: { en: 'holds', 'zh-cn': '正常' },
  info: { en: 'holds, with a remark', 'zh-cn': '正常(有说明)' },
  warning: { en: 'at risk', 'zh-cn': '有风险' },
  error: { en: 'broken', 'zh-cn': '中断' },
  unknown: { en: 'not told', 'zh-cn': '无法判断' },
  running: { en: 'running', 'zh-cn': '进行中' },
  skipped: { en: 'not taken', 'zh-cn': '未执行' },
};

export const LABELS = {
  sent: { en: 'Sent: ', 'zh-cn': '发送:' },
  came: { en: 'Came back: ', 'zh-cn': '返回:' },
  threshold: { en: 'Held to: ', 'zh-cn': '阈值:' },
  source: { en: 'Rests on: ', 'zh-cn': '依据:' },
  why: { en: '', 'zh-cn': '' },
  line: { en: 'Line: ', 'zh-cn': '所在行:' },
} as const satisfies Readonly<Record<string, Bilingual>>;

const NOT_TAKEN: Bilingual = { en: 'Not taken yet.', 'zh-cn': '尚未执行。' };
