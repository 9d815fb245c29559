import { lookup as systemLookup } from 'node:dns/promises';
import { type Address, asAddress } from './target.ts';

const DEADLINE_MS = 5_000;

/** First address of each family, as the system's resolver knows them; empty when there is none in time. */
export async function lookup(name: string): Promise<readonly Address[]> {
  const found = await Promise.race([
    systemLookup(name, { all: true, verbatim: true }).catch(() => []),
    new Promise<[]>((resolve) => setTimeout(() => resolve([]), DEADLINE_MS).unref()),
  ]);
  const addresses = found.flatMap(({ address }) => asAddress(address) ?? []);
  return (['ipv6', 'ipv4'] as const).flatMap((family) => addresses.find((address) => address.family === family) ?? []);
}
