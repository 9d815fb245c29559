import { hostMask, type Prefix } from '../../model/address.ts';
import type { WrittenMask } from '../../model/device.ts';
import type { Value } from './value.ts';

/** The length of a block of addresses as a mask (`10.0.0.5/24`), where the text stands there as it is. */
export function lengthMask(value: Value, { family, address, length }: Prefix): WrittenMask[] {
  if (value.kind !== 'text' || !value.exact) return [];
  const { start, end } = value.span;
  const slash = start + value.text.indexOf('/');
  return [
    {
      slot: 'length',
      family,
      address: { value: address, span: { start, end: slash } },
      mask: { value: hostMask(family, length), span: { start: slash + 1, end } },
    },
  ];
}
