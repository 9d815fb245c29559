import { namePatterns } from '../../../kit/name-patterns.ts';

const POLICY = `
route-map {route-policy} in|out = denies-everything
prefix-list {prefix-list} in|out
filter-list {as-path-list} in|out
default-originate route-map {route-policy}
unsuppress-map {route-policy}
advertise-map {route-policy} exist-map|non-exist-map {route-policy}
`;

/** Where NX-OS commands name things, by the mode they stand in. */
export const usePatterns = namePatterns({
  global: `
ip route ** vrf {vrf}
snmp-server community * use-acl {acl}
snmp-server community * use-ipv4acl {acl}
snmp-server community * ** use-ipv6acl {acl}
ntp access-group peer|serve|serve-only|query-only {acl}
ip nat inside|outside source list {acl}
ip nat inside|outside source ** pool {nat-pool}
ip nat inside|outside source route-map {route-policy}
ip pim ** route-map {route-policy}
ip pim ** prefix-list {prefix-list}
ip igmp ** route-map {route-policy}
`,
  interface: `
ip port access-group {acl} in|out
ipv6 port traffic-filter {acl} in|out
mac port access-group {acl}
ip policy route-map {route-policy}
ipv6 policy route-map {route-policy}
service-policy input|output {policy-map}
service-policy type * input|output {policy-map}
ip pim neighbor-policy {route-policy!prefix-list}
ip pim neighbor-policy prefix-list {prefix-list}
ip pim jp-policy {route-policy!prefix-list}
ip pim jp-policy prefix-list {prefix-list}
ip igmp report-policy|state-limit|access-group {route-policy!prefix-list}
ip ospf ** prefix-list {prefix-list}
ip distribute-list eigrp * prefix-list {prefix-list}
ip distribute-list eigrp * route-map {route-policy}
`,
  line: `
ip access-class {acl} in|out
`,
  vrf: '',
  'vrf-family': `
import map {route-policy}
export map {route-policy}
`,
  'route-map': `
match ip address prefix-list {prefix-list}+ = matches-everything
match ipv6 address prefix-list {prefix-list}+ = matches-everything
match ip next-hop prefix-list {prefix-list}+ = matches-everything
match ipv6 next-hop prefix-list {prefix-list}+ = matches-everything
match ip route-source prefix-list {prefix-list}+
match ipv6 route-source prefix-list {prefix-list}+
match as-path {as-path-list}+
match community {community-list!exact-match}+
match extcommunity {community-list!exact-match}+
set comm-list {community-list} delete
set extcomm-list {community-list} delete
`,
  router: `
redistribute ** route-map {route-policy}
default-information originate ** route-map {route-policy}
distribute-list prefix {prefix-list}
distribute-list route-map {route-policy}
area * filter-list route-map {route-policy} in|out
table-map {route-policy}
`,
  'bgp-family': `
network * ** route-map {route-policy}
redistribute ** route-map {route-policy}
aggregate-address * ** attribute-map {route-policy}
aggregate-address * ** suppress-map {route-policy}
aggregate-address * ** advertise-map {route-policy}
table-map {route-policy}
dampening route-map {route-policy}
inject-map {route-policy} exist-map {route-policy}
default-information originate ** route-map {route-policy}
import vrf default ** map {route-policy}
export vrf default ** map {route-policy}
nexthop route-map {route-policy}
additional-paths selection route-map {route-policy}
`,
  'bgp-neighbour': `
remote-as route-map {route-policy}
`,
  'bgp-neighbour-family': POLICY,
  'class-map': 'match access-group name {acl}',
  'policy-map': `
class type * {class-map!class-default}
class {class-map!class-default,type,insert-before}
`,
  'policy-class': `
service-policy type * {policy-map}
service-policy {policy-map!type,input,output}
`,
  // `vlan configuration 100`, `system qos`.
  '*': `
service-policy input|output {policy-map}
service-policy type * input|output {policy-map}
service-policy type network-qos {policy-map}
`,
  'control-plane': 'service-policy input {policy-map}',
  'access-map': 'match ip|ipv6|mac address {acl}',
});
