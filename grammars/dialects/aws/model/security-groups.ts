import {
  booleanOf,
  canonical,
  fieldsOf,
  type Item,
  propertyOf,
  type Resource,
  textOf,
  type Value,
} from '../../../kit/cloud/value.ts';
import type { SequenceKey } from '../../../model/device.ts';
import type { Binding, Filter, FilterRule, MatchProblem, Opaque } from '../../../model/filter.ts';
import type { Notation, Source } from '../source.ts';
import { type Carriers, carriersOf } from './carriers.ts';
import { type Direction, type Permission, readPermission } from './permission.ts';

export interface FilterFacts {
  readonly filters: readonly Filter[];
  readonly bindings: readonly Binding[];
  readonly sequenceKeys: readonly SequenceKey[];
  readonly matchProblems: readonly MatchProblem[];
  /** Literal CIDR blocks of rules. */
  readonly cidrs: Permission['cidrs'];
}

const GROUPS = ['AWS::EC2::SecurityGroup', 'aws_security_group', 'aws_default_security_group', 'SecurityGroups'];
const INLINE: Readonly<Record<Direction, readonly string[]>> = {
  ingress: ['SecurityGroupIngress', 'ingress', 'IpPermissions'],
  egress: ['SecurityGroupEgress', 'egress', 'IpPermissionsEgress'],
};
/** Rules as resources of their own; undefined: they say the direction themselves. */
const STANDALONE: Readonly<Record<string, Direction | undefined>> = {
  'AWS::EC2::SecurityGroupIngress': 'ingress',
  'AWS::EC2::SecurityGroupEgress': 'egress',
  aws_vpc_security_group_ingress_rule: 'ingress',
  aws_vpc_security_group_egress_rule: 'egress',
  aws_security_group_rule: undefined,
  SecurityGroupRules: undefined,
};
const GROUP_KEYS = ['GroupId', 'GroupName', 'security_group_id'];

export const isSecurityGroup = ({ type }: Resource): boolean => GROUPS.includes(type);

/** A group or a group elsewhere that rules of this text are added to. */
interface Draft {
  readonly name: Resource['name'];
  readonly resource?: Resource;
  readonly ingress: Side;
  readonly egress: Side;
}

interface Side {
  readonly permissions: Permission[];
  /** The text says what the rules of this direction are; that there are none, too. */
  stated: boolean;
  /** There are some in the group itself, or may be. */
  inline: boolean;
  /** Rules may exist that the text does not show. */
  open: boolean;
  standalone: boolean;
}

/** Security groups: one filter a direction, the union of its permissions (VPC user guide, security group rules). */
export function securityGroups(source: Source): FilterFacts {
  const { resources, notation } = source;
  const carriers = carriersOf(source);
  const drafts = new Map<string, Draft>();
  for (const resource of resources)
    if (isSecurityGroup(resource)) drafts.set(resource.name.value, groupOf(resource, source, carriers));
  for (const resource of resources) if (resource.type in STANDALONE) addStandalone(resource, drafts);
  const filters: Filter[] = [];
  const bindings: Binding[] = [];
  for (const draft of drafts.values()) {
    for (const direction of ['ingress', 'egress'] as const) {
      const filter = filterOf(draft, direction, notation);
      if (!filter) continue;
      filters.push(filter);
      // Whatever carries the group; mostly that is in another text.
      for (const place of carriers.of.get(draft.name.value) ?? [draft.name.value]) {
        bindings.push({
          filter: filter.name,
          family: 'both',
          place: { kind: 'interface', name: place },
          direction: direction === 'ingress' ? 'in' : 'out',
          ...(direction === 'ingress' ? { outside: 'decides' as const } : {}),
          span: draft.name.span,
        });
      }
    }
  }
  const permissions = [...drafts.values()].flatMap(({ ingress, egress }) => [
    ...ingress.permissions,
    ...egress.permissions,
  ]);
  return {
    filters,
    bindings,
    sequenceKeys: [],
    matchProblems: permissions.flatMap(({ problem }) => problem ?? []),
    cidrs: permissions.flatMap(({ cidrs }) => cidrs),
  };
}

/** What starts connections of its own; a database or a file system has no need of a way out. */
const STARTS = /^aws_(?:instance|spot_|launch_|ecs_|lambda_|eks_|autoscaling_|batch_|emr_)/;

function groupOf(resource: Resource, { notation, partial }: Source, carriers: Carriers): Draft {
  const read = (direction: Direction): Side => {
    const side = newSide();
    for (const field of fieldsOf(resource.properties, ...INLINE[direction])) {
      if (field.value.kind === 'nothing') continue;
      side.stated = true;
      for (const { value, statement } of itemsOf(field.value, field.statement)) {
        side.inline = true;
        if (value.kind === 'map')
          side.permissions.push(readPermission(value, statement, direction, resource.name.value));
        else side.open = true;
      }
    }
    // A module's other files may add rules to a group that has none inline; the default group has those that are written here.
    const needsWay = (carriers.of.get(resource.name.value) ?? []).some(
      (name) => STARTS.test(name) && carriers.withOne.has(name),
    );
    const elsewhere = partial || direction === 'ingress' || !needsWay;
    if (notation === 'terraform' && !side.stated && resource.type !== 'aws_default_security_group')
      side.open = elsewhere;
    return side;
  };
  return { name: resource.name, resource, ingress: read('ingress'), egress: read('egress') };
}

/** The rules that stand in the group itself are all known: none is made by an expression. */
export const isReadInFull = ({ properties }: Resource, direction: Direction): boolean =>
  fieldsOf(properties, ...INLINE[direction]).every(({ value, statement }) =>
    itemsOf(value, statement).every((item) => item.value.kind === 'map' || item.value.kind === 'nothing'),
  );

/** A rule of its own whose group is not told: it may be of any. */
export const isNobodys = ({ type, properties }: Resource): boolean => {
  const target = type in STANDALONE ? propertyOf(properties, ...GROUP_KEYS) : undefined;
  return type in STANDALONE && target?.kind !== 'name' && target?.kind !== 'text';
};

const newSide = (): Side => ({ permissions: [], stated: false, inline: false, open: false, standalone: false });

/** A block stands for itself, a list for its elements. */
const itemsOf = (value: Value, statement: Item['statement']): readonly Item[] =>
  value.kind === 'list' ? value.items : [{ value, statement }];

function addStandalone(resource: Resource, drafts: Map<string, Draft>): void {
  const target = propertyOf(resource.properties, ...GROUP_KEYS);
  const direction = STANDALONE[resource.type] ?? directionOf(resource);
  if (!target || !direction) return;
  const key = canonical(target);
  let draft = drafts.get(key);
  if (!draft) {
    draft = { name: { value: key, span: target.span }, ingress: newSide(), egress: newSide() };
    draft.ingress.open = true;
    draft.egress.open = true;
    drafts.set(key, draft);
  }
  const extra: Opaque[] =
    resource.condition === undefined ? [] : [{ text: resource.condition, span: resource.statement.header }];
  draft[direction].permissions.push(readPermission(resource.properties, resource.statement, direction, key, extra));
  draft[direction].standalone = true;
}

function directionOf({ properties }: Resource): Direction | undefined {
  const type = textOf(propertyOf(properties, 'type'));
  if (type === 'ingress' || type === 'egress') return type;
  const egress = booleanOf(propertyOf(properties, 'IsEgress'));
  return egress === undefined ? undefined : egress ? 'egress' : 'ingress';
}

/** @returns undefined where the text says nothing of this direction. */
function filterOf(draft: Draft, direction: Direction, notation: Notation): Filter | undefined {
  const { name, resource } = draft;
  const side = draft[direction];
  const rules: FilterRule[] = side.permissions.map((permission) => permission.rule);
  // CloudFormation leaves the rule that a new group has where none is added: everything out. Terraform takes it away.
  const keepsDefault =
    notation === 'cloudformation' && direction === 'egress' && resource !== undefined && !side.inline;
  if (keepsDefault && !side.standalone) rules.push(allOut(resource.statement.span.end));
  const open = side.open || (keepsDefault && side.standalone);
  if (rules.length === 0 && (open || !resource)) return undefined;
  return {
    name: { value: `${name.value} ${direction}`, span: name.span },
    family: 'both',
    purpose: 'packet',
    rules,
    semantics: 'allow-only',
    fallback: { action: 'deny' },
    stateful: true,
    span: resource?.statement.span ?? rules[0]!.span,
    closed: !open,
  };
}

const allOut = (offset: number): FilterRule => ({
  span: { start: offset, end: offset },
  matches: [{ family: 'both' }],
  action: { kind: 'permit' },
  effects: [],
  active: true,
  implicit: true,
});
