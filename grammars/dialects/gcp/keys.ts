import type { Tables } from '../../kit/cloud/coverage.ts';

const TERRAFORM =
  'count for_each provider depends_on lifecycle timeouts provisioner connection name project description';
/** What the API prints around the settings of anything. */
const PRINTED =
  'kind id name description creationTimestamp selfLink selfLinkWithId region fingerprint etag params warnings labels';

const TF_RULE =
  '+network +direction +priority +disabled +allow>tf_service +deny>tf_service +source_ranges +destination_ranges +source_tags ' +
  `+source_service_accounts +target_tags +target_service_accounts +log_config +enable_logging params ${TERRAFORM}`;
const TF_POLICY_RULE =
  '+firewall_policy +direction +priority +disabled +action +match>tf_match +target_resources +target_service_accounts ' +
  `+target_secure_tags>tf_tag +enable_logging rule_name security_profile_group tls_inspect region ${TERRAFORM}`;
const MATCH =
  '+srcIpRanges +destIpRanges +layer4Configs>layer4 +srcFqdns +destFqdns +srcRegionCodes +destRegionCodes ' +
  '+srcThreatIntelligences +destThreatIntelligences +srcAddressGroups +destAddressGroups +srcSecureTags>tag ' +
  '+srcNetworkScope +destNetworkScope +srcNetworks +srcNetworkType +destNetworkType';

/** The properties of every kind that is read. */
export const TABLES: Tables = {
  google_compute_firewall: TF_RULE,
  tf_service: '+protocol +ports',
  google_compute_firewall_policy_rule: TF_POLICY_RULE,
  google_compute_network_firewall_policy_rule: TF_POLICY_RULE,
  google_compute_region_network_firewall_policy_rule: TF_POLICY_RULE,
  tf_match:
    '+src_ip_ranges +dest_ip_ranges +layer4_configs>tf_layer4 +src_fqdns +dest_fqdns +src_region_codes +dest_region_codes ' +
    '+src_threat_intelligences +dest_threat_intelligences +src_address_groups +dest_address_groups +src_secure_tags>tf_tag ' +
    '+src_network_scope +dest_network_scope +src_networks +src_network_type +dest_network_type',
  tf_layer4: '+ip_protocol +ports',
  tf_tag: '+name state',
  google_compute_route:
    '+network +dest_range +priority +tags +next_hop_gateway +next_hop_ip +next_hop_instance +next_hop_ilb +next_hop_vpn_tunnel ' +
    `next_hop_instance_zone next_hop_network params ${TERRAFORM}`,
  google_compute_subnetwork:
    '+ip_cidr_range network region purpose role secondary_ip_range private_ip_google_access private_ipv6_google_access ' +
    'stack_type ipv6_access_type ip_collection external_ipv6_prefix internal_ipv6_prefix log_config enable_flow_logs ' +
    `reserved_internal_range allow_subnet_cidr_routes_overlap send_secondary_ip_range_if_empty resolve_subnet_mask params ${TERRAFORM}`,
  google_compute_router_nat:
    '+udp_idle_timeout_sec +icmp_idle_timeout_sec +tcp_established_idle_timeout_sec +tcp_transitory_idle_timeout_sec ' +
    'tcp_time_wait_timeout_sec router region nat_ip_allocate_option nat_ips initial_nat_ips drain_nat_ips ' +
    'source_subnetwork_ip_ranges_to_nat source_subnetwork_ip_ranges_to_nat64 subnetwork nat64_subnetwork min_ports_per_vm ' +
    'max_ports_per_vm enable_dynamic_port_allocation enable_endpoint_independent_mapping log_config rules type auto_network_tier ' +
    `endpoint_types ${TERRAFORM}`,
  'compute#firewall':
    '+network +direction +priority +disabled +allowed>service +denied>service +sourceRanges +destinationRanges +sourceTags ' +
    `+sourceServiceAccounts +targetTags +targetServiceAccounts +logConfig enableLogging ${PRINTED}`,
  service: '+IPProtocol +ports',
  'compute#firewallPolicy':
    '+rules>policy_rule +type displayName shortName parent associations packetMirroringRules ruleTupleCount policyType ' +
    `selfLinkWithId ${PRINTED}`,
  policy_rule:
    '+direction +priority +disabled +action +match>match +targetResources +targetServiceAccounts +targetSecureTags>tag ' +
    '+enableLogging description kind ruleName ruleNumber ruleTupleCount securityProfileGroup tlsInspect',
  match: `+config>match_fields versionedExpr ${MATCH}`,
  match_fields: MATCH,
  layer4: '+ipProtocol +ports',
  tag: '+name state',
  'compute#route':
    '+network +destRange +priority +tags +nextHopGateway +nextHopIp +nextHopInstance +nextHopIlb +nextHopVpnTunnel +nextHopNetwork ' +
    `+nextHopPeering +nextHopHub +nextHopInterconnectAttachment asPaths routeStatus routeType nextHopMed nextHopOrigin nextHopInterRegionCost ${PRINTED}`,
  'compute#router': `+nats>nat bgp bgpPeers interfaces network encryptedInterconnectRouter md5AuthenticationKeys ncc_gateway ${PRINTED}`,
  nat:
    '+udpIdleTimeoutSec +icmpIdleTimeoutSec +tcpEstablishedIdleTimeoutSec +tcpTransitoryIdleTimeoutSec tcpTimeWaitTimeoutSec ' +
    'name type autoNetworkTier endpointTypes natIpAllocateOption natIps drainNatIps sourceSubnetworkIpRangesToNat ' +
    'sourceSubnetworkIpRangesToNat64 subnetworks nat64Subnetworks minPortsPerVm maxPortsPerVm enableDynamicPortAllocation ' +
    'enableEndpointIndependentMapping logConfig rules',
};
