import { CISCO_NAMES } from '../../../kit/cisco-like/names.ts';
import { bgpWriter } from '../../../kit/cisco-like/write/bgp.ts';
import { writer } from '../../../kit/cisco-like/write/change.ts';
import { unused } from '../../../kit/cisco-like/write/refuse-routes.ts';

/** Changes as FRR spells them. It filters no packets, so there are no entries to write. */
export const write = writer(
  {
    names: CISCO_NAMES,
    ipv4Network: 'slash',
    ipv4Protocol: 'ip',
    bindsIpv6: 'ipv6 access-group',
    portsInOneEntry: 1,
    indent: ' ',
  },
  bgpWriter({
    indent: ' ',
    settings: {
      'ttl-security': 'ttl-security hops 1',
      'remove-private-as': 'remove-private-AS all',
      'next-hop-self': 'next-hop-self',
      'send-communities': 'send-community both',
      activate: 'activate',
    },
    // There is no limit for paths in the process.
    process: (setting) => (setting.kind === 'deterministic-med' ? 'bgp deterministic-med' : undefined),
    routes: {
      pathList: unused,
      pathEntry: (list, pattern, index) => `bgp as-path access-list ${list} seq ${5 * (index + 1)} permit ${pattern}`,
      matchInvalid: ' match rpki invalid',
    },
    maxPrefix: {
      keyword: 'maximum-prefix',
      value: ({ limit, threshold, restart }) => `${limit} ${threshold} restart ${restart}`,
    },
  }),
);
