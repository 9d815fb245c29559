/** FortiOS CLI Reference, `config system` and what stands around it. */
export const SYSTEM = `
config vdom
  vcluster-id flag
config global
config system vdom
  vcluster-id short-name flag temporary
config system settings
  + central-nat opmode
  comments opmode ngfw-mode http-external-dest firewall-session-dirty manageip gateway ip bfd bfd-desired-min-tx bfd-required-min-rx bfd-detect-mult bfd-dont-enforce-src-port utf8-spam-tagging wccp-cache-engine vpn-stats-log vpn-stats-period v4-ecmp-mode mac-ttl fw-session-hairpin prp-trailer-action snat-hairpin-traffic dhcp-proxy dhcp-server-ip dhcp6-server-ip gui-default-policy-columns lldp-reception lldp-transmission link-down-access nat46-generate-ipv6-fragment-header nat46-force-ipv4-packet-forwarding nat64-force-ipv6-packet-forwarding detect-unknown-esp auxiliary-session asymroute asymroute-icmp asymroute6 asymroute6-icmp tcp-session-without-syn ses-denied-traffic strict-src-check allow-linkdown-path multicast-forward multicast-ttl-notchange multicast-skip-policy allow-subnet-overlap deny-tcp-with-icmp ecmp-max-paths discovered-device-timeout email-portal-check-dns default-voip-alg-mode default-app-port-as-service default-policy-expiry-days gui-policy-based-ipsec gui-icap gui-nat46-64 gui-implicit-policy gui-dns-database gui-load-balance gui-multicast-policy gui-dos-policy gui-object-colors gui-replacement-message-groups gui-voip-profile gui-ap-profile gui-security-profile-group gui-dynamic-profile-display gui-local-in-policy gui-local-reports gui-wanopt-cache gui-explicit-proxy gui-dynamic-routing gui-dlp gui-dlp-profile gui-sslvpn-personal-bookmarks gui-sslvpn-realms gui-policy-learning gui-threat-weight gui-multiple-utm-profiles gui-spamfilter gui-application-control gui-ips gui-endpoint-control gui-endpoint-control-advanced gui-dhcp-advanced gui-vpn gui-wireless-controller gui-switch-controller gui-fortiap-split-tunneling gui-webfilter gui-webfilter-advanced gui-traffic-shaping gui-wan-load-balancing gui-antivirus gui-dnsfilter gui-waf-profile gui-videofilter gui-file-filter gui-fortiextender-controller gui-advanced-policy gui-allow-unnamed-policy gui-email-collection gui-multiple-interface-policy gui-policy-disclaimer gui-ztna gui-ot gui-dynamic-device-os-id gui-sslvpn gui-advanced-wireless-features gui-enforce-change-summary gui-route-tag-address-creation gui-casb gui-virtual-patch-profile gui-explicit-proxy ike-session-resume ike-quick-crash-detect ike-dn-format ike-port ike-tcp-port ike-policy-route block-land-attack application-bandwidth-tracking default-voip-alg-mode sip-expectation sip-helper sip-nat-trace sip-tcp-port sip-udp-port sip-ssl-port sctp-session-without-init location-id consolidated-firewall-mode inspection-mode status hyperscale-default-policy-action vdom-type internet-service-database-cache implicit-allow-dns intree-ses-best-route per-ip-bandwidth dyn-addr-session-check fqdn-session-check ext-resource-session-check device gateway6 ip6 manageip6 policy-offload-level session-insert-trap
config system global
  + hostname udp-idle-timer tcp-halfopen-timer tcp-halfclose-timer tcp-timewait-timer admin-port admin-sport admin-ssh-port admin-telnet-port
  alias timezone switch-controller admintimeout admin-concurrent admin-console-timeout admin-hsts-max-age admin-https-pki-required admin-https-redirect admin-https-ssl-versions admin-https-ssl-ciphersuites admin-https-ssl-banned-ciphers admin-lockout-duration admin-lockout-threshold admin-login-max admin-maintainer admin-reset-button admin-restrict-local admin-scp admin-server-cert admin-ssh-grace-time admin-ssh-password admin-ssh-v1 admin-telnet admin-ble-button admin-host admin-forticloud-sso-login admin-forticloud-sso-default-profile allow-traffic-redirect anti-replay arp-max-entry asymroute auth-cert auth-http-port auth-https-port auth-keepalive auth-session-limit auto-auth-extension-device autorun-log-fsck av-affinity av-failopen av-failopen-session batch-cmdb block-session-timer br-fdb-max-entry cert-chain-max cfg-revert-timeout cfg-save check-protocol-header check-reset-range cli-audit-log cloud-communication clt-cert-req cmdbsvr-affinity compliance-check compliance-check-time cpu-use-threshold csr-ca-attribute daily-restart restart-time device-identification-active-scan-delay device-idle-timeout dh-params dnsproxy-worker-count dst early-tcp-npu-session edit-vdom-prompt endpoint-control-fds-access endpoint-control-portal-port extender-controller-reserved-network failtime fds-statistics fds-statistics-period fec-port fgd-alert-subscription forticarrier-bypass forticontroller-proxy forticontroller-proxy-port fortiextender fortiextender-data-port fortiextender-discovery-lockdown fortiextender-provision-on-authorization fortiextender-vlan-mode fortiipam-integration fortiservice-port fortitoken-cloud fortitoken-cloud-push-status fortitoken-cloud-sync-interval gui-allow-default-hostname gui-allow-incompatible-fabric-fgt gui-app-detection-sdwan gui-auto-upgrade-setup-warning gui-cdn-domain-override gui-cdn-usage gui-certificates gui-custom-language gui-date-format gui-date-time-source gui-device-latitude gui-device-longitude gui-display-hostname gui-firmware-upgrade-warning gui-firmware-upgrade-setup-warning gui-forticare-registration-setup-warning gui-fortigate-cloud-sandbox gui-fortiguard-resource-fetch gui-fortisandbox-cloud gui-ipv6 gui-lines-per-page gui-local-out gui-replacement-message-groups gui-rest-api-cache gui-theme gui-wireless-opensecurity gui-workflow-management ha-affinity honor-df hw-switch-ether-filter hyper-scale-vdom-num igmp-state-limit ike-embryonic-limit interface-subnet-usage internet-service-database internet-service-download-list ip-conflict-detection ip-src-port-range ip-fragment-mem-thresholds ip-fragment-timeout ipsec-asic-offload ipsec-ha-seqjump-rate ipsec-hmac-offload ipsec-round-robin ipsec-soft-dec-async ipv6-accept-dad ipv6-allow-anycast-probe ipv6-allow-local-in-slient-drop ipv6-allow-multicast-probe ipv6-allow-traffic-redirect ipv6-fragment-timeout irq-time-accounting language ldapconntimeout lldp-reception lldp-transmission log-single-cpu-high log-ssl-connection log-uuid-address log-uuid-policy log-uuid login-timestamp long-vdom-name management-ip management-port management-port-use-admin-sport management-vdom max-dlpstat-memory max-route-cache-size mc-ttl-notchange memory-use-threshold-extreme memory-use-threshold-green memory-use-threshold-red miglog-affinity miglogd-children multi-factor-authentication multicast-forward ndp-max-entry per-user-bal per-user-bwl pmtu-discovery policy-auth-concurrent post-login-banner pre-login-banner private-data-encryption proxy-auth-lifetime proxy-auth-lifetime-timeout proxy-auth-timeout proxy-cert-use-mgmt-vdom proxy-cipher-hardware-acceleration proxy-hardware-acceleration proxy-keep-alive-mode proxy-re-authentication-mode proxy-re-authentication-time proxy-resource-mode proxy-worker-count radius-port reboot-upon-config-restore refresh remoteauthtimeout reset-sessionless-tcp revision-backup-on-logout revision-image-auto-backup scanunit-count security-rating-result-submission security-rating-run-on-schedule send-pmtu-icmp sflowd-max-children-num show-backplane-intf snat-route-change special-file-23-support speedtest-server ssd-trim-date ssd-trim-freq ssd-trim-hour ssd-trim-min ssd-trim-weekday ssh-cbc-cipher ssh-enc-algo ssh-hmac-md5 ssh-kex-algo ssh-kex-sha1 ssh-mac-algo ssh-mac-weak ssh-hostkey ssh-hostkey-algo ssh-hostkey-override ssh-hostkey-password ssl-min-proto-version ssl-static-key-ciphers sslvpn-cipher-hardware-acceleration sslvpn-ems-sn-check sslvpn-kxp-hardware-acceleration sslvpn-max-worker-count sslvpn-plugin-version-check sslvpn-web-mode sslvpn-affinity split-port strict-dirty-session-check strong-crypto switch-controller-reserved-network sys-file-check-interval sys-perf-log-interval syslog-affinity tcp-option tcp-rst-timer tp-mc-skip-policy traffic-priority traffic-priority-level two-factor-email-expiry two-factor-fac-expiry two-factor-ftk-expiry two-factor-ftm-expiry two-factor-sms-expiry url-filter-affinity url-filter-count user-device-store-max-devices user-device-store-max-unified-mem user-device-store-max-users user-server-cert vdom-admin vdom-mode vip-arp-range virtual-server-count virtual-server-hardware-acceleration virtual-switch-vlan vpn-ems-sn-check wad-affinity wad-csvc-cs-count wad-csvc-db-count wad-memory-change-granularity wad-p2s-max-body-size wad-source-affinity wad-worker-count wifi-ca-certificate wifi-certificate wimax-4g-usb wireless-controller wireless-controller-port wireless-mode faz-disk-buffer-size default-service-source-port detection-summary auto-auth-extension-device allow-deny-traffic optimize optimize-ssl tunnel-vpn unify-tcp-ports
config system session-ttl
  + default
  config port
    + protocol timeout start-port end-port
    refresh-direction
config system interface
  + vdom vrf ip mode allowaccess status type alias description role interface remote-ip ipunnumbered secondary-IP tcp-mss dedicated-to
  cli-conn-status fortilink distance priority dhcp-relay-interface-select-method dhcp-relay-service dhcp-relay-ip dhcp-relay-type dhcp-relay-interface dhcp-relay-agent-option dhcp-relay-request-all-server dhcp-relay-link-selection dhcp-relay-circuit-id dhcp-relay-source-ip dhcp-relay-vrf-select dhcp-relay-allow-no-end-option dhcp-client-identifier dhcp-renew-time dhcp-classless-route-addition dhcp-smart-relay dhcp-broadcast-flag management-ip fail-detect fail-detect-option fail-alert-method fail-action-on-extender fail-alert-interfaces pppoe-unnumbered-negotiate password username ipif-unnumbered pppoe-egress-cos detected-peer-mtu disc-retry-timeout padt-retry-timeout service-name ac-name lcp-echo-interval lcp-max-echo-fails defaultgw dns-server-override dns-server-protocol auth-type pptp-client pptp-user pptp-password pptp-server-ip pptp-auth-type pptp-timeout arpforward ndiscforward broadcast-forward bfd bfd-desired-min-tx bfd-detect-mult bfd-required-min-rx l2forward icmp-send-redirect icmp-accept-redirect reachable-time vlanforward stpforward stpforward-mode ips-sniffer-mode ident-accept ipmac subst macaddr virtual-mac substitute-dst-mac speed netbios-forward wins-ip dedicated-to netflow-sampler netflow-sample-rate netflow-sampler-id sflow-sampler drop-overlapped-fragment drop-fragment src-check sample-rate polling-interval sample-direction explicit-web-proxy explicit-ftp-proxy proxy-captive-portal inbandwidth outbandwidth egress-shaping-profile ingress-shaping-profile disconnect-threshold spillover-threshold ingress-spillover-threshold weight external description security-mode security-mac-auth-bypass security-8021x-mode security-8021x-master security-8021x-dynamic-vlan-id security-8021x-member-mode security-external-web security-external-logout replacemsg-override-group security-redirect-url auth-cert auth-portal-addr security-exempt-list security-groups security-ip-auth-bypass stp stp-ha-secondary stp-edge device-identification device-user-identification lldp-reception lldp-transmission lldp-network-policy estimated-upstream-bandwidth estimated-downstream-bandwidth measured-upstream-bandwidth measured-downstream-bandwidth bandwidth-measure-time monitor-bandwidth vrrp-virtual-mac snmp-index preserve-session-route auto-auth-extension-device ap-discover fortilink-stacking fortilink-neighbor-detect fortilink-split-interface fortilink-backup-link internal ip-managed-by-fortiipam managed-subnetwork-size switch-controller-mgmt-vlan switch-controller-igmp-snooping-proxy switch-controller-igmp-snooping-fast-leave switch-controller-igmp-snooping switch-controller-access-vlan switch-controller-traffic-policy switch-controller-rspan-mode switch-controller-netflow-collect switch-controller-dhcp-snooping switch-controller-dhcp-snooping-verify-mac switch-controller-dhcp-snooping-option82 switch-controller-arp-inspection switch-controller-learning-limit switch-controller-nac switch-controller-dynamic switch-controller-feature switch-controller-iot-scanning switch-controller-offload switch-controller-offload-ip switch-controller-offload-gw switch-controller-source-ip swc-first-create swc-vlan color mtu-override mtu wccp gwdetect ping-serv-status detectserver detectprotocol ha-priority trust-ip-1 trust-ip-2 trust-ip-3 trust-ip6-1 trust-ip6-2 trust-ip6-3 vlanid vlan-protocol member lacp-mode lacp-ha-secondary lacp-ha-slave system-id-type system-id lacp-speed min-links min-links-down algorithm link-up-delay aggregate-type priority-override redundant-interface devindex vindex switch annex default-purdue-level eap-supplicant eap-method eap-identity eap-password eap-ca-cert eap-user-cert forward-domain forward-error-correction trunk ring-rx ring-tx mediatype fortiheartbeat broadcast-forticlient-discovery endpoint-compliance captive-portal nst phy-mode sfp-dsl poe npu-fastpath np-qos-profile ike-saml-server interconnect-profile exclude-signatures mirroring-direction mirroring-port port-mirroring dhcp-relay-request all-server atm-protocol tc-mode vci vpi mux-type gateway-address gwaddr aggregate ingress-cos egress-cos egress-queues
  config ipv6
    + ip6-address ip6-mode ip6-allowaccess autoconf
    nd-mode nd-cert nd-security-level nd-timestamp-delta nd-timestamp-fuzz nd-cga-modifier ip6-dns-server-override icmp6-send-redirect ip6-reachable-time ip6-retrans-time ip6-hop-limit ip6-send-adv ip6-manage-flag ip6-other-flag ip6-max-interval ip6-min-interval ip6-link-mtu ip6-default-life ip6-upstream-interface ip6-delegated-prefix-iaid ip6-subnet ip6-prefix-mode ip6-adv-rio dhcp6-prefix-delegation dhcp6-information-request dhcp6-client-options dhcp6-prefix-hint dhcp6-prefix-hint-plt dhcp6-prefix-hint-vlt dhcp6-iapd dhcp6-relay-service dhcp6-relay-type dhcp6-relay-ip dhcp6-relay-source-interface dhcp6-relay-source-ip dhcp6-relay-interface-id cli-conn6-status vrrp-virtual-mac6 vrip6_link_local unique-autoconf-addr interface-identifier ra-send-mtu ip6-route-pref ip6-rdnss-list
    config ip6-extra-addr
      + prefix
    config ip6-prefix-list *
    config ip6-delegated-prefix-list *
    config ip6-rdnss-list *
    config ip6-dnssl-list *
    config ip6-route-list *
    config vrrp6 *
    config dhcp6-iapd-list *
    config client-options *
  config secondaryip
    + ip allowaccess
    secip-relay-ip gwdetect ping-serv-status detectserver detectprotocol ha-priority
  config vrrp *
  config l2tp-client-settings *
  config client-options *
  config tagging *
  config egress-queues *
  config wifi-networks *
  config dhcp-snooping-server-list *
  config phy-setting *
  config mirroring-filter *
config system zone
  + interface intrazone
  description
  config tagging *
config system sdwan
  status load-balance-mode speedtest-bypass-routing duplication-max-num neighbor-hold-down neighbor-hold-down-time neighbor-hold-boot-time app-perf-log-period fail-detect fail-alert-interfaces duplication-max-discrepancy
  config zone
    + advpn-select
    service-sla-tie-break advpn-health-check minimum-sla-meet-members
  config members
    + interface zone gateway
    gateway6 source source6 cost weight priority priority6 spillover-threshold ingress-spillover-threshold volume-ratio status comment preferred-source priority-in-sla priority-out-sla transport-group
  config health-check *
  config service *
  config neighbor *
  config duplication *
  config health-check-fortiguard *
config system virtual-wan-link
  status load-balance-mode fail-detect neighbor-hold-down neighbor-hold-down-time neighbor-hold-boot-time
  config members
    + interface gateway
    gateway6 source source6 cost weight priority spillover-threshold ingress-spillover-threshold volume-ratio status comment
  config health-check *
  config service *
  config neighbor *
config system admin
  + trusthost1 trusthost2 trusthost3 trusthost4 trusthost5 trusthost6 trusthost7 trusthost8 trusthost9 trusthost10 ip6-trusthost1 ip6-trusthost2 ip6-trusthost3 ip6-trusthost4 ip6-trusthost5 ip6-trusthost6 ip6-trusthost7 ip6-trusthost8 ip6-trusthost9 ip6-trusthost10
  accprofile accprofile-override allow-remove-admin-session comments email-to force-password-change fortitoken gui-default-dashboard-template gui-ignore-release-overview-version gui-ignore-invalid-signature-version guest-auth guest-lang guest-usergroups hidden history0 history1 password password-expire peer-auth peer-group radius-vdom-override remote-auth remote-group schedule sms-custom-server sms-phone sms-server ssh-certificate ssh-public-key1 ssh-public-key2 ssh-public-key3 two-factor two-factor-authentication two-factor-notification vdom vdom-override wildcard is-admin first-name last-name email-address mobile-number old-password
  config dashboard-tabs *
  config dashboard *
  config gui-dashboard *
  config gui-global-menu-favorites *
  config gui-vdom-menu-favorites *
  config gui-new-feature-acknowledge *
  config guest-usergroups *
  config login-time *
  config history *
  config new-feature-acknowledge *
config system api-user *
config system accprofile *
config system accprofile-override *
config system np6 *
config system np6xlite *
config system np7 *
config system npu *
config system npu-vlink *
config system ha *
config system ha-monitor *
config system dns *
config system dns-database *
config system dns-server *
config system dns64 *
config system vdom-dns *
config system vdom-property *
config system vdom-link *
config system vdom-netflow *
config system vdom-sflow *
config system vdom-radius-server *
config system vdom-exception *
config system ntp *
config system ptp *
config system snmp *
config system replacemsg *
config system replacemsg-image *
config system replacemsg-group *
config system custom-language *
config system storage *
config system session-helper *
config system email-server *
config system alertmail *
config system alarm *
config system automation-action *
config system automation-trigger *
config system automation-stitch *
config system automation-destination *
config system auto-install *
config system auto-script *
config system autoupdate *
config system fortiguard *
config system fortimanager *
config system fortisandbox *
config system fortindr *
config system fortiai *
config system fm *
config system central-management *
config system console *
config system csf *
config system ddns *
config system ssh-config *
config system dedicated-mgmt *
config system device-upgrade *
config system dhcp *
config system dhcp6 *
config system dscp-based-priority *
config system tos-based-priority *
config system external-resource *
config system evpn *
config system federated-upgrade *
config system fips-cc *
config system fortiipam *
config system ipam *
config system ftm-push *
config system geneve *
config system geoip-country *
config system geoip-override *
config system gre-tunnel *
config system ike *
config system ips *
config system ips-urlfilter-dns *
config system ips-urlfilter-dns6 *
config system ipip-tunnel *
config system ipsec-aggregate *
config system ipsec-interface *
config system ipv6-neighbor-cache *
config system ipv6-tunnel *
config system isf-queue-profile *
config system link-monitor *
config system lldp *
config system lte-modem *
config system mac-address-table *
config system management-tunnel *
config system mobile-tunnel *
config system modem *
config system ngfw-settings *
config system netflow *
config system network-visibility *
config system nd-proxy *
config system nethsm *
config system object-tagging *
config system object-tag *
config system password-policy *
config system password-policy-guest-admin *
config system physical-switch *
config system pcp-server *
config system pppoe-interface *
config system probe-response *
config system proxy-arp *
config system resource-limits *
config system saml *
config system sdn-connector *
config system sdn-proxy *
config system security-rating *
config system sflow *
config system sit-tunnel *
config system sms-server *
config system speed-test-schedule *
config system speed-test-server *
config system speed-test-setting *
config system sso-admin *
config system auto-scale *
config system sso-fortigate-cloud-admin *
config system sso-forticloud-admin *
config system standalone-cluster *
config system cluster-sync *
config system startup-error-log *
config system stp *
config system switch-interface *
config system tunnel *
config system virtual-switch *
config system virtual-wire-pair *
config system vne-tunnel *
config system vne-interface *
config system vxlan *
config system wccp *
config system wireless *
config system arp-table *
config system affinity-interrupt *
config system affinity-packet-redistribution *
config system acme *
config system 3g-modem *
config system aux *
config system bypass *
config system cpu-mask *
config system health-check-fortiguard *
config system hw-accel *
config system ssl *
config system status *
config system interface-policy *
config system mgmt-csum *
config system ssh *
config system lcd *
config system fortiguard-log *
config system session-sync *
config system elbc *
config system tacacs *
`;
