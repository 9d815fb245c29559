import type { Change } from '../../../change.ts';
import { lineEndOf, lineOf } from '../../../kit/statement-layout.ts';
import type { Device } from '../../../model/device.ts';
import type { Filter, FilterRule, Match } from '../../../model/filter.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import type { Span } from '../../../text/span.ts';
import { bgpEdits } from './bgp.ts';
import { ipv6Filter } from './ipv6-filter.ts';
import { ruleWords } from './rule-words.ts';

/** Edits that carry the change out; undefined where it cannot be said here. */
export function write(change: Change, outline: Outline, device: Device): readonly TextEdit[] | undefined {
  const { text } = outline;
  switch (change.kind) {
    case 'replace-text':
      return [{ span: change.span, newText: change.newText }];
    case 'edits':
      return change.edits;
    case 'delete-statements':
      return deletions(text, change.spans);
    case 'set-key':
      return [{ span: change.span, newText: String(change.key) }];
    case 'set-timer':
      return [{ span: change.timer.seconds.span, newText: String(change.seconds) }];
    case 'delete-rule': {
      const rule = device.filters[change.filter]?.rules[change.rule];
      return rule && deletions(text, [rule.span, ...(rule.remarks ?? [])]);
    }
    case 'move-rule': {
      const filter = device.filters[change.filter];
      return filter && moved(text, filter, change.rule, change.before);
    }
    case 'insert-rule': {
      const filter = device.filters[change.filter];
      const logging = change.log ? ' logging' : '';
      return filter && inserted(text, filter, change.before, change.action, [change.match], logging);
    }
    case 'insert-rules': {
      const filter = device.filters[change.filter];
      return filter && inserted(text, filter, change.before, change.action, change.matches, '');
    }
    case 'set-fallback': {
      const filter = device.filters[change.filter];
      if (!filter || change.action !== 'deny') return undefined;
      return inserted(text, filter, filter.rules.length, 'deny', [{ family: filter.family }], '');
    }
    case 'add-ipv6-filter':
      return ipv6Filter(change, outline, device);
    case 'set-action': {
      const rule = device.filters[change.filter]?.rules[change.rule];
      return rule && withAction(text, rule, change.action, change.log);
    }
    default:
      return bgpEdits(change, outline, device);
  }
}

/** Whole lines; neighbours become one edit. */
function deletions(text: string, spans: readonly Span[]): TextEdit[] {
  const merged: { start: number; end: number }[] = [];
  for (const line of spans.map((span) => lineOf(text, span)).sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && line.start <= last.end) last.end = Math.max(last.end, line.end);
    else merged.push({ ...line });
  }
  return merged.map((span) => ({ span, newText: '' }));
}

/** Without the end that the text does not say. */
const writtenIn = ({ rules }: Filter): FilterRule[] => rules.filter(({ implicit }) => !implicit);

const numberOf = (rule: FilterRule | undefined): number | undefined =>
  rule?.key === undefined ? undefined : Number(rule.key.value);

/** Free numbers between two rules, evenly; behind the last one in steps of five. */
function numbersBefore(filter: Filter, before: number, count: number): number[] | undefined {
  const rules = writtenIn(filter);
  if (rules.some(({ key }) => key === undefined)) return undefined;
  const low = numberOf(rules[before - 1]) ?? -1;
  const high = numberOf(rules[before]);
  if (high === undefined) return Array.from({ length: count }, (_, i) => (Math.floor(low / 5) + 1 + i) * 5);
  const gap = Math.floor((high - low) / (count + 1));
  return gap < 1 ? undefined : Array.from({ length: count }, (_, i) => low + gap * (i + 1));
}

/** A rule's number says where it stands: it is given another one, and its line goes there too. */
function moved(text: string, filter: Filter, from: number, before: number): TextEdit[] | undefined {
  const rule = filter.rules[from];
  const next = filter.rules[before];
  const [number] = numbersBefore(filter, before, 1) ?? [];
  if (!rule?.key || !next || number === undefined || before === from || before === from + 1) return undefined;
  const own = lineOf(text, rule.span);
  const { start, end } = rule.key.span;
  const line =
    text.slice(own.start, start) + number + text.slice(end, own.end).replace(/[\r\n]+$/, '') + lineEndOf(text);
  // A description names its rule by number.
  const descriptions = (rule.remarks ?? []).map((span) => {
    const whole = lineOf(text, span);
    return (
      text
        .slice(whole.start, whole.end)
        .replace(/[\r\n]+$/, '')
        .replace(rule.key!.value, String(number)) + lineEndOf(text)
    );
  });
  const at = lineOf(text, next.span).start;
  return [
    { span: { start: at, end: at }, newText: [line, ...descriptions].join('') },
    ...deletions(text, [rule.span, ...(rule.remarks ?? [])]),
  ];
}

function inserted(
  text: string,
  filter: Filter,
  before: number,
  action: 'permit' | 'deny',
  matches: readonly Match[],
  tail: string,
): TextEdit[] | undefined {
  const lines: string[] = [];
  for (const match of matches) {
    const words = ruleWords(match, filter.family, isBasic(filter));
    if (!words) return undefined;
    lines.push(...words.map((one) => `${action} ${one}${tail}`));
  }
  const numbers = numbersBefore(filter, before, lines.length);
  const rules = writtenIn(filter);
  const beside = rules[before] ?? rules.at(-1);
  if (!numbers || !beside || (filter.purpose !== 'packet' && filter.purpose !== 'classify')) return undefined;
  const own = lineOf(text, beside.span);
  const indent = /^[ \t]*/.exec(text.slice(own.start, own.end))![0];
  const at = beside === rules[before] ? own.start : own.end;
  const end = lineEndOf(text);
  const lead = at > 0 && !/[\r\n]/.test(text[at - 1]!) ? end : '';
  const newText = lead + lines.map((line, i) => `${indent}rule ${numbers[i]} ${line}${end}`).join('');
  return [{ span: { start: at, end: at }, newText }];
}

/** 2000 to 2999 look at the source alone; of a named list its rules tell. */
function isBasic({ name, rules }: Filter): boolean {
  const number = Number(/(\d+)$/.exec(name.value)?.[1] ?? Number.NaN);
  if (number >= 2000 && number < 4000 && /^(?:ipv6 )?\d+$/.test(name.value)) return number < 3000;
  return rules.every(
    ({ implicit, matches }) => implicit || matches.every(({ destination, protocol }) => !destination && !protocol),
  );
}

/** The other word; logging for a deny that is to log. */
function withAction(text: string, rule: FilterRule, action: 'permit' | 'deny', log: boolean): TextEdit[] | undefined {
  const { start, end } = rule.span;
  const found = /^(rule\s+(?:\d+\s+)?)(permit|deny)\b/i.exec(text.slice(start, end));
  if (!found) return undefined;
  const at = start + found[1]!.length;
  const verdict: TextEdit = { span: { start: at, end: at + found[2]!.length }, newText: action };
  const logs = /\blogging\b/i.test(text.slice(start, end));
  return log && !logs ? [verdict, { span: { start: end, end }, newText: ' logging' }] : [verdict];
}
