import { icmpTest, protocolNumber } from '../../../kit/protocol-names.ts';
import type { AddressTerm } from '../../../model/address.ts';
import type {
  ConnectionState,
  Field,
  FlagTest,
  IcmpTest,
  InterfacePattern,
  Interval,
  Match,
  Opaque,
} from '../../../model/filter.ts';
import { get, kids, type Node, value } from '../tree.ts';
import { addressTerm, type Groups, portsOf } from './groups.ts';

type Family = 'ipv4' | 'ipv6';

/** Words of a rule that say nothing about packets. */
const NO_CONDITIONS: ReadonlySet<string> = new Set(
  'action description disable log log-options jump-target translation exclude set queue queue-options offload-target synproxy load-balance add-address-to-group'.split(
    ' ',
  ),
);

/** A rule of a firewall or of NAT: one match, all of whose conditions hold. */
export function matchOf(rule: Node, family: Family, groups: Groups): Match {
  const opaque: Opaque[] = [];
  const unsure = (node: Node): void => {
    opaque.push({ text: textOf(node), span: node.span });
  };
  const fields: Fields = { family };
  for (const node of kids(rule)) {
    switch (node.name) {
      case 'protocol':
        protocolOf(node, fields, unsure);
        break;
      case 'source':
      case 'destination':
        endOf(node, node.name, fields, groups, unsure);
        break;
      case 'state':
        statesOf(node, fields, unsure);
        break;
      case 'icmp':
      case 'icmpv6':
        icmpOf(node, family, fields, unsure);
        break;
      case 'tcp':
        tcpOf(node, fields, unsure);
        break;
      case 'inbound-interface':
        interfaceOf(node, 'inInterface', fields, groups, unsure);
        break;
      case 'outbound-interface':
        interfaceOf(node, 'outInterface', fields, groups, unsure);
        break;
      case 'fragment':
        if (get(node, 'match-frag')) fields.fragment = 'rest';
        else if (get(node, 'match-non-frag')) fields.fragment = 'whole';
        else unsure(node);
        break;
      default:
        if (!NO_CONDITIONS.has(node.name)) unsure(node);
    }
  }
  return { family, ...fields, ...(opaque.length > 0 ? { opaque } : {}) };
}

type Fields = { -readonly [K in keyof Match]?: Match[K] };

/** Canonical: `limit burst 5 rate 10/minute`. */
const textOf = (node: Node): string => [node.name, ...kids(node).map(textOf).sort()].join(' ').slice(0, 300);

/** A value with `!` before it means all others. */
function negatable(text: string): { readonly negated: boolean; readonly text: string } {
  return text.startsWith('!') ? { negated: true, text: text.slice(1) } : { negated: false, text };
}

const field = <T>(anyOf: readonly T[], negated: boolean): Field<T> => ({ anyOf, ...(negated ? { negated } : {}) });

const one = (number: number): Interval => ({ first: number, last: number });

function protocolOf(node: Node, fields: Fields, unsure: (node: Node) => void): void {
  const written = value(node);
  if (!written) return;
  const { negated, text } = negatable(written.value);
  if (text === 'tcp_udp') {
    fields.protocol = field([one(6), one(17)], negated);
    return;
  }
  const number = protocolNumber(text);
  if (number === 'all') return;
  if (number === undefined) unsure(node);
  else fields.protocol = field([one(number)], negated);
}

function endOf(
  node: Node,
  side: 'source' | 'destination',
  fields: Fields,
  groups: Groups,
  unsure: (node: Node) => void,
): void {
  const addresses: Field<AddressTerm>[] = [];
  for (const child of kids(node)) {
    const written = value(child);
    if (child.name === 'address' && written) {
      const { negated, text } = negatable(written.value);
      const term = addressTerm(text);
      if (term && !get(node, 'address-mask')) addresses.push(field([term], negated));
      else unsure(child);
    } else if (child.name === 'port' && written) {
      const { negated, text } = negatable(written.value);
      const ports = portsOf(text);
      if (ports) fields[side === 'source' ? 'sourcePort' : 'destinationPort'] = field(ports, negated);
      else unsure(child);
    } else if (child.name === 'group') {
      for (const kind of kids(child)) {
        const name = value(kind);
        if (!name) continue;
        const { negated, text } = negatable(name.value);
        if (kind.name === 'port-group') {
          const ports = groups.ports(text);
          if (ports) fields[side === 'source' ? 'sourcePort' : 'destinationPort'] = field(ports, negated);
          else unsure(kind);
          continue;
        }
        const terms = GROUP_KINDS.has(kind.name)
          ? groups.addresses(groupKind(kind.name, fields.family), text)
          : undefined;
        if (terms) addresses.push(field(terms, negated));
        else unsure(kind);
      }
    } else if (child.name !== 'address-mask') unsure(child);
  }
  const [first, ...more] = addresses;
  if (first) fields[side] = first;
  // A rule with an address and a group asks for both; that is rare enough to be left open.
  if (more.length > 0) unsure(node);
}

const GROUP_KINDS: ReadonlySet<string> = new Set([
  'address-group',
  'network-group',
  'ipv6-address-group',
  'ipv6-network-group',
]);

/** In an IPv6 rule of before 1.4, `network-group` is looked for among the groups of IPv6. */
const groupKind = (kind: string, family: Match['family'] | undefined): string =>
  family === 'ipv6' && !kind.startsWith('ipv6-') ? `ipv6-${kind}` : kind;

const STATES: ReadonlySet<string> = new Set<ConnectionState>(['new', 'established', 'related', 'invalid']);

/** `state established enable` before 1.4, `state established` since. */
function statesOf(node: Node, fields: Fields, unsure: (node: Node) => void): void {
  const states: ConnectionState[] = [];
  for (const state of kids(node)) {
    if (get(state, 'disable')) continue;
    for (const name of state.name.split(',')) {
      if (STATES.has(name)) states.push(name as ConnectionState);
      else unsure(state);
    }
  }
  if (states.length > 0) fields.state = { anyOf: states };
}

function icmpOf(node: Node, family: Family, fields: Fields, unsure: (node: Node) => void): void {
  const version = family === 'ipv4' ? 4 : 6;
  const name = value(node, 'type-name') ?? value(node, 'type');
  if (!name) return;
  const code = value(node, 'code');
  const text = code && /^\d+$/.test(name.value) ? `${name.value}/${code.value}` : name.value;
  const test: IcmpTest | 'any' | undefined = icmpTest(text, version);
  if (test === 'any') return;
  if (test) fields.icmp = { anyOf: [test] };
  else unsure(node);
}

const FLAGS: Readonly<Record<string, number>> = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32, ecn: 64, cwr: 128 };

/** `flags SYN,!ACK` before 1.4; `flags syn` and `flags not ack` since. */
function tcpOf(node: Node, fields: Fields, unsure: (node: Node) => void): void {
  let mask = 0;
  let set = 0;
  const note = (text: string, wanted: boolean): boolean => {
    const bit = FLAGS[text.toLowerCase()];
    if (bit === undefined) return false;
    mask |= bit;
    if (wanted) set |= bit;
    return true;
  };
  for (const child of kids(node)) {
    if (child.name !== 'flags') {
      unsure(child);
      continue;
    }
    for (const flag of kids(child)) {
      const fine =
        flag.name === 'not'
          ? kids(flag).every((other) => note(other.name, false))
          : flag.name.split(',').every((part) => note(part.replace(/^!/, ''), !part.startsWith('!')));
      if (!fine) unsure(flag);
    }
  }
  const test: FlagTest = { mask, value: set };
  if (mask !== 0) fields.tcpFlags = { anyOf: [test] };
}

/** `name eth0`, `group LAN`; before 1.4.0 the interface itself. */
function interfaceOf(
  node: Node,
  side: 'inInterface' | 'outInterface',
  fields: Fields,
  groups: Groups,
  unsure: (node: Node) => void,
): void {
  const group = value(node, 'group') ?? value(node, 'interface-group');
  const name = value(node, 'name') ?? value(node, 'interface-name');
  const written = group ?? name ?? value(node);
  if (!written) return;
  const { negated, text } = negatable(written.value);
  if (text === 'any') return;
  const names = group ? groups.interfaces(text) : [text];
  if (names) fields[side] = field(names.map(interfacePattern), negated);
  else unsure(node);
}

export const interfacePattern = (text: string): InterfacePattern =>
  text.endsWith('*') || text.endsWith('+') ? { name: text.slice(0, -1), prefix: true } : { name: text };
