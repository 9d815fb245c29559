import { env } from 'vscode';
import type { Bilingual } from '../../grammars/outline.ts';

/** Picks the editor's language: Simplified Chinese, or English for everybody else. */
export const inUserLanguage = (text: Bilingual): string => text[isChinese() ? 'zh-cn' : 'en'];

const isChinese = (): boolean => /^zh(-cn|-hans)?$/i.test(env.language);
