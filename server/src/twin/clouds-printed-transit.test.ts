import { describe, expect, test } from 'vitest';
import { twinOfFiles as files, way } from '../../../test/support/twin-of-files.ts';

type Lists = Readonly<Record<string, readonly object[]>>;

const ALL = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }], UserIdGroupPairs: [] }];
const NETWORKS = [
  ['a', '10.1'],
  ['b', '10.2'],
  // Not attached, with the addresses of the second one.
  ['c', '10.2'],
] as const;

const lists = (table: Lists): Lists => ({
  Vpcs: NETWORKS.map(([name, net]) => ({ VpcId: `vpc-${name}`, CidrBlock: `${net}.0.0/16`, DhcpOptionsId: 'dopt-1' })),
  Subnets: NETWORKS.flatMap(([name, net]) => [
    { SubnetId: `subnet-${name}`, VpcId: `vpc-${name}`, CidrBlock: `${net}.1.0/24` },
    { SubnetId: `subnet-${name}-hub`, VpcId: `vpc-${name}`, CidrBlock: `${net}.255.0/28` },
  ]),
  RouteTables: NETWORKS.map(([name, net]) => ({
    RouteTableId: `rtb-${name}`,
    VpcId: `vpc-${name}`,
    Associations: ['', '-hub'].map((end) => ({ Main: false, SubnetId: `subnet-${name}${end}` })),
    Routes: [
      { DestinationCidrBlock: `${net}.0.0/16`, GatewayId: 'local', State: 'active' },
      ...(name === 'c' ? [] : [{ DestinationCidrBlock: '0.0.0.0/0', TransitGatewayId: 'tgw-1', State: 'active' }]),
    ],
  })),
  NetworkAcls: NETWORKS.map(([name]) => ({
    NetworkAclId: `acl-${name}`,
    VpcId: `vpc-${name}`,
    Associations: ['', '-hub'].map((end) => ({ SubnetId: `subnet-${name}${end}`, NetworkAclId: `acl-${name}` })),
    Entries: [false, true].map((Egress) => ({
      RuleNumber: 100,
      Protocol: '-1',
      RuleAction: 'allow',
      Egress,
      CidrBlock: '0.0.0.0/0',
    })),
  })),
  SecurityGroups: NETWORKS.map(([name]) => ({
    GroupId: `sg-${name}`,
    GroupName: name,
    VpcId: `vpc-${name}`,
    IpPermissions: [
      { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '10.0.0.0/8' }], UserIdGroupPairs: [] },
    ],
    IpPermissionsEgress: ALL,
  })),
  NetworkInterfaces: NETWORKS.map(([name, net]) => ({
    NetworkInterfaceId: `eni-${name}`,
    SubnetId: `subnet-${name}`,
    VpcId: `vpc-${name}`,
    PrivateIpAddress: `${net}.1.10`,
    Groups: [{ GroupId: `sg-${name}` }],
    Attachment: { InstanceId: `i-${name}` },
    InterfaceType: 'interface',
    SourceDestCheck: true,
  })),
  TransitGateways: [
    {
      TransitGatewayId: 'tgw-1',
      TransitGatewayArn: 'arn:aws:ec2:eu-central-1:111122223333:transit-gateway/tgw-1',
      Options: { DefaultRouteTableAssociation: 'enable' },
    },
  ],
  TransitGatewayVpcAttachments: ['a', 'b'].map((name) => ({
    TransitGatewayAttachmentId: `tgw-attach-${name}`,
    TransitGatewayId: 'tgw-1',
    VpcId: `vpc-${name}`,
    SubnetIds: [`subnet-${name}-hub`],
    State: 'available',
  })),
  TransitGatewayAttachments: ['a', 'b'].map((name) => ({
    TransitGatewayAttachmentId: `tgw-attach-${name}`,
    TransitGatewayId: 'tgw-1',
    ResourceType: 'vpc',
    ResourceId: `vpc-${name}`,
    Association: { TransitGatewayRouteTableId: 'tgw-rtb-1', State: 'associated' },
  })),
  TransitGatewayRouteTables: [{ TransitGatewayRouteTableId: 'tgw-rtb-1', TransitGatewayId: 'tgw-1' }],
  TransitGatewayPropagations: [
    {
      TransitGatewayRouteTableId: 'tgw-rtb-1',
      TransitGatewayRouteTablePropagations: ['a', 'b'].map((name) => ({
        TransitGatewayAttachmentId: `tgw-attach-${name}`,
        State: 'enabled',
      })),
    },
  ],
  TransitGatewayStaticRoutes: [{ TransitGatewayRouteTableId: 'tgw-rtb-1', Routes: [] }],
  ...table,
});

const twinOf = (all: Lists, without = '') =>
  files(
    Object.fromEntries(
      Object.entries(all).flatMap(([name, list]) =>
        name === without ? [] : [[`net/${name}.json`, JSON.stringify({ [name]: list }, undefined, 1)]],
      ),
    ),
  );

describe('a transit gateway as the API prints it', () => {
  const packet = 'tcp 10.1.1.10:40000 > 10.2.1.10:443';
  test('leads to the network that is attached, not to another one of its addresses', () => {
    const twin = twinOf(lists({}));
    expect(way(twin, packet)).toBe('delivered: i-a > vpc-a > tgw-1 > vpc-b > i-b');
    expect(way(twin, packet.replace(':443', ':22'))).toMatch(
      /^denied: i-a > vpc-a > tgw-1 > vpc-b > i-b by net\/SecurityGroups.json/,
    );
    expect(way(twin, 'tcp 10.2.1.10:40000 > 10.1.1.10:443', 'i-c')).toMatch(/^no-route\??: i-c > vpc-c/);
  });
  test('by its static routes first', () => {
    const routes = (more: object): Lists => ({
      TransitGatewayStaticRoutes: [
        {
          TransitGatewayRouteTableId: 'tgw-rtb-1',
          Routes: [{ DestinationCidrBlock: '10.2.0.0/16', Type: 'static', ...more }],
        },
      ],
    });
    expect(way(twinOf(lists(routes({ State: 'blackhole' }))), packet)).toMatch(
      /^discarded: i-a > vpc-a > tgw-1 by net\/TransitGatewayStaticRoutes.json/,
    );
    const back = {
      State: 'active',
      TransitGatewayAttachments: [{ TransitGatewayAttachmentId: 'tgw-attach-b', ResourceType: 'vpc' }],
    };
    expect(way(twinOf(lists(routes(back))), packet)).toBe('delivered: i-a > vpc-a > tgw-1 > vpc-b > i-b');
    const vpn = {
      State: 'active',
      TransitGatewayAttachments: [{ TransitGatewayAttachmentId: 'tgw-attach-x', ResourceType: 'vpn' }],
    };
    expect(way(twinOf(lists(routes(vpn))), packet)).toMatch(/\?: i-a > vpc-a > tgw-1/);
  });
  test('claims nothing of lists that are not there', () => {
    for (const without of ['TransitGatewayAttachments', 'TransitGatewayPropagations', 'TransitGatewayStaticRoutes'])
      expect(way(twinOf(lists({}), without), packet)).toMatch(/\?: i-a > vpc-a > tgw-1/);
  });
});
