import type { Change } from '../../../change.ts';
import { inserted, linesOf } from '../../../kit/cisco-like/write/lines.ts';
import type { Filter, FilterRule } from '../../../model/filter.ts';
import type { TextEdit } from '../../../text/edit.ts';

export type RuleChange = Extract<
  Change,
  { kind: 'delete-rule' | 'move-rule' | 'insert-rule' | 'insert-rules' | 'set-action' | 'set-match' }
>;

/**
 * A translation goes with its line, and moves within its section; one of the last section becomes the last of the first where that is
 * before those of objects. Others have the place that the platform gives them.
 */
export function writeTranslation(change: RuleChange, text: string, { rules }: Filter): TextEdit[] | undefined {
  if (change.kind !== 'delete-rule' && change.kind !== 'move-rule') return undefined;
  const rule = rules[change.rule];
  if (!rule) return undefined;
  const line = linesOf(text, rule.span);
  const gone = { span: line, newText: '' };
  if (change.kind === 'delete-rule') return [gone];
  const target = rules[change.before];
  const own = sectionOf(text, rule);
  // With numbers the order in the text is not that of the table.
  if (!target || own === undefined || rules.some((one) => isNumbered(textOf(text, one)))) return undefined;
  const other = sectionOf(text, target);
  if (own === other) {
    const at = linesOf(text, target.span).start;
    const copy = text.slice(line.start, line.end).replace(/[\r\n]+$/, '');
    return at < line.start ? [{ span: { start: at, end: at }, newText: inserted(text, at, [copy]) }, gone] : undefined;
  }
  const first = rules.findIndex((one) => sectionOf(text, one) !== 'first');
  if (own !== 'last' || other !== undefined || first !== change.before) return undefined;
  const found = /\safter-auto(?=\s)/i.exec(textOf(text, rule))!;
  const start = rule.span.start + found.index;
  return [{ span: { start, end: start + found[0].length }, newText: '' }];
}

const textOf = (text: string, { span }: FilterRule): string => text.slice(span.start, span.end);

/** Of the manual ones; undefined: its place is the platform's to give. */
function sectionOf(text: string, rule: FilterRule): 'first' | 'last' | undefined {
  if (rule.sorted) return undefined;
  return /^nat\s+(?:\(\S+\)\s+)?after-auto\s/i.test(textOf(text, rule)) ? 'last' : 'first';
}

const isNumbered = (rule: string): boolean => /^nat\s+(?:\(\S+\)\s+)?(?:after-auto\s+)?\d+\s+source\s/i.test(rule);
