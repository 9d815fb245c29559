import { describe, expect, test } from 'vitest';
import { twinOfFiles as files, way } from '../../../test/support/twin-of-files.ts';

const gcpNetwork = (name: string, second: number): string => `resource "google_compute_network" "${name}" {
  name                    = "${name}"
  auto_create_subnetworks = false
}
resource "google_compute_subnetwork" "${name}" {
  name          = "${name}"
  network       = "${name}"
  ip_cidr_range = "10.${second}.0.0/24"
}
resource "google_compute_instance" "${name}" {
  name = "vm-${name}"
  network_interface {
    subnetwork = "${name}"
    network_ip = "10.${second}.0.10"
  }
}
resource "google_compute_firewall" "${name}" {
  name          = "${name}"
  network       = "${name}"
  source_ranges = ["10.0.0.0/8"]
  allow {
    protocol = "tcp"
    ports    = ["443"]
  }
}
`;
const gcpPeering = (from: string, to: string): string => `resource "google_compute_network_peering" "${from}" {
  name         = "${from}-${to}"
  network      = google_compute_network.${from}.self_link
  peer_network = google_compute_network.${to}.self_link
}
`;

describe('networks of Google Cloud that are peered', () => {
  const both = `provider "google" {\n  region = "europe-west3"\n}\n${gcpNetwork('a', 1)}${gcpNetwork('b', 2)}`;
  const packet = 'tcp 10.1.0.10:40000 > 10.2.0.10:443';
  test('reach each other where both halves are there, and each keeps its firewall', () => {
    const twin = files({ 'gcp/main.tf': both + gcpPeering('a', 'b') + gcpPeering('b', 'a') });
    expect(way(twin, packet)).toBe(
      'delivered: google_compute_instance.a > google_compute_network.a > google_compute_network.b > google_compute_instance.b',
    );
    expect(way(twin, 'tcp 10.1.0.10:40000 > 10.2.0.10:22')).toMatch(/^denied: .*google_compute_instance.b/);
  });
  test('with one half nothing is claimed, without any they do not', () => {
    expect(way(files({ 'gcp/main.tf': both + gcpPeering('a', 'b') }), packet)).toMatch(/\?/);
    expect(way(files({ 'gcp/main.tf': both }), packet)).toMatch(/^denied: /);
  });
  test('do not pass on what comes from a third one', () => {
    const three = both + gcpNetwork('c', 3);
    const joined = [gcpPeering('a', 'b'), gcpPeering('b', 'a'), gcpPeering('b', 'c'), gcpPeering('c', 'b')]
      .map((text, at) =>
        text.replace(/"google_compute_network_peering" "\w+"/, `"google_compute_network_peering" "p${at}"`),
      )
      .join('');
    expect(way(files({ 'gcp/main.tf': three + joined }), 'tcp 10.1.0.10:40000 > 10.3.0.10:443')).not.toMatch(
      /^delivered/,
    );
  });
});

const azNetwork = (name: string, second: number): string => `resource "azurerm_virtual_network" "${name}" {
  name          = "${name}"
  address_space = ["10.${second}.0.0/16"]
}
resource "azurerm_subnet" "${name}" {
  name                 = "${name}"
  virtual_network_name = azurerm_virtual_network.${name}.name
  address_prefixes     = ["10.${second}.1.0/24"]
}
resource "azurerm_network_interface" "${name}" {
  name = "${name}"
  ip_configuration {
    name               = "one"
    subnet_id          = azurerm_subnet.${name}.id
    private_ip_address = "10.${second}.1.10"
  }
}
resource "azurerm_linux_virtual_machine" "${name}" {
  name                  = "vm-${name}"
  network_interface_ids = [azurerm_network_interface.${name}.id]
}
`;
const azPeering = (from: string, to: string, more = ''): string =>
  `resource "azurerm_virtual_network_peering" "${from}-${to}" {
  name                      = "${from}-${to}"
  virtual_network_name      = azurerm_virtual_network.${from}.name
  remote_virtual_network_id = azurerm_virtual_network.${to}.id
${more}}
`;

describe('virtual networks of Azure that are peered', () => {
  const both = azNetwork('a', 1) + azNetwork('b', 2);
  const packet = 'tcp 10.1.1.10:40000 > 10.2.1.10:443';
  test('reach each other where both halves are there and give access', () => {
    expect(way(files({ 'az/main.tf': both + azPeering('a', 'b') + azPeering('b', 'a') }), packet)).toBe(
      'delivered: azurerm_linux_virtual_machine.a > azurerm_virtual_network.a > azurerm_virtual_network.b > azurerm_linux_virtual_machine.b',
    );
    const half = files({ 'az/main.tf': both + azPeering('a', 'b') });
    expect(way(half, packet)).toMatch(/\?/);
    const closed = azPeering('a', 'b', '  allow_virtual_network_access = false\n') + azPeering('b', 'a');
    expect(way(files({ 'az/main.tf': both + closed }), packet)).toMatch(/^discarded: /);
  });
  test('are not known where the other one is not in the text, or brings routes of a gateway', () => {
    const far = azPeering('a', 'b').replace(
      'azurerm_virtual_network.b.id',
      '"/subscriptions/0/resourceGroups/x/providers/Microsoft.Network/virtualNetworks/far"',
    );
    expect(way(files({ 'az/main.tf': azNetwork('a', 1) + far }), 'tcp 10.1.1.10:40000 > 10.9.1.10:443')).toMatch(/\?/);
    const remote = azPeering('a', 'b', '  use_remote_gateways = true\n') + azPeering('b', 'a');
    expect(way(files({ 'az/main.tf': both + remote }), 'tcp 10.1.1.10:40000 > 10.9.1.10:443')).toMatch(/\?/);
  });
});

const ARM = (flag: string): string =>
  JSON.stringify(
    {
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      contentVersion: '1.0.0.0',
      resources: ['a', 'b'].flatMap((name, at) => [
        {
          type: 'Microsoft.Network/virtualNetworks',
          apiVersion: '2023-09-01',
          name,
          properties: {
            addressSpace: { addressPrefixes: [`10.${at + 1}.0.0/16`] },
            subnets: [{ name: 'one', properties: { addressPrefix: `10.${at + 1}.1.0/24` } }],
          },
        },
        {
          type: 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings',
          apiVersion: '2023-09-01',
          name: `${name}/${name === 'a' ? 'b' : 'a'}`,
          properties: {
            ...(flag === '' ? {} : { [flag]: false }),
            remoteVirtualNetwork: {
              id: `[resourceId('Microsoft.Network/virtualNetworks', '${name === 'a' ? 'b' : 'a'}')]`,
            },
          },
        },
        {
          type: 'Microsoft.Network/networkInterfaces',
          apiVersion: '2023-09-01',
          name: `nic-${name}`,
          properties: {
            ipConfigurations: [
              {
                name: 'one',
                properties: {
                  privateIPAddress: `10.${at + 1}.1.10`,
                  privateIPAllocationMethod: 'Static',
                  subnet: { id: `[resourceId('Microsoft.Network/virtualNetworks/subnets', '${name}', 'one')]` },
                },
              },
            ],
          },
        },
      ]),
    },
    null,
    2,
  );

const BICEP = ['a', 'b']
  .map(
    (name, at) => `resource ${name} 'Microsoft.Network/virtualNetworks@2023-09-01' = {
  name: '${name}'
  properties: {
    addressSpace: {
      addressPrefixes: ['10.${at + 1}.0.0/16']
    }
    subnets: [
      {
        name: 'one'
        properties: {
          addressPrefix: '10.${at + 1}.1.0/24'
        }
      }
    ]
  }
}
resource peer_${name} 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2023-09-01' = {
  parent: ${name}
  name: 'other'
  properties: {
    remoteVirtualNetwork: {
      id: ${name === 'a' ? 'b' : 'a'}.id
    }
  }
}
resource nic_${name} 'Microsoft.Network/networkInterfaces@2023-09-01' = {
  name: 'nic-${name}'
  properties: {
    ipConfigurations: [
      {
        name: 'one'
        properties: {
          privateIPAddress: '10.${at + 1}.1.10'
          privateIPAllocationMethod: 'Static'
          subnet: {
            id: ${name}.properties.subnets[0].id
          }
        }
      }
    ]
  }
}
`,
  )
  .join('');

test('templates of Azure say the same', () => {
  const packet = 'tcp 10.1.1.10:40000 > 10.2.1.10:443';
  expect(way(files({ 'az/main.json': ARM('') }), packet)).toBe('delivered: nic-a > a > b > nic-b');
  expect(way(files({ 'az/main.json': ARM('allowVirtualNetworkAccess') }), packet)).toMatch(/^discarded: /);
  expect(way(files({ 'az/main.bicep': BICEP }), packet)).toBe('delivered: nic_a > a > b > nic_b');
});

const CLOUDFORMATION = `AWSTemplateFormatVersion: '2010-09-09'
Resources:
${['A', 'B']
  .map(
    (name, at) => `  Vpc${name}:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.${at + 1}.0.0/16
  Subnet${name}:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc${name}
      CidrBlock: 10.${at + 1}.1.0/24
  Table${name}:
    Type: AWS::EC2::RouteTable
    Properties:
      VpcId: !Ref Vpc${name}
  Associated${name}:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties:
      SubnetId: !Ref Subnet${name}
      RouteTableId: !Ref Table${name}
  Attached${name}:
    Type: AWS::EC2::TransitGatewayAttachment
    Properties:
      TransitGatewayId: !Ref Hub
      VpcId: !Ref Vpc${name}
      SubnetIds: [!Ref Subnet${name}]
  Out${name}:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !Ref Table${name}
      DestinationCidrBlock: 10.0.0.0/8
      TARGET
  Group${name}:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: all
      VpcId: !Ref Vpc${name}
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8}
  Host${name}:
    Type: AWS::EC2::Instance
    Properties:
      SubnetId: !Ref Subnet${name}
      PrivateIpAddress: 10.${at + 1}.1.10
      SecurityGroupIds: [!Ref Group${name}]
`,
  )
  .join('')}  Hub:
    Type: AWS::EC2::TransitGateway
    Properties:
      Description: hub
  Peering:
    Type: AWS::EC2::VPCPeeringConnection
    Properties:
      VpcId: !Ref VpcA
      PeerVpcId: !Ref VpcB
`;

test.each([
  ['a peering', 'VpcPeeringConnectionId: !Ref Peering', 'HostA > VpcA > VpcB > HostB'],
  ['a transit gateway', 'TransitGatewayId: !Ref Hub', 'HostA > VpcA > Hub > VpcB > HostB'],
])('a template of CloudFormation with %s', (_, target, hops) => {
  const twin = files({ 'aws/net.yaml': CLOUDFORMATION.replaceAll('TARGET', target) });
  expect(way(twin, 'tcp 10.1.1.10:40000 > 10.2.1.10:443')).toBe(`delivered: ${hops}`);
  expect(way(twin, 'tcp 10.1.1.10:40000 > 10.2.1.10:22')).toMatch(/^denied: .*HostB by aws\/net.yaml/);
});

const EXPORTED = {
  'aws/vpcs.json': {
    Vpcs: [1, 2].map((at) => ({ VpcId: `vpc-0${at}`, CidrBlock: `10.${at}.0.0/16`, DhcpOptionsId: 'dopt-01' })),
  },
  'aws/subnets.json': {
    Subnets: [1, 2].map((at) => ({ SubnetId: `subnet-0${at}`, VpcId: `vpc-0${at}`, CidrBlock: `10.${at}.1.0/24` })),
  },
  'aws/tables.json': {
    RouteTables: [1, 2].map((at) => ({
      RouteTableId: `rtb-0${at}`,
      VpcId: `vpc-0${at}`,
      Associations: [{ Main: false, SubnetId: `subnet-0${at}`, RouteTableId: `rtb-0${at}` }],
      Routes: [
        { DestinationCidrBlock: `10.${at}.0.0/16`, GatewayId: 'local', State: 'active' },
        { DestinationCidrBlock: `10.${3 - at}.0.0/16`, VpcPeeringConnectionId: 'pcx-01', State: 'active' },
      ],
    })),
  },
  'aws/peerings.json': {
    VpcPeeringConnections: [
      {
        VpcPeeringConnectionId: 'pcx-01',
        RequesterVpcInfo: { VpcId: 'vpc-01', CidrBlock: '10.1.0.0/16' },
        AccepterVpcInfo: { VpcId: 'vpc-02', CidrBlock: '10.2.0.0/16' },
      },
    ],
  },
  'aws/acls.json': {
    NetworkAcls: [1, 2].map((at) => ({
      NetworkAclId: `acl-0${at}`,
      VpcId: `vpc-0${at}`,
      IsDefault: true,
      Associations: [{ NetworkAclId: `acl-0${at}`, SubnetId: `subnet-0${at}` }],
      Entries: [true, false].map((Egress) => ({
        CidrBlock: '0.0.0.0/0',
        Egress,
        Protocol: '-1',
        RuleAction: 'allow',
        RuleNumber: 100,
      })),
    })),
  },
  'aws/groups.json': {
    SecurityGroups: [1, 2].map((at) => ({
      GroupId: `sg-0${at}`,
      GroupName: `all-${at}`,
      VpcId: `vpc-0${at}`,
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }],
      IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    })),
  },
  'aws/cards.json': {
    NetworkInterfaces: [1, 2].map((at) => ({
      NetworkInterfaceId: `eni-0${at}`,
      InterfaceType: 'interface',
      SubnetId: `subnet-0${at}`,
      PrivateIpAddress: `10.${at}.1.10`,
      Groups: [{ GroupId: `sg-0${at}`, GroupName: `all-${at}` }],
      Attachment: { InstanceId: `i-0${at}` },
    })),
  },
};

test('answers of the API that stand in one folder', () => {
  const texts = Object.fromEntries(
    Object.entries(EXPORTED).map(([path, value]) => [path, JSON.stringify(value, null, 2)]),
  );
  const twin = files(texts);
  expect(way(twin, 'tcp 10.1.1.10:40000 > 10.2.1.10:443')).toBe('delivered: i-01 > vpc-01 > vpc-02 > i-02');
  expect(way(twin, 'tcp 10.1.1.10:40000 > 10.2.1.10:22')).toMatch(/^denied: .*i-02 by aws\/groups.json/);
});
