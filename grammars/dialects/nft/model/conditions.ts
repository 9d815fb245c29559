import { type Condition, complement } from '../../../kit/match-conditions.ts';
import type { AddressTerm } from '../../../model/address.ts';
import type { ConnectionState, InterfacePattern, Interval, Match } from '../../../model/filter.ts';
import type { Part, Selector, Value } from '../grammar/ast.ts';
import { dscp, icmpType, port, protocol } from '../names.ts';
import { flagsField } from './flags.ts';
import {
  addressTermOf,
  interfaceOf,
  intervalOf,
  itemsOf,
  literalOf,
  type Memo,
  type Names,
  readItems,
} from './values.ts';

type MatchPart = Extract<Part, { kind: 'match' }>;
type Family = Match['family'];

/** What a part of a rule demands; `families`: of which packets it can hold at all. Undefined: the model cannot say it. */
export interface Demand {
  readonly family?: Exclude<Family, 'both'>;
  readonly conditions: readonly Condition[];
}

/** More alternatives than this are one open question rather than as many matches. */
const MOST_ALTERNATIVES = 256;

export function demandOf(part: MatchPart, names: Names): Demand | undefined {
  const [only, second] = part.selectors;
  if (second) return part.operator === undefined || part.operator === '==' ? joined(part, names) : undefined;
  return single(only!, part, names);
}

/** What it means that the field is there at all: `tcp dport` is asked of TCP only. */
export function impliedBy({ words }: Selector): Demand {
  const head = words[0]!;
  if (head === 'ip' || head === 'icmp' || head === 'igmp') {
    const conditions = head === 'ip' ? [] : [protocolIs(head === 'icmp' ? 1 : 2)];
    return { family: 'ipv4', conditions };
  }
  if (head === 'ip6') return { family: 'ipv6', conditions: [] };
  if (head === 'icmpv6') return { family: 'ipv6', conditions: [protocolIs(58)] };
  const number = TRANSPORTS[head];
  return { conditions: number === undefined ? [] : [protocolIs(number)] };
}

const TRANSPORTS: Readonly<Record<string, number>> = {
  tcp: 6,
  udp: 17,
  udplite: 136,
  sctp: 132,
  dccp: 33,
  ah: 51,
  esp: 50,
  comp: 108,
  gre: 47,
};

const protocolIs = (number: number): Condition => numbers('protocol', [{ first: number, last: number }]);

const numbers = (
  field: 'protocol' | 'sourcePort' | 'destinationPort' | 'dscp',
  allowed: readonly Interval[],
): Condition => ({
  kind: 'intervals',
  field,
  allowed,
});

/** `ip saddr . tcp dport { 10.0.0.1 . 22 }`: one alternative for each element. */
function joined({ selectors, masks, value, span }: MatchPart, names: Names): Demand | undefined {
  const items = masks.length > 0 ? undefined : itemsOf(value, names);
  if (!items || items.length > MOST_ALTERNATIVES) return undefined;
  const of: Condition[][] = [];
  let family: Demand['family'];
  for (const item of items) {
    if (item.kind !== 'concat' || item.items.length !== selectors.length) return undefined;
    const alternative: Condition[] = [];
    for (const [i, selector] of selectors.entries()) {
      const demand = single(
        selector,
        { kind: 'match', selectors: [selector], masks: [], operator: undefined, value: item.items[i]!, span },
        names,
      );
      if (!demand || (family !== undefined && demand.family !== undefined && demand.family !== family))
        return undefined;
      family = demand.family ?? family;
      alternative.push(...demand.conditions);
    }
    of.push(alternative);
  }
  return { ...(family ? { family } : {}), conditions: [{ kind: 'either', of }] };
}

function single(selector: Selector, part: MatchPart, names: Names): Demand | undefined {
  const implied = impliedBy(selector);
  const { operator, masks } = part;
  const key = selector.words.join(' ');
  if (key === 'tcp flags') {
    const value = flagsField(part, names);
    return value && { conditions: [...implied.conditions, { kind: 'flags', value }] };
  }
  if (masks.length > 0) return undefined;
  const also = (condition: Condition | undefined): Demand | undefined =>
    condition && { ...implied, conditions: [...implied.conditions, condition] };
  switch (key) {
    case 'ip saddr':
    case 'ip6 saddr':
      return also(addresses('source', part, names));
    case 'ip daddr':
    case 'ip6 daddr':
      return also(addresses('destination', part, names));
    case 'ip protocol':
    case 'meta l4proto':
      return also(numeric('protocol', part, protocol, 255, names));
    case 'ip6 nexthdr': {
      // The first header only: behind extension headers there may be another protocol than the one asked for.
      const condition = numeric('protocol', part, protocol, 255, names);
      const text = `ip6 nexthdr ${operator ?? ''}`;
      return (
        also(condition) && {
          ...implied,
          conditions: [condition!, { kind: 'opaque', opaque: { text, span: part.span } }],
        }
      );
    }
    case 'ip dscp':
    case 'ip6 dscp':
      return also(numeric('dscp', part, dscp, 63, names));
    case 'icmp type':
    case 'icmpv6 type':
      return also(icmp(part, key === 'icmp type' ? 4 : 6, names));
    case 'iif':
    case 'iifname':
    case 'meta iif':
    case 'meta iifname':
      return also(interfaces('inInterface', part, names));
    case 'oif':
    case 'oifname':
    case 'meta oif':
    case 'meta oifname':
      return also(interfaces('outInterface', part, names));
    case 'ct state':
      return also(states(part, names));
    case 'meta nfproto':
    case 'meta protocol':
    case 'ether type':
    case 'ip version':
      return families(part, names);
    default:
      break;
  }
  if (/^(?:tcp|udp|udplite|sctp|dccp|th|meta th) [sd]port$/.test(key))
    return also(numeric(key.endsWith('sport') ? 'sourcePort' : 'destinationPort', part, port, 65_535, names));
  return undefined;
}

function numeric(
  field: 'protocol' | 'sourcePort' | 'destinationPort' | 'dscp',
  { operator, value }: MatchPart,
  read: (text: string) => number | undefined,
  max: number,
  names: Names,
): Condition | undefined {
  if (operator !== undefined && /[<>]/.test(operator)) {
    const text = literalOf(value, names);
    const number = text === undefined ? undefined : read(text);
    if (number === undefined) return undefined;
    const first = operator === '>' ? number + 1 : operator === '>=' ? number : 0;
    const last = operator === '<' ? number - 1 : operator === '<=' ? number : max;
    return numbers(field, first <= last ? [{ first, last }] : []);
  }
  if (operator === '!' || (value.kind === 'list' && operator !== undefined)) return undefined;
  const within = (item: Value): Interval | undefined => {
    const interval = intervalOf(item, read, names);
    return interval && interval.last <= max ? interval : undefined;
  };
  const listed = readItems(value, names, within, NUMBERS[field]);
  if (!listed) return undefined;
  return numbers(field, operator === '!=' ? complement(listed, max) : listed);
}

const ADDRESSES: Memo<AddressTerm> = new WeakMap();
const INTERFACES: Memo<InterfacePattern> = new WeakMap();
const NUMBERS: Readonly<Record<'protocol' | 'sourcePort' | 'destinationPort' | 'dscp', Memo<Interval>>> = {
  protocol: new WeakMap(),
  sourcePort: new WeakMap(),
  destinationPort: new WeakMap(),
  dscp: new WeakMap(),
};

function addresses(
  field: 'source' | 'destination',
  { operator, value }: MatchPart,
  names: Names,
): Condition | undefined {
  if (!isEquality(operator)) return undefined;
  const terms = readItems(value, names, (item) => addressTermOf(item, names), ADDRESSES);
  if (!terms) return undefined;
  return { kind: 'address', field, value: { anyOf: terms, ...(operator === '!=' ? { negated: true } : {}) } };
}

function interfaces(
  field: 'inInterface' | 'outInterface',
  { operator, value }: MatchPart,
  names: Names,
): Condition | undefined {
  if (!isEquality(operator)) return undefined;
  const anyOf = readItems(value, names, (item) => interfaceOf(item, names), INTERFACES);
  if (!anyOf) return undefined;
  return { kind: 'field', fields: { [field]: { anyOf, ...(operator === '!=' ? { negated: true } : {}) } } };
}

function icmp({ operator, value }: MatchPart, version: 4 | 6, names: Names): Condition | undefined {
  if (!isEquality(operator)) return undefined;
  const types = itemsOf(value, names)?.map((item) => intervalOf(item, (text) => icmpType(text, version), names));
  if (!types?.every((type) => type !== undefined)) return undefined;
  return {
    kind: 'field',
    fields: { icmp: { anyOf: types.map((type) => ({ type })), ...(operator === '!=' ? { negated: true } : {}) } },
  };
}

const STATES: readonly ConnectionState[] = ['new', 'established', 'related', 'invalid', 'untracked'];

/** A state is one bit: `!= new,established` compares with both bits at once and always holds, which nobody means. */
function states({ operator, value }: MatchPart, names: Names): Condition | undefined {
  const bare = value.kind === 'list' || (value.kind === 'pair' && value.operator === '|');
  if (bare && operator !== undefined && operator !== '!') return undefined;
  const words = value.kind === 'pair' ? barred(value) : itemsOf(value, names);
  const listed = words?.map((item) => literalOf(item, names));
  if (!listed?.every((word) => STATES.includes(word as ConnectionState))) return undefined;
  const turned = operator === '!=' || operator === '!';
  if (!isEquality(operator) && operator !== '!') return undefined;
  return { kind: 'states', allowed: STATES.filter((state) => listed.includes(state) !== turned) };
}

function barred(value: Value): Value[] | undefined {
  if (value.kind !== 'pair') return [value];
  const left = barred(value.left);
  const right = barred(value.right);
  return value.operator === '|' && left && right ? [...left, ...right] : undefined;
}

const VERSIONS: Readonly<Record<string, 'ipv4' | 'ipv6'>> = {
  ip: 'ipv4',
  ipv4: 'ipv4',
  ip6: 'ipv6',
  ipv6: 'ipv6',
  '4': 'ipv4',
  '2': 'ipv4',
  '10': 'ipv6',
};

/** `meta nfproto ipv4`. Frames that carry no IP are outside of the model. */
function families({ operator, value }: MatchPart, names: Names): Demand | undefined {
  if (!isEquality(operator)) return undefined;
  const listed = itemsOf(value, names)?.map((item) => VERSIONS[literalOf(item, names) ?? '']);
  if (!listed?.every((family) => family !== undefined)) return undefined;
  const both = new Set(listed).size > 1;
  if (both) return operator === '!=' ? undefined : { conditions: [] };
  const family = listed[0];
  if (!family) return undefined;
  return { family: operator !== '!=' ? family : family === 'ipv4' ? 'ipv6' : 'ipv4', conditions: [] };
}

const isEquality = (operator: string | undefined): boolean =>
  operator === undefined || operator === '==' || operator === '!=';
