import type { SequenceKey } from '../../model/device.ts';
import type { Filter, FilterRule, Match } from '../../model/filter.ts';
import type { Coverage, Statement, Word } from '../../outline.ts';
import { at, cover, type Located, type Span } from '../../text/span.ts';
import type { ParseAccessEntry } from './access-entry.ts';
import { type Groups, meaningOf } from './access-match.ts';
import { entryProblems, slips } from './entry-problems.ts';
import { type Facts, isWholeNumber, located, lower, use } from './facts.ts';
import type { Names } from './names.ts';
import { plainEntries } from './plain-entries.ts';

/** `standard` entries have a source only. */
export interface ListKind {
  readonly family: 'ipv4' | 'ipv6';
  readonly form: 'standard' | 'extended';
}

/** What platforms do differently. */
export interface ListPlatform {
  readonly parseEntry: ParseAccessEntry;
  readonly names: Names;
  /** `access-list 101 ...`; absent: no such lists. */
  kindOfNumber?(name: string): ListKind;
  /** `ip access-list extended WEB`; undefined: not the head of a list. */
  headOf(words: readonly Word[]): { readonly name: Word; readonly kind: ListKind } | undefined;
  /** An IPv4 and an IPv6 list may have the same name. */
  readonly separateFamilies?: boolean;
  /** Sequence numbers that the platform accepts; absent: not known well enough to judge. */
  readonly sequences?: { readonly first: number; readonly last: number };
  readonly onDuplicate: SequenceKey['onDuplicate'];
  /** What becomes of a port range with its ends turned round; absent: not known. */
  readonly reversedRange?: 'refused' | 'turned';
  /** Rules after the written ones, before the implicit deny. */
  implicit(family: 'ipv4' | 'ipv6', list: Span): readonly FilterRule[];
  /** What a list without entries does where it is applied. */
  readonly whenEmpty: 'permit' | 'unknown';
}

/** One access list while its lines are gathered. */
interface List {
  name: Located<string>;
  kind: ListKind;
  /** Every statement or block that adds to it. */
  spans: Span[];
  entries: Entry[];
  /** The entries in force by sequence number, and the greatest number. */
  readonly taken: Map<number, Entry>;
  greatest: number;
  /** A line was not understood. */
  open: boolean;
  /** The one block that all of it stands in; undefined: it is spread over several. */
  block: Statement | undefined;
  /** What the block said in the text's last version, of which nothing has changed: its lines are not gathered. */
  before?: Finished | undefined;
}

/** What a block of entries came to that all tell their meaning by their own words. */
interface Finished {
  readonly filter: Filter;
  readonly masks: Facts['masks'];
  readonly sequenceKeys: readonly SequenceKey[];
  /** Of the block's lines. */
  readonly coverages: readonly Coverage[];
}

/** By the block: its statements are those of the next version where nothing in it is edited (`kept-blocks.ts`), their places move with them. */
const finished = new WeakMap<Statement, Finished>();

interface Entry {
  readonly statement: Statement;
  /** From `permit`, `deny`, `evaluate` on. */
  readonly words: readonly Word[];
  readonly key: Located<string> | undefined;
  readonly sequence: number;
  readonly remarks: readonly Span[];
  /** Its number is taken by another entry: this one is not in force. */
  refused: boolean;
}

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

export function accessLists(platform: ListPlatform): AccessLists {
  const lists = new Map<string, List>();
  const pending = new Map<string, Span[]>();
  const keyOf = (name: string, family: string): string => (platform.separateFamilies ? `${family} ${name}` : name);
  const listFor = (name: Word, kind: ListKind, where: Span): List => {
    const key = keyOf(name.text, kind.family);
    const known = lists.get(key);
    if (known) {
      known.spans.push(where);
      if (known.before && known.block) gather(known, known.block);
      known.block = undefined;
      known.before = undefined;
      return known;
    }
    const made: List = {
      block: undefined,
      name: located(name),
      kind,
      spans: [where],
      entries: [],
      taken: new Map(),
      greatest: 0,
      open: false,
    };
    lists.set(key, made);
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
    if (!ENTRIES.has(first)) {
      if (statement.coverage === 'unknown') list.open = true;
      return;
    }
    // IPv6 lists put the number behind: `permit tcp any any sequence 20`.
    const behind = lower(rest, rest.length - 2) === 'sequence' ? rest.length - 2 : -1;
    const number = keyed ?? (behind > 0 ? rest[behind + 1] : undefined);
    const sequence = number ? Number(number.text) : list.greatest + 10;
    const other = list.taken.get(sequence);
    const replaces = platform.onDuplicate === 'replaces';
    if (other && replaces) other.refused = true;
    const entry: Entry = {
      statement,
      words: behind > 0 ? rest.slice(0, behind) : rest,
      key: number && located(number),
      sequence,
      remarks: pending.get(name) ?? [],
      refused: other !== undefined && !replaces,
    };
    list.entries.push(entry);
    if (!entry.refused) list.taken.set(sequence, entry);
    list.greatest = Math.max(list.greatest, sequence);
    pending.delete(name);
  };
  const gather = (list: List, { children }: Statement): void => {
    for (const child of children) {
      if (lower(child.words, 0) === 'no') removeEntry(list, child);
      else add(list, child, child.words);
    }
    pending.delete(list.name.value);
  };
  return {
    numbered: (statement) => {
      const name = statement.words[1];
      if (!name || statement.words.length < 3 || !platform.kindOfNumber) return;
      statement.coverage = 'modelled';
      add(listFor(name, platform.kindOfNumber(name.text), statement.header), statement, statement.words.slice(2));
    },
    named: (statement) => {
      const head = platform.headOf(statement.words);
      if (!head) return;
      const { name, kind } = head;
      statement.coverage = 'modelled';
      const alone = !lists.has(keyOf(name.text, kind.family)) && !pending.has(name.text);
      const list = listFor(name, kind, statement.span);
      if (alone) {
        list.block = statement;
        list.before = finished.get(statement);
      }
      if (!list.before) gather(list, statement);
    },
    remove: (name) => {
      for (const family of ['ipv4', 'ipv6']) lists.delete(keyOf(name, family));
    },
    finish: (facts, groups) =>
      [...lists.values()].map((list) =>
        list.before && list.block ? asBefore(list.before, list.block, facts) : filterOf(list, facts, groups, platform),
      ),
    names: () => [...lists.values()],
  };
}

const ENTRIES: ReadonlySet<string> = new Set(['permit', 'deny', 'evaluate', 'dynamic']);

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

function asBefore({ filter, masks, sequenceKeys, coverages }: Finished, { children }: Statement, facts: Facts): Filter {
  facts.masks.push(...masks);
  facts.sequenceKeys.push(...sequenceKeys);
  for (const [at, child] of children.entries()) child.coverage = coverages[at]!;
  return filter;
}

function filterOf(list: List, facts: Facts, groups: Groups, platform: ListPlatform): Filter {
  const name = list.name.value;
  const [masks, sequenceKeys] = [facts.masks.length, facts.sequenceKeys.length];
  let plain = 0;
  const { family } = list.kind;
  const rules: { rule: FilterRule; sequence: number }[] = [];
  let { open } = list;
  for (const entry of list.entries) {
    const known = plainRule(entry, list, facts, platform);
    const rule = known ?? ruleOf(entry, list, facts, groups, platform);
    if (known) plain += 1;
    if (!rule) {
      entry.statement.coverage = 'unknown';
      open = true;
      continue;
    }
    entry.statement.coverage = 'modelled';
    rules.push({ rule, sequence: entry.sequence });
    if (entry.key && platform.sequences)
      facts.sequenceKeys.push({
        scope: `access-list ${name}`,
        key: at(entry.sequence, entry.key.span),
        span: entry.statement.header,
        allowed: platform.sequences,
        onDuplicate: platform.onDuplicate,
      });
  }
  rules.sort((a, b) => a.sequence - b.sequence);
  const span = list.spans.reduce(cover);
  const written = rules.map(({ rule }) => rule);
  const whenEmpty = platform.whenEmpty === 'unknown' ? [perhaps({ family }, span, 'list without entries')] : [];
  const implicit = platform.implicit(family, span);
  const filter: Filter = {
    name: list.name,
    family,
    purpose: 'packet',
    rules: written.length > 0 ? [...written, ...implicit] : whenEmpty,
    fallback: { action: written.length === 0 && !open && platform.whenEmpty === 'permit' ? 'permit' : 'deny' },
    stateful: false,
    span,
    closed: !open,
  };
  // Every place in it is one of the block's statements and words.
  if (list.block && plain === list.entries.length && plain > 0 && implicit.length === 0)
    finished.set(list.block, {
      filter,
      masks: facts.masks.slice(masks),
      sequenceKeys: facts.sequenceKeys.slice(sequenceKeys),
      coverages: list.block.children.map(({ coverage }) => coverage),
    });
  return filter;
}

/** An entry whose words alone tell what it means, where they were read before. */
function plainRule(
  entry: Entry,
  { kind: { family, form } }: List,
  facts: Facts,
  { parseEntry }: ListPlatform,
): FilterRule | undefined {
  const known = plainEntries(parseEntry, `${family} ${form}`).find(entry.words, facts.text);
  if (!known) return undefined;
  facts.masks.push(...known.meaning.masks);
  const { matches, effects } = known.meaning;
  return { ...placeOf(entry), matches, action: { kind: known.action }, effects };
}

function ruleOf(
  entry: Entry,
  list: List,
  facts: Facts,
  groups: Groups,
  platform: ListPlatform,
): FilterRule | undefined {
  const { family, form } = list.kind;
  const base = placeOf(entry);
  const first = lower(entry.words, 0);
  if (first === 'evaluate') {
    // Replies of the flows that `reflect` saw: which ones is known at run time only.
    const opaque = [{ text: `evaluate ${entry.words[1]?.text ?? ''}`, span: entry.statement.header }];
    return { ...base, matches: [{ family, opaque }], action: { kind: 'permit' }, effects: [] };
  }
  const dynamic = first === 'dynamic' ? entry.words[1] : undefined;
  const start = dynamic ? entry.words.findIndex((word) => /^(?:permit|deny)$/i.test(word.text)) : 0;
  if (start < 0) return undefined;
  const words = start === 0 ? entry.words : entry.words.slice(start);
  const parsed = platform.parseEntry(words, form);
  if (!parsed) {
    if (form === 'extended') facts.matchProblems.push(...slips(words, platform.names));
    return undefined;
  }
  const problems = entryProblems(parsed, platform);
  facts.matchProblems.push(...problems);
  const meaning = meaningOf(parsed, family, groups, platform.names);
  if (!meaning) return undefined;
  facts.masks.push(...meaning.masks);
  if (problems.length === 0 && !dynamic)
    plainEntries(platform.parseEntry, `${family} ${form}`).remember(words, parsed, meaning);
  const by = { namespace: 'acl', name: list.name.value } as const;
  for (const address of [parsed.source, parsed.destination])
    if (address?.kind === 'group') use(facts, 'object', address.word, entry.statement, undefined, by);
  if (parsed.protocol?.kind === 'group')
    use(facts, 'service-object', parsed.protocol.word, entry.statement, undefined, by);
  for (const ports of [parsed.sourcePort, parsed.destinationPort])
    if (ports?.operator === 'group') use(facts, 'service-object', ports.words[0]!, entry.statement, undefined, by);
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

/** What does not depend on what the entry means. */
function placeOf({ statement, key, remarks, refused }: Entry): Pick<FilterRule, 'span' | 'key' | 'remarks' | 'active'> {
  const place = { span: statement.header, active: !refused };
  return key || remarks.length > 0
    ? { ...place, ...(key ? { key } : {}), ...(remarks.length > 0 ? { remarks } : {}) }
    : place;
}

/** An implicit permit for these types of ICMPv6, as for neighbour discovery (135, 136). */
export function permitsIcmpv6(types: readonly number[], list: Span): FilterRule[] {
  const span = { start: list.end, end: list.end };
  return types.map((type): FilterRule => {
    const icmp: Match['icmp'] = { anyOf: [{ type: { first: type, last: type } }] };
    const match: Match = { family: 'ipv6', protocol: { anyOf: [{ first: 58, last: 58 }] }, icmp, fragment: 'whole' };
    return { span, matches: [match], action: { kind: 'permit' }, effects: [], active: true, implicit: true };
  });
}

/** An implicit permit that the platform may have or not: what it matches is unsure. */
export function perhaps(match: Match, list: Span, why: string): FilterRule {
  const span = { start: list.end, end: list.end };
  const opaque = [{ text: why, span }];
  return {
    span,
    matches: [{ ...match, opaque }],
    action: { kind: 'permit' },
    effects: [],
    active: true,
    implicit: true,
  };
}
