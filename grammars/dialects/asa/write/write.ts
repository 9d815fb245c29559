import type { Change } from '../../../change.ts';
import type { Dialect } from '../../../dialect.ts';
import { inserted, linesOf, nextLine } from '../../../kit/cisco-like/write/lines.ts';
import { type EntrySpelling, entriesOf } from '../../../kit/cisco-like/write/rule-text.ts';
import { setMatch } from '../../../kit/cisco-like/write/set-match.ts';
import type { Device } from '../../../model/device.ts';
import type { Filter, FilterRule, Match } from '../../../model/filter.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { ASA_NAMES } from '../grammar/names.ts';
import { clockOf } from '../model/timeouts.ts';
import { type RuleChange, writeTranslation } from './translations.ts';

const SPELLING: EntrySpelling = { names: ASA_NAMES, ipv4Network: 'netmask', ipv4Protocol: 'ip', portsInOneEntry: 1 };

/** Changes as ASA spells them: the order of a list is that of its lines, networks have netmasks. */
export const write: Dialect['write'] = (change, { text }, device) => {
  switch (change.kind) {
    case 'edits':
      return change.edits;
    case 'replace-text':
      return [{ span: change.span, newText: change.newText }];
    case 'delete-statements':
      return change.spans.map((span) => ({ span: linesOf(text, span), newText: '' }));
    case 'set-timer':
      return [{ span: change.timer.seconds.span, newText: clockOf(change.seconds) }];
    case 'delete-rule':
    case 'move-rule':
    case 'insert-rule':
    case 'insert-rules':
    case 'set-action':
    case 'set-match': {
      const filter = device.filters[change.filter];
      if (filter?.purpose === 'nat') return writeTranslation(change, text, filter);
      return filter && writeRule(change, text, filter, device);
    }
    default:
      return undefined;
  }
};

function writeRule(change: RuleChange, text: string, filter: Filter, device: Device): TextEdit[] | undefined {
  const rules = filter.rules.filter((rule) => !rule.implicit);
  // With `line N`, or lines that others took away, the order in the text is not that of the list.
  if (!rules.every((rule, i) => i === 0 || rules[i - 1]!.span.end <= rule.span.start)) return undefined;
  if (rules.some((rule) => / line \d+ /i.test(text.slice(rule.span.start, rule.span.end)))) return undefined;
  if (change.kind === 'insert-rule' || change.kind === 'insert-rules')
    return insert(change, text, filter, rules, device);
  const rule = rules[change.rule];
  if (!rule) return undefined;
  if (change.kind === 'set-action') return setAction(change, text, rule);
  if (change.kind === 'set-match') {
    // A network on each side: `any` has a family here that depends on the version.
    const { source, destination, tcpFlags, fragment } = change.match;
    const own = text.slice(rule.span.start, rule.span.end);
    if (!source || !destination || tcpFlags || fragment || /\s(?:standard|interface)\s/i.test(own)) return undefined;
    return setMatch(SPELLING, text, rule, change.match, 'extended');
  }
  const lines = placesOf(rule).map((span) => linesOf(text, span));
  const gone = lines.map((span) => ({ span, newText: '' }));
  // Without its last entry a list is none, and is not bound any more.
  if (change.kind === 'delete-rule') return rules.length > 1 ? gone : undefined;
  const before = Math.min(change.before, rules.length);
  if (before === change.rule || before === change.rule + 1) return undefined;
  const at = placeBefore(text, rules, before);
  if (lines.some((line) => line.start < at && at < line.end)) return undefined;
  const copies = lines.map((line) => text.slice(line.start, line.end).replace(/[\r\n]+$/, ''));
  return [...gone, { span: { start: at, end: at }, newText: inserted(text, at, copies) }];
}

const placesOf = (rule: FilterRule) => [...(rule.remarks ?? []), rule.span].sort((a, b) => a.start - b.start);

function placeBefore(text: string, rules: readonly FilterRule[], before: number): number {
  const target = rules[before];
  return target ? linesOf(text, placesOf(target)[0]!).start : nextLine(text, rules.at(-1)!.span.end - 1);
}

function setAction(
  { action, log }: Extract<Change, { kind: 'set-action' }>,
  text: string,
  { span }: FilterRule,
): TextEdit[] | undefined {
  const own = text.slice(span.start, span.end);
  const found = /\s(permit|deny)(?=\s)/i.exec(own);
  if (!found || /\sstandard\s/i.test(own)) return undefined;
  const start = span.start + found.index + 1;
  const edits: TextEdit[] = [{ span: { start, end: start + found[1]!.length }, newText: action }];
  const logged = /\slog(?:\s+(?!interval|time-range|inactive)\S+)?(?:\s+interval\s+\d+)?(?=\s|$)/i.exec(own);
  if (log && !logged) {
    const tail = /\s(?:time-range|inactive)(?=\s|$)/i.exec(own);
    const at = span.start + (tail ? tail.index : own.length);
    edits.push({ span: { start: at, end: at }, newText: ' log' });
  }
  if (!log && logged) {
    const at = span.start + logged.index;
    edits.push({ span: { start: at, end: at + logged[0].length }, newText: '' });
  }
  return edits;
}

function insert(
  change: Extract<Change, { kind: 'insert-rule' | 'insert-rules' }>,
  text: string,
  filter: Filter,
  rules: readonly FilterRule[],
  device: Device,
): TextEdit[] | undefined {
  const first = rules[0];
  if (!first || /\sstandard\s/i.test(text.slice(first.span.start, first.span.end))) return undefined;
  const matches = change.kind === 'insert-rule' ? [change.match] : change.matches;
  const lines: string[] = [];
  for (const match of matches) {
    const log = change.kind === 'insert-rule' && (change.log ?? false);
    const own = entriesFor(change.action, match, log, device);
    if (!own) return undefined;
    lines.push(...own.map((entry) => `access-list ${filter.name.value} extended ${entry}`));
  }
  const at = placeBefore(text, rules, Math.min(change.before, rules.length));
  return [{ span: { start: at, end: at }, newText: inserted(text, at, lines) }];
}

/** There are no flags of TCP and no fragments in entries, and a type of ICMP has no names of codes. */
function entriesFor(action: 'permit' | 'deny', match: Match, log: boolean, device: Device): string[] | undefined {
  if (match.tcpFlags || match.fragment || match.family === 'ipv6') return undefined;
  const entries = entriesOf(SPELLING, action, match, 'extended', log);
  const unified = !(Number.parseInt(device.version?.value ?? '9', 10) < 9);
  const narrow = match.family === 'ipv4' && unified && !match.source && !match.destination;
  return narrow ? entries?.map((entry) => entry.replaceAll(/ any(?= |$)/g, ' any4')) : entries;
}
