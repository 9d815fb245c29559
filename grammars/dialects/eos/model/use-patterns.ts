import { namePatterns } from '../../../kit/name-patterns.ts';

const NEIGHBOUR = `
neighbor * route-map {route-policy} in|out = not-filtered
neighbor * prefix-list {prefix-list} in|out
neighbor * default-originate route-map {route-policy}
neighbor interface * peer-group {bgp-group}
neighbor interface * peer group {bgp-group}
neighbor interface * peer-group * ** peer-filter {bgp-group}
`;

const BGP = `${NEIGHBOUR}
network * route-map {route-policy}
network * mask * route-map {route-policy}
redistribute ** route-map {route-policy}
aggregate-address * ** attribute-map {route-policy}
aggregate-address * ** match-map {route-policy}
bgp listen range * peer-group {bgp-group}
bgp listen range * peer group {bgp-group}
bgp listen range * peer-group * ** peer-filter {bgp-group}
bgp listen range * peer group * ** peer-filter {bgp-group}
route-target import|export ** route-map {route-policy}
route import|export match-failure ** rcf {route-policy}
`;

const MANAGEMENT = `
ip access-group {acl}
ipv6 access-group {acl}
`;

/** Where EOS commands name things, by the mode they stand in. */
export const usePatterns = namePatterns({
  global: `
ip route vrf {vrf!default}
ipv6 route vrf {vrf!default}
snmp-server community * ro|rw {acl}
snmp-server community * ro|rw ipv6 {acl}
snmp-server community * ** ipv6 {acl} {acl}
snmp-server ipv4|ipv6 access-list {acl}
ip ssh|telnet access-group {acl} in
ip pim ** rp-address * {acl!priority,hashmask,override,access-list}
ip pim ** rp-address * access-list {acl}
ip pim ** ssm range {acl!standard}
ip pim ** spt-threshold ** match list {acl}
ip msdp ** list {acl}
monitor session * ** ip|ipv6|mac access-group {acl}
`,
  interface: `
service-policy input|output {policy-map}
service-policy type * input|output {policy-map}
mac access-group {acl} in|out
ip multicast boundary {acl!out}
`,
  'route-map': `
match ip|ipv6 address access-list {acl}
match ip|ipv6 address prefix-list {prefix-list}
match ip|ipv6 next-hop prefix-list {prefix-list}
match ip|ipv6 resolved-next-hop prefix-list {prefix-list}
match as-path {as-path-list!length,instances}
match community {community-list!instances}
match extcommunity|large-community {community-list}
set community community-list {community-list!additive,delete}+
set large-community large-community-list {community-list!additive,delete}+
set extcommunity extcommunity-list {community-list!additive,delete}+
sub-route-map {route-policy}
`,
  router: `
redistribute ** route-map {route-policy}
distribute-list prefix-list {prefix-list} in|out
distribute-list route-map {route-policy} in|out
area * ** filter prefix-list {prefix-list}
sa-filter in|out list {acl}
rp address * ** access-list {acl}
ssm address range {acl!standard}
default-information originate ** route-map {route-policy}
`,
  bgp: BGP,
  'bgp-vrf': BGP,
  'bgp-family': BGP,
  'class-map': `
match ip|ipv6 access-group {acl!name}
match ip|ipv6 access-group name {acl}
match mac access-group {acl}
`,
  'policy-map': 'class {class-map!built-in,class-default}',
  management: MANAGEMENT,
  'control-plane': `${MANAGEMENT}
service-policy input {policy-map!copp-system-policy}
`,
});
