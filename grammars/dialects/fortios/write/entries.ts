import { indentAt, inserted, lineEndOf, linesOf, nextLine } from '../../../kit/cisco-like/write/lines.ts';
import type { TextEdit } from '../../../text/edit.ts';
import type { Span } from '../../../text/span.ts';
import type { Block } from '../config-tree.ts';

/** Gives a setting a value: in its own line where it has one, else in a new one under what opens the block. */
export function setting(text: string, block: Block, name: string, value: string): TextEdit[] {
  const own = block.settings.get(name);
  if (own) {
    const [first, last] = [own.statement.words[2], own.statement.words.at(-1)];
    if (!first || !last || own.statement.words[0]!.text !== 'set') return [];
    return [{ span: { start: first.span.start, end: last.span.end }, newText: value }];
  }
  const { header, children } = block.statements[0]!;
  const at = nextLine(text, header.end - 1);
  const indent = children[0] ? indentAt(text, children[0].span.start) : `${indentAt(text, header.start)}    `;
  return [{ span: { start: at, end: at }, newText: inserted(text, at, [`${indent}set ${name} ${value}`]) }];
}

/** Lines of new blocks in front of this one, with its indentation. */
export function before(text: string, block: Block, lines: readonly string[]): TextEdit {
  const { start } = linesOf(text, block.statements[0]!.header);
  const indent = indentAt(text, block.statements[0]!.header.start);
  return {
    span: { start, end: start },
    newText: lines.map((line) => indent + line + lineEndOf(text)).join(''),
  };
}

/** Whole lines where nothing else stands in them. */
export const removed = (text: string, span: Span): TextEdit => ({ span: linesOf(text, span), newText: '' });

/** As the CLI prints names. */
export const quoted = (name: string): string => `"${name.replaceAll(/["\\]/g, '\\$&')}"`;
