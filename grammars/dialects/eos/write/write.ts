import { NEWER_NAMES } from '../../../kit/cisco-like/names.ts';
import { bgpWriter } from '../../../kit/cisco-like/write/bgp.ts';
import { writer } from '../../../kit/cisco-like/write/change.ts';
import { unused } from '../../../kit/cisco-like/write/refuse-routes.ts';

/** Changes as EOS spells them. A session that a limit ended is tried again after `idle-restart-timer`, a statement of its own. */
export const write = writer(
  {
    names: NEWER_NAMES,
    ipv4Network: 'slash',
    ipv4Protocol: 'ip',
    icmpv6: 'icmpv6',
    bindsIpv6: 'ipv6 access-group',
    portsInOneEntry: 10,
    indent: '   ',
  },
  bgpWriter({
    indent: '   ',
    settings: {
      'ttl-security': 'ttl maximum-hops 1',
      'remove-private-as': 'remove-private-as all',
      'next-hop-self': 'next-hop-self',
      'send-communities': 'send-community',
      activate: 'activate',
    },
    // Paths are limited in policies, and MEDs compared without regard to order.
    process: () => undefined,
    routes: {
      pathList: unused,
      pathEntry: (list, pattern) => `ip as-path access-list ${list} permit ${pattern} any`,
      matchLonger: (than) => ` match as-path length >= ${than + 1}`,
      matchInvalid: ' match origin-as validity invalid',
    },
    maxPrefix: {
      keyword: 'maximum-routes',
      value: ({ limit, threshold }) => `${limit} warning-limit ${threshold} percent`,
    },
  }),
);
