import type { AddressTerm, Family } from '../../../grammars/model/address.ts';
import {
  type Field,
  type FilterRule,
  type InterfacePattern,
  type Interval,
  type Match,
  NO_INTERFACE,
} from '../../../grammars/model/filter.ts';
import type { Packet } from './analyses.ts';
import { PORTED } from './layout.ts';

/** Whether one packet meets a rule; `maybe` where only opaque conditions are left to say. */
export type Met = 'yes' | 'no' | 'maybe';

/** The name of the interface that it came in over; undefined: one that no rule names. What is only said to go out came in nowhere. */
export const cameInOver = ({ inInterface, outInterface }: Packet): string | undefined =>
  inInterface ?? (outInterface === undefined ? undefined : NO_INTERFACE.name);

/** Evaluates the rule field by field, without sets: what the sets are tested against. */
export function meets(packet: Packet, rule: FilterRule): Met {
  let met: Met = 'no';
  for (const match of rule.matches) {
    if (!meetsFields(packet, match)) continue;
    if (!match.opaque?.length) return 'yes';
    met = 'maybe';
  }
  return met;
}

/** What is not said of a packet is that of a new flow's first packet. */
export function meetsFields(packet: Packet, match: Match): boolean {
  const { protocol } = packet;
  const rest = packet.nonFirstFragment === true;
  if (match.family !== 'both' && match.family !== packet.family) return false;
  if (match.fragment !== undefined && (match.fragment === 'rest') !== rest) return false;
  const ported = PORTED.includes(protocol) && !rest;
  const icmp = (protocol === 1 || protocol === 58) && !rest;
  const type = packet.icmpType ?? (protocol === 58 ? 128 : 8);
  const code = packet.icmpCode ?? 0;
  const flags = packet.tcpFlags ?? 2;
  return (
    inField(match.protocol, (one) => inside(one, protocol)) &&
    inField(match.source, (term) => holdsAddress(term, packet.family, packet.source)) &&
    inField(match.destination, (term) => holdsAddress(term, packet.family, packet.destination)) &&
    inField(match.sourcePort, (one) => inside(one, packet.sourcePort ?? 40000), ported) &&
    inField(match.destinationPort, (one) => inside(one, packet.destinationPort ?? 0), ported) &&
    inField(match.icmp, (one) => inside(one.type, type) && (!one.code || inside(one.code, code)), icmp) &&
    inField(match.tcpFlags, ({ mask, value }) => (flags & mask) === value, protocol === 6 && !rest) &&
    inField(match.state, (state) => state === (packet.state ?? 'new')) &&
    inField(match.dscp, (one) => inside(one, packet.dscp ?? 0)) &&
    inField(match.inInterface, (one) => isNamed(one, cameInOver(packet))) &&
    inField(match.outInterface, (one) => isNamed(one, packet.outInterface))
  );
}

/** `present`: the packet has the field at all; a test of a missing field fails, negated or not. */
function inField<T>(field: Field<T> | undefined, holds: (value: T) => boolean, present = true): boolean {
  if (!field) return true;
  if (!present) return false;
  return (field.anyOf.some(holds) && !field.except?.some(holds)) !== (field.negated === true);
}

const inside = ({ first, last }: Interval, value: number): boolean => first <= value && value <= last;

const isNamed = (pattern: InterfacePattern, name: string | undefined): boolean =>
  pattern.prefix
    ? pattern.name === '' || (name?.startsWith(pattern.name) ?? false)
    : name !== undefined && (name === pattern.name || pattern.members?.includes(name) === true);

function holdsAddress(term: AddressTerm, family: Family, address: bigint): boolean {
  if (term.kind === 'any') return true;
  if (term.family !== family) return false;
  if (term.kind === 'range') return term.first <= address && address <= term.last;
  const width = family === 'ipv4' ? 32 : 128;
  const free = term.kind === 'wildcard' ? term.wildcard : (1n << BigInt(width - term.length)) - 1n;
  return (address | free) === (term.address | free);
}
