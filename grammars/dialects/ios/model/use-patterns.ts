import { namePatterns } from '../../../kit/name-patterns.ts';

const MARGIN = `
snmp-server community * ** ro|rw {acl!ipv6}
snmp-server community * ** ro|rw ipv6 {acl}
snmp-server community * ** ro|rw ipv6 * {acl}
snmp-server group * ** access {acl!ipv6,ipv4}
snmp-server group * ** access ipv4|ipv6 {acl}
snmp-server user * ** access {acl!ipv6,ipv4}
snmp-server user * ** access ipv4|ipv6 {acl}
snmp-server tftp-server-list {acl}
snmp-server file-transfer access-group {acl}
ntp access-group peer|serve|serve-only|query-only {acl}
ntp access-group ipv4|ipv6 peer|serve|serve-only|query-only {acl}
login quiet-mode access-class {acl}
ip http access-class {acl!ipv4,ipv6}
ip http access-class ipv4|ipv6 {acl}
ip pim ** rp-address * {acl!override,bidir,access-list,route-map,group-list}
ip pim ** rp-address * access-list {acl}
ip pim ** rp-address * route-map {route-policy}
ip pim ** group-list {acl}
ip pim ** rp-announce-filter ** rp-list {acl}
ip pim ** ssm range {acl}
ip pim ** spt-threshold * group-list {acl}
ip pim ** accept-register list {acl}
ip pim ** accept-register route-map {route-policy}
ip pim ** accept-rp * {acl}
ipv6 pim ** rp-address * {acl!bidir}
ipv6 pim ** accept-register list {acl}
ipv6 pim ** accept-register route-map {route-policy}
ipv6 pim ** group-list {acl}
ipv6 pim ** neighbor-filter list {acl}
ip pim ** register-rate-limit ** list {acl}
ip msdp ** list {acl}
ip msdp ** rp-list {acl}
ip msdp ** route-map {route-policy}
ip multicast ** route-limit ** list {acl}
cops listener access-list {acl}
ip local policy route-map {route-policy}
ipv6 local policy route-map {route-policy}
ip wccp ** redirect-list {acl}
ip wccp ** group-list {acl}
ip tcp intercept list {acl}
ip admission name * ** list {acl}
ip auth-proxy name * ** list {acl}
ip inspect name * ** java-list {acl}
ip flow-top-talkers ** access-list {acl}
dialer-list * protocol * list {acl}
mpls ldp advertise-labels for {acl} to {acl}
mpls ldp advertise-labels for {acl!host-routes}
mpls ldp neighbor * labels accept {acl}
mpls ldp label allocate ** prefix-list {prefix-list}
ip route vrf {vrf}
ipv6 route vrf {vrf}
zone-pair security * ** source {zone!self,default}
zone-pair security * ** destination {zone!self,default}
`;

const INTERFACE = `
mac access-group {acl} in|out
ip policy route-map {route-policy}
ipv6 policy route-map {route-policy}
service-policy input|output {policy-map}
service-policy type * input|output {policy-map}
service-policy type control subscriber {policy-map}
ip verify unicast reverse-path {acl!allow-self-ping}
ip verify unicast source reachable-via any|rx ** allow-default {acl!allow-self-ping,l2-src}
ip verify unicast source reachable-via any|rx {acl!allow-default,allow-self-ping,l2-src}
ip multicast boundary {acl!in,out}
ip inband access-group {acl}
ip igmp access-group {acl}
ip igmp host-proxy {acl}
ip igmp static-group class-map {class-map}
ipv6 mld access-group {acl}
ip pim neighbor-filter {acl}
ip nhrp interest {acl!none}
ip summary-address eigrp ** leak-map {route-policy}
ip rsvp policy ** acl {acl}
rate-limit input|output access-group {acl!rate-limit}
traffic-shape group {acl}
`;

const ROUTE_MAP = `
match ip address ip prefix-list {prefix-list}+ = matches-everything
match ip address prefix-list {prefix-list}+ = matches-everything
match ipv6 address prefix-list {prefix-list}+ = matches-everything
match ip next-hop prefix-list {prefix-list}+ = matches-everything
match ipv6 next-hop prefix-list {prefix-list}+ = matches-everything
match ip route-source prefix-list {prefix-list}+
match ip route-source redistribution-source prefix-list {prefix-list}+
match ipv6 route-source prefix-list {prefix-list}+
match as-path {as-path-list}+
match community {community-list!exact-match}+
match extcommunity {community-list!exact-match,exact}+
match mdt-group {acl}+
set comm-list {community-list}
set extcomm-list {community-list}
`;

const DISTRIBUTE = `
distribute-list prefix {prefix-list} = not-filtered
distribute-list prefix * gateway {prefix-list} = not-filtered
distribute-list gateway {prefix-list} = not-filtered
distribute-list prefix-list {prefix-list} = not-filtered
distribute-list route-map {route-policy}
distribute-list {acl!prefix,gateway,route-map,prefix-list} = not-filtered
redistribute ** route-map {route-policy}
redistribute ** route-policy {route-policy}
default-information originate ** route-map {route-policy}
`;

const ROUTER = `${DISTRIBUTE}
area * filter-list prefix {prefix-list} = not-filtered
offset-list {acl} in|out
distance * * * {acl!ip}
prefix-priority * ** route-map {route-policy}
eigrp stub ** leak-map {route-policy}
summary-address ** leak-map {route-policy}
summary-prefix ** leak-map {route-policy}
stub ** leak-map {route-policy}
address-family * ** vrf {vrf}
`;

const NEIGHBOUR = `
neighbor * route-map {route-policy} in|out = denies-everything
neighbor * prefix-list {prefix-list} in|out = not-filtered
neighbor * filter-list {as-path-list} in|out
neighbor * distribute-list {acl} in|out = not-filtered
neighbor * default-originate route-map {route-policy}
neighbor * unsuppress-map {route-policy}
neighbor * advertise-map {route-policy} exist-map|non-exist-map {route-policy}
neighbor * inherit peer-policy|peer-session {bgp-group} = config-refused
`;

const BGP = `${NEIGHBOUR}${DISTRIBUTE}
network * ** route-map {route-policy}
aggregate-address * ** attribute-map {route-policy}
aggregate-address * ** suppress-map {route-policy}
aggregate-address * ** advertise-map {route-policy}
bgp dampening route-map {route-policy}
bgp inject-map {route-policy} exist-map {route-policy}
bgp route-map {route-policy!priority}
bgp additional-paths ** route-map {route-policy}
bgp listen range * peer-group {bgp-group}
table-map {route-policy}
distance * * * {acl}
address-family * ** vrf {vrf}
scope vrf {vrf}
`;

const POLICY = `
route-map {route-policy} in|out = denies-everything
prefix-list {prefix-list} in|out = not-filtered
filter-list {as-path-list} in|out
distribute-list {acl} in|out = not-filtered
default-originate route-map {route-policy}
unsuppress-map {route-policy}
inherit peer-policy {bgp-group}
`;

const VRF = `
import map {route-policy}
export map {route-policy}
import ipv4|ipv6 ** map {route-policy}
export ipv4|ipv6 ** map {route-policy}
`;

/** Where IOS commands name things, by the mode they stand in. */
export const usePatterns = namePatterns({
  global: MARGIN,
  interface: INTERFACE,
  'service-instance': 'service-policy input|output {policy-map}',
  line: '',
  'route-map': ROUTE_MAP,
  router: ROUTER,
  bgp: BGP,
  'bgp-scope': BGP,
  'bgp-family': BGP,
  'bgp-topology': BGP,
  'peer-policy': POLICY,
  'peer-session': 'inherit peer-session {bgp-group}',
  vrf: VRF,
  'vrf-family': VRF,
  'class-map': `
match access-group name {acl}
match not access-group name {acl}
match access-group {acl!name,input,output}
match not access-group {acl!name,input,output}
match access-group input|output {acl!name}
match access-group input|output name {acl}
match ip access-group {acl!name}
match access-list {acl}
match class-map {class-map}
match not class-map {class-map}
`,
  'policy-map': `
class type * {class-map!class-default}
class {class-map!class-default,type,insert-before}
`,
  'policy-event': `
class type control subscriber {class-map!always,always-true}
class {class-map!always,type,class-default}
`,
  'policy-class': `
service-policy {policy-map!type}
service-policy type * {policy-map}
`,
  'zone-pair': 'service-policy type inspect {policy-map}',
  'crypto-map': 'match address {acl}',
  'crypto-client': 'acl {acl}',
  'control-plane': 'service-policy input|output {policy-map}',
  'access-map': 'match ip|ipv6 address {acl}+',
});
