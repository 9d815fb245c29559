import type { SequenceKey } from '../../../model/device.ts';
import type { Binding, Filter, FilterRule, Match, MatchProblem } from '../../../model/filter.ts';
import type { Span } from '../../../text/span.ts';
import { canonical, fieldsOf, type MapValue, propertyOf, type Resource, textOf } from '../value.ts';
import { type Associations, associationsOf } from './associations.ts';
import { parentName } from './names.ts';
import { type Direction, type SecurityRule, securityRule } from './security-rules.ts';
import type { Source } from './source.ts';

const GROUP = 'microsoft.network/networksecuritygroups';
const RULE = `${GROUP}/securityrules`;

/** Network security groups, how security rules work: custom rules have these, the platform's own come after them. */
const PRIORITIES = { first: 100, last: 4096 };

/** A group with the rules that the text has for it, in its own block or by themselves. */
export interface Group {
  readonly name: Resource['name'];
  readonly span: Span;
  readonly rules: readonly SecurityRule[];
  /** There may be rules that the text does not show. */
  readonly open: boolean;
  /** Nothing in this text makes them: other texts may hold some. */
  readonly elsewhere: boolean;
}

type Draft = { -readonly [K in keyof Group]: Group[K] } & { readonly rules: SecurityRule[] };

export function groupsOf({ resources, notation }: Source): Group[] {
  const drafts = new Map<string, Draft>();
  const aliases = new Map<string, Draft>();
  for (const { type, name, statement, properties } of resources) {
    if (type !== GROUP && type !== 'azurerm_network_security_group') continue;
    const draft: Draft = { name, span: statement.span, rules: [], open: false, elsewhere: false };
    drafts.set(name.value, draft);
    if (notation === 'terraform') {
      const called = textOf(propertyOf(properties, 'name'));
      if (called !== undefined) aliases.set(called, draft);
    }
    const fields = fieldsOf(properties, 'securityRules', 'security_rule');
    for (const { value, statement: own } of fields)
      for (const item of value.kind === 'list' ? value.items : [{ value, statement: own }]) {
        if (item.value.kind === 'map') draft.rules.push(securityRule(item.value, item.statement));
        else if (item.value.kind !== 'nothing') draft.open = true;
      }
    // `copy` in the properties makes more; without rules inside, a module has them elsewhere.
    draft.elsewhere = notation === 'terraform' && fields.length === 0;
    if (propertyOf(properties, 'copy') || draft.elsewhere) draft.open = true;
  }
  for (const resource of resources) {
    const { type, name, properties, statement, condition } = resource;
    if (type !== RULE && type !== 'azurerm_network_security_rule') continue;
    const key = type === RULE ? parentName(name.value) : groupName(properties);
    if (key === undefined) continue;
    const draft = drafts.get(key) ?? aliases.get(key) ?? newGroup({ value: key, span: name.span }, statement.span);
    if (!aliases.has(key)) drafts.set(key, draft);
    const called = type === RULE && !name.value.includes('(') ? name.value.split('/').at(-1) : undefined;
    const rule = securityRule(properties, statement, condition);
    draft.rules.push(called === undefined ? rule : { ...rule, name: called });
  }
  return [...drafts.values()];
}

/** A group that other texts hold the rest of. */
const newGroup = (name: Group['name'], span: Span): Draft => ({ name, span, rules: [], open: true, elsewhere: true });

function groupName(properties: MapValue): string | undefined {
  const value = propertyOf(properties, 'network_security_group_name');
  return value && canonical(value);
}

export interface FilterFacts {
  readonly filters: readonly Filter[];
  readonly bindings: readonly Binding[];
  readonly sequenceKeys: readonly SequenceKey[];
  readonly matchProblems: readonly MatchProblem[];
}

/** Each group as two lists by priority, with the platform's own rules at their end. */
export function securityGroups(source: Source): FilterFacts {
  const groups = groupsOf(source);
  const associations = associationsOf(source);
  const sides = groups.flatMap((group) =>
    (['inbound', 'outbound'] as const).map((direction) => ({ group, direction })),
  );
  const filters = sides.flatMap(({ group, direction }) => filterOf(group, direction));
  const names = new Set(filters.map(({ name }) => name.value));
  return {
    filters,
    bindings: sides
      .filter(({ group, direction }) => names.has(filterName(group, direction)))
      .flatMap(({ group, direction }) => bindingsOf(group, direction, associations)),
    sequenceKeys: source.notation === 'export' ? [] : sides.flatMap(keysOf),
    matchProblems: groups.flatMap(({ rules }) => rules.flatMap(({ problems }) => problems)),
  };
}

const filterName = ({ name }: Group, direction: Direction): string => `${name.value} ${direction}`;

/** Nothing where a rule's priority, action or direction is not known: any rule may then come first, or decide otherwise. */
function filterOf(group: Group, direction: Direction): Filter[] {
  const rules: FilterRule[] = [];
  for (const one of group.rules) {
    if (one.direction === undefined) return [];
    if (one.direction !== direction) continue;
    if (!one.priority || !one.action) return [];
    rules.push({
      span: one.statement.span,
      key: { value: String(one.priority.value), span: one.priority.span },
      matches: one.matches,
      action: { kind: one.action },
      effects: [],
      active: true,
    });
  }
  if (rules.length === 0) return [];
  const end = { start: group.span.end, end: group.span.end };
  return [
    {
      name: { value: filterName(group, direction), span: group.name.span },
      family: 'both',
      purpose: 'packet',
      rules: [...rules, ...platformRules(direction, end)],
      order: 'by-key',
      fallback: { action: 'deny' },
      stateful: true,
      span: group.span,
      closed: !group.open,
      ...(group.elsewhere ? { elsewhere: { behind: firstGap(rules) } } : {}),
    },
  ];
}

/** The last priority before which no other rule can stand: each is taken once. */
function firstGap(rules: readonly FilterRule[]): number {
  const taken = new Set(rules.map(({ key }) => Number(key?.value)));
  let next = PRIORITIES.first;
  while (taken.has(next)) next += 1;
  return next - 1;
}

/** Default security rules; 65500 denies everything, as the filter's end does. */
export function platformRules(direction: Direction, span: Span): FilterRule[] {
  const tag = (side: 'source' | 'destination', name: string): Match => ({
    family: 'both',
    opaque: [{ text: `${side} ${name}`, span }],
  });
  const network: Match = {
    family: 'both',
    opaque: [...tag('source', 'VirtualNetwork').opaque!, ...tag('destination', 'VirtualNetwork').opaque!],
  };
  const own = direction === 'inbound' ? tag('source', 'AzureLoadBalancer') : tag('destination', 'Internet');
  return [network, own].map((match, at) => ({
    span,
    key: { value: String(65_000 + at), span },
    matches: [match],
    action: { kind: 'permit' },
    effects: [],
    active: true,
    implicit: true,
  }));
}

/** Where nothing in the text has the group, it is taken to be used. */
function bindingsOf(group: Group, direction: Direction, { places, guarded }: Associations): Binding[] {
  return (places.get(group.name.value) ?? [group.name.value]).map((name) => ({
    filter: { value: filterName(group, direction), span: group.name.span },
    family: 'both',
    place: { kind: 'interface', name },
    direction: direction === 'inbound' ? 'in' : 'out',
    ...(direction === 'inbound' ? { outside: guarded.has(name) ? ('precedes' as const) : ('decides' as const) } : {}),
    span: group.name.span,
  }));
}

/** One priority a direction; a second rule with it is refused, unless it is the same rule written twice. */
function keysOf({ group, direction }: { readonly group: Group; readonly direction: Direction }): SequenceKey[] {
  const seen = new Set<string>();
  return group.rules.flatMap(({ name, priority, direction: own, statement, conditional }) => {
    if (!priority || conditional || own !== direction) return [];
    if (name !== undefined && seen.has(name.toLowerCase())) return [];
    if (name !== undefined) seen.add(name.toLowerCase());
    return [
      {
        scope: filterName(group, direction),
        key: priority,
        span: statement.span,
        allowed: PRIORITIES,
        onDuplicate: 'refused' as const,
      },
    ];
  });
}
