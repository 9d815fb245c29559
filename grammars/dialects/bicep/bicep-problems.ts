import type { Bilingual } from '../../outline.ts';

const TEXTS = {
  unexpected: {
    en: 'This does not belong here; an operator, a quote, a colon or a bracket before it may be missing.',
    'zh-cn': '此处内容不应出现;前面可能缺少运算符、引号、冒号或括号。',
  },
  unclosed: {
    en: 'A bracket of this declaration is not closed.',
    'zh-cn': '此声明中有括号没有闭合。',
  },
} as const satisfies Readonly<Record<string, Bilingual>>;

/** The first fault of a text, in words. */
export const bicepProblem = (code: keyof typeof TEXTS): { readonly code: string; readonly text: Bilingual } => ({
  code: `bicep-${code}`,
  text: TEXTS[code],
});
