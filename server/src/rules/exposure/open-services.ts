import type { Family, Prefix } from '../../../../grammars/model/address.ts';
import type { Interval, Match } from '../../../../grammars/model/filter.ts';
import type { Opening, PortQuery } from '../../packets/analyses.ts';
import type { RuleContext } from '../../review/rule.ts';
import type { Ingress } from './ingress.ts';
import { internet } from './outside.ts';

export interface OnPorts {
  readonly protocol: 6 | 17;
  readonly ports: Interval;
}

interface Asked {
  /** Sources that do not count. */
  readonly allowed: readonly Prefix[];
  readonly towards: Partial<Match>;
  /** So many public addresses are anyone; of IPv6, so many /48. */
  readonly enough: bigint;
}

/** Services open to many, each with the rule that lets in most of them. */
export function* openServices<S extends OnPorts>(
  { packets }: Pick<RuleContext, 'packets'>,
  { filter, before, inInterface }: Ingress,
  family: Family,
  services: readonly S[],
  { allowed, towards, enough }: Asked,
): Generator<{ readonly service: S; readonly opening: Opening }> {
  const within: Match = {
    family,
    source: internet(family, allowed),
    ...towards,
    // Answers to one's own questions come from the ports of services, and probes of traceroute from theirs; strangers choose others.
    sourcePort: {
      anyOf: [
        { first: 1024, last: 33_433 },
        { first: 33_535, last: 65_535 },
      ],
    },
  };
  const isWide = ({ sources }: Opening): boolean => (family === 'ipv6' ? sources >> 80n : sources) >= enough;
  const open = (protocol: 6 | 17, ports: PortQuery['ports']): Opening[] => {
    const query: PortQuery = {
      family,
      protocol,
      ports,
      within,
      asWritten: true,
      leastSources: Number(enough) * (family === 'ipv6' ? 2 ** 80 : 1),
      ...(inInterface === undefined ? {} : { inInterface }),
    };
    return (packets.openings?.(filter, query, before) ?? []).filter(isWide);
  };
  for (const protocol of [6, 17] as const) {
    const asked = services.filter((service) => service.protocol === protocol);
    const openings = open(
      protocol,
      asked.map((service) => service.ports),
    );
    for (const service of asked) {
      const widest = openings
        .flatMap((opening) => opening.onPorts(service.ports) ?? [])
        .filter(isWide)
        .reduce<Opening | undefined>((most, one) => (most && most.sources >= one.sources ? most : one), undefined);
      if (widest) yield { service, opening: widest };
    }
  }
}
