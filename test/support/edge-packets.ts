import { type AddressTerm, type Family, widthOf } from '../../grammars/model/address.ts';
import type { Device } from '../../grammars/model/device.ts';
import type { Field, Interval, Match } from '../../grammars/model/filter.ts';
import type { Packet } from '../../server/src/packets/analyses.ts';

/** Numbers below a limit, the same each run. */
export function sameNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/**
 * Packets at the edges of what the filters of these devices name: addresses, ports, protocols, states, flags, ICMP types and interfaces
 * just inside and just outside of their conditions. Most follow one rule and leave it in a field or two.
 */
export function* edgePackets(devices: readonly Device[], count: number, seed = 1): Generator<Packet> {
  const next = sameNumbers(seed);
  const pick = <T>(list: readonly T[]): T => list[next(list.length)]!;
  const matches = devices.flatMap(({ filters }) =>
    filters.flatMap((filter) =>
      filter.rules.flatMap((rule) =>
        rule.matches.map((match) => ({ ...match, family: match.family === 'both' ? filter.family : match.family })),
      ),
    ),
  );
  if (matches.length === 0) return;
  for (let i = 0; i < count; i += 1) {
    const rule = pick(matches);
    const near = (): Match => (next(5) === 0 ? pick(matches) : rule);
    const family: Family = rule.family === 'both' ? pick(['ipv4', 'ipv6'] as const) : rule.family;
    const protocol = pick(edgesOf(near().protocol, 255, [6, 17, family === 'ipv4' ? 1 : 58, 47]));
    const ported = protocol === 6 || protocol === 17;
    const icmp = near().icmp?.anyOf[0];
    const [flags] = near().tcpFlags?.anyOf ?? [];
    const [inside, outside] = [near().inInterface?.anyOf[0], near().outInterface?.anyOf[0]];
    yield {
      family,
      source: pick(addressEdges(near().source, family)),
      destination: pick(addressEdges(near().destination, family)),
      protocol,
      state: pick(near().state?.anyOf ?? (['new', 'new', 'established'] as const)),
      ...(ported
        ? {
            sourcePort: pick(edgesOf(near().sourcePort, 65_535, [40_000])),
            destinationPort: pick(edgesOf(near().destinationPort, 65_535, [22, 443])),
          }
        : {}),
      ...(protocol === 6 ? { tcpFlags: next(3) === 0 ? (flags?.value ?? 16) : 2 } : {}),
      ...(protocol === 1 || protocol === 58
        ? { icmpType: icmp?.type.first ?? (protocol === 1 ? 8 : 128), icmpCode: icmp?.code?.first ?? 0 }
        : {}),
      ...(next(8) === 0 ? { dscp: pick(edgesOf(near().dscp, 63, [0])) } : {}),
      ...(inside ? { inInterface: inside.prefix ? `${inside.name}7` : inside.name } : {}),
      ...(outside ? { outInterface: outside.prefix ? `${outside.name}7` : outside.name } : {}),
    };
  }
}

function edgesOf(field: Field<Interval> | undefined, last: number, otherwise: readonly number[]): readonly number[] {
  if (!field || field.anyOf.length === 0) return otherwise;
  return field.anyOf
    .flatMap((one) => [one.first, one.last, one.first, one.last, one.first - 1, one.last + 1])
    .map((value) => Math.min(last, Math.max(0, value)));
}

/** Where a rule says nothing: an address of the documentation, and one of the Internet (lists of bogons deny the former). */
const ELSEWHERE: Readonly<Record<Family, readonly bigint[]>> = {
  ipv4: [0xc6336407n, 0x08080808n],
  ipv6: [0x20010db8000000000000000000000007n, 0x26060000000000000000000000000007n],
};

function addressEdges(field: Field<AddressTerm> | undefined, family: Family): readonly bigint[] {
  const top = (1n << BigInt(widthOf(family))) - 1n;
  const edges = (field?.anyOf ?? []).flatMap((term) => {
    if (term.kind === 'any' || term.family !== family) return [];
    if (term.kind === 'range') return [term.first, term.last, term.first - 1n, term.last + 1n];
    const free = term.kind === 'wildcard' ? term.wildcard : (1n << BigInt(widthOf(family) - term.length)) - 1n;
    const base = term.address & ~free;
    return [base, base | free, base, base - 1n, (base | free) + 1n];
  });
  const inside = edges.filter((one) => one >= 0n && one <= top);
  return inside.length > 0 ? inside : ELSEWHERE[family];
}
