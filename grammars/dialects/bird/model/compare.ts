import { widthOf } from '../../../model/address.ts';
import type { Interval } from '../../../model/filter.ts';
import type { PrefixListEntry, RouteCondition } from '../../../model/routing.ts';
import type { Span } from '../../../text/span.ts';
import { type Atom, FALSE, type Formula, or, prefixAtom, TRUE, validationAtom } from './formula.ts';
import { communityAtom, type Lists, pathAtom } from './lists.ts';
import { entriesOf, type Part, type Value } from './values.ts';

export interface Asked {
  readonly lists: Lists;
  /** How often commands have changed what is asked. */
  readonly epochs: { readonly communities: number; readonly path: number };
  /** The comparison. */
  readonly span: Span;
}

/** `=`, `~`, `<`, `<=`, `>` or `>=`. @returns undefined where the route or the configuration does not tell. */
export function compare(operator: string, left: Value, right: Value, asked: Asked): Formula | undefined {
  if (left.kind === 'number' && right.kind === 'number') return order(operator, left.value, right.value);
  if (left.kind === 'number' && right.kind === 'numbers' && operator === '~')
    return truth(right.intervals.some(({ first, last }) => first <= left.value && left.value <= last));
  if (left.kind === 'attribute') return ofRoute(operator, left.name, right, asked);
  if (right.kind !== 'attribute') return undefined;
  // (64500, 100) ~ bgp_community     64500 ~ bgp_path     RTS_BGP = source
  if (operator === '~' || operator === '=') return ofRoute(operator, right.name, left, asked);
  return ofRoute(TURNED[operator] ?? '', right.name, left, asked);
}

const TURNED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

const truth = (holds: boolean): Formula => (holds ? TRUE : FALSE);

function order(operator: string, left: number, right: number): Formula | undefined {
  const interval = intervalOf(operator, right);
  return interval && truth(interval.first <= left && left <= interval.last);
}

const GREATEST = 0xffffffff;

/** The numbers that stand in this relation to one. */
function intervalOf(operator: string, value: number): Interval | undefined {
  switch (operator) {
    case '=':
      return { first: value, last: value };
    case '<':
      return { first: 0, last: value - 1 };
    case '<=':
      return { first: 0, last: value };
    case '>':
      return { first: value + 1, last: GREATEST };
    case '>=':
      return { first: value, last: GREATEST };
    default:
      return undefined;
  }
}

function intervalsOf(operator: string, value: Value): readonly Interval[] | undefined {
  if (value.kind === 'numbers') return operator === '~' ? value.intervals : undefined;
  const interval = value.kind === 'number' ? intervalOf(operator, value.value) : undefined;
  return interval && [interval];
}

function ofRoute(operator: string, attribute: string, value: Value, asked: Asked): Formula | undefined {
  switch (attribute) {
    case 'net':
      return ofNet(operator, value, asked.span);
    case 'net.len':
      return ofLength(intervalsOf(operator, value), asked.span);
    case 'net.type':
      return ofWords(operator, value, familyOf);
    case 'source':
      return ofWords(operator, value, sourceOf);
    case 'roa':
      return ofWords(operator, value, validationOf);
    case 'bgp_path':
      return operator === '~' ? ofPath(value, asked) : undefined;
    case 'bgp_path.first':
      return ofEnd(intervalsOf(operator, value), (set) => `${set} .*`, asked);
    case 'bgp_path.last':
      return ofEnd(intervalsOf(operator, value), (set) => `.* ${set}`, asked);
    case 'bgp_path.len':
      return ofPathLength(intervalsOf(operator, value), asked);
    case 'bgp_community':
    case 'bgp_large_community': {
      const members = operator === '~' ? membersOf(value) : undefined;
      return members && communityAtom(asked.lists, members, asked.span, asked.epochs.communities);
    }
    default:
      return undefined;
  }
}

function ofNet(operator: string, value: Value, span: Span): Formula | undefined {
  if (value.kind === 'prefixes') return operator === '~' ? prefixAtom(value.entries) : undefined;
  if (value.kind !== 'prefix') return undefined;
  const { prefix } = value;
  if (operator === '=') return prefixAtom(entriesOf(prefix, prefix.length, prefix.length, span));
  return operator === '~' ? prefixAtom(entriesOf(prefix, prefix.length, widthOf(prefix.family), span)) : undefined;
}

function ofLength(intervals: readonly Interval[] | undefined, span: Span): Formula | undefined {
  if (!intervals) return undefined;
  const entries: PrefixListEntry[] = [];
  for (const family of ['ipv4', 'ipv6'] as const)
    for (const { first, last } of intervals) {
      const lengths = { first, last: Math.min(last, widthOf(family)) };
      if (lengths.first <= lengths.last)
        entries.push({ span, action: 'permit', prefix: { family, address: 0n, length: 0 }, lengths });
    }
  return entries.length === 0 ? FALSE : prefixAtom(entries);
}

function ofWords(operator: string, value: Value, one: (word: string) => Formula | undefined): Formula | undefined {
  if (value.kind !== 'words' || value.set !== (operator === '~')) return undefined;
  const parts = value.words.map(one);
  return parts.includes(undefined) ? undefined : or(...(parts as Formula[]));
}

const fixed = (condition: RouteCondition, negation: RouteCondition): Atom => ({
  kind: 'atom',
  condition,
  negation,
  on: 'nothing',
  epoch: 0,
});

function familyOf(word: string): Formula | undefined {
  if (!word.startsWith('NET_')) return undefined;
  const four: RouteCondition = { kind: 'family', family: 'ipv4' };
  const six: RouteCondition = { kind: 'family', family: 'ipv6' };
  if (word === 'NET_IP4') return fixed(four, six);
  // Routes of VPNs and flow specifications are not followed: no route that is looked at is one.
  return word === 'NET_IP6' ? fixed(six, four) : FALSE;
}

const SOURCES: Readonly<Record<string, string>> = {
  RTS_BGP: 'bgp',
  RTS_STATIC: 'static',
  RTS_DEVICE: 'connected',
  RTS_OSPF: 'ospf',
  RTS_OSPF_IA: 'ospf-ia',
  RTS_OSPF_EXT1: 'ospf-external-1',
  RTS_OSPF_EXT2: 'ospf-external-2',
  RTS_RIP: 'rip',
  RTS_BABEL: 'babel',
  RTS_INHERIT: 'kernel',
  RTS_AGGREGATED: 'aggregate',
  RTS_PIPE: 'pipe',
  RTS_L3VPN: 'l3vpn',
  RTS_RPKI: 'rpki',
};

function sourceOf(word: string): Formula | undefined {
  const name = SOURCES[word];
  if (name === undefined) return undefined;
  const others = Object.values(SOURCES).filter((other) => other !== name);
  return fixed({ kind: 'protocol', names: [name] }, { kind: 'protocol', names: others });
}

const VALIDATION: Readonly<Record<string, 'valid' | 'invalid' | 'not-found'>> = {
  ROA_VALID: 'valid',
  ROA_INVALID: 'invalid',
  ROA_UNKNOWN: 'not-found',
};

function validationOf(word: string): Formula | undefined {
  const state = VALIDATION[word];
  return state && validationAtom(state);
}

function ofPath(value: Value, asked: Asked): Formula | undefined {
  if (value.kind === 'mask') return pathAtom(asked.lists, value.pattern, asked.span, asked.epochs.path);
  const intervals =
    value.kind === 'numbers'
      ? value.intervals
      : value.kind === 'number'
        ? [{ first: value.value, last: value.value }]
        : undefined;
  return ofEnd(intervals, (set) => `.* ${set} .*`, asked);
}

function ofEnd(
  intervals: readonly Interval[] | undefined,
  pattern: (set: string) => string,
  { lists, span, epochs }: Asked,
): Formula | undefined {
  return intervals && pathAtom(lists, pattern(numberSet(intervals)), span, epochs.path);
}

/** `[64496 64512-65534]` */
export const numberSet = (intervals: readonly Interval[]): string =>
  `[${intervals.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(' ')}]`;

/** Patterns count up to here. */
const LONGEST = 999;

function ofPathLength(intervals: readonly Interval[] | undefined, { lists, span, epochs }: Asked): Formula | undefined {
  if (!intervals) return undefined;
  const parts: string[] = [];
  for (const { first, last } of intervals) {
    if (last < first) continue;
    if (first > LONGEST || (last > LONGEST && last !== GREATEST)) return undefined;
    parts.push(`.{${first},${last === GREATEST ? '' : last}}`);
  }
  return parts.length === 0 ? FALSE : pathAtom(lists, parts.join(' | '), span, epochs.path);
}

export function membersOf(value: Value): readonly (readonly Part[])[] | undefined {
  if (value.kind === 'communities') return value.members;
  if (value.kind !== 'community') return undefined;
  return [value.parts.map((part) => ({ first: part, last: part }))];
}
