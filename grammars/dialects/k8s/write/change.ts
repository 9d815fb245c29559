import type { Change } from '../../../change.ts';
import { removal, statementAt } from '../../../kit/cloud/removal.ts';
import type { Device } from '../../../model/device.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';

/** Rules can be taken out and their words replaced. */
export function write(change: Change, outline: Outline, device: Device): readonly TextEdit[] | undefined {
  switch (change.kind) {
    case 'replace-text':
      return [{ span: change.span, newText: change.newText }];
    case 'edits':
      return change.edits;
    case 'delete-statements':
      return change.spans.map((span) => removal(span, outline));
    case 'delete-rule': {
      const statement = statementAt(device.filters[change.filter]!.rules[change.rule]!.span, outline);
      // Without its last rule a list lets nothing pass, or everything where it decides which way a policy looks.
      return statement && (statement.parent?.children.length ?? 0) > 1 ? [removal(statement.span, outline)] : undefined;
    }
    default:
      return undefined;
  }
}
