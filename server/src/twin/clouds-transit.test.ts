import { describe, expect, test } from 'vitest';
import { becomes, twinOfFiles as files, way } from '../../../test/support/twin-of-files.ts';
import { failureNamed, withFailure } from './failures.ts';

const PROVIDER = 'provider "aws" {\n  region = "eu-central-1"\n}\n';
const GATEWAY = 'resource "aws_ec2_transit_gateway" "hub" {\n  description = "hub"\n}\n';

/** A network with one machine, attached to the hub; everything but its own goes there. */
const spoke = (name: string, second: number, more = ''): string => `resource "aws_vpc" "${name}" {
  cidr_block = "10.${second}.0.0/16"
}
resource "aws_subnet" "${name}" {
  vpc_id     = aws_vpc.${name}.id
  cidr_block = "10.${second}.1.0/24"
}
resource "aws_subnet" "${name}-hub" {
  vpc_id     = aws_vpc.${name}.id
  cidr_block = "10.${second}.255.0/28"
}
resource "aws_route_table" "${name}" {
  vpc_id = aws_vpc.${name}.id
  route {
    cidr_block         = "0.0.0.0/0"
    transit_gateway_id = aws_ec2_transit_gateway.hub.id
  }
}
resource "aws_route_table_association" "${name}" {
  subnet_id      = aws_subnet.${name}.id
  route_table_id = aws_route_table.${name}.id
}
resource "aws_ec2_transit_gateway_vpc_attachment" "${name}" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  vpc_id             = aws_vpc.${name}.id
  subnet_ids         = [aws_subnet.${name}-hub.id]
${more}}
resource "aws_security_group" "${name}" {
  vpc_id = aws_vpc.${name}.id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/8"]
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_instance" "${name}" {
  subnet_id              = aws_subnet.${name}.id
  private_ip             = "10.${second}.1.10"
  vpc_security_group_ids = [aws_security_group.${name}.id]
}
`;
const BOTH = { 'net/main.tf': PROVIDER + GATEWAY, 'net/a.tf': spoke('a', 1), 'net/b.tf': spoke('b', 2) };
const PACKET = 'tcp 10.1.1.10:40000 > 10.2.1.10:443';

describe('a transit gateway', () => {
  test('joins what is attached to it, unless it is told otherwise', () => {
    const twin = files(BOTH);
    expect(way(twin, PACKET)).toBe(
      'delivered: aws_instance.a > aws_vpc.a > aws_ec2_transit_gateway.hub > aws_vpc.b > aws_instance.b',
    );
    expect(way(twin, 'tcp 10.1.1.10:40000 > 10.2.1.10:22')).toMatch(/^denied: .*aws_instance.b by net\/b.tf:/);
    expect(way(twin, 'tcp 10.1.1.10:40000 > 10.9.1.10:443')).toMatch(/^no-route: .*aws_ec2_transit_gateway.hub/);
  });
  test('leads nowhere from an attachment without a table, nor to one that no table knows', () => {
    const off = GATEWAY.replace('hub"\n}', 'hub"\n  default_route_table_association = "disable"\n}');
    expect(way(files({ ...BOTH, 'net/main.tf': PROVIDER + off }), PACKET)).toMatch(
      /^no-route: aws_instance.a > aws_vpc.a > aws_ec2_transit_gateway.hub/,
    );
    const quiet = spoke('b', 2, '  transit_gateway_default_route_table_propagation = false\n');
    expect(way(files({ ...BOTH, 'net/b.tf': quiet }), PACKET)).toMatch(/^no-route: /);
  });
  const TABLE = `resource "aws_ec2_transit_gateway_route_table" "own" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
}
resource "aws_ec2_transit_gateway_route_table_association" "a" {
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.a.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.own.id
}
`;
  const own = { ...BOTH, 'net/a.tf': spoke('a', 1, '  transit_gateway_default_route_table_association = false\n') };
  const route = (more: string): string => `resource "aws_ec2_transit_gateway_route" "x" {
  destination_cidr_block         = "10.2.0.0/16"
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.own.id
  ${more}
}
`;
  test('looks packets up in the table of the attachment that they come from', () => {
    expect(way(files({ ...own, 'net/table.tf': TABLE }), PACKET)).toMatch(/^no-route: /);
    const there = route('transit_gateway_attachment_id = aws_ec2_transit_gateway_vpc_attachment.b.id');
    expect(way(files({ ...own, 'net/table.tf': TABLE + there }), PACKET)).toMatch(/^delivered: /);
    const propagated = `${TABLE}resource "aws_ec2_transit_gateway_route_table_propagation" "b" {
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.b.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.own.id
}
`;
    expect(way(files({ ...own, 'net/table.tf': propagated }), PACKET)).toMatch(/^delivered: /);
    expect(way(files({ ...own, 'net/table.tf': propagated + route('blackhole = true') }), PACKET)).toBe(
      'discarded: aws_instance.a > aws_vpc.a > aws_ec2_transit_gateway.hub by net/table.tf:12',
    );
  });
  test('with a VPN has routes that nobody here knows', () => {
    const vpn = 'resource "aws_vpn_connection" "x" {\n  transit_gateway_id = aws_ec2_transit_gateway.hub.id\n}\n';
    expect(way(files({ ...BOTH, 'net/vpn.tf': vpn }), PACKET)).toMatch(/^delivered\?/);
    expect(way(files({ ...BOTH, 'net/vpn.tf': vpn }), 'tcp 10.1.1.10:40000 > 192.168.7.7:443')).toMatch(/^unknown/);
  });
  test('fails as a device', () => {
    const twin = files(BOTH);
    const failed = withFailure(twin, failureNamed(twin, 'aws_ec2_transit_gateway.hub')!);
    expect(way(failed, PACKET)).not.toMatch(/^delivered/);
    const link = failureNamed(twin, 'aws_ec2_transit_gateway.hub:to aws_vpc.b')!;
    expect(link.name).toBe('aws_ec2_transit_gateway.hub:to aws_vpc.b - aws_vpc.b:to aws_ec2_transit_gateway.hub');
    expect(way(withFailure(twin, link), PACKET)).toMatch(/^discarded: /);
    expect(way(withFailure(twin, link), 'tcp 10.1.1.10:40000 > 10.1.255.9:443')).not.toMatch(/^discarded/);
  });
});

const EGRESS = `resource "aws_subnet" "public" {
  vpc_id     = aws_vpc.out.id
  cidr_block = "10.3.2.0/24"
}
resource "aws_internet_gateway" "out" {
  vpc_id = aws_vpc.out.id
}
resource "aws_eip" "out" {
  domain = "vpc"
}
resource "aws_nat_gateway" "out" {
  allocation_id = aws_eip.out.id
  subnet_id     = aws_subnet.public.id
}
resource "aws_route_table" "public" {
  vpc_id = aws_vpc.out.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.out.id
  }
  route {
    cidr_block         = "10.0.0.0/8"
    transit_gateway_id = aws_ec2_transit_gateway.hub.id
  }
}
resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}
resource "aws_route_table" "out-hub" {
  vpc_id = aws_vpc.out.id
  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.out.id
  }
}
resource "aws_route_table_association" "out-hub" {
  subnet_id      = aws_subnet.out-hub.id
  route_table_id = aws_route_table.out-hub.id
}
resource "aws_ec2_transit_gateway_route" "default" {
  destination_cidr_block         = "0.0.0.0/0"
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.out.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway.hub.association_default_route_table_id
}
`;
test('a way out of another network takes the routes of the subnet that its attachment is in', () => {
  const twin = files({ ...BOTH, 'net/out.tf': spoke('out', 3), 'net/egress.tf': EGRESS });
  const packet = 'tcp 10.1.1.10:40000 > 198.51.100.9:443';
  expect(way(twin, packet)).toMatch(
    /^delivered: aws_instance.a > aws_vpc.a > aws_ec2_transit_gateway.hub > aws_vpc.out > aws_nat_gateway.out > aws_vpc.out > aws_internet_gateway.out/,
  );
  expect(becomes(twin, packet)).toMatch(/^tcp 10\.3\.2\.\d+:40000 > 198\.51\.100\.9:443$/);
  const without = EGRESS.replace(/resource "aws_route_table_association" "out-hub"[\s\S]*?\n}\n/, '');
  expect(way(files({ ...BOTH, 'net/out.tf': spoke('out', 3), 'net/egress.tf': without }), packet)).toMatch(
    /^no-route: .* > aws_vpc.out$|^no-route: .* > aws_vpc.out by/,
  );
});
