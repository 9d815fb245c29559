import type { Resolver } from 'node:dns/promises';
import { plainText } from '../plain-text.ts';

/** Resolvers give up after about as many (unbound: 11). */
export const MOST_ALIASES = 8;

/**
 * What the name is an alias of, and that of what (RFC 1034 3.6.2), asked one after the other.
 * @returns the names in turn, none where it is no alias; where they go in a circle the last one stands twice
 */
export async function aliasesOf(resolver: Resolver, name: string): Promise<readonly string[]> {
  const chain: string[] = [];
  let at = name;
  while (chain.length < MOST_ALIASES) {
    const [next] = await resolver.resolveCname(at).catch((): string[] => []);
    if (next === undefined) break;
    at = next.toLowerCase();
    const shown = plainText(at, 253);
    const seen = shown === name || chain.includes(shown);
    chain.push(shown);
    if (seen) break;
  }
  return chain;
}

export const isCircle = (name: string, chain: readonly string[]): boolean =>
  [name, ...chain.slice(0, -1)].includes(chain.at(-1) ?? '');
