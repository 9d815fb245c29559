import { type CommandTable, commandTable } from '../../kit/command-table.ts';

const RULE = [
  'action|description|protocol|jump-target|offload-target|set-queue-num|queue *',
  'action|description|protocol *',
  'disable|log|fragment|ipsec|statistic|tcp|hop-limit|ttl|connection-mark|connection-status|dscp|dscp-exclude|mark|packet-length|packet-length-exclude|packet-type|recent|limit|time|vlan|gre|log-options|queue-options|set|synproxy|add-address-to-group|p2p|l2tp|ethernet-type ...',
  'source|destination address|address-mask|port|mac-address|fqdn|geoip|group ...',
  'state|icmp|icmpv6|inbound-interface|outbound-interface ...',
];

const NAT_RULE = [
  'description|protocol|outbound-interface|inbound-interface *',
  'disable|exclude|log|packet-type|load-balance ...',
  'outbound-interface|inbound-interface name|group|interface-name|interface-group *',
  'source|destination address|port|group|fqdn ...',
  'source|destination prefix ...',
  'translation address|port|options|redirect ...',
];

const lines = (prefixes: readonly string[], patterns: readonly string[]): string =>
  prefixes.flatMap((prefix) => patterns.map((pattern) => `+ ${prefix} ${pattern}`)).join('\n');

const BGP = [
  'local-as * ...',
  'system-as *',
  'neighbor|peer-group * ...',
  'address-family ...',
  // Of IPv4, as EdgeOS and VyOS 1.1 write them.
  'network|aggregate-address|redistribute ...',
  'parameters ...',
  'timers ...',
  'listen ...',
];

const OSPF = [
  '',
  'area|auto-cost|default-information|interface|parameters|passive-interface|passive-interface-exclude|redistribute ...',
];

const INTERFACE =
  'ethernet|bonding|bridge|dummy|geneve|l2tpv3|loopback|macsec|openvpn|pppoe|pseudo-ethernet|sstpc|tunnel|virtual-ethernet|vti|vxlan|wireguard|wireless|wwan|input|switch|wirelessmodem|adsl|serial|vpp';

/** Patterns over whole paths, from the top of the configuration. */
export const COMMANDS: CommandTable = commandTable({
  root: `
+ firewall name|ipv6-name * default-action *
+ firewall ipv4|ipv6|bridge name * default-action|default-jump-target|description *
+ firewall name|ipv6-name * description *
+ firewall name|ipv6-name * enable-default-log
+ firewall ipv4|ipv6|bridge name * default-log
+ firewall name|ipv6-name *
+ firewall ipv4|ipv6|bridge name *
+ firewall ipv4|ipv6|bridge forward|input|output filter default-action|default-jump-target|description *
+ firewall ipv4|ipv6|bridge forward|input|output filter default-log
+ firewall ipv4|ipv6|bridge prerouting|output raw|filter default-action|description *
+ firewall ipv4|ipv6|bridge prerouting|output raw|filter default-log
${lines(
  [
    'firewall name|ipv6-name * rule *',
    'firewall ipv4|ipv6|bridge name * rule *',
    'firewall ipv4|ipv6|bridge forward|input|output|prerouting filter|raw rule *',
  ],
  RULE,
)}
+ firewall ipv4|ipv6|bridge forward|input|output|prerouting filter|raw rule *
+ firewall name|ipv6-name * rule *
+ firewall ipv4|ipv6 name * rule *
+ firewall group address-group|network-group|port-group|interface-group|ipv6-address-group|ipv6-network-group|mac-group|domain-group|remote-group|dynamic-group * ...
+ firewall zone * ...
+ zone-policy zone * ...
+ firewall state-policy ...
+ firewall global-options state-policy|timeout ...
  firewall global-options ...
  firewall all-ping|broadcast-ping|config-trap|ip-src-route|ipv6-receive-redirects|ipv6-src-route|log-martians|receive-redirects|resolver-cache|resolver-interval|send-redirects|source-validation|syn-cookies|twa-hazards-protection|flowtable|options ...
+ firewall interface * in|out|local name|ipv6-name *
${lines(['nat source|destination rule *', 'nat66 source|destination rule *'], NAT_RULE)}
+ nat source|destination rule *
  nat static|cgnat ...
  nat64 ...
+ nat66 source|destination rule *
+ system conntrack timeout ...
  system conntrack ...
+ system host-name *
+ interfaces ${INTERFACE} * address *
+ interfaces ${INTERFACE} * description|vrf|redirect *
+ interfaces ${INTERFACE} * mtu *
+ interfaces ${INTERFACE} * ip adjust-mss *
  interfaces ${INTERFACE} * ip ...
+ interfaces tunnel * encapsulation|remote|remote-ip *
+ interfaces ${INTERFACE} * disable
+ interfaces ${INTERFACE} * firewall in|out|local name|ipv6-name *
+ interfaces ${INTERFACE} * ip ospf ...
+ interfaces ${INTERFACE} * ipv6 ospfv3 ...
+ interfaces ${INTERFACE} * vif|vif-s * ip ospf ...
+ interfaces ${INTERFACE} * vif|vif-s * ipv6 ospfv3 ...
+ interfaces ${INTERFACE} *
+ interfaces ${INTERFACE} * vif|vif-s * address|description|vrf *
+ interfaces ${INTERFACE} * vif|vif-s * disable
+ interfaces ${INTERFACE} * vif|vif-s * firewall in|out|local name|ipv6-name *
+ interfaces ${INTERFACE} * vif|vif-s *
  interfaces ${INTERFACE} * ...
+ protocols static route|route6 * next-hop|interface|blackhole|reject|dhcp-interface|description|next-hop-interface|next-hop-vrf ...
+ protocols static route|route6 *
+ protocols static interface-route|interface-route6 * ...
+ protocols static table * route|route6 * ...
  protocols static ...
${lines(['protocols bgp', 'protocols bgp <n>', 'vrf name * protocols bgp'], BGP)}
${lines(['protocols ospf|ospfv3', 'vrf name * protocols ospf|ospfv3'], OSPF)}
  protocols ospf|ospfv3 access-list|aggregation|capability|default-metric|distance|graceful-restart|ldp-sync|log-adjacency-changes|max-metric|maximum-paths|mpls-te|neighbor|refresh|route-map|segment-routing|summary-address|timers ...
+ vrf name * protocols static route|route6 * ...
+ vrf name * table|description *
  vrf ...
+ protocols rpki ...
+ policy prefix-list|prefix-list6 * ...
+ policy route-map * ...
+ policy as-path-list|community-list|large-community-list|extcommunity-list * ...
+ policy access-list|access-list6 * ...
  policy route|route6|local-route|local-route6|evpn ...
  protocols babel|bfd|eigrp|failover|igmp|igmp-proxy|isis|mpls|nhrp|openfabric|pim|pim6|rip|ripng|segment-routing|traffic-engineering|vrf ...
  system ...
  service ...
+ high-availability vrrp group * vrid|interface|address|virtual-address|priority|no-preempt|advertise-interval|peer-address|authentication|disable|track ...
+ high-availability vrrp global-parameters version *
  high-availability ...
  vpn|container|load-balancing|qos|traffic-policy|pki|cluster|content-inspection|custom-attributes|test-definition|vpp|vrf|vrrp ...
  nat
`,
});
