import type { AddressTerm, Family } from '../../../model/address.ts';
import type { Field } from '../../../model/filter.ts';
import { type Block, isOn, table, values } from '../config-tree.ts';
import { type Addresses, addressesIn } from './addresses.ts';
import type { Zones } from './interface-names.ts';
import { type Services, servicesIn } from './services.ts';
import { type Vip, type Vips, vipsIn } from './vips.ts';

/** What the names in the policies of one virtual firewall stand for. */
export interface Objects {
  readonly zones: Zones;
  readonly services: Services;
  addresses(family: Family): Addresses;
  vips(family: Family): Vips;
  /** Outer addresses of virtual IPs that policies put to work; with central NAT none: they are translated before policies. */
  translated(family: Family): readonly AddressTerm[];
  readonly centralNat: boolean;
  /** One field for all policies that name the same addresses: packet sets build it once. */
  field(key: string, make: () => Field<AddressTerm>): Field<AddressTerm>;
}

export function objectsIn(block: Block, zones: Zones): Objects {
  const addresses = { ipv4: addressesIn(block, 'ipv4'), ipv6: addressesIn(block, 'ipv6') };
  const vips = { ipv4: vipsIn(block, 'ipv4', zones), ipv6: vipsIn(block, 'ipv6', zones) };
  const fields = new Map<string, Field<AddressTerm>>();
  const centralNat = isOn(table(block, 'system settings'), 'central-nat');
  const translated = {
    ipv4: centralNat ? [] : outerOf(usedVips(block, vips.ipv4)),
    ipv6: centralNat ? [] : outerOf(usedVips(block, vips.ipv6)),
  };
  return {
    zones,
    services: servicesIn(block),
    addresses: (family) => addresses[family],
    vips: (family) => vips[family],
    translated: (family) => translated[family],
    centralNat,
    field: (key, make) => {
      const field = fields.get(key) ?? make();
      fields.set(key, field);
      return field;
    },
  };
}

/** Virtual IPs that stand in a policy; the others translate nothing. */
export function usedVips(block: Block, vips: Vips): Set<Vip> {
  const used = new Set<Vip>();
  for (const path of ['firewall policy', 'firewall policy6', 'firewall consolidated policy']) {
    for (const entry of table(block, path)?.entries ?? []) {
      for (const setting of ['dstaddr', 'dstaddr4', 'dstaddr6'])
        for (const { value } of values(entry, setting)) for (const vip of vips.named(value) ?? []) used.add(vip);
    }
  }
  return used;
}

const outerOf = (used: ReadonlySet<Vip>): AddressTerm[] =>
  [...used].flatMap(({ active, outer }) => (active && outer ? [outer] : []));
