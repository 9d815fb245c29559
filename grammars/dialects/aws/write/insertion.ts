import type { Change } from '../../../change.ts';
import { formatAddress } from '../../../model/address.ts';
import type { Device } from '../../../model/device.ts';
import type { Filter, Match } from '../../../model/filter.ts';
import type { Statement } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import type { AwsOutline } from '../source.ts';
import { fieldOf, type MapValue, propertyOf, type Resource } from '../value.ts';
import { statementAt } from './removal.ts';

type Insert = Extract<Change, { kind: 'insert-rule' }>;

/** Protocol, ports and peer of a rule, as they are written. */
interface Plain {
  readonly protocol: number | undefined;
  readonly ports: { readonly first: number; readonly last: number } | undefined;
  readonly cidr: string;
  readonly family: 'ipv4' | 'ipv6';
}

/**
 * Writes a rule beside one of its kind, as that one is written: an element, a nested block or a resource of its own.
 * @returns undefined where the match is more than protocol, ports and one prefix, or the filter has no written rule
 */
export function insertion(change: Insert, outline: AwsOutline, device: Device): TextEdit | undefined {
  const filter = device.filters[change.filter];
  const direction = filter?.name.value.endsWith(' egress') ? 'egress' : 'ingress';
  const plain = plainOf(change.match, direction);
  if (!filter || !plain || change.log) return undefined;
  const numbered = filter.order === 'by-key';
  const number = numbered ? freeNumber(filter, change.before) : undefined;
  if (numbered ? number === undefined : change.action === 'deny') return undefined;
  for (const rule of filter.rules.slice(-MOST_TRIED).toReversed()) {
    const beside = rule.implicit ? undefined : statementAt(rule.span, outline);
    const edit = beside && besideStatement(beside, { plain, direction, action: change.action, number }, outline);
    if (edit) return edit;
  }
  return undefined;
}

/** Rules that are looked at for one to stand beside. */
const MOST_TRIED = 20;

interface Wanted {
  readonly plain: Plain;
  readonly direction: 'ingress' | 'egress';
  readonly action: 'permit' | 'deny';
  /** Of a network ACL's entry. */
  readonly number: number | undefined;
}

function besideStatement(beside: Statement, wanted: Wanted, outline: AwsOutline): TextEdit | undefined {
  const { plain, direction, action, number } = wanted;
  const resource = outline.source.resources.find(({ statement }) => statement === beside);
  const pairs =
    number === undefined ? permissionPairs(plain, outline, resource) : entryPairs(plain, action, number, outline);
  if (resource) return besideResource(resource, pairs, outline, number ?? 0);
  const { text } = outline;
  const indent = indentOf(beside, text);
  const after = { start: beside.span.end, end: beside.span.end };
  if (outline.source.notation === 'terraform') {
    // An object of a list has keys of its own that all must be there.
    if (text[beside.span.start] === '{') return undefined;
    return { span: after, newText: `\n\n${indent}${direction} {\n${aligned(pairs, `${indent}  `)}\n${indent}}` };
  }
  if (isJsonElement(beside, text)) {
    const members = pairs.map(([key, value]) => `"${key}": ${quotedJson(value)}`);
    return { span: after, newText: `,\n${indent}{${members.join(', ')}}` };
  }
  if (text[beside.span.start] !== '-') return undefined;
  const members = pairs.map(([key, value]) => `${key}: ${value}`);
  return { span: after, newText: `\n${indent}- {${members.join(', ')}}` };
}

function plainOf(match: Match, direction: 'ingress' | 'egress'): Plain | undefined {
  const { family, source, destination, protocol, destinationPort, ...more } = match;
  const [peer, own] = direction === 'ingress' ? [source, destination] : [destination, source];
  if (family === 'both' || own || Object.values(more).some((value) => value !== undefined)) return undefined;
  const single = <T>(
    field: { anyOf: readonly T[]; except?: readonly T[]; negated?: boolean } | undefined,
  ): T | undefined =>
    field && field.anyOf.length === 1 && !field.except?.length && !field.negated ? field.anyOf[0] : undefined;
  const term = peer ? single(peer) : ({ kind: 'any' } as const);
  const one = single(protocol);
  const ports = single(destinationPort);
  if ((protocol && (!one || one.first !== one.last)) || (destinationPort && !ports)) return undefined;
  if (ports && one?.first !== 6 && one?.first !== 17) return undefined;
  if (term?.kind === 'any')
    return { protocol: one?.first, ports, family, cidr: family === 'ipv4' ? '0.0.0.0/0' : '::/0' };
  if (term?.kind !== 'prefix') return undefined;
  return { protocol: one?.first, ports, family, cidr: `${formatAddress(family, term.address)}/${term.length}` };
}

/** Between the entry before and this one; at the end, the next ten. */
function freeNumber({ rules }: Filter, before: number): number | undefined {
  const keys = rules.map(({ key }) => Number(key?.value));
  const next = keys[before];
  if (next === undefined) {
    const after = Math.floor(Math.max(0, ...keys) / 10) * 10 + 10;
    return after <= 32_766 ? after : undefined;
  }
  const previous = Math.max(0, ...keys.filter((key) => key < next));
  const middle = Math.floor((previous + next) / 2);
  return [Math.floor(middle / 10) * 10, middle].find((key) => key > previous && key < next);
}

type Pairs = readonly (readonly [string, string])[];

const NAMES: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6' };

function permissionPairs(
  { protocol, ports, cidr, family }: Plain,
  { source }: AwsOutline,
  resource: Resource | undefined,
): Pairs {
  const name = protocol === undefined ? '-1' : (NAMES[protocol] ?? String(protocol));
  const all = protocol === 1 || protocol === 58 ? { first: -1, last: -1 } : { first: 0, last: 65_535 };
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

function entryPairs(
  { protocol, ports, cidr, family }: Plain,
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
      ...(icmp ? ([['Icmp', '{Type: -1, Code: -1}']] as const) : []),
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
          ['icmp_type', '-1'],
          ['icmp_code', '-1'],
        ] as const)
      : []),
    [family === 'ipv4' ? 'cidr_block' : 'ipv6_cidr_block', `"${cidr}"`],
  ];
}

/** What ties a rule to its group or ACL, and its direction: taken over as it is written. */
const TIES = [
  'GroupId',
  'GroupName',
  'NetworkAclId',
  'Egress',
  'security_group_id',
  'network_acl_id',
  'egress',
  'type',
];

function besideResource(resource: Resource, pairs: Pairs, outline: AwsOutline, number: number): TextEdit | undefined {
  const { text } = outline;
  const { statement, properties, name } = resource;
  // What decides whether it exists is not taken over.
  if (resource.condition !== undefined) return undefined;
  const ties = TIES.flatMap((key) => tieOf(properties, key, text));
  const free = freeName(resource, number, outline);
  const after = { start: statement.span.end, end: statement.span.end };
  if (outline.source.notation === 'terraform') {
    const renamed = pairs.map(([key, value]) => [RENAMED[resource.type]?.[key] ?? key, value] as const);
    const local = free.slice(free.indexOf('.') + 1);
    return {
      span: after,
      newText: `\n\nresource "${resource.type}" "${local}" {\n${aligned([...ties, ...renamed], '  ')}\n}`,
    };
  }
  if (text[name.span.end] === '"' || statement.words[0]!.text !== name.value) return undefined;
  const indent = indentOf(statement, text);
  const lines = [...ties, ...pairs].map(([key, value]) => `${indent}    ${key}: ${value}`);
  return {
    span: after,
    newText: `\n${indent}${free}:\n${indent}  Type: ${resource.type}\n${indent}  Properties:\n${lines.join('\n')}`,
  };
}

const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_network_acl_rule: { rule_no: 'rule_number', action: 'rule_action' },
};

function tieOf(properties: MapValue, key: string, text: string): (readonly [string, string])[] {
  const field = fieldOf(properties, key);
  if (!field || !propertyOf(properties, key)) return [];
  // From the key's end to the value's: with its tag or quotes.
  const { start, end } = field.statement.span;
  const value = text.slice(start, end).replace(/^["']?[\w]+["']?[ \t]*[:=][ \t]*/, '');
  return value.includes('\n') ? [] : [[key, value]];
}

function freeName({ name }: Resource, number: number, { source }: AwsOutline): string {
  const taken = new Set(source.resources.map((one) => one.name.value));
  for (let at = number || 2; ; at += 1) {
    const candidate = source.notation === 'terraform' ? `${name.value}_${at}` : `${name.value}${at}`;
    if (!taken.has(candidate)) return candidate;
  }
}

function aligned(pairs: Pairs, indent: string): string {
  const width = Math.max(...pairs.map(([key]) => key.length));
  return pairs.map(([key, value]) => `${indent}${key.padEnd(width)} = ${value}`).join('\n');
}

function indentOf({ span }: Statement, text: string): string {
  const line = text.slice(text.lastIndexOf('\n', span.start - 1) + 1, span.start);
  return /^[ \t]*/.exec(line)![0];
}

const isJsonElement = ({ span }: Statement, text: string): boolean =>
  /^\{\s*"/.test(text.slice(span.start, span.start + 40));

const quotedJson = (value: string): string => (/^-?\d+$/.test(value) || value.startsWith('"') ? value : `"${value}"`);
