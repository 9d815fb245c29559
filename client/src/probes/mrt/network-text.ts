import { formatAddress } from '../../../../grammars/model/address.ts';
import type { PathSegment } from './attributes.ts';
import type { Network } from './routes.ts';

export function pathText(path: readonly PathSegment[]): string {
  return path
    .map(({ kind, asns }) => {
      if (kind === 'set') return `{${asns.join(',')}}`;
      if (kind === 'sequence') return asns.join(' ');
      return kind === 'confed-set' ? `[${asns.join(',')}]` : `(${asns.join(' ')})`;
    })
    .join(' ');
}

export function addressText(octets: Buffer): string {
  return octets.length === 4 ? octets.join('.') : formatAddress('ipv6', BigInt(`0x${octets.toString('hex')}`));
}

export function prefixText({ family, octets, length }: Network): string {
  return `${addressText(Buffer.concat([octets, Buffer.alloc((family === 'ipv4' ? 4 : 16) - octets.length)]))}/${length}`;
}

/** The first bits of a network, as a text. */
export function keyOf(family: 'ipv4' | 'ipv6', octets: Buffer, length: number): string {
  const whole = length >> 3;
  const bits = length & 7;
  const last = bits === 0 ? '' : String.fromCharCode(((octets[whole] ?? 0) >> (8 - bits)) << (8 - bits));
  return `${family}${length}:${octets.toString('latin1', 0, whole)}${last}`;
}
