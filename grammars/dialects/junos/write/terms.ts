import type { Change } from '../../../change.ts';
import { type AddressTerm, formatPrefix } from '../../../model/address.ts';
import type { Field, Interval, Match } from '../../../model/filter.ts';
import type { Outline } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { type Span, span } from '../../../text/span.ts';
import { PROTOCOLS } from '../model/names.ts';
import { get, kids } from '../node.ts';
import { isVerb, type Node } from '../tree.ts';
import {
  addAfterLine,
  addInside,
  block,
  braces,
  indentAt,
  leaf,
  lineEndOf,
  regionOf,
  type Stanza,
  setLines,
  unitOf,
} from './layout.ts';
import { listAt } from './lists.ts';
import { addBelow, setPath } from './places.ts';
import { insertPolicies, setPolicyAction } from './policies.ts';
import { addBefore, freeName, type Insertion, written } from './rules.ts';

type RuleChange = Extract<
  Change,
  { kind: 'delete-rule' | 'move-rule' | 'insert-rule' | 'insert-rules' | 'set-action' | 'set-match' }
>;

export function writeRule(change: RuleChange, outline: Outline, root: Node): readonly TextEdit[] | undefined {
  const list = listAt(root, change.filter);
  if (!list) return undefined;
  const { kind, node, rules } = list;
  switch (change.kind) {
    case 'delete-rule':
      return list.mayLose(change.rule) ? deleteRule(outline, rules[change.rule]) : undefined;
    case 'move-rule':
      return kind === 'services' ? undefined : moveRule(outline, rules[change.rule], rules[change.before]);
    case 'insert-rule':
    case 'insert-rules': {
      const matches = change.kind === 'insert-rule' ? [change.match] : change.matches;
      if (kind === 'policies') return insertPolicies({ ...change, matches }, outline, root, list);
      return kind === 'terms' ? insertRules({ ...change, matches }, outline, node, rules) : undefined;
    }
    case 'set-action':
      if (kind === 'policies') return setPolicyAction(change, outline, rules[change.rule]);
      return kind === 'terms' ? setAction(change, outline, rules[change.rule]) : undefined;
    case 'set-match':
      return kind === 'terms' ? setMatch(change.match, outline, rules[change.rule]) : undefined;
  }
}

function deleteRule(outline: Outline, rule: Node | undefined): readonly TextEdit[] | undefined {
  const place = written(rule);
  // In set form a `deactivate` of the rule goes too.
  const all = place?.form === 'set' ? rule?.statements : place?.statements;
  return all?.map((statement) => ({ span: regionOf(outline, statement.span, place?.form === 'braces'), newText: '' }));
}

function moveRule(outline: Outline, rule: Node | undefined, before: Node | undefined): readonly TextEdit[] | undefined {
  const place = written(rule);
  const target = written(before);
  if (!place || !target || place.form !== target.form || rule === before) return undefined;
  const regions = place.statements.map((statement) => regionOf(outline, statement.span, place.form === 'braces'));
  const at = regionOf(outline, target.statements[0]!.span, target.form === 'braces').start;
  if (regions.some((region) => region.start < at && at < region.end)) return undefined;
  const eol = lineEndOf(outline.text);
  const moved = regions.map(({ start, end }) => {
    const piece = outline.text.slice(start, end);
    // The last line of a text may have no line end.
    return /[\r\n]$/.test(piece) || start === at ? piece : `${piece}${eol}`;
  });
  return [{ span: span(at, at), newText: moved.join('') }, ...regions.map((region) => ({ span: region, newText: '' }))];
}

function insertRules(
  change: Insertion,
  outline: Outline,
  filter: Node,
  rules: readonly Node[],
): readonly TextEdit[] | undefined {
  const conditions = change.matches.map(fromOf);
  const then = [...(change.log ? [leaf('log')] : []), leaf(change.action === 'permit' ? 'accept' : 'discard')];
  const taken = new Set(rules.map(({ name }) => name));
  const stanzas: Stanza[] = [];
  for (const from of conditions) {
    if (!from) return undefined;
    const name = freeName(change.action === 'permit' ? 'permit-added' : 'deny-added', taken);
    taken.add(name);
    stanzas.push(block(`term ${name}`, ...(from.length > 0 ? [block('from', ...from)] : []), block('then', ...then)));
  }
  const edit = addBefore(outline, filter, rules[change.before], stanzas);
  return edit && [edit];
}

/** Plain conditions only; undefined for any other. */
function fromOf(match: Match): Stanza[] | undefined {
  const { family, source, destination, protocol, sourcePort, destinationPort, icmp, tcpFlags, ...rest } = match;
  if (Object.values(rest).some((field) => field !== undefined)) return undefined;
  const lists: (Stanza | undefined)[] = [];
  for (const [name, field] of [
    ['source-address', source],
    ['destination-address', destination],
  ] as const) {
    const prefixes = field && prefixesOf(field);
    if (field && !prefixes) return undefined;
    if (prefixes && prefixes.length > 0) lists.push(block(name, ...prefixes.map(leaf)));
  }
  for (const [name, field] of [
    [family === 'ipv6' ? 'next-header' : 'protocol', protocol],
    ['source-port', sourcePort],
    ['destination-port', destinationPort],
  ] as const) {
    if (!field) continue;
    if (field.negated || field.except) return undefined;
    for (const interval of field.anyOf) lists.push(leaf(`${name} ${intervalText(interval, name)}`));
  }
  const options = optionsOf(icmp, tcpFlags);
  return options && [...lists.flatMap((stanza) => stanza ?? []), ...options];
}

/** One ICMP type and code; ACK or RST. */
function optionsOf(icmp: Match['icmp'], flags: Match['tcpFlags']): Stanza[] | undefined {
  const all: Stanza[] = [];
  if (icmp) {
    const [test, more] = icmp.anyOf;
    if (!test || more || icmp.negated || icmp.except) return undefined;
    all.push(leaf(`icmp-type ${intervalText(test.type, 'icmp-type')}`));
    if (test.code) all.push(leaf(`icmp-code ${intervalText(test.code, 'icmp-code')}`));
  }
  if (flags) {
    if (flags.negated || flags.except) return undefined;
    if (flags.anyOf.map(({ mask, value }) => `${mask}/${value}`).join(' ') !== '16/16 4/4') return undefined;
    all.push(leaf('tcp-established'));
  }
  return all;
}

function prefixesOf(field: Field<AddressTerm>): string[] | undefined {
  if (field.negated || field.except) return undefined;
  const all: string[] = [];
  for (const term of field.anyOf) {
    if (term.kind === 'any') return [];
    if (term.kind !== 'prefix') return undefined;
    all.push(formatPrefix(term));
  }
  return all;
}

const PROTOCOL_NAMES = new Map([...PROTOCOLS].reverse().map(([name, number]) => [number, name]));

function intervalText({ first, last }: Interval, name: string): string {
  if (first !== last) return `${first}-${last}`;
  const isProtocol = name === 'protocol' || name === 'next-header';
  return (isProtocol ? PROTOCOL_NAMES.get(first) : undefined) ?? `${first}`;
}

/** What a `from` may say to be written anew: everything else would be lost, or is named elsewhere. */
const PLAIN: ReadonlySet<string> = new Set([
  ...['address', 'source-address', 'destination-address', 'protocol', 'next-header', 'source-port', 'destination-port'],
  ...['icmp-type', 'icmp-code', 'tcp-established'],
]);

function setMatch(match: Match, outline: Outline, term: Node | undefined): readonly TextEdit[] | undefined {
  const place = written(term);
  const from = term && get(term, 'from');
  const stanzas = fromOf(match);
  if (!place || !from || !stanzas || stanzas.length === 0 || from.group !== undefined) return undefined;
  const said = [...from.children.values()];
  if (!said.every((node) => PLAIN.has(node.name) && !node.inactive && node.group === undefined)) return undefined;
  const { text } = outline;
  const eol = lineEndOf(text);
  const [first, ...others] = from.statements;
  if (!first) return undefined;
  const indent = indentAt(text, first.span.start);
  if (place.form === 'set') {
    if (!from.statements.every((statement) => isVerb(statement) && statement.words[0]!.text === 'set'))
      return undefined;
    const lines = stanzas.flatMap((stanza) => setLines(stanza, setPath(from)));
    return [
      { span: first.span, newText: lines.join(`${eol}${indent}`) },
      ...others.map((statement) => ({ span: regionOf(outline, statement.span, false), newText: '' })),
    ];
  }
  if (others.length > 0 || isVerb(first) || /\/\*|#/.test(text.slice(first.span.start, first.span.end)))
    return undefined;
  const semicolon =
    first.children.length > 0 ? '' : /^[ \t]*;/.exec(text.slice(first.span.end, first.span.end + 80))?.[0];
  if (semicolon === undefined) return undefined;
  return [
    {
      span: span(first.span.start, first.span.end + semicolon.length),
      newText: braces(block('from', ...stanzas), indent, unitOf(text, first), eol),
    },
  ];
}

const DECISIONS: ReadonlySet<string> = new Set(['accept', 'discard', 'reject']);

function setAction(
  change: Extract<Change, { kind: 'set-action' }>,
  outline: Outline,
  term: Node | undefined,
): readonly TextEdit[] | undefined {
  const place = written(term);
  if (!term || !place || get(term, 'filter')) return undefined;
  const then = term.children.get('then');
  if (then && (then.inactive || then.group !== undefined || get(then, 'next'))) return undefined;
  const action = change.action === 'permit' ? 'accept' : 'discard';
  const log = change.log && !get(then, 'log') && !get(then, 'syslog');
  const decision = kids(then).find(({ name }) => DECISIONS.has(name));
  const added = [...(log ? [leaf('log')] : []), ...(decision ? [] : [leaf(action)])];
  if (!then) {
    const edit = addBelow(outline, term, [block('then', ...added)]);
    return edit && [edit];
  }
  return place.form === 'set'
    ? setFormAction(outline, then, decision, action, added)
    : bracesAction(outline, then, decision, action, log);
}

function setFormAction(
  outline: Outline,
  then: Node,
  decision: Node | undefined,
  action: string,
  added: readonly Stanza[],
): readonly TextEdit[] {
  const prefix = setPath(then);
  const edits: TextEdit[] = [];
  const last = (decision ?? then).statements.at(-1)!;
  if (decision) edits.push({ span: decisionSpan(decision), newText: action });
  if (added.length > 0)
    edits.push(
      addAfterLine(
        outline.text,
        last,
        added.flatMap((stanza) => setLines(stanza, prefix)),
      ),
    );
  return edits;
}

/** The decision with what qualifies it: `reject tcp-reset`. */
function decisionSpan(decision: Node): Span {
  const [option] = kids(decision);
  return span(decision.span.start, option ? option.span.end : decision.span.end);
}

function bracesAction(
  outline: Outline,
  then: Node,
  decision: Node | undefined,
  action: string,
  log: boolean,
): readonly TextEdit[] | undefined {
  const [statement] = then.statements;
  if (!statement || then.statements.length > 1) return undefined;
  const replaced = decision ? [{ span: decisionSpan(decision), newText: action }] : [];
  if (decision && !log) return replaced;
  const added = [...(log ? [leaf('log')] : []), ...(decision ? [] : [leaf(action)])];
  if (statement.children.length > 0) {
    const edit = addInside(outline, statement, added);
    return edit && [...replaced, edit];
  }
  // then accept;
  const { text } = outline;
  const eol = lineEndOf(text);
  const said = statement.words[1];
  const kept = decision || !said ? [] : [leaf(text.slice(said.span.start, statement.header.end))];
  const all = block('then', ...kept, ...(log ? [leaf('log')] : []), leaf(action));
  const semicolon = /^[ \t]*;/.exec(text.slice(statement.header.end, statement.header.end + 80));
  if (!semicolon || text.slice(statement.header.start, statement.header.end).includes('/*')) return undefined;
  const indent = indentAt(text, statement.span.start);
  return [
    {
      span: span(statement.header.start, statement.header.end + semicolon[0].length),
      newText: braces(all, indent, unitOf(text, statement), eol),
    },
  ];
}
