import { type AddressTerm, type Prefix, widthOf } from '../../../model/address.ts';
import type { AddressPool } from '../../../model/nat.ts';
import { get, kids, located, type Node } from '../tree.ts';
import type { Objects } from './objects.ts';
import { isActive } from './rules.ts';
import type { ZoneNames } from './zones.ts';

/**
 * Rules that give each host an address of its own (source NAT, dynamic IP), for whatever it asks for; with a fallback nobody goes without. Zones that an
 * earlier rule is about are left out: it may take some of their hosts.
 */
export function addressPools(rules: readonly Node[], objects: Objects, zones: ZoneNames): AddressPool[] {
  const taken = new Set<string>();
  return rules.filter(isActive).flatMap((rule): AddressPool[] => {
    const from = kids(rule, 'from').map(({ name }) => name);
    const isFirst = !taken.has('any') && !from.includes('any') && from.every((zone) => !taken.has(zone));
    for (const zone of from.length > 0 ? from : ['any']) taken.add(zone);
    const pool = get(rule, 'source-translation', 'dynamic-ip');
    if (!pool || get(pool, 'fallback') || !isFirst || from.length === 0) return [];
    if (![...named(rule, 'destination'), ...named(rule, 'service')].every((name) => name === 'any')) return [];
    const networks = prefixesOf(named(rule, 'source'), objects);
    const addresses = countOf(named(pool, 'translated-address'), objects);
    const behind = from.flatMap((zone) => (zones.pattern(zone).members ?? []).map((member) => member));
    if (!networks || addresses === undefined || behind.length === 0) return [];
    return [
      {
        name: located(rule),
        addresses,
        users: { networks },
        behind,
        span: pool.span,
        share: { written: 'dynamic-ip-and-port' },
      },
    ];
  });
}

const named = (node: Node, key: string): readonly string[] => kids(node, key).map(({ name }) => name);

/** Undefined: not all of them are told. */
function termsOf(names: readonly string[], objects: Objects): readonly AddressTerm[] | undefined {
  const all = names.map((name) => objects.address(name));
  return all.some(({ open }) => open) ? undefined : all.flatMap(({ terms }) => terms);
}

const ANYBODY: Prefix = { family: 'ipv4', address: 0n, length: 0 };

const prefixesOf = (names: readonly string[], objects: Objects): readonly Prefix[] | undefined =>
  termsOf(names, objects)?.flatMap((term) =>
    term.kind === 'any' ? [ANYBODY] : term.kind === 'prefix' && term.family === 'ipv4' ? [term] : [],
  );

function countOf(names: readonly string[], objects: Objects): number | undefined {
  const terms = termsOf(names, objects);
  if (!terms || terms.length === 0) return undefined;
  let count = 0;
  for (const term of terms) {
    if (term.kind === 'prefix' && term.family === 'ipv4') count += 2 ** (widthOf(term.family) - term.length);
    else if (term.kind === 'range' && term.family === 'ipv4') count += Number(term.last - term.first) + 1;
    else return undefined;
  }
  return count;
}
