const POLICY = `
  + name srcintf dstintf srcaddr dstaddr srcaddr4 dstaddr4 srcaddr6 dstaddr6 srcaddr-negate dstaddr-negate srcaddr6-negate dstaddr6-negate service service-negate action status schedule nat ippool poolname poolname6 logtraffic match-vip match-vip-only session-ttl internet-service internet-service-src internet-service6 internet-service6-src groups users fsso-groups devices groups ztna-status ztna-ems-tag ztna-geo-tag ztna-tags-match-logic ztna-device-ownership src-vendor-mac rtp-nat geoip-match vpntunnel inbound outbound application app-category app-group url-category identity-based reputation-minimum reputation-direction sgt sgt-check vlan-filter
  uuid comments label global-label policy-expiry policy-expiry-date policy-expiry-date-utc cgn-eif cgn-eim cgn-log-server-grp cgn-resource-quota cgn-session-quota internet-service-name internet-service-id internet-service-group internet-service-custom internet-service-custom-group internet-service-negate internet-service-src-name internet-service-src-id internet-service-src-group internet-service-src-custom internet-service-src-custom-group internet-service-src-negate internet-service-fortiguard internet-service-src-fortiguard internet-service6-name internet-service6-group internet-service6-custom internet-service6-custom-group internet-service6-negate internet-service6-src-name internet-service6-src-group internet-service6-src-custom internet-service6-src-custom-group internet-service6-src-negate internet-service6-fortiguard internet-service6-src-fortiguard network-service-dynamic network-service-src-dynamic tos tos-mask tos-negate anti-replay tcp-session-without-syn geoip-anycast dynamic-shaping passive-wan-health-measurement app-monitor utm-status inspection-mode http-policy-redirect ssh-policy-redirect ztna-policy-redirect webproxy-profile webproxy-forward-server profile-type profile-group profile-protocol-options ssl-ssh-profile av-profile webfilter-profile dnsfilter-profile spamfilter-profile emailfilter-profile dlp-sensor dlp-profile file-filter-profile ips-sensor ips-voip-filter application-list voip-profile icap-profile cifs-profile videofilter-profile waf-profile ssh-filter-profile sctp-filter-profile diameter-filter-profile virtual-patch-profile casb-profile traffic-shaper traffic-shaper-reverse per-ip-shaper natip permit-any-host permit-stun-host fixedport port-preserve port-random pcp-inbound pcp-outbound pcp-poolname capture-packet auto-asic-offload np-acceleration wanopt wanopt-detection wanopt-passive-opt wanopt-profile wanopt-peer webcache webcache-https natinbound natoutbound wccp ntlm ntlm-guest ntlm-enabled-browsers fsso fsso-agent-for-ntlm auth-path auth-cert auth-redirect-addr auth-method disclaimer redirect-url block-notification replacemsg-override-group custom-log-fields tags send-deny-packet timeout-send-rst delay-tcp-npu-session vlan-cos-fwd vlan-cos-rev diffserv-copy diffserv-forward diffserv-reverse diffservcode-forward diffservcode-rev tcp-mss-sender tcp-mss-receiver email-collect radius-mac-auth-bypass radius-ip-auth-bypass decrypted-traffic-mirror dsri radius-mac-auth learning-mode logtraffic-start log-unmatched-traffic firewall-session-dirty fec nat46 nat64 scan-botnet-connections endpoint-compliance rsso policy-behaviour-type natip schedule-timeout device-detection-portal dstintf-negate client-reputation deep-inspection-options sslvpn-auth captive-portal-exempt mms-profile gtp-profile profile-type ssl-mirror ssl-mirror-intf fsso-agent-for-ntlm wsso rsso-agent-for-ntlm send-deny-packet require-tfa emailfilter-profile sctp-filter-profile natoutbound session-ttl-override
`;

const LOCAL_IN = `
  + intf srcaddr dstaddr srcaddr-negate dstaddr-negate service service-negate action status schedule internet-service-src
  uuid ha-mgmt-intf-only comments name virtual-patch internet-service-src-name internet-service-src-group internet-service-src-custom internet-service-src-custom-group internet-service-src-negate internet-service-src-fortiguard logtraffic
`;

const VIP = `
  + extip mappedip extintf portforward protocol extport mappedport type status src-filter service mapped-addr ipv4-mappedip ipv6-mappedip nat-source-vip extaddr
  id uuid comment color arp-reply nat44 nat46 add-nat46-route add-nat64-route ldb-method portmapping-type gratuitous-arp-interval srcintf-filter server-type http-redirect persistence nat-source-vip http-cookie-domain-from-host http-cookie-domain http-cookie-path http-cookie-generation http-cookie-age http-cookie-share https-cookie-secure http-multiplex http-multiplex-ttl http-multiplex-max-request http-multiplex-max-concurrent-request http-ip-header http-ip-header-name outlook-web-access weblogic-server websphere-server ssl-mode ssl-certificate ssl-dh-bits ssl-algorithm ssl-server-algorithm ssl-pfs ssl-min-version ssl-max-version ssl-server-min-version ssl-server-max-version ssl-server-renegotiation ssl-accept-ffdhe-groups ssl-send-empty-frags ssl-client-fallback ssl-client-renegotiation ssl-client-session-state-type ssl-client-session-state-timeout ssl-client-session-state-max ssl-client-rekey-count ssl-server-session-state-type ssl-server-session-state-timeout ssl-server-session-state-max ssl-http-location-conversion ssl-http-match-host ssl-hpkp ssl-hsts ssl-hsts-age ssl-hsts-include-subdomains monitor max-embryonic-connections dns-mapping-ttl one-click-gslb-server h2-support h3-support http-supported-max-version src-vip-filter gslb-hostname gslb-domain-name websphere-server
  config realservers *
  config ssl-cipher-suites *
  config ssl-server-cipher-suites *
  config quic *
  config gslb-public-ips *
`;

/** FortiOS CLI Reference, `config firewall`. */
export const FIREWALL = `
config firewall address
  + type subnet start-ip end-ip fqdn wildcard interface associated-interface
  uuid comment color allow-routing visibility country cache-ttl sdn sub-type obj-id obj-type macaddr start-mac end-mac wildcard-fqdn filter tag-type tag-detection-level sdn-tag tenant organization epg-name subnet-name policy-group clearpass-spt fsso-group node-ip-only fabric-object passive-fqdn-learning route-tag sdn-addr-type os hw-vendor hw-model sw-version dirty list
  config tagging *
  config list *
config firewall address6
  + type ip6 start-ip end-ip fqdn host host-type template
  uuid comment color visibility country cache-ttl sdn sdn-tag tenant obj-id fabric-object macaddr start-mac end-mac epg-name route-tag filter sdn-addr-type allow-routing passive-fqdn-learning
  config subnet-segment *
  config tagging *
  config list *
config firewall address6-template *
config firewall addrgrp
  + member exclude exclude-member
  uuid comment color visibility allow-routing category type fabric-object
  config tagging *
config firewall addrgrp6
  + member exclude exclude-member
  uuid comment color visibility fabric-object
  config tagging *
config firewall multicast-address *
config firewall multicast-address6 *
config firewall wildcard-fqdn *
config firewall service category *
config firewall service custom
  + protocol protocol-number tcp-portrange udp-portrange sctp-portrange icmptype icmpcode iprange fqdn session-ttl udp-idle-timer tcp-halfopen-timer tcp-halfclose-timer tcp-timewait-timer app-service-type proxy udplite-portrange
  explicit-proxy category comment color visibility helper check-reset-range tcp-rst-timer application app-category fabric-object uuid
config firewall service group
  + member
  uuid comment color proxy explicit-proxy fabric-object
config firewall schedule onetime *
config firewall schedule recurring *
config firewall schedule group *
config firewall policy${POLICY}
config firewall policy6${POLICY}
config firewall consolidated policy${POLICY}
config firewall security-policy *
config firewall policy46 *
config firewall policy64 *
config firewall interface-policy *
config firewall interface-policy6 *
config firewall sniffer *
config firewall proxy-policy *
config firewall proxy-address *
config firewall proxy-addrgrp *
config firewall explicit-proxy-policy *
config firewall shaping-policy *
config firewall shaping-profile *
config firewall shaper *
config firewall traffic-class *
config firewall multicast-policy *
config firewall multicast-policy6 *
config firewall DoS-policy *
config firewall DoS-policy6 *
config firewall acl *
config firewall acl6 *
config firewall ttl-policy *
config firewall local-in-policy${LOCAL_IN}
config firewall local-in-policy6${LOCAL_IN}
config firewall vip${VIP}
config firewall vip6${VIP}
config firewall vip46 *
config firewall vip64 *
config firewall vipgrp
  + member
  uuid interface color comments
config firewall vipgrp6
  + member
  uuid color comments
config firewall ippool
  + startip endip type
  source-startip source-endip block-size num-blocks-per-user pba-timeout permit-any-host arp-reply arp-intf associated-interface comments port-per-user exclude-ip nat64 add-nat64-route startport endport pba-interim-log subnet-broadcast-in-ippool source-prefix6 client-prefix-length tcp-session-quota udp-session-quota icmp-session-quota privileged-port-use-pba cgn-block-size cgn-client-endip cgn-client-ipv6shift cgn-client-startip cgn-fixedalloc cgn-overload cgn-port-end cgn-port-start cgn-spa utilization-alarm-clear utilization-alarm-raise
config firewall ippool6
  + startip endip
  comments nat46 add-nat46-route type internal-prefix external-prefix
config firewall ippool_grp *
config firewall central-snat-map
  + srcintf dstintf orig-addr dst-addr orig-addr6 dst-addr6 nat nat-ippool nat-ippool6 protocol orig-port nat-port dst-port status type
  uuid comments nat46 nat64 port-preserve port-random
config firewall ipmacbinding *
config firewall ip-translation *
config firewall ldb-monitor *
config firewall identity-based-route *
config firewall auth-portal *
config firewall internet-service *
config firewall internet-service-addition *
config firewall internet-service-append *
config firewall internet-service-cat-definition *
config firewall internet-service-custom *
config firewall internet-service-custom-group *
config firewall internet-service-definition *
config firewall internet-service-extension *
config firewall internet-service-fallback *
config firewall internet-service-fortiguard *
config firewall internet-service-group *
config firewall internet-service-ipbl-reason *
config firewall internet-service-ipbl-vendor *
config firewall internet-service-list *
config firewall internet-service-name *
config firewall internet-service-owner *
config firewall internet-service-reputation *
config firewall internet-service-sld *
config firewall internet-service-subapp *
config firewall vendor-mac *
config firewall region *
config firewall city *
config firewall country *
config firewall decrypted-traffic-mirror *
config firewall access-proxy *
config firewall access-proxy6 *
config firewall access-proxy-virtual-host *
config firewall access-proxy-ssh-client-cert *
config firewall profile-group *
config firewall profile-protocol-options *
config firewall ssl *
config firewall ssl-server *
config firewall ssl-ssh-profile *
config firewall ssh *
config firewall carrier-endpoint-bwl *
config firewall gtp *
config firewall mms-profile *
config firewall on-demand-sniffer *
config firewall network-service-dynamic *
config firewall global *
config firewall pfcp *
config firewall geo *
config firewall policy-access-proxy *
config firewall dynamic *
`;
