import { type Condition, complement, matchesOf } from '../../../kit/match-conditions.ts';
import { dscpClass, icmpTest, numberOf, portNumber, protocolNumber, tcpFlags } from '../../../kit/protocol-names.ts';
import type { Family } from '../../../model/address.ts';
import type { ConnectionState, Interval, Match } from '../../../model/filter.ts';
import type { Entry } from '../entries.ts';
import type { Parameter } from '../grammar/command.ts';
import { type AddressLists, addressTerm } from './address-lists.ts';
import type { InterfaceLists } from './interface-lists.ts';

export interface MatchContext {
  readonly family: Family;
  readonly lists: AddressLists;
  readonly interfaces: InterfaceLists;
}

/** What a rule does, its place, and what it is called: no conditions. */
const NO_CONDITION: ReadonlySet<string> = new Set(
  `action address-list address-list-timeout chain comment disabled jump-target log log-prefix reject-with to-addresses to-ports
  new-connection-mark new-packet-mark new-routing-mark new-dscp new-mss new-priority new-ttl new-hop-limit passthrough route-dst
  sniff-id sniff-target sniff-target-port hw-offload randomise-ports same-not-by-dst socks5-port socks5-server socks5-user
  socks5-password place-before`.split(/\s+/),
);

/** Conditions that nobody can decide from the text. */
const OPAQUE: ReadonlySet<string> = new Set(
  `connection-bytes connection-limit connection-mark connection-nat-state connection-rate connection-type content dst-address-type
  dst-limit headers hop-limit hotspot in-bridge-port in-bridge-port-list ingress-priority ipsec-policy ipv4-options layer7-protocol
  limit nth out-bridge-port out-bridge-port-list p2p packet-mark packet-size per-connection-classifier priority psd random realm
  routing-mark routing-table src-address-type src-mac-address tcp-mss time tls-host ttl vlan-id`.split(/\s+/),
);

/** Each rule counts for itself: two equal limits are two conditions. */
const OWN_STATE = /^(?:limit|dst-limit|nth|random|psd|connection-limit)$/;

export const isKnownParameter = (name: string): boolean =>
  NO_CONDITION.has(name) || OPAQUE.has(name) || CONDITIONS.has(name);

/** The packets of a rule. What is not understood is opaque, never dropped. */
export function matchesOfRule(entry: Entry, context: MatchContext): Match[] {
  const conditions: Condition[] = [];
  for (const parameter of entry.parameters.values()) {
    const { name, value, span } = parameter;
    if (NO_CONDITION.has(name) || value.value === '') continue;
    const negated = value.value.startsWith('!');
    const text = negated ? value.value.slice(1) : value.value;
    const read = CONDITIONS.get(name)?.(text, negated, context, parameter, entry);
    if (read) conditions.push(...read);
    else {
      const own = OWN_STATE.test(name) ? ` (rule at ${entry.statement.span.start})` : '';
      conditions.push({ kind: 'opaque', opaque: { text: `${name}=${value.value}${own}`, span } });
    }
  }
  return matchesOf(context.family, conditions, (condition) => ({
    text: JSON.stringify(condition, (_, value) => (typeof value === 'bigint' ? value.toString() : value)),
    span: entry.statement.span,
  }));
}

/** @returns no conditions for what demands nothing, undefined for what cannot be said. */
type Reader = (
  text: string,
  negated: boolean,
  context: MatchContext,
  parameter: Parameter,
  entry: Entry,
) => readonly Condition[] | undefined;

const address =
  (field: 'source' | 'destination'): Reader =>
  (text, negated, { family }) => {
    const term = addressTerm(text, family);
    return term && [{ kind: 'address', field, value: { anyOf: [term], ...(negated ? { negated } : {}) } }];
  };

const addressList =
  (field: 'source' | 'destination'): Reader =>
  (text, negated, { family, lists }) => {
    const terms = lists.terms(family, text);
    return terms && [{ kind: 'address', field, value: { anyOf: terms, ...(negated ? { negated } : {}) } }];
  };

const throughInterface =
  (field: 'inInterface' | 'outInterface'): Reader =>
  (text, negated, { interfaces }, { name, span }) => {
    if (/^all-/.test(text)) {
      const others = negated ? [] : interfaces.outsideOf(text).map((one) => ({ name: one }));
      const unsure: Condition = { kind: 'opaque', opaque: { text: `${name}=${negated ? '!' : ''}${text}`, span } };
      return others.length === 0
        ? [unsure]
        : [{ kind: 'field', fields: { [field]: { anyOf: others, negated: true } } }, unsure];
    }
    return [{ kind: 'field', fields: { [field]: { anyOf: [{ name: text }], ...(negated ? { negated } : {}) } } }];
  };

const throughList =
  (field: 'inInterface' | 'outInterface'): Reader =>
  (text, negated, { interfaces }) => {
    if (text === 'all' && !negated) return [];
    const members = interfaces.members(text);
    if (!members) return undefined;
    const anyOf = members.map((name) => ({ name }));
    return [{ kind: 'field', fields: { [field]: { anyOf, ...(negated ? { negated } : {}) } } }];
  };

const ports =
  (...fields: ('sourcePort' | 'destinationPort')[]): Reader =>
  (text, negated) => {
    const listed = portList(text);
    if (!listed) return undefined;
    const both = fields.map(
      (field): Condition => ({ kind: 'intervals', field, allowed: among(listed, negated, 65_535) }),
    );
    return negated || both.length === 1 ? both : [{ kind: 'either', of: both.map((one) => [one]) }];
  };

const STATES: readonly ConnectionState[] = ['new', 'established', 'related', 'invalid', 'untracked'];

const CONDITIONS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['src-address', address('source')],
  ['dst-address', address('destination')],
  ['src-address-list', addressList('source')],
  ['dst-address-list', addressList('destination')],
  ['in-interface', throughInterface('inInterface')],
  ['out-interface', throughInterface('outInterface')],
  ['in-interface-list', throughList('inInterface')],
  ['out-interface-list', throughList('outInterface')],
  ['src-port', ports('sourcePort')],
  ['dst-port', ports('destinationPort')],
  ['port', ports('sourcePort', 'destinationPort')],
  [
    'protocol',
    (text, negated) => {
      const number = protocolOf(text);
      if (number === 'all') return negated ? undefined : [];
      return number === undefined
        ? undefined
        : [{ kind: 'intervals', field: 'protocol', allowed: among([one(number)], negated, 255) }];
    },
  ],
  [
    'connection-state',
    (text, negated) => {
      const words = text.split(',');
      if (!words.every((word) => (STATES as readonly string[]).includes(word))) return undefined;
      return [{ kind: 'states', allowed: STATES.filter((state) => words.includes(state) !== negated) }];
    },
  ],
  [
    'icmp-options',
    (text, negated, { family }) => {
      // `8:0-255` is every code of a type.
      const [type, codes = '0-255'] = text.split(':');
      const tested = icmpTest(codes === '0-255' ? type! : `${type}/${codes}`, family === 'ipv4' ? 4 : 6);
      if (tested === undefined || tested === 'any') return undefined;
      return [{ kind: 'field', fields: { icmp: { anyOf: [tested], ...(negated ? { negated } : {}) } } }];
    },
  ],
  [
    'tcp-flags',
    (text, negated) => {
      let mask = 0;
      let value = 0;
      for (const word of text.split(',')) {
        const bit = FLAGS[word.replace('!', '')] ?? tcpFlags(word.replace('!', ''));
        if (bit === undefined) return undefined;
        mask |= bit;
        if (!word.startsWith('!')) value |= bit;
      }
      // The `!` in front belongs to the first flag.
      const first = FLAGS[text.split(',')[0]!] ?? tcpFlags(text.split(',')[0]!) ?? 0;
      return [{ kind: 'flags', value: { anyOf: [{ mask, value: negated ? value & ~first : value }] } }];
    },
  ],
  [
    'fragment',
    (text, negated) => [{ kind: 'field', fields: { fragment: (text === 'yes') !== negated ? 'rest' : 'whole' } }],
  ],
  [
    'dscp',
    (text, negated) => {
      const point = numberOf(text, 63) ?? dscpClass(text);
      return point === undefined
        ? undefined
        : [{ kind: 'intervals', field: 'dscp', allowed: among([one(point)], negated, 63) }];
    },
  ],
]);

const FLAGS: Readonly<Record<string, number>> = { ece: 64, cwr: 128 };

/** Names that RouterOS has of its own; the IPv6 protocol of ping is `icmpv6`. */
const PROTOCOLS: Readonly<Record<string, number>> = {
  'ipsec-esp': 50,
  'ipsec-ah': 51,
  'ip-encap': 4,
  'iso-tp4': 29,
  'idpr-cmtp': 38,
  'xns-idp': 22,
  rspf: 73,
  vmtp: 81,
  ddp: 37,
  'ipv6-frag': 44,
  'ipv6-route': 43,
  'ipv6-nonxt': 59,
  'ipv6-opts': 60,
  encap: 98,
  pup: 12,
  'udp-lite': 136,
};

export const protocolOf = (text: string): number | 'all' | undefined => PROTOCOLS[text] ?? protocolNumber(text);

const one = (value: number): Interval => ({ first: value, last: value });

const among = (listed: readonly Interval[], negated: boolean, max: number): readonly Interval[] =>
  negated ? complement(listed, max) : listed;

/** `22`, `80,443,8000-8080`, `ssh`. */
export function portList(text: string): Interval[] | undefined {
  const intervals: Interval[] = [];
  for (const item of text.split(',')) {
    const [from, to = from, more] = item.split('-');
    const first = portNumber(from!) ?? portNumber(item);
    const last = portNumber(to!) ?? first;
    if (first === undefined || last === undefined || more !== undefined || first > last) return undefined;
    intervals.push({ first, last });
  }
  return intervals;
}
