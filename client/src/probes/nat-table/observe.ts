import type { Commands } from '../../device/ask-device.ts';

/** Where the device translates, how full it is and how long translations live. */
export const commands: Commands = (platform) => {
  switch (platform) {
    case 'ios':
      return [
        ['show', 'ip', 'nat', 'statistics'],
        // A user who may not see the configuration is told the rest.
        ['show', 'running-config', '|', 'include', 'ip', 'nat', 'translation'],
        ['show', 'ip', 'nat', 'translations', 'verbose'],
      ];
    case 'nxos':
      return [
        ['show', 'ip', 'nat', 'statistics'],
        ['show', 'ip', 'nat', 'translations'],
      ];
    case 'asa':
      return [
        ['show', 'xlate', 'count'],
        ['show', 'resource', 'usage'],
        ['show', 'nat', 'pool'],
        ['show', 'running-config', 'timeout'],
      ];
    case 'fortios':
      return [
        ['get', 'system', 'session-info', 'statistics'],
        ['diagnose', 'firewall', 'ippool-all', 'stats'],
        ['get', 'system', 'session-ttl'],
        ['get', 'system', 'global', '|', 'grep', 'udp-idle-timer'],
      ];
    case 'panos':
      return [
        ['show', 'session', 'info'],
        ['show', 'running', 'ippool'],
      ];
    case 'vrp':
      // Routers have the first two, firewalls the last.
      return [
        ['display', 'firewall-nat', 'session', 'aging-time'],
        ['display', 'nat', 'session', 'all'],
        ['display', 'firewall', 'session', 'table'],
      ];
    case 'routeros':
      return [
        ['/ip', 'firewall', 'connection', 'tracking', 'print'],
        ['/ip', 'firewall', 'connection', 'print', 'terse'],
      ];
    case 'junos':
      return [
        ['show', 'security', 'nat', 'resource-usage', 'source-pool', 'all'],
        ['show', 'security', 'flow', 'session', 'summary'],
      ];
    case 'linux':
      return [
        [
          'sysctl',
          '-e',
          'net.netfilter.nf_conntrack_count',
          'net.netfilter.nf_conntrack_max',
          'net.netfilter.nf_conntrack_udp_timeout_stream',
          'net.netfilter.nf_conntrack_tcp_timeout_established',
        ],
        ['conntrack', '-L', '--src-nat'],
      ];
    default:
      return undefined;
  }
};
