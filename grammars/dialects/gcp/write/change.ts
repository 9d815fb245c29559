import type { Change } from '../../../change.ts';
import { removal, statementAt } from '../../../kit/cloud/removal.ts';
import type { Device } from '../../../model/device.ts';
import type { Filter } from '../../../model/filter.ts';
import type { TextEdit } from '../../../text/edit.ts';
import type { Span } from '../../../text/span.ts';
import { rulesOf } from '../model/firewalls.ts';
import type { GcpOutline } from '../source.ts';

/** Changes to modules; what the API printed is a picture of what is, and nobody's to change. */
export function write(change: Change, outline: GcpOutline, device: Device): readonly TextEdit[] | undefined {
  if (outline.source.notation === 'printed') return undefined;
  switch (change.kind) {
    case 'replace-text':
      return [{ span: change.span, newText: change.newText }];
    case 'edits':
      return change.edits;
    case 'delete-statements':
      return change.spans.map((span) => removal(span, outline));
    case 'delete-rule':
      return removalOfRule(device.filters[change.filter]?.rules[change.rule]?.span, outline);
    case 'set-key':
      return number(change.span, change.key, outline);
    case 'set-action':
      return verdict(change, outline, device);
    case 'move-rule':
      return moved(change, outline, device);
    case 'set-timer':
      return number(change.timer.seconds.span, change.seconds, outline);
    default:
      return undefined;
  }
}

/** A resource that nothing else in the text speaks of. */
function removalOfRule(span: Span | undefined, outline: GcpOutline): TextEdit[] | undefined {
  const statement = span && statementAt(span, outline);
  const resource = outline.source.resources.find((one) => one.statement === statement);
  return span && resource && !outline.text.includes(resource.name.value) ? [removal(span, outline)] : undefined;
}

/** Only where a number stands there: a variable's use is not replaced, and what is not written has no place. */
function number({ start, end }: Span, value: number, { text }: GcpOutline): TextEdit[] | undefined {
  return /^\d+$/.test(text.slice(start, end)) ? [{ span: { start, end }, newText: String(value) }] : undefined;
}

/** The blocks are called by what they do. */
function verdict(
  { filter, rule, action, log }: Extract<Change, { kind: 'set-action' }>,
  outline: GcpOutline,
  device: Device,
): TextEdit[] | undefined {
  const span = device.filters[filter]?.rules[rule]?.span;
  const own = rulesOf(outline.source).find(({ statement }) => statement.span.start === span?.start);
  if (!own || own.verdict.length === 0 || (log && !own.logs)) return undefined;
  return own.verdict.map((word) => ({ span: word, newText: action === 'permit' ? 'allow' : 'deny' }));
}

const LAST = 65_535;

/** A priority is a rule's place: it gets the middle between the other rule's and the one ahead of that. */
function moved(
  { filter, rule, before }: Extract<Change, { kind: 'move-rule' }>,
  outline: GcpOutline,
  device: Device,
): TextEdit[] | undefined {
  const own = device.filters[filter];
  const key = own?.rules[rule]?.key;
  const free = own && freePriority(own, before, rule);
  return key && free !== undefined ? number(key.span, free, outline) : undefined;
}

function freePriority({ rules }: Filter, before: number, except: number): number | undefined {
  const next = Number(rules[before]?.key?.value ?? LAST);
  const ahead = rules.flatMap(({ key }, at) => {
    const number = Number(key?.value);
    return at !== except && number < next ? [number] : [];
  });
  const previous = Math.max(-1, ...ahead);
  const middle = Math.floor((previous + next) / 2);
  return middle > previous && middle < next ? middle : undefined;
}
