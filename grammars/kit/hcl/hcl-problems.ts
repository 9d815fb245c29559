import type { Bilingual } from '../../outline.ts';

const TEXTS = {
  unexpected: {
    en: 'This does not belong here; an operator, a quote, a comma or a bracket before it may be missing.',
    'zh-cn': '此处内容不应出现;前面可能缺少运算符、引号、逗号或括号。',
  },
  'missing-value': {
    en: 'This attribute has no value; write an expression after the equals sign.',
    'zh-cn': '该属性没有值;请在等号后写上表达式。',
  },
  unclosed: {
    en: 'This brace is not closed.',
    'zh-cn': '此花括号没有闭合。',
  },
} as const satisfies Readonly<Record<string, Bilingual>>;

/** The first fault of a text, in words. */
export const hclProblem = (code: keyof typeof TEXTS): { readonly code: string; readonly text: Bilingual } => ({
  code: `hcl-${code}`,
  text: TEXTS[code],
});
