import { parseAddress } from '../../model/address.ts';

/** From where a socket on this address can be reached; undefined: the address is a name or a variable. */
export function listeningReach(address: string): 'anywhere' | 'public' | 'private' | 'loopback' | undefined {
  if (address === '' || address === '*') return 'anywhere';
  const parsed = parseAddress(address);
  if (!parsed) return address.toLowerCase() === 'localhost' ? 'loopback' : undefined;
  if (parsed.address === 0n) return 'anywhere';
  if (parsed.family === 'ipv6') {
    if (parsed.address === 1n) return 'loopback';
    // fe80::/10, fc00::/7
    return parsed.address >> 118n === 0x3fan || parsed.address >> 121n === 0x7en ? 'private' : 'public';
  }
  const first = Number(parsed.address >> 24n);
  const second = Number((parsed.address >> 16n) & 0xffn);
  if (first === 127) return 'loopback';
  const inner =
    first === 10 ||
    (first === 172 && second >> 4 === 1) ||
    (first === 192 && second === 168) ||
    (first === 169 && second === 254) ||
    (first === 100 && second >> 6 === 1);
  return inner ? 'private' : 'public';
}
