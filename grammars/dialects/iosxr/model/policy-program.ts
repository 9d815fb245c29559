import { asNumberAt } from '../../../kit/cisco-like/bgp-settings.ts';
import { isWholeNumber, located, lower } from '../../../kit/cisco-like/facts.ts';
import { ROUTE_TARGET } from '../../../kit/cisco-like/route-map-clause.ts';
import type { RouteCondition, RoutePolicyEntry, RouteSetting } from '../../../model/routing.ts';
import type { Statement, Word } from '../../../outline.ts';
import { cover, type Span } from '../../../text/span.ts';
import { type PolicyCondition, parseCondition, withoutPunctuation } from '../grammar/policy-condition.ts';
import { communityEntry, elementsOf, prefixEntry } from './route-sets.ts';

/**
 * A policy's lines as entries of which the first that matches decides: a route passes with `pass`, `done` or any setting, and is dropped
 * otherwise (Routing Configuration Guide, "Implementing Routing Policy").
 * @returns undefined for what this form cannot say: policies that apply others, conditions in the middle that only set something
 */
export function programOf(lines: readonly Statement[]): readonly RoutePolicyEntry[] | undefined {
  const steps = stepsOf([...lines]);
  return steps && entriesOf(steps);
}

/** A line, or a choice between branches. */
type Step =
  | { readonly kind: 'line'; readonly statement: Statement }
  | { readonly kind: 'choice'; readonly branches: readonly Branch[] };

interface Branch {
  /** Absent: `else`. */
  readonly test?: Statement;
  readonly span: Span;
  readonly steps: readonly Step[];
}

/** Takes lines up to the end of the block that they are in; undefined where a block does not end. */
function stepsOf(lines: Statement[], inside = false): Step[] | undefined {
  const steps: Step[] = [];
  for (;;) {
    const line = lines[0];
    if (!line) return inside ? undefined : steps;
    const first = lower(line.words, 0);
    if (inside && /^(?:elseif|else|endif)$/.test(first)) return steps;
    lines.shift();
    if (first === 'end-policy') continue;
    if (first !== 'if') {
      steps.push({ kind: 'line', statement: line });
      continue;
    }
    const branches: Branch[] = [];
    let head: Statement | undefined = line;
    while (head) {
      const body = stepsOf(lines, true);
      const next = lines.shift();
      if (!body || !next) return undefined;
      const isElse = lower(head.words, 0) === 'else';
      branches.push({ ...(isElse ? {} : { test: head }), span: cover(head.header, spanOf(body, head)), steps: body });
      head = lower(next.words, 0) === 'endif' ? undefined : next;
    }
    steps.push({ kind: 'choice', branches });
  }
}

const spanOf = (steps: readonly Step[], head: Statement): Span => {
  const last = steps.at(-1);
  if (!last) return head.header;
  return last.kind === 'line' ? last.statement.header : last.branches.at(-1)!.span;
};

/** @param passedAt given where a step before these lets the route pass: what stands for it where none of these is a line */
function entriesOf(steps: readonly Step[], passedAt?: Span): RoutePolicyEntry[] | undefined {
  const entries: RoutePolicyEntry[] = [];
  let settings: RouteSetting[] = [];
  let passes = passedAt;
  let last: Span | undefined;
  for (const [i, step] of steps.entries()) {
    if (step.kind === 'line') {
      const effect = effectOf(step.statement);
      if (!effect) return undefined;
      last = step.statement.header;
      if (effect.ends) return [...entries, { span: last, action: effect.ends, conditions: [], settings }];
      settings = [...settings, ...effect.settings];
      if (effect.passes) passes ??= last;
      continue;
    }
    // What was set so far stays with the route on its way through the branches.
    if (settings.length > 0) entries.push({ span: last!, action: 'next', conditions: [], settings });
    settings = [];
    const chosen =
      i === steps.length - 1 ? lastChoice(step.branches, passes !== undefined) : middleChoice(step.branches);
    if (!chosen) return undefined;
    entries.push(...chosen);
  }
  if (passes) entries.push({ span: last ?? passes, action: 'permit', conditions: [], settings });
  return entries;
}

/** Nothing comes after it: every branch decides. */
function lastChoice(branches: readonly Branch[], passed: boolean): RoutePolicyEntry[] | undefined {
  const entries: RoutePolicyEntry[] = [];
  for (const { test, steps, span } of branches) {
    const inner = entriesOf(steps, passed ? span : undefined);
    if (!inner) return undefined;
    // What the branch leaves undecided does not come to the branches after it.
    if (!inner.some(isFinal)) inner.push({ span, action: 'deny', conditions: [], settings: [] });
    entries.push(...under(test, inner));
  }
  return entries;
}

const isFinal = ({ action, conditions }: RoutePolicyEntry): boolean => conditions.length === 0 && action !== 'next';

/** Others follow: branches that decide nothing, or only set, would have to be left and gone on from. */
function middleChoice(branches: readonly Branch[]): RoutePolicyEntry[] | undefined {
  const entries: RoutePolicyEntry[] = [];
  for (const { test, steps } of branches) {
    const inner = entriesOf(steps);
    if (!inner) return undefined;
    const decided = inner.find(isFinal);
    const line = steps.at(-1);
    const ends = line?.kind === 'line' ? effectOf(line.statement)?.ends : undefined;
    if (!decided || !ends) return undefined;
    entries.push(...under(test, inner));
  }
  return entries;
}

/** The entries with the test in front of their own conditions; one for each alternative of it. */
function under(test: Statement | undefined, entries: readonly RoutePolicyEntry[]): RoutePolicyEntry[] {
  if (!test) return [...entries];
  const alternatives = alternativesOf(test);
  return entries.flatMap((entry) =>
    alternatives.map((conditions) => ({
      ...entry,
      key: located(keyOf(test)),
      conditions: [...conditions, ...entry.conditions],
    })),
  );
}

/** `destination in CUSTOMERS`: what a branch is called. */
function keyOf({ words }: Statement): Word {
  const own = words.slice(1, lower(words, words.length - 1) === 'then' ? -1 : undefined);
  const named = own.length > 0 ? own : words;
  return { text: named.map(({ text }) => text).join(' '), span: cover(named[0]!.span, named.at(-1)!.span) };
}

/** More ways to be true than this are not told apart. */
const MOST_ALTERNATIVES = 16;

function alternativesOf(test: Statement): RouteCondition[][] {
  const { words, header } = test;
  const opaque: RouteCondition = { kind: 'opaque', text: keyOf(test).text, span: header };
  const end = lower(words, words.length - 1) === 'then' ? words.length - 1 : words.length;
  const condition = parseCondition(words.slice(1, end));
  const alternatives = condition && waysOf(condition);
  return alternatives && alternatives.length <= MOST_ALTERNATIVES ? alternatives : [[opaque]];
}

function waysOf(condition: PolicyCondition): RouteCondition[][] | undefined {
  if (condition.kind === 'test') return [[conditionOf(condition.words)]];
  if (condition.kind === 'not') return undefined;
  const parts = condition.parts.map(waysOf);
  if (parts.some((part) => part === undefined)) return undefined;
  const known = parts as RouteCondition[][][];
  if (condition.kind === 'any') return known.flat();
  let ways: RouteCondition[][] = [[]];
  for (const part of known) {
    if (ways.length * part.length > MOST_ALTERNATIVES) return undefined;
    ways = ways.flatMap((way) => part.map((more) => [...way, ...more]));
  }
  return ways;
}

/** `destination in CUSTOMERS`, `community matches-any (64500:1, 64500:2)`, `validation-state is invalid` */
function conditionOf(words: readonly Word[]): RouteCondition {
  const opaque: RouteCondition = {
    kind: 'opaque',
    text: words.map(({ text }) => text).join(' '),
    span: cover(words[0]!.span, words.at(-1)!.span),
  };
  const subject = lower(words, 0);
  const verb = lower(words, 1);
  const named = words.length === 3 && /^[A-Za-z_]/.test(words[2]!.text) ? words[2] : undefined;
  const values = words[2]?.text === '(' && words.at(-1)!.text === ')' ? elementsOf(words.slice(3, -1)) : undefined;
  if (subject === 'destination' && verb === 'in') {
    if (named) return { kind: 'prefix-list', names: [located(named)], lengths: 'as-listed' };
    const entries = values?.map(prefixEntry);
    if (entries && !entries.includes(undefined))
      return { kind: 'prefixes', entries: entries.flatMap((one) => one ?? []) };
  }
  if (subject === 'as-path' && verb === 'in' && named) return { kind: 'as-path', names: [located(named)] };
  if (subject === 'community' && verb === 'matches-any' && named)
    return { kind: 'community', names: [located(named)], exact: false };
  const state = lower(words, 2);
  if (subject === 'validation-state' && verb === 'is' && /^(?:valid|invalid|not-found)$/.test(state))
    return { kind: 'rpki', state: state as 'valid' | 'invalid' | 'not-found' };
  const protocols = verb === 'is' && words.length === 3 ? [state] : values?.map((one) => lower(one, 0));
  if (subject === 'protocol' && protocols) return { kind: 'protocol', names: protocols };
  return opaque;
}

interface Effect {
  readonly settings: readonly RouteSetting[];
  readonly passes: boolean;
  readonly ends?: 'permit' | 'deny';
}

/** What a line does to a route; undefined: another policy has a say, or nobody knows. */
function effectOf({ words, coverage }: Statement): Effect | undefined {
  const first = lower(words, 0);
  if (coverage === 'unknown' || first === 'apply' || first === 'for' || first === 'var') return undefined;
  if (first === 'drop') return { settings: [], passes: false, ends: 'deny' };
  if (first === 'done') return { settings: [], passes: true, ends: 'permit' };
  if (first === 'pass') return { settings: [], passes: true };
  return { settings: settingsOf(words), passes: /^(?:set|add|delete|prepend)$/.test(first) };
}

/** `set local-preference 200`, `set med 10`, `set community OWN additive`, `delete community in ALL`, `prepend as-path 64500 3` */
function settingsOf(words: readonly Word[]): RouteSetting[] {
  const [first, what] = [lower(words, 0), lower(words, 1)];
  const value = isWholeNumber(words[2]?.text) ? Number(words[2].text) : undefined;
  if (first === 'set' && what === 'local-preference' && value !== undefined)
    return [{ kind: 'local-preference', value }];
  if (first === 'set' && what === 'med' && value !== undefined) return [{ kind: 'med', value }];
  if (first === 'set' && (what === 'community' || what === 'large-community')) return [communities(words)];
  if (first === 'delete' && (what === 'community' || what === 'large-community')) {
    if (lower(words, 2) === 'all') return [{ kind: 'delete-community', everything: true }];
    const list = lower(words, 2) === 'in' && /^[A-Za-z_]/.test(words[3]?.text ?? '') ? words[3] : undefined;
    return [list ? { kind: 'delete-community', list: located(list) } : { kind: 'opaque-community' }];
  }
  if ((first === 'set' || first === 'delete') && what === 'extcommunity' && lower(words, 2) === 'rt')
    return [routeTargets(words)];
  if (first !== 'prepend' || what !== 'as-path') return [];
  const asn = asNumberAt(words[2])?.value;
  const times = isWholeNumber(words[3]?.text) ? Number(words[3].text) : 1;
  return asn === undefined || times > 100 ? [] : [{ kind: 'prepend', asns: Array<number>(times).fill(asn) }];
}

/** `set extcommunity rt (64500:1, 64500:2) additive`; what a set holds is not read, nor what is left after `delete`. */
function routeTargets(words: readonly Word[]): RouteSetting {
  const { additive, elements } = inBrackets(words.slice(3));
  const values = elements?.flatMap(([word, ...rest]) =>
    rest.length === 0 && ROUTE_TARGET.test(word!.text) ? word!.text : [],
  );
  const known = lower(words, 0) === 'set' && values?.length === elements?.length ? values : undefined;
  return { kind: 'route-targets', how: additive ? 'add' : 'set', ...(known ? { values: known } : {}) };
}

/** Values in brackets; what a set holds may be patterns, which set nothing. */
function communities(words: readonly Word[]): RouteSetting {
  const { additive, elements } = inBrackets(words.slice(2));
  const entries = elements?.map(communityEntry) ?? [undefined];
  if (entries.includes(undefined)) return { kind: 'opaque-community' };
  const values = entries.flatMap((entry) => entry?.members ?? []);
  return { kind: 'community', how: additive ? 'add' : 'set', values };
}

/** `(64500:1, no-export) additive`; no elements where there are no brackets. */
function inBrackets(words: readonly Word[]): { readonly additive: boolean; readonly elements?: readonly Word[][] } {
  const parts = withoutPunctuation(words);
  const additive = parts.at(-1)?.text.toLowerCase() === 'additive';
  return parts[0]?.text === '(' ? { additive, elements: elementsOf(parts.slice(1, additive ? -2 : -1)) } : { additive };
}
