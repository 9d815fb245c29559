import type { Change } from '../../../change.ts';
import { writeYaml } from '../../../kit/yaml-write.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';

/** Text changes, and the value of a sysctl that is a timer. */
export function write(change: Change, outline: Outline): readonly TextEdit[] | undefined {
  if (change.kind !== 'set-timer') return writeYaml(change, outline);
  const { span } = change.timer.seconds;
  // Only where the number stands as it is written; a value in an escaped text is another text.
  return /^\d+$/.test(outline.text.slice(span.start, span.end))
    ? [{ span, newText: String(change.seconds) }]
    : undefined;
}
