import { includeOf } from '../../../kit/include-of.ts';
import { remarksAbove } from '../../../kit/remarks-above.ts';
import { textualInclude } from '../../../kit/textual-include.ts';
import { type Device, emptyDevice } from '../../../model/device.ts';
import {
  type Action,
  type Binding,
  type Filter,
  type FilterRule,
  type Interval,
  type Match,
  NO_INTERFACE,
} from '../../../model/filter.ts';
import type { Include } from '../../../model/include.ts';
import type { Nat } from '../../../model/nat.ts';
import type { Outline, Statement } from '../../../outline.ts';
import { at, cover, type Located, type Span } from '../../../text/span.ts';
import type { Part } from '../grammar/ast.ts';
import { keepsState, matchesOf, oneLine, opaque, patternOf } from './match.ts';
import { referencesOf } from './references.ts';
import { type Reading, type RuleDraft, readStatements } from './statements.ts';
import { defaultsOf, shortensUnderLoad, timersOf } from './timers.ts';

export function toModel(outline: Outline): Device {
  const reading = readStatements(outline);
  const remarks = remarksByBlock(outline);
  const withRemarks = (rule: FilterRule, { statement }: RuleDraft): FilterRule => {
    const above = remarks.get(statement);
    return above ? { ...rule, remarks: above } : rule;
  };
  const packet: FilterRule[] = [...skipped(reading)];
  const nat = new Map<string, FilterRule[]>();
  let closed = reading.includes.length === 0 && !reading.anchorsElsewhere;
  let natClosed = closed;
  let anchor: Located<string> | undefined;
  let udp = false;
  for (const draft of reading.rules) {
    const { line, statement } = draft;
    if (!line) {
      const first = statement.words[0]!.text;
      if (/^(?:nat|rdr|binat|no)$/.test(first)) natClosed = false;
      else {
        closed = false;
        packet.push(strangeRule(outline.text, statement));
      }
      continue;
    }
    if (line.kind === 'nat' || line.kind === 'rdr' || line.kind === 'binat') {
      const rules = nat.get(line.kind) ?? [];
      nat.set(line.kind, rules);
      rules.push(withRemarks(natRule(outline.text, draft, reading), draft));
    } else if (line.kind !== 'anchor' || line.word.value === 'anchor')
      packet.push(withRemarks(packetRule(outline.text, draft, reading), draft));
    const translates = (line.to && !line.no) || line.parts.some((part) => part.kind === 'translate');
    if (!translates) continue;
    anchor ??= at(outline.text.slice(statement.header.start, statement.header.end), statement.header);
    udp ||= mayBeUdp(line.parts);
  }
  const filters: Filter[] = [];
  if (packet.some((rule) => !rule.implicit)) filters.push(filterOf('pf', packet, 'packet', closed));
  for (const [kind, rules] of nat) filters.push(filterOf(kind, rules, 'nat', natClosed));
  const timers = timersOf(reading.settings, reading.rules);
  const translation: Nat = {
    translates: anchor !== undefined,
    timers,
    defaults: defaultsOf(reading.settings).filter(({ kind }) => udp || !kind.startsWith('udp')),
    ...(shortensUnderLoad(reading.settings) ? { shortensUnderLoad: true } : {}),
    ...(anchor ? { anchor } : {}),
    closed: natClosed && [...outline.statements].every(({ coverage }) => coverage !== 'unknown'),
  };
  return {
    ...emptyDevice,
    filters,
    bindings: filters.flatMap(bindingsOf),
    ...(anchor || timers.length > 0 ? { nat: translation } : {}),
    references: referencesOf(outline, reading),
    includes: {
      language: 'pf',
      files: includesOf(outline, reading),
      part: filters.length === 0,
      everyUse: ['variable'],
    },
    fragment: reading.includes.length > 0 || filters.length === 0,
  };
}

const mayBeUdp = (parts: readonly Part[]): boolean =>
  !parts.some(
    (part) => part.kind === 'protocols' && part.names.every((name) => /^(?:tcp|6|icmp|1|icmp6|58)$/.test(name)),
  );

/** A file that is loaded into an anchor has macros of its own; a table that it does not have is that of the main rules (pf.conf(5)). */
const includesOf = (outline: Outline, { includes, loads }: Reading): Include[] => [
  ...includes.flatMap((statement) => textualInclude(outline, statement, 1) ?? []),
  ...loads.flatMap((statement): Include[] => {
    const from = statement.words.findIndex(({ text }) => text === 'from');
    const include = from < 0 ? undefined : includeOf(outline, statement, from + 1);
    return include ? [{ ...include, shares: ['set'] }] : [];
  }),
];

/** `set skip on em1`: nothing there is asked for. Loopbacks are left out: what passes there is no answer to what passes the device. */
function skipped({ settings }: Reading): FilterRule[] {
  return settings.flatMap(({ words, statement }): FilterRule[] => {
    if (words[0]?.value !== 'skip') return [];
    const patterns = words.slice(2).flatMap(({ value }) => (/^lo\d*$/.test(value) ? [] : (patternOf(value) ?? [])));
    if (patterns.length === 0) return [];
    const matches: Match[] = [
      { family: 'both', inInterface: { anyOf: patterns } },
      { family: 'both', inInterface: { anyOf: [NO_INTERFACE] }, outInterface: { anyOf: patterns } },
    ];
    return [
      {
        span: statement.header,
        matches,
        action: { kind: 'permit' },
        effects: [],
        active: true,
        quick: true,
        implicit: true,
      },
    ];
  });
}

function packetRule(
  text: string,
  { statement, line, around, inQuickAnchor, refuses }: RuleDraft,
  reading: Reading,
): FilterRule {
  const { kind, parts } = line!;
  const span = statement.header;
  const elsewhere = kind === 'anchor';
  let matches = matchesOf({ ...line!, parts: [...around, ...parts] }, { text, tables: reading.contents, span });
  if (kind === 'antispoof' || inQuickAnchor) {
    const asked = opaque(kind === 'antispoof' ? oneLine(text, span) : `anchor quick around ${span.start}`, span);
    matches =
      kind === 'antispoof'
        ? [{ family: 'both', opaque: [asked] }]
        : matches.map((match) => ({ ...match, opaque: [...(match.opaque ?? []), asked] }));
  }
  const kept = parts.find((part) => part.kind === 'state')?.how ?? 'keep';
  const how = kind === 'block' ? (line!.how ?? refuses) : 'drop';
  const rejects = kind === 'block' && how.startsWith('return');
  const effects = parts.flatMap((part) => {
    if (part.kind === 'log') return ['log'];
    if (part.kind === 'effect' || part.kind === 'translate') return [oneLine(text, part.span)];
    return part.kind === 'state' && part.options.length > 0 ? [oneLine(text, part.span)] : [];
  });
  return {
    span,
    matches,
    action: actionOf(line!.kind, rejects, statement),
    // Without a rule packets pass too, but no state is kept of them.
    effects: [
      ...effects,
      ...(keepsState(line!) ? [`${kept} state`] : []),
      ...(rejects ? [`reject-with:${how}`] : []),
    ].sort(),
    ...(kind === 'pass' && demandsNothing([...around, ...parts]) ? { everything: true } : {}),
    active: true,
    // What an anchor holds may decide at once.
    ...(parts.some((part) => part.kind === 'quick') || elsewhere ? { quick: true } : {}),
  };
}

/** `pass`, `pass quick all flags S/SA keep state`: any connection at all. */
const demandsNothing = (parts: readonly Part[]): boolean =>
  parts.every(
    (part) =>
      /^(?:quick|log|state|note|effect|flags|family)$/.test(part.kind) ||
      (part.kind === 'hosts' &&
        part.ports.length === 0 &&
        part.hosts.every(({ kind, text, negated }) => kind === 'word' && text === 'any' && !negated)),
  );

function actionOf(kind: string, rejects: boolean, statement: Statement): Action {
  if (kind === 'pass') return { kind: 'permit' };
  if (kind === 'block' || kind === 'antispoof') return { kind: 'deny', ...(rejects ? { reject: true } : {}) };
  if (kind === 'match') return { kind: 'continue' };
  // Rules that are not in this text: a jump that leads nowhere says that packets may end here or go on.
  return {
    kind: 'jump',
    target: at(
      statement.words
        .slice(0, 2)
        .map(({ text }) => text)
        .join(' '),
      statement.header,
    ),
  };
}

function natRule(text: string, { statement, line, around }: RuleDraft, reading: Reading): FilterRule {
  const { kind, no, parts, to } = line!;
  const span = statement.header;
  const direction: 'in' | 'out' = kind === 'rdr' ? 'in' : 'out';
  const matches = matchesOf(
    { ...line!, parts: [...around, ...parts, { kind: 'direction', direction }] },
    { text, tables: reading.contents, span, oneWay: true },
  );
  const action: Action =
    no || !to
      ? { kind: 'exempt' }
      : { kind: 'translate', nat: kind === 'rdr' ? 'destination' : 'source', to: `${kind} ${oneLine(text, to)}` };
  return { span, matches, action, effects: parts.some((part) => part.kind === 'log') ? ['log'] : [], active: true };
}

/** A rule that is not understood: it may match anything. */
function strangeRule(text: string, { words, header }: Statement): FilterRule {
  const asked = opaque(`${oneLine(text, header)} (rule at ${header.start})`, header);
  const first = words[0]!.text;
  const action: Action =
    first === 'pass'
      ? { kind: 'permit' }
      : first === 'block'
        ? { kind: 'deny' }
        : first === 'match'
          ? { kind: 'continue' }
          : { kind: 'jump', target: at(first, words[0]!.span) };
  return {
    span: header,
    matches: [{ family: 'both', opaque: [asked] }],
    action,
    effects: [],
    active: true,
    quick: true,
  };
}

function filterOf(name: string, rules: readonly FilterRule[], purpose: 'packet' | 'nat', closed: boolean): Filter {
  const written = rules.filter((rule) => !rule.implicit);
  const first = written[0]!.span;
  return {
    name: at(name, { start: first.start, end: first.start }),
    family: 'both',
    purpose,
    rules,
    ...(purpose === 'packet' ? { semantics: 'last-match' as const } : {}),
    // A list that lets no client out is there for the device itself.
    ...(purpose === 'packet' ? { hook: written.some(letsOut) ? ('forward' as const) : ('input' as const) } : {}),
    fallback: { action: 'permit' },
    stateful: true,
    span: written.map((rule) => rule.span).reduce(cover, first),
    closed,
  };
}

/** A rule that lets clients reach the web: what only lets in guards a server, and says nothing of what its clients may do. */
const letsOut = ({ action, matches }: FilterRule): boolean =>
  action.kind === 'permit' &&
  matches.some(
    ({ inInterface, destination, protocol, destinationPort }) =>
      inInterface?.negated === undefined &&
      inInterface?.anyOf[0]?.name === NO_INTERFACE.name &&
      (!destination || destination.negated === true) &&
      (!protocol || holds(protocol.anyOf, 6)) &&
      (!destinationPort || holds(destinationPort.anyOf, 443)),
  );

const holds = (intervals: readonly Interval[], value: number): boolean =>
  intervals.some(({ first, last }) => first <= value && value <= last);

/** One list for all that passes: it is asked where packets come in and where they go out. */
function bindingsOf({ name, family, hook, span }: Filter): Binding[] {
  if (!hook) return [];
  return [{ filter: name, family, place: { kind: 'hook', hook }, direction: 'in', span: span satisfies Span }];
}

/** Comments belong to rules of one level. */
function remarksByBlock(outline: Outline): ReadonlyMap<Statement, readonly Span[]> {
  const all = new Map<Statement, readonly Span[]>();
  const visit = (statements: readonly Statement[]): void => {
    for (const [statement, spans] of remarksAbove(outline, statements)) all.set(statement, spans);
    for (const statement of statements) if (statement.children.length > 0) visit(statement.children);
  };
  visit(outline.statements);
  return all;
}
