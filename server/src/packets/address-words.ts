import { type Family, formatAddress, formatPrefix } from '../../../grammars/model/address.ts';

/** Addresses that agree in some bits. */
export interface Cube {
  /** Most significant bit first; `undefined` is free. */
  readonly bits: readonly (0 | 1 | undefined)[];
}

/**
 * Disjoint cubes in ascending order, one word each: `10.0.0.0/8`; a host without its length; `10.0.0.0 wildcard 0.0.255.0` where free
 * bits stand above fixed ones. What lies side by side is one range where that takes fewer words: `192.0.2.0-192.0.2.9`.
 */
export function addressWords(cubes: readonly Cube[], family: Family): string[] {
  const words = cubes.map((cube) => cubeText(cube, family));
  const ranges: { first: bigint; last: bigint }[] = [];
  for (const cube of cubes) {
    const { address, free, contiguous } = bitsOf(cube);
    if (!contiguous) return words;
    const before = ranges.at(-1);
    if (before && before.last + 1n === address) before.last = address | free;
    else ranges.push({ first: address, last: address | free });
  }
  if (ranges.length === cubes.length) return words;
  return ranges.map(({ first, last }) => rangeText(first, last, family));
}

function cubeText(cube: Cube, family: Family): string {
  const { address, free, contiguous, length } = bitsOf(cube);
  if (!contiguous) return `${formatAddress(family, address)} wildcard ${formatAddress(family, free)}`;
  return length === cube.bits.length ? formatAddress(family, address) : formatPrefix({ family, address, length });
}

function rangeText(first: bigint, last: bigint, family: Family): string {
  const size = last - first + 1n;
  if ((size & (size - 1n)) !== 0n || first % size !== 0n)
    return `${formatAddress(family, first)}-${formatAddress(family, last)}`;
  const length = (family === 'ipv4' ? 32 : 128) - (size.toString(2).length - 1);
  return size === 1n ? formatAddress(family, first) : formatPrefix({ family, address: first, length });
}

/** `length`: bits up to the last fixed one; `contiguous`: none of those is free. */
function bitsOf({ bits }: Cube): {
  readonly address: bigint;
  readonly free: bigint;
  readonly length: number;
  readonly contiguous: boolean;
} {
  let address = 0n;
  let free = 0n;
  for (const bit of bits) {
    address = (address << 1n) | BigInt(bit ?? 0);
    free = (free << 1n) | (bit === undefined ? 1n : 0n);
  }
  const length = bits.findLastIndex((bit) => bit !== undefined) + 1;
  return { address, free, length, contiguous: !bits.slice(0, length).includes(undefined) };
}
