import { formatAddress, formatPrefix, hostMask, networkOf, parsePrefix, widthOf } from '../../model/address.ts';

/** Terraform's `cidrsubnet("10.0.0.0/16", 8, 2)`: `10.0.2.0/24`. @returns undefined where there is no such block. */
export function cidrSubnet(block: string, newBits: number, number: number): string | undefined {
  const prefix = parsePrefix(block);
  if (!prefix || !Number.isInteger(newBits) || !Number.isInteger(number)) return undefined;
  const length = prefix.length + newBits;
  const width = widthOf(prefix.family);
  if (newBits < 0 || length > width || number < 0 || number >= 2 ** newBits) return undefined;
  const address = networkOf(prefix) + (BigInt(number) << BigInt(width - length));
  return formatPrefix({ family: prefix.family, address, length });
}

/** Terraform's `cidrhost("10.0.0.0/16", 5)`: `10.0.0.5`; a negative number counts from the end. */
export function cidrHost(block: string, number: number): string | undefined {
  const prefix = parsePrefix(block);
  if (!prefix || !Number.isInteger(number)) return undefined;
  const last = hostMask(prefix.family, prefix.length);
  const host = number < 0 ? last + 1n + BigInt(number) : BigInt(number);
  return host < 0n || host > last ? undefined : formatAddress(prefix.family, networkOf(prefix) + host);
}

/** CloudFormation's `Fn::Cidr`: so many blocks with so many bits for hosts each. */
export function cidrBlocks(block: string, count: number, hostBits: number): readonly string[] | undefined {
  const prefix = parsePrefix(block);
  if (!prefix || !(count > 0 && count <= 256) || !Number.isInteger(hostBits)) return undefined;
  const bits = widthOf(prefix.family) - hostBits - prefix.length;
  const found = Array.from({ length: count }, (_, at) => cidrSubnet(block, bits, at));
  return found.every((one) => one !== undefined) ? (found as string[]) : undefined;
}
