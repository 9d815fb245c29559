import { type Family, parseAddress } from '../../../model/address.ts';
import type { FhrpGroup } from '../../../model/fhrp.ts';
import type { Interface } from '../../../model/interface.ts';
import { at, type Located } from '../../../text/span.ts';
import { get, kids, type Node, numberAt, spanOf, value } from '../tree.ts';

/** `high-availability vrrp group LAN`: Keepalived keeps the addresses. */
export function fhrpOf(root: Node, interfaces: readonly Interface[], template: boolean): FhrpGroup[] {
  const vrrp = get(root, 'high-availability', 'vrrp');
  const known = new Map(interfaces.map((one) => [one.name.value, one]));
  const version = numberAt(vrrp, 'global-parameters', 'version');
  return kids(get(vrrp, 'group')).flatMap((node): FhrpGroup[] => {
    const number = numberAt(node, 'vrid');
    const name = value(node, 'interface');
    if (!number || !name) return [];
    const addresses = ['address', 'virtual-address']
      .flatMap((word) => kids(get(node, word)))
      .flatMap((child): (Located<bigint> & { readonly family: Family })[] => {
        const address = parseAddress(child.name.split('/')[0]!);
        return address ? [{ ...at(address.address, child.span), family: address.family }] : [];
      });
    const family = addresses[0]?.family ?? 'ipv4';
    const still = get(node, 'no-preempt');
    const seconds = numberAt(node, 'advertise-interval');
    const peer = get(node, 'peer-address');
    const type = value(node, 'authentication', 'type');
    const closed = !template && !node.unknown && (known.get(name.value)?.closed ?? false);
    return [
      {
        protocol: 'vrrp',
        family,
        group: number,
        interface: name.value,
        addresses: addresses
          .filter((one) => one.family === family)
          .map(({ value: address, span }) => ({ value: address, span })),
        version: version ?? { value: family === 'ipv6' ? 3 : 2 },
        priority: numberAt(node, 'priority') ?? { value: 100 },
        preempt: still ? { value: false, span: still.span } : { value: true },
        tracks: kids(get(node, 'track', 'interface')).map(({ span }) => ({ span })),
        advertise: seconds ? { value: seconds.value * 1000, span: seconds.span } : { value: 1000 },
        ...(type
          ? { authentication: { value: type.value === 'ah' ? 'cryptographic' : 'clear-text', span: type.span } }
          : closed
            ? { authentication: { value: 'none' } }
            : {}),
        ...(get(node, 'disable') ? { shutdown: true } : {}),
        unicast: peer ? { value: true, span: peer.span } : { value: false },
        span: spanOf(node),
        closed,
      },
    ];
  });
}
