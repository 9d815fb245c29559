import type { Include } from '../model/include.ts';
import type { Outline, Statement } from '../outline.ts';
import { includeOf } from './include-of.ts';

/** The include that a statement is, in whose place the text of the other file is read. */
export function textualInclude(outline: Outline, statement: Statement, word: number): Include | undefined {
  const include = includeOf(outline, statement, word);
  const { start, end } = statement.header;
  const closing = /[ \t]*;/y;
  closing.lastIndex = end;
  return include && { ...include, replaces: { start, end: closing.test(outline.text) ? closing.lastIndex : end } };
}
