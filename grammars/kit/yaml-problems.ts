import type { Bilingual } from '../outline.ts';

/** What PyYAML and libyaml refuse, in our own words; keyed by the `yaml` package's error code. */
const TEXTS: Readonly<Record<string, Bilingual>> = {
  TAB_AS_INDENT: {
    en: 'YAML does not allow tabs for indentation; use spaces.',
    'zh-cn': 'YAML 不允许用制表符缩进,请改用空格。',
  },
  BAD_INDENT: {
    en: 'The indentation does not fit the lines around it.',
    'zh-cn': '此行缩进与上下文不一致。',
  },
  BAD_ALIAS: {
    en: 'The alias refers to an anchor that is not defined before it.',
    'zh-cn': '别名引用的锚点在此之前没有定义。',
  },
  BAD_DQ_ESCAPE: {
    en: 'Unknown escape in a double-quoted text; write the backslash twice or use single quotes.',
    'zh-cn': '双引号文本中有未知的转义;请写两个反斜杠或改用单引号。',
  },
  BAD_SCALAR_START: {
    en: 'A plain value cannot start with this character; quote it.',
    'zh-cn': '未加引号的值不能以该字符开头,请加引号。',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    en: 'A second ": " on this line: quote the value, or put the nested entry on its own line.',
    'zh-cn': '同一行出现第二个 ": ":请为值加引号,或把嵌套项另起一行。',
  },
  BLOCK_IN_FLOW: {
    en: 'A block (`- ` or `|`) cannot stand inside [ ] or { }.',
    'zh-cn': '[ ] 或 { } 内不能使用块形式(`- ` 或 `|`)。',
  },
  MISSING_CHAR: {
    en: 'A character is missing here: a closing quote or bracket, a colon, or a comma.',
    'zh-cn': '此处缺少字符:右引号、右括号、冒号或逗号。',
  },
  MULTILINE_IMPLICIT_KEY: {
    en: 'A key must fit on one line; a colon may be missing above.',
    'zh-cn': '键必须写在一行内;上一行可能缺少冒号。',
  },
  UNEXPECTED_TOKEN: {
    en: 'This does not belong here; a bracket, a quote or an indentation above may be wrong.',
    'zh-cn': '此处内容不应出现;请检查前面的括号、引号或缩进。',
  },
};

const OTHER: Bilingual = {
  en: 'This is not valid YAML here.',
  'zh-cn': '此处不是有效的 YAML。',
};

/** Errors that only newer YAML versions or this reader raise, and the platforms' readers accept. */
const TOLERATED = new Set([
  'DUPLICATE_KEY',
  'MULTIPLE_DOCS',
  'NON_STRING_KEY',
  'TAG_RESOLVE_FAILED',
  'KEY_OVER_1024_CHARS',
]);

/** @returns undefined for what the platforms accept. */
export function yamlProblem(code: string): { readonly code: string; readonly text: Bilingual } | undefined {
  if (TOLERATED.has(code)) return undefined;
  return { code: `yaml-${code.toLowerCase().replaceAll('_', '-')}`, text: TEXTS[code] ?? OTHER };
}
