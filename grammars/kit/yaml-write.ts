import type { Change } from '../change.ts';
import type { Outline } from '../outline.ts';
import type { TextEdit } from '../text/edit.ts';
import { wholeLines } from './whole-lines.ts';

/** Changes that every YAML dialect can write; undefined for the others. */
export function writeYaml(change: Change, outline: Outline): readonly TextEdit[] | undefined {
  switch (change.kind) {
    case 'replace-text':
      return [{ span: change.span, newText: change.newText }];
    case 'edits':
      return change.edits;
    case 'delete-statements':
      return change.spans.map((span) => ({ span: wholeLines(span, outline.text, '#'), newText: '' }));
    case 'set-timer': {
      const { span } = change.timer.seconds;
      // Only where the number stands as it is written; a value in an escaped text is another text.
      const plain = /^\d+$/.test(outline.text.slice(span.start, span.end));
      return plain ? [{ span, newText: String(change.seconds) }] : undefined;
    }
    default:
      return undefined;
  }
}
