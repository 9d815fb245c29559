import { type Prefix, widthOf } from '../../../../model/address.ts';
import type { AddressPool } from '../../../../model/nat.ts';
import { get, kids, located, spanOf } from '../../node.ts';
import type { Node } from '../../tree.ts';
import { prefixOf } from '../addresses.ts';
import { addressBooksOf } from './address-books.ts';
import { applicationsOf } from './applications.ts';
import { natMatches } from './nat-match.ts';
import { natRuleSets, natRulesIn } from './nat-rules.ts';
import { type SecurityZone, unitOf } from './zones.ts';

/** Source NAT to a pool with `port no-translation`: an address for each host (Junos OS NAT user guide, "source NAT pools without PAT"). */
export function addressPools(root: Node, zones: readonly SecurityZone[]): readonly AddressPool[] {
  const pools = get(root, 'security', 'nat', 'source');
  const books = addressBooksOf(root);
  const applications = applicationsOf(root);
  const behindOf = (from: Node | undefined): string[] => [
    ...kids(get(from, 'interface')).map(({ name }) => unitOf(name)),
    ...kids(get(from, 'zone')).flatMap(({ name }) =>
      zones.flatMap(({ zone }) => (zone.name.value === name ? zone.interfaces : [])),
    ),
  ];
  return natRuleSets(root).flatMap((set) => {
    if (set.kind !== 'source') return [];
    const behind = behindOf(get(set.node, 'from'));
    return natRulesIn(set).flatMap((rule): AddressPool[] => {
      const name = kids(get(rule, 'then', 'source-nat', 'pool'))[0];
      const pool = name && get(pools, 'pool', name.name);
      const addresses = pool && sizeOf(pool);
      const networks = networksOf(natMatches(get(rule, 'match'), books, applications));
      if (addresses === undefined || networks.length === 0 || rule.inactive || rule.parent!.inactive) return [];
      return [
        {
          name: located(name!),
          addresses,
          users: { networks },
          behind,
          span: spanOf(rule),
          share: { written: 'without port no-translation' },
        },
      ];
    });
  });
}

/** Undefined: it shares addresses, has others to fall back on, or cannot be counted. */
function sizeOf(pool: Node): number | undefined {
  if (!get(pool, 'port', 'no-translation') || get(pool, 'overflow-pool') || get(pool, 'host-address-base'))
    return undefined;
  let size = 0n;
  for (const address of kids(get(pool, 'address'))) {
    const prefix = prefixOf(address.name);
    const last = kids(get(address, 'to'))[0];
    const end = last && prefixOf(last.name);
    if (prefix?.family !== 'ipv4' || (last && !end)) return undefined;
    size += end ? end.address - prefix.address + 1n : 1n << BigInt(widthOf('ipv4') - prefix.length);
  }
  return size > 0n ? Number(size) : undefined;
}

/** Of rules that ask for the source alone. */
function networksOf(matches: ReturnType<typeof natMatches>): readonly Prefix[] {
  return matches.flatMap(({ family: _, source, destination, ...others }) => {
    const anywhere = !destination || destination.anyOf.every((term) => term.kind === 'prefix' && term.length === 0);
    if (!source || !anywhere || Object.values(others).some((one) => one !== undefined)) return [];
    return source.anyOf.flatMap((term) => (term.kind === 'prefix' && term.family === 'ipv4' ? [term] : []));
  });
}
