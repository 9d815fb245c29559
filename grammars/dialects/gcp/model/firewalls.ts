import { canonical, fieldsOf, type MapValue, propertyOf, type Resource, textOf } from '../../../kit/cloud/value.ts';
import type { Binding, Filter, FilterRule, Match, MatchProblem } from '../../../model/filter.ts';
import type { Source } from '../source.ts';
import type { Cidr } from './ends.ts';
import { type Direction, type FirewallRule, policyRule, vpcRule } from './firewall-rules.ts';

export interface FirewallFacts {
  readonly filters: readonly Filter[];
  readonly bindings: readonly Binding[];
  readonly matchProblems: readonly MatchProblem[];
  readonly cidrs: readonly Cidr[];
}

/**
 * A list for each network or policy, direction and kind of machine: those that no rule names, and those that a rule's targets name. Each
 * rule is judged in one list, that of its own targets; in the others it stands as one that also decides there, surely if it is for all
 * machines, perhaps if it is for others: a machine can have several tags.
 */
export function firewalls(source: Source): FirewallFacts {
  const rules = rulesOf(source);
  const lists = [...grouped(rules, ({ owner, policy }) => `${policy} ${owner.value}`).values()].flatMap(listsOf);
  return {
    filters: lists.map(({ filter }) => filter),
    bindings: lists.map(({ binding }) => binding),
    matchProblems: rules.flatMap(({ problems }) => problems),
    cidrs: rules.flatMap(({ cidrs }) => cidrs),
  };
}

const POLICY_RULE = /^google_compute_(?:region_)?(?:network_)?firewall_policy_rule$/;

/** All firewall rules of the text, whoever has them. */
export function rulesOf({ resources }: Source): FirewallRule[] {
  const networks = new Map<string, string>();
  for (const { type, name, properties } of resources) {
    const called = type === 'google_compute_network' ? textOf(propertyOf(properties, 'name')) : undefined;
    if (called !== undefined) networks.set(inProject(called, properties), name.value);
  }
  return resources.flatMap((resource): FirewallRule[] => {
    const { type, properties, name } = resource;
    if (type === 'compute#firewall' || type === 'google_compute_firewall') {
      const written = propertyOf(properties, 'network');
      const network = networkName(properties);
      return [vpcRule(resource, { value: networks.get(network) ?? network, span: (written ?? name).span })];
    }
    if (POLICY_RULE.test(type)) {
      const policy = propertyOf(properties, 'firewall_policy');
      return [policyRule(resource, policy ? { value: canonical(policy), span: policy.span } : name)];
    }
    return type === 'compute#firewallPolicy' || type === 'compute#networkFirewallPolicy' ? nestedRules(resource) : [];
  });
}

const nestedRules = ({ properties, name }: Resource): FirewallRule[] =>
  fieldsOf(properties, 'rules').flatMap(({ value }) =>
    value.kind === 'list'
      ? value.items.flatMap((item) =>
          item.value.kind === 'map'
            ? [policyRule({ properties: item.value, statement: item.statement, name }, name)]
            : [],
        )
      : [],
  );

/** The last part of a path or an address, behind its project where one is said; a rule without any is for the network `default`. */
export function networkName(properties: MapValue): string {
  const written = propertyOf(properties, 'network');
  return written && written.kind !== 'text'
    ? canonical(written)
    : inProject(written ? canonical(written) : 'default', properties);
}

function inProject(path: string, properties: MapValue): string {
  const said = propertyOf(properties, 'project');
  const project = /(?:^|\/)projects\/([^/]+)\//.exec(path)?.[1] ?? (said && canonical(said));
  const name = path.slice(path.lastIndexOf('/') + 1);
  return project === undefined ? name : `${project}/${name}`;
}

interface List {
  readonly filter: Filter;
  readonly binding: Binding;
}

function listsOf(rules: readonly FirewallRule[]): List[] {
  // It may come anywhere in either list.
  if (rules.some(({ direction }) => direction === undefined)) return [];
  return [...grouped(rules, ({ direction }) => direction!).values()].flatMap(listsOfDirection);
}

/** With more kinds of machines than this, targets are conditions that nothing decides, so that the cost stays linear. */
const MOST_KINDS = 32;

function listsOfDirection(rules: readonly FirewallRule[]): List[] {
  if (rules.some(({ priority, action }) => !priority || !action)) return [];
  const kinds = grouped(rules, targetsText);
  if (kinds.size > MOST_KINDS) return [listOf('', rules, rules)];
  return [...kinds].map(([targets, own]) => listOf(targets, own, rules));
}

const targetsText = ({ targets }: FirewallRule): string => targets.join(', ');

/** @param own the rules that are judged in this list, of all that there are */
function listOf(targets: string, own: readonly FirewallRule[], all: readonly FirewallRule[]): List {
  const [first, last] = [own[0]!, own.at(-1)!];
  const direction = first.direction!;
  const owner = `${first.policy ? 'policy' : 'network'} ${first.owner.value}`;
  const machines = targets === '' ? owner : `${targets} in ${owner}`;
  const name = { value: `${machines} ${direction}`, span: first.owner.span };
  const mine = new Set(own);
  const written = own.map((rule) => filterRule(rule, targets));
  const others = all
    .filter((rule) => !mine.has(rule))
    .map((rule) => ({ ...filterRule(rule, targets), implicit: true }));
  return {
    filter: {
      name,
      family: 'both',
      purpose: 'packet',
      // Among equals of one priority no order counts: what is for all stands before what is for some, and both before what is not sure.
      rules: [...others, ...written].sort((a, b) => Number(isUnsure(a)) - Number(isUnsure(b))),
      order: 'by-key',
      fallback: { action: first.policy ? 'return' : FALLBACKS[direction] },
      stateful: true,
      span: { start: first.statement.span.start, end: last.statement.span.end },
      closed: true,
    },
    binding: {
      filter: name,
      family: 'both',
      place: { kind: 'interface', name: machines },
      direction: direction === 'ingress' ? 'in' : 'out',
      ...(direction === 'ingress' ? { outside: 'decides' as const } : {}),
      span: name.span,
    },
  };
}

/** VPC firewall rules, implied rules: deny what comes in, allow what goes out, at priority 65535. */
const FALLBACKS: Readonly<Record<Direction, 'permit' | 'deny'>> = { ingress: 'deny', egress: 'permit' };

const isUnsure = ({ matches }: FilterRule): boolean => matches.every(({ opaque }) => opaque !== undefined);

/** The rule as it works on machines of these targets. */
function filterRule(rule: FirewallRule, targets: string): FilterRule {
  const own = targetsText(rule);
  const condition = own === '' || own === targets ? undefined : { text: `target ${own}`, span: rule.statement.header };
  return {
    span: rule.statement.span,
    key: rule.priority!,
    matches: condition
      ? rule.matches.map((match): Match => ({ ...match, opaque: [...(match.opaque ?? []), condition] }))
      : rule.matches,
    action: { kind: rule.action! },
    effects: rule.logs ? ['log'] : [],
    active: !rule.disabled,
  };
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const group = found.get(keyOf(item));
    if (group) group.push(item);
    else found.set(keyOf(item), [item]);
  }
  return found;
}
