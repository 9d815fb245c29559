/** The commands that `show-outputs.test.ts` does not compare, by what they show, and why no probe reads them. */
export const SHOW_NOT_ASKED: readonly (readonly [shows: RegExp, why: string])[] = [
  [/arp|mac-|_mac_|mac_all|ip_adjacency|ipv6_neighbors|source_binding/, 'who has which address: no probe judges it'],
  [/cdp|lldp|ap_all|wireless|hotspot/, 'what is connected: no probe judges it'],
  [
    /inventory|environment|version|license|module-information|routerboard|temperature|transceiver_hardware|capabilities|poe_print/,
    'what the device is made of: no probe judges it',
  ],
  [/isis|ospf|eigrp|msdp|mpls|hsrp/, 'no probe asks about this protocol on a device'],
  [
    /show_ip_route|ipv6_route|ip_route_print|cisco_xr\/show_bgp$|bgp_routes|advertised-routes/,
    'whole tables of routes: the probe bgp asks about one prefix',
  ],
  [/dhcp|dns_cache/, 'who leased or looked up what: no probe judges it'],
  [
    /vlan|port-channel|eth-trunk|lacp|link-aggregation|vpc|nve_|ethernet-switching|chassis_cluster|mac-learning/,
    'members of VLANs and bundles: vlan-errors asks for counters, and these have none',
  ],
  [
    /running-config|nat-policy|prefix-list|address-list|policy-map|traffic-filter_applied|service-set|community|telnet_server|http_server/,
    'what is configured: the review reads the configuration',
  ],
  [
    /ip_interface|ipv4_interface|service_id_interface|vpn-instance|vrf_detail|interface_print_brief/,
    'addresses and names, with at most up or down beside them: the probe interface reads what tells more',
  ],
  [/ip_link_show/, 'the probe asks for JSON (ip -j -s -s link), which has the counters'],
  [/ethernet_physical|ethernet_monitor|interface_hardware/, 'speed and duplex without counters: not read yet'],
];
