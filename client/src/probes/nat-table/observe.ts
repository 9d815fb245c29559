import type { Commands } from '../../device/ask-device.ts';

/** Where the device translates, how full it is and how long translations live. */
export const commands: Commands = (platform) => {
  switch (platform) {
    case 'ios':
      return [
        ['show', 'ip', 'nat', 'statistics'],
        ['show', 'ip', 'nat', 'translations', 'verbose'],
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
