// biome-ignore-all lint/suspicious/noTemplateCurlyInString: substitutions of templates look like those of TypeScript
import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyseFilters } from '../../../server/src/packets/analyse.ts';
import { chooseDialect, coverageOf, prepare } from '../../../server/src/review/prepare.ts';
import { cpuTime } from '../../../test/support/cpu-time.ts';
import { formatPrefix } from '../../model/address.ts';
import type { Device } from '../../model/device.ts';
import type { Filter } from '../../model/filter.ts';
import { firstLostCharacter } from '../../outline.ts';
import { applyEdits } from '../../text/edit.ts';
import { aws } from './dialect.ts';

const fixtures = globSync('grammars/dialects/aws/fixtures/*').map(
  (path) => [path, readFileSync(path, 'utf8')] as const,
);
const fixture = (name: string): string => fixtures.find(([path]) => path.endsWith(name))![1];
const modelOf = (text: string): Device => aws.toModel(aws.parse(text));
const filterOf = (device: Device, name: string): Filter => device.filters.find((one) => one.name.value === name)!;

const group = (properties: string): string =>
  `Resources:\n  G:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      GroupDescription: g\n${properties}`;

describe('detection', () => {
  test.each(fixtures)('%s is ours, read in full and without loss', (path, text) => {
    expect(chooseDialect({ text })?.dialect.id).toBe('aws');
    const prepared = prepare({ text, path })!;
    expect(prepared.outline.problems).toEqual([]);
    expect(firstLostCharacter(prepared.outline)).toBeUndefined();
    expect(coverageOf(prepared).unknown).toBe(0);
  });

  test.each([
    ['a list of groups alone', '[{"GroupId": "sg-1", "IpPermissions": []}]'],
    ['an answer in YAML', 'SecurityGroups:\n- Description: web\n  GroupId: sg-1\n  IpPermissions: []\n'],
    ['an empty answer', '{"NetworkAcls": []}'],
    [
      'a template without a network',
      'AWSTemplateFormatVersion: 2010-09-09\nResources:\n  B: {Type: AWS::S3::Bucket}\n',
    ],
    ['custom resources alone', 'Resources:\n  C:\n    Type: Custom::Peering\n    Properties:\n      ServiceToken: a\n'],
    [
      'a template that is indented as a whole',
      '---\n\n  # of the network\n  AWSTemplateFormatVersion: 2010-09-09\n  Resources:\n    V:\n      Type: AWS::EC2::VPC\n',
    ],
    ['a JSON template', '{"Resources": {\n"G": {\n"Type": "AWS::EC2::VPC"}}}'],
    ['a template on one line', '{"Parameters": {}, "Resources": {"G": {"Type": "AWS::EC2::VPC"}}}'],
    ['a database in a VPC', 'resource "aws_db_instance" "a" {\n  vpc_security_group_ids = [var.group]\n}\n'],
  ])('%s', (_, text) => {
    expect(aws.detect(text).score).toBeGreaterThanOrEqual(60);
    expect(aws.detect(text).reasons.length).toBeGreaterThan(0);
  });

  test.each([
    ['Terraform of another cloud', 'resource "google_compute_firewall" "a" {\n  name = "a"\n}\n'],
    ['Terraform without a network', 'resource "aws_s3_bucket" "a" {\n  bucket = "a"\n}\n'],
    ['variables', 'variable "cidr" {\n  default = "10.0.0.0/8"\n}\n'],
    [
      'an ARM template',
      '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "resources": []}',
    ],
    ['Kubernetes', 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nspec: {podSelector: {}}\n'],
    ['an Ansible play', '- hosts: all\n  tasks:\n    - amazon.aws.ec2_security_group: {name: web}\n'],
    ['a template inside another file', 'service: web\nresources:\n  Resources:\n    B:\n      Type: AWS::S3::Bucket\n'],
    ['Compose', 'services:\n  web: {image: nginx}\n'],
    ['other JSON', '{"Subnets": ["a"], "name": "b"}'],
    ['cloud-config', '#cloud-config\nruncmd: [aws ec2 describe-security-groups]\n'],
  ])('%s is not ours', (_, text) => {
    expect(aws.detect(text).score).toBe(0);
  });
});

describe('security groups', () => {
  test('are the union of what they permit, by direction', () => {
    const device = modelOf(fixture('web.yaml'));
    const ingress = filterOf(device, 'WebGroup ingress');
    expect(ingress).toMatchObject({
      semantics: 'allow-only',
      stateful: true,
      fallback: { action: 'deny' },
      closed: true,
    });
    expect(ingress.rules[0]!.matches).toMatchObject([
      {
        family: 'ipv4',
        protocol: { anyOf: [{ first: 6, last: 6 }] },
        destinationPort: { anyOf: [{ first: 443, last: 443 }] },
      },
    ]);
    expect(ingress.rules[2]!.matches[0]!.opaque).toMatchObject([{ text: 'addresses OfficeCidr' }]);
    expect(ingress.rules[3]!.matches[0]!.icmp).toEqual({
      anyOf: [{ type: { first: 3, last: 3 }, code: { first: 4, last: 4 } }],
    });
    expect(ingress.rules[4]!.matches[0]!.opaque!.map(({ text }) => text)).toEqual([
      'condition HasBastion',
      'security group WebGroup',
    ]);
    expect(filterOf(device, 'WebGroup egress').rules[0]!.matches[0]!.destination).toMatchObject({
      anyOf: [{ kind: 'prefix', length: 16 }],
    });
  });

  test('CloudFormation leaves the default way out open, Terraform takes it away', () => {
    const open = filterOf(modelOf(group('      VpcId: vpc-1\n')), 'G egress');
    expect(open.rules).toMatchObject([{ implicit: true, action: { kind: 'permit' } }]);
    expect(filterOf(modelOf(group('      SecurityGroupEgress: []\n')), 'G egress').rules).toMatchObject([
      { implicit: true },
    ]);
    const terraform = modelOf('resource "aws_security_group" "g" {\n  egress = []\n}\n');
    expect(terraform.filters).toMatchObject([{ name: { value: 'aws_security_group.g egress' }, rules: [] }]);
  });

  test.each([
    ['-1 is everything', 'IpProtocol: -1, CidrIp: 0.0.0.0/0', [{ family: 'ipv4' }]],
    [
      'ports that are not known',
      'IpProtocol: tcp, FromPort: !Ref P, ToPort: !Ref P, CidrIp: 0.0.0.0/0',
      [{ opaque: [{ text: 'ports P to P' }] }],
    ],
    [
      'a prefix list',
      'IpProtocol: 6, FromPort: 0, ToPort: 65535, SourcePrefixListId: pl-1',
      [{ family: 'both', opaque: [{ text: 'prefix list pl-1' }] }],
    ],
    [
      'ICMP of any type',
      'IpProtocol: icmp, FromPort: -1, ToPort: -1, CidrIp: 10.0.0.0/8',
      [{ protocol: { anyOf: [{ first: 1, last: 1 }] } }],
    ],
    [
      'ports the wrong way round',
      'IpProtocol: tcp, FromPort: 30, ToPort: 20, CidrIp: 0.0.0.0/0',
      [{ opaque: [{ text: 'ports 30 to 20' }] }],
    ],
    [
      'no address',
      'IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.300/8',
      [{ opaque: [{ text: 'addresses 10.0.0.300/8' }] }],
    ],
    [
      'a choice',
      'IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !If [A, 0.0.0.0/0, 10.0.0.0/8]',
      [{ family: 'both', opaque: [{}] }],
    ],
  ])('%s', (_, rule, matches) => {
    const device = modelOf(group(`      SecurityGroupIngress:\n        - {${rule}}\n`));
    expect(filterOf(device, 'G ingress').rules[0]!.matches).toMatchObject(matches);
  });

  test('what is decided at deployment leaves the group open', () => {
    const device = modelOf(group('      SecurityGroupIngress: !If [A, [], []]\n'));
    expect(device.filters.some(({ name }) => name.value === 'G ingress')).toBe(false);
    const dynamic = filterOf(modelOf(fixture('network.tf')), 'aws_security_group.web ingress');
    expect([dynamic.closed, dynamic.rules.length]).toEqual([false, 2]);
  });

  test('blocks and rules that are made for entries of a list are as many, each where its entry stands', () => {
    const text = `resource "aws_security_group" "g" {
  dynamic "ingress" {
    for_each = [22, 443]
    content {
      protocol    = "tcp"
      from_port   = ingress.value
      to_port     = ingress.value
      cidr_blocks = ["10.0.0.0/8"]
    }
  }
}
resource "aws_security_group_rule" "r" {
  for_each          = toset(["80", "8080"])
  type              = "ingress"
  security_group_id = aws_security_group.g.id
  protocol          = "tcp"
  from_port         = each.value
  to_port           = each.key
  cidr_blocks       = ["10.0.0.0/8"]
}
`;
    const filter = filterOf(modelOf(text), 'aws_security_group.g ingress');
    expect(
      filter.rules.map(({ span, matches }) => [text.slice(span.start, span.end), matches[0]!.destinationPort]),
    ).toEqual(
      ['22', '443', '80', '8080'].map((port) => [port, { anyOf: [{ first: Number(port), last: Number(port) }] }]),
    );
    expect(filter.closed).toBe(true);
    const open = filterOf(modelOf(text.replace('[22, 443]', 'var.ports')), 'aws_security_group.g ingress');
    expect([open.closed, open.rules.length]).toEqual([false, 2]);
  });

  test('Terraform: blocks, lists of objects and rules of their own', () => {
    const device = modelOf(fixture('network.tf'));
    const listed = filterOf(device, 'aws_security_group.listed ingress');
    expect(listed.rules.map(({ matches }) => matches.map(({ opaque }) => opaque?.map(({ text }) => text)))).toEqual([
      [undefined, ['security group aws_security_group.listed']],
      [undefined],
      [['count var.peered ? 1 : 0', 'security group aws_security_group.web']],
    ]);
    expect(filterOf(device, 'aws_security_group.web ingress').rules[1]!.matches[0]!.source).toMatchObject({
      anyOf: [{ kind: 'prefix', length: 24 }],
    });
  });

  test('an export: groups and prefix lists are peers that nobody can look into', () => {
    const ingress = filterOf(modelOf(fixture('security-groups.json')), 'sg-0a1b2c3d4e5f60718 ingress');
    expect(ingress.rules.map(({ matches }) => matches.map(({ family }) => family))).toEqual([
      ['ipv4', 'ipv6'],
      ['both', 'both'],
    ]);
  });
});

test('a group is bound to what carries it, where the text says so', () => {
  const places = (text: string): unknown[] =>
    modelOf(text).bindings.map(({ filter, direction, place }) => [
      filter.value,
      direction,
      place.kind === 'interface' && place.name,
    ]);
  expect(places(fixture('web.yaml')).slice(0, 2)).toEqual([
    ['WebGroup ingress', 'in', 'Web'],
    ['WebGroup egress', 'out', 'Web'],
  ]);
  expect(places(fixture('network.tf'))).toContainEqual(['aws_security_group.web ingress', 'in', 'aws_instance.web']);
  expect(places(fixture('security-groups.json'))[0]).toEqual([
    'sg-0a1b2c3d4e5f60718 ingress',
    'in',
    'sg-0a1b2c3d4e5f60718',
  ]);
});

describe('network ACLs', () => {
  test('go by number, without memory', () => {
    const device = modelOf(fixture('network.tf'));
    const index = device.filters.findIndex(({ name }) => name.value === 'aws_network_acl.public ingress');
    expect(device.filters[index]).toMatchObject({ order: 'by-key', stateful: false, fallback: { action: 'deny' } });
    expect(device.bindings.find(({ filter }) => filter.value === 'aws_network_acl.public ingress')?.place).toEqual({
      kind: 'interface',
      name: 'aws_subnet.public',
    });
    const verdict = analyseFilters(device).test(index, {
      family: 'ipv4',
      source: (192n << 24n) | (2n << 8n) | 1n,
      destination: 1n,
      protocol: 6,
      sourcePort: 40_000,
      destinationPort: 443,
    });
    expect(verdict).toMatchObject({ action: 'deny', decidedBy: { rule: 1 } });
  });

  test('an unknown number leaves the order unknown', () => {
    const entry = (number: string) =>
      `resource "aws_network_acl_rule" "r${number.length}" {\n  network_acl_id = "acl-1"\n  rule_number = ${number}\n  protocol = "-1"\n  rule_action = "deny"\n  cidr_block = "0.0.0.0/0"\n}\n`;
    expect(modelOf(entry('10')).filters).toHaveLength(1);
    expect(modelOf(entry('10') + entry('count.index')).filters).toEqual([]);
  });

  test('an export has its last entry from the platform', () => {
    const device = modelOf(fixture('network-acls.json'));
    expect(filterOf(device, 'acl-0a1b2c3d ingress').rules.map(({ key }) => key?.value)).toEqual(['100', '110']);
    expect(device.sequenceKeys).toEqual([]);
    const builtin = modelOf(fixture('network-acls.json').replace('"IsDefault": false', '"IsDefault": true'));
    expect(builtin.filters[0]!.rules.every(({ implicit }) => implicit)).toBe(true);
  });
});

test('routes lead to gateways by name, NAT gateways have timers that nothing sets', () => {
  const device = modelOf(fixture('network.tf'));
  expect(
    device.routes.map(({ destination, table, nextHops }) => [formatPrefix(destination), table, nextHops[0]!.interface]),
  ).toEqual([['0.0.0.0/0', 'aws_route_table.private', 'aws_nat_gateway.main']]);
  expect(device.nat).toMatchObject({ translates: true, defaults: [{ seconds: 350, fixed: true }, {}, {}] });
  expect(device.nat!.timers).toMatchObject([{ seconds: { value: 6000 }, allowed: { last: 6000 } }]);
});

test('user data is a document of its own where nothing is filled in', () => {
  for (const name of ['web.yaml', 'network.tf']) {
    const prepared = prepare({ text: fixture(name) })!;
    expect(prepared.embedded.map(({ document }) => document.dialect.id)).toEqual(['cloudinit']);
    for (const { start, end, host, linear } of prepared.embedded[0]!.embedding.segments) {
      const { text } = prepared.embedded[0]!.document;
      if (linear) expect(prepared.text.slice(host.start, host.end)).toBe(text.slice(start, end));
    }
  }
  const filled = fixture('web.yaml')
    .replace('Fn::Base64: |', 'Fn::Base64: !Sub |')
    .replace('--dport 443', '--dport ${Port}');
  expect(modelOf(filled).embedded).toEqual([]);
});

describe('references', () => {
  test('a template knows all its names', () => {
    const { references, fragment } = modelOf(fixture('web.yaml'));
    const defined = new Set(references.definitions.map(({ name }) => name.value));
    expect(references.uses.filter(({ name }) => !defined.has(name.value))).toEqual([]);
    expect(fragment).toBe(false);
    for (const { name } of references.uses)
      expect(fixture('web.yaml').slice(name.span.start, name.span.end)).toBe(name.value);
  });

  test('variables of a substitution, pseudo parameters and literals are no names', () => {
    const text = `${group('')}Outputs:\n  A: {Value: !Sub ["\${Own}-\${G}-\${!Not}-\${AWS::Region}", {Own: x}]}\n`;
    expect(modelOf(text).references.uses.map(({ name }) => name.value)).toEqual(['G']);
  });

  test('a module is whole where it says its provider and holds all that it refers to', () => {
    const resource = 'resource "aws_security_group" "g" {\n  vpc_id = var.vpc\n}\n';
    expect(modelOf(resource).fragment).toBe(true);
    expect(modelOf(`provider "aws" {}\n${resource}`).fragment).toBe(true);
    expect(modelOf(`provider "aws" {}\nvariable "vpc" {}\n${resource}`).fragment).toBe(false);
  });
});

describe('writing', () => {
  const change = (text: string, kind: Parameters<typeof aws.write>[0]): string | undefined => {
    const outline = aws.parse(text);
    const edits = aws.write(kind, outline, aws.toModel(outline));
    return edits && applyEdits(text, edits);
  };
  const json = (items: string): string =>
    `{"Resources": {"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"SecurityGroupIngress": [${items}]}}}}`;
  const rule = (port: number): string =>
    `{"IpProtocol": "tcp", "FromPort": ${port}, "ToPort": ${port}, "CidrIp": "0.0.0.0/0"}`;

  test('an element goes with its comma', () => {
    expect(change(json(`${rule(1)}, ${rule(2)}`), { kind: 'delete-rule', filter: 0, rule: 0 })).toBe(
      json(` ${rule(2)}`),
    );
    expect(change(json(`${rule(1)}, ${rule(2)}`), { kind: 'delete-rule', filter: 0, rule: 1 })).toBe(json(rule(1)));
    expect(change(json(rule(1)), { kind: 'delete-rule', filter: 0, rule: 0 })).toBeUndefined();
  });

  test('an object of a Terraform list goes with its comma', () => {
    const text = fixture('network.tf');
    const outline = aws.parse(text);
    const filter = aws
      .toModel(outline)
      .filters.findIndex(({ name }) => name.value === 'aws_security_group.listed ingress');
    const changed = change(text, { kind: 'delete-rule', filter, rule: 0 })!;
    expect(modelOf(changed).filters[filter]!.rules).toHaveLength(2);
    expect(aws.parse(changed).problems).toEqual([]);
  });

  test('an export is not changed', () => {
    expect(change(fixture('security-groups.json'), { kind: 'delete-rule', filter: 0, rule: 0 })).toBeUndefined();
  });

  describe('a rule is inserted beside its like, and read back as it was meant', () => {
    const match = {
      family: 'ipv4',
      source: {
        anyOf: [{ kind: 'prefix', family: 'ipv4', address: (198n << 24n) | (51n << 16n) | (100n << 8n), length: 24 }],
      },
      protocol: { anyOf: [{ first: 17, last: 17 }] },
      destinationPort: { anyOf: [{ first: 3478, last: 3479 }] },
    } as const;
    const entry = (type: string, number: number): string =>
      `  E${number}:\n    Type: AWS::EC2::NetworkAclEntry\n    Properties:\n      NetworkAclId: ${type}\n      RuleNumber: ${number}\n      Protocol: 6\n      PortRange: {From: 1, To: 2}\n      CidrBlock: 0.0.0.0/0\n      RuleAction: deny\n`;
    const permission = '        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}\n';
    test.each([
      ['a list in YAML', group(`      SecurityGroupIngress:\n${permission}`), 'G ingress', 1],
      ['a list in JSON', json(rule(443)), 'G ingress', 1],
      ['nested blocks', fixture('network.tf'), 'aws_security_group.web ingress', 0],
      ['nested entries', fixture('network.tf'), 'aws_network_acl.public ingress', 0],
      [
        'rules of their own',
        'resource "aws_vpc_security_group_ingress_rule" "a" {\n  security_group_id = "sg-1"\n  ip_protocol = "-1"\n  cidr_ipv4 = "10.0.0.0/8"\n}\n',
        'sg-1 ingress',
        1,
      ],
      [
        'older rules of their own',
        'resource "aws_security_group_rule" "a" {\n  type = "ingress"\n  security_group_id = "sg-1"\n  protocol = "-1"\n  from_port = 0\n  to_port = 0\n  cidr_blocks = ["10.0.0.0/8"]\n}\n',
        'sg-1 ingress',
        1,
      ],
      [
        'entries of their own',
        'resource "aws_network_acl_rule" "a" {\n  network_acl_id = "acl-1"\n  rule_number = 100\n  rule_action = "deny"\n  protocol = "-1"\n  cidr_block = "0.0.0.0/0"\n}\n',
        'acl-1 ingress',
        0,
      ],
      [
        'entries of a template',
        `Resources:\n${entry('acl-1', 100)}${entry('acl-1', 200)}Outputs: {}\n`,
        'acl-1 ingress',
        1,
      ],
    ])('%s', (_, text, name, before) => {
      const at = (device: Device): number => device.filters.findIndex((one) => one.name.value === name);
      const filter = at(modelOf(text));
      const old = modelOf(text).filters[filter]!.rules;
      const changed = change(text, { kind: 'insert-rule', filter, before, action: 'permit', match })!;
      expect(aws.parse(changed).problems).toEqual([]);
      const now = filterOf(modelOf(changed), name);
      expect(now.rules).toHaveLength(old.length + 1);
      const added = now.rules.find(({ matches }) => matches[0]?.protocol?.anyOf[0]?.first === 17)!;
      expect(added.matches).toEqual([match]);
      expect(added.action).toEqual({ kind: 'permit' });
      const keys = old.map(({ key }) => Number(key?.value));
      if (now.order === 'by-key' && before < keys.length) expect(Number(added.key!.value)).toBeLessThan(keys[before]!);
    });

    test('not where a group would have to deny', () => {
      const text = group(`      SecurityGroupIngress:\n${permission}`);
      expect(change(text, { kind: 'insert-rule', filter: 0, before: 0, action: 'deny', match })).toBeUndefined();
    });
  });

  test('a timer stays within what the platform takes', () => {
    const text = fixture('network.tf');
    const timer = modelOf(text).nat!.timers[0]!;
    expect(change(text, { kind: 'set-timer', timer, seconds: 7440 })).toBeUndefined();
    expect(change(text, { kind: 'set-timer', timer, seconds: 600 })).toContain('tcp_idle_timeout_seconds = 600\n');
  });
});

describe('any text', () => {
  test('costs grow with the text', () => {
    const blocks = (count: number): string =>
      Array.from(
        { length: count },
        (_, i) =>
          `resource "aws_security_group_rule" "r${i}" {\n  security_group_id = aws_security_group.g.id\n  type = "ingress"\n  protocol = "tcp"\n  from_port = ${i}\n  to_port = ${i}\n  cidr_blocks = ["10.0.0.0/8"]\n}\n`,
      ).join('');
    const started = cpuTime();
    expect(modelOf(blocks(5000)).filters[0]!.rules).toHaveLength(5000);
    expect(cpuTime() - started).toBeLessThan(5000);
  });

  test('no mutation throws or loses a character', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...fixtures.map(([, text]) => text)),
        fc.nat(),
        fc.nat(40),
        fc.constantFrom('', '{', '}', '"', '\n', '- ', ': ', '!Ref ', '${', '[', ']', ',', '<<EOT\n', '\t', '#'),
        (text, at, cut, piece) => {
          const start = at % text.length;
          const mutated = text.slice(0, start) + piece + text.slice(start + cut);
          const outline = aws.parse(mutated);
          expect(firstLostCharacter(outline)).toBeUndefined();
          aws.toModel(outline);
        },
      ),
      { numRuns: 400 },
    );
  });
});
