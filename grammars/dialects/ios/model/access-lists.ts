import type { Filter, FilterRule, Match } from '../../../model/filter.ts';
import type { Statement, Word } from '../../../outline.ts';
import { at, cover, type Located, type Span } from '../../../text/span.ts';
import { parseAccessEntry } from '../grammar/access-entry.ts';
import { type Groups, meaningOf } from './access-match.ts';
import { type Facts, isWholeNumber, located, lower, use } from './facts.ts';

/** One access list while its lines are gathered. */
interface List {
  name: Located<string>;
  kind: 'standard' | 'extended' | 'ipv6';
  /** Every statement or block that adds to it. */
  spans: Span[];
  entries: Entry[];
  /** Sequence numbers taken, and the greatest of them. */
  readonly taken: Set<number>;
  greatest: number;
  /** A line was not understood. */
  open: boolean;
}

interface Entry {
  readonly statement: Statement;
  /** From `permit`, `deny`, `evaluate` on. */
  readonly words: readonly Word[];
  readonly key: Located<string> | undefined;
  readonly sequence: number;
  readonly remarks: readonly Span[];
  /** Its number was taken: the platform refused the line. */
  readonly refused: boolean;
}

/** Sequence numbers that IOS accepts (Cisco, "IP Access List Entry Sequence Numbering"). */
const SEQUENCES = { first: 1, last: 2_147_483_647 };

/** Gathers the lists line by line; a list may be spread over the text. */
export interface AccessLists {
  /** `access-list 101 permit ...` */
  numbered(statement: Statement): void;
  /** `ip access-list extended WEB`, `ipv6 access-list WEB` with its lines. */
  named(statement: Statement): void;
  /** `no access-list 101`, `no ip access-list extended WEB` */
  remove(name: string): void;
  /** The filters, when all object groups are read. */
  finish(facts: Facts, groups: Groups): readonly Filter[];
  readonly names: () => readonly { readonly name: Located<string>; readonly spans: readonly Span[] }[];
}

export function accessLists(): AccessLists {
  const lists = new Map<string, List>();
  const pending = new Map<string, Span[]>();
  const listFor = (name: Word, kind: List['kind'], where: Span): List => {
    const known = lists.get(name.text);
    if (known) {
      known.spans.push(where);
      return known;
    }
    const made: List = {
      name: located(name),
      kind,
      spans: [where],
      entries: [],
      taken: new Set(),
      greatest: 0,
      open: false,
    };
    lists.set(name.text, made);
    return made;
  };
  const add = (list: List, statement: Statement, words: readonly Word[]): void => {
    const name = list.name.value;
    const keyed = isWholeNumber(words[0]?.text) ? words[0] : lower(words, 0) === 'sequence' ? words[1] : undefined;
    const rest = keyed ? words.slice(words.indexOf(keyed) + 1) : words;
    const first = lower(rest, 0);
    if (first === 'remark') {
      statement.coverage = 'modelled';
      const remarks = pending.get(name);
      if (remarks) remarks.push(statement.header);
      else pending.set(name, [statement.header]);
      return;
    }
    if (!['permit', 'deny', 'evaluate', 'dynamic'].includes(first)) {
      if (statement.coverage === 'unknown') list.open = true;
      return;
    }
    // IPv6 lists put the number behind: `permit tcp any any sequence 20`.
    const behind = rest.findIndex((word, i) => word.text.toLowerCase() === 'sequence' && i === rest.length - 2);
    const number = keyed ?? (behind > 0 ? rest[behind + 1] : undefined);
    const sequence = number ? Number(number.text) : list.greatest + 10;
    list.entries.push({
      statement,
      words: behind > 0 ? rest.slice(0, behind) : rest,
      key: number && located(number),
      sequence,
      remarks: pending.get(name) ?? [],
      refused: list.taken.has(sequence),
    });
    list.taken.add(sequence);
    list.greatest = Math.max(list.greatest, sequence);
    pending.delete(name);
  };
  return {
    numbered: (statement) => {
      const name = statement.words[1];
      if (!name || statement.words.length < 3) return;
      statement.coverage = 'modelled';
      add(listFor(name, kindOfNumber(name.text), statement.header), statement, statement.words.slice(2));
    },
    named: (statement) => {
      const { words } = statement;
      const ipv6 = lower(words, 0) === 'ipv6';
      const named = ipv6 ? undefined : lower(words, 2);
      const name = words[words.length > 3 ? 3 : 2];
      if (!name) return;
      statement.coverage = 'modelled';
      const kind = ipv6 ? 'ipv6' : named === 'standard' && words.length > 3 ? 'standard' : 'extended';
      const list = listFor(name, kind, statement.span);
      for (const child of statement.children) {
        if (lower(child.words, 0) === 'no') removeEntry(list, child);
        else add(list, child, child.words);
      }
      pending.delete(name.text);
    },
    remove: (name) => void lists.delete(name),
    finish: (facts, groups) => [...lists.values()].map((list) => filterOf(list, facts, groups)),
    names: () => [...lists.values()],
  };
}

/** Lists of MAC addresses, protocol types and IPX share the command; `access-list rate-limit` is none. */
export const isIpList = (name: string): boolean => {
  const number = isWholeNumber(name) ? Number(name) : 0;
  return name !== 'rate-limit' && (number < 200 || number >= 1300);
};

function kindOfNumber(text: string): 'standard' | 'extended' {
  const number = Number(text);
  return (number >= 1 && number <= 99) || (number >= 1300 && number <= 1999) ? 'standard' : 'extended';
}

/** `no 20`, `no permit ip any any` */
function removeEntry(list: List, statement: Statement): void {
  const words = statement.words.slice(1);
  const text = words.map((word) => word.text).join(' ');
  const index = isWholeNumber(text)
    ? list.entries.findIndex((entry) => entry.sequence === Number(text))
    : list.entries.findIndex((entry) => entry.words.map((word) => word.text).join(' ') === text);
  if (index < 0) return;
  statement.coverage = 'modelled';
  for (const removed of list.entries.splice(index, 1)) list.taken.delete(removed.sequence);
  list.greatest = list.entries.reduce((greatest, entry) => Math.max(greatest, entry.sequence), 0);
}

function filterOf(list: List, facts: Facts, groups: Groups): Filter {
  const name = list.name.value;
  const family = list.kind === 'ipv6' ? 'ipv6' : 'ipv4';
  const rules: { rule: FilterRule; sequence: number }[] = [];
  let { open } = list;
  for (const entry of list.entries) {
    const rule = ruleOf(entry, list, facts, groups, family);
    if (!rule) {
      entry.statement.coverage = 'unknown';
      open = true;
      continue;
    }
    entry.statement.coverage = 'modelled';
    rules.push({ rule, sequence: entry.sequence });
    if (entry.key)
      facts.sequenceKeys.push({
        scope: `access-list ${name}`,
        key: at(entry.sequence, entry.key.span),
        span: entry.statement.header,
        allowed: SEQUENCES,
        onDuplicate: 'refused',
      });
  }
  rules.sort((a, b) => a.sequence - b.sequence);
  const span = list.spans.reduce(cover);
  const written = rules.map(({ rule }) => rule);
  return {
    name: list.name,
    family,
    purpose: 'packet',
    rules: family === 'ipv6' && written.length > 0 ? [...written, ...neighbourDiscovery(span)] : written,
    // A list without entries filters nothing where it is applied.
    fallback: { action: written.length === 0 && !open ? 'permit' : 'deny' },
    stateful: false,
    span,
    closed: !open,
  };
}

function ruleOf(
  entry: Entry,
  list: List,
  facts: Facts,
  groups: Groups,
  family: 'ipv4' | 'ipv6',
): FilterRule | undefined {
  const base = {
    span: entry.statement.header,
    ...(entry.key ? { key: entry.key } : {}),
    ...(entry.remarks.length > 0 ? { remarks: entry.remarks } : {}),
    active: !entry.refused,
  };
  const first = lower(entry.words, 0);
  if (first === 'evaluate') {
    // Replies of the flows that `reflect` saw: which ones is known at run time only.
    const opaque = [{ text: `evaluate ${entry.words[1]?.text ?? ''}`, span: entry.statement.header }];
    return { ...base, matches: [{ family, opaque }], action: { kind: 'permit' }, effects: [] };
  }
  const dynamic = first === 'dynamic' ? entry.words[1] : undefined;
  const start = dynamic ? entry.words.findIndex((word) => /^(?:permit|deny)$/i.test(word.text)) : 0;
  if (start < 0) return undefined;
  const parsed = parseAccessEntry(entry.words.slice(start), list.kind === 'standard' ? 'standard' : 'extended');
  if (!parsed) return undefined;
  const meaning = meaningOf(parsed, family, groups);
  if (!meaning) return undefined;
  facts.masks.push(...meaning.masks);
  const by = { namespace: 'acl', name: list.name.value } as const;
  for (const address of [parsed.source, parsed.destination])
    if (address?.kind === 'group') use(facts, 'object', address.word, entry.statement, undefined, by);
  if (parsed.protocol?.kind === 'group')
    use(facts, 'service-object', parsed.protocol.word, entry.statement, undefined, by);
  for (const option of parsed.options)
    if (option.kind === 'time-range') use(facts, 'time-range', option.word, entry.statement, undefined, by);
  const matches = dynamic
    ? meaning.matches.map((match) => ({
        ...match,
        opaque: [...(match.opaque ?? []), { text: `dynamic ${dynamic.text}`, span: dynamic.span }],
      }))
    : meaning.matches;
  return { ...base, matches, action: { kind: parsed.action }, effects: meaning.effects };
}

/** Every IPv6 list ends with these before its implicit deny (Cisco IOS IPv6 Command Reference, `ipv6 access-list`). */
function neighbourDiscovery(list: Span): FilterRule[] {
  const span = { start: list.end, end: list.end };
  return [136, 135].map((type): FilterRule => {
    const icmp: Match['icmp'] = { anyOf: [{ type: { first: type, last: type } }] };
    const match: Match = { family: 'ipv6', protocol: { anyOf: [{ first: 58, last: 58 }] }, icmp, fragment: 'whole' };
    return { span, matches: [match], action: { kind: 'permit' }, effects: [], active: true, implicit: true };
  });
}
