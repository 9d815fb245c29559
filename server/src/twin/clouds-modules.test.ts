import { describe, expect, test } from 'vitest';
import { twinOfFiles as files, way } from '../../../test/support/twin-of-files.ts';

const ROOT = `variable "block" {
  default = "10.0.0.0/16"
}
module "net" {
  source = "./modules/net"
  block  = var.block
}
resource "aws_security_group" "app" {
  vpc_id = module.net.vpc
  dynamic "ingress" {
    for_each = [443, 8443]
    content {
      protocol    = "tcp"
      from_port   = ingress.value
      to_port     = ingress.value
      cidr_blocks = [var.block]
    }
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_instance" "app" {
  count                  = 2
  subnet_id              = module.net.subnets[count.index]
  private_ip             = cidrhost(cidrsubnet(var.block, 8, count.index), 10)
  vpc_security_group_ids = [aws_security_group.app.id]
}
`;
const NET = `resource "aws_vpc" "this" {
  cidr_block = var.block
}
resource "aws_subnet" "private" {
  count      = 2
  vpc_id     = aws_vpc.this.id
  cidr_block = cidrsubnet(var.block, 8, count.index)
}
resource "aws_network_acl" "private" {
  vpc_id     = aws_vpc.this.id
  subnet_ids = aws_subnet.private[*].id
  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
  ingress {
    rule_no    = 100
    action     = "deny"
    protocol   = "tcp"
    from_port  = 8443
    to_port    = 8443
    cidr_block = "0.0.0.0/0"
  }
  ingress {
    rule_no    = 200
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
}
`;
const VARIABLES = 'variable "block" {}\n';
const OUTPUTS =
  'output "vpc" {\n  value = aws_vpc.this.id\n}\noutput "subnets" {\n  value = [for one in aws_subnet.private : one.id]\n}\n';
const CONFIGURATION = {
  'infra/main.tf': ROOT,
  'infra/modules/net/main.tf': NET,
  'infra/modules/net/outputs.tf': OUTPUTS,
  'infra/modules/net/variables.tf': VARIABLES,
};

describe('a configuration of several modules', () => {
  const twin = files(CONFIGURATION);
  test('is one network, with copies told apart and rules of blocks that are counted out', () => {
    expect(way(twin, 'tcp 10.0.0.10:40000 > 10.0.1.10:443')).toBe(
      'delivered: aws_instance.app[0] > module.net.aws_vpc.this > aws_instance.app[1]',
    );
    expect(way(twin, 'tcp 10.0.0.10:40000 > 10.0.1.10:22')).toBe(
      'denied: aws_instance.app[0] > module.net.aws_vpc.this > aws_instance.app[1] by infra/main.tf:8',
    );
  });
  test('what decides in a module is shown in its file', () => {
    expect(way(twin, 'tcp 10.0.0.10:40000 > 10.0.1.10:8443')).toBe(
      'denied: aws_instance.app[0] > module.net.aws_vpc.this by infra/modules/net/main.tf:20',
    );
  });
  test('values that are loaded by themselves are above defaults; others are not known', () => {
    const packet = 'tcp 172.20.0.10:40000 > 172.20.1.10:443';
    expect(way(twin, packet)).toMatch(/^No device here has 172/);
    const values = 'block = "172.20.0.0/16"\n';
    expect(way(files({ ...CONFIGURATION, 'infra/terraform.tfvars': values }), packet)).toMatch(/^delivered:/);
    expect(way(files({ ...CONFIGURATION, 'infra/other.tfvars': values }), packet)).toMatch(/^No device here has 172/);
  });
  test('without an argument, or with a module from elsewhere, nothing of it is claimed', () => {
    const without = ROOT.replace('  default = "10.0.0.0/16"\n', '');
    expect(way(files({ ...CONFIGURATION, 'infra/main.tf': without }), 'tcp 10.0.0.10:40000 > 10.0.1.10:443')).toMatch(
      /^No device/,
    );
    const loose = ROOT.replace(/ {2}dynamic[\s\S]*?\n {2}\}\n {2}egress/, '  egress');
    const packet = 'tcp 10.0.0.10:40000 > 10.0.1.10:22';
    expect(way(files({ ...CONFIGURATION, 'infra/main.tf': loose }), packet)).toMatch(/^denied: /);
    const far = `${loose}module "more" {\n  source = "example/more/aws"\n}\n`;
    expect(way(files({ ...CONFIGURATION, 'infra/main.tf': far }), packet)).toMatch(/^\w+\?: /);
  });
});
