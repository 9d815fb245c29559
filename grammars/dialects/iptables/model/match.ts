import { type Condition, complement, matchesOf } from '../../../kit/match-conditions.ts';
import { dscpClass, icmpTest, numberOf, portNumber, protocolNumber, tcpFlags } from '../../../kit/protocol-names.ts';
import type { ConnectionState, Interval, Match, Opaque } from '../../../model/filter.ts';
import { cover, type Span } from '../../../text/span.ts';
import { argumentOf, type RulePart } from '../grammar/rule-line.ts';
import { unquoted } from '../words.ts';
import { addressField, rangeField } from './addresses.ts';
import { rateLimitOf } from './rate-limit.ts';

/** Match modules that demand nothing by being named, and those whose options are all understood. */
const SILENT =
  /^(?:tcp|udp|udplite|icmp6?|icmpv6|ipv6-icmp|multiport|comment|iprange|conntrack|state|dscp|sctp|dccp|standard)$/;

/** Each rule counts for itself: two equal limits are two conditions. */
const OWN_STATE = /^(?:limit|hashlimit|statistic|quota|rateest|nfacct|random|nth)$/;

/** `-m recent --update` counts each time that it is asked. */
const writesDown = ({ module, texts }: { readonly module: string; readonly texts: readonly string[] }): boolean =>
  module === 'recent' && texts.some((text) => /^--(?:update|remove)\b/.test(text));

/** `-m recent --set` writes down the source and matches. */
const alwaysHolds = ({ module, texts }: { readonly module: string; readonly texts: readonly string[] }): boolean =>
  module === 'recent' && texts.includes('--set');

export interface MatchPart {
  readonly part: RulePart;
  /** The match module that the option belongs to, as far as the order of the line says. */
  readonly module: string;
}

/** The conditions of one rule as matches of the model. What is not understood is opaque, never dropped. */
export function readMatches(family: Match['family'], parts: readonly MatchPart[], dscpChanges: boolean): Match[] {
  const version = parts.some(({ part }) => part.name === 'icmpv6-type') ? 6 : 4;
  const conditions: Condition[] = [];
  /** Opaque options of one `-m`, gathered to one condition. */
  let open: { module: string; texts: string[]; parts: RulePart[]; span: Span } | undefined;
  const flush = (): void => {
    if (open && !alwaysHolds(open) && (open.texts.length > 0 || !SILENT.test(open.module))) {
      const own = OWN_STATE.test(open.module) || writesDown(open) ? ` (rule at ${open.span.start})` : '';
      const text = [...(open.module === '' ? [] : [open.module]), ...open.texts].join(' ') + own;
      const { span } = open;
      // The options of the module stand together, nothing else between them.
      const alone = parts.filter(({ part }) => part.span.start >= span.start && part.span.end <= span.end);
      const rate = rateLimitOf(open.module, open.parts, alone.length === open.parts.length + 1 ? span : undefined);
      conditions.push({ kind: 'opaque', opaque: { text, span, ...(rate ? { rate } : {}) } });
    }
    open = undefined;
  };
  for (const { part, module } of parts) {
    if (part.name === 'match') {
      flush();
      open = { module: argumentOf(part), texts: [], parts: [], span: part.span };
      continue;
    }
    const read = part.name === 'dscp' && dscpChanges ? undefined : conditionOf(part, version);
    if (read) conditions.push(...read);
    else {
      if (!open || open.module !== module) {
        flush();
        open = { module, texts: [], parts: [], span: part.span };
      }
      open.texts.push(textOf(part));
      open.parts.push(part);
      open.span = cover(open.span, part.span);
    }
  }
  flush();
  return matchesOf(family, conditions, (condition) => undecided(condition, parts));
}

/** One spelling for one option: `! --dport 22`. */
export const textOf = (part: RulePart): string =>
  [...(part.negated ? ['!'] : []), `--${part.name}`, ...part.values.map(unquoted)].join(' ');

const undecided = (condition: Condition, parts: readonly MatchPart[]): Opaque => ({
  text: JSON.stringify(condition, (_, value) => (typeof value === 'bigint' ? value.toString() : value)),
  span: parts[0]?.part.span ?? { start: 0, end: 0 },
});

/** @returns no conditions for what demands nothing, undefined for what the model cannot say. */
function conditionOf(part: RulePart, version: 4 | 6): readonly Condition[] | undefined {
  const { negated } = part;
  const value = argumentOf(part);
  switch (part.name) {
    case 'comment':
    case 'set-counters':
    case 'ipv4':
    case 'ipv6':
    case 'wait':
    case 'wait-interval':
    case 'verbose':
    case 'numeric':
    case 'exact':
    case 'table':
      return [];
    case 'protocol': {
      const number = protocolNumber(value);
      if (number === 'all') return negated ? undefined : [];
      return number === undefined ? undefined : [numbers('protocol', [one(number)], negated, 255)];
    }
    case 'source':
    case 'destination': {
      const field = addressField(value, negated);
      return field && [{ kind: 'address', field: part.name, value: field }];
    }
    case 'src-range':
    case 'dst-range': {
      const field = rangeField(value, negated);
      return field && [{ kind: 'address', field: part.name === 'src-range' ? 'source' : 'destination', value: field }];
    }
    case 'in-interface':
    case 'out-interface': {
      const prefix = value.endsWith('+');
      const pattern = prefix ? { name: value.slice(0, -1), prefix } : { name: value };
      const field = { anyOf: [pattern], ...(negated ? { negated } : {}) };
      return [
        { kind: 'field', fields: part.name === 'in-interface' ? { inInterface: field } : { outInterface: field } },
      ];
    }
    case 'fragment':
      return [{ kind: 'field', fields: { fragment: negated ? 'whole' : 'rest' } }];
    case 'source-port':
    case 'source-ports':
    case 'destination-port':
    case 'destination-ports': {
      const ports = portList(value);
      return (
        ports && [numbers(part.name.startsWith('source') ? 'sourcePort' : 'destinationPort', ports, negated, 65_535)]
      );
    }
    case 'ports': {
      const ports = portList(value);
      if (!ports) return undefined;
      const both = (['sourcePort', 'destinationPort'] as const).map((field) => numbers(field, ports, negated, 65_535));
      return negated ? both : [{ kind: 'either', of: both.map((condition) => [condition]) }];
    }
    case 'state':
    case 'ctstate':
      return stateCondition(part, value);
    case 'icmp-type':
    case 'icmpv6-type': {
      const test = icmpTest(value, part.name === 'icmpv6-type' ? 6 : version);
      if (test === 'any') return negated ? undefined : [];
      return test && [{ kind: 'field', fields: { icmp: { anyOf: [test], ...(negated ? { negated } : {}) } } }];
    }
    case 'syn':
      return [{ kind: 'flags', value: { anyOf: [{ mask: 23, value: 2 }], ...(negated ? { negated } : {}) } }];
    case 'tcp-flags': {
      const mask = tcpFlags(value);
      const set = tcpFlags(part.values[1] ? unquoted(part.values[1]) : '');
      if (mask === undefined || set === undefined) return undefined;
      return [{ kind: 'flags', value: { anyOf: [{ mask, value: set }], ...(negated ? { negated } : {}) } }];
    }
    case 'dscp':
    case 'dscp-class': {
      const point = part.name === 'dscp' ? numberOf(value, 63) : dscpClass(value);
      return point === undefined ? undefined : [numbers('dscp', [one(point)], negated, 63)];
    }
    default:
      return undefined;
  }
}

const STATES: readonly ConnectionState[] = ['new', 'established', 'related', 'invalid', 'untracked'];

/** SNAT and DNAT are no states of their own but facts about a tracked connection, beside its state. */
function stateCondition(part: RulePart, value: string): readonly Condition[] | undefined {
  const words = value.split(',').map((word) => word.trim().toLowerCase());
  const states = STATES.filter((state) => words.includes(state));
  const virtual = ['snat', 'dnat'].filter((word) => words.includes(word));
  if (words.some((word) => !STATES.includes(word as ConnectionState) && word !== 'snat' && word !== 'dnat'))
    return undefined;
  const { negated, span } = part;
  const allowed = negated ? STATES.filter((state) => !states.includes(state)) : states;
  const sure: Condition = { kind: 'states', allowed };
  if (virtual.length === 0) return [sure];
  const text = `${negated ? '! ' : ''}--ctstate ${virtual.join(',').toUpperCase()}`;
  const unsure: Condition = { kind: 'opaque', opaque: { text: `conntrack ${text}`, span } };
  if (negated) return [sure, unsure];
  return states.length === 0 ? [unsure] : [{ kind: 'either', of: [[sure], [unsure]] }];
}

const one = (value: number): Interval => ({ first: value, last: value });

const numbers = (
  field: 'protocol' | 'sourcePort' | 'destinationPort' | 'dscp',
  listed: readonly Interval[],
  negated: boolean,
  max: number,
): Condition => ({ kind: 'intervals', field, allowed: negated ? complement(listed, max) : listed });

/** `22`, `1024:65535`, `:1023`, `1024:`, `ssh,http,8000:8080`. A range the wrong way round holds nothing. */
function portList(text: string): Interval[] | undefined {
  const intervals: Interval[] = [];
  for (const item of text.split(',')) {
    const ends = item.split(':');
    if (item === '' || ends.length > 2) return undefined;
    const first = ends[0] === '' ? 0 : portNumber(ends[0]!);
    const last = ends.length === 1 ? first : ends[1] === '' ? 65_535 : portNumber(ends[1]!);
    if (first === undefined || last === undefined) return undefined;
    if (first <= last) intervals.push({ first, last });
  }
  return intervals;
}
