import { describe, expect, test } from 'vitest';
import { VPC } from '../../../test/support/cloud-files.ts';
import { becomes, twinOfFiles as files, way } from '../../../test/support/twin-of-files.ts';
import { checkIntents } from './check-intents.ts';
import { parseIntents } from './intents-file.ts';
import type { Twin } from './twin.ts';

const HOSTS = `resource "aws_security_group" "web" {
  vpc_id = aws_vpc.main.id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "db" {
  vpc_id = aws_vpc.main.id
  ingress {
    protocol        = "tcp"
    from_port       = 5432
    to_port         = 5432
    security_groups = [aws_security_group.web.id]
  }
  egress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_instance" "web" {
  subnet_id                   = aws_subnet.public.id
  private_ip                  = "10.0.1.10"
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.web.id]
  tags                        = { Name = "web-1" }
}
resource "aws_instance" "db" {
  subnet_id              = aws_subnet.private.id
  vpc_security_group_ids = [aws_security_group.db.id]
}
`;
const NETWORK = { 'net/main.tf': VPC, 'net/hosts.tf': HOSTS };
const NETPLAN = 'network:\n  version: 2\n  ethernets:\n    ens5:\n      dhcp4: true\n';
const nft = (rules: string): string =>
  `table inet filter {\n  chain input {\n    type filter hook input priority 0; policy drop;\n    ct state established,related accept\n${rules}  }\n}\n`;

describe('a VPC in files of Terraform', () => {
  const twin = files(NETWORK);
  test('security groups that name each other let their members in, and nobody else', () => {
    expect(way(twin, 'tcp 10.0.1.10:40000 > 10.0.2.254:5432')).toBe(
      'delivered: aws_instance.web > aws_vpc.main > aws_instance.db',
    );
    expect(way(twin, 'tcp 10.0.1.10:40000 > 10.0.2.254:22')).toBe(
      'denied: aws_instance.web > aws_vpc.main > aws_instance.db by net/hosts.tf:16',
    );
    // Nobody is known to have this address, so nothing is claimed.
    expect(way(twin, 'tcp 10.0.1.99:40000 > 10.0.2.254:5432')).toMatch(/^denied\?/);
    expect(way(twin, 'tcp 10.0.1.10:40000 > 10.0.2.77:5432')).toMatch(/^unknown/);
  });
  test('a machine without an address in the text is asked by its name', () => {
    expect(way(twin, 'tcp 10.0.2.254:40000 > 198.51.100.9:443', 'db')).toBe(
      'delivered: aws_instance.db > aws_vpc.main > aws_nat_gateway.nat > aws_vpc.main > aws_internet_gateway.gw by net/main.tf:7',
    );
    expect(becomes(twin, 'tcp 10.0.2.254:40000 > 198.51.100.9:443')).toBe('tcp 10.0.1.254:40000 > 198.51.100.9:443');
    expect(way(twin, 'tcp 10.0.2.254:40000 > 198.51.100.9:25', 'db')).toBe(
      'denied: aws_instance.db by net/hosts.tf:16',
    );
  });
  test('a machine in a public subnet without a public address does not get out', () => {
    const without = HOSTS.replace('  associate_public_ip_address = true\n', '');
    expect(way(files({ ...NETWORK, 'net/hosts.tf': without }), 'tcp 10.0.1.10:40000 > 198.51.100.9:443')).toBe(
      'denied: aws_instance.web > aws_vpc.main > aws_internet_gateway.gw by net/hosts.tf:31',
    );
  });
  test('a subnet without a way out has no route, where all files are there', () => {
    const route = /resource "aws_route_table_association" "private"[\s\S]*?\n}\n/;
    const main = VPC.replace(route, '');
    expect(way(files({ ...NETWORK, 'net/main.tf': main }), 'tcp 10.0.2.254:40000 > 198.51.100.9:443')).toMatch(
      /^no-route: aws_instance.db > aws_vpc.main/,
    );
    const elsewhere = `${main}resource "aws_eip_association" "x" {\n  instance_id = aws_instance.elsewhere.id\n}\n`;
    expect(way(files({ ...NETWORK, 'net/main.tf': elsewhere }), 'tcp 10.0.2.254:40000 > 198.51.100.9:443')).toMatch(
      /^unknown/,
    );
  });
  test('a NAT gateway in a subnet that itself has no way out leads in a circle', () => {
    const wrong = VPC.replace('subnet_id     = aws_subnet.public.id', 'subnet_id     = aws_subnet.private.id');
    expect(way(files({ ...NETWORK, 'net/main.tf': wrong }), 'tcp 10.0.2.253:40000 > 198.51.100.9:443')).toMatch(
      /^loop/,
    );
  });
  test('an address that no text tells is no address where rules tell addresses of its subnet apart', () => {
    const acl = `resource "aws_network_acl" "private" {\n  vpc_id     = aws_vpc.main.id\n  subnet_ids = [aws_subnet.private.id]\n${entry('ingress', 100, 'allow', '10.0.1.0/28')}${entry('egress', 100, 'allow', '0.0.0.0/0')}}\n`;
    expect(way(files({ ...NETWORK, 'net/acl.tf': acl }), 'tcp 10.0.1.10:40000 > 10.0.2.254:5432')).toMatch(
      /^delivered:/,
    );
    const apart = acl.replace('10.0.1.0/28', '10.0.2.128/25');
    expect(way(files({ ...NETWORK, 'net/acl.tf': apart }), 'tcp 10.0.2.254:40000 > 10.0.2.253:443')).toMatch(/\?/);
  });
});

const entry = (side: string, number: number, action: string, cidr: string, ports = [0, 65535]): string =>
  `  ${side} {\n    rule_no    = ${number}\n    action     = "${action}"\n    protocol   = "tcp"\n    from_port  = ${ports[0]}\n    to_port    = ${ports[1]}\n    cidr_block = "${cidr}"\n  }\n`;

describe('the host behind the cloud', () => {
  const host = (rules: string): Twin =>
    files({ ...NETWORK, 'net/web-1/etc/netplan/50.yaml': NETPLAN, 'net/web-1/etc/nftables.conf': nft(rules) });
  test('is found by its name, and its firewall is asked after the security groups', () => {
    expect(
      way(
        host('    tcp dport 8443 accept\n'),
        'tcp 198.51.100.9:40000 > 10.0.1.10:443',
        'aws_vpc.main:to aws_internet_gateway.gw',
      ),
    ).toBe('denied: aws_vpc.main > aws_instance.web by net/web-1/etc/nftables.conf:2');
    expect(
      way(
        host('    tcp dport { 443, 8443 } accept\n'),
        'tcp 198.51.100.9:40000 > 10.0.1.10:8443',
        'aws_vpc.main:to aws_internet_gateway.gw',
      ),
    ).toBe('denied: aws_vpc.main > aws_instance.web by net/hosts.tf:1');
    expect(
      way(
        host('    tcp dport 443 accept\n'),
        'tcp 198.51.100.9:40000 > 10.0.1.10:443',
        'aws_vpc.main:to aws_internet_gateway.gw',
      ),
    ).toBe('delivered: aws_vpc.main > aws_instance.web');
  });
  test('is found by its address, whatever it is called', () => {
    const netplan = NETPLAN.replace(
      'dhcp4: true',
      'addresses: [10.0.1.10/24]\n      routes: [{ to: default, via: 10.0.1.1 }]',
    );
    const twin = files({
      ...NETWORK,
      'net/other/etc/netplan/50.yaml': netplan,
      'net/other/etc/nftables.conf': nft(''),
    });
    expect(way(twin, 'tcp 10.0.1.10:40000 > 198.51.100.9:443')).toMatch(
      /^delivered: aws_instance.web > aws_vpc.main > aws_internet_gateway.gw/,
    );
    expect(way(twin, 'tcp 10.0.2.254:40000 > 10.0.1.10:443')).toMatch(/nftables.conf:2$/);
  });
});

describe('rules that user-data writes on a host', () => {
  const USER_DATA =
    '#cloud-config\nhostname: web-1\nwrite_files:\n  - path: /etc/iptables/rules.v4\n    content: |\n      *filter\n      :INPUT DROP [0:0]\n      :FORWARD DROP [0:0]\n      :OUTPUT ACCEPT [0:0]\n      -A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT\n      -A INPUT -p tcp --dport 8443 -j ACCEPT\n      COMMIT\n';
  test('are asked as those in files of their own, and shown where they stand', () => {
    const twin = files({ ...NETWORK, 'net/web-1/network.yaml': NETPLAN, 'net/web-1/user-data.yaml': USER_DATA });
    expect(way(twin, 'tcp 10.0.2.254:40000 > 10.0.1.10:443')).toMatch(
      /^denied: .* > aws_instance.web by net\/web-1\/user-data.yaml:7$/,
    );
    const open = USER_DATA.replace('--dport 8443', '--dport 443');
    const other = files({ ...NETWORK, 'net/web-1/network.yaml': NETPLAN, 'net/web-1/user-data.yaml': open });
    expect(way(other, 'tcp 10.0.2.254:40000 > 10.0.1.10:443')).toMatch(/^delivered: /);
  });
});

describe('intents', () => {
  const results = (twin: Twin, intents: string): string[] => {
    const places =
      'places:\n  web: 10.0.1.10\n  db: 10.0.2.254\n  public: 10.0.1.0/24\n  private: 10.0.2.0/24\n  out: 198.51.100.0/24\n';
    const { intents: parsed, problems } = parseIntents(`${places}intents:\n${intents}`);
    expect(problems).toEqual([]);
    return checkIntents(twin, parsed).map(({ status, at }) => `${status}${at ? ` ${at.path}:${at.line}` : ''}`);
  };
  const ALL =
    '  - allow: tcp/5432\n    from: public\n    to: private\n  - deny: tcp/22\n    from: public\n    to: private\n  - deny: any\n    from: private\n    to: public\n  - allow: tcp/443\n    from: private\n    to: out\n';
  test('are asked of the machines that a cloud has', () => {
    expect(results(files(NETWORK), ALL)).toEqual(['holds', 'holds', 'violated net/hosts.tf:3', 'holds']);
    expect(
      results(
        files({ ...NETWORK, 'net/web-1/etc/netplan/50.yaml': NETPLAN, 'net/web-1/etc/nftables.conf': nft('') }),
        ALL,
      ),
    ).toEqual(['holds', 'holds', 'holds', 'holds']);
  });
  test('see that a network ACL keeps the answers out', () => {
    const acl = (ports: number[]): string =>
      `resource "aws_network_acl" "public" {\n  vpc_id     = aws_vpc.main.id\n  subnet_ids = [aws_subnet.public.id]\n${entry('ingress', 100, 'allow', '0.0.0.0/0', [443, 443])}${entry('ingress', 110, 'allow', '0.0.0.0/0', ports)}${entry('egress', 100, 'allow', '0.0.0.0/0')}}\n`;
    const out = '  - allow: tcp/443\n    from: web\n    to: out\n';
    expect(results(files({ ...NETWORK, 'net/acl.tf': acl([1024, 65535]) }), out)).toEqual(['holds']);
    expect(results(files({ ...NETWORK, 'net/acl.tf': acl([80, 80]) }), out)[0]).toMatch(/^violated net\/acl.tf/);
  });
});
