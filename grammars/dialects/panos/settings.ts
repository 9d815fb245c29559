/** Settings of one entry, which one command may give several of: `set address A ip-netmask 192.0.2.1 tag lab`. */
const RULE =
  'from to source destination application service action negate-source negate-destination disabled rule-type schedule source-user category source-hip destination-hip hip-profiles source-device destination-device log-setting log-start log-end icmp-unreachable profile-setting qos option description tag group-tag target';
const NAT =
  'from to source destination service to-interface nat-type disabled source-translation destination-translation dynamic-destination-translation description tag group-tag target active-active-device-binding';

const sets: Readonly<Record<string, ReadonlySet<string>>> = Object.fromEntries(
  Object.entries({
    security: RULE,
    nat: NAT,
    address: 'ip-netmask ip-range ip-wildcard fqdn description tag',
    'address-group': 'static dynamic description tag',
    service: 'protocol description tag',
    'service-group': 'members description tag',
    'static-route': 'destination interface nexthop admin-dist metric bfd option route-table path-monitor',
    zone: 'network enable-user-identification enable-device-identification user-acl device-acl',
    ports: 'port source-port override',
  }).map(([name, words]) => [name, new Set(words.split(' '))]),
);

/** What may be set in the entry that this path, from its end upwards, leads to; undefined for what is no entry. */
export function settingsAt(
  name: string,
  parent: string | undefined,
  above: string | undefined,
): ReadonlySet<string> | undefined {
  if (parent === 'rules') return above === 'security' || above === 'nat' ? sets[above] : undefined;
  if (parent === 'protocol' && (name === 'tcp' || name === 'udp' || name === 'sctp')) return sets.ports;
  return parent !== undefined && parent !== 'security' && parent !== 'nat' && Object.hasOwn(sets, parent)
    ? sets[parent]
    : undefined;
}
