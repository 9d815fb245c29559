import type { Change } from '../../../change.ts';
import { isAlone, lineEndOf, lineOf, removal } from '../../../kit/statement-layout.ts';
import type { Device } from '../../../model/device.ts';
import type { Filter, FilterRule } from '../../../model/filter.ts';
import { type Outline, type Statement, walk } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import type { Span } from '../../../text/span.ts';
import { matchWords } from './match-words.ts';

/** Edits that carry the change out; undefined where it cannot be said here. */
export function write(change: Change, outline: Outline, device: Device): readonly TextEdit[] | undefined {
  const { text } = outline;
  switch (change.kind) {
    case 'replace-text':
      return [{ span: change.span, newText: change.newText }];
    case 'edits':
      return change.edits;
    case 'delete-statements':
      return removal(text, change.spans);
    case 'set-timer':
      return setTimer(text, change.timer.seconds.span, change.seconds);
    case 'delete-rule': {
      const rule = device.filters[change.filter]?.rules[change.rule];
      return rule && !rule.implicit ? removal(text, piecesOf(rule)) : undefined;
    }
    case 'move-rule': {
      const filter = device.filters[change.filter];
      return filter && moved(outline, filter, change.rule, change.before);
    }
    case 'insert-rule': {
      const filter = device.filters[change.filter];
      const words = matchWords(change.match);
      if (filter?.purpose !== 'packet' || !words) return undefined;
      // With `quick` it decides where it stands, whatever comes later.
      const rule = [
        change.action === 'permit' ? 'pass' : 'block',
        ...(words.place === '' ? [] : [words.place.split(' ')[0]!]),
        ...(change.log ? ['log'] : []),
        'quick',
        words.place.split(' ').slice(1).join(' '),
        words.rest,
      ];
      return inserted(outline, filter, change.before, rule.filter((word) => word !== '').join(' '));
    }
    case 'set-action': {
      const rule = device.filters[change.filter]?.rules[change.rule];
      return rule && withAction(outline, rule, change.action, change.log);
    }
    default:
      return undefined;
  }
}

const piecesOf = (rule: FilterRule): Span[] => [...(rule.remarks ?? []), rule.span];

/** A value that a macro stands for is the macro's to change. */
function setTimer(text: string, span: Span, seconds: number): readonly TextEdit[] | undefined {
  return /^\d+$/.test(text.slice(span.start, span.end)) ? [{ span, newText: String(seconds) }] : undefined;
}

function moved(outline: Outline, filter: Filter, from: number, before: number): readonly TextEdit[] | undefined {
  const { text } = outline;
  const rule = filter.rules[from];
  const next = filter.rules[before];
  if (!rule || rule.implicit || next?.implicit || before === from || before === from + 1) return undefined;
  const anchor = next ?? filter.rules.at(-1);
  if (!anchor || !sameBlock(outline, rule.span, anchor.span)) return undefined;
  const pieces = piecesOf(rule);
  if (!pieces.every((piece) => isAlone(text, piece)) || !isAlone(text, anchor.span)) return undefined;
  const lines = pieces
    .map(
      (piece) =>
        text.slice(lineOf(text, piece).start, lineOf(text, piece).end).replace(/[\r\n]+$/, '') + lineEndOf(text),
    )
    .join('');
  return [next ? ahead(text, next, lines) : behind(text, anchor, lines), ...removal(text, pieces)];
}

function inserted(outline: Outline, filter: Filter, before: number, rule: string): readonly TextEdit[] | undefined {
  const { text } = outline;
  const next = filter.rules.slice(before).find((one) => !one.implicit);
  const neighbour = next ?? filter.rules.findLast((one) => !one.implicit);
  if (!neighbour || !isAlone(text, neighbour.span)) return undefined;
  const indent = /^[ \t]*/.exec(text.slice(lineOf(text, neighbour.span).start))![0];
  const line = indent + rule + lineEndOf(text);
  return [next ? ahead(text, next, line) : behind(text, neighbour, line)];
}

function ahead(text: string, rule: FilterRule, lines: string): TextEdit {
  const { start } = lineOf(text, piecesOf(rule)[0]!);
  return { span: { start, end: start }, newText: lines };
}

function behind(text: string, rule: FilterRule, lines: string): TextEdit {
  const { start, end } = lineOf(text, rule.span);
  const broken = /[\r\n]$/.test(text.slice(start, end));
  return { span: { start: end, end }, newText: broken ? lines : lineEndOf(text) + lines.replace(/[\r\n]+$/, '') };
}

/** `block drop` for `pass` and the other way round; what belongs to one of them goes. */
function withAction(
  outline: Outline,
  rule: FilterRule,
  action: 'permit' | 'deny',
  log: boolean,
): readonly TextEdit[] | undefined {
  const statement = statementAt(outline, rule.span.start);
  const words = statement?.words ?? [];
  const at = words.findIndex(({ text }) => text === 'pass' || text === 'block');
  const word = words[at];
  // State, flags and translations belong to rules that pass.
  if (
    !word ||
    words.some(({ text }) =>
      /^(?:flags|keep|modulate|synproxy|no|queue|route-to|reply-to|nat-to|rdr-to|binat-to|af-to|divert-to)$/.test(text),
    )
  )
    return undefined;
  let last = at;
  if (word.text === 'block' && /^(?:drop|return|return-rst|return-icmp6?)$/.test(words[at + 1]?.text ?? '')) {
    last = at + 1;
    if (words[at + 2]?.text === '(') last = words.findIndex(({ text }, i) => i > at && text === ')');
    if (last < 0) return undefined;
  }
  const edits: TextEdit[] = [
    { span: { start: word.span.start, end: words[last]!.span.end }, newText: action === 'permit' ? 'pass' : 'block' },
  ];
  if (!log || words.some(({ text }) => text === 'log')) return edits;
  const direction = words[last + 1];
  const behindWord = direction && /^(?:in|out)$/.test(direction.text) ? direction : words[last]!;
  const place = behindWord.span.end;
  if (behindWord === direction) return [...edits, { span: { start: place, end: place }, newText: ' log' }];
  return [{ ...edits[0]!, newText: `${edits[0]!.newText} log` }];
}

function sameBlock(outline: Outline, a: Span, b: Span): boolean {
  return statementAt(outline, a.start)?.parent === statementAt(outline, b.start)?.parent;
}

function statementAt({ statements }: Outline, start: number): Statement | undefined {
  for (const statement of walk(statements)) if (statement.header.start === start) return statement;
  return undefined;
}
