import { walk } from '../../../grammars/outline.ts';
import type { Span } from '../../../grammars/text/span.ts';
import { layersAt } from './layers.ts';
import type { Prepared } from './prepare.ts';

/** A comment to be inserted: `before`, then ` -- ` and a reason if there is one, then `after`. */
export interface CommentPlace {
  readonly offset: number;
  readonly before: string;
  readonly after: string;
}

/**
 * A comment of its own above the line, in the language of the innermost file that shows there as it is.
 * @returns undefined where no line of the text can hold a comment for it.
 */
export function lineSuppression(prepared: Prepared, offset: number, rule: string): CommentPlace | undefined {
  for (const { layer, offset: own } of layersAt(prepared, offset).reverse()) {
    const { index, text, dialect } = layer.prepared;
    const { start } = index.lineSpan(index.positionAt(own).line);
    if (!takesComments(layer.prepared) || isInside(layer.prepared, start) || !layer.isVerbatim({ start, end: own }))
      continue;
    const indent = /^[ \t\uFEFF]*/.exec(text.slice(start, own))![0];
    const host = layer.toOutermost({ start, end: start }).start;
    const line = prepared.index.lineSpan(prepared.index.positionAt(host).line);
    const margin = prepared.text.slice(line.start, host);
    if (margin.trim() !== '') continue;
    return {
      offset: line.start,
      before: `${margin}${indent.replace('\uFEFF', '')}${dialect.lineComment} netreview-disable-next-line ${rule}`,
      after: lineEnd(prepared.text),
    };
  }
  return undefined;
}

/** A comment for the whole file, below a first line that says what the file is; undefined where it can hold none. */
export function fileSuppression(prepared: Prepared, rule: string): CommentPlace | undefined {
  if (!takesComments(prepared)) return undefined;
  const { text, index, dialect } = prepared;
  let line = 0;
  while (line < index.lineCount && PINNED.test(lineText(prepared, line))) line += 1;
  const offset = line > 0 ? index.fullLineSpan(line - 1).end : text.startsWith('\uFEFF') ? 1 : 0;
  const unended = line > 0 && line === index.lineCount;
  return {
    offset,
    before: `${unended ? lineEnd(text) : ''}${dialect.lineComment} netreview-disable ${rule}`,
    after: lineEnd(text),
  };
}

const takesComments = ({ dialect, text }: Prepared): boolean => dialect.takesLineComments?.(text) ?? true;

/** First lines that lose their meaning when something stands above them. */
const PINNED = /^\uFEFF?(?:#cloud-|##\s*template:|#!|#include|#part-handler|%YAML)/;

function lineText({ text, index }: Prepared, line: number): string {
  const { start, end } = index.lineSpan(line);
  return text.slice(start, end);
}

const lineEnd = (text: string): string => /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';

/** Whether a word or a banner's body begins before the offset and goes on behind it: nothing there is a comment. */
function isInside({ outline }: Prepared, offset: number): boolean {
  const straddles = (span: Span): boolean => span.start < offset && offset < span.end;
  if (outline.trivia.some((trivia) => trivia.kind !== 'punctuation' && straddles(trivia.span))) return true;
  for (const statement of walk(outline.statements))
    if (statement.words.some((word) => straddles(word.span))) return true;
  return false;
}
