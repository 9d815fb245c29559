import type { Resource } from '../../../kit/cloud/value.ts';
import type { AwsOutline } from '../source.ts';

/** Protocol, ports and peer of a rule, as they are written. */
export interface Plain {
  readonly protocol: number | undefined;
  readonly ports: { readonly first: number; readonly last: number } | undefined;
  /** -1: any. */
  readonly icmp: { readonly type: number; readonly code: number };
  readonly cidr: string;
  readonly family: 'ipv4' | 'ipv6';
}

/** Keys with their values as they are written. */
export type Pairs = readonly (readonly [string, string])[];

const NAMES: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6' };

/** A security group's rule in the keys of the notation, or of the resource it stands beside. */
export function permissionPairs(
  { protocol, ports, icmp, cidr, family }: Plain,
  { source }: AwsOutline,
  resource: Resource | undefined,
): Pairs {
  const name = protocol === undefined ? '-1' : (NAMES[protocol] ?? String(protocol));
  const all = protocol === 1 || protocol === 58 ? { first: icmp.type, last: icmp.code } : { first: 0, last: 65_535 };
  const { first, last } = ports ?? all;
  const ranged = protocol === 6 || protocol === 17 || protocol === 1 || protocol === 58;
  if (source.notation === 'cloudformation') {
    const range = ranged
      ? ([
          ['FromPort', String(first)],
          ['ToPort', String(last)],
        ] as const)
      : [];
    return [
      ['IpProtocol', name === '-1' ? '"-1"' : name],
      ...range,
      [family === 'ipv4' ? 'CidrIp' : 'CidrIpv6', family === 'ipv4' ? cidr : `"${cidr}"`],
    ];
  }
  const own = resource?.type.startsWith('aws_vpc_') === true;
  const range = ranged
    ? ([
        ['from_port', String(first)],
        ['to_port', String(last)],
      ] as const)
    : own
      ? []
      : ([
          ['from_port', '0'],
          ['to_port', '0'],
        ] as const);
  const peer = own
    ? ([family === 'ipv4' ? 'cidr_ipv4' : 'cidr_ipv6', `"${cidr}"`] as const)
    : ([family === 'ipv4' ? 'cidr_blocks' : 'ipv6_cidr_blocks', `["${cidr}"]`] as const);
  return [[own ? 'ip_protocol' : 'protocol', `"${name}"`], ...range, peer];
}

/** A network ACL's entry. */
export function entryPairs(
  { protocol, ports, icmp: message, cidr, family }: Plain,
  action: 'permit' | 'deny',
  number: number,
  outline: AwsOutline,
): Pairs {
  const verdict = action === 'permit' ? 'allow' : 'deny';
  const icmp = protocol === 1 || protocol === 58;
  const { first, last } = ports ?? { first: 0, last: 65_535 };
  const ranged = protocol === 6 || protocol === 17;
  if (outline.source.notation === 'cloudformation')
    return [
      ['RuleNumber', String(number)],
      ['Protocol', String(protocol ?? -1)],
      ...(ranged ? ([['PortRange', `{From: ${first}, To: ${last}}`]] as const) : []),
      ...(icmp ? ([['Icmp', `{Type: ${message.type}, Code: ${message.code}}`]] as const) : []),
      [family === 'ipv4' ? 'CidrBlock' : 'Ipv6CidrBlock', family === 'ipv4' ? cidr : `"${cidr}"`],
      ['RuleAction', verdict],
    ];
  return [
    ['rule_no', String(number)],
    ['action', `"${verdict}"`],
    ['protocol', `"${protocol === undefined ? -1 : (NAMES[protocol] ?? protocol)}"`],
    ['from_port', ranged ? String(first) : '0'],
    ['to_port', ranged ? String(last) : '0'],
    ...(icmp
      ? ([
          ['icmp_type', String(message.type)],
          ['icmp_code', String(message.code)],
        ] as const)
      : []),
    [family === 'ipv4' ? 'cidr_block' : 'ipv6_cidr_block', `"${cidr}"`],
  ];
}
