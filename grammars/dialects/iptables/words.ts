import type { Word } from '../../outline.ts';

/**
 * Words as iptables-restore splits them: at blanks; a double quote opens a text in which `\` takes the next character as it is, and the
 * closing one ends the word. A quote that never closes takes the rest of the line.
 */
export function splitWords(line: string, offset: number): Word[] {
  const words: Word[] = [];
  let at = 0;
  while (at < line.length) {
    if (BLANK.test(line[at]!)) {
      at += 1;
      continue;
    }
    const start = at;
    while (at < line.length && !BLANK.test(line[at]!)) {
      if (line[at] === '"') {
        at = afterQuote(line, at);
        break;
      }
      at += 1;
    }
    words.push({ text: line.slice(start, at), span: { start: offset + start, end: offset + at } });
  }
  return words;
}

/** The word as the program gets it. */
export function unquoted({ text }: Word): string {
  const quote = text.indexOf('"');
  if (quote < 0) return text;
  const closed = text.length > quote + 1 && text.endsWith('"') ? -1 : text.length;
  return text.slice(0, quote) + text.slice(quote + 1, closed).replace(/\\([\s\S])/g, '$1');
}

const BLANK = /[\s\uFEFF]/;

function afterQuote(line: string, open: number): number {
  for (let at = open + 1; at < line.length; at += 1) {
    if (line[at] === '\\') at += 1;
    else if (line[at] === '"') return at + 1;
  }
  return line.length;
}
