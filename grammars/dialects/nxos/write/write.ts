import { NEWER_NAMES } from '../../../kit/cisco-like/names.ts';
import { writer } from '../../../kit/cisco-like/write/change.ts';
import { nestedBgpWriter } from '../../../kit/cisco-like/write/nested-bgp.ts';
import { type RouteSpelling, refuseRoutes, routeMapOf, unused } from '../../../kit/cisco-like/write/refuse-routes.ts';

/** Changes as NX-OS spells them: one port an `eq`, two blanks before a line of a block. */
export const write = writer(
  {
    names: NEWER_NAMES,
    ipv4Network: 'slash',
    ipv4Protocol: 'ip',
    bindsIpv6: 'ipv6 traffic-filter',
    portsInOneEntry: 1,
    indent: '  ',
  },
  nestedBgpWriter({
    indent: '  ',
    processTimers: 'timers bgp',
    maxPrefix: ({ limit, threshold, restart }) => `maximum-prefix ${limit} ${threshold} restart ${restart}`,
    policy: (name, direction) => `route-map ${name} ${direction}`,
    settings: {
      'ttl-security': 'ttl-security hops 1',
      'remove-private-as': 'remove-private-as all',
      'next-hop-self': 'next-hop-self',
      'send-communities': 'send-community both',
    },
    process: (setting) => (setting.kind === 'max-as-path' ? `maxas-limit ${setting.limit}` : undefined),
    refuse: (change, family, outline, device, bind) => refuseRoutes(change, family, outline, device, bind, ROUTES),
    skeleton: routeMapOf,
  }),
);

const ROUTES: RouteSpelling = {
  pathList: unused,
  pathEntry: (list, pattern, index) => `ip as-path access-list ${list} seq ${5 * (index + 1)} permit "${pattern}"`,
};
