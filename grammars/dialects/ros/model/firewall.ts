import { type ForwardTarget, portForwards } from '../../../kit/port-forwards.ts';
import { remarksAbove } from '../../../kit/remarks-above.ts';
import { parseRewrite } from '../../../kit/rewrite.ts';
import type { Family } from '../../../model/address.ts';
import type { Action, Binding, Filter, FilterRule, Hook, MatchProblem } from '../../../model/filter.ts';
import type { PortForward } from '../../../model/nat.ts';
import type { Definition, Use } from '../../../model/reference.ts';
import type { Outline } from '../../../outline.ts';
import { cover, type Located } from '../../../text/span.ts';
import { allOf, type Entry, isDisabled, isYes, located, type Menus, partOf, said } from '../entries.ts';
import { menuOf } from './address-lists.ts';
import { isKnownParameter, type MatchContext, matchesOfRule } from './match.ts';
import { matchProblemsOf } from './match-problems.ts';

export interface Firewall {
  readonly filters: Filter[];
  readonly bindings: Binding[];
  readonly definitions: Definition[];
  readonly uses: Use[];
  readonly matchProblems: MatchProblem[];
  readonly forwards: readonly PortForward[];
  /** Nothing in the tables for translation was unknown. */
  readonly natClosed: boolean;
}

type Table = 'raw' | 'mangle' | 'nat' | 'filter';

const TABLES: readonly Table[] = ['raw', 'mangle', 'filter', 'nat'];

/** RouterOS: Packet Flow. The order is that of the Linux hooks it is built on. */
const PRIORITIES: Readonly<Record<Table, number>> = { raw: -300, mangle: -150, filter: 0, nat: 100 };

const HOOKS: Readonly<Record<string, Hook>> = {
  prerouting: 'prerouting',
  input: 'input',
  forward: 'forward',
  output: 'output',
  postrouting: 'postrouting',
  dstnat: 'prerouting',
  srcnat: 'postrouting',
};

/** Built-in chains by table; any other name is a chain of one's own. */
const BUILTIN: Readonly<Record<Table, RegExp>> = {
  raw: /^(?:prerouting|output)$/,
  mangle: /^(?:prerouting|input|forward|output|postrouting)$/,
  filter: /^(?:input|forward|output)$/,
  nat: /^(?:dstnat|srcnat|input|output)$/,
};

export function firewallOf(outline: Outline, menus: Menus, context: Omit<MatchContext, 'family'>): Firewall {
  const out: Firewall & { natClosed: boolean } = {
    filters: [],
    bindings: [],
    definitions: [],
    uses: [],
    matchProblems: [],
    forwards: [],
    natClosed: true,
  };
  for (const family of ['ipv4', 'ipv6'] as const)
    for (const table of TABLES)
      readTable(outline, allOf(menus, `${menuOf(family)} ${table}`), family, table, context, out);
  return { ...out, forwards: portForwards(out.filters, forwardTarget) };
}

function readTable(
  outline: Outline,
  entries: readonly Entry[],
  family: Family,
  table: Table,
  context: Omit<MatchContext, 'family'>,
  out: Firewall & { natClosed: boolean },
): void {
  if (entries.length === 0) return;
  const { text } = outline;
  const added = entries.filter((entry) => entry.command.verb === 'add');
  const remarks = remarksAbove(
    outline,
    added.map(({ statement }) => statement),
  );
  // `remove [ find ]` ahead of the rules clears the table; anything later changes what the lines say.
  const firstAdded = added[0]?.statement.span.start ?? 0;
  const changed = entries.find(
    ({ command, statement }) =>
      !/^(?:add|print|export|find|get)$/.test(command.verb ?? '') && statement.span.start > firstAdded,
  );
  const chains = new Map<string, Entry[]>();
  for (const entry of added) {
    const name = said(entry, 'chain');
    if (name === undefined) continue;
    const rules = chains.get(name) ?? [];
    chains.set(name, rules);
    // `place-before=0`: ahead of everything there is.
    if (said(entry, 'place-before') === '0') rules.unshift(entry);
    else rules.push(entry);
  }
  const scope = `${family} ${table}`;
  for (const [name, rules] of chains) {
    const builtin = BUILTIN[table].test(name);
    const jumpTarget = ({ value }: Located<string>): boolean => chains.has(value);
    const read = rules.map((entry): FilterRule => {
      const above = remarks.get(entry.statement);
      const rule = ruleOf(entry, { ...context, family }, above);
      const unsure = changed ? { text: 'changed below', span: changed.statement.span } : undefined;
      return unsure
        ? { ...rule, matches: rule.matches.map((match) => ({ ...match, opaque: [...(match.opaque ?? []), unsure] })) }
        : rule;
    });
    for (const [index, entry] of rules.entries()) {
      const unknown = [...entry.parameters.keys()].filter((key) => !isKnownParameter(key));
      if (unknown.length > 0) entry.statement.coverage = 'unknown';
      if (read[index]!.active) out.matchProblems.push(...matchProblemsOf(entry));
      const target = located(entry, 'jump-target');
      if (!target || isDisabled(entry) || said(entry, 'action') !== 'jump') continue;
      out.uses.push({
        namespaces: ['chain'],
        scope,
        name: target,
        by: text.slice(entry.statement.span.start, entry.statement.span.end),
        effect: 'rule-ignored',
        // Hotspot and the like make chains while they run.
        ...(/^(?:hotspot|hs-|pre-hs|unused-hs)/.test(target.value) && !jumpTarget(target) ? { predefined: true } : {}),
        ...(builtin ? {} : { within: { namespace: 'chain' as const, name } }),
      });
    }
    const closed = !changed && rules.every(({ statement }) => statement.coverage !== 'unknown');
    if (table === 'nat' && !closed) out.natClosed = false;
    const hook = builtin ? HOOKS[name] : undefined;
    const first = located(rules[0]!, 'chain')!;
    const denies = read.some(({ action }) => action.kind === 'deny');
    out.filters.push({
      name: first,
      table: scope,
      family,
      purpose: table === 'nat' ? 'nat' : table === 'filter' || denies ? 'packet' : 'mangle',
      rules: read,
      fallback: { action: builtin ? 'permit' : 'return' },
      stateful: false,
      ...(hook ? { hook, priority: table === 'nat' && name === 'dstnat' ? -100 : PRIORITIES[table] } : {}),
      span: rules.map(({ statement }) => statement.span).reduce(cover),
      closed,
    });
    out.definitions.push({
      namespace: 'chain',
      scope,
      name: first,
      spans: rules.map(({ statement }) => statement.span),
      ...(builtin ? { builtin } : {}),
      ...(/^(?:hotspot|hs-|pre-hs|unused-hs)/.test(name) ? { alwaysUsed: true } : {}),
    });
    out.definitions.push(...again('chain', scope, rules.slice(1)).map((one) => (builtin ? { ...one, builtin } : one)));
    if (hook)
      out.bindings.push({
        filter: first,
        family,
        place: { kind: 'hook', hook },
        direction: hook === 'output' || hook === 'postrouting' ? 'out' : 'in',
        span: first.span,
      });
  }
  listUses(outline, added, family, context, out);
}

/** A chain is named by each of its rules; the first one stands for it. */
function again(namespace: 'chain', scope: string, entries: readonly Entry[]): Definition[] {
  return entries.flatMap((entry) => {
    const name = located(entry, 'chain');
    return name ? [{ namespace, scope, name, spans: [entry.statement.span], alwaysUsed: true }] : [];
  });
}

function listUses(
  { text }: Outline,
  entries: readonly Entry[],
  family: Family,
  { lists }: Omit<MatchContext, 'family'>,
  out: Firewall,
): void {
  for (const entry of entries) {
    for (const key of ['src-address-list', 'dst-address-list']) {
      const name = located(entry, key);
      if (!name) continue;
      const negated = name.value.startsWith('!');
      const value = negated ? name.value.slice(1) : name.value;
      const exact = partOf(text, name, negated ? 1 : 0, value.length);
      out.uses.push({
        namespaces: ['set'],
        scope: family,
        name: exact ?? { value, span: name.span },
        by: text.slice(entry.statement.span.start, entry.statement.span.end),
        effect: negated ? 'matches-everything' : 'rule-ignored',
        ...(lists.filledElsewhere(value) || !exact ? { predefined: true } : {}),
      });
    }
  }
}

function ruleOf(entry: Entry, context: MatchContext, remarks: FilterRule['remarks']): FilterRule {
  const placed = said(entry, 'place-before');
  return {
    span: entry.statement.span,
    ...(remarks ? { remarks } : {}),
    matches: matchesOfRule(entry, context),
    action: actionOf(entry),
    effects: effectsOf(entry),
    // A rule put before one that is named some other way: where it stands is not known.
    active: !isDisabled(entry) && (placed === undefined || placed === '0'),
  };
}

/** Without an action a rule accepts. */
function actionOf(entry: Entry): Action {
  const name = said(entry, 'action') ?? 'accept';
  const to = [said(entry, 'to-addresses'), said(entry, 'to-ports')];
  const text = [name, to[0] ?? '', ...(to[1] === undefined ? [] : [`:${to[1]}`])].join(' ').trim();
  switch (name) {
    case 'accept':
      return entry.menu.endsWith(' nat') ? { kind: 'exempt' } : { kind: 'permit' };
    case 'drop':
    case 'tarpit':
      return { kind: 'deny' };
    case 'reject':
      return { kind: 'deny', reject: true };
    case 'jump': {
      const target = located(entry, 'jump-target');
      return target ? { kind: 'jump', target } : { kind: 'continue' };
    }
    case 'return':
      return { kind: 'return' };
    case 'masquerade':
    case 'src-nat':
    case 'same':
    case 'endpoint-independent-nat':
      return { kind: 'translate', nat: 'source', to: text, ...rewritten(name, to[0], to[1]) };
    case 'netmap':
      return { kind: 'translate', nat: said(entry, 'chain') === 'srcnat' ? 'source' : 'destination', to: text };
    case 'dst-nat':
    case 'redirect':
      return { kind: 'translate', nat: 'destination', to: text, ...rewritten(name, to[0], to[1]) };
    default:
      // Marks end the chain where they are told not to pass on.
      return /^(?:mark|change|set|route|strip)/.test(name) && said(entry, 'passthrough') === 'no'
        ? { kind: 'permit' }
        : { kind: 'continue' };
  }
}

function rewritten(name: string, address: string | undefined, port: string | undefined) {
  if (name !== 'dst-nat' && name !== 'src-nat') return {};
  const host = address?.includes(':') ? `[${address}]` : (address ?? '');
  const rewrite = parseRewrite(port === undefined ? host : `${host}:${port}`);
  return rewrite ? { rewrite } : {};
}

/** `dst-nat 10.0.0.5 :8080`, `redirect :8080` */
function forwardTarget(to: string): ForwardTarget | undefined {
  const found = /^(dst-nat|redirect)(?: ([\d.]+|[\da-f]*:[\da-f:.]+))?(?: :(\d+))?$/i.exec(to);
  if (!found) return undefined;
  const [, name, address, port] = found;
  if (name === 'dst-nat' && address === undefined) return undefined;
  return {
    ...(address === undefined || name === 'redirect' ? {} : { address }),
    ...(port === undefined ? {} : { port: Number(port) }),
  };
}

/** What a rule does besides its verdict. */
function effectsOf(entry: Entry): string[] {
  const action = said(entry, 'action') ?? 'accept';
  const effects = isYes(said(entry, 'log')) || action === 'log' ? ['log'] : [];
  if (/^(?:accept|drop|jump|return|masquerade|src-nat|dst-nat|redirect|netmap|same|log)$/.test(action)) return effects;
  const more = ['reject-with', 'address-list', 'new-connection-mark', 'new-packet-mark', 'new-routing-mark', 'new-mss']
    .map((key) => said(entry, key))
    .filter((value) => value !== undefined);
  if (action === 'reject') return [...effects, `reject-with:${more[0] ?? 'icmp-network-unreachable'}`].sort();
  return [...effects, [action, ...more].join(' ')].sort();
}
