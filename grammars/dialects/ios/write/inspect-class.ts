import type { Change } from '../../../change.ts';
import { inserted, linesOf } from '../../../kit/cisco-like/write/lines.ts';
import type { Filter } from '../../../model/filter.ts';
import type { Outline, Statement } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { cover, type Span } from '../../../text/span.ts';

/** A class of `policy-map type inspect` goes, or moves up, with what stands under it. */
export function writeInspectClass(change: Change, outline: Outline, { rules, span }: Filter): TextEdit[] | undefined {
  if (change.kind !== 'delete-rule' && change.kind !== 'move-rule') return undefined;
  const policy = outline.statements.find((one) => one.span.start === span.start);
  const blockOf = (index: number): Span | undefined => {
    const rule = rules[index];
    const own = rule?.implicit ? undefined : policy?.children.find((one) => one.header.start === rule?.span.start);
    return own && linesOf(outline.text, wholeOf(own));
  };
  const block = blockOf(change.rule);
  if (!block) return undefined;
  const gone = { span: block, newText: '' };
  if (change.kind === 'delete-rule') return [gone];
  const before = blockOf(change.before);
  if (!before || before.start >= block.start) return undefined;
  const lines = outline.text
    .slice(block.start, block.end)
    .replace(/[\r\n]+$/, '')
    .split(/\r\n|\n|\r/);
  const at = { start: before.start, end: before.start };
  return [{ span: at, newText: inserted(outline.text, before.start, lines) }, gone];
}

const wholeOf = ({ header, children }: Statement): Span => children.map((one) => one.span).reduce(cover, header);
