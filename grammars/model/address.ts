export type Family = 'ipv4' | 'ipv6';

/** Address width in bits. */
export const widthOf = (family: Family): number => (family === 'ipv4' ? 32 : 128);

/** An address with the length of its subnet, host bits kept: `10.0.0.5/24`. */
export interface Prefix {
  readonly family: Family;
  /** 0 .. 2^width - 1 */
  readonly address: bigint;
  /** 0 .. width */
  readonly length: number;
}

/**
 * One term of an address match.
 * `wildcard` matches every address that equals `address` where `wildcard` has a 0 bit; bits may be discontiguous.
 */
export type AddressTerm =
  | { readonly kind: 'any' }
  | { readonly kind: 'prefix'; readonly family: Family; readonly address: bigint; readonly length: number }
  | { readonly kind: 'wildcard'; readonly family: Family; readonly address: bigint; readonly wildcard: bigint }
  | { readonly kind: 'range'; readonly family: Family; readonly first: bigint; readonly last: bigint };

/** @returns undefined for anything that is not four decimal octets. */
export function parseIpv4(text: string): bigint | undefined {
  if (text.length > 15) return undefined;
  let value = 0;
  let octet = 0;
  let digits = 0;
  let dots = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 46) {
      if (digits === 0) return undefined;
      value = value * 256 + octet;
      octet = 0;
      digits = 0;
      dots += 1;
      continue;
    }
    if (code < 48 || code > 57 || digits === 3) return undefined;
    octet = octet * 10 + code - 48;
    digits += 1;
    if (octet > 255) return undefined;
  }
  return dots === 3 && digits > 0 ? BigInt(value * 256 + octet) : undefined;
}

/** RFC 4291 text forms, incl. `::` and a trailing dotted quad; no zone. @returns undefined when malformed. */
export function parseIpv6(text: string): bigint | undefined {
  if (!/^[0-9a-fA-F:.]+$/.test(text) || !text.includes(':')) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groups = (half: string): number[] | undefined => {
    if (half === '') return [];
    const out: number[] = [];
    const words = half.split(':');
    for (const [i, word] of words.entries()) {
      if (word.includes('.')) {
        const v4 = i === words.length - 1 ? parseIpv4(word) : undefined;
        if (v4 === undefined) return undefined;
        out.push(Number(v4 >> 16n), Number(v4 & 0xffffn));
      } else {
        if (!/^[0-9a-fA-F]{1,4}$/.test(word)) return undefined;
        out.push(Number.parseInt(word, 16));
      }
    }
    return out;
  };
  const head = groups(halves[0]!);
  const tail = halves.length === 2 ? groups(halves[1]!) : [];
  if (!head || !tail) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  return [...head, ...Array<number>(missing).fill(0), ...tail].reduce(
    (value, group) => (value << 16n) | BigInt(group),
    0n,
  );
}

export function parseAddress(text: string): { family: Family; address: bigint } | undefined {
  const v4 = parseIpv4(text);
  if (v4 !== undefined) return { family: 'ipv4', address: v4 };
  const v6 = parseIpv6(text);
  return v6 === undefined ? undefined : { family: 'ipv6', address: v6 };
}

/** `A/len`; host bits are kept. @returns undefined without a length or when malformed. */
export function parsePrefix(text: string): Prefix | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const parsed = parseAddress(text.slice(0, slash));
  const digits = text.slice(slash + 1);
  if (!parsed || !/^\d{1,3}$/.test(digits)) return undefined;
  const length = Number(digits);
  return length <= widthOf(parsed.family) ? { ...parsed, length } : undefined;
}

/** `A/len`, or an address, which stands for itself alone. @returns undefined when malformed. */
export function parseNetwork(text: string): Prefix | undefined {
  const address = parseAddress(text);
  return address ? { ...address, length: widthOf(address.family) } : parsePrefix(text);
}

/** 255.255.255.0 -> 24. @returns undefined when the ones are not leading. */
export function lengthOfMask(mask: bigint): number | undefined {
  const inverted = ~Number(mask & 0xffffffffn);
  return (inverted & (inverted + 1)) === 0 ? Math.clz32(inverted) : undefined;
}

/** By the number of their ones. */
const MASKS = Array.from({ length: 129 }, (_, ones) => (1n << BigInt(ones)) - 1n);

/** The host part of a prefix of this length: all ones below. */
export function hostMask(family: Family, length: number): bigint {
  const ones = widthOf(family) - length;
  return MASKS[ones] ?? (1n << BigInt(ones)) - 1n;
}

export const networkOf = (prefix: Prefix): bigint => prefix.address & ~hostMask(prefix.family, prefix.length);

export const lastOf = (prefix: Prefix): bigint => networkOf(prefix) | hostMask(prefix.family, prefix.length);

export const holds = (prefix: Prefix, address: bigint): boolean =>
  ((prefix.address ^ address) & ~hostMask(prefix.family, prefix.length)) === 0n;

export function formatAddress(family: Family, address: bigint): string {
  if (family === 'ipv4') {
    const bits = Number(address & 0xffffffffn);
    return `${bits >>> 24}.${(bits >>> 16) & 0xff}.${(bits >>> 8) & 0xff}.${bits & 0xff}`;
  }
  const groups = Array.from({ length: 8 }, (_, i) => Number((address >> BigInt(112 - 16 * i)) & 0xffffn));
  const run = longestZeroRun(groups);
  const hex = (part: number[]): string => part.map((group) => group.toString(16)).join(':');
  return run.length < 2
    ? hex(groups)
    : `${hex(groups.slice(0, run.start))}::${hex(groups.slice(run.start + run.length))}`;
}

export const formatPrefix = (prefix: Prefix): string =>
  `${formatAddress(prefix.family, prefix.address)}/${prefix.length}`;

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start += 1) {
    let length = 0;
    while (groups[start + length] === 0) length += 1;
    if (length > best.length) best = { start, length };
  }
  return best;
}
