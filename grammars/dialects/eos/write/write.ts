import { NEWER_NAMES } from '../../../kit/cisco-like/names.ts';
import { bgpWriter } from '../../../kit/cisco-like/write/bgp.ts';
import { writer } from '../../../kit/cisco-like/write/change.ts';

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
    maxPrefix: {
      keyword: 'maximum-routes',
      value: ({ limit, threshold }) => `${limit} warning-limit ${threshold} percent`,
    },
  }),
);
