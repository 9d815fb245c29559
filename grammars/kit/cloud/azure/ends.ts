import {
  type AddressTerm,
  type Family,
  parseAddress,
  parseIpv4,
  parsePrefix,
  widthOf,
} from '../../../model/address.ts';
import type { Field, Opaque } from '../../../model/filter.ts';
import type { Span } from '../../../text/span.ts';
import { canonical, elementsOf, type MapValue, propertyOf, textOf, type Value } from '../value.ts';

/** One way for an address to match; what is not known for sure is `opaque`. */
export interface End {
  readonly family: Family | 'both';
  readonly addresses?: Field<AddressTerm>;
  readonly opaque?: Opaque;
}

export type Side = 'source' | 'destination';

const KEYS = {
  source: {
    addresses: ['sourceAddressPrefix', 'source_address_prefix', 'sourceAddressPrefixes', 'source_address_prefixes'],
    groups: ['sourceApplicationSecurityGroups', 'source_application_security_group_ids'],
  },
  destination: {
    addresses: [
      'destinationAddressPrefix',
      'destination_address_prefix',
      'destinationAddressPrefixes',
      'destination_address_prefixes',
    ],
    groups: ['destinationApplicationSecurityGroups', 'destination_application_security_group_ids'],
  },
} as const;

/**
 * Whom a security rule is about, on one side: prefixes, `*`, service tags, application security groups.
 * @param everybody tags that surely hold every public address here (lower case); `UNSAID` among them: so does a rule that names nobody
 */
export function endsOf(map: MapValue, side: Side, everybody: readonly string[], span: Span): readonly End[] {
  const keys = KEYS[side];
  const written = keys.addresses.flatMap((key) => elementsOf(propertyOf(map, key))).filter((one) => textOf(one) !== '');
  const groups = keys.groups.flatMap((key) => elementsOf(propertyOf(map, key)));
  const terms: Record<Family, AddressTerm[]> = { ipv4: [], ipv6: [] };
  const ends: End[] = [];
  let open = false;
  for (const value of written) {
    const term = termOf(value);
    if (term === 'any') return [{ family: 'both' }];
    if (term?.kind === 'prefix') {
      terms[term.family].push(term);
      continue;
    }
    ends.push({ family: 'both', opaque: { text: `${side} ${canonical(value)}`, span: value.span } });
    open ||= everybody.includes(textOf(value)?.toLowerCase() ?? '');
  }
  for (const value of groups) {
    const name = value.kind === 'map' ? canonical(propertyOf(value, 'id') ?? value) : canonical(value);
    ends.push({ family: 'both', opaque: { text: `${side} group ${name}`, span: value.span } });
  }
  for (const family of ['ipv4', 'ipv6'] as const)
    if (terms[family].length > 0) ends.push({ family, addresses: { anyOf: terms[family] } });
  if (open) ends.push(...PUBLIC);
  if (ends.length > 0) return ends;
  // A rule must say it: refused without, until somebody adds what.
  const unsaid: End = { family: 'both', opaque: { text: `${side} at ${span.start}`, span } };
  return everybody.includes(UNSAID) ? [unsaid, ...PUBLIC] : [unsaid];
}

export const UNSAID = 'unsaid';

/** `*` and `Any`; a prefix or one address. */
function termOf(value: Value): AddressTerm | 'any' | undefined {
  const text = textOf(value)?.trim();
  if (text === undefined) return undefined;
  if (text === '*' || text.toLowerCase() === 'any') return 'any';
  const prefix = parsePrefix(text);
  if (prefix) return { kind: 'prefix', ...prefix };
  const host = /^[\d.]+$|:/.test(text) ? parseAddress(text) : undefined;
  return host && { kind: 'prefix', ...host, length: widthOf(host.family) };
}

/** Service tags overview: `Internet` is what is outside the virtual network and reachable; these gaps are not public (RFC 6890). */
const GAPS = [
  ['0.0.0.0', '0.255.255.255'],
  ['10.0.0.0', '10.255.255.255'],
  ['100.64.0.0', '100.127.255.255'],
  ['127.0.0.0', '127.255.255.255'],
  ['168.63.129.16', '168.63.129.16'],
  ['169.254.0.0', '169.254.255.255'],
  ['172.16.0.0', '172.31.255.255'],
  ['192.168.0.0', '192.168.255.255'],
  ['224.0.0.0', '255.255.255.255'],
] as const;

export const PUBLIC: readonly End[] = [
  {
    family: 'ipv4',
    addresses: {
      anyOf: GAPS.slice(1).map(([next], at) => ({
        kind: 'range',
        family: 'ipv4',
        first: parseIpv4(GAPS[at]![1])! + 1n,
        last: parseIpv4(next)! - 1n,
      })),
    },
  },
  {
    family: 'ipv6',
    addresses: { anyOf: [{ kind: 'prefix', family: 'ipv6', address: 0x2000n << 112n, length: 3 }] },
  },
];
