import type { Change } from '../../../change.ts';
import type { Device } from '../../../model/device.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { indentAt, inserted, nextLine } from './lines.ts';
import { entriesOf } from './rule-text.ts';
import type { RuleSpelling } from './rules.ts';

/** A list behind the IPv4 one, and its binding in the line after that one's. */
export function ipv6Filter(
  { binding, name, entries }: Extract<Change, { kind: 'add-ipv6-filter' }>,
  { text }: Outline,
  { bindings, filters }: Device,
  spelling: RuleSpelling,
): readonly TextEdit[] | undefined {
  const beside = bindings[binding];
  if (!beside) return undefined;
  const at = nextLine(text, beside.span.end - 1);
  const line = `${indentAt(text, beside.span.start)}${spelling.bindsIpv6} ${name} ${spelling.directions?.[beside.direction] ?? beside.direction}`;
  const bound: TextEdit = { span: { start: at, end: at }, newText: inserted(text, at, [line]) };
  if (!entries) return [bound];
  const list = filters.find((one) => one.name.value === beside.filter.value && one.family === 'ipv4');
  if (!list) return undefined;
  const written = entries.map(({ action, match }) => entriesOf(spelling, action, match, 'ipv6', false));
  if (!written.every((lines) => lines !== undefined)) return undefined;
  const lines = written.flat().map((entry) => spelling.indent + entry);
  const end = nextLine(text, list.span.end - 1);
  const whole = inserted(text, end, ['!', `ipv6 access-list ${name}`, ...lines]);
  return [bound, { span: { start: end, end }, newText: whole }];
}
