import { describe, expect, test } from 'vitest';
import { VPC } from '../../../test/support/cloud-files.ts';
import { becomes, twinOfFiles as files, ways as longWays } from '../../../test/support/twin-of-files.ts';
import { checkIntents } from './check-intents.ts';
import { parseIntents } from './intents-file.ts';
import type { Twin } from './twin.ts';

const ways = (twin: Twin, packet: string): readonly string[] =>
  longWays(twin, packet).map((one) => one.replaceAll('aws_', ''));

const GROUPS = (web: string): string => `resource "aws_security_group" "lb" {
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
resource "aws_security_group" "web" {
  vpc_id = aws_vpc.main.id
${web}}
`;
const FROM_LB = (first: number, last = first): string => `  ingress {
    protocol        = "tcp"
    from_port       = ${first}
    to_port         = ${last}
    security_groups = [aws_security_group.lb.id]
  }
`;
const machine = (name: string, address: string, group = 'web'): string => `resource "aws_instance" "${name}" {
  subnet_id              = aws_subnet.private.id
  private_ip             = "${address}"
  vpc_security_group_ids = [aws_security_group.${group}.id]
}
resource "aws_lb_target_group_attachment" "${name}" {
  target_group_arn = aws_lb_target_group.web.arn
  target_id        = aws_instance.${name}.id
}
`;
const LB = (kind: string, more = '', check = ''): string => `resource "aws_lb" "front" {
  load_balancer_type = "${kind}"
  internal           = true
${more}  subnet_mapping {
    subnet_id            = aws_subnet.public.id
    private_ipv4_address = "10.0.1.50"
  }
}
resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.front.arn
  port              = 443
  protocol          = "${kind === 'network' ? 'TCP' : 'HTTPS'}"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}
resource "aws_lb_target_group" "web" {
  port     = 8080
  protocol = "${kind === 'network' ? 'TCP' : 'HTTP'}"
  vpc_id   = aws_vpc.main.id
${check}}
`;
const GROUP = '  security_groups    = [aws_security_group.lb.id]\n';
const PACKET = 'tcp 10.0.1.20:40000 > 10.0.1.50:443';
const CLIENT = `resource "aws_instance" "client" {
  subnet_id              = aws_subnet.public.id
  private_ip             = "10.0.1.20"
  vpc_security_group_ids = [aws_security_group.lb.id]
}
`;
const net = (...texts: readonly string[]) => files({ 'net/main.tf': VPC, 'net/lb.tf': texts.join('') });

const LINE = (text: string, part: string): number => text.split('\n').findIndex((line) => line.includes(part)) + 1;

describe('an application load balancer', () => {
  const two = [CLIENT, LB('application', GROUP), machine('a', '10.0.2.10'), machine('b', '10.0.2.11')];
  const way = (to: string): string =>
    `instance.client > lb.front (instance.a alive, instance.b alive) > vpc.main > ${to}`;
  test('hands connections to each of its targets, as one of its own', () => {
    const twin = net(GROUPS(FROM_LB(8080)), ...two);
    expect(ways(twin, PACKET)).toEqual([`delivered: ${way('instance.a')}`, `delivered: ${way('instance.b')}`]);
    expect(becomes(twin, PACKET)).toBe('tcp 10.0.1.50:40000 > 10.0.2.10:8080');
    const [holds] = checkIntents(
      twin,
      parseIntents('intents:\n  - allow: tcp/443\n    from: 10.0.1.20\n    to: 10.0.1.50\n').intents,
    );
    expect(holds?.status).toBe('holds');
  });
  test('is spoken of by its name, as no text tells the addresses that clouds give', () => {
    const twin = net(GROUPS(FROM_LB(8080)), ...two.map((one) => one.replace(/ *private_ipv4_address = .*\n/, '')));
    const named = [`delivered: ${way('instance.a')}`, `delivered: ${way('instance.b')}`];
    expect(ways(twin, 'tcp client:40000 > aws_lb.front:443')).toEqual(named);
    expect(ways(twin, 'tcp 10.0.1.20:40000 > front:443')).toEqual(named);
    expect(ways(twin, 'tcp 10.0.1.20:40000 > nobody:443')[0]).not.toMatch(/^delivered/);
  });
  test('has no target alive, and hands to all of them, where none lets in its group', () => {
    const text = GROUPS(FROM_LB(8081));
    const at = LINE(text, '"web"');
    expect(ways(net(text, ...two), PACKET)).toEqual([
      `denied: ${way('instance.a').replaceAll('alive', `dead by net/lb.tf:${at}`)} by net/lb.tf:${at}`,
      `denied: ${way('instance.b').replaceAll('alive', `dead by net/lb.tf:${at}`)} by net/lb.tf:${at}`,
    ]);
  });
  test('gives nothing to a target that its checks do not reach', () => {
    const open = `resource "aws_security_group" "other" {\n  vpc_id = aws_vpc.main.id\n${FROM_LB(8080, 8081)}}\n`;
    const lb = LB('application', GROUP, '  health_check {\n    port = 8081\n  }\n');
    const text = GROUPS(FROM_LB(8080));
    expect(
      ways(net(text, open, CLIENT, lb, machine('a', '10.0.2.10'), machine('b', '10.0.2.11', 'other')), PACKET),
    ).toEqual([
      `delivered: instance.client > lb.front (instance.a dead by net/lb.tf:${LINE(text, '"web"')}, instance.b alive) > vpc.main > instance.b`,
    ]);
  });
  test('takes nothing on ports that no listener has, and lets in whom its own group lets in', () => {
    const closed = GROUPS(FROM_LB(8080));
    expect(ways(net(closed, ...two), PACKET.replace(':443', ':80'))).toEqual([
      'denied: instance.client > lb.front by net/lb.tf:1',
    ]);
    const open = closed.replace('from_port   = 443', 'from_port   = 80');
    expect(ways(net(open, ...two), PACKET.replace(':443', ':80'))).toEqual([
      `denied: instance.client > lb.front by net/lb.tf:${LINE([open, ...two].join(''), '"aws_lb"')}`,
    ]);
  });
  test('is followed to the firewall of the host that a target is', () => {
    const rules =
      'table inet filter {\n  chain input {\n    type filter hook input priority 0; policy drop;\n    tcp dport 443 accept\n  }\n}\n';
    const netplan =
      'network:\n  version: 2\n  ethernets:\n    ens5:\n      addresses: [10.0.2.10/24]\n      routes: [{ to: default, via: 10.0.2.1 }]\n';
    const twin = files({
      'net/main.tf': VPC,
      'net/lb.tf': [GROUPS(FROM_LB(8080)), CLIENT, LB('application', GROUP), machine('a', '10.0.2.10')].join(''),
      'net/web/etc/netplan/50.yaml': netplan,
      'net/web/etc/nftables.conf': rules,
    });
    expect(ways(twin, PACKET)).toEqual([
      'denied: instance.client > lb.front (instance.a dead by net/web/etc/nftables.conf:2) > vpc.main > instance.a by net/web/etc/nftables.conf:2',
    ]);
  });
  test('may have targets that no text tells', () => {
    const scaled = 'resource "aws_autoscaling_group" "web" {\n  target_group_arns = [aws_lb_target_group.web.arn]\n}\n';
    const [first] = ways(net(GROUPS(FROM_LB(8080)), scaled, ...two), PACKET);
    expect(first).toBe(`delivered?: ${way('instance.a')}`);
    expect(ways(net(GROUPS(FROM_LB(8080)), scaled, CLIENT, LB('application', GROUP)), PACKET)).toEqual([
      expect.stringMatching(/^unknown\?: instance.client > lb.front by net\/lb.tf:\d+$/),
    ]);
  });
});

describe('a network load balancer', () => {
  const lb = (more = '', check = '') => [CLIENT, LB('network', more, check), machine('a', '10.0.2.10')];
  const from = (cidr: string): string =>
    `  ingress {\n    protocol    = "tcp"\n    from_port   = 8080\n    to_port     = 8080\n    cidr_blocks = ["${cidr}"]\n  }\n`;
  test('shows instances the client, and asks them from its own address', () => {
    expect(ways(net(GROUPS(from('10.0.1.0/24')), ...lb()), PACKET)).toEqual([
      'delivered: instance.client > lb.front (instance.a alive) > vpc.main > instance.a',
    ]);
    expect(becomes(net(GROUPS(from('10.0.1.0/24')), ...lb()), PACKET)).toBe('tcp 10.0.1.20:40000 > 10.0.2.10:8080');
    const only = GROUPS(from('10.0.1.50/32'));
    expect(ways(net(only, ...lb()), PACKET)).toEqual([
      `denied: instance.client > lb.front (instance.a alive) > vpc.main > instance.a by net/lb.tf:${LINE(only, '"web"')}`,
    ]);
    expect(ways(net(only, ...lb('', '  preserve_client_ip = false\n')), PACKET)[0]).toMatch(/^delivered: /);
  });
  test('takes the answers of its targets, which have no way of their own to the Internet', () => {
    const public_ = LB('network')
      .replace('internal           = true', 'internal           = false')
      .replace(
        'private_ipv4_address = "10.0.1.50"',
        'private_ipv4_address = "10.0.1.50"\n    allocation_id = aws_eip.lb.id',
      );
    const eip = 'resource "aws_eip" "lb" {\n  address = "198.51.100.50"\n}\n';
    const twin = net(GROUPS(from('0.0.0.0/0')), public_, eip, machine('a', '10.0.2.10'));
    const bare = files({
      'net/main.tf': VPC.replace(/resource "aws_route_table_association" "private"[\s\S]*?\n}\n/, ''),
      'net/lb.tf': [GROUPS(from('0.0.0.0/0')), public_, eip, machine('a', '10.0.2.10')].join(''),
    });
    const intent = 'intents:\n  - allow: tcp/443\n    from: 203.0.113.9\n    to: 198.51.100.50\n';
    for (const one of [twin, bare]) {
      expect(ways(one, 'tcp 203.0.113.9:40000 > 198.51.100.50:443')).toEqual([
        'delivered: internet_gateway.gw > vpc.main > lb.front (instance.a alive) > vpc.main > instance.a',
      ]);
      expect(checkIntents(one, parseIntents(intent).intents)[0]).toMatchObject({ status: 'holds' });
    }
  });
  test('lends its group to what it passes, of which nothing is claimed', () => {
    expect(ways(net(GROUPS(FROM_LB(8080)), ...lb(GROUP)), PACKET)[0]).toMatch(/\?: /);
  });
});

describe('load balancers as CloudFormation and the API say them', () => {
  test('a template', () => {
    const template = `AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Net: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: 10.0.0.0/16 } }
  Front: { Type: "AWS::EC2::Subnet", Properties: { VpcId: !Ref Net, CidrBlock: 10.0.1.0/24 } }
  LbGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: front
      VpcId: !Ref Net
      SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8 }]
      SecurityGroupEgress: [{ IpProtocol: "-1", CidrIp: 0.0.0.0/0 }]
  WebGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      VpcId: !Ref Net
      SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 80, ToPort: 80, SourceSecurityGroupId: !Ref LbGroup }]
      SecurityGroupEgress: [{ IpProtocol: "-1", CidrIp: 0.0.0.0/0 }]
  Web:
    Type: AWS::EC2::Instance
    Properties: { SubnetId: !Ref Front, PrivateIpAddress: 10.0.1.10, SecurityGroupIds: [!Ref WebGroup] }
  Client:
    Type: AWS::EC2::Instance
    Properties: { SubnetId: !Ref Front, PrivateIpAddress: 10.0.1.20, SecurityGroupIds: [!Ref WebGroup] }
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: { Type: application, Scheme: internal, Subnets: [!Ref Front], SecurityGroups: [!Ref LbGroup] }
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      Port: 443
      Protocol: HTTPS
      DefaultActions:
        - Type: forward
          ForwardConfig: { TargetGroups: [{ TargetGroupArn: !Ref Targets }] }
  Targets:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: { Port: 80, Protocol: HTTP, VpcId: !Ref Net, Targets: [{ Id: !Ref Web }] }
`;
    const twin = files({ 'net/stack.yaml': template });
    expect(ways(twin, 'tcp 10.0.1.20:40000 > 10.0.1.254:443')).toEqual([
      'delivered: Client > Balancer (Web alive) > Web',
    ]);
    expect(ways(twin, 'tcp 10.0.1.20:40000 > 10.0.1.254:80')[0]).toMatch(
      /^denied: Client > Balancer by net\/stack.yaml:5/,
    );
  });
  test('lists that the API prints', () => {
    const lb = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/front/50dc6c495c0c9188';
    const group = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/web/73e2d6bc24d8a067';
    const card = (id: string, address: string, owner: string, more: object) => ({
      NetworkInterfaceId: id,
      SubnetId: 'subnet-1',
      VpcId: 'vpc-1',
      PrivateIpAddress: address,
      Groups: [{ GroupId: owner }],
      InterfaceType: 'interface',
      SourceDestCheck: true,
      ...more,
    });
    const permission = (port: number, more: object) => ({
      IpProtocol: 'tcp',
      FromPort: port,
      ToPort: port,
      IpRanges: [],
      UserIdGroupPairs: [],
      ...more,
    });
    const all = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }], UserIdGroupPairs: [] }];
    const lists: Readonly<Record<string, object>> = {
      vpcs: { Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16', DhcpOptionsId: 'dopt-1' }] },
      subnets: {
        Subnets: [{ SubnetId: 'subnet-1', VpcId: 'vpc-1', CidrBlock: '10.0.1.0/24', AvailableIpAddressCount: 250 }],
      },
      groups: {
        SecurityGroups: [
          {
            GroupId: 'sg-lb',
            GroupName: 'lb',
            VpcId: 'vpc-1',
            IpPermissions: [permission(443, { IpRanges: [{ CidrIp: '10.0.0.0/8' }] })],
            IpPermissionsEgress: all,
          },
          {
            GroupId: 'sg-web',
            GroupName: 'web',
            VpcId: 'vpc-1',
            IpPermissions: [permission(80, { UserIdGroupPairs: [{ GroupId: 'sg-lb' }] })],
            IpPermissionsEgress: all,
          },
        ],
      },
      cards: {
        NetworkInterfaces: [
          card('eni-lb', '10.0.1.50', 'sg-lb', { Description: 'ELB app/front/50dc6c495c0c9188' }),
          card('eni-web', '10.0.1.10', 'sg-web', { Attachment: { InstanceId: 'i-web' } }),
          card('eni-client', '10.0.1.20', 'sg-web', { Attachment: { InstanceId: 'i-client' } }),
        ],
      },
      balancers: {
        LoadBalancers: [
          {
            LoadBalancerArn: lb,
            LoadBalancerName: 'front',
            Scheme: 'internal',
            Type: 'application',
            VpcId: 'vpc-1',
            AvailabilityZones: [{ SubnetId: 'subnet-1' }],
            SecurityGroups: ['sg-lb'],
          },
        ],
      },
      listeners: {
        Listeners: [
          {
            ListenerArn: `${lb.replace(':loadbalancer/', ':listener/')}/f2f7dc8efc522ab2`,
            LoadBalancerArn: lb,
            Port: 443,
            Protocol: 'HTTPS',
            DefaultActions: [{ Type: 'forward', TargetGroupArn: group }],
          },
        ],
      },
      targets: {
        TargetGroups: [
          {
            TargetGroupArn: group,
            TargetGroupName: 'web',
            Protocol: 'HTTP',
            Port: 80,
            VpcId: 'vpc-1',
            HealthCheckPort: 'traffic-port',
            TargetType: 'instance',
          },
        ],
      },
      health: {
        LoadBalancerTargetHealth: [
          {
            TargetGroupArn: group,
            TargetHealthDescriptions: [{ Target: { Id: 'i-web', Port: 80 }, HealthCheckPort: '80' }],
          },
        ],
      },
    };
    const texts = (without: string) =>
      Object.fromEntries(
        Object.entries(lists).flatMap(([name, list]) =>
          name === without ? [] : [[`net/${name}.json`, JSON.stringify(list, undefined, 1)]],
        ),
      );
    const packet = 'tcp 10.0.1.20:40000 > 10.0.1.50:443';
    expect(ways(files(texts('')), packet)[0]).toMatch(/^delivered\??: i-client > front \(i-web alive\) > i-web$/);
    expect(ways(files(texts('health')), packet)[0]).toMatch(/^unknown\?: i-client > front by net\/targets.json/);
    expect(ways(files(texts('listeners')), packet)[0]).toMatch(/^unknown\?: i-client > front by net\/balancers.json/);
  });
});
