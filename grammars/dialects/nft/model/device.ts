import { type ForwardTarget, portForwards } from '../../../kit/port-forwards.ts';
import { remarksAbove } from '../../../kit/remarks-above.ts';
import { textualInclude } from '../../../kit/textual-include.ts';
import { type Device, emptyDevice } from '../../../model/device.ts';
import type { Binding, Filter, FilterRule, Hook, Interval, Match, MatchProblem } from '../../../model/filter.ts';
import type { Nat, Timer } from '../../../model/nat.ts';
import type { Outline, Statement } from '../../../outline.ts';
import { cover, type Span } from '../../../text/span.ts';
import type { Part } from '../grammar/ast.ts';
import type { TableFamily } from '../names.ts';
import { HOOKS, isGeneratedChain, isGeneratedTable, type Purpose, purposesOf } from './chains.ts';
import { matchProblemsOf } from './match-problems.ts';
import { referencesOf, scopeOf } from './references.ts';
import { filterRules, type RulePlace, strangeRule } from './rule.ts';
import { type ChainDraft, type RuleDraft, readTables, type TableDraft } from './tables.ts';
import { timersOf } from './timers.ts';

export function toModel(outline: Outline): Device {
  const reading = readTables(outline);
  const filters: Filter[] = [];
  const bindings: Binding[] = [];
  const timers: Timer[] = [];
  const natSpans: Span[] = [];
  const matchProblems: MatchProblem[] = [];
  const alone = reading.includes.length === 0;
  let natClosed = alone;
  for (const table of reading.tables) {
    const purposes = purposesOf(table);
    const changing = changingIn(table);
    const generated = isGeneratedTable(table, outline.text);
    for (const chain of table.chains.values()) {
      const filter = filterOf(outline, table, chain, purposes.get(chain)!, changing, alone);
      filters.push(generated ? { ...filter, generated } : filter);
      bindings.push(...bindingsOf(chain, filter));
      matchProblems.push(...chain.rules.flatMap(matchProblemsOf));
      if (filter.purpose !== 'nat') continue;
      natClosed &&= filter.closed;
      natSpans.push(...filter.rules.flatMap(({ action, span }) => (action.kind === 'translate' ? [span] : [])));
    }
    for (const object of table.objects)
      if (object.kind === 'ct timeout') timers.push(...timersOf(object, portsGiven(table, object.name.value, filters)));
  }
  const nat: Nat = {
    translates: natSpans.length > 0,
    timers,
    defaults: [],
    forwards: portForwards(filters, forwardTarget),
    ...(natSpans[0]
      ? { anchor: { value: outline.text.slice(natSpans[0].start, natSpans[0].end), span: natSpans[0] } }
      : {}),
    closed: natClosed,
  };
  const hasNat = timers.length > 0 || filters.some(({ purpose }) => purpose === 'nat');
  const based = reading.tables.some((table) => [...table.chains.values()].some((chain) => chain.base));
  return {
    ...emptyDevice,
    filters,
    bindings,
    matchProblems,
    ...(hasNat ? { nat } : {}),
    references: referencesOf(outline, reading),
    includes: {
      language: 'nft',
      files: reading.includes.flatMap((statement) => textualInclude(outline, statement, 1) ?? []),
      part: !based || reading.inside,
      everyUse: ['variable'],
    },
    fragment: !alone || !based || reading.inside,
  };
}

/** `dnat to 192.0.2.1:443`, `dnat ip to 192.0.2.1`, `redirect to :8080` */
function forwardTarget(to: string): ForwardTarget | undefined {
  const redirect = /^redirect(?: to :(\d+))?$/.exec(to);
  if (redirect) return redirect[1] === undefined ? {} : { port: Number(redirect[1]) };
  const found = /^dnat (?:ip6? )?to (?:\[([\da-f:.]+)\]|([\d.]+))(?:\s*:\s*(\d+))?$/i.exec(to);
  const address = found?.[1] ?? found?.[2];
  return address === undefined
    ? undefined
    : { address, ...(found![3] === undefined ? {} : { port: Number(found![3]) }) };
}

const MODEL_FAMILY: Readonly<Record<TableFamily, Match['family']>> = {
  ip: 'ipv4',
  ip6: 'ipv6',
  inet: 'both',
  bridge: 'both',
  netdev: 'both',
  arp: 'both',
};

function filterOf(
  outline: Outline,
  table: TableDraft,
  chain: ChainDraft,
  purpose: Purpose,
  changing: ReadonlySet<string>,
  complete: boolean,
): Filter {
  const family = MODEL_FAMILY[table.family];
  const remarks = remarksAbove(outline, chain.rules.map(({ statement }) => statement).sort(byPlace));
  const rules = chain.rules.flatMap((rule): FilterRule[] => {
    const place = placeOf(outline.text, table, rule, family, purpose, changing);
    const read = rule.parts
      ? filterRules(rule.parts, rule.statement.span, place)
      : [
          strangeRule(
            rule.statement.span,
            rule.words.map(({ text }) => text),
            place,
          ),
        ];
    const above = remarks.get(rule.statement);
    return read.map((one) => {
      const own = table.dormant ? { ...one, active: false } : one;
      return above && one.span === rule.statement.span ? { ...own, remarks: above } : own;
    });
  });
  const { base, policy } = chain;
  const hook =
    base && table.family !== 'arp' && table.family !== 'netdev' && HOOKS.includes(base.hook)
      ? (base.hook as Hook)
      : undefined;
  return {
    name: chain.name,
    table: scopeOf(table),
    family,
    purpose,
    rules,
    fallback: base
      ? { action: policy?.value === 'drop' ? 'deny' : 'permit', ...(policy ? { span: policy.span } : {}) }
      : { action: 'return' },
    stateful: false,
    ...(hook ? { hook } : {}),
    ...(base?.priority === undefined ? {} : { priority: base.priority }),
    ...(isGeneratedChain(chain.name.value) ? { generated: true } : {}),
    span: chain.spans.reduce(cover, chain.spans[0] ?? chain.name.span),
    closed:
      chain.closed &&
      complete &&
      chain.declared &&
      (base === undefined || base.priority !== undefined) &&
      !table.dormant,
  };
}

const byPlace = (a: Statement, b: Statement): number => a.span.start - b.span.start;

function placeOf(
  text: string,
  table: TableDraft,
  { variables }: RuleDraft,
  family: Match['family'],
  purpose: Purpose,
  changing: ReadonlySet<string>,
): RulePlace {
  return {
    text,
    family,
    purpose,
    changing,
    names: {
      variable: (name) => variables.get(name),
      set: (name) => {
        const set = table.sets.get(name);
        // An empty set is there to be filled by somebody.
        return !set ||
          set.dynamic ||
          set.elements.length === 0 ||
          changing.has(`@${name}`) ||
          set.elements.some(({ expires }) => expires)
          ? undefined
          : set.elements;
      },
    },
  };
}

/** Fields that the table's rules assign, sets that they add to. */
function changingIn(table: TableDraft): ReadonlySet<string> {
  const changing = new Set<string>();
  const note = (part: Part): void => {
    if (part.kind === 'assign') {
      const { words } = part.selector;
      changing.add(words.length === 1 && words[0] === 'mark' ? 'meta mark' : words.join(' '));
    } else if ((part.kind === 'effect' || part.kind === 'unsure') && part.updates)
      changing.add(`@${part.updates.value}`);
  };
  for (const chain of table.chains.values()) for (const { parts } of chain.rules) parts?.forEach(note);
  return changing;
}

function bindingsOf({ base }: ChainDraft, filter: Filter): Binding[] {
  if (!base) return [];
  const common = { filter: filter.name, family: filter.family, span: base.span };
  if (filter.hook) {
    const out = filter.hook === 'output' || filter.hook === 'postrouting';
    return [{ ...common, place: { kind: 'hook', hook: filter.hook }, direction: out ? 'out' : 'in' }];
  }
  return base.devices.map((name) => ({
    ...common,
    place: { kind: 'interface', name },
    direction: base.hook === 'egress' ? 'out' : 'in',
  }));
}

/** Destination ports of the flows that rules give this timeout to; undefined where one asks for no port. */
function portsGiven(table: TableDraft, name: string, filters: readonly Filter[]): readonly Interval[] | undefined {
  const scope = scopeOf(table);
  const starts = new Set<number>();
  for (const chain of table.chains.values())
    for (const { parts, statement } of chain.rules)
      if (
        parts?.some(
          (part) =>
            part.kind === 'assign' &&
            part.selector.words.join(' ') === 'ct timeout' &&
            part.value.kind === 'literal' &&
            part.value.text === name,
        )
      )
        starts.add(statement.span.start);
  const matches = filters
    .filter((filter) => filter.table === scope)
    .flatMap(({ rules }) => rules.filter(({ span }) => starts.has(span.start)).flatMap((rule) => rule.matches));
  if (matches.length === 0 || !matches.every((match) => match.destinationPort)) return undefined;
  return matches.flatMap((match) => match.destinationPort!.anyOf);
}
