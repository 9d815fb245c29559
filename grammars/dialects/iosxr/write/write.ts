import { NEWER_NAMES } from '../../../kit/cisco-like/names.ts';
import { writer } from '../../../kit/cisco-like/write/change.ts';
import { nestedBgpWriter } from '../../../kit/cisco-like/write/nested-bgp.ts';
import { refuseInPolicy, routePolicyOf } from './refuse-routes.ts';

/** Changes as IOS XR spells them: `ipv4` for every protocol, one port an `eq`, policies in its own language. */
export const write = writer(
  {
    names: NEWER_NAMES,
    ipv4Network: 'slash',
    ipv4Protocol: 'ipv4',
    icmpv6: 'icmpv6',
    bindsIpv6: 'ipv6 access-group',
    directions: { in: 'ingress', out: 'egress' },
    portsInOneEntry: 1,
    indent: ' ',
  },
  nestedBgpWriter({
    indent: ' ',
    processTimers: 'timers bgp',
    maxPrefix: ({ limit, threshold, restart }) => `maximum-prefix ${limit} ${threshold} restart ${restart}`,
    policy: (name, direction) => `route-policy ${name} ${direction}`,
    settings: { 'ttl-security': 'ttl-security', 'next-hop-self': 'next-hop-self' },
    process: (setting) => (setting.kind === 'max-as-path' ? `bgp maxas-limit ${setting.limit}` : undefined),
    refuse: refuseInPolicy,
    skeleton: routePolicyOf,
  }),
);
