import { perhaps } from '../../../kit/cisco-like/access-lists.ts';
import { meaningOf } from '../../../kit/cisco-like/access-match.ts';
import { entryProblems, slips } from '../../../kit/cisco-like/entry-problems.ts';
import { type Facts, isWholeNumber, located, lower, use } from '../../../kit/cisco-like/facts.ts';
import type { Filter, FilterRule } from '../../../model/filter.ts';
import type { Statement, Word } from '../../../outline.ts';
import { at, cover, type Located, type Span } from '../../../text/span.ts';
import { parseRule } from '../grammar/rule.ts';
import { VRP_NAMES } from './names.ts';

interface Rule {
  readonly statement: Statement;
  /** From `permit` or `deny` on. */
  readonly words: readonly Word[];
  readonly key: Located<string> | undefined;
  readonly number: number;
  remarks: Span[];
  /** Another rule has taken its number. */
  replaced: boolean;
}

interface List {
  readonly name: Located<string>;
  alias?: Located<string>;
  readonly family: 'ipv4' | 'ipv6';
  readonly spans: Span[];
  readonly rules: Rule[];
  readonly taken: Map<number, Rule>;
  step: number;
  /** -1: there is none yet. */
  greatest: number;
  /** The platform orders the rules itself. */
  auto: boolean;
  open: boolean;
}

/**
 * What a list is for says what becomes of packets that no rule names: a traffic filter forwards them, a login refuses them, and what only
 * selects (`nat outbound`, a classifier) leaves them alone.
 */
export type ListRole = 'filters' | 'admits' | 'selects';

/** Gathers access lists block by block. */
export interface AccessLists {
  /** `acl number 3000`, `acl name WEB advance`, `acl ipv6 number 3000`, `acl 2000` with their rules. */
  read(statement: Statement): void;
  finish(facts: Facts, roles: ReadonlyMap<string, ListRole>): Filter[];
  definitions(): readonly {
    readonly name: Located<string>;
    /** The number that a named list has as well. */
    readonly alias?: Located<string>;
    readonly spans: readonly Span[];
  }[];
}

export function accessLists(): AccessLists {
  const lists = new Map<string, List>();
  return {
    read: (statement) => {
      const head = headOf(statement.words);
      if (!head) return;
      const { name, family, layer2 } = head;
      const list: List = lists.get(name.value) ?? {
        name,
        family,
        spans: [],
        rules: [],
        taken: new Map(),
        step: 5,
        greatest: -1,
        auto: false,
        open: layer2,
      };
      lists.set(name.value, list);
      list.spans.push(statement.span);
      if (head.alias) list.alias = head.alias;
      if (lower(statement.words, statement.words.length - 1) === 'auto') list.auto = true;
      for (const child of statement.children) addLine(list, child);
    },
    finish: (facts, roles) => [...lists.values()].map((list) => filterOf(list, facts, roles.get(list.name.value))),
    definitions: () => [...lists.values()],
  };
}

/** An IPv6 list may have the number of another one. */
export const listName = (word: Word, family: 'ipv4' | 'ipv6'): Located<string> =>
  family === 'ipv6' && isWholeNumber(word.text) ? at(`ipv6 ${word.text}`, word.span) : located(word);

function headOf(
  words: readonly Word[],
): { name: Located<string>; alias?: Located<string>; family: 'ipv4' | 'ipv6'; layer2: boolean } | undefined {
  const family = lower(words, 1) === 'ipv6' ? 'ipv6' : 'ipv4';
  const rest = words.slice(family === 'ipv6' ? 2 : 1);
  const word = /^(?:number|name)$/.test(lower(rest, 0)) ? rest[1] : rest[0];
  if (!word) return undefined;
  const behind = rest.slice(rest.indexOf(word) + 1);
  // `acl name OFFICE advance 3999`, `acl number 3999 name OFFICE`: it answers to both.
  const other = isWholeNumber(word.text)
    ? behind[behind.findIndex((one) => /^name$/i.test(one.text)) + 1]
    : behind.findLast((one) => isWholeNumber(one.text));
  const alias = other && !/^(?:match-order|auto|config)$/i.test(other.text) ? other : undefined;
  const number = Number([word, alias].find((one) => isWholeNumber(one?.text))?.text ?? 0);
  // 4000 to 5999 look at frames and at bytes of one's own choice.
  const layer2 = (number >= 4000 && number < 6000) || rest.some((one) => /^(?:link|user|ucl|mpls)$/i.test(one.text));
  return { name: listName(word, family), ...(alias ? { alias: listName(alias, family) } : {}), family, layer2 };
}

function addLine(list: List, statement: Statement): void {
  const { words } = statement;
  const first = lower(words, 0);
  if (first === 'step' && isWholeNumber(words[1]?.text)) {
    list.step = Number(words[1].text);
    return;
  }
  if (first === 'undo') {
    removeRule(list, words);
    return;
  }
  if (first !== 'rule') {
    if (statement.coverage === 'unknown') list.open = true;
    return;
  }
  const named = lower(words, 1) === 'name';
  const key = isWholeNumber(words[1]?.text) ? words[1] : undefined;
  const rest = words.slice(key ? 2 : named ? 3 : 1);
  if (key && lower(rest, 0) === 'description') {
    list.taken.get(Number(key.text))?.remarks.push(statement.header);
    return;
  }
  if (!/^(?:permit|deny)$/.test(lower(rest, 0))) {
    statement.coverage = 'unknown';
    list.open = true;
    return;
  }
  const number = key ? Number(key.text) : (Math.floor(list.greatest / list.step) + 1) * list.step;
  const known = list.taken.get(number);
  if (known) known.replaced = true;
  const rule: Rule = {
    statement,
    words: rest,
    key: key && located(key),
    number,
    remarks: [],
    replaced: false,
  };
  list.rules.push(rule);
  list.greatest = Math.max(list.greatest, number);
  list.taken.set(number, rule);
}

/** `undo rule 10` */
function removeRule(list: List, words: readonly Word[]): void {
  const number = lower(words, 1) === 'rule' && isWholeNumber(words[2]?.text) ? Number(words[2].text) : undefined;
  const rule = number === undefined ? undefined : list.taken.get(number);
  if (!rule || words.length > 3) {
    list.open = true;
    return;
  }
  list.taken.delete(number!);
  list.rules.splice(list.rules.indexOf(rule), 1);
}

function filterOf(list: List, facts: Facts, role: ListRole | undefined): Filter {
  const { family, name } = list;
  let { open } = list;
  const rules: { rule: FilterRule; number: number }[] = [];
  for (const one of list.rules) {
    const rule = ruleOf(one, list, facts);
    if (!rule) {
      one.statement.coverage = 'unknown';
      open = true;
      continue;
    }
    one.statement.coverage = 'modelled';
    rules.push({ rule, number: one.number });
    if (one.key)
      facts.sequenceKeys.push({
        scope: `acl ${name.value}`,
        key: at(one.number, one.key.span),
        span: one.statement.header,
        allowed: { first: 0, last: 4_294_967_294 },
        onDuplicate: 'replaces',
      });
  }
  rules.sort((a, b) => a.number - b.number);
  const span = list.spans.reduce(cover);
  return {
    name,
    family,
    purpose: 'packet',
    rules: [
      ...rules.map(({ rule }) => rule),
      ...(role === undefined ? [perhaps({ family }, span, 'what the list is for')] : []),
    ],
    fallback: { action: role === 'filters' ? 'permit' : 'deny' },
    stateful: false,
    span,
    closed: !open && !list.auto,
  };
}

function ruleOf({ statement, words, key, remarks, replaced }: Rule, list: List, facts: Facts): FilterRule | undefined {
  const parsed = parseRule(words);
  if (!parsed) {
    facts.matchProblems.push(...slips(words, VRP_NAMES));
    return undefined;
  }
  facts.matchProblems.push(...entryProblems(parsed, { names: VRP_NAMES }));
  const meaning = meaningOf(parsed, list.family, NO_GROUPS, VRP_NAMES);
  if (!meaning) return undefined;
  facts.masks.push(...meaning.masks);
  for (const option of parsed.options)
    if (option.kind === 'time-range')
      use(facts, 'time-range', option.word, statement, undefined, { namespace: 'acl', name: list.name.value });
  const asked = parsed.options.some((option) => option.kind === 'fragments');
  // Depth first: which of two rules is asked before the other is not what the text shows.
  const auto = list.auto ? [{ text: `match-order auto ${statement.header.start}`, span: statement.header }] : [];
  const matches = meaning.matches
    // What a rule of ports does with later fragments differs by platform.
    .filter(({ fragment }) => asked || fragment !== 'rest')
    .map(({ fragment, ...match }) => ({
      ...match,
      ...(asked && fragment ? { fragment } : {}),
      ...(auto.length > 0 ? { opaque: [...(match.opaque ?? []), ...auto] } : {}),
    }));
  return {
    span: statement.header,
    ...(key ? { key } : {}),
    ...(remarks.length > 0 ? { remarks } : {}),
    matches,
    action: { kind: parsed.action },
    effects: meaning.effects,
    active: !replaced,
  };
}

const NO_GROUPS = { addresses: () => undefined, services: () => undefined };
