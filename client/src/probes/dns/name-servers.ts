import type { Resolver } from 'node:dns/promises';
import { plainText } from '../plain-text.ts';
import { type Address, asAddress } from '../target.ts';
import { askHeader, queryFor, REFUSED, SERVFAIL } from './header-query.ts';

/** One address of a name server of the zone, and what it says when it is asked itself. */
export interface NameServer {
  readonly name: string;
  readonly address: string;
  readonly end:
    | 'authority'
    /** It answers, from what it remembers or not at all: the zone is not its own. */
    | 'no-authority'
    | 'refused'
    | 'servfail'
    | 'silent'
    | 'closed'
    | 'unreachable'
    | 'cancelled'
    /** The user's list has not got its address. */
    | 'not-allowed';
}

export interface Delegation {
  readonly zone: string;
  readonly servers: readonly NameServer[];
}

const TIMEOUT_MS = 1_500;
const TRIES = 2;
const SOA = 6;
/** Zones have 13 at most (RFC 1034 4.1 asks for two); more than these addresses would be many packets. */
export const MOST_SERVERS = 8;
/** A name in a zone is seldom deeper. */
export const MOST_LABELS = 5;

/** The name, and what is above it, down to two labels: whose servers are asked for in turn. */
export function zonesOf(name: string): readonly string[] {
  const labels = name.split('.');
  return labels
    .slice(0, -1)
    .map((_, at) => labels.slice(at).join('.'))
    .slice(-MOST_LABELS);
}

/**
 * The servers of the name's zone, as a resolver knows them, each asked for the zone's SOA without recursion.
 * @param mayAsk others are named and not asked
 */
export async function askNameServers(
  resolver: Resolver,
  name: string,
  mayAsk: (address: Address) => boolean,
  signal: AbortSignal,
): Promise<Delegation | undefined> {
  for (const zone of zonesOf(name)) {
    const names = await resolver.resolveNs(zone).catch(() => []);
    if (names.length === 0) continue;
    // Resolvers give them in an order of their own each time.
    const found = await Promise.all(
      [...names]
        .sort()
        .slice(0, MOST_SERVERS)
        .map((server) => addressesOf(resolver, server)),
    );
    const servers = found.flat().slice(0, MOST_SERVERS);
    return { zone, servers: await Promise.all(servers.map((server) => askServer(server, zone, mayAsk, signal))) };
  }
  return undefined;
}

interface Named {
  readonly name: string;
  readonly address: Address;
}

async function addressesOf(resolver: Resolver, server: string): Promise<readonly Named[]> {
  const both = await Promise.all([
    resolver.resolve4(server).catch((): string[] => []),
    resolver.resolve6(server).catch((): string[] => []),
  ]);
  return both.flat().flatMap((text) => {
    const address = asAddress(text);
    return address ? [{ name: plainText(server, 253), address }] : [];
  });
}

async function askServer(
  { name, address }: Named,
  zone: string,
  mayAsk: (address: Address) => boolean,
  signal: AbortSignal,
): Promise<NameServer> {
  const of = (end: NameServer['end']): NameServer => ({ name, address: address.text, end });
  if (!mayAsk(address)) return of('not-allowed');
  for (let tries = 1; ; tries += 1) {
    const said = await askHeader(address, 53, queryFor(zone, SOA, false), TIMEOUT_MS, signal);
    if (said === 'silent' && tries < TRIES) continue;
    if (typeof said === 'string') return of(said);
    if (said.code === REFUSED) return of('refused');
    if (said.code === SERVFAIL) return of('servfail');
    return of(said.authority && said.code === 0 && said.answers > 0 ? 'authority' : 'no-authority');
  }
}
