import type { Outline, Word } from '../../outline.ts';
import { flatOutline } from '../flat-outline.ts';

/** Lines of `key = value` or `key value`: three words or two, the value as it stands to the line's end. `#` and `;` start remarks. */
export const keyValueOutline = (text: string): Outline => flatOutline(text, 'unknown', keyAndValue, ['#', ';']);

function keyAndValue(line: string, offset: number): Word[] {
  const found = /^([\s\uFEFF]*)([^\s=\uFEFF]+)(?:([ \t]*)(=)([ \t]*)|([ \t]+))?(.*?)\s*$/.exec(line);
  if (!found) {
    const rest = line.search(/[^\s\uFEFF]/);
    return rest < 0
      ? []
      : [{ text: line.slice(rest).trimEnd(), span: { start: offset + rest, end: offset + line.trimEnd().length } }];
  }
  const [, blank = '', key = '', before = '', equals = '', after = '', gap = '', value = ''] = found;
  const words: Word[] = [];
  let at = offset + blank.length;
  const add = (text: string, skip: number): void => {
    if (text !== '') words.push({ text, span: { start: at, end: at + text.length } });
    at += text.length + skip;
  };
  add(key, before.length + gap.length);
  add(equals, after.length);
  add(value, 0);
  return words;
}

/** What stands behind the key; undefined: nothing does. */
export const writtenValue = (words: readonly Word[]): Word | undefined =>
  words.length > 1 && words.at(-1)!.text !== '=' ? words.at(-1) : undefined;
