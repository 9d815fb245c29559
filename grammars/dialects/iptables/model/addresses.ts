import { type AddressTerm, type Family, lengthOfMask, parseIpv4, parseIpv6, widthOf } from '../../../model/address.ts';
import type { Field } from '../../../model/filter.ts';

/** `192.0.2.1`, `10/8`, `10.0.0.0/255.0.255.0`, `2001:db8::/32`, and lists of them. @returns undefined for host names. */
export function addressField(text: string, negated: boolean): Field<AddressTerm> | undefined {
  const terms = text.split(',').map(addressTerm);
  if (!terms.every((term) => term !== undefined)) return undefined;
  // "! not allowed with multiple source or destination IP addresses"
  if (negated && terms.length > 1) return undefined;
  return { anyOf: terms, ...(negated ? { negated } : {}) };
}

/** `192.0.2.1-192.0.2.9`, or one address. */
export function rangeField(text: string, negated: boolean): Field<AddressTerm> | undefined {
  const [first, last, more] = text.split('-');
  const from = fullAddress(first!);
  const to = last === undefined ? from : fullAddress(last);
  if (!from || !to || more !== undefined || from.family !== to.family) return undefined;
  const term: AddressTerm = { kind: 'range', family: from.family, first: from.address, last: to.address };
  return { anyOf: [term], ...(negated ? { negated } : {}) };
}

function addressTerm(text: string): AddressTerm | undefined {
  const [host, mask, more] = text.split('/');
  if (more !== undefined) return undefined;
  const parsed = fullAddress(host!) ?? shortened(host!);
  if (!parsed) return undefined;
  const { family } = parsed;
  const width = widthOf(family);
  if (mask === undefined) return { kind: 'prefix', ...parsed, length: width };
  if (/^\d{1,3}$/.test(mask)) {
    const length = Number(mask);
    if (length > width) return undefined;
    return { kind: 'prefix', family, address: networkOf(parsed.address, width, length), length };
  }
  const bits = family === 'ipv4' ? parseIpv4(mask) : parseIpv6(mask);
  if (bits === undefined) return undefined;
  const length = family === 'ipv4' ? lengthOfMask(bits) : undefined;
  if (length !== undefined)
    return { kind: 'prefix', family, address: networkOf(parsed.address, width, length), length };
  return { kind: 'wildcard', family, address: parsed.address & bits, wildcard: ((1n << BigInt(width)) - 1n) ^ bits };
}

const networkOf = (address: bigint, width: number, length: number): bigint =>
  address & ~((1n << BigInt(width - length)) - 1n);

function fullAddress(text: string): { family: Family; address: bigint } | undefined {
  const v4 = parseIpv4(text);
  if (v4 !== undefined) return { family: 'ipv4', address: v4 };
  const v6 = parseIpv6(text);
  return v6 === undefined ? undefined : { family: 'ipv6', address: v6 };
}

/** `10` and `10.1` are 10.0.0.0 and 10.1.0.0: iptables fills up with zeros. */
function shortened(text: string): { family: 'ipv4'; address: bigint } | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){0,2}$/.test(text)) return undefined;
  const address = parseIpv4([...text.split('.'), '0', '0', '0'].slice(0, 4).join('.'));
  return address === undefined ? undefined : { family: 'ipv4', address };
}
