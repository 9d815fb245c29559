import {
  booleanOf,
  canonical,
  elementsOf,
  fieldsOf,
  type MapValue,
  numberOf,
  propertyOf,
  type Resource,
  textOf,
  type Value,
} from '../../../kit/cloud/value.ts';
import type { Prefix } from '../../../model/address.ts';
import type { SequenceKey } from '../../../model/device.ts';
import type { Binding, Filter, FilterRule, Match, MatchProblem, Opaque } from '../../../model/filter.ts';
import type { Statement } from '../../../outline.ts';
import type { Span } from '../../../text/span.ts';
import type { Source } from '../source.ts';
import type { Direction } from './permission.ts';
import type { FilterFacts } from './security-groups.ts';
import { cidrOf, termOf, trafficOf } from './traffic.ts';

export const ACLS = ['AWS::EC2::NetworkAcl', 'aws_network_acl', 'aws_default_network_acl', 'NetworkAcls'];
const ENTRIES = ['AWS::EC2::NetworkAclEntry', 'aws_network_acl_rule'];
export const ASSOCIATIONS = ['AWS::EC2::SubnetNetworkAclAssociation', 'aws_network_acl_association'];

/** NetworkAclEntry in the EC2 API reference: 32767 and 32768 are the platform's own denies at the end. */
const NUMBERS = { first: 1, last: 32766 };

interface Entry {
  readonly statement: Statement;
  /** Absent: not known, so neither is the order. */
  readonly number?: { readonly value: number; readonly span: Span };
  readonly action?: 'permit' | 'deny';
  readonly matches: readonly Match[];
  readonly cidrs: readonly { readonly value: Value; readonly prefix: Prefix }[];
  readonly problem?: MatchProblem;
  /** Exists only sometimes: may share its number with another one that exists otherwise. */
  readonly conditional: boolean;
}

interface Side {
  readonly entries: Entry[];
  open: boolean;
}

interface Draft {
  readonly name: Resource['name'];
  readonly span: Span;
  /** What a new VPC has, as the platform made it. */
  readonly builtin: boolean;
  readonly subnets: Value[];
  readonly ingress: Side;
  readonly egress: Side;
}

/** Network ACLs: numbered entries, the lowest number first, without memory of flows; one filter a direction. */
export function networkAcls({ resources, notation }: Source): FilterFacts {
  const drafts = new Map<string, Draft>();
  for (const resource of resources) {
    if (!ACLS.includes(resource.type)) continue;
    const draft = newDraft(resource.name, resource.statement.span, resource);
    drafts.set(resource.name.value, draft);
    readInline(resource, draft, notation === 'terraform');
  }
  for (const resource of resources) {
    if (ENTRIES.includes(resource.type)) addEntry(resource, drafts);
    if (ASSOCIATIONS.includes(resource.type)) associate(resource, drafts);
  }
  const sides = [...drafts.values()].flatMap((draft) =>
    (['ingress', 'egress'] as const).map((direction) => ({ draft, direction, side: draft[direction] })),
  );
  const filters = sides.flatMap(({ draft, direction }) => filterOf(draft, direction));
  const names = new Set(filters.map((filter) => filter.name.value));
  return {
    filters,
    bindings: sides.flatMap(({ draft, direction }) =>
      names.has(nameOf(draft, direction)) ? bindingsOf(draft, direction) : [],
    ),
    sequenceKeys:
      notation === 'describe'
        ? []
        : sides.flatMap(({ draft, direction, side }) => keysOf(nameOf(draft, direction), side)),
    matchProblems: sides.flatMap(({ side }) => side.entries.flatMap(({ problem }) => problem ?? [])),
    cidrs: sides.flatMap(({ side }) => side.entries.flatMap((entry) => entry.cidrs)),
  };
}

const nameOf = ({ name }: Draft, direction: Direction): string => `${name.value} ${direction}`;

const newDraft = (name: Resource['name'], span: Span, resource?: Resource): Draft => ({
  name,
  span,
  builtin: booleanOf(propertyOf(resource?.properties, 'IsDefault')) === true,
  subnets: [],
  ingress: { entries: [], open: resource === undefined },
  egress: { entries: [], open: resource === undefined },
});

function readInline({ properties, type }: Resource, draft: Draft, terraform: boolean): void {
  draft.subnets.push(...elementsOf(propertyOf(properties, 'subnet_ids')));
  for (const one of elementsOf(propertyOf(properties, 'Associations')))
    if (one.kind === 'map') draft.subnets.push(...elementsOf(propertyOf(one, 'SubnetId')));
  for (const direction of ['ingress', 'egress'] as const) {
    const fields = fieldsOf(properties, direction);
    for (const { value, statement } of fields) readEntries(value, statement, draft[direction], direction);
    // Without entries inline, rules of their own may stand in another file of the module.
    if (terraform && fields.length === 0 && type === 'aws_network_acl') draft[direction].open = true;
  }
  for (const { value } of fieldsOf(properties, 'Entries')) {
    if (value.kind !== 'list') continue;
    for (const item of value.items) {
      if (item.value.kind !== 'map') continue;
      const egress = booleanOf(propertyOf(item.value, 'Egress'));
      const number = numberOf(propertyOf(item.value, 'RuleNumber'));
      if (egress === undefined || (number !== undefined && number > NUMBERS.last)) continue;
      const side = egress ? draft.egress : draft.ingress;
      side.entries.push(entryOf(item.value, item.statement, egress ? 'egress' : 'ingress'));
    }
  }
}

function readEntries(value: Value, statement: Statement, side: Side, direction: Direction): void {
  for (const item of value.kind === 'list' ? value.items : [{ value, statement }]) {
    if (item.value.kind === 'map') side.entries.push(entryOf(item.value, item.statement, direction));
    else if (item.value.kind !== 'nothing') side.open = true;
  }
}

function addEntry({ properties, statement, condition }: Resource, drafts: Map<string, Draft>): void {
  const target = propertyOf(properties, 'NetworkAclId', 'network_acl_id');
  if (!target) return;
  const written = propertyOf(properties, 'Egress', 'egress');
  // Absent is false, for CloudFormation and the provider.
  const egress = written ? booleanOf(written) : false;
  const key = canonical(target);
  const draft = drafts.get(key) ?? newDraft({ value: key, span: target.span }, statement.span);
  drafts.set(key, draft);
  if (egress === undefined) {
    draft.ingress.open = true;
    draft.egress.open = true;
    return;
  }
  const direction: Direction = egress ? 'egress' : 'ingress';
  draft[direction].entries.push(entryOf(properties, statement, direction, condition));
}

function associate({ properties }: Resource, drafts: ReadonlyMap<string, Draft>): void {
  const acl = propertyOf(properties, 'NetworkAclId', 'network_acl_id');
  const subnet = propertyOf(properties, 'SubnetId', 'subnet_id');
  if (acl && subnet) drafts.get(canonical(acl))?.subnets.push(subnet);
}

function entryOf(map: MapValue, statement: Statement, direction: Direction, condition?: string): Entry {
  const ports = propertyOf(map, 'PortRange');
  const icmp = propertyOf(map, 'Icmp', 'IcmpTypeCode');
  const inPorts = ports?.kind === 'map' ? ports : undefined;
  const inIcmp = icmp?.kind === 'map' ? icmp : undefined;
  const {
    opaque: unsure = [],
    problem,
    ...traffic
  } = trafficOf({
    protocol: propertyOf(map, 'Protocol', 'protocol'),
    from: inPorts ? propertyOf(inPorts, 'From') : propertyOf(map, 'from_port'),
    to: inPorts ? propertyOf(inPorts, 'To') : propertyOf(map, 'to_port'),
    icmp: {
      type: inIcmp ? propertyOf(inIcmp, 'Type') : propertyOf(map, 'icmp_type'),
      code: inIcmp ? propertyOf(inIcmp, 'Code') : propertyOf(map, 'icmp_code'),
    },
    span: statement.header,
  });
  const opaque: Opaque[] = [...unsure];
  if (condition !== undefined) opaque.push({ text: condition, span: statement.header });
  const end = direction === 'ingress' ? 'source' : 'destination';
  const cidrs: { value: Value; prefix: Prefix }[] = [];
  const matches: Match[] = [];
  for (const value of ['CidrBlock', 'cidr_block', 'Ipv6CidrBlock', 'ipv6_cidr_block'].flatMap(
    (key) => propertyOf(map, key) ?? [],
  )) {
    // `""` is how lists of objects say that there is none.
    if (textOf(value) === '') continue;
    const prefix = cidrOf(value);
    if (prefix) cidrs.push({ value, prefix });
    const more = prefix ? opaque : [...opaque, { text: `addresses ${canonical(value)}`, span: value.span }];
    matches.push({
      ...traffic,
      family: prefix?.family ?? 'both',
      ...(prefix && prefix.length > 0 ? { [end]: { anyOf: [termOf(prefix)] } } : {}),
      ...(more.length > 0 ? { opaque: more } : {}),
    });
  }
  const numbered = propertyOf(map, 'RuleNumber', 'rule_no', 'rule_number');
  const number = numberOf(numbered);
  const action = textOf(propertyOf(map, 'RuleAction', 'action', 'rule_action'))?.toLowerCase();
  return {
    statement,
    ...(numbered && number !== undefined ? { number: { value: number, span: numbered.span } } : {}),
    ...(action === 'allow' ? { action: 'permit' } : action === 'deny' ? { action: 'deny' } : {}),
    matches,
    cidrs,
    ...(problem ? { problem } : {}),
    conditional: condition !== undefined,
  };
}

/** Nothing where an entry's number or action is not known: any entry may then come first, or decide otherwise. */
function filterOf(draft: Draft, direction: Direction): Filter[] {
  const { entries, open } = draft[direction];
  const rules: FilterRule[] = [];
  for (const { statement, number, action, matches } of entries) {
    if (!number || !action || matches.length === 0) return [];
    rules.push({
      span: statement.span,
      key: { value: String(number.value), span: number.span },
      matches,
      action: { kind: action },
      effects: [],
      active: true,
      ...(draft.builtin ? { implicit: true } : {}),
    });
  }
  if (rules.length === 0) return [];
  return [
    {
      name: { value: nameOf(draft, direction), span: draft.name.span },
      family: 'both',
      purpose: 'packet',
      rules,
      order: 'by-key',
      fallback: { action: 'deny' },
      stateful: false,
      span: draft.span,
      closed: !open,
    },
  ];
}

/** An ACL that only names networks of its own guards a subnet that may have no way out. */
const letsStrangersIn = ({ entries }: Side): boolean =>
  entries.some(
    ({ action, matches }) => action === 'permit' && matches.some(({ source, opaque }) => !source && !opaque),
  );

function bindingsOf(draft: Draft, direction: Direction): Binding[] {
  const subnets = draft.subnets.length > 0 ? draft.subnets.map(canonical) : [draft.name.value];
  return subnets.map((name) => ({
    filter: { value: nameOf(draft, direction), span: draft.name.span },
    family: 'both',
    place: { kind: 'interface', name },
    direction: direction === 'ingress' ? 'in' : 'out',
    ...(direction === 'ingress' && letsStrangersIn(draft.ingress) ? { outside: 'precedes' as const } : {}),
    span: draft.name.span,
  }));
}

/** One number a direction, for IPv4 and IPv6 together; a second entry with it is refused (CreateNetworkAclEntry). */
const keysOf = (scope: string, { entries }: Side): SequenceKey[] =>
  entries.flatMap(({ number, statement, conditional }) =>
    number && !conditional
      ? [{ scope, key: number, span: statement.span, allowed: NUMBERS, onDuplicate: 'refused' as const }]
      : [],
  );
