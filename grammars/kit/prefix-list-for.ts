import type { NamedRoutes } from '../change.ts';
import { formatPrefix } from '../model/address.ts';
import type { PrefixList } from '../model/routing.ts';

/**
 * Where a list of these routes is, or is to be: one that says just that under the wanted name is used as it stands.
 * @param taken whether another thing has the name.
 */
export function prefixListFor(
  { name, routes }: NamedRoutes,
  lists: readonly PrefixList[],
  taken: (name: string) => boolean,
): { readonly name: string; readonly exists: boolean } {
  for (let i = 1; ; i += 1) {
    const own = i === 1 ? name : `${name}-${i}`;
    if (!taken(own)) return { name: own, exists: false };
    if (lists.some((list) => list.name.value === own && saysJust(list, routes))) return { name: own, exists: true };
  }
}

function saysJust({ entries, closed }: PrefixList, routes: NamedRoutes['routes']): boolean {
  if (!closed || entries.length !== routes.length || entries.some(({ action }) => action !== 'permit')) return false;
  const wanted = new Set(routes.map(textOf));
  return entries.every((entry) => wanted.has(textOf(entry)));
}

const textOf = ({ prefix, lengths }: NamedRoutes['routes'][number]): string =>
  `${formatPrefix(prefix)} ${lengths.first} ${lengths.last}`;
