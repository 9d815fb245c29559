import type { Change } from '../../../change.ts';
import type { TextEdit } from '../../../text/edit.ts';

export function write(change: Change): readonly TextEdit[] | undefined {
  if (change.kind === 'replace-text') return [{ span: change.span, newText: change.newText }];
  return change.kind === 'edits' ? change.edits : undefined;
}
