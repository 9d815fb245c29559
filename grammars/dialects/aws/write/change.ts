import type { Change } from '../../../change.ts';
import { writeYaml } from '../../../kit/yaml-write.ts';
import type { Device } from '../../../model/device.ts';
import type { TextEdit } from '../../../text/edit.ts';
import type { AwsOutline } from '../source.ts';

/** Changes to templates and modules; an export is a picture of what is, and nobody's to change. */
export function write(change: Change, outline: AwsOutline, _device: Device): readonly TextEdit[] | undefined {
  if (outline.source.notation === 'describe') return undefined;
  return writeYaml(change, outline);
}
