import type { Change } from '../../../change.ts';
import { lineEndOf, lineOf } from '../../../kit/statement-layout.ts';
import type { Device } from '../../../model/device.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { ruleWords } from './rule-words.ts';

/** A named list behind the IPv4 one, and its binding in the line after that one's. */
export function ipv6Filter(
  { binding, name, entries }: Extract<Change, { kind: 'add-ipv6-filter' }>,
  { text }: Outline,
  { bindings, filters }: Device,
): TextEdit[] | undefined {
  const beside = bindings[binding];
  const list = filters.find((one) => one.name.value === beside?.filter.value && one.family === 'ipv4');
  if (beside?.place.kind !== 'interface' || !list) return undefined;
  // Names begin with a letter.
  const said = /^[A-Za-z]/.test(name) ? name : `V6-${name}`;
  const end = lineEndOf(text);
  const own = lineOf(text, beside.span);
  const indent = /^[ \t]*/.exec(text.slice(own.start, own.end))![0];
  const direction = beside.direction === 'in' ? 'inbound' : 'outbound';
  const bound = after(text, own.end, [`${indent}traffic-filter ${direction} ipv6 acl name ${said}`]);
  if (!entries) return [bound];
  const lines = entries.map(({ action, match }) =>
    ruleWords(match, 'ipv6', false)?.map((words) => `${action} ${words}`),
  );
  if (!lines.every((one) => one !== undefined)) return undefined;
  // A traffic filter forwards what no rule names: the end has to be written.
  const last = list.rules.findLast(({ implicit }) => !implicit);
  const closes = last?.action.kind === 'deny' && last.matches.some((match) => Object.keys(match).length === 1);
  const rules = [...lines.flat(), ...(closes ? ['deny ipv6'] : [])].map(
    (line, index) => ` rule ${(index + 1) * 5} ${line}`,
  );
  return [bound, after(text, lineOf(text, list.span).end, ['#', `acl ipv6 name ${said} advance`, ...rules])];

  function after(whole: string, at: number, added: readonly string[]): TextEdit {
    const lead = at > 0 && !/[\r\n]/.test(whole[at - 1]!) ? end : '';
    return { span: { start: at, end: at }, newText: lead + added.map((line) => line + end).join('') };
  }
}
