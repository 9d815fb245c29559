import { complement } from '../../../kit/match-conditions.ts';
import {
  type IcmpTest,
  type InterfacePattern,
  type Interval,
  type Match,
  NO_INTERFACE,
  type Opaque,
} from '../../../model/filter.ts';
import type { Span } from '../../../text/span.ts';
import type { InterfaceWord, Part, PortTest, RuleLine } from '../grammar/ast.ts';
import { icmpCode, icmpType, port, protocol, tcpFlags } from '../names.ts';
import { familyOf, type HostChoice, hostChoices, type Tables } from './hosts.ts';

export interface MatchPlace {
  readonly text: string;
  readonly tables: Tables;
  /** The list is asked in one direction only (nat, rdr): the interface says all. */
  readonly oneWay?: boolean;
  /** Of the rule, for what counts for itself. */
  readonly span: Span;
}

/** More matches than this in one rule are one open question. */
const MOST = 512;

/** The rule's matches: one for each way in which its lists can be met. */
export function matchesOf(line: RuleLine, place: MatchPlace): Match[] {
  const parts =
    keepsState(line) && !line.parts.some((part) => part.kind === 'flags') ? [...line.parts, CONNECTIONS] : line.parts;
  let matches: Match[] = [{ family: 'both' }];
  const directions = new Set(parts.flatMap((part) => (part.kind === 'direction' ? [part.direction] : [])));
  const lists = parts.filter((part) => part.kind === 'interfaces');
  if (directions.size > 1) return [];
  const unsure: Match = { family: 'both', opaque: [opaque(`rule at ${place.span.start}`, place.span)] };
  for (const part of parts) {
    const choices = choicesOf(part, place);
    if (!choices) continue;
    matches = matches.flatMap((match) => choices.map((choice) => joined(match, choice)));
    if (matches.length > MOST) return [unsure];
  }
  const [direction] = directions;
  // Of an anchor and of a rule inside it; what one says again changes nothing.
  const different = new Map(lists.map(({ names }) => [namesKey(names), names]));
  for (const names of different.size > 0 ? different.values() : [undefined]) {
    const placed = placesOf(direction, names, place);
    matches = matches.flatMap((match) => placed.map((choice) => joined(match, choice)));
    if (matches.length > MOST) return [unsure];
  }
  return matches.map((match) => ({ ...match, family: familyOf(match) }));
}

const namesKey = (names: readonly InterfaceWord[]): string =>
  names.map(({ negated, name }) => `${negated ? '!' : ''}${name}`).join();

/** A rule that passes and keeps state, which is the default, takes TCP connections by their first packet: `flags S/SA`. */
export const keepsState = ({ kind, parts }: RuleLine): boolean =>
  kind === 'pass' && !parts.some((part) => part.kind === 'state' && part.how === 'no');

const CONNECTIONS: Part = { kind: 'flags', set: 'S', mask: 'SA', span: { start: 0, end: 0 } };

type Choice = Partial<Match>;

function choicesOf(part: Part, place: MatchPlace): Choice[] | undefined {
  switch (part.kind) {
    case 'family':
      return [{ family: part.family }];
    case 'protocols':
      return protocolChoices(part.names, part.span);
    case 'hosts': {
      const field = part.side === 'from' ? 'source' : 'destination';
      const hosts =
        part.hosts.length === 0
          ? [{}]
          : hostChoices(part.hosts, place.tables).map((choice) => hostChoice(choice, field, part.span));
      const ports = portChoice(part.ports, part.side, part.span);
      return hosts.map((host) => joined({ family: 'both', ...host }, ports)).map(({ family, ...rest }) => rest);
    }
    case 'flags':
      return flagChoices(part);
    case 'icmp':
      return icmpChoices(part);
    case 'unsure': {
      const text = oneLine(place.text, part.span);
      return [{ opaque: [opaque(part.own ? `${text} (rule at ${place.span.start})` : text, part.span)] }];
    }
    default:
      return undefined;
  }
}

function protocolChoices(names: readonly string[], span: Span): Choice[] {
  const numbers = names.map(protocol);
  if (!numbers.every((number) => number !== undefined)) return [{ opaque: [opaque(`proto ${names.join(',')}`, span)] }];
  return [{ protocol: { anyOf: numbers.map(one) } }];
}

function hostChoice(choice: HostChoice, field: 'source' | 'destination', span: Span): Choice {
  if (choice.kind === 'any') return {};
  if (choice.kind === 'field') return { [field]: choice.field };
  return { opaque: [opaque(`${field === 'source' ? 'from' : 'to'} ${choice.text}`, span)] };
}

function portChoice(tests: readonly PortTest[], side: 'from' | 'to', span: Span): Choice {
  if (tests.length === 0) return {};
  const intervals = tests.map(portIntervals);
  if (!intervals.every((list) => list !== undefined))
    return {
      opaque: [
        opaque(
          `${side} port ${tests.map(({ operator, first, last }) => [operator, first, last].join(' ')).join(',')}`,
          span,
        ),
      ],
    };
  return { [side === 'from' ? 'sourcePort' : 'destinationPort']: { anyOf: intervals.flat() } };
}

/** pf.conf(5): `:` with both ends, `><` without them, `<>` all others. */
function portIntervals({ first, operator, last }: PortTest): Interval[] | undefined {
  const [low, high, more] = first.includes(':') ? first.split(':') : [first, last];
  const from = port(low!);
  const to = high === undefined ? from : port(high);
  if (from === undefined || to === undefined || more !== undefined) return undefined;
  switch (operator) {
    case undefined:
      return from <= to ? [{ first: from, last: to }] : [];
    case '!=':
      return complement([one(from)], TOP);
    case '<':
      return from > 0 ? [{ first: 0, last: from - 1 }] : [];
    case '<=':
      return [{ first: 0, last: from }];
    case '>':
      return from < TOP ? [{ first: from + 1, last: TOP }] : [];
    case '>=':
      return [{ first: from, last: TOP }];
    case '><':
      return from + 1 <= to - 1 ? [{ first: from + 1, last: to - 1 }] : [];
    case '<>':
      return complement([{ first: Math.min(from, to), last: Math.max(from, to) }], TOP);
    default:
      return undefined;
  }
}

const TOP = 65_535;

/** Only TCP is asked for flags: other protocols meet the rule whatever it says of them. */
function flagChoices(part: Extract<Part, { kind: 'flags' }>): Choice[] {
  if (part.set === 'any') return [{}];
  const value = tcpFlags(part.set);
  const mask = part.mask === '' ? 255 : tcpFlags(part.mask);
  if (value === undefined || mask === undefined)
    return [{ opaque: [opaque(`flags ${part.set}/${part.mask}`, part.span)] }];
  return [
    { protocol: { anyOf: [one(6)] }, tcpFlags: { anyOf: [{ mask, value }] } },
    { protocol: { anyOf: complement([one(6)], 255) } },
  ];
}

function icmpChoices({ version, types, span }: Extract<Part, { kind: 'icmp' }>): Choice[] {
  const tests = types.map(({ type, code }): IcmpTest | undefined => {
    const number = icmpType(type, version);
    const codeNumber = code === undefined ? undefined : icmpCode(code, version);
    if (number === undefined || (code !== undefined && codeNumber === undefined)) return undefined;
    return { type: one(number), ...(codeNumber === undefined ? {} : { code: one(codeNumber) }) };
  });
  if (!tests.every((test) => test !== undefined))
    return [
      { opaque: [opaque(`icmp-type ${types.map(({ type, code }) => `${type} ${code ?? ''}`).join(',')}`, span)] },
    ];
  return [{ protocol: { anyOf: [one(version === 4 ? 1 : 58)] }, icmp: { anyOf: tests } }];
}

/** pf asks a rule list once where a packet comes in and once where it goes out: a packet on its way out came in nowhere. */
function placesOf(
  direction: 'in' | 'out' | undefined,
  names: readonly InterfaceWord[] | undefined,
  { oneWay, span }: MatchPlace,
): Choice[] {
  const wayOf = (side: 'in' | 'out'): Choice =>
    oneWay ? {} : { inInterface: { anyOf: [NO_INTERFACE], ...(side === 'in' ? { negated: true } : {}) } };
  if (!names || names.some(({ name, negated }) => name === 'any' && !negated))
    return [direction ? wayOf(direction) : {}];
  const sides = direction ? [direction] : (['in', 'out'] as const);
  return names.flatMap((word) =>
    sides.map((side): Choice => {
      const pattern = patternOf(word.name);
      if (!pattern) return { ...wayOf(side), opaque: [opaque(`on ${word.negated ? '!' : ''}${word.name}`, span)] };
      const turned = word.negated ? { negated: true } : {};
      if (side === 'out') return { ...wayOf(side), outInterface: { anyOf: [pattern], ...turned } };
      return { inInterface: { anyOf: word.negated && !oneWay ? [pattern, NO_INTERFACE] : [pattern], ...turned } };
    }),
  );
}

/** Interfaces end in a number; without one it is a group, whose members nobody tells: undefined. Loopbacks are known. */
export function patternOf(name: string): InterfacePattern | undefined {
  if (name === 'lo') return { name: 'lo', prefix: true };
  return /^[A-Za-z_][A-Za-z_0-9]*\d(?:\.\d+)?$/.test(name) ? { name } : undefined;
}

/** Both at once; a field that both say something of, and not the same, stays open. */
function joined(match: Match, choice: Choice): Match {
  const { opaque: more, family, ...fields } = choice;
  const out: { -readonly [name in keyof Match]: Match[name] } = { ...match };
  const open: Opaque[] = [...(match.opaque ?? []), ...(more ?? [])];
  if (family !== undefined) out.family = family;
  for (const name of Object.keys(fields) as (keyof typeof fields)[]) {
    const before = match[name];
    const added = fields[name];
    if (before === undefined) Object.assign(out, { [name]: added });
    else if (name === 'protocol' || name === 'sourcePort' || name === 'destinationPort')
      out[name] = { anyOf: common(match[name]!.anyOf, fields[name]!.anyOf) };
    else if (said(before) !== said(added)) open.push({ text: `${name} ${said(added)}`, span: NOWHERE });
  }
  if (open.length > 0) out.opaque = open;
  return out;
}

const NOWHERE: Span = { start: 0, end: 0 };

const said = (value: unknown): string =>
  JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? inner.toString() : inner));

const common = (a: readonly Interval[], b: readonly Interval[]): Interval[] =>
  a.flatMap((x) =>
    b.flatMap((y) => {
      const first = Math.max(x.first, y.first);
      const last = Math.min(x.last, y.last);
      return first <= last ? [{ first, last }] : [];
    }),
  );

const one = (value: number): Interval => ({ first: value, last: value });

export const opaque = (text: string, span: Span): Opaque => ({ text, span });

export const oneLine = (text: string, { start, end }: Span): string => text.slice(start, end).replace(/\\?\s+/g, ' ');
