import type { Change } from '../change.ts';
import type { Outline } from '../outline.ts';
import type { TextEdit } from '../text/edit.ts';
import type { Span } from '../text/span.ts';

/** Changes that every YAML dialect can write; undefined for the others. */
export function writeYaml(change: Change, outline: Outline): readonly TextEdit[] | undefined {
  switch (change.kind) {
    case 'replace-text':
      return [{ span: change.span, newText: change.newText }];
    case 'edits':
      return change.edits;
    case 'delete-statements':
      return change.spans.map((span) => ({ span: wholeLines(span, outline.text), newText: '' }));
    default:
      return undefined;
  }
}

/** The statement with its line end; only itself where other text shares its lines. */
function wholeLines(span: Span, text: string): Span {
  const start = text.lastIndexOf('\n', span.start - 1) + 1;
  const next = text.indexOf('\n', span.end);
  const end = next < 0 ? text.length : next + 1;
  const alone = text.slice(start, span.start).trim() === '' && /^\s*(?:#.*)?\s*$/.test(text.slice(span.end, end));
  return alone ? { start, end } : span;
}
