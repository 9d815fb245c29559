import { formatAddress, networkOf, parsePrefix } from '../../../../grammars/model/address.ts';
import type { AskedRoute } from '../asked-route.ts';

/** A validated ROA payload (RFC 6811): AS `asn` may originate `prefix` and what is in it, no longer than `maxLength`. */
export interface Vrp {
  /** Canonical: `192.0.2.0/24`. */
  readonly prefix: string;
  readonly maxLength: number;
  /** 0: nobody may (RFC 6483 4). */
  readonly asn: number;
}

export interface RouteAnswer extends AskedRoute {
  /** The most telling payloads that cover it, at most `KEPT`. */
  readonly covering: readonly Vrp[];
}

/** Payloads as they come, with the network as a number; nothing is kept of those that cover nothing asked about. */
export interface Covering {
  add(family: 'ipv4' | 'ipv6', network: bigint, length: number, maxLength: number, asn: number): void;
  readonly answers: readonly RouteAnswer[];
}

const KEPT = 20;

/** One look-up per payload: every prefix that could cover a route is known beforehand. */
export function coveringOf(routes: readonly AskedRoute[]): Covering {
  const kept = new Map<AskedRoute, Vrp[]>(routes.map((route) => [route, []]));
  const asked = new Map<string, AskedRoute[]>();
  for (const route of routes) {
    const prefix = parsePrefix(route.prefix)!;
    for (let length = 0; length <= prefix.length; length += 1) {
      const key = keyOf(prefix.family, networkOf({ ...prefix, length }), length);
      const known = asked.get(key);
      if (known) known.push(route);
      else asked.set(key, [route]);
    }
  }
  return {
    add(family, network, length, maxLength, asn) {
      const covered = asked.get(keyOf(family, network, length));
      if (!covered) return;
      const vrp = { prefix: `${formatAddress(family, network)}/${length}`, maxLength, asn };
      for (const route of covered) keep(kept.get(route)!, vrp, route);
    },
    get answers() {
      return [...kept].map(([route, covering]) => ({ ...route, covering }));
    },
  };
}

/** RFC 6811 2: whether a payload that covers the route authorises it. */
export const authorises = ({ asn, maxLength }: Vrp, route: AskedRoute): boolean =>
  asn !== 0 && asn === route.asn && lengthOf(route) <= maxLength;

export const lengthOf = ({ prefix }: { readonly prefix: string }): number =>
  Number(prefix.slice(prefix.indexOf('/') + 1));

function keep(covering: Vrp[], vrp: Vrp, route: AskedRoute): void {
  if (covering.length < KEPT) {
    covering.push(vrp);
    return;
  }
  const rank = rankOf(vrp, route);
  const lesser = covering.findIndex((one) => rankOf(one, route) < rank);
  if (lesser >= 0) covering[lesser] = vrp;
}

const rankOf = (vrp: Vrp, route: AskedRoute): number => (authorises(vrp, route) ? 2 : vrp.asn === route.asn ? 1 : 0);

const keyOf = (family: 'ipv4' | 'ipv6', network: bigint, length: number): string =>
  `${family}${network.toString(36)}/${length}`;
