/** Match conditions whose meaning is in the model, exactly or as text. */
const FROM = `
  + source-address|destination-address|address * except
  + source-address|destination-address|address =
  + ip-source-address|ip-destination-address|ip-address|ipv6-source-address|ipv6-destination-address * except
  + source-prefix-list|destination-prefix-list|prefix-list * except
  + source-prefix-list|destination-prefix-list|prefix-list =
  + protocol|protocol-except|next-header|next-header-except|payload-protocol|payload-protocol-except =
  + ip-protocol|ip-protocol-except =
  + source-port|source-port-except|destination-port|destination-port-except|port|port-except =
  + icmp-type|icmp-type-except|icmp-code|icmp-code-except =
  + tcp-flags|tcp-established|tcp-initial
  + tcp-flags =
  + is-fragment|first-fragment|last-fragment|fragment-flags|fragment-offset|fragment-offset-except
  + fragment-flags|fragment-offset|fragment-offset-except =
  + dscp|dscp-except|precedence|precedence-except|traffic-class|traffic-class-except =
  + ip-precedence|ip-precedence-except|ipv6-traffic-class =
  + interface =
  + interface-set|interface-group|interface-group-except|forwarding-class|forwarding-class-except|loss-priority|loss-priority-except =
  + ttl|ttl-except|hop-limit|hop-limit-except|packet-length|packet-length-except|ip-options|ip-options-except|ah-spi|ah-spi-except|esp-spi|esp-spi-except =
  + ip-version ...
  + source-class|source-class-except|destination-class|destination-class-except|rat-type|policy-map|gtp-tunnel-endpoint-identifier =
  + service-filter-hit|extension-header|extension-header-except|learn-vlan-id|vlan|port-range
  + extension-header|extension-header-except|redirect-reason =
  + source-mac-address|destination-mac-address|ether-type|ether-type-except|vlan-ether-type|vlan-ether-type-except|user-vlan-id|learn-vlan-id|learn-vlan-id-except|learn-vlan-1p-priority|user-vlan-1p-priority|dot1q-tag|dot1q-user-priority|vlan|mac-type|traffic-type|traffic-type-except|l2-encap-type|source-mac-address-except|exp|exp-except|label =
  + source-mac-address|destination-mac-address * except
  + flexible-match-mask|flexible-match-range ...
  + flow-label|gre-key|vxlan|arp-type|arp-sender-address|arp-target-address ...
`;

const THEN = `
  + accept|discard|reject|log|syslog|sample|packet-mode|port-mirror|next-hop-group|service-accounting|service-accounting-deferred|service-filter-hit|no-decapsulate|force-premium|l2-mirror|interface-group|dont-fragment
  + reject|count|policer|forwarding-class|loss-priority|routing-instance|dscp|prefix-action|port-mirror-instance|next-hop-group|logical-system|hierarchical-policer|traffic-class|interface|analyzer|vlan|mirror|topology|ipsec-sa|load-balance|policer-instance|traffic-manager|clear-policy-map|set-prefix-action|policy-map|cos-next-hop-map|exp =
  + next term
  + next-ip|next-ip6|next-interface|next * routing-instance =
  + next-ip|next-ip6|next-interface =
  + three-color-policer|decapsulate|encapsulate|shared-bandwidth-policer|routing-instance|logical-system|interface|port-mirror|dscp|force-premium|sample|discard ...
`;

export const FIREWALL = {
  firewall: `
  + family inet|inet6|any|mpls|vpls|ccc|bridge|ethernet-switching|evpn filter * @filter
  + family inet|inet6|any|mpls|vpls|ccc|bridge|ethernet-switching|evpn filter *
  + family inet|inet6 service-filter|simple-filter|dialer-filter|fast-update-filter * ...
    family inet|inet6 prefix-action|template ...
  + filter * @filter
  + filter *
  + policer *
  + policer * if-exceeding|if-exceeding-pps|then|filter-specific|logical-interface-policer|physical-interface-policer|logical-bandwidth-policer|shared-bandwidth-policer|scale-factor ...
  + three-color-policer|hierarchical-policer *
  + three-color-policer|hierarchical-policer * ...
    load-balance-group|atm-policer|interface-set|tunnel-end-point|flexible-match|traffic-manager|enhanced-mode ...
    interface-set|policer-template|hierarchical-policer ...
`,
  filter: `
  + term * from @from
  + term * then @actions
  + term * filter =
  + term *
  + interface-specific|physical-interface-filter|enhanced-mode|enhanced-mode-override|instance-shared|fast-lookup-filter|promote|scale-optimized|accounting-profile|no-scale-optimized
  + accounting-profile|interface-shared|shared-name|profile =
    promote ...
`,
  from: FROM,
  actions: THEN,
};
