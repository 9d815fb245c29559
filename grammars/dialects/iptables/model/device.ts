import { isGenerated, isProgramsOwn } from '../../../kit/generated-chains.ts';
import { type ForwardTarget, portForwards } from '../../../kit/port-forwards.ts';
import { type Device, emptyDevice } from '../../../model/device.ts';
import type { Binding, Filter, FilterRule, Hook, MatchProblem } from '../../../model/filter.ts';
import type { Nat } from '../../../model/nat.ts';
import type { Definition, Use } from '../../../model/reference.ts';
import type { Outline, Statement } from '../../../outline.ts';
import { cover, type Located, type Span } from '../../../text/span.ts';
import { TABLES } from '../commands.ts';
import { familiesOf, type TableFamily } from './family.ts';
import { readMatches } from './match.ts';
import { matchProblemsOf } from './match-problems.ts';
import { remarksOf } from './remarks.ts';
import { type ChainDraft, type RuleDraft, readTables, type TableDraft } from './tables.ts';
import { readTarget, type Target } from './target.ts';

/** `path` only helps to tell IPv4 from IPv6 where the text does not. */
export function toModel(outline: Outline, path?: string): Device {
  const tables = readTables(outline);
  const families = familiesOf(outline, tables, path);
  const remarks = remarksOf(outline);
  const filters: Filter[] = [];
  const bindings: Binding[] = [];
  const definitions: Definition[] = [];
  const uses: Use[] = [];
  const matchProblems: MatchProblem[] = [];
  const seen = new Map<string, number>();
  const natSpans: Span[] = [];
  let natClosed = true;
  const scopeOf = (index: number): string => `${families[index]!} ${tables[index]!.name.value}`;
  const left = new Map<string, number>();
  for (const index of tables.keys()) left.set(scopeOf(index), (left.get(scopeOf(index)) ?? 0) + 1);
  for (const [index, table] of tables.entries()) {
    const family = families[index]!;
    const scope = scopeOf(index);
    const more = left.get(scope)! - 1;
    left.set(scope, more);
    if (more >= MOST_TURNS) {
      // Replaced so often that only the last ones can be meant.
      for (const { rules } of table.chains.values())
        for (const { statement } of rules) if (statement.coverage === 'modelled') statement.coverage = 'recognised';
      continue;
    }
    // A table that is restored twice: the second time replaces the first, or adds to it (--noflush).
    const turn = (seen.get(scope) ?? 0) + 1;
    seen.set(scope, turn);
    const read = readTable(outline, table, family, turn === 1 ? scope : `${scope} ${turn}`, remarks);
    filters.push(...read.filters);
    bindings.push(...read.bindings);
    // Between the lines of a template nothing is surely what will be loaded.
    if (!table.strange)
      for (const { rules } of table.chains.values())
        matchProblems.push(...rules.flatMap(({ parts }) => matchProblemsOf(parts)));
    definitions.push(...read.definitions.map((definition) => ({ ...definition, scope })));
    uses.push(...read.uses.map((use) => ({ ...use, scope })));
    if (table.name.value !== 'nat') continue;
    natClosed &&= read.filters.every((filter) => filter.closed) && !table.strange;
    for (const { rules } of read.filters)
      for (const rule of rules) if (rule.action.kind === 'translate') natSpans.push(rule.span);
  }
  const nat: Nat = {
    translates: natSpans.length > 0,
    timers: [],
    defaults: [],
    forwards: portForwards(filters, forwardTarget),
    ...(natSpans[0]
      ? { anchor: { value: outline.text.slice(natSpans[0].start, natSpans[0].end), span: natSpans[0] } }
      : {}),
    closed: natClosed,
  };
  return {
    ...emptyDevice,
    filters,
    bindings,
    matchProblems,
    ...(tables.some((table) => table.name.value === 'nat') ? { nat } : {}),
    references: { definitions, uses },
    fragment: tables.some((table) => !isWhole(table)),
  };
}

/** How often one text restores a table and is still looked at in full; each time chains stand before each other. */
const MOST_TURNS = 8;

interface TableReading {
  readonly filters: Filter[];
  readonly bindings: Binding[];
  readonly definitions: Definition[];
  readonly uses: Use[];
}

function readTable(
  outline: Outline,
  table: TableDraft,
  family: TableFamily,
  key: string,
  remarks: ReadonlyMap<Statement, readonly Span[]>,
): TableReading {
  const filters: Filter[] = [];
  const bindings: Binding[] = [];
  const definitions: Definition[] = [];
  const uses: Use[] = [];
  const afterRouting = calledFrom(table, ['POSTROUTING', 'INPUT']);
  const dscpChanges = [...table.chains.values()].some((chain) =>
    chain.rules.some(({ parts }) => /^(?:DSCP|TOS)$/.test(parts.jump?.values[0]?.text ?? '')),
  );
  // What the text does not show may define the chain that is looked for; so do programs that bring their own chains.
  const predefined = !isWhole(table) || table.strange;
  const useOf = (name: Located<string>, { statement }: RuleDraft, inside?: string): Use => ({
    namespaces: ['chain'],
    name,
    by: outline.text.slice(statement.span.start, statement.span.end),
    effect: 'config-refused',
    ...(predefined || isGenerated(name.value) ? { predefined: true } : {}),
    ...(inside === undefined ? {} : { within: { namespace: 'chain', name: inside } }),
  });
  for (const chain of table.chains.values()) {
    const name = chain.name.value;
    const targetOf = ({ parts }: RuleDraft): Target =>
      readTarget(parts.jump, parts.targetOptions, {
        table: table.name.value,
        family,
        afterRouting: afterRouting.has(name),
        isChain: (one) => table.chains.get(one)?.builtIn === false,
      });
    const rules = chain.rules.map((rule): FilterRule => {
      const target = targetOf(rule);
      if (target.chain) uses.push(useOf(target.chain, rule, chain.builtIn ? undefined : name));
      const own = ruleOf(rule, target, family, dscpChanges, table.strange);
      const above = remarks.get(rule.statement);
      return above ? { ...own, remarks: above } : own;
    });
    const hook = chain.builtIn ? HOOKS[name] : undefined;
    const denies = rules.some((rule) => rule.action.kind === 'deny');
    const filter: Filter = {
      name: chain.name,
      table: key,
      family,
      purpose: table.name.value === 'nat' ? 'nat' : table.name.value === 'filter' || denies ? 'packet' : 'mangle',
      rules,
      fallback: fallbackOf(chain),
      stateful: false,
      ...(hook ? { hook, priority: priorityOf(table.name.value, hook) } : {}),
      ...(isProgramsOwn(name) ? { generated: true } : {}),
      span: chain.spans.reduce(cover, chain.name.span),
      closed:
        chain.closed &&
        !table.strange &&
        (!chain.builtIn || chain.policy !== undefined) &&
        TABLES.includes(table.name.value),
    };
    filters.push(filter);
    const first = chain.rules[0];
    if (chain.builtIn || chain.declared.length > 0) {
      definitions.push({
        namespace: 'chain',
        name: chain.name,
        spans: chain.spans,
        ...(chain.builtIn ? { builtin: true } : {}),
        ...(isGenerated(name) ? { alwaysUsed: true } : {}),
      });
    } else if (first) uses.push(useOf(chain.name, first));
    if (hook) {
      bindings.push({
        filter: chain.name,
        family,
        place: { kind: 'hook', hook },
        direction: hook === 'output' || hook === 'postrouting' ? 'out' : 'in',
        span: chain.declared[0] ?? chain.name.span,
      });
    }
  }
  return { filters, bindings, definitions, uses };
}

/** `DNAT --to-destination 192.0.2.1:443`, `REDIRECT --to-ports 8080` */
function forwardTarget(to: string): ForwardTarget | undefined {
  const redirect = /^REDIRECT(?: --to-ports (\d+))?(?: --random)?$/.exec(to);
  if (redirect) return redirect[1] === undefined ? {} : { port: Number(redirect[1]) };
  const found = /^DNAT --to-destination (?:\[([\da-f:.]+)\]|([\d.]+|[\da-f:]+:[\da-f:]*))(?::(\d+))?(?: --\w+)*$/i.exec(
    to,
  );
  const address = found?.[1] ?? found?.[2];
  return address === undefined
    ? undefined
    : { address, ...(found![3] === undefined ? {} : { port: Number(found![3]) }) };
}

const HOOKS: Readonly<Record<string, Hook>> = {
  PREROUTING: 'prerouting',
  INPUT: 'input',
  FORWARD: 'forward',
  OUTPUT: 'output',
  POSTROUTING: 'postrouting',
};

/** Where each table stands at a hook; the kernel's nf_ip_hook_priorities. Of nat, destinations come before filtering, sources after. */
const PRIORITIES: Readonly<Record<string, number>> = { raw: -300, mangle: -150, filter: 0, security: 50 };

const priorityOf = (table: string, hook: Hook): number =>
  PRIORITIES[table] ?? (hook === 'prerouting' || hook === 'output' ? -100 : 100);

/** The kernel's own policy is ACCEPT until one is set. */
function fallbackOf(chain: ChainDraft): Filter['fallback'] {
  if (!chain.builtIn) return { action: 'return' };
  if (!chain.policy) return { action: 'permit' };
  return { action: chain.policy.value === 'DROP' ? 'deny' : 'permit', span: chain.policy.span };
}

function ruleOf(
  { statement, parts }: RuleDraft,
  target: Target,
  family: TableFamily,
  dscpChanges: boolean,
  strange: boolean,
): FilterRule {
  const { span } = statement;
  const matches = readMatches(parts.only ?? family, parts.matches, dscpChanges).map((match) =>
    // Between the lines of a template, no rule is surely in force.
    strange ? { ...match, opaque: [...(match.opaque ?? []), { text: `template at ${span.start}`, span }] } : match,
  );
  const random = parts.targetOptions.find(({ name }) => name === 'random' || name === 'random-fully');
  const { action } = target;
  return {
    span,
    matches: parts.only !== undefined && family !== 'both' && parts.only !== family ? [] : matches,
    action,
    effects: [...target.effects, ...recentEffects(parts.matches)].sort(),
    active: true,
    ...(random && action.kind === 'translate' && action.nat === 'source'
      ? { randomPorts: { span: random.span, removal: { start: random.span.start - 1, end: random.span.end } } }
      : {}),
  };
}

/** `-m recent --set` writes a list whether or not the rule decides anything. */
const recentEffects = (parts: RuleDraft['parts']['matches']): string[] =>
  parts.some(({ part, module }) => module === 'recent' && /^(?:set|update|remove)$/.test(part.name))
    ? [`recent:${parts.flatMap(({ part }) => (part.name === 'name' ? [part.values[0]!.text] : []))[0] ?? 'DEFAULT'}`]
    : [];

/** Names of chains that these built-in ones lead to, themselves included. */
function calledFrom(table: TableDraft, roots: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [...roots];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    for (const { parts } of table.chains.get(name)?.rules ?? []) {
      const target = parts.jump?.values[0]?.text;
      if (target !== undefined) waiting.push(target);
    }
  }
  return reached;
}

/** A text that declares no built-in chain is loaded beside what is there (--noflush): chains may be defined elsewhere. */
const isWhole = (table: TableDraft): boolean =>
  [...table.chains.values()].some((chain) => chain.builtIn && chain.declared.length > 0) || table.chains.size === 0;
