/** What a neighbour, a group of them and a range take. */
const NEIGHBOUR = `
    + advertisement-interval remote-as route-map-in route-map-out route-map-in6 route-map-out6 prefix-list-in prefix-list-out prefix-list-in6 prefix-list-out6 distribute-list-in distribute-list-out distribute-list-in6 distribute-list-out6 filter-list-in filter-list-out filter-list-in6 filter-list-out6 maximum-prefix maximum-prefix6 maximum-prefix-threshold maximum-prefix-threshold6 maximum-prefix-warning-only maximum-prefix-warning-only6 ebgp-enforce-multihop ebgp-multihop-ttl ebgp-ttl-security-hops password auth-options update-source interface bfd shutdown activate activate6 next-hop-self next-hop-self6 remove-private-as remove-private-as6 capability-default-originate capability-default-originate6 default-originate-routemap default-originate-routemap6 keep-alive-timer holdtime-timer local-as description send-community send-community6 route-reflector-client route-reflector-client6 remote-as-filter
    allowas-in allowas-in6 allowas-in-enable allowas-in-enable6 allowas-in-evpn allowas-in-vpnv4 allowas-in-vpnv6 allowas-in-enable-evpn allowas-in-enable-vpnv4 allowas-in-enable-vpnv6 activate-evpn activate-vpnv4 activate-vpnv6 additional-path additional-path6 additional-path-vpnv4 additional-path-vpnv6 adv-additional-path adv-additional-path6 adv-additional-path-vpnv4 adv-additional-path-vpnv6 as-override as-override6 attribute-unchanged attribute-unchanged6 attribute-unchanged-vpnv4 attribute-unchanged-vpnv6 capability-dynamic capability-graceful-restart capability-graceful-restart6 capability-graceful-restart-evpn capability-graceful-restart-vpnv4 capability-graceful-restart-vpnv6 capability-orf capability-orf6 capability-route-refresh connect-timer dont-capability-negotiate enforce-first-as link-down-failover linkdown-failover local-as-no-prepend local-as-replace-as maximum-prefix-evpn maximum-prefix-vpnv4 maximum-prefix-vpnv6 next-hop-self-rr next-hop-self-rr6 next-hop-self-vpnv4 next-hop-self-vpnv6 override-capability passive prefix-list-in-vpnv4 prefix-list-out-vpnv4 prefix-list-in-vpnv6 prefix-list-out-vpnv6 distribute-list-in-vpnv4 distribute-list-out-vpnv4 remove-private-as-evpn remove-private-as-vpnv4 remove-private-as-vpnv6 restart-time retain-stale-time route-map-in-evpn route-map-out-evpn route-map-in-vpnv4 route-map-out-vpnv4 route-map-in-vpnv6 route-map-out-vpnv6 route-map-out-preferable route-map-out6-preferable route-map-out-vpnv4-preferable route-map-out-vpnv6-preferable route-reflector-client-evpn route-reflector-client-vpnv4 route-reflector-client-vpnv6 route-server-client route-server-client6 route-server-client-evpn route-server-client-vpnv4 route-server-client-vpnv6 rr-attr-allow-change rr-attr-allow-change6 send-community-evpn send-community-vpnv4 send-community-vpnv6 soft-reconfiguration soft-reconfiguration6 soft-reconfiguration-evpn soft-reconfiguration-vpnv4 soft-reconfiguration-vpnv6 stale-route strict-capability-match unsuppress-map unsuppress-map6 weight conditional-advertise
    config conditional-advertise *
    config conditional-advertise6 *
`;

/** FortiOS CLI Reference, `config router`. */
export const ROUTER = `
config router static
  + dst gateway device distance blackhole status dstaddr internet-service internet-service-custom dynamic-gateway sdwan sdwan-zone virtual-wan-link vrf
  src weight priority comment link-monitor-exempt bfd preferred-source tag internet-service-fortiguard
config router static6
  + dst gateway device distance blackhole status dstaddr dynamic-gateway sdwan sdwan-zone virtual-wan-link vrf devindex
  weight priority comment link-monitor-exempt bfd
config router policy *
config router policy6 *
config router setting *
config router auth-path *
config router bfd *
config router bfd6 *
config router key-chain *
config router multicast *
config router multicast6 *
config router multicast-flow *
config router extcommunity-list *
config router rip
  + passive-interface
  default-information-originate default-metric max-out-metric update-timer timeout-timer garbage-timer version recv-buffer-size
  config distance *
  config distribute-list *
  config neighbor *
  config network
    + prefix
  config offset-list *
  config redistribute <name>
    + status routemap
    metric
  config interface *
config router ripng *
config router ospf
  + router-id
  abr-type auto-cost-ref-bandwidth bfd database-overflow database-overflow-max-lsas database-overflow-time-to-recover default-information-metric default-information-metric-type default-information-originate default-information-route-map default-metric distance distance-external distance-inter-area distance-intra-area distribute-list-in distribute-route-map-in lsa-refresh-interval log-neighbour-changes passive-interface restart-mode restart-period restart-on-topology-change rfc1583-compatible spf-timers
  config area
    + id
    shortcut authentication default-cost nssa-translator-role stub-type type nssa-default-information-originate nssa-default-information-originate-metric nssa-default-information-originate-metric-type nssa-redistribution comments keychain
    config range *
    config virtual-link *
    config filter-list *
  config ospf-interface *
  config network
    + prefix area
    comments
  config neighbor *
  config passive-interface *
  config summary-address *
  config distribute-list *
  config redistribute <name>
    + status routemap
    metric metric-type tag
config router ospf6
  + router-id
  abr-type auto-cost-ref-bandwidth default-information-originate log-neighbour-changes default-information-metric default-information-metric-type default-information-route-map default-metric passive-interface bfd restart-mode restart-period restart-on-topology-change spf-timers
  config area *
  config ospf6-interface *
  config summary-address *
  config passive-interface *
  config redistribute <name>
    + status routemap
    metric metric-type
config router isis
  is-type auth-mode-l1 auth-mode-l2 auth-password-l1 auth-password-l2 auth-keychain-l1 auth-keychain-l2 auth-sendonly-l1 auth-sendonly-l2 ignore-lsp-errors lsp-gen-interval-l1 lsp-gen-interval-l2 lsp-refresh-interval max-lsp-lifetime spf-interval-exp-l1 spf-interval-exp-l2 dynamic-hostname adjacency-check adjacency-check6 overload-bit overload-bit-suppress overload-bit-on-startup default-originate default-originate6 metric-style redistribute-l1 redistribute-l1-list redistribute-l2 redistribute-l2-list redistribute6-l1 redistribute6-l1-list redistribute6-l2 redistribute6-l2-list
  config isis-net *
  config isis-interface *
  config summary-address *
  config summary-address6 *
  config redistribute <name>
    + status routemap
    protocol metric metric-type level
  config redistribute6 <name>
    + status routemap
    protocol metric metric-type level
config router access-list
  comments
  config rule
    + action prefix wildcard exact-match
    flags
config router access-list6
  comments
  config rule
    + action prefix6 exact-match
    flags
config router prefix-list
  comments
  config rule
    + action prefix ge le
    flags
config router prefix-list6
  comments
  config rule
    + action prefix6 ge le
    flags
config router aspath-list
  config rule
    + action regexp
config router community-list
  + type
  config rule
    + action match regexp
config router route-map
  comments
  config rule
    + action match-as-path match-community match-community-exact match-interface match-ip-address match-ip-nexthop match-ip6-address match-ip6-nexthop match-metric match-route-type match-tag match-origin match-flags match-vrf match-suppress match-extcommunity set-aspath set-aspath-action set-community set-community-additive set-community-delete set-local-preference set-metric
    set-aggregator-as set-aggregator-ip set-atomic-aggregate set-dampening-max-suppress set-dampening-reachability-half-life set-dampening-reuse set-dampening-suppress set-dampening-unreachability-half-life set-extcommunity-rt set-extcommunity-soo set-ip-nexthop set-ip-prefsrc set-ip6-nexthop set-ip6-nexthop-local set-metric-type set-originator-id set-origin set-tag set-weight set-route-tag set-priority set-flags set-vpnv4-nexthop set-vpnv6-nexthop
config router bgp
  + as keepalive-timer holdtime-timer ebgp-requires-policy deterministic-med always-compare-med confederation-identifier confederation-peers cluster-id
  router-id additional-path additional-path6 additional-path-select additional-path-select6 additional-path-vpnv4 additional-path-vpnv6 additional-path-select-vpnv4 additional-path-select-vpnv6 bestpath-as-path-ignore bestpath-cmp-confed-aspath bestpath-cmp-routerid bestpath-med-confed bestpath-med-missing-as-worst client-to-client-reflection cross-family-conditional-adv dampening dampening-max-suppress-time dampening-reachability-half-life dampening-reuse dampening-route-map dampening-suppress dampening-unreachability-half-life default-local-preference distance-external distance-internal distance-local ebgp-multipath ibgp-multipath enforce-first-as fast-external-failover graceful-end-on-timer graceful-restart graceful-restart-time graceful-stalepath-time graceful-update-delay ignore-optional-capability log-neighbour-changes maximum-paths multipath-recursive-distance network-import-check recursive-inherit-priority recursive-next-hop scan-time synchronization tag-resolve-mode
  config neighbor
${NEIGHBOUR}
    + neighbor-group
  config neighbor-group
${NEIGHBOUR}
  config neighbor-range
    + prefix neighbor-group
    max-neighbor-num
  config neighbor-range6
    + prefix6 neighbor-group
    max-neighbor-num
  config network
    + prefix
    backdoor route-map network-import-check prefix-name
  config network6
    + prefix6
    backdoor route-map network-import-check
  config aggregate-address
    + prefix
    as-set summary-only
  config aggregate-address6
    + prefix6
    as-set summary-only
  config redistribute <name>
    + status route-map
  config redistribute6 <name>
    + status route-map
  config admin-distance *
  config vrf *
  config vrf6 *
  config vrf-leak *
  config vrf-leak6 *
`;
