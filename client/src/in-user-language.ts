import { env } from 'vscode';
import type { Bilingual } from '../../grammars/outline.ts';

/** Simplified Chinese, or English for everybody else. */
export const userLanguage = (): keyof Bilingual => (/^zh(-cn|-hans)?$/i.test(env.language) ? 'zh-cn' : 'en');

/** Picks the editor's language. */
export const inUserLanguage = (text: Bilingual): string => text[userLanguage()];
