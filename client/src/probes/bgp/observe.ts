import type { BgpPath } from '../../show/bgp/bgp-path.ts';
import { readBgpPaths } from '../../show/bgp/bgp-paths.ts';
import type { BgpSession } from '../../show/bgp/bgp-session.ts';
import { readBgpSessions } from '../../show/bgp/bgp-sessions.ts';
import type { Target } from '../target.ts';

/** Sessions, or where the subject is a prefix, the paths to it: empty when the device says that there is none. */
export interface BgpSeen {
  readonly sessions?: readonly BgpSession[];
  readonly paths?: readonly BgpPath[];
  /** The AS of the device, where it tells it beside them. */
  readonly ownAs?: string;
}

export function read(text: string, { subject, vrf, family }: Target): BgpSeen | undefined {
  const paths = readBgpPaths(text);
  //  Local AS number : 65001
  const ownAs = /\blocal AS(?: number)? ?:? {1,40}(\d+(?:\.\d+)?)\b/i.exec(text)?.[1];
  const own = ownAs === undefined ? {} : { ownAs };
  if (subject?.includes('/')) return paths && { paths, ...own };
  const sessions = readBgpSessions(text)?.filter(
    // A device that was asked for one VRF does not always name it.
    (one) =>
      (vrf === undefined || one.vrf === undefined || one.vrf === vrf) &&
      (family === undefined || one.family === undefined || familyOf(one.family) === family),
  );
  if (sessions) return { sessions, ...own };
  return paths && paths.length > 0 ? { paths, ...own } : undefined;
}

/** `IPv4 Unicast`, `ipv4Unicast`, `bgpAfiIpv4/unicast`, `RED.inet.0`. @returns the text itself where it is none of these */
export function familyOf(text: string): string {
  const word = text.toLowerCase();
  const [, version] = /(?:afi)?(?:ip|vpn)v([46])/.exec(word) ?? [];
  if (/vpnv?[46]|l3vpn/.test(word)) return `vpnv${version ?? (word.includes('inet6') ? '6' : '4')}-unicast`;
  if (/evpn/.test(word)) return 'l2vpn-evpn';
  if (/\binet6?\.0$/.test(word)) return word.endsWith('inet6.0') ? 'ipv6-unicast' : 'ipv4-unicast';
  if (version === undefined) return text;
  return /multicast|labell?ed|flow/.test(word) ? text : `ipv${version}-unicast`;
}
