import type { Tables } from '../../kit/cloud/coverage.ts';

const PERMISSION =
  '+IpProtocol +FromPort +ToPort +CidrIp +CidrIpv6 +CidrIpv4 +SourceSecurityGroupId +SourceSecurityGroupName +DestinationSecurityGroupId +SourcePrefixListId +DestinationPrefixListId ' +
  '+IpRanges +Ipv6Ranges +UserIdGroupPairs +PrefixListIds Description SourceSecurityGroupOwnerId ' +
  '+protocol +from_port +to_port +cidr_blocks +ipv6_cidr_blocks +security_groups +prefix_list_ids +self description';
const RULE = `${PERMISSION} +GroupId GroupName +PrefixListId +ReferencedGroupInfo SecurityGroupRuleId SecurityGroupRuleArn GroupOwnerId +IsEgress Tags`;
const TERRAFORM = 'count for_each provider depends_on lifecycle timeouts tags tags_all region provisioner connection';
const ACL_ENTRY =
  '+RuleNumber +Protocol +RuleAction +Egress +CidrBlock +Ipv6CidrBlock +PortRange +Icmp +IcmpTypeCode NetworkAclId ' +
  '+rule_no +action +protocol +from_port +to_port +cidr_block +ipv6_cidr_block +icmp_type +icmp_code';
const ROUTE =
  '+DestinationCidrBlock +DestinationIpv6CidrBlock +DestinationPrefixListId +GatewayId +NatGatewayId +InstanceId +NetworkInterfaceId ' +
  '+TransitGatewayId +VpcPeeringConnectionId +EgressOnlyInternetGatewayId +LocalGatewayId +CarrierGatewayId +CoreNetworkArn +VpcEndpointId ' +
  '+RouteTableId State Origin InstanceOwnerId ' +
  '+cidr_block +ipv6_cidr_block +destination_cidr_block +destination_ipv6_cidr_block +destination_prefix_list_id +gateway_id +nat_gateway_id ' +
  '+instance_id +network_interface_id +transit_gateway_id +vpc_peering_connection_id +egress_only_gateway_id +local_gateway_id ' +
  '+carrier_gateway_id +core_network_arn +vpc_endpoint_id +route_table_id';
const LOAD_BALANCER =
  'name name_prefix internal subnets subnet_mapping ip_address_type enable_deletion_protection enable_cross_zone_load_balancing enable_http2 access_logs connection_logs client_keep_alive customer_owned_ipv4_pool desync_mitigation_mode dns_record_client_routing_policy drop_invalid_header_fields enable_tls_version_and_cipher_suite_headers enable_waf_fail_open enable_xff_client_port enable_zonal_shift enforce_security_group_inbound_rules_on_private_link_traffic preserve_host_header xff_header_processing_mode ipam_pools minimum_load_balancer_capacity enable_prefix_for_ipv6_source_nat secondary_ips_auto_assigned_per_subnet';

/** The properties of every kind that is read. */
export const TABLES: Tables = {
  permission: PERMISSION,
  entry: ACL_ENTRY,
  route: ROUTE,
  'AWS::EC2::SecurityGroup':
    '+SecurityGroupIngress>permission +SecurityGroupEgress>permission GroupDescription GroupName VpcId Tags',
  'AWS::EC2::SecurityGroupIngress': RULE,
  'AWS::EC2::SecurityGroupEgress': RULE,
  SecurityGroups:
    '+GroupId +IpPermissions>permission +IpPermissionsEgress>permission GroupName Description OwnerId VpcId Tags SecurityGroupArn',
  SecurityGroupRules: RULE,
  aws_security_group: `+ingress>permission +egress>permission name name_prefix description vpc_id revoke_rules_on_delete ${TERRAFORM}`,
  aws_default_security_group: `+ingress>permission +egress>permission vpc_id ${TERRAFORM}`,
  aws_security_group_rule: `${PERMISSION} +type +security_group_id +source_security_group_id ${TERRAFORM}`,
  aws_vpc_security_group_ingress_rule: `+security_group_id +cidr_ipv4 +cidr_ipv6 +from_port +to_port +ip_protocol +prefix_list_id +referenced_security_group_id description ${TERRAFORM}`,
  aws_vpc_security_group_egress_rule: `+security_group_id +cidr_ipv4 +cidr_ipv6 +from_port +to_port +ip_protocol +prefix_list_id +referenced_security_group_id description ${TERRAFORM}`,
  'AWS::EC2::NetworkAcl': 'VpcId Tags',
  'AWS::EC2::NetworkAclEntry': `${ACL_ENTRY.replace('NetworkAclId', '+NetworkAclId')}`,
  NetworkAcls: '+NetworkAclId +Entries>entry +Associations IsDefault VpcId OwnerId Tags',
  aws_network_acl: `+ingress>entry +egress>entry +subnet_ids vpc_id ${TERRAFORM}`,
  aws_default_network_acl: `+ingress>entry +egress>entry +subnet_ids default_network_acl_id ${TERRAFORM}`,
  aws_network_acl_rule: `+network_acl_id +rule_number +egress +protocol +rule_action +cidr_block +ipv6_cidr_block +from_port +to_port +icmp_type +icmp_code ${TERRAFORM}`,
  'AWS::EC2::Route': ROUTE,
  'AWS::EC2::RouteTable': 'VpcId Tags',
  RouteTables: '+RouteTableId +Routes>route Associations +PropagatingVgws VpcId OwnerId Tags',
  aws_route_table: `+route>route +propagating_vgws vpc_id ${TERRAFORM}`,
  aws_default_route_table: `+route>route +propagating_vgws default_route_table_id ${TERRAFORM}`,
  aws_route: `${ROUTE} ${TERRAFORM}`,
  'AWS::EC2::NatGateway':
    '+SubnetId AllocationId ConnectivityType MaxDrainDurationSeconds PrivateIpAddress SecondaryAllocationIds SecondaryPrivateIpAddresses SecondaryPrivateIpAddressCount Tags VpcId AvailabilityMode AvailabilityZoneAddresses',
  NatGateways:
    '+NatGatewayId NatGatewayAddresses ConnectivityType CreateTime DeleteTime FailureCode FailureMessage ProvisionedBandwidth State SubnetId VpcId Tags',
  aws_nat_gateway: `+subnet_id allocation_id connectivity_type private_ip secondary_allocation_ids secondary_private_ip_addresses secondary_private_ip_address_count ${TERRAFORM}`,
  'AWS::ElasticLoadBalancingV2::LoadBalancer':
    '+Type +LoadBalancerAttributes +SecurityGroups Name Scheme Subnets SubnetMappings IpAddressType Tags EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic Ipv4IpamPoolId MinimumLoadBalancerCapacity EnablePrefixForIpv6SourceNat EnableCapacityReservationProvisionStabilize',
  aws_lb: `+load_balancer_type +idle_timeout +security_groups ${LOAD_BALANCER} ${TERRAFORM}`,
  aws_alb: `+load_balancer_type +idle_timeout +security_groups ${LOAD_BALANCER} ${TERRAFORM}`,
  'AWS::ElasticLoadBalancingV2::Listener':
    '+ListenerAttributes AlpnPolicy Certificates DefaultActions LoadBalancerArn MutualAuthentication Port Protocol SslPolicy Tags',
  aws_lb_listener: `+tcp_idle_timeout_seconds alpn_policy certificate_arn default_action load_balancer_arn mutual_authentication port protocol ssl_policy ${TERRAFORM}`,
};
