import type { Change } from '../../../change.ts';
import { removal } from '../../../kit/cloud/removal.ts';
import type { Device } from '../../../model/device.ts';
import type { TextEdit } from '../../../text/edit.ts';
import type { AwsOutline } from '../source.ts';
import { insertions } from './insertion.ts';
import { removalOfRule } from './removal.ts';

/** Changes to templates and modules; an export is a picture of what is, and nobody's to change. */
export function write(change: Change, outline: AwsOutline, device: Device): readonly TextEdit[] | undefined {
  if (outline.source.notation === 'describe') return undefined;
  switch (change.kind) {
    case 'replace-text':
      return [{ span: change.span, newText: change.newText }];
    case 'edits':
      return change.edits;
    case 'delete-statements':
      return change.spans.map((span) => removal(span, outline));
    case 'delete-rule': {
      const edit = removalOfRule(device.filters[change.filter]?.rules[change.rule]?.span, outline);
      return edit && [edit];
    }
    case 'set-key':
      return [{ span: change.span, newText: String(change.key) }];
    case 'insert-rule':
      // Nothing in AWS logs one rule's packets.
      return change.log
        ? undefined
        : insertions({ ...change, kind: 'insert-rules', matches: [change.match] }, outline, device);
    case 'insert-rules':
      return insertions(change, outline, device);
    case 'move-rule':
      return renumbered(change, device);
    case 'set-timer': {
      const { allowed, seconds } = change.timer;
      if (allowed && (change.seconds < allowed.first || change.seconds > allowed.last)) return undefined;
      return [{ span: seconds.span, newText: String(change.seconds) }];
    }
    default:
      return undefined;
  }
}

/** A number is a network ACL entry's place: it gets a free one before the other entry's. */
function renumbered(
  { filter, rule, before }: Extract<Change, { kind: 'move-rule' }>,
  device: Device,
): TextEdit[] | undefined {
  const rules = device.filters[filter]?.order === 'by-key' ? device.filters[filter].rules : [];
  const moved = rules[rule]?.key;
  const next = Number(rules[before]?.key?.value);
  if (!moved || !Number.isInteger(next)) return undefined;
  const taken = rules.map(({ key }) => Number(key?.value));
  const previous = Math.max(0, ...taken.filter((number, at) => at !== rule && number < next));
  const middle = Math.floor((previous + next) / 2);
  const key = [Math.floor(middle / 10) * 10, middle].find((number) => number > previous && number < next);
  return key === undefined ? undefined : [{ span: moved.span, newText: String(key) }];
}
