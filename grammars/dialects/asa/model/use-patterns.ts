import { namePatterns } from '../../../kit/name-patterns.ts';

/** Where commands name lists, maps and objects. */
export const usePatterns = namePatterns({
  global: `
access-group {acl} in|out = config-refused
access-group {acl} global = config-refused
nat * 0 access-list {acl}
nat * * access-list {acl}
static * ** access-list {acl}
crypto map * * match address {acl}
crypto dynamic-map * * match address {acl}
aaa authentication match {acl}
aaa authorization match {acl}
aaa accounting match {acl}
capture * ** access-list {acl}
service-policy {policy-map} global|interface
threat-detection scanning-threat shun except object-group {object}
wccp * redirect-list {acl}
wccp * group-list {acl}
filter * ** access-list {acl}
route-map * ** access-list {acl}
`,
  'group-policy': `
vpn-filter value {acl!none}
ipv6-vpn-filter value {acl!none}
split-tunnel-network-list value {acl!none}
filter value {acl!none}
`,
  'route-map': `
match ip address {acl!prefix-list}
match ip next-hop {acl!prefix-list}
`,
  'class-map': `
match access-list {acl}
match class-map {class-map}
`,
  'policy-map': `
class {class-map!class-default}
`,
  // What an inspection takes besides a policy map of its own is a keyword.
  '*': `
inspect dns|dcerpc|diameter|esmtp|ftp|gtp|http|im|ip-options|ipsec-pass-thru|ipv6|lisp|m3ua|mgcp|netbios|radius-accounting|rtsp|scansafe|sctp|sip|skinny|snmp|stun {policy-map!strict,maximum-length,fail-open,fail-close,tls-proxy}
inspect h323 h225|ras {policy-map}
inspect ftp strict {policy-map}
service-policy {policy-map}
`,
  router: `
distribute-list {acl!prefix} in|out
`,
});
