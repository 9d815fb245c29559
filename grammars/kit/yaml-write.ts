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
    default:
      return undefined;
  }
}
