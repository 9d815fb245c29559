import type { ShowCommand } from '../../device/platform.ts';
import type { DevicePlatform } from '../../protocol.ts';
import type { Target } from '../target.ts';

/**
 * All sessions; of a neighbour its details as well; of a prefix the paths to it alone.
 * @returns undefined where the platform has no command, or none that asks one VRF
 */
export function commands(platform: DevicePlatform, { subject, vrf }: Target): readonly ShowCommand[] | undefined {
  if (vrf !== undefined && NO_VRF.has(platform)) return undefined;
  return subject?.includes('/') ? pathCommands(platform, subject, vrf) : sessionCommands(platform, subject, vrf);
}

/** Their commands ask all instances, or know none of the name. */
const NO_VRF: ReadonlySet<DevicePlatform> = new Set(['bird', 'asa', 'fortios', 'linux']);

function sessionCommands(
  platform: DevicePlatform,
  neighbour: string | undefined,
  vrf: string | undefined,
): readonly ShowCommand[] | undefined {
  const details = (...before: string[]): readonly ShowCommand[] => (neighbour ? [[...before, neighbour]] : []);
  const all = vrf ?? 'all';
  switch (platform) {
    case 'ios':
      if (vrf)
        return ['vpnv4', 'vpnv6'].flatMap((family) => {
          const table = ['show', 'bgp', family, 'unicast', 'vrf', vrf];
          return [[...table, 'summary'], ...details(...table, 'neighbors')];
        });
      return [['show', 'ip', 'bgp', 'all', 'summary'], ...details('show', 'ip', 'bgp', 'all', 'neighbors')];
    case 'nxos':
      return [['show', 'bgp', 'vrf', all, 'all', 'summary'], ...details('show', 'bgp', 'vrf', all, 'all', 'neighbors')];
    case 'eos':
      return [
        ['show', 'ip', 'bgp', 'summary', 'vrf', all],
        ['show', 'ipv6', 'bgp', 'summary', 'vrf', all],
        ...details('show', ...(neighbour?.includes(':') ? [] : ['ip']), 'bgp', 'neighbors').map((command) => [
          ...command,
          'vrf',
          all,
        ]),
      ];
    case 'iosxr':
      if (vrf) return [['show', 'bgp', 'vrf', vrf, 'summary'], ...details('show', 'bgp', 'vrf', vrf, 'neighbors')];
      return [
        ['show', 'bgp', 'all', 'all', 'summary'],
        ['show', 'bgp', 'vrf', 'all', 'summary'],
        // Of the VRF that has no such neighbour the device says so.
        ...details('show', 'bgp', 'all', 'all', 'neighbors'),
        ...details('show', 'bgp', 'vrf', 'all', 'neighbors'),
      ];
    case 'junos': {
      const instance = vrf ? ['instance', vrf] : [];
      return [['show', 'bgp', 'summary', ...instance], ...details('show', 'bgp', 'neighbor', ...instance)];
    }
    case 'frr':
      return [
        ['show', 'bgp', 'vrf', all, 'summary', 'json'],
        ...details('show', 'bgp', 'vrf', all, 'neighbors').map((command) => [...command, 'json']),
      ];
    case 'bird':
      return [['show', 'protocols', 'all']];
    case 'asa':
      return [['show', 'bgp', 'summary'], ...details('show', 'bgp', 'neighbors')];
    case 'vrp':
      if (vrf) return ['vpnv4', 'vpnv6'].map((family) => ['display', 'bgp', family, 'vpn-instance', vrf, 'peer']);
      return [
        ['display', 'bgp', 'peer'],
        ['display', 'bgp', 'ipv6', 'peer'],
      ];
    case 'comware':
      return ['ipv4', 'ipv6'].map((family) => [
        'display',
        'bgp',
        'peer',
        family,
        ...(vrf ? ['vpn-instance', vrf] : []),
      ]);
    case 'fortios':
      return [
        ['get', 'router', 'info', 'bgp', 'summary'],
        ['get', 'router', 'info6', 'bgp', 'summary'],
        ...details('get', 'router', neighbour?.includes(':') ? 'info6' : 'info', 'bgp', 'neighbors'),
      ];
    case 'panos':
      return [['show', 'routing', 'protocol', 'bgp', 'summary', ...(vrf ? ['virtual-router', vrf] : [])]];
    case 'routeros':
      // The first two of RouterOS 7, the last of 6; each says that it does not know the other's.
      return [
        ['/routing', 'bgp', 'connection', 'print', 'detail'],
        ['/routing', 'bgp', 'session', 'print', 'detail'],
        ['/routing', 'bgp', 'peer', 'print', 'status'],
      ];
    default:
      return undefined;
  }
}

function pathCommands(
  platform: DevicePlatform,
  prefix: string,
  vrf: string | undefined,
): readonly ShowCommand[] | undefined {
  const family = prefix.includes(':') ? 'ipv6' : 'ipv4';
  const [address = '', length = ''] = prefix.split('/');
  const instance = vrf ? ['vpn-instance', vrf] : [];
  switch (platform) {
    case 'ios':
      if (vrf) return [['show', 'bgp', family === 'ipv6' ? 'vpnv6' : 'vpnv4', 'unicast', 'vrf', vrf, prefix]];
      return [['show', 'bgp', family, 'unicast', prefix]];
    case 'nxos':
    case 'iosxr':
      return [['show', 'bgp', ...(vrf ? ['vrf', vrf] : []), family, 'unicast', prefix]];
    case 'eos':
      return [['show', family === 'ipv6' ? 'ipv6' : 'ip', 'bgp', prefix, ...(vrf ? ['vrf', vrf] : [])]];
    case 'junos': {
      const table = vrf ? ['table', `${vrf}.${family === 'ipv6' ? 'inet6.0' : 'inet.0'}`] : [];
      return [['show', 'route', ...table, prefix, 'exact', 'protocol', 'bgp', 'detail']];
    }
    case 'frr':
      return [['show', 'bgp', ...(vrf ? ['vrf', vrf] : []), family, 'unicast', prefix, 'json']];
    case 'bird':
      return [['show', 'route', 'for', prefix, 'all']];
    case 'vrp': {
      const table = vrf ? [family === 'ipv6' ? 'vpnv6' : 'vpnv4', ...instance] : family === 'ipv6' ? ['ipv6'] : [];
      return [['display', 'bgp', ...table, 'routing-table', address, length]];
    }
    case 'comware':
      return [['display', 'bgp', 'routing-table', family, ...instance, address, length]];
    case 'fortios':
      return [['get', 'router', family === 'ipv6' ? 'info6' : 'info', 'bgp', 'network', prefix]];
    case 'panos':
      return [
        ['show', 'routing', 'protocol', 'bgp', 'loc-rib', ...(vrf ? ['virtual-router', vrf] : []), 'prefix', prefix],
      ];
    case 'routeros': {
      const where = ['print', 'detail', 'where', `dst-address=${prefix}`, ...(vrf ? [`routing-table=${vrf}`] : [])];
      // The first of RouterOS 7, the other of 6.
      return [
        ['/routing', 'route', ...where],
        [family === 'ipv6' ? '/ipv6' : '/ip', 'route', ...where],
      ];
    }
    default:
      return undefined;
  }
}
