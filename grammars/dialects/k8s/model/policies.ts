import {
  canonical,
  elementsOf,
  fieldOf,
  type MapValue,
  propertyOf,
  type Resource,
  textOf,
  type Value,
} from '../../../kit/cloud/value.ts';
import type { Device } from '../../../model/device.ts';
import type { Binding, Filter } from '../../../model/filter.ts';
import { type Direction, type PolicyRule, policyRule } from './rules.ts';
import { selectorText } from './selectors.ts';

/** The policies of one direction that select the same pods: what any of them permits passes. */
interface Group {
  readonly pods: string;
  readonly direction: Direction;
  readonly policies: Resource[];
  readonly rules: PolicyRule[];
}

/**
 * One filter for each selection of pods and direction, the union of what its policies permit. Policies that select some of the same pods by
 * other words add to it, here or elsewhere in the cluster, so none of them is closed.
 */
export function networkPolicies(
  resources: readonly Resource[],
): Pick<Device, 'filters' | 'bindings' | 'matchProblems' | 'masks'> {
  const groups = new Map<string, Group>();
  for (const resource of resources) if (isPolicy(resource)) addPolicy(resource, groups);
  const all = [...groups.values()];
  return {
    filters: all.map(filterOf),
    bindings: all.map(bindingOf),
    matchProblems: all.flatMap(({ rules }) => rules.flatMap(({ problems }) => problems)),
    masks: all.flatMap(({ rules }) => rules.flatMap(({ masks }) => masks)),
  };
}

/** Calico has a kind of that name too, with rules of another form. */
const isPolicy = ({ type, properties }: Resource): boolean =>
  type === 'NetworkPolicy' &&
  /^(?:networking\.k8s\.io|extensions)\//.test(textOf(propertyOf(properties, 'apiVersion')) ?? '');

function addPolicy(policy: Resource, groups: Map<string, Group>): void {
  const { properties } = policy;
  const spec = propertyOf(properties, 'spec');
  if (spec?.kind !== 'map') return;
  const metadata = propertyOf(properties, 'metadata');
  const namespace = metadata?.kind === 'map' ? propertyOf(metadata, 'namespace') : undefined;
  const place = namespace === undefined ? '' : ` in ${canonical(namespace)}`;
  const pods = `${selectorText(propertyOf(spec, 'podSelector'), 'pods')}${place}`;
  for (const direction of directionsOf(spec)) {
    const key = `${pods} ${direction}`;
    const group = groups.get(key) ?? { pods, direction, policies: [], rules: [] };
    groups.set(key, group);
    group.policies.push(policy);
    const value = propertyOf(spec, direction);
    for (const item of value?.kind === 'list' ? value.items : [])
      group.rules.push(policyRule(item.value, item.statement, direction, place));
  }
}

/** Without `policyTypes`: what comes in, and what goes out where there are rules for it. Rules of a direction that is not named do nothing. */
function directionsOf(spec: MapValue): Direction[] {
  const types = fieldOf(spec, 'policyTypes');
  if (types && elementsOf(types.value).length > 0) {
    const named = elementsOf(types.value).map((one) => textOf(one)?.toLowerCase());
    return (['ingress', 'egress'] as const).filter((one) => named.includes(one));
  }
  return hasItems(propertyOf(spec, 'egress')) ? ['ingress', 'egress'] : ['ingress'];
}

const hasItems = (value: Value | undefined): boolean => value?.kind === 'list' && value.items.length > 0;

const filterOf = ({ pods, direction, policies: [first], rules }: Group): Filter => ({
  name: { value: `${pods} ${direction}`, span: first!.name.span },
  entries: 'rule',
  family: 'both',
  purpose: 'packet',
  rules: rules.map(({ rule }) => rule),
  semantics: 'allow-only',
  fallback: { action: 'deny' },
  stateful: true,
  span: first!.statement.span,
  closed: false,
});

const bindingOf = ({ pods, direction, policies: [first] }: Group): Binding => ({
  filter: { value: `${pods} ${direction}`, span: first!.name.span },
  family: 'both',
  place: { kind: 'interface', name: pods },
  direction: direction === 'ingress' ? 'in' : 'out',
  span: first!.name.span,
});
