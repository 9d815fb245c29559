import type { Commands } from '../../device/ask-device.ts';
import type { ShowCommand } from '../../device/platform.ts';
import type { BgpPath } from '../../show/bgp-path.ts';
import { readBgpPaths } from '../../show/bgp-paths.ts';
import type { BgpSession } from '../../show/bgp-session.ts';
import { readBgpSessions } from '../../show/bgp-sessions.ts';
import type { Target } from '../target.ts';

/** Sessions, or where the subject is a prefix, the paths to it: empty when the device says that there is none. */
export interface BgpSeen {
  readonly sessions?: readonly BgpSession[];
  readonly paths?: readonly BgpPath[];
}

/** All sessions; of a neighbour its details as well; of a prefix the paths to it alone. */
export const commands: Commands = (platform, { subject }) => {
  const table = subject?.includes('/') ? subject : undefined;
  const family = table?.includes(':') ? 'ipv6' : 'ipv4';
  const neighbour = table === undefined ? subject : undefined;
  const details = (...before: string[]): readonly ShowCommand[] => (neighbour ? [[...before, neighbour]] : []);
  switch (platform) {
    case 'ios':
      if (table) return [['show', 'bgp', family, 'unicast', table]];
      return [['show', 'ip', 'bgp', 'all', 'summary'], ...details('show', 'ip', 'bgp', 'all', 'neighbors')];
    case 'nxos':
      if (table) return [['show', 'bgp', family, 'unicast', table]];
      return [
        ['show', 'bgp', 'vrf', 'all', 'all', 'summary'],
        ...details('show', 'bgp', 'vrf', 'all', 'all', 'neighbors'),
      ];
    case 'eos':
      if (table) return [['show', family === 'ipv6' ? 'ipv6' : 'ip', 'bgp', table]];
      return [
        ['show', 'ip', 'bgp', 'summary', 'vrf', 'all'],
        ['show', 'ipv6', 'bgp', 'summary', 'vrf', 'all'],
        ...details('show', ...(neighbour?.includes(':') ? [] : ['ip']), 'bgp', 'neighbors').map((command) => [
          ...command,
          'vrf',
          'all',
        ]),
      ];
    case 'iosxr':
      if (table) return [['show', 'bgp', family, 'unicast', table]];
      return [
        ['show', 'bgp', 'all', 'all', 'summary'],
        ['show', 'bgp', 'vrf', 'all', 'summary'],
        // Of the VRF that has no such neighbour the device says so.
        ...details('show', 'bgp', 'all', 'all', 'neighbors'),
        ...details('show', 'bgp', 'vrf', 'all', 'neighbors'),
      ];
    case 'junos':
      if (table) return [['show', 'route', table, 'exact', 'protocol', 'bgp', 'detail']];
      return [['show', 'bgp', 'summary'], ...details('show', 'bgp', 'neighbor')];
    case 'frr':
      if (table) return [['show', 'bgp', family, 'unicast', table, 'json']];
      return [
        ['show', 'bgp', 'vrf', 'all', 'summary', 'json'],
        ...details('show', 'bgp', 'vrf', 'all', 'neighbors').map((command) => [...command, 'json']),
      ];
    case 'bird':
      return [table ? ['show', 'route', 'for', table, 'all'] : ['show', 'protocols', 'all']];
    default:
      return undefined;
  }
};

export function read(text: string, { subject }: Target): BgpSeen | undefined {
  const paths = readBgpPaths(text);
  if (subject?.includes('/')) return paths && { paths };
  const sessions = readBgpSessions(text);
  if (sessions) return { sessions };
  return paths && paths.length > 0 ? { paths } : undefined;
}
