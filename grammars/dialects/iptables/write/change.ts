import type { Change } from '../../../change.ts';
import {
  inTextOrder,
  type LinePlace,
  placeAmong,
  placeAt,
  type RuleLines,
  ruleLineEdits,
} from '../../../kit/rule-lines.ts';
import { lineEndOf, lineOf } from '../../../kit/statement-layout.ts';
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
      return ruleLineEdits(change, outline, device, linesOf(text));
  }
}

const linesOf = (text: string): RuleLines<LinePlace> => ({
  linesFor: (filter, { match, action, log }) => {
    const words = matchWords(match, filter.family);
    const line = (target: string): string => ['-A', filter.name.value, ...words!, '-j', target].join(' ');
    return words && [...(log ? [line('LOG')] : []), line(action === 'permit' ? 'ACCEPT' : 'DROP')];
  },
  placeBefore: (filter, before) => placeBefore(text, filter, before),
});

/** The start of the line of rule `before`, with its remarks; behind the last rule, or the chain's last line, for an index past the end. */
function placeBefore(text: string, filter: Filter, before: number): LinePlace | undefined {
  const among = placeAmong(text, filter, before);
  if (among) return among;
  const at = firstPlace(text, filter);
  return at === undefined ? undefined : placeAt(text, at);
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
  const at = lineOf(text, rule.span).start;
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
