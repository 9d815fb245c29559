import { formatAddress, parsePrefix } from '../../grammars/model/address.ts';
import type { Member } from '../../server/src/network/network.ts';
import { prepare } from '../../server/src/review/prepare.ts';
import type { Twin } from '../../server/src/twin/twin.ts';

/** `static via 10.0.0.2`, `none`, with `?` where it may be otherwise. */
export function routeIn(twin: Twin, path: string, prefix: string, vrf = ''): string {
  const { family, address, length } = parsePrefix(prefix)!;
  const table = twin.table(path, vrf, family);
  const route = table.exact({ family, address, length });
  const doubt = route?.doubt ?? table.lookup(address).doubts[0];
  const hops = route?.hops.map(({ gateway, interface: name }) =>
    gateway === undefined ? name : formatAddress(family, gateway),
  );
  return `${route ? `${route.source} via ${hops!.join(' ') || 'nothing'}` : 'none'}${doubt ? '?' : ''}`;
}

/** A text as the twin gets it. */
export function memberOf(path: string, text: string, dialect: string): Member {
  const { device, index } = prepare({ text, dialect })!;
  return { path, device, index };
}
