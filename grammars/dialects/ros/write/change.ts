import type { Change } from '../../../change.ts';
import { lineEndOf, lineOf } from '../../../kit/statement-layout.ts';
import type { Device } from '../../../model/device.ts';
import type { Filter, FilterRule, Match } from '../../../model/filter.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { cover, type Span } from '../../../text/span.ts';
import { bgpEdits } from './bgp.ts';
import { durationOf } from './duration.ts';
import { matchWords } from './match-words.ts';
import { headOf, setParameter, statementAt } from './parameters.ts';

/** Edits that carry the change out; undefined where it cannot be said here. */
export function write(change: Change, outline: Outline, device: Device): readonly TextEdit[] | undefined {
  const { text } = outline;
  switch (change.kind) {
    case 'replace-text':
      return [{ span: change.span, newText: change.newText }];
    case 'edits':
      return change.edits;
    case 'delete-statements':
      return deletions(outline, change.spans);
    case 'delete-rule': {
      const rule = device.filters[change.filter]?.rules[change.rule];
      return rule && deletions(outline, piecesOf(rule));
    }
    case 'move-rule': {
      const filter = device.filters[change.filter];
      return filter && inTextOrder(filter) ? moved(outline, filter, change.rule, change.before) : undefined;
    }
    case 'insert-rule': {
      const filter = device.filters[change.filter];
      const line = filter && lineFor(filter, change.match, change.action, change.log === true);
      return filter && line !== undefined && inTextOrder(filter)
        ? inserted(outline, filter, change.before, [line])
        : undefined;
    }
    case 'insert-rules': {
      const filter = device.filters[change.filter];
      if (!filter || !inTextOrder(filter)) return undefined;
      const lines = change.matches.map((match) => lineFor(filter, match, change.action, false));
      return lines.every((line) => line !== undefined) ? inserted(outline, filter, change.before, lines) : undefined;
    }
    case 'set-fallback': {
      // A chain has no policy: what is denied by default is denied by its last rule.
      const filter = device.filters[change.filter];
      if (!filter || change.action !== 'deny' || filter.purpose !== 'packet' || !inTextOrder(filter)) return undefined;
      return inserted(outline, filter, filter.rules.length, [`add action=drop chain=${filter.name.value}`]);
    }
    case 'set-action': {
      const rule = device.filters[change.filter]?.rules[change.rule];
      const statement = rule && statementAt(outline, rule.span.start);
      if (!statement || (rule.action.kind !== 'permit' && rule.action.kind !== 'deny')) return undefined;
      const verdict = setParameter(text, statement, 'action', change.action === 'permit' ? 'accept' : 'drop');
      const log = change.log ? setParameter(text, statement, 'log', 'yes') : [];
      return verdict && log && [...verdict, ...log];
    }
    case 'set-timer': {
      const { span } = change.timer.seconds;
      return [{ span, newText: durationOf(change.seconds) }];
    }
    default:
      return bgpEdits(change, outline, device);
  }
}

function lineFor(filter: Filter, match: Match, action: 'permit' | 'deny', log: boolean): string | undefined {
  const words = matchWords(match, filter.family);
  if (filter.purpose !== 'packet' || !words) return undefined;
  const verdict = action === 'permit' ? 'accept' : 'drop';
  return ['add', `action=${verdict}`, `chain=${filter.name.value}`, ...words, ...(log ? ['log=yes'] : [])].join(' ');
}

const piecesOf = (rule: FilterRule): Span[] => [...(rule.remarks ?? []), rule.span];

/** `place-before` puts rules above others: then the text's order is not the chain's. */
const inTextOrder = ({ rules }: Filter): boolean =>
  rules.every((rule, index) => index === 0 || rules[index - 1]!.span.start < rule.span.start);

/** Whole lines; a line of several commands is left alone. Neighbours become one edit. */
function deletions(outline: Outline, spans: readonly Span[]): TextEdit[] {
  const merged: { start: number; end: number }[] = [];
  for (const line of spans.map((span) => lineOf(outline.text, span)).sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && line.start <= last.end) last.end = Math.max(last.end, line.end);
    else merged.push({ ...line });
  }
  return merged.map((span) => ({ span, newText: '' }));
}

function moved(outline: Outline, filter: Filter, from: number, before: number): TextEdit[] | undefined {
  const { text } = outline;
  const rule = filter.rules[from];
  const target = placeBefore(outline, filter, before);
  if (!rule || !target || before === from || before === from + 1) return undefined;
  // A bare `add` says its menu by where it stands.
  if (headOf(text, statementAt(outline, rule.span.start)) !== target.head) return undefined;
  const end = lineEndOf(text);
  const moving = piecesOf(rule)
    .map((span) => lineOf(text, span))
    .map(({ start, end: stop }) => text.slice(start, stop).replace(/[\r\n]+$/, '') + end)
    .join('');
  return [
    { span: { start: target.at, end: target.at }, newText: target.lead + moving },
    ...deletions(outline, piecesOf(rule)),
  ];
}

function inserted(outline: Outline, filter: Filter, before: number, lines: readonly string[]): TextEdit[] | undefined {
  const target = placeBefore(outline, filter, before);
  if (!target) return undefined;
  const end = lineEndOf(outline.text);
  const newText = target.lead + lines.map((line) => target.indent + target.head + line + end).join('');
  return [{ span: { start: target.at, end: target.at }, newText }];
}

interface Target {
  readonly at: number;
  readonly lead: string;
  readonly indent: string;
  /** `/ip firewall filter ` where lines name their menu themselves. */
  readonly head: string;
}

function placeBefore(outline: Outline, { rules }: Filter, before: number): Target | undefined {
  const { text } = outline;
  const next = rules[before];
  const beside = next ?? rules.at(-1);
  if (!beside) return undefined;
  const own = lineOf(text, beside.span);
  const indent = /^[ \t]*/.exec(text.slice(own.start, beside.span.start))![0];
  const head = headOf(text, statementAt(outline, beside.span.start));
  if (head === undefined) return undefined;
  if (next) return { at: lineOf(text, piecesOf(next).reduce(cover)).start, lead: '', indent, head };
  const open = own.end > 0 && !/[\r\n]/.test(text[own.end - 1]!);
  return { at: own.end, lead: open ? lineEndOf(text) : '', indent, head };
}
