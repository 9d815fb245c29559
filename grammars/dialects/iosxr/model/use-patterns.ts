import { namePatterns } from '../../../kit/name-patterns.ts';

/** Where IOS XR commands name things, by the mode they stand in; policies are read by themselves. */
export const usePatterns = namePatterns({
  global: `
ssh server ** access-list {acl}
telnet ** access-list {acl}
http server ** access-group {acl}
tftp ** access-list {acl}
snmp-server community * ro|rw {acl!systemowner,ipv4,ipv6,sdrowner}
snmp-server community * ** ipv4 {acl}
snmp-server community * ** ipv6 {acl}
`,
  interface: `
service-policy input|output {policy-map}
service-policy type * input|output {policy-map}
service-policy type control subscriber {policy-map}
`,
  line: '',
  '*': `
sa-filter in|out list|rp-list {acl}
access-group ipv4|ipv6 peer|query-only|serve|serve-only {acl}
access-group peer|query-only|serve|serve-only {acl}
access-group {acl!ipv4,ipv6,peer,query-only,serve,serve-only}
explicit-tracking {acl!disable}
maximum groups-per-interface * {acl!threshold}
maximum groups-per-interface * threshold * {acl}
ssm map static * {acl}
ssm range {acl}
core-tree-protocol rsvp-te group-list {acl}
discovery targeted-hello accept from {acl}
advertise-to {acl}
allocate for {acl!host-routes}
advertise for {acl} to {acl}
accept for {acl} from
rp-address * {acl!override,bidir}
accept-register {acl}
rp-static-deny {acl}
neighbor-filter {acl}
spt-threshold infinity group-list {acl}
bsr candidate-rp * ** group-list {acl}
auto-rp candidate-rp * ** group-list {acl}
cache-sa-state list|rp-list {acl}
distribute-list {acl!prefix-list,route-policy} in|out
distribute-list prefix-list {prefix-list} in|out
`,
  'class-map': 'match access-group ipv4|ipv6 {acl}',
  'policy-map': `
class type * {class-map!class-default}
class {class-map!class-default,type}
`,
  'policy-event': `
class type control subscriber {class-map}
class {class-map!type,class-default}
`,
  'policy-class': `
service-policy {policy-map!type}
service-policy type * {policy-map}
`,
});
