import type { Interval, Match } from '../../../../../grammars/model/filter.ts';
import type { FilterAnalyses, RuleRef } from '../../../packets/analyses.ts';
import { formatPacket } from '../../../packets/packet-text.ts';
import { FROM_INTERNET } from '../../exposure/outside.ts';

export interface WeakerServices {
  readonly protocol: 'tcp' | 'udp';
  readonly ports: readonly Interval[];
  /** The rule that lets them in over IPv6. */
  readonly by?: RuleRef;
  readonly witness?: string;
}

/**
 * The services that strangers cannot reach through the IPv4 filter, and surely reach through the IPv6 filter. Nothing is said where
 * that one lets in everything: that is a finding of its own.
 */
export function weakerServices(packets: FilterAnalyses, four: number, six: number): WeakerServices | undefined {
  for (const [protocol, number] of PROTOCOLS) {
    const closed = packets.blockedPorts(four, {
      family: 'ipv4',
      protocol: number,
      ports: ALL,
      within: FROM_INTERNET.ipv4,
    });
    for (const ports of closed.blocked) {
      const question: Match = {
        ...FROM_INTERNET.ipv6,
        protocol: { anyOf: [{ first: number, last: number }] },
        destinationPort: { anyOf: [ports] },
        state: { anyOf: ['new'] },
        ...(number === 6 ? { tcpFlags: { anyOf: [{ mask: 0x17, value: 2 }] } } : {}),
        fragment: 'whole',
      };
      const by = packets.permitter?.(
        six,
        [question],
        ({ ref, sure, sources }) =>
          sure && sources >= MANY && ref !== undefined && !packets.lines(ref.filter)[ref.rule]?.matchesEverything,
      );
      if (!by?.ref) continue;
      const open = packets.blockedPorts(six, {
        family: 'ipv6',
        protocol: number,
        ports: [ports],
        within: FROM_INTERNET.ipv6,
      }).blocked;
      const found = without(ports, open);
      if (found.length === 0) continue;
      const { witness } = by.permits;
      return { protocol, ports: found, by: by.ref, ...(witness ? { witness: formatPacket(witness) } : {}) };
    }
  }
  return undefined;
}

const PROTOCOLS = [
  ['tcp', 6],
  ['udp', 17],
] as const;

const ALL: readonly Interval[] = [{ first: 1, last: 65_535 }];

/** A /64 may be one's own people; the Internet is more. */
const MANY = 1n << 64n;

/** What of an interval is in none of the others, which are sorted and apart. */
function without({ first, last }: Interval, others: readonly Interval[]): Interval[] {
  const left: Interval[] = [];
  let from = first;
  for (const other of others) {
    if (from < other.first) left.push({ first: from, last: other.first - 1 });
    from = Math.max(from, other.last + 1);
  }
  return from <= last ? [...left, { first: from, last }] : left;
}

/** `ports 23, 8000-8100 and more` */
export function portsText(ports: readonly Interval[]): string {
  const shown = ports.slice(0, 4).map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`));
  return `${shown.join(', ')}${ports.length > shown.length ? ', ...' : ''}`;
}
