import type { Change } from '../change.ts';
import type { Device } from '../model/device.ts';
import type { Filter, FilterRule, Match } from '../model/filter.ts';
import type { Outline } from '../outline.ts';
import type { TextEdit } from '../text/edit.ts';
import { cover, type Span } from '../text/span.ts';
import { lineEndOf, lineOf } from './statement-layout.ts';

/** Where lines go, and what stands in front of them: a line end that the text lacks. */
export interface LinePlace {
  readonly at: number;
  readonly lead: string;
}

/** What dialects that write each rule on lines of its own do differently. */
export interface RuleLines<Place extends LinePlace> {
  /** The lines of a rule, at that place; undefined where it cannot be said. */
  linesFor(
    filter: Filter,
    rule: { readonly match: Match; readonly action: 'permit' | 'deny'; readonly log: boolean },
    place: Place,
  ): readonly string[] | undefined;
  /** Before the rule of that index; behind the last one for an index past the end. */
  placeBefore(filter: Filter, before: number): Place | undefined;
  /** Absent: a rule's lines mean the same wherever they stand. */
  meansTheSame?(rule: FilterRule, place: Place): boolean;
}

/** Before the rule of that index with its remarks, else behind the last one; undefined where there is none at all. */
export function placeAmong(text: string, { rules }: Filter, before: number): LinePlace | undefined {
  const next = rules[before];
  if (next) return { at: lineOf(text, piecesOf(next).reduce(cover)).start, lead: '' };
  const last = rules.at(-1);
  return last && placeAt(text, lineOf(text, last.span).end);
}

/** A line may lack its end there. */
export const placeAt = (text: string, at: number): LinePlace => ({
  at,
  lead: at > 0 && !/[\r\n]/.test(text[at - 1]!) ? lineEndOf(text) : '',
});

/** Rules taken out, moved and put in as whole lines, and texts replaced; undefined for other changes, and where it cannot be said. */
export function ruleLineEdits<Place extends LinePlace>(
  change: Change,
  { text }: Outline,
  device: Device,
  dialect: RuleLines<Place>,
): readonly TextEdit[] | undefined {
  switch (change.kind) {
    case 'replace-text':
      return [{ span: change.span, newText: change.newText }];
    case 'edits':
      return change.edits;
    case 'delete-statements':
      return lineDeletions(text, change.spans);
    case 'delete-rule': {
      const rule = device.filters[change.filter]?.rules[change.rule];
      return rule && lineDeletions(text, piecesOf(rule));
    }
    case 'move-rule':
      return moved(change, text, device, dialect);
    case 'insert-rule':
      return inserted(change, [{ ...change, log: change.log === true }], text, device, dialect);
    case 'insert-rules': {
      const { action } = change;
      const rules = change.matches.map((match) => ({ match, action, log: false }));
      return inserted(change, rules, text, device, dialect);
    }
    default:
      return undefined;
  }
}

/** Its remarks first. */
export const piecesOf = (rule: FilterRule): Span[] => [...(rule.remarks ?? []), rule.span];

/** Commands that put rules above others make another order than the text has: then lines are not moved by it. */
export const inTextOrder = ({ rules }: Filter): boolean => {
  const written = rules.filter(({ implicit }) => !implicit);
  return written.every((rule, index) => index === 0 || written[index - 1]!.span.start < rule.span.start);
};

/** Whole lines, each with its line end; neighbours become one edit. */
function lineDeletions(text: string, spans: readonly Span[]): TextEdit[] {
  const merged: { start: number; end: number }[] = [];
  for (const line of spans.map((span) => lineOf(text, span)).sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && line.start <= last.end) last.end = Math.max(last.end, line.end);
    else merged.push({ ...line });
  }
  return merged.map((span) => ({ span, newText: '' }));
}

function moved<Place extends LinePlace>(
  { filter, rule: from, before }: Extract<Change, { kind: 'move-rule' }>,
  text: string,
  device: Device,
  dialect: RuleLines<Place>,
): TextEdit[] | undefined {
  const own = device.filters[filter];
  const rule = own?.rules[from];
  if (!own || !rule || !inTextOrder(own) || before === from || before === from + 1) return undefined;
  const place = dialect.placeBefore(own, before);
  if (!place || dialect.meansTheSame?.(rule, place) === false) return undefined;
  const moving = piecesOf(rule)
    .map((span) => lineOf(text, span))
    .map(({ start, end }) => text.slice(start, end).replace(/[\r\n]+$/, '') + lineEndOf(text))
    .join('');
  return [
    { span: { start: place.at, end: place.at }, newText: place.lead + moving },
    ...lineDeletions(text, piecesOf(rule)),
  ];
}

type NewRule = Parameters<RuleLines<LinePlace>['linesFor']>[1];

function inserted<Place extends LinePlace>(
  { filter, before }: { readonly filter: number; readonly before: number },
  rules: readonly NewRule[],
  text: string,
  device: Device,
  dialect: RuleLines<Place>,
): TextEdit[] | undefined {
  const own = device.filters[filter];
  const place = own && inTextOrder(own) ? dialect.placeBefore(own, before) : undefined;
  if (!own || !place) return undefined;
  const lines = rules.map((rule) => dialect.linesFor(own, rule, place));
  if (lines.some((one) => one === undefined)) return undefined;
  return [lineInsertion(text, place, lines.flat() as string[])];
}

/** Each on a line of its own. */
export const lineInsertion = (text: string, { at, lead }: LinePlace, lines: readonly string[]): TextEdit => ({
  span: { start: at, end: at },
  newText: lead + lines.map((line) => line + lineEndOf(text)).join(''),
});
