import { readAllowList } from './allow-list.ts';
import { asAddress } from './target.ts';

/** Space behind some translation: RFC 1918, RFC 4193, RFC 6598, and the machine itself. */
const inside = readAllowList(['loopback', 'private', '100.64.0.0/10']);

/** Whether only peers on this side of a translation can reach the address; what is no address is not inside. */
export function isInside(text: string): boolean {
  const address = asAddress(text);
  return address !== undefined && inside.allowsAddress(address);
}
