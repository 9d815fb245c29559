import type { Tables } from '../coverage.ts';

/** What every resource of ARM can have around its properties, and what Azure adds when it prints one. */
const AROUND =
  'type name apiVersion location tags dependsOn comments scope id etag kind sku zones identity plan copy condition resources ' +
  'extendedLocation managedBy resourceGroup provisioningState resourceGuid systemData existing';
const TERRAFORM =
  'count for_each provider depends_on lifecycle timeouts tags provisioner connection resource_group_name location name';
const RULE =
  '+properties>rule +priority +direction +access +protocol +sourceAddressPrefix +sourceAddressPrefixes +sourcePortRange ' +
  '+sourcePortRanges +destinationAddressPrefix +destinationAddressPrefixes +destinationPortRange +destinationPortRanges ' +
  '+sourceApplicationSecurityGroups +destinationApplicationSecurityGroups description ' +
  `${AROUND}`;
const SECURITY_RULE =
  '+priority +direction +access +protocol +source_address_prefix +source_address_prefixes +source_port_range +source_port_ranges ' +
  '+destination_address_prefix +destination_address_prefixes +destination_port_range +destination_port_ranges ' +
  '+source_application_security_group_ids +destination_application_security_group_ids name description';
const ROUTE = `+properties>route +addressPrefix +nextHopType +nextHopIpAddress hasBgpOverride ${AROUND}`;
const SUBNET =
  '+properties>subnet +networkSecurityGroup addressPrefix addressPrefixes routeTable natGateway serviceEndpoints serviceEndpointPolicies ' +
  'delegations ipConfigurations ipAllocations ipConfigurationProfiles privateEndpoints privateEndpointNetworkPolicies ' +
  'privateLinkServiceNetworkPolicies purpose defaultOutboundAccess sharingScope applicationGatewayIPConfigurations ' +
  `resourceNavigationLinks serviceAssociationLinks ipamPoolPrefixAllocations serviceGateway ${AROUND}`;
const BALANCING =
  '+properties>balancing +idleTimeoutInMinutes frontendIPConfiguration frontendIPConfigurations backendAddressPool backendAddressPools ' +
  'backendIPConfiguration probe protocol loadDistribution frontendPort backendPort enableFloatingIP enableTcpReset disableOutboundSnat ' +
  `allocatedOutboundPorts frontendPortRangeStart frontendPortRangeEnd enableConnectionTracking ${AROUND}`;
const BALANCER_RULE =
  '+idle_timeout_in_minutes loadbalancer_id protocol frontend_port backend_port frontend_port_start frontend_port_end ' +
  'frontend_ip_configuration_name frontend_ip_configuration backend_address_pool_id backend_address_pool_ids probe_id ' +
  'enable_floating_ip floating_ip_enabled enable_tcp_reset tcp_reset_enabled disable_outbound_snat load_distribution ' +
  `allocated_outbound_ports ${TERRAFORM}`;

/** The properties of every kind that is read. */
export const TABLES: Tables = {
  rule: RULE,
  security_rule: SECURITY_RULE,
  route: ROUTE,
  subnet: SUBNET,
  balancing: BALANCING,
  'microsoft.network/networksecuritygroups': `+securityRules>rule defaultSecurityRules flushConnection subnets networkInterfaces flowLogs ${AROUND}`,
  'microsoft.network/networksecuritygroups/securityrules': RULE,
  azurerm_network_security_group: `+security_rule>security_rule ${TERRAFORM}`,
  azurerm_network_security_rule: `${SECURITY_RULE} +network_security_group_name ${TERRAFORM.replace(' name', '')}`,
  azurerm_subnet_network_security_group_association: `+subnet_id +network_security_group_id ${TERRAFORM}`,
  azurerm_network_interface_security_group_association: `+network_interface_id +network_security_group_id ${TERRAFORM}`,
  'microsoft.network/virtualnetworks': `+subnets>subnet addressSpace dhcpOptions enableDdosProtection enableVmProtection ddosProtectionPlan virtualNetworkPeerings bgpCommunities encryption flowTimeoutInMinutes flowLogs ipAllocations privateEndpointVNetPolicies defaultPublicNatGateway ${AROUND}`,
  'microsoft.network/virtualnetworks/subnets': SUBNET,
  'microsoft.network/routetables': `+routes>route disableBgpRoutePropagation subnets ${AROUND}`,
  'microsoft.network/routetables/routes': ROUTE,
  azurerm_route_table: `+route>tf_route bgp_route_propagation_enabled disable_bgp_route_propagation ${TERRAFORM}`,
  tf_route: '+address_prefix +next_hop_type +next_hop_in_ip_address name',
  azurerm_route: `+address_prefix +next_hop_type +next_hop_in_ip_address +route_table_name ${TERRAFORM}`,
  'microsoft.network/natgateways': `+idleTimeoutInMinutes publicIpAddresses publicIpPrefixes publicIpAddressesV6 publicIpPrefixesV6 subnets sourceVirtualNetwork serviceGateway ${AROUND}`,
  azurerm_nat_gateway: `+idle_timeout_in_minutes sku_name zones public_ip_address_ids public_ip_prefix_ids ${TERRAFORM}`,
  'microsoft.network/loadbalancers': `+loadBalancingRules>balancing +inboundNatRules>balancing +outboundRules>balancing frontendIPConfigurations backendAddressPools probes inboundNatPools ${AROUND}`,
  azurerm_lb_rule: BALANCER_RULE,
  azurerm_lb_nat_rule: BALANCER_RULE,
  azurerm_lb_outbound_rule: BALANCER_RULE,
};
