import type { Change } from '../../../change.ts';
import { wholeLines } from '../../../kit/whole-lines.ts';
import type { Device } from '../../../model/device.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';

/** Elements are taken out with their lines; where a rule stands is firewalld's, not the text's. */
export function write(change: Change, { text }: Outline, device: Device): readonly TextEdit[] | undefined {
  switch (change.kind) {
    case 'replace-text':
      return [{ span: change.span, newText: change.newText }];
    case 'edits':
      return change.edits;
    case 'delete-statements':
      return change.spans.map((span) => ({ span: wholeLines(span, text), newText: '' }));
    case 'delete-rule': {
      const rule = device.filters[change.filter]?.rules[change.rule];
      return rule && !rule.implicit ? [{ span: wholeLines(rule.span, text), newText: '' }] : undefined;
    }
    default:
      return undefined;
  }
}
