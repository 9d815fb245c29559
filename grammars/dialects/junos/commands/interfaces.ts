/** `interfaces`, from the name of the interface on. */
const ADDRESS = `
  + primary|preferred|master-only|virtual-gateway-address|eui-64|destination|broadcast
  + destination|virtual-gateway-address|virtual-gateway-v6-address|destination-profile|broadcast =
    arp|ndp|multicast-arp|l2-interface|nd6-stale-time|web-authentication|destination-profile|subnet-router-anycast|preferred-lifetime|valid-lifetime ...
  + vrrp-group|vrrp-inet6-group * virtual-address|virtual-inet6-address|virtual-link-local-address =
  + vrrp-group|vrrp-inet6-group *
  + vrrp-group|vrrp-inet6-group * priority|advertise-interval|fast-interval|authentication-type|authentication-key =
  + vrrp-group|vrrp-inet6-group * no-preempt
  + vrrp-group|vrrp-inet6-group * track interface|route * priority-cost =
  + vrrp-group|vrrp-inet6-group * track interface|route *
    vrrp-group|vrrp-inet6-group * track interface * bandwidth-threshold ...
    vrrp-group|vrrp-inet6-group * track route * routing-instance ...
    vrrp-group|vrrp-inet6-group * inet6-advertise-interval|hold-time|advertisements-threshold|vrrp-inherit-from|active-interface|active-group =
    vrrp-group|vrrp-inet6-group * accept-data|no-accept-data|passive
    vrrp-group|vrrp-inet6-group * preempt|track|asymmetric-hold-time|advertise-interval ...
`;

const FAMILY = `
  + address * @address
  + filter input|output|input-list|output-list =
  + filter input|output * precedence =
  + filter group =
    filter input|output|input-list|output-list|dialer|shared-name ...
    simple-filter|service|sampling|targeted-broadcast|policer|rpf-check|tcp-mss|next-hop-tunnel|accounting|bundle|demux-source|demux-destination|access-concentrator|nd6-stale-time|nd6-max-cache|nd6-new-hold-limit|arp-max-cache|arp-new-hold-limit|redirects|negotiate-address|unconditional-src-learn|ndp|remote|mac-validate|location-pool-address|ipsec-sa ...
  + mtu =
    bundle =
    no-redirects|no-neighbor-learn|dad-disable|no-dad-disable|primary|dscp|receive-options-packets|receive-ttl-exceeded|urpf|keep-address-and-control|maximum-labels|targeted-options|no-unnumbered-address ...
  + dhcp|dhcp-client|dhcpv6-client|autoconf|negotiate-address ...
  + unnumbered-address = ...
  + unnumbered-address * preferred-source-address|destination|destination-profile =
`;

const UNIT = `
  + description =
  + disable|enable
  + family inet|inet6 @family
  + family inet|inet6
  + family iso address =
  + family iso
    family iso|mpls|ccc|tcc|vpls|bridge|ethernet-switching|evpn|any|mlppp|mlfr-end-to-end|mlfr-uni-nni|fibre-channel|pppoe ...
  + family ethernet-switching interface-mode|port-mode|native-vlan-id =
    family ethernet-switching vlan ...
  + family ethernet-switching vlan members =
  + family ethernet-switching|bridge|vpls|any|mpls|ccc filter input|output|input-list|output-list =
    family ethernet-switching|bridge|vpls|any|mpls|ccc ...
  + filter input|output|input-list|output-list =
  + vlan-id|inner-vlan-id|vlan-id-range|inner-vlan-id-range|vlan-id-list|native-inner-vlan-id =
  + vlan-id-list|vlan-tags ...
  + bandwidth =
    mtu|encapsulation|peer-unit|peer-interface|dlci|vci|proxy-arp|interface-shared-with|swap-by-poppush|native-vlan-id|arp-l2-validate|mac|ppp-options-group|service-domain|tunnel-source|inner-vlan-id-swap-ranges =
    point-to-point|multipoint|passive-monitor-mode|no-traps|traps|vlan-tagging|auto-configure|dialer-options|proxy-arp|restricted-proxy-arp|enhanced-convergence|ip-tunneling|virtual-gateway-accept-data|virtual-gateway-esi|reassemble-packets|account-layer2-overhead|transmit-accounting|arp-resp|forward-and-send-to-re|forward-only|clear-dont-fragment-bit|no-auto-virtual-gateway-esi|proxy-macip-advertisement|l2-circuit-tunnel ...
    statistics|accounting-profile|accept-source-mac|input-vlan-map|output-vlan-map|input-three-color|layer2-policer|ppp-options|pppoe-options|tunnel|esi|demux-options|dynamic-profile|host-prefix-only|targeted-distribution|targeted-options|demux-source|compression|fragment-threshold|keepalives|no-keepalives|inverse-arp|multicast-vlan-id|rpm|service-domain|service-domains|interleave-fragments|minimum-links|mrru|short-sequence|atm-policer|shaping|virtual-gateway-v4-mac|virtual-gateway-v6-mac|multi-chassis-protection|mac|link-layer-overhead|trunk-id|trunk-bandwidth|oam-liveness|oam-period|load-balancing-options|radio-router|copy-tos-to-outer-ip-header|filter|policer|gre-reassemble|psn-vci|deep-vlan-qualified-learning|etree-ac-role|advisory-options|allow-any-vci|backup-options|cell-bundle-size|epd-threshold|family|group-service ...
  + tunnel source|destination|key|ttl|routing-instance ...
`;

const INTERFACE = `
  + description =
  + disable|enable
  + unit * @unit
  + unit *
  + services-options inactivity-timeout|open-timeout|inactivity-tcp-timeout|inactivity-non-tcp-timeout|session-timeout =
    services-options ...
  + vlan-tagging|flexible-vlan-tagging|stacked-vlan-tagging
    no-traps|traps|per-unit-scheduler|no-per-unit-scheduler|hierarchical-scheduler|passive-monitor-mode|no-gratuitous-arp-request|no-gratuitous-arp-reply|gratuitous-arp-reply|promiscuous-mode|mlfr-uni-nni-bundle-options|shared-scheduler|native-vlan-id|redundancy-options|interface-mib|auto-10m-100m-speed|switch-options|clear-dont-fragment-bit|unidirectional|keepalives|no-keepalives|flexible-queuing-mode ...
  + mtu =
    speed|encapsulation|link-mode|native-vlan-id|mac|clocking|framing|bandwidth|encoding|gigether-options|accounting-profile|port-mirror-instance|snmp-interface-alias|number-of-sub-ports|media-type|metadata|interface-transmit-statistics|loopback|system-mac|layer2-policer|optics-type|serial-options|fec|esi|transmit-bucket|receive-bucket|dce|no-no-gratuitous-arp-request|anchor-point|peer-interface|mac-address|chassis-mac|peer-pfe|tx-power|wavelength|unused =
  + ether-options|gigether-options|fastether-options 802.3ad =
    ether-options|gigether-options|fastether-options 802.3ad ...
    aggregated-ether-options lacp ...
  + aggregated-ether-options lacp active|passive
  + aggregated-ether-options lacp periodic =
    ether-options|gigether-options|fastether-options|aggregated-ether-options|aggregated-sonet-options|hold-time|damping|optics-options|otn-options|sonet-options|t1-options|t3-options|e1-options|e3-options|ds0-options|serial-options|atm-options|lmi|mlfr-uni-nni-bundle-options|multiservice-options|auto-configure|redundant-ether-options|fabric-options|esi|ppp-options|dsl-options|vdsl-options|modem-options|isdn-options|cellular-options|dialer-options|cable-modem-options|shdsl-options|link-degrade-monitor|load-balancing-options|forwarding-class-accounting|lsq-failure-options|container-options|container-type|port-mirror|irb-options|transit-options|precise-time|satop-options|cesopsn-options|partition|no-partition|interface-set|es-options|ggsn-options|logical-tunnel-options|tunnel-port|multi-chassis-protection|gratuitous-arp|damping|fibrechannel-options|rpf-check|vtep ...
`;

export const INTERFACES = {
  interfaces: `
  + * @interface
  + *
    traceoptions|stacked-interface-set ...
    interface-set * interface|description|targeted-options|etree-ac-role ...
  + interface-range * member =
  + interface-range * member-range * to =
  + interface-range * @interface
  + interface-range *
`,
  interface: INTERFACE,
  unit: UNIT,
  family: FAMILY,
  address: ADDRESS,
};
