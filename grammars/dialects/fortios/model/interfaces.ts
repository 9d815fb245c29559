import { type Family, lengthOfMask, type Prefix, parseIpv4, parsePrefix } from '../../../model/address.ts';
import type { Interface, InterfaceAddress } from '../../../model/interface.ts';
import type { Located } from '../../../text/span.ts';
import { type Block, entriesOf, isOn, spanOf, table, value, values, word } from '../config-tree.ts';
import type { Zones } from './interface-names.ts';
import { globalEntries } from './scopes.ts';

export function interfacesOf(root: Block, zones: Zones, domains: boolean): Interface[] {
  return globalEntries(root, 'system interface').map((block) => interfaceOf(block, zones, domains));
}

/** Kinds behind which any next hop can be. */
const POINT_TO_POINT = /^(?:tunnel|vdom-link|pppoe|l2tp|wl-mesh)$/;

function interfaceOf(block: Block, zones: Zones, domains: boolean): Interface {
  const ipv6 = table(block, 'ipv6');
  const alias = value(block, 'alias') ?? value(block, 'description');
  const description = alias?.value ? alias : value(block, 'description');
  const status = word(block, 'status');
  const mode = word(block, 'mode') ?? 'static';
  const mode6 = word(ipv6, 'ip6-mode') ?? 'static';
  const role = word(block, 'role');
  const vrf = vrfOf(block, domains);
  const zone = zones.zoneOf(block.name.value);
  const dynamicFamilies: Family[] = [
    ...(mode === 'static' && !isUnread(values(block, 'ip')) ? [] : (['ipv4'] as const)),
    ...(mode6 === 'static' && !isOn(ipv6, 'autoconf') && !isUnread(values(ipv6, 'ip6-address'))
      ? []
      : (['ipv6'] as const)),
  ];
  return {
    name: block.name,
    addresses: addressesOf(block),
    ...(description?.value ? { description } : {}),
    ...(status === undefined ? {} : { shutdown: status === 'down' }),
    ...(vrf === undefined ? {} : { vrf }),
    ...(zone === undefined ? {} : { zone }),
    ...(dynamicFamilies.length > 0 ? { dynamic: true, dynamicFamilies } : {}),
    ...(POINT_TO_POINT.test(word(block, 'type') ?? '') || mode === 'pppoe' || isSet(value(block, 'remote-ip'))
      ? { pointToPoint: true }
      : {}),
    ...(role === 'wan' ? { natRole: 'outside' } : role === 'lan' ? { natRole: 'inside' } : {}),
    ...(word(block, 'type') === 'loopback' ? { loopback: true } : {}),
    ...(/^[1-9]/.test(word(block, 'tcp-mss') ?? '') ? { clampsMss: true } : {}),
    span: spanOf(block),
    closed: !block.unclear,
  };
}

const isSet = (address: Located<string> | undefined): boolean =>
  address !== undefined && address.value !== '0.0.0.0' && address.value !== '';

/** Written, and not as an address: its subnet is not in the text. */
const isUnread = (written: readonly Located<string>[]): boolean =>
  written.length > 0 && maskedPrefix(written) === undefined;

/** Tables of routes are apart by virtual domain, and by `vrf` in one. */
function vrfOf(block: Block, domains: boolean): string | undefined {
  const vdom = word(block, 'vdom');
  const vrf = word(block, 'vrf');
  const parts = [domains && vdom !== 'root' ? vdom : undefined, vrf === '0' ? undefined : vrf];
  const named = parts.filter((part) => part !== undefined);
  return named.length > 0 ? named.join(' ') : undefined;
}

function addressesOf(block: Block): InterfaceAddress[] {
  const ipv6 = table(block, 'ipv6');
  const own = maskedPrefix(values(block, 'ip'));
  const six = maskedPrefix(values(ipv6, 'ip6-address'));
  return [
    ...(own && own.prefix.address !== 0n ? [{ ...own.prefix, span: own.span }] : []),
    ...entriesOf(block, 'secondaryip').flatMap((entry) => {
      const found = maskedPrefix(values(entry, 'ip'));
      return found && found.prefix.address !== 0n ? [{ ...found.prefix, span: found.span, secondary: true }] : [];
    }),
    ...(six && six.prefix.address !== 0n ? [{ ...six.prefix, span: six.span }] : []),
    ...entriesOf(ipv6, 'ip6-extra-addr').flatMap(({ name }) => {
      const prefix = parsePrefix(name.value);
      return prefix ? [{ ...prefix, span: name.span, secondary: true }] : [];
    }),
  ];
}

/** `192.0.2.1 255.255.255.0`, `192.0.2.1/24`, `2001:db8::1/64`. */
export function maskedPrefix([first, second]: readonly Located<string>[]):
  | { readonly prefix: Prefix; readonly span: Interface['span'] }
  | undefined {
  if (!first) return undefined;
  const whole = parsePrefix(first.value);
  if (whole) return { prefix: whole, span: first.span };
  const address = parseIpv4(first.value);
  const mask = second && parseIpv4(second.value);
  const length = mask === undefined ? undefined : lengthOfMask(mask);
  if (address === undefined || length === undefined) return undefined;
  return {
    prefix: { family: 'ipv4', address, length },
    span: { start: first.span.start, end: second!.span.end },
  };
}
