import type { Bilingual } from '../outline.ts';

const TEXTS = {
  unexpected: {
    en: 'This does not belong here; a bracket, a quote or a comma before it may be wrong.',
    'zh-cn': '此处内容不应出现;请检查前面的括号、引号或逗号。',
  },
  'missing-comma': {
    en: 'A comma is missing before this.',
    'zh-cn': '此处之前缺少逗号。',
  },
  'missing-value': {
    en: 'This key has no value; write a colon and a value.',
    'zh-cn': '该键没有值;请写上冒号和值。',
  },
  unclosed: {
    en: 'This bracket is not closed.',
    'zh-cn': '此括号没有闭合。',
  },
} as const satisfies Readonly<Record<string, Bilingual>>;

/** The first fault of a JSON text, in words. */
export const jsonProblem = (code: keyof typeof TEXTS): { readonly code: string; readonly text: Bilingual } => ({
  code: `json-${code}`,
  text: TEXTS[code],
});
