import type { Resolver } from 'node:dns/promises';
import type { RecordType } from '../inputs.ts';

/** One record as it is shown, and how long it lives where the library tells: of addresses. */
export interface FoundRecord {
  readonly text: string;
  /** Seconds. */
  readonly ttl?: number;
}

/** RFC 1035 3.2.2, RFC 3596 2.1 */
export const TYPE_NUMBERS: Readonly<Record<RecordType, number>> = {
  ...{ A: 1, NS: 2, CNAME: 5, SOA: 6, MX: 15, TXT: 16, AAAA: 28 },
};

/** @throws what the library says instead of an answer. */
export async function findRecords(resolver: Resolver, type: RecordType, name: string): Promise<readonly FoundRecord[]> {
  const texts = (all: readonly string[]): readonly FoundRecord[] => all.map((text) => ({ text }));
  switch (type) {
    case 'A':
      return (await resolver.resolve4(name, { ttl: true })).map(({ address, ttl }) => ({ text: address, ttl }));
    case 'AAAA':
      return (await resolver.resolve6(name, { ttl: true })).map(({ address, ttl }) => ({ text: address, ttl }));
    case 'NS':
      return texts(await resolver.resolveNs(name));
    case 'CNAME':
      return texts(await resolver.resolveCname(name));
    case 'TXT':
      return texts((await resolver.resolveTxt(name)).map((strings) => `"${strings.join('')}"`));
    case 'MX':
      return texts((await resolver.resolveMx(name)).map(({ priority, exchange }) => `${priority} ${exchange}`));
    case 'SOA': {
      const { nsname, hostmaster, serial } = await resolver.resolveSoa(name);
      return [{ text: `${nsname} ${hostmaster} ${serial}` }];
    }
  }
}
