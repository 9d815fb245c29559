import type { BgpDistances } from '../../model/bgp.ts';
import type { Word } from '../../outline.ts';
import { numberAt } from './facts.ts';

/**
 * `20 200 200`, what follows `distance bgp`, NX-OS' `distance` and VRP's `preference`: of external, internal and own routes. Other forms, which
 * speak of some of the routes, are not read and stay unfollowed.
 */
export function readDistances(
  words: readonly Word[],
  { distances }: { readonly distances: Map<string, readonly BgpDistances[]> },
  vrf: string,
  family: string,
): void {
  const [external, internal, local] = words.map((word) => numberAt(word)?.value);
  if (words.length !== 3 || external === undefined || internal === undefined || local === undefined) return;
  distances.set(vrf, [...(distances.get(vrf) ?? []), { family, external, internal, local }]);
}
