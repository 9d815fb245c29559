import type { Bilingual } from '../../../grammars/outline.ts';

export type Locale = keyof Bilingual;

/** What the client's locale reads: any Chinese reads Simplified Chinese, everything else English. */
export const localeOf = (locale: unknown): Locale =>
  typeof locale === 'string' && locale.toLowerCase().startsWith('zh') ? 'zh-cn' : 'en';
