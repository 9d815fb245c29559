import type { Field, Interval, Match, Opaque } from '../model/filter.ts';
import { bothAddresses } from './address-fields.ts';

/**
 * What meets two matches. Where their fields cannot be put together, one of them stays and `undecided` is a condition of it.
 * @returns undefined where nothing meets both
 */
export function bothMatches(a: Match, b: Match, undecided: Opaque): Match | undefined {
  const family = a.family === 'both' ? b.family : a.family;
  if (a.family !== 'both' && b.family !== 'both' && a.family !== b.family) return undefined;
  let unsure = false;
  const joined: Record<string, unknown> = { ...b, ...a, family };
  for (const field of ['protocol', 'sourcePort', 'destinationPort', 'dscp'] as const) {
    const [one, other] = [a[field], b[field]];
    if (!one || !other) continue;
    const both = bothIntervals(one, other);
    if (!both) unsure = true;
    else if (both.length === 0) return undefined;
    else joined[field] = { anyOf: both };
  }
  for (const field of ['source', 'destination'] as const) {
    const [one, other] = [a[field], b[field]];
    if (!one || !other) continue;
    const both = family === 'both' ? undefined : bothAddresses(one, other, family);
    if (!both) unsure = true;
    else if (both.anyOf.length === 0) return undefined;
    else joined[field] = both;
  }
  for (const field of ['icmp', 'tcpFlags', 'fragment', 'state', 'inInterface', 'outInterface'] as const)
    if (a[field] !== undefined && b[field] !== undefined) unsure = true;
  const opaque = [...(a.opaque ?? []), ...(b.opaque ?? []), ...(unsure ? [undecided] : [])];
  return { ...(joined as unknown as Match), ...(opaque.length > 0 ? { opaque } : {}) };
}

/** @returns undefined where one is turned round or has exceptions */
function bothIntervals(a: Field<Interval>, b: Field<Interval>): Interval[] | undefined {
  if (a.negated || b.negated || a.except || b.except) return undefined;
  return a.anyOf.flatMap((one) =>
    b.anyOf.flatMap((other) => {
      const first = Math.max(one.first, other.first);
      const last = Math.min(one.last, other.last);
      return first <= last ? [{ first, last }] : [];
    }),
  );
}
