import type { Change } from '../../../change.ts';
import type { Device } from '../../../model/device.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { removal, statementAt } from '../removal.ts';
import { insertions } from './insertion.ts';
import { freePriorities } from './priorities.ts';
import { groupsOf } from './security-groups.ts';
import type { SourcedOutline } from './source.ts';

/** Changes to templates and modules; what Azure printed is a picture of what is, and nobody's to change. */
export function writeChange(change: Change, outline: SourcedOutline, device: Device): readonly TextEdit[] | undefined {
  if (outline.source.notation === 'export') return undefined;
  switch (change.kind) {
    case 'replace-text':
      return [{ span: change.span, newText: change.newText }];
    case 'edits':
      return change.edits;
    case 'delete-statements':
      return change.spans.map((span) => removal(span, outline));
    case 'delete-rule':
      return removalOfRule(change, outline, device);
    case 'set-key':
      return numbered(change, outline);
    case 'set-action':
      return verdict(change, outline, device);
    case 'insert-rule':
      // No security rule logs its own packets.
      return change.log
        ? undefined
        : insertions({ ...change, kind: 'insert-rules', matches: [change.match] }, outline, device);
    case 'insert-rules':
      return insertions(change, outline, device);
    case 'move-rule':
      return moved(change, outline, device);
    case 'set-timer':
      return inMinutes(change, outline);
    default:
      return undefined;
  }
}

/** An element of a list or a nested block; a resource of its own may be depended on, and a list's last element stays. */
function removalOfRule(
  { filter, rule }: Extract<Change, { kind: 'delete-rule' }>,
  outline: SourcedOutline,
  device: Device,
): TextEdit[] | undefined {
  const span = device.filters[filter]?.rules[rule]?.span;
  const statement = span && statementAt(span, outline);
  if (!statement) return undefined;
  const resource = outline.source.resources.find((one) => one.statement === statement);
  if (resource) {
    const mentions = outline.text.split(resource.name.value).length - 1;
    return outline.source.notation === 'terraform' && mentions === 0 ? [removal(span, outline)] : undefined;
  }
  const siblings = statement.parent?.children.filter(({ words }) => words[0]!.text === statement.words[0]!.text) ?? [];
  return siblings.length > 1 ? [removal(span, outline)] : undefined;
}

/** Only where a number stands there: a variable's use is not replaced. */
function numbered(
  { span, key }: Extract<Change, { kind: 'set-key' }>,
  { text }: SourcedOutline,
): TextEdit[] | undefined {
  return /^\d+$/.test(text.slice(span.start, span.end)) ? [{ span, newText: String(key) }] : undefined;
}

function verdict(
  { filter, rule, action, log }: Extract<Change, { kind: 'set-action' }>,
  outline: SourcedOutline,
  device: Device,
): TextEdit[] | undefined {
  const span = device.filters[filter]?.rules[rule]?.span;
  const found = groupsOf(outline.source)
    .flatMap(({ rules }) => rules)
    .find(({ statement }) => statement.span.start === span?.start && statement.span.end === span.end);
  if (log || !found?.access) return undefined;
  // Between the quotes, where the span has them.
  const quoted = /^"/.test(outline.text.slice(found.access.start)) ? '"' : '';
  return [{ span: found.access, newText: `${quoted}${action === 'permit' ? 'Allow' : 'Deny'}${quoted}` }];
}

/** A priority is a rule's place: it gets a free one before the other rule's. */
function moved(
  { filter, rule, before }: Extract<Change, { kind: 'move-rule' }>,
  outline: SourcedOutline,
  device: Device,
): TextEdit[] | undefined {
  const own = device.filters[filter];
  const key = own?.rules[rule]?.key;
  const [free] = (own && freePriorities(own, before, 1, rule)) ?? [];
  return key && free !== undefined ? numbered({ kind: 'set-key', span: key.span, key: free }, outline) : undefined;
}

function inMinutes(
  { timer, seconds }: Extract<Change, { kind: 'set-timer' }>,
  { text }: SourcedOutline,
): TextEdit[] | undefined {
  const { allowed, seconds: written } = timer;
  const rounded = Math.ceil(seconds / 60) * 60;
  if (allowed && (rounded < allowed.first || rounded > allowed.last)) return undefined;
  const { span } = written;
  return /^\d+$/.test(text.slice(span.start, span.end)) ? [{ span, newText: String(rounded / 60) }] : undefined;
}
