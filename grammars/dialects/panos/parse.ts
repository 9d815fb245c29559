import { readBraces } from '../../kit/braces-outline.ts';
import { readXml } from '../../kit/xml-outline.ts';
import type { Outline } from '../../outline.ts';
import { readSet } from './set-outline.ts';

export type Form = 'set' | 'braces' | 'xml';

/** What `show` prints with its three output formats: set commands, braces, or the XML that is exported. */
export function parse(text: string): Outline {
  const form = formOf(text);
  const outline = form === 'xml' ? readXml(text) : form === 'set' ? readSet(text) : readBlocks(text);
  return isTemplate(text) ? { ...outline, problems: [] } : outline;
}

/** Lines before the first block that begin with `!` are of whoever fetched the text. */
function readBlocks(text: string): Outline {
  const head = text.indexOf('{');
  const notes = [...text.slice(0, Math.max(0, head)).matchAll(/^![^\r\n]*/gm)].map(({ index, 0: line }) => ({
    start: index,
    end: index + line.trimEnd().length,
  }));
  if (notes.length === 0) return readBraces(text);
  let blanked = text;
  for (const { start, end } of notes) blanked = blanked.slice(0, start) + ' '.repeat(end - start) + blanked.slice(end);
  const outline = readBraces(blanked);
  const trivia = [...notes.map((span) => ({ kind: 'comment', span }) as const), ...outline.trivia];
  return { ...outline, text, trivia };
}

export function formOf(text: string): Form {
  if (/^[\s\uFEFF]*</.test(text)) return 'xml';
  const verbs = text.match(SET_LINE)?.length ?? 0;
  return verbs > (text.match(/[;{][ \t]*$/gm)?.length ?? 0) ? 'set' : 'braces';
}

export const SET_LINE =
  /^[ \t\uFEFF]*(?:[\w.-]+@[\w.-]+(?:\([\w-]+\))?[>#] )?(?:set|delete|move|rename|copy|edit) +[a-z]/gm;

/** Jinja templates. */
export const isTemplate = (text: string): boolean => /\{\{|\{%/.test(text);
