import type { AddressTerm, Family } from '../../../grammars/model/address.ts';
import type { Field, FilterRule, InterfacePattern, Interval, Match } from '../../../grammars/model/filter.ts';
import type { Packet } from './analyses.ts';
import { termEnds } from './bounds.ts';
import { meets, meetsFields } from './packet-match.ts';

/** Packets tried for each match. */
const TRIES = 2;

/**
 * The first of some packets that meet the rule, each chosen from its words, for which something holds; no set is built. Undefined says
 * nothing. What a match leaves open is something that few rules name.
 * @param family of the list
 * @param beside the packets meet this rule as well
 */
export function samplePacket(
  rule: FilterRule,
  family: Family | 'both',
  holds: (packet: Packet) => boolean,
  beside?: FilterRule,
): Packet | undefined {
  for (const match of rule.matches) {
    const [own] = familiesOf(match.family, family);
    if (own === undefined) continue;
    if (!beside) {
      for (let seed = 1; seed <= TRIES; seed += 1) {
        const packet = packetIn([match], own, seed);
        if (packet && meetsFields(packet, match) && holds(packet)) return packet;
      }
      continue;
    }
    for (const other of beside.matches) {
      const packet = packetIn([match, other], own, 1);
      if (packet && meetsFields(packet, match) && meets(packet, beside) !== 'no' && holds(packet)) return packet;
    }
  }
  return undefined;
}

const familiesOf = (one: Match['family'], other: Match['family']): Family[] =>
  (['ipv4', 'ipv6'] as const).filter(
    (family) => (one === 'both' || one === family) && (other === 'both' || other === family),
  );

/** A packet that may meet all of them: each of its fields is chosen by the match that leaves it least room. */
function packetIn(matches: readonly Match[], family: Family, seed: number): Packet | undefined {
  const of = <K extends keyof Match>(key: K): NonNullable<Match[K]>[] =>
    matches.flatMap((match) => (match[key] === undefined ? [] : [match[key] as NonNullable<Match[K]>]));
  const inInterface = nameIn(of('inInterface'));
  const outInterface = nameIn(of('outInterface'));
  if (inInterface === null || outInterface === null) return undefined;
  const ported = of('sourcePort').length + of('destinationPort').length > 0;
  const icmp = of('icmp')[0]?.anyOf[0];
  const flags = of('tcpFlags')[0]?.anyOf[0];
  const usual = flags ? 6 : icmp ? (family === 'ipv4' ? 1 : 58) : ported ? 17 : EXPERIMENTAL;
  const protocol = valueIn(of('protocol'), usual, 0);
  const tcpFlags = flags?.value ?? 2;
  const [state] = of('state').flatMap(({ anyOf, negated }) => (negated ? [] : anyOf));
  return {
    family,
    source: addressIn(of('source'), family, seed),
    destination: addressIn(of('destination'), family, seed + TRIES),
    protocol,
    sourcePort: valueIn(of('sourcePort'), 47_123, seed),
    destinationPort: valueIn(of('destinationPort'), 47_321, seed),
    ...(icmp ? { icmpType: icmp.type.first, icmpCode: icmp.code?.first ?? 0 } : {}),
    ...(protocol === 6 ? { tcpFlags } : {}),
    ...(of('fragment').includes('rest') ? { nonFirstFragment: true } : {}),
    ...(state ? { state } : {}),
    dscp: valueIn(of('dscp'), 0, 0),
    ...(inInterface === undefined ? {} : { inInterface }),
    ...(outInterface === undefined ? {} : { outInterface }),
  };
}

/** RFC 3692: a protocol number that no rule is about. */
const EXPERIMENTAL = 253;

/** The first plain one; null: only patterns. */
function nameIn(fields: readonly Field<InterfacePattern>[]): string | undefined | null {
  if (fields.length === 0) return undefined;
  for (const { anyOf, negated } of fields)
    if (!negated) return anyOf.find(({ prefix, members }) => !prefix && !members)?.name ?? null;
  return undefined;
}

function valueIn(fields: readonly Field<Interval>[], otherwise: number, seed: number): number {
  let least: Interval | undefined;
  for (const { anyOf, negated } of fields) {
    if (negated) continue;
    for (const one of anyOf) if (!least || one.last - one.first < least.last - least.first) least = one;
  }
  if (!least) return otherwise;
  if (least.first <= otherwise && otherwise <= least.last) return otherwise;
  return least.first + Math.floor((least.last - least.first) * SHARES[seed]!);
}

const SHARES = [0, 0.62, 0.38];

/** An address in the narrowest of the first terms; in the middle of it, as what is apart from all others mostly stands at its ends. */
function addressIn(fields: readonly Field<AddressTerm>[], family: Family, seed: number): bigint {
  let least: readonly [bigint, bigint] | undefined;
  for (const { anyOf, negated } of fields) {
    if (negated) continue;
    const term = anyOf.find((one) => one.kind !== 'any' && one.family === family);
    if (!term || term.kind === 'any') continue;
    const ends = termEnds(term);
    if (!least || ends[1] - ends[0] < least[1] - least[0]) least = ends;
  }
  const [first, last] = least ?? WHOLE[family];
  return first + ((last - first) * PARTS[seed]!) / 1024n;
}

const WHOLE = { ipv4: [0n, 0xffff_ffffn], ipv6: [0n, (1n << 128n) - 1n] } as const;
const PARTS = [0n, 701n, 389n, 613n, 467n];
