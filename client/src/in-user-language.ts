import { env } from 'vscode';
import type { Bilingual } from '../../grammars/outline.ts';

/** Picks the editor's language: Simplified Chinese, or English for everybody else. */
export const inUserLanguage = (text: Bilingual): string => text[userLocale()];

export const userLocale = (): keyof Bilingual => (isChinese() ? 'zh-cn' : 'en');

const isChinese = (): boolean => /^zh(-cn|-hans)?$/i.test(env.language);
