import type { Prefix } from '../../../model/address.ts';
import type { PrefixList, PrefixListEntry } from '../../../model/routing.ts';
import { at } from '../../../text/span.ts';
import { get, hasUnknown, kids, located, spanOf } from '../node.ts';
import type { Node } from '../tree.ts';
import { matchesWild } from '../wildcard.ts';
import { prefixOf } from './addresses.ts';

/** The prefixes of a `prefix-list`, also those an `apply-path` collects; undefined where they are not all in the text. */
export interface ResolvedList {
  readonly node: Node;
  readonly prefixes: readonly { readonly prefix: Prefix; readonly node: Node }[];
  readonly complete: boolean;
}

export function resolveLists(root: Node): ReadonlyMap<string, ResolvedList> {
  const lists = new Map<string, ResolvedList>();
  for (const node of kids(get(root, 'policy-options', 'prefix-list'))) lists.set(node.name, resolve(node, root));
  return lists;
}

const MOST_COLLECTED = 20_000;

function resolve(node: Node, root: Node): ResolvedList {
  const prefixes: { prefix: Prefix; node: Node }[] = [];
  let complete = !hasUnknown(node);
  for (const entry of kids(node)) {
    if (entry.name === 'apply-path') {
      for (const path of kids(entry)) {
        const found = collect(
          [root],
          path.name.split(/\s+/).filter((word) => word !== ''),
        );
        complete &&= found.length > 0 && found.length < MOST_COLLECTED;
        for (const one of found) {
          const prefix = prefixOf(one.name);
          if (prefix) prefixes.push({ prefix, node: one });
        }
      }
      continue;
    }
    const prefix = prefixOf(entry.name);
    if (prefix) prefixes.push({ prefix, node: entry });
    else complete = false;
  }
  return { node, prefixes, complete };
}

/** `interfaces <*> unit <*> family inet address <*>` */
function collect(from: readonly Node[], path: readonly string[]): Node[] {
  let places = [...from];
  for (const step of path) {
    const wild = step.startsWith('<');
    places = places.flatMap((place) => {
      if (!wild) return get(place, step) ?? [];
      return kids(place).filter((child) => matchesWild(step, child.name));
    });
    if (places.length > MOST_COLLECTED) return places.slice(0, MOST_COLLECTED);
  }
  return places;
}

/** Lists by family: Junos lets one list hold both. */
export function prefixListsOf(lists: ReadonlyMap<string, ResolvedList>): PrefixList[] {
  const all: PrefixList[] = [];
  for (const { node, prefixes, complete } of lists.values()) {
    for (const family of ['ipv4', 'ipv6'] as const) {
      const own = prefixes.filter(({ prefix }) => prefix.family === family);
      if (own.length === 0 && (family === 'ipv6' || prefixes.length > 0)) continue;
      all.push({
        name: at(node.name, node.span),
        family,
        entries: own.map(({ prefix, node: entry }) => entryOf(prefix, entry)),
        span: spanOf(node),
        closed: complete,
      });
    }
  }
  return all;
}

const entryOf = (prefix: Prefix, node: Node): PrefixListEntry => ({
  span: spanOf(node),
  key: located(node),
  action: 'permit',
  prefix,
  lengths: { first: prefix.length, last: prefix.length },
});
