import type { Change } from '../../../change.ts';
import type { Device } from '../../../model/device.ts';
import type { Filter, FilterRule } from '../../../model/filter.ts';
import type { Outline, Statement } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import type { Span } from '../../../text/span.ts';
import { ruleLine } from '../grammar/rule-line.ts';
import { ruleParts } from '../model/rule-parts.ts';
import { matchWords } from './match-words.ts';
import { setMatch } from './set-match.ts';

/** Edits that carry the change out; undefined where it cannot be said in this format. */
export function write(change: Change, outline: Outline, device: Device): readonly TextEdit[] | undefined {
  const { text } = outline;
  switch (change.kind) {
    case 'replace-text':
      return [{ span: change.span, newText: change.newText }];
    case 'edits':
      return change.edits;
    case 'delete-statements':
      return deletions(text, change.spans);
    case 'delete-rule': {
      const rule = device.filters[change.filter]?.rules[change.rule];
      return rule && deletions(text, piecesOf(rule));
    }
    case 'move-rule': {
      const filter = device.filters[change.filter];
      return filter && inTextOrder(filter) ? moved(text, filter, change.rule, change.before) : undefined;
    }
    case 'insert-rule': {
      const filter = device.filters[change.filter];
      const words = filter && matchWords(change.match, filter.family);
      if (!filter || words === undefined || !inTextOrder(filter)) return undefined;
      const line = (target: string): string => ['-A', filter.name.value, ...words, '-j', target].join(' ');
      const target = change.action === 'permit' ? 'ACCEPT' : 'DROP';
      return inserted(text, filter, change.before, [...(change.log ? [line('LOG')] : []), line(target)]);
    }
    case 'insert-rules': {
      const filter = device.filters[change.filter];
      if (!filter || !inTextOrder(filter)) return undefined;
      const lines: string[] = [];
      for (const match of change.matches) {
        const words = matchWords(match, filter.family);
        if (!words) return undefined;
        lines.push(['-A', filter.name.value, ...words, '-j', change.action === 'permit' ? 'ACCEPT' : 'DROP'].join(' '));
      }
      return inserted(text, filter, change.before, lines);
    }
    case 'set-fallback': {
      // Only where the chain says its policy: `:INPUT ACCEPT [0:0]`.
      const span = device.filters[change.filter]?.fallback.span;
      return span && [{ span, newText: change.action === 'permit' ? 'ACCEPT' : 'DROP' }];
    }
    case 'set-action': {
      const filter = device.filters[change.filter];
      const rule = filter?.rules[change.rule];
      return rule && inTextOrder(filter!) ? withAction(outline, rule, change.action, change.log) : undefined;
    }
    case 'set-match': {
      const rule = device.filters[change.filter]?.rules[change.rule];
      const statement = rule && statementAt(outline.statements, rule.span.start);
      return statement && setMatch(statement, rule, change.match);
    }
    default:
      return undefined;
  }
}

/** `-I` puts rules before those above it: then the text's order is not the chain's, and lines cannot be moved by it. */
const inTextOrder = ({ rules }: Filter): boolean =>
  rules.every((rule, index) => index === 0 || rules[index - 1]!.span.start < rule.span.start);

const piecesOf = (rule: FilterRule): Span[] => [...(rule.remarks ?? []), rule.span];

/** Whole lines, each with its line end; neighbours become one edit. */
function deletions(text: string, spans: readonly Span[]): TextEdit[] {
  const lines = spans.map((span) => fullLine(text, span)).sort((a, b) => a.start - b.start);
  const merged: { start: number; end: number }[] = [];
  for (const line of lines) {
    const last = merged.at(-1);
    if (last && line.start <= last.end) last.end = Math.max(last.end, line.end);
    else merged.push({ ...line });
  }
  return merged.map((span) => ({ span, newText: '' }));
}

function fullLine(text: string, span: Span): Span {
  let { start, end } = span;
  while (start > 0 && !isLineEnd(text[start - 1]!)) start -= 1;
  while (end < text.length && !isLineEnd(text[end]!)) end += 1;
  if (text.startsWith('\r\n', end)) end += 2;
  else if (end < text.length) end += 1;
  return { start, end };
}

const isLineEnd = (character: string): boolean => character === '\n' || character === '\r';

const lineEndOf = (text: string): string => /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';

function moved(text: string, filter: Filter, from: number, before: number): TextEdit[] | undefined {
  const rule = filter.rules[from];
  if (!rule || before === from || before === from + 1) return undefined;
  const lines = piecesOf(rule).map((span) => fullLine(text, span));
  const moving = lines
    .map(({ start, end }) => text.slice(start, end).replace(/[\r\n]+$/, '') + lineEndOf(text))
    .join('');
  const target = placeBefore(text, filter, before);
  return (
    target && [
      { span: { start: target.at, end: target.at }, newText: target.lead + moving },
      ...deletions(text, piecesOf(rule)),
    ]
  );
}

function inserted(text: string, filter: Filter, before: number, lines: readonly string[]): TextEdit[] | undefined {
  const target = placeBefore(text, filter, before);
  const end = lineEndOf(text);
  return (
    target && [
      { span: { start: target.at, end: target.at }, newText: target.lead + lines.map((line) => line + end).join('') },
    ]
  );
}

/** The start of the line of rule `before`, with its remarks; behind the last rule, or the chain's last line, for an index past the end. */
function placeBefore(text: string, filter: Filter, before: number): { at: number; lead: string } | undefined {
  const next = filter.rules[before];
  if (next) return { at: fullLine(text, piecesOf(next)[0]!).start, lead: '' };
  const last = filter.rules.at(-1);
  const at = last ? fullLine(text, last.span).end : firstPlace(text, filter);
  if (at === undefined) return undefined;
  return { at, lead: at > 0 && !isLineEnd(text[at - 1]!) ? lineEndOf(text) : '' };
}

/** A chain without rules: its first one goes before the table's COMMIT, since chain lines stand before all rules. */
function firstPlace(text: string, filter: Filter): number | undefined {
  const commit = /^[ \t]*COMMIT[ \t]*$/gm;
  commit.lastIndex = filter.span.end;
  return commit.exec(text)?.index;
}

/** Another verdict in the place of this one; a line that logs, with the same conditions, before it. */
function withAction(
  outline: Outline,
  rule: FilterRule,
  action: 'permit' | 'deny',
  log: boolean,
): TextEdit[] | undefined {
  const { text } = outline;
  const kind = rule.action.kind;
  const statement = statementAt(outline.statements, rule.span.start);
  const line = statement && ruleLine(statement.words);
  if (line?.command !== 'append' || (kind !== 'permit' && kind !== 'deny')) return undefined;
  const parts = ruleParts(line);
  if (!parts.jump) return undefined;
  const verdict = action === 'permit' ? 'ACCEPT' : 'DROP';
  const replaced: TextEdit[] = [
    { span: parts.jump.span, newText: `-j ${verdict}` },
    ...parts.targetOptions.map(({ span }) => {
      let { start } = span;
      while (start > 0 && /[ \t]/.test(text[start - 1]!)) start -= 1;
      return { span: { start, end: span.end }, newText: '' };
    }),
  ];
  if (!log) return replaced;
  const at = fullLine(text, rule.span).start;
  const logging = piecewise(text, rule.span, replaced, '-j LOG') + lineEndOf(text);
  return [{ span: { start: at, end: at }, newText: text.slice(at, rule.span.start) + logging }, ...replaced];
}

/** The rule's text with its target and the target's options exchanged. */
function piecewise(text: string, span: Span, edits: readonly TextEdit[], target: string): string {
  let out = '';
  let done = span.start;
  for (const [index, edit] of edits.entries()) {
    out += text.slice(done, edit.span.start) + (index === 0 ? target : '');
    done = edit.span.end;
  }
  return out + text.slice(done, span.end);
}

/** Statements stand in text order. */
function statementAt(statements: readonly Statement[], offset: number): Statement | undefined {
  let low = 0;
  let high = statements.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const start = statements[middle]!.span.start;
    if (start === offset) return statements[middle];
    if (start < offset) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}
