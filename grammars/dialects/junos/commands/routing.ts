const BGP_KNOBS = `
    advertise-external|advertise-inactive|advertise-peer-as|no-advertise-peer-as|advertise-from-main-vpn-tables|add-path-display-ipv4-address|as-override|authentication-algorithm|authentication-key|authentication-key-chain|auto-discovered-mpls-ibgp-leak|bgp-error-tolerance|bmp|cluster|damping|dampen|disable-4byte-as|drop-path-attributes|egress-te|egress-te-backup-paths|egress-te-node-segment|egress-te-set-segment|enforce-first-as|explicit-null|forwarding-context|graceful-restart|graceful-shutdown|hold-down|hold-down-all|holddown|idle-after-switch-over|include-mp-next-hop|ipsec-sa|keep|link-bandwidth|local-interface|local-preference|log-updown|log-sort|long-lived|long-lived-graceful-restart|loops|metric-out|minimum-hold-time|mpls-lsp-monitor|mtu-discovery|mvpn-iana-rt-import|multipath|multipath-build-priority|next-hop-self|no-aggregator-id|no-client-reflect|no-mpls-lsp-monitor|no-nexthop-change|no-precision-timers|no-resolve-vpn|omit-no-export|optimal-route-reflection|out-delay|output-queue-priority|outbound-route-filter|passive|path-selection|precision-timers|preference|receive-dedicated-optimized|remove-private|rfc6514-compliant-safi129|route-server-client|rib-sharding|segment-routing-max-label-depth|send-addpath-optimization|sr-preference-override|stale-labels-holddown-period|strip-as-path|tcp-aggressive-transmission|tcp-connect-port|tcp-mss|tcp-sync|third-party-next-hop|topology|traceoptions|ttl|unconfigured-peer-graceful-restart|update-threading|update-threading-only|use-interface-address|use-mbgp|vpn-apply-export|vpn-multipath|always-compare-med|accept-prefix-limit|accept-remote-nexthop|allow-protection|aigp|no-install|no-advertise|no-validate|delay-med-update|delay-route-advertisements|traffic-statistics|traffic-statistics-labeled-path|snmp-options|group-split-size|global-hold-time|nexthop-self|holdtime|peer-as-validation|protection|recv-buffer|route-age|send-buffer|session-group|statistics|source-packet-routing|static-peer|tcp-ao|mrai|minimum-route-advertisement-interval|inter-area|per-prefix-label|per-group-label|shards|sharding|dynamic-neighbor|egress|keep-alive|rr-ineligible ...
`;

const BGP_ANY = `
  + type internal|external
  + peer-as|description|hold-time|local-address =
  + peer-as-list =
  + peer-as =
  + local-as = private|alias|no-prepend-global-as
  + local-as = loops =
  + local-as private|alias|no-prepend-global-as
  + local-as loops =
  + import|export =
  + multihop|shutdown|disable|bfd-liveness-detection ...
  + multihop ttl =
  + multihop no-nexthop-change
  + family inet|inet6|inet-vpn|inet6-vpn|inet-mvpn|inet6-mvpn|inet-mdt|evpn|l2vpn|route-target|traffic-engineering|iso-vpn|fabric-vpn|inet6-labeled @bgpfamily
  + family *
${BGP_KNOBS}
`;

export const ROUTING = {
  protocols: `
  + bgp @bgp
  + bgp
  + ospf @ospf
  + ospf
  + ospf3 @ospf3
  + ospf3
  + isis @isis
  + isis
  + rip|ripng|ldp|pim|msdp export|import =
  + rip|ripng ...
    amt|ancp|babel|bfd|bgp-static|captive-portal|connections|dcbx|dot1x|dvmrp|esis|evpn|fip-snooping|gsmp|gvrp|helper-disable|iccp|igmp|igmp-host|igmp-snooping|ilmi|inet6-mvpn|iso-aligned|l2-learning|l2circuit|l2iw|l2vpn|lacp|lacp-options|layer2-control|ldp|link-management|lldp|lldp-med|lldp-port|loop-detect|mac-rewrite|mld|mld-host|mld-snooping|mpls|mpls-oam|msdp|mstp|mvpn|mvrp|ndp|neighbor-discovery|netconf|nhrp|oam|openflow|openvpn|overlay|pcep|pgm|pim|pim-snooping|ppp|ppp-service|pppoe|protection-group|ptp|r2cp|rift|rip|ripng|router-advertisement|router-discovery|rstp|rsvp|sap|secure-neighbor-discovery|sflow|shortcuts|smet|snmp|source-packet-routing|static|stp|synce|traffic-engineering|trunk|tunnel|uplink-failure-detection|vpls|vpn|vrrp|vstp|xstp|l3vpn|segment-routing|service-redundancy|clock-synchronization|mld-proxy|igmp-proxy|bmp|dhcp|arp|multicast|vxlan|evpn-mpls|edge-virtual-bridging|virtual-chassis|rpd ...
`,
  bgp: `
${BGP_ANY}
  + group * @group
  + group *
  + defaults ebgp no-policy receive|advertise accept|reject|reject-always
  + defaults ebgp no-policy
`,
  group: `
${BGP_ANY}
  + neighbor * @neighbor
  + neighbor *
  + allow|dynamic-neighbor ...
  + allow =
`,
  neighbor: BGP_ANY,
  bgpfamily: `
  + unicast|any|multicast|flow|labeled-unicast|signaling|segment-routing-te|transport|mvpn prefix-limit|accepted-prefix-limit maximum =
  + unicast|any|multicast|flow|labeled-unicast|signaling|segment-routing-te|transport|mvpn prefix-limit|accepted-prefix-limit teardown = ...
  + unicast|any|multicast|flow|labeled-unicast|signaling|segment-routing-te|transport|mvpn prefix-limit|accepted-prefix-limit teardown idle-timeout =
  + unicast|any|multicast|flow|labeled-unicast|signaling|segment-routing-te|transport|mvpn prefix-limit|accepted-prefix-limit teardown idle-timeout timeout|forever ...
  + unicast|any|multicast|flow|labeled-unicast|signaling|segment-routing-te|transport|mvpn prefix-limit|accepted-prefix-limit drop-excess|hide-excess ...
  + unicast|any|multicast|flow|labeled-unicast|signaling|segment-routing-te|transport|mvpn
    unicast|any|multicast|flow|labeled-unicast|signaling|segment-routing-te|transport|mvpn rib-group|add-path|aigp|loops|no-validate|topology|explicit-null|resolve-vpn|rib|no-install|damping|delay-route-advertisements|extended-nexthop|extended-nexthop-color|graceful-restart|local-ipv4-address|local-ipv6-address|nexthop-resolution|output-queue-priority|per-group-label|per-prefix-label|protection|route-refresh-priority|secondary-independent-resolution|strip-nexthop|traffic-statistics|entropy-label|advertise-default|external-paths|proxy-generate|defer-initial-multipath-build|extended-nexthop-tunnel|accept-own|allow-bgp-ls-nexthop|route-age-bgp-view|legacy-redirect-ip-action|interface-group|advertise-external|extended-community|export|import|passive|multihop|no-resolve-vpn|aggregate-label|egress-protection ...
`,
  'routing-options': `
  + static @static
  + static
  + rib * static @static
  + rib *
  + autonomous-system = loops =
  + autonomous-system = asdot-notation|independent-domain ...
  + autonomous-system loops|asdot-notation|independent-domain ...
  + confederation = members =
  + confederation members =
  + router-id =
  + forwarding-table export =
  + instance-import|instance-export =
  + auto-export ...
    rib * aggregate|generate|maximum-paths|maximum-prefixes|multipath|martians|flow|access|access-internal ...
    aggregate|access|access-internal|bgp-orf-cisco-mode|bmp|backup-selection|fate-sharing|flow|flowspec|forwarding-table|generate|graceful-restart|host-fast-reroute|instance-export|interface-routes|install|l3vpn|localized-fib|logical-system-mux|lsp-telemetry|martians|maximum-paths|maximum-prefixes|med-igp-update-interval|mpls|multicast|multipath|no-delegate-processing|no-soft-restart-nexthop|no-soft-pfe-ack|nonstop-routing|nonstop-routing-options|nsr-phantom-holdtime|options|p2mp-ldp-next-hop|ppm|programmable-rpd|protect|rib-groups|resolution|restart|rib-sharding|route-distinguisher-id|route-record|router-id|source-packet-routing|source-routing|srlg|srv6|tag-encoding|te|traffic-engineering|tunnel-id|traceoptions|transport-class|tunnel|tunnel-attributes|validation|vpn-label|vrf|warm-standby|dynamic-tunnels|enable-sensors|export-rib|fast-lookup|igmp|kernel-options|loopback|forwarding-class|routing-table|rpf|rpm-tracking|static-route|topologies|user-route|vrf-target|vrf-propagate-ttl|no-vrf-propagate-ttl|vxlan-rib|bandwidth|ecmp|hash|import-policy ...
`,
  static: `
  + route * next-hop|discard|reject|receive|resolve|no-resolve|retain|no-retain|install|no-install|readvertise|no-readvertise|passive|active
  + route * next-hop|next-table|preference|metric|tag =
  + route * next-hop = no-readvertise
  + route * qualified-next-hop * interface|preference|metric|tag|bfd-liveness-detection|mac-address ...
  + route * qualified-next-hop *
  + route * metric|metric2|metric3|metric4|tag|tag2|preference|preference2|color|color2|community|as-path|bfd-liveness-detection|lsp-next-hop|p2mp-lsp-next-hop|static-lsp-next-hop|p2mp-ldp-next-hop|backup-pe-group|backup|longest-match|spring-te-lsp-next-hop ...
  + route *
  + iso-route ...
  + defaults resolve|no-resolve|retain|install|no-install|readvertise|no-readvertise|passive|active
  + defaults ...
    rib-group|route-target-filter|traceoptions ...
    static-route ...
`,
  'policy-options': `
  + policy-statement * @policy
  + policy-statement *
  + prefix-list * apply-path =
  + prefix-list * =
  + prefix-list *
  + as-path * =
  + as-path * ...
  + as-path-group * ...
  + community * members|invert-match ...
  + community * ...
  + condition|route-filter-list|route-distinguisher|tunnel-attribute|damping|mac-list|rtf-prefix-list|application-maps|large-community ...
    as-list|as-list-group|defaults|resolution-map|route-attributes|tag-list|vrf|wildcard ...
`,
  policy: `
  + from|to @policyfrom
  + then @policythen
  + term * from|to @policyfrom
  + term * then @policythen
  + term *
    defaults ...
`,
  policyfrom: `
  + prefix-list|as-path|as-path-group|community|policy|protocol|interface|neighbor|instance|rib|family|route-filter-list =
  + prefix-list|as-path|as-path-group|community|policy|protocol|interface|neighbor|instance|rib|family|route-filter-list
  + prefix-list-filter|route-filter|source-address-filter ...
    aggregate-contributor|area|as-path-calc-length|as-path-neighbors|as-path-origins|as-path-transits|as-path-unique-count|bgp-srte-discriminator|color|color2|community-count|condition|evpn-esi|evpn-etag|evpn-mac-route|evpn-tag|external|extended-community|forwarding-class|igmp|install-nexthop|instance-any|large-community|level|local-preference|mac-filter-list|mac-list|med|metric|metric2|metric3|metric4|multicast-scope|next-hop|next-hop-type|nextheader|nlri-route-type|node-link|origin|ospf|preference|preference2|prefix-segment|protocol|route-distinguisher|route-type|rtf-prefix-list|source-address-filter-list|srte-color|standard-community|state|tag|tag2|traffic-engineering|validation-database|validation-database-instance|topology|l2vpn|lsp|lsp-regex|tunnel-attribute|bgp-output-queue-priority ...
  + condition ...
`,
  policythen: `
  + accept|reject|next
  + next|default-action ...
  + community|tunnel-attribute add|delete|set|+|-|= =
  + community = = ...
  + as-path-prepend ...
    accept ...
    add-path|admin-group|aggregate-bandwidth|aigp-adjust|aigp-originate|analyze|analyzer|as-path-expand|as-path-prepend|bgp-output-queue-priority|class|color|color2|cos-next-hop-map|damping|default-action|destination-class|dynamic-tunnel-attributes|external|forwarding-class|install-nexthop|label|label-allocation|label-allocation-fallback-reject|large-community|limit-bandwidth|load-balance|local-preference|map-to-interface|metric|metric2|metric3|metric4|mhop-interface|multipath-resolve|next-hop|no-backup|no-entropy-label-capability|no-install-to-fib|no-route-localize|nexthop-preference|origin|p2mp-lsp-root|policy-map|preference|preference2|prefix-segment|priority|resolution-map|route-filter|rib|selected-mldp-egress|set-down-bit|source-class|sr-te-template|ssm-source|standard-community|tag|tag2|te-link|trace|traffic-index|tunnel-attribute|tunnel-end-point-address|validation-state|bgp-link-bandwidth|extended-community|get-route-range|link-bandwidth|l3vpn|dest-class|traffic-manager|next-table ...
`,
  'routing-instances': `
  + * instance-type|description|route-distinguisher|interface =
  + * interface * ...
  + * vrf-import|vrf-export =
  + * vrf-target|vrf-table-label|no-vrf-advertise|no-local-switching ...
  + * routing-options @routing-options
  + * protocols @protocols
  + * forwarding-options @forwarding-options
  + * @instance
  + *
`,
  instance: `
    access|bridge-domains|vlans|switch-options|system|services|security|access-profile|bgp|connector-id-advertise|egress-protection|forwarding-class|instance-role|layer3-domain-identifier|l2vpn-id|l2vpn|multicast-snooping-options|pbb-options|provider-tunnel|route-target-filter|service-groups|site|traffic-engineering|vlan-id|vlan-model|vlan-tags|vrf-advertise-selective|vrf-mtu-check|vtep-source-interface|vxlan|no-irb-layer-2-copy|no-normalization|igmp-snooping|mpls-ping|evpn|isid-list|clustered|route-record|service-type|qualified-bum-pruning-mode|routing-interface|vrf-propagate-ttl|no-vrf-propagate-ttl|l3vpn|remote-vtep-list|remote-vtep-v6-list|firewall ...
`,
};
