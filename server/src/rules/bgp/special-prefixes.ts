import { type Family, holds, type Prefix, parsePrefix } from '../../../../grammars/model/address.ts';

const list = (text: string): readonly Prefix[] => text.split(' ').map((word) => parsePrefix(word)!);

/** Space that no network announces to another (RFC 6890, 6598, 7526, 9637, 9602; RFC 7454 section 6.1.1). The private ones first. */
export const BOGONS: Readonly<Record<Family, readonly Prefix[]>> = {
  ipv4: list(
    '10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 0.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4',
  ),
  ipv6: list(
    'fc00::/7 fe80::/10 2001:db8::/32 ::/8 100::/64 2001::/32 2001:2::/48 2001:10::/28 2002::/16 3ffe::/16 3fff::/20 5f00::/16 fec0::/10 ff00::/8',
  ),
};

/** How many of these lead the list: a policy that refuses them knows of bogons. */
export const PRIVATE_COUNT: Readonly<Record<Family, number>> = { ipv4: 3, ipv6: 2 };

export const DEFAULT_ROUTE: Readonly<Record<Family, Prefix>> = {
  ipv4: parsePrefix('0.0.0.0/0')!,
  ipv6: parsePrefix('::/0')!,
};

const DOCUMENTATION = list('192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 198.18.0.0/15 2001:db8::/32 3fff::/20');

/** Routed in the Internet; documentation space stands for such. */
export function isPublic(prefix: Prefix): boolean {
  const inside = (outer: Prefix): boolean =>
    outer.family === prefix.family && prefix.length >= outer.length && holds(outer, prefix.address);
  return prefix.length > 0 && (DOCUMENTATION.some(inside) || !BOGONS[prefix.family].some(inside));
}
