import type { Family } from '../../../grammars/model/address.ts';
import type { Device } from '../../../grammars/model/device.ts';
import type { Member } from '../network/network.ts';
import { everything, nothing, type PrefixSpace, union, unionOf } from '../routes/prefix-space.ts';
import { BY_PROTOCOL, vrfsOf } from './base-routes.ts';
import type { TableOf } from './bgp-nodes.ts';
import { NOT_KNOWN } from './redistributed.ts';

/**
 * Prefixes that EIGRP may have: those of all tables of its routers, as long as none of them sums up. As with OSPF, all of them are taken to be
 * here; what other protocols may bring them, EIGRP may have as well.
 */
export function eigrpSpace(members: readonly Member[], tables: TableOf, family: Family): PrefixSpace {
  const known: Parameters<typeof unionOf>[1][number][] = [];
  let more = nothing(family);
  for (const member of members) {
    const { device } = member;
    if (!speaksEigrp(device)) continue;
    if (!isPlain(device)) return everything(family);
    for (const vrf of vrfsOf(device)) {
      const table = tables(member, vrf, family);
      for (const { prefix } of table.routes())
        known.push({ prefix, lengths: { first: prefix.length, last: prefix.length } });
      for (const { doubt, space } of table.spaces()) if (!OWN.has(doubt.text.en)) more = union(more, space);
    }
  }
  return union(more, unionOf(family, known));
}

/** Doubts that EIGRP itself makes, or is announced by: they are of nothing else than what it has. */
const OWN: ReadonlySet<string> = new Set([BY_PROTOCOL('eigrp').en, NOT_KNOWN('eigrp').en]);

const speaksEigrp = ({ routingProtocols, routeChoice }: Device): boolean =>
  routingProtocols?.includes('eigrp') === true ||
  (routeChoice?.unfollowed ?? []).some(({ about }) => about.kind === 'protocol' && about.protocol === 'eigrp');

const isPlain = ({ routeChoice }: Device): boolean =>
  routeChoice?.unfollowed.every(
    ({ about, plain }) => about.kind !== 'protocol' || about.protocol !== 'eigrp' || plain === true,
  ) === true;
