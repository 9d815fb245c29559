import type { Dialect } from '../../../dialect.ts';
import { CISCO_NAMES } from '../../../kit/cisco-like/names.ts';
import { bgpWriter } from '../../../kit/cisco-like/write/bgp.ts';
import { writer } from '../../../kit/cisco-like/write/change.ts';
import { INSPECT_TABLE } from '../model/inspect-policies.ts';
import { writeInspectClass } from './inspect-class.ts';

/** Changes as IOS spells them. */
export const write: Dialect['write'] = (change, outline, device) => {
  const filter = 'filter' in change ? device.filters[change.filter] : undefined;
  return filter?.table === INSPECT_TABLE
    ? writeInspectClass(change, outline, filter)
    : ciscoLike(change, outline, device);
};

const ciscoLike = writer(
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
    settings: {
      'ttl-security': 'ttl-security hops 1',
      'remove-private-as': 'remove-private-as all',
      'next-hop-self': 'next-hop-self',
      'send-communities': 'send-community both',
      activate: 'activate',
    },
    process: (setting) =>
      setting.kind === 'max-as-path' ? `bgp maxas-limit ${setting.limit}` : 'bgp deterministic-med',
    routes: {
      pathList: firstFreeNumber,
      pathEntry: (list, pattern) => `ip as-path access-list ${list} permit ${pattern}`,
      matchInvalid: ' match rpki invalid',
    },
    maxPrefix: {
      keyword: 'maximum-prefix',
      value: ({ limit, threshold, restart }) => `${limit} ${threshold} restart ${restart}`,
    },
  }),
);

/** AS path lists are numbered, 1 to 500; low ones are where people look for their own. */
function firstFreeNumber(_: string, taken: ReadonlySet<string>): string {
  let number = 99;
  while (taken.has(`${number}`)) number += 1;
  return `${number}`;
}
