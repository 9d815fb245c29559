import type { Change } from '../../../change.ts';
import type { Filter, FilterRule, Match } from '../../../model/filter.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import type { Span } from '../../../text/span.ts';
import { lower } from '../facts.ts';
import { blockAround } from './block-around.ts';
import { indentAt, inserted, linesOf, nextLine } from './lines.ts';
import { type EntrySpelling, entriesOf } from './rule-text.ts';
import { setMatch } from './set-match.ts';

type RuleChange = Extract<
  Change,
  { kind: 'delete-rule' | 'move-rule' | 'insert-rule' | 'insert-rules' | 'set-action' | 'set-match' }
>;

/** How a platform spells entries and their blocks. */
export interface RuleSpelling extends EntrySpelling {
  /** What binds an IPv6 list to an interface: `ipv6 traffic-filter`. */
  readonly bindsIpv6: string;
  /** What the directions of a binding are called; absent: `in` and `out`. */
  readonly directions?: { readonly in: string; readonly out: string };
  /** What stands before a line of a list that has none yet. */
  readonly indent: string;
}

/** Changes of one entry of an access list. NAT statements have no order of their own, so only deleting is written there. */
export function writeRule(
  change: RuleChange,
  outline: Outline,
  filter: Filter,
  spelling: RuleSpelling,
): readonly TextEdit[] | undefined {
  const { text } = outline;
  // Classes of a policy are no entries.
  if (filter.table !== undefined) return undefined;
  if (filter.purpose === 'nat') {
    const rule = change.kind === 'delete-rule' ? filter.rules[change.rule] : undefined;
    return rule && [{ span: linesOf(text, rule.span), newText: '' }];
  }
  const rules = writtenRules(filter);
  if (change.kind === 'insert-rule')
    return insertRules({ ...change, matches: [change.match] }, outline, filter, rules, spelling);
  if (change.kind === 'insert-rules') return insertRules(change, outline, filter, rules, spelling);
  const rule = rules[change.rule];
  if (!rule) return undefined;
  if (change.kind === 'set-action') return setAction(change, text, rule);
  if (change.kind === 'set-match') {
    const home = homeOf(outline, filter, rules, spelling);
    return home && setMatch(spelling, text, rule, change.match, home.kind);
  }
  if (change.kind === 'delete-rule')
    // Without its last entry a list permits everything.
    return rules.length > 1 ? placesOf(rule).map((span) => ({ span: linesOf(text, span), newText: '' })) : undefined;
  return moveRule(text, rules, change.rule, Math.min(change.before, rules.length));
}

const known = new WeakMap<Filter, readonly FilterRule[]>();

/** Without those that the platform adds at the end; asked again for each change of a long list. */
function writtenRules(filter: Filter): readonly FilterRule[] {
  let rules = known.get(filter);
  if (!rules) known.set(filter, (rules = filter.rules.filter((rule) => !rule.implicit)));
  return rules;
}

/** The rule's lines and those of its remarks, in text order. */
const placesOf = (rule: FilterRule): Span[] => [...(rule.remarks ?? []), rule.span].sort((a, b) => a.start - b.start);

function setAction(
  { action, log }: Extract<Change, { kind: 'set-action' }>,
  text: string,
  rule: FilterRule,
): TextEdit[] | undefined {
  const own = text.slice(rule.span.start, rule.span.end);
  const found = /(?:^|\s)(permit|deny)(?=\s)/i.exec(own);
  if (!found) return undefined;
  const start = rule.span.start + found.index + found[0].length - found[1]!.length;
  const edits: TextEdit[] = [{ span: { start, end: start + found[1]!.length }, newText: action }];
  const logged = /\slog(?:-input)?(?=\s|$)/i.exec(own);
  if (log && !logged) {
    // `sequence N` of an IPv6 entry stands last.
    const tail = /\s+sequence\s+\d+$/i.exec(own);
    const at = rule.span.start + (tail ? tail.index : own.length);
    edits.push({ span: { start: at, end: at }, newText: ' log' });
  }
  if (!log && logged) {
    const at = rule.span.start + logged.index;
    edits.push({ span: { start: at, end: at + logged[0].length }, newText: '' });
  }
  return edits;
}

function moveRule(text: string, rules: readonly FilterRule[], index: number, before: number): TextEdit[] | undefined {
  const moved = rules[index]!;
  if (before === index || before === index + 1) return undefined;
  const numbers = numbersFor(rules, index, before, 1);
  if (!numbers) return undefined;
  const lines = placesOf(moved).map((span) => linesOf(text, span));
  const at = placeBefore(text, rules, before);
  if (lines.some((line) => line.start < at && at < line.end)) return undefined;
  const copies = lines.map((line) =>
    renumbered(text.slice(line.start, line.end).replace(/[\r\n]+$/, ''), numbers.moved[0]),
  );
  return [
    ...lines.map((span) => ({ span, newText: '' })),
    { span: { start: at, end: at }, newText: inserted(text, at, copies) },
    ...numbers.others.flatMap(({ rule, key }) => renumberEdits(text, rule, key)),
  ];
}

interface Insertion {
  readonly before: number;
  readonly action: 'permit' | 'deny';
  readonly matches: readonly Match[];
  readonly log?: boolean;
}

function insertRules(
  change: Insertion,
  outline: Outline,
  filter: Filter,
  rules: readonly FilterRule[],
  spelling: RuleSpelling,
): TextEdit[] | undefined {
  const { text } = outline;
  const home = homeOf(outline, filter, rules, spelling);
  if (!home) return undefined;
  const entries: string[] = [];
  for (const match of change.matches) {
    const own = entriesOf(spelling, change.action, match, home.kind, change.log ?? false);
    if (!own) return undefined;
    entries.push(...own);
  }
  const before = Math.min(change.before, rules.length);
  const numbers = numbersFor(rules, undefined, before, entries.length);
  if (!numbers) return undefined;
  const at = rules.length > 0 ? placeBefore(text, rules, before) : home.emptyAt;
  const lines = entries.map((entry, i) => {
    const key = numbers.moved[i];
    return home.prefix + (key === undefined ? entry : numberedEntry(entry, key, home.numbers));
  });
  return [
    { span: { start: at, end: at }, newText: inserted(text, at, lines) },
    ...numbers.others.flatMap(({ rule, key }) => renumberEdits(text, rule, key)),
  ];
}

/** Where the lines go that shall stand directly before this entry: ahead of its remarks. */
function placeBefore(text: string, rules: readonly FilterRule[], before: number): number {
  const target = rules[before];
  if (target) return linesOf(text, placesOf(target)[0]!).start;
  return nextLine(text, Math.max(rules.at(-1)!.span.start, rules.at(-1)!.span.end - 1));
}

/** `10 permit ...`; in IPv6 lists `sequence 10 permit ...` or `permit ... sequence 10`. */
type NumberStyle = 'plain' | 'leading' | 'trailing';

function numberedEntry(entry: string, key: number, style: NumberStyle): string {
  if (style === 'trailing') return `${entry} sequence ${key}`;
  return `${style === 'leading' ? 'sequence ' : ''}${key} ${entry}`;
}

interface Home {
  readonly kind: 'standard' | 'extended' | 'ipv6';
  /** Indentation, and `access-list 101 ` where the list has no block. */
  readonly prefix: string;
  readonly numbers: NumberStyle;
  readonly emptyAt: number;
}

function homeOf(
  outline: Outline,
  filter: Filter,
  rules: readonly FilterRule[],
  { indent: inBlock }: RuleSpelling,
): Home | undefined {
  const { text } = outline;
  const first = rules[0];
  const block = blockAround(outline, first?.span ?? filter.name.span);
  if (!block) return undefined;
  const numbered = lower(block.words, 0) === 'access-list';
  const ipv6 = filter.family === 'ipv6';
  const number = Number(filter.name.value);
  const standard = numbered
    ? number <= 99 || (number >= 1300 && number <= 1999)
    : lower(block.words, 2) === 'standard' && block.words.length > 3;
  const indent = first ? indentAt(text, first.span.start) : indentAt(text, block.span.start) + inBlock;
  return {
    kind: ipv6 ? 'ipv6' : standard ? 'standard' : 'extended',
    prefix: numbered ? `${indent}access-list ${filter.name.value} ` : indent,
    numbers: first ? styleOf(text.slice(first.span.start, first.span.end)) : 'plain',
    emptyAt: nextLine(text, block.header.end - 1),
  };
}

function styleOf(rule: string): NumberStyle {
  if (/^sequence\s/i.test(rule)) return 'leading';
  return /\ssequence\s+\d+$/i.test(rule) ? 'trailing' : 'plain';
}

interface Numbers {
  /** For the new lines; empty where entries carry no numbers. */
  readonly moved: readonly (number | undefined)[];
  readonly others: readonly { readonly rule: FilterRule; readonly key: number }[];
}

const STEP = 10;

/**
 * Numbers that put `count` lines before rule `before`: free ones in the gap, else the whole list anew in tens.
 * @returns undefined where only some entries are numbered: the others' numbers depend on where they stand
 */
function numbersFor(
  rules: readonly FilterRule[],
  moved: number | undefined,
  before: number,
  count: number,
): Numbers | undefined {
  const keyed = rules.filter((rule) => rule.key !== undefined).length;
  if (keyed === 0) return { moved: [], others: [] };
  if (keyed < rules.length) return undefined;
  const rest = rules.filter((_, i) => i !== moved);
  const position = moved !== undefined && moved < before ? before - 1 : before;
  const low = position === 0 ? 0 : Number(rest[position - 1]!.key!.value);
  const high = position < rest.length ? Number(rest[position]!.key!.value) : low + STEP * (count + 1);
  const step = Math.floor((high - low) / (count + 1));
  if (step >= 1) {
    const tidy = Math.min(step, STEP);
    return { moved: Array.from({ length: count }, (_, i) => low + tidy * (i + 1)), others: [] };
  }
  const key = (i: number): number => STEP * (i + 1);
  return {
    moved: Array.from({ length: count }, (_, i) => key(position + i)),
    others: rest.map((rule, i) => ({ rule, key: key(i < position ? i : i + count) })),
  };
}

/** The entry's number, and the same number before its remarks. */
function renumberEdits(text: string, rule: FilterRule, key: number): TextEdit[] {
  const edits: TextEdit[] = [];
  if (rule.key && rule.key.value !== `${key}`) edits.push({ span: rule.key.span, newText: `${key}` });
  for (const remark of rule.remarks ?? []) {
    const found = LEADING_NUMBER.exec(text.slice(remark.start, remark.end));
    if (found) {
      const start = remark.start + found[1]!.length;
      edits.push({ span: { start, end: start + found[2]!.length }, newText: `${key}` });
    }
  }
  return edits;
}

const LEADING_NUMBER = /^(\s*(?:sequence\s+)?)(\d+)(?=\s)/i;

function renumbered(line: string, key: number | undefined): string {
  if (key === undefined) return line;
  if (LEADING_NUMBER.test(line)) return line.replace(LEADING_NUMBER, `$1${key}`);
  return line.replace(/(\ssequence\s+)\d+\s*$/i, `$1${key}`);
}
