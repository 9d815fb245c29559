import type { Bilingual } from '../../../grammars/outline.ts';

/** Parts of one sentence, and its end: `three; two.` */
export const inARow = (parts: readonly Bilingual[]): Bilingual => ({
  en: `${parts.map(({ en }) => en).join('; ')}.`,
  'zh-cn': `${parts.map((part) => part['zh-cn']).join(';')}。`,
});
