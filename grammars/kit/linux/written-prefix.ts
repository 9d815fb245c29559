import { lengthOfMask, type Prefix, parseAddress, parseIpv4, parsePrefix, widthOf } from '../../model/address.ts';

/** An address, or one with a length, for IPv4 also with a mask of dots: `192.0.2.0/255.255.255.0`. */
export function writtenPrefix(text: string): Prefix | undefined {
  const prefix = parsePrefix(text);
  if (prefix) return prefix;
  const host = parseAddress(text);
  if (host) return { ...host, length: widthOf(host.family) };
  const [network = '', dots = ''] = text.split('/');
  const address = parseIpv4(network);
  const mask = parseIpv4(dots);
  const length = mask === undefined ? undefined : lengthOfMask(mask);
  return address === undefined || length === undefined ? undefined : { family: 'ipv4', address, length };
}
