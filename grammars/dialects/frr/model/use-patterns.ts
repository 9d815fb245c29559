import { namePatterns } from '../../../kit/name-patterns.ts';

const BGP = `
neighbor * route-map {route-policy} in|out = denies-everything
neighbor * prefix-list {prefix-list} in|out = denies-everything
neighbor * filter-list {as-path-list} in|out
neighbor * distribute-list {acl} in|out
neighbor * default-originate route-map {route-policy}
neighbor * unsuppress-map {route-policy}
neighbor * advertise-map {route-policy} exist-map|non-exist-map {route-policy}
neighbor * interface peer-group {bgp-group} = config-refused
neighbor * interface v6only peer-group {bgp-group} = config-refused
network * ** route-map {route-policy}
redistribute ** route-map {route-policy}
aggregate-address * ** route-map {route-policy}
aggregate-address * ** suppress-map {route-policy}
bgp dampening route-map {route-policy}
bgp listen range * peer-group {bgp-group} = config-refused
table-map {route-policy}
import vrf route-map {route-policy}
route-map vpn import|export {route-policy}
advertise ipv4|ipv6 unicast ** route-map {route-policy}
`;

/** Where FRR's commands name things, by the mode they stand in. */
export const usePatterns = namePatterns({
  global: `
ip protocol * route-map {route-policy}
ipv6 protocol * route-map {route-policy}
ip nht ** route-map {route-policy}
ip pim ** prefix-list {prefix-list}
`,
  interface: '',
  line: '',
  'route-map': `
match ip address prefix-list {prefix-list}
match ipv6 address prefix-list {prefix-list}
match ip address {acl!prefix-list,prefix-len}
match ipv6 address {acl!prefix-list,prefix-len}
match ip next-hop prefix-list {prefix-list}
match ipv6 next-hop prefix-list {prefix-list}
match ip next-hop {acl!prefix-list,prefix-len,address,type}
match ipv6 next-hop {acl!prefix-list,prefix-len,address,type}
match ip route-source prefix-list {prefix-list}
match as-path {as-path-list}
match community {community-list}
match large-community {community-list}
match extcommunity {community-list}
call {route-policy}
set comm-list {community-list} delete
set large-comm-list {community-list} delete
set extended-comm-list {community-list} delete
`,
  router: `
redistribute ** route-map {route-policy}
default-information originate ** route-map {route-policy}
distribute-list prefix {prefix-list} in|out
distribute-list {acl!prefix} in|out
offset-list {acl} in|out
area * filter-list prefix {prefix-list} in|out
area * export-list|import-list {acl}
`,
  bgp: BGP,
  'bgp-family': BGP,
});
