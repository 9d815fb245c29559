import { parseIpv4 } from '../../../model/address.ts';
import type { AddressPool } from '../../../model/nat.ts';
import { type Block, entriesOf, isOn, table, values, word } from '../config-tree.ts';
import { POLICIES } from './policies.ts';

/** Everybody: the address that every device has. */
const ANYBODY = [{ family: 'ipv4' as const, address: 0n, length: 0 }];

/**
 * Pools that give each host an address of its own (IP pools, `type one-to-one`), as policies for everybody behind an interface use them; of a policy
 * with several pools it is not said which one a host gets.
 */
export function addressPools(scope: Block): AddressPool[] {
  const users = new Map<string, string[]>();
  for (const policy of table(scope, POLICIES.path)?.entries ?? []) {
    const [pool, more] = values(policy, 'poolname');
    const sources = values(policy, 'srcaddr');
    const isAll = sources.length === 1 && sources[0]!.value === 'all' && !isOn(policy, 'srcaddr-negate');
    const translates = isOn(policy, 'nat') && isOn(policy, 'ippool') && word(policy, 'status') !== 'disable';
    if (!pool || more || !isAll || !translates || word(policy, 'action') !== 'accept') continue;
    const behind = values(policy, 'srcintf').map(({ value }) => value);
    users.set(pool.value, [...(users.get(pool.value) ?? []), ...behind]);
  }
  return entriesOf(scope, 'firewall ippool').flatMap((entry): AddressPool[] => {
    const name = entry.name;
    const behind = name && users.get(name.value);
    const kind = values(entry, 'type')[0];
    const [first, last] = ['startip', 'endip'].map((key) => parseIpv4(values(entry, key)[0]?.value ?? ''));
    if (!name || !behind || kind?.value !== 'one-to-one' || first === undefined || last === undefined) return [];
    if (last < first) return [];
    return [
      {
        name,
        addresses: Number(last - first) + 1,
        users: { networks: ANYBODY },
        behind,
        span: kind.span,
        share: { written: 'set type overload', edits: [{ span: kind.span, newText: 'overload' }] },
      },
    ];
  });
}
