import type { Change } from '../../../change.ts';
import type { Device } from '../../../model/device.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';

export function write(change: Change, _outline: Outline, _device: Device): readonly TextEdit[] | undefined {
  return change.kind === 'edits' ? change.edits : undefined;
}
