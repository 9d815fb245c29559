import { namePatterns } from '../../../kit/name-patterns.ts';

/** Where IOS XR commands name things, by the mode they stand in; policies are read by themselves. */
export const usePatterns = namePatterns({
  global: `
ssh server ** ipv4 access-list {acl}
ssh server ** ipv6 access-list {acl}
snmp-server community * ro|rw {acl!systemowner,ipv4,ipv6,sdrowner}
snmp-server community * ** ipv4 {acl}
snmp-server community * ** ipv6 {acl}
`,
  interface: `
service-policy input|output {policy-map}
service-policy type * input|output {policy-map}
`,
  line: '',
  '*': `
sa-filter in|out list|rp-list {acl}
access-group ipv4|ipv6 peer|query-only|serve|serve-only {acl}
`,
  'class-map': 'match access-group ipv4|ipv6 {acl}',
  'policy-map': `
class type * {class-map!class-default}
class {class-map!class-default,type}
`,
  'policy-class': 'service-policy {policy-map!type}',
});
