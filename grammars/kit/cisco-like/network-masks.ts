import { parseIpv4 } from '../../model/address.ts';
import type { WrittenMask } from '../../model/device.ts';
import type { Statement } from '../../outline.ts';
import { at } from '../../text/span.ts';
import { redistributionOf } from './bgp-origins.ts';
import { after, type Facts, lower, startsWith } from './facts.ts';

/** OSPF, EIGRP and RIP: the masks of `network 10.0.0.0 0.0.0.255 area 0`, also inside address families. */
export function readRouter(statement: Statement, facts: Facts, into = processOf(statement)): void {
  for (const child of statement.children) {
    readNetworkMask(child, 'wildcard', facts);
    const taken = redistributionOf(child, child.words, into.protocol, into.vrf);
    if (taken) facts.redistributions.push(taken);
    if (child.children.length > 0) {
      const vrf = after(child.words, 'vrf')?.text ?? into.vrf;
      readRouter(child, facts, { ...into, ...(vrf === undefined ? {} : { vrf }) });
    }
  }
}

function processOf({ words }: Statement): { readonly protocol: string; readonly vrf?: string } {
  const vrf = after(words, 'vrf')?.text;
  return {
    protocol: lower(words, lower(words, 0) === 'ipv6' ? 2 : 1),
    ...(vrf === undefined ? {} : { vrf }),
  };
}

/** `network A W`, `network A mask M`, `aggregate-address A M` */
export function readNetworkMask(statement: Statement, slot: WrittenMask['slot'], facts: Facts): void {
  const { words } = statement;
  const first = lower(words, 0);
  if (first !== 'network' && first !== 'aggregate-address') return;
  const masked = startsWith(words, 'network * mask *');
  if (slot === 'netmask' && first === 'network' && !masked) return;
  const mask = words[masked ? 3 : 2];
  const address = parseIpv4(words[1]?.text ?? '');
  const value = parseIpv4(mask?.text ?? '');
  if (!mask || address === undefined || value === undefined) return;
  facts.masks.push({ slot, address: at(address, words[1]!.span), mask: at(value, mask.span) });
}
