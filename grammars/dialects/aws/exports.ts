/** A list that the EC2 or ELB API answers with. */
export interface Export {
  /** Key that identifies an entry. */
  readonly id: string;
  /** Keys that every entry has; together they tell the list from others. */
  readonly tells: readonly string[];
}

/** By the name of the list, as in the answers of `aws ec2 describe-*` and `aws elbv2 describe-*`. */
export const EXPORTS: Readonly<Record<string, Export>> = {
  SecurityGroups: { id: 'GroupId', tells: ['GroupId', 'IpPermissions'] },
  SecurityGroupRules: { id: 'SecurityGroupRuleId', tells: ['SecurityGroupRuleId', 'IsEgress'] },
  NetworkAcls: { id: 'NetworkAclId', tells: ['NetworkAclId', 'Entries'] },
  RouteTables: { id: 'RouteTableId', tells: ['RouteTableId', 'Routes'] },
  NatGateways: { id: 'NatGatewayId', tells: ['NatGatewayId', 'NatGatewayAddresses'] },
  NetworkInterfaces: { id: 'NetworkInterfaceId', tells: ['NetworkInterfaceId', 'Groups'] },
  Subnets: { id: 'SubnetId', tells: ['SubnetId', 'CidrBlock'] },
  Vpcs: { id: 'VpcId', tells: ['VpcId', 'CidrBlock', 'DhcpOptionsId'] },
  InternetGateways: { id: 'InternetGatewayId', tells: ['InternetGatewayId', 'Attachments'] },
  EgressOnlyInternetGateways: { id: 'EgressOnlyInternetGatewayId', tells: ['EgressOnlyInternetGatewayId'] },
  PrefixLists: { id: 'PrefixListId', tells: ['PrefixListId', 'PrefixListName'] },
  ManagedPrefixLists: { id: 'PrefixListId', tells: ['PrefixListId', 'PrefixListArn'] },
  TransitGateways: { id: 'TransitGatewayId', tells: ['TransitGatewayId', 'TransitGatewayArn'] },
  TransitGatewayRouteTables: {
    id: 'TransitGatewayRouteTableId',
    tells: ['TransitGatewayRouteTableId', 'TransitGatewayId'],
  },
  TransitGatewayStaticRoutes: { id: 'TransitGatewayRouteTableId', tells: ['TransitGatewayRouteTableId', 'Routes'] },
  TransitGatewayAttachments: {
    id: 'TransitGatewayAttachmentId',
    tells: ['TransitGatewayAttachmentId', 'ResourceType'],
  },
  TransitGatewayVpcAttachments: {
    id: 'TransitGatewayAttachmentId',
    tells: ['TransitGatewayAttachmentId', 'SubnetIds'],
  },
  TransitGatewayPeeringAttachments: {
    id: 'TransitGatewayAttachmentId',
    tells: ['TransitGatewayAttachmentId', 'RequesterTgwInfo'],
  },
  TransitGatewayPropagations: { id: 'TransitGatewayRouteTableId', tells: ['TransitGatewayRouteTablePropagations'] },
  VpcPeeringConnections: { id: 'VpcPeeringConnectionId', tells: ['VpcPeeringConnectionId', 'AccepterVpcInfo'] },
  VpcEndpoints: { id: 'VpcEndpointId', tells: ['VpcEndpointId', 'ServiceName'] },
  VpnConnections: { id: 'VpnConnectionId', tells: ['VpnConnectionId', 'CustomerGatewayId'] },
  VpnGateways: { id: 'VpnGatewayId', tells: ['VpnGatewayId', 'VpcAttachments'] },
  CustomerGateways: { id: 'CustomerGatewayId', tells: ['CustomerGatewayId', 'BgpAsn'] },
  Addresses: { id: 'AllocationId', tells: ['AllocationId', 'PublicIp'] },
  Reservations: { id: 'ReservationId', tells: ['ReservationId', 'Instances'] },
  LoadBalancers: { id: 'LoadBalancerName', tells: ['LoadBalancerName', 'Scheme'] },
  LoadBalancerListeners: { id: 'LoadBalancerArn', tells: ['LoadBalancerArn', 'Listeners'] },
  LoadBalancerAttributes: { id: 'LoadBalancerArn', tells: ['LoadBalancerArn', 'Attributes'] },
  Listeners: { id: 'ListenerArn', tells: ['ListenerArn', 'LoadBalancerArn'] },
  Rules: { id: 'RuleArn', tells: ['RuleArn', 'Conditions'] },
  TargetGroups: { id: 'TargetGroupName', tells: ['TargetGroupArn', 'TargetGroupName'] },
  LoadBalancerTargetHealth: { id: 'TargetGroupArn', tells: ['TargetGroupArn', 'TargetHealthDescriptions'] },
  ResourceRecordSets: { id: 'Name', tells: ['Name', 'ResourceRecords'] },
  DhcpOptions: { id: 'DhcpOptionsId', tells: ['DhcpOptionsId', 'DhcpConfigurations'] },
  FlowLogs: { id: 'FlowLogId', tells: ['FlowLogId'] },
};
