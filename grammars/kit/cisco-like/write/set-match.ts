import type { FilterRule, Match } from '../../../model/filter.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { type EntrySpelling, entriesOf } from './rule-text.ts';

/** Other conditions in the place of an entry's own; its number, action and logging stay. Undefined where one entry cannot say them. */
export function setMatch(
  spelling: EntrySpelling,
  text: string,
  { span, action, effects }: FilterRule,
  match: Match,
  kind: 'standard' | 'extended' | 'ipv6',
): TextEdit[] | undefined {
  const own = text.slice(span.start, span.end);
  const head = /^(?:.*?\s)?(?:permit|deny)\s+/i.exec(own);
  // What a group holds is not the entry's to spell out.
  if (!head || NAMED.test(own) || (action.kind !== 'permit' && action.kind !== 'deny')) return undefined;
  if (effects.some((effect) => !/^log\b/.test(effect))) return undefined;
  const entries = entriesOf(spelling, action.kind, match, kind, false);
  const [entry, more] = entries ?? [];
  if (entry === undefined || more !== undefined) return undefined;
  // What follows the conditions: `log`, `sequence N` of an IPv6 entry.
  const tail = /(?:\s+log(?:-input)?(?:\s+(?!sequence\b)\S+)*)?(?:\s+sequence\s+\d+)?\s*$/i.exec(own)!;
  const start = span.start + head[0].length;
  const conditions = entry.replace(/^\S+ /, '');
  return [{ span: { start, end: span.start + tail.index }, newText: conditions }];
}

const NAMED =
  /\s(?:object-group|object|addrgroup|portgroup|net-group|port-group|service-group|time-range|inactive|reflect|evaluate)\s/i;
