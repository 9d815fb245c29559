import { CISCO_NAMES } from '../../../kit/cisco-like/names.ts';
import { bgpWriter } from '../../../kit/cisco-like/write/bgp.ts';
import { writer } from '../../../kit/cisco-like/write/change.ts';

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
    maxPrefix: {
      keyword: 'maximum-prefix',
      value: ({ limit, threshold, restart }) => `${limit} ${threshold} restart ${restart}`,
    },
  }),
);
