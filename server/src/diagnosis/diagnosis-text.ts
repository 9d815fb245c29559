import type { Bilingual } from '../../../grammars/outline.ts';
import type { PlacedLine } from '../twin/ask-trace.ts';
import { type Diagnosis, STEP_NAMES } from './diagnose.ts';
import type { DiagnosedStep, StepStatus } from './step.ts';

type Locale = keyof Bilingual;

/** For people, in lines: the cause, then every step. */
export function diagnosisText(diagnosis: Diagnosis, locale: Locale): string {
  const { device, source, target, steps } = diagnosis;
  return [
    causeText(diagnosis, locale),
    `  ${device} (${source}) > ${target}`,
    ...steps.flatMap((step) => stepLines(step, locale)),
    '',
  ].join('\n');
}

/** In one sentence, with the line. */
export function causeText({ device, target, cause }: Diagnosis, locale: Locale): string {
  if (!cause) return NOTHING(device, target)[locale];
  const at = cause.at ? ` ${placeText(cause.at)}` : '';
  return `${BREAKS(device, target, STEP_NAMES[cause.step], cause.status)[locale]} ${cause.text[locale]}${at}`;
}

function stepLines({ step, status, text, packet, at, source }: DiagnosedStep, locale: Locale): string[] {
  const label = `  ${STEP_NAMES[step][locale]}: ${STATUS_NAMES[status][locale]}`;
  return [
    `${label}: ${text[locale]}${source === undefined ? '' : ` [${source}]`}`,
    ...(packet === undefined ? [] : [`     ${packet}`]),
    ...(at ? [`     ${placeText(at)}`] : []),
  ];
}

const placeText = ({ path, line, text }: PlacedLine): string => `${path}:${line}: ${text}`;

export const diagnosisMarkdown = (diagnosis: Diagnosis, locale: Locale): string =>
  `\`\`\`text\n${diagnosisText(diagnosis, locale)}\`\`\`\n`;

const STATUS_NAMES: Readonly<Record<StepStatus, Bilingual>> = {
  holds: { en: 'holds', 'zh-cn': '正常' },
  broken: { en: 'broken', 'zh-cn': '中断' },
  risk: { en: 'at risk', 'zh-cn': '有风险' },
  unknown: { en: 'not told', 'zh-cn': '无法判断' },
  'not-reached': { en: 'not reached', 'zh-cn': '未到达' },
};

const BREAKS = (device: string, target: string, step: Bilingual, status: StepStatus): Bilingual =>
  status === 'broken'
    ? {
        en: `The way of ${device} to ${target} breaks at the ${step.en}:`,
        'zh-cn': `${device} 到 ${target} 的路径在${step['zh-cn']}处中断:`,
      }
    : {
        en: `The way of ${device} to ${target} is at risk at the ${step.en}:`,
        'zh-cn': `${device} 到 ${target} 的路径在${step['zh-cn']}处有风险:`,
      };
const NOTHING = (device: string, target: string): Bilingual => ({
  en: `These files show nothing that breaks the way of ${device} to ${target}.`,
  'zh-cn': `这些文件未显示 ${device} 到 ${target} 的路径有任何中断。`,
});
