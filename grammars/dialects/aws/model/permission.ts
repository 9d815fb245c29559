import {
  booleanOf,
  canonical,
  elementsOf,
  type Field,
  fieldOf,
  fieldsOf,
  type MapValue,
  propertyOf,
  type Value,
} from '../../../kit/cloud/value.ts';
import type { Prefix } from '../../../model/address.ts';
import type { FilterRule, Match, MatchProblem, Opaque } from '../../../model/filter.ts';
import type { Statement } from '../../../outline.ts';
import { cidrOf, termOf, trafficOf } from './traffic.ts';

export type Direction = 'ingress' | 'egress';

/** One rule of a security group, as far as its text alone tells it. */
export interface Permission {
  readonly rule: FilterRule;
  readonly statement: Statement;
  /** CIDR blocks with their places, for rules about the notation. */
  readonly cidrs: readonly { readonly value: Value; readonly prefix: Prefix }[];
  readonly problem?: MatchProblem;
}

const PROTOCOL = ['IpProtocol', 'protocol', 'ip_protocol'];
const FROM = ['FromPort', 'from_port'];
const TO = ['ToPort', 'to_port'];
/** Keys that hold CIDR blocks, with the key inside each where they are maps. */
const CIDRS: Readonly<Record<string, string | undefined>> = {
  CidrIp: undefined,
  CidrIpv6: undefined,
  CidrIpv4: undefined,
  cidr_blocks: undefined,
  ipv6_cidr_blocks: undefined,
  cidr_ipv4: undefined,
  cidr_ipv6: undefined,
  IpRanges: 'CidrIp',
  Ipv6Ranges: 'CidrIpv6',
};
/** Keys that name other peers. */
const GROUPS: Readonly<Record<string, string | undefined>> = {
  SourceSecurityGroupId: undefined,
  SourceSecurityGroupName: undefined,
  DestinationSecurityGroupId: undefined,
  security_groups: undefined,
  source_security_group_id: undefined,
  referenced_security_group_id: undefined,
  UserIdGroupPairs: 'GroupId',
  ReferencedGroupInfo: 'GroupId',
};
const LISTS: Readonly<Record<string, string | undefined>> = {
  SourcePrefixListId: undefined,
  DestinationPrefixListId: undefined,
  prefix_list_ids: undefined,
  prefix_list_id: undefined,
  PrefixListId: undefined,
  PrefixListIds: 'PrefixListId',
};

/** Every key that a permission has in one notation or another, of which these only say more about it. */
export const PERMISSION_NOTES = [
  'Description',
  'description',
  'SourceSecurityGroupOwnerId',
  'tags',
  'Tags',
  'tags_all',
  'SecurityGroupRuleId',
  'SecurityGroupRuleArn',
  'GroupOwnerId',
  'timeouts',
];
export const PERMISSION_KEYS = [...PROTOCOL, ...FROM, ...TO, 'self', ...Object.keys({ ...CIDRS, ...GROUPS, ...LISTS })];

/**
 * Reads a permission in any notation: each has keys of its own.
 * @param group how the security group that it belongs to is called, for `self`
 * @param extra conditions under which it exists at all
 */
export function readPermission(
  map: MapValue,
  statement: Statement,
  direction: Direction,
  group: string,
  extra: readonly Opaque[] = [],
): Permission {
  const traffic = trafficOf({
    protocol: propertyOf(map, ...PROTOCOL),
    from: propertyOf(map, ...FROM),
    to: propertyOf(map, ...TO),
    span: statement.header,
  });
  const sure = [...extra, ...(traffic.opaque ?? [])];
  const end = direction === 'ingress' ? 'source' : 'destination';
  const cidrs: { value: Value; prefix: Prefix }[] = [];
  const matches: Match[] = [];
  const add = (match: Pick<Match, 'family' | 'source' | 'destination'>, more: readonly Opaque[] = []): void => {
    const opaque = [...sure, ...more];
    const { opaque: _, problem: __, ...transport } = traffic;
    matches.push({ ...transport, ...match, ...(opaque.length > 0 ? { opaque } : {}) });
  };
  for (const value of peersOf(map, CIDRS)) {
    const prefix = cidrOf(value);
    if (!prefix) add({ family: 'both' }, [unknownPeer('addresses', value)]);
    else {
      cidrs.push({ value, prefix });
      add({ family: prefix.family, ...(prefix.length === 0 ? {} : { [end]: { anyOf: [termOf(prefix)] } }) });
    }
  }
  for (const value of peersOf(map, GROUPS)) add({ family: 'both' }, [unknownPeer(GROUP, value)]);
  for (const value of peersOf(map, LISTS)) add({ family: 'both' }, [unknownPeer('prefix list', value)]);
  const self = fieldOf(map, 'self');
  if (self && booleanOf(self.value) !== false)
    add({ family: 'both' }, [{ text: `${GROUP} ${group}`, span: self.keySpan }]);
  return {
    rule: { span: statement.span, matches, action: { kind: 'permit' }, effects: [], active: true },
    statement,
    cidrs,
    ...(traffic.problem ? { problem: traffic.problem } : {}),
  };
}

const GROUP = 'security group';

/** The group that a condition asks the peer for. */
export const peerGroup = ({ text }: Opaque): string | undefined =>
  text.startsWith(`${GROUP} `) ? text.slice(GROUP.length + 1) : undefined;

const unknownPeer = (kind: string, value: Value): Opaque => ({ text: `${kind} ${canonical(value)}`, span: value.span });

function peersOf(map: MapValue, keys: Readonly<Record<string, string | undefined>>): Value[] {
  return fieldsOf(map, ...Object.keys(keys)).flatMap(({ key, value }: Field) => {
    const inner = keys[key];
    return elementsOf(value).map((element) =>
      inner !== undefined && element.kind === 'map' ? (propertyOf(element, inner) ?? nameOf(element)) : element,
    );
  });
}

/** A group in another account or by name: no id that would tell it. */
const nameOf = (map: MapValue): Value =>
  propertyOf(map, 'GroupName') ?? { kind: 'unknown', text: `at ${map.span.start}`, span: map.span };
