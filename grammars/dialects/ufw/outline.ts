import { flatOutline } from '../../kit/flat-outline.ts';
import type { Outline, Word } from '../../outline.ts';

/** Each line a statement; what stands in quotes is one word, and a remark behind a command is none of it. */
export const readUfw = (text: string): Outline => flatOutline(text, 'unknown', words);

function words(line: string, offset: number): Word[] {
  const found: Word[] = [];
  for (const { 0: text, index } of line.matchAll(/'[^'\n]*'|"[^"\n]*"|#.*|[^\s\uFEFF'"]+|['"]/g)) {
    const remark = text.startsWith('#') && found.length > 0;
    const shown = remark ? text.trimEnd() : text.startsWith('#') ? text.trimEnd() : text;
    found.push({ text: shown, span: { start: offset + index, end: offset + index + shown.length } });
  }
  return found;
}

/** Quotes are the shell's. */
export const unquoted = (text: string): string => /^(['"])(.*)\1$/.exec(text)?.[2] ?? text;
