import { CISCO_NAMES } from '../../../kit/cisco-like/names.ts';
import { bgpWriter } from '../../../kit/cisco-like/write/bgp.ts';
import { writer } from '../../../kit/cisco-like/write/change.ts';

/** Changes as IOS spells them. */
export const write = writer(
  {
    names: CISCO_NAMES,
    ipv4Network: 'wildcard',
    ipv4Protocol: 'ip',
    bindsIpv6: 'ipv6 traffic-filter',
    portsInOneEntry: 10,
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
