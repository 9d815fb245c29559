import {
  booleanOf,
  canonical,
  elementsOf,
  fieldOf,
  type MapValue,
  propertyOf,
  type Resource,
  textOf,
} from '../../../kit/cloud/value.ts';
import type { Device } from '../../../model/device.ts';
import type { Filter } from '../../../model/filter.ts';
import { type CalicoRule, calicoRule } from './calico-rules.ts';
import type { Direction } from './rules.ts';

/** Calico's own policies, of a namespace or of all: rules in order, with refusals. Staged ones are not in force. */
export const isCalicoPolicy = ({ type, properties }: Resource): boolean =>
  /^(?:Global)?NetworkPolicy$/.test(type) &&
  /^(?:crd\.)?projectcalico\.org\//.test(textOf(propertyOf(properties, 'apiVersion')) ?? '');

/**
 * A filter for each policy and direction. What its rules leave open goes on to the next policy, which may be anywhere in the cluster, so
 * nothing is said of the end.
 */
export function calicoPolicies(resources: readonly Resource[]): Pick<Device, 'filters' | 'bindings' | 'masks'> {
  const found = resources.filter(isCalicoPolicy).flatMap(filtersOf);
  return {
    filters: found.map(({ filter }) => filter),
    bindings: found.map(({ filter: { name, family }, direction, endpoints }) => ({
      filter: name,
      family,
      place: { kind: 'interface', name: endpoints },
      direction: direction === 'ingress' ? 'in' : 'out',
      span: name.span,
    })),
    masks: found.flatMap(({ rules }) => rules.flatMap(({ masks }) => masks)),
  };
}

interface PolicyFilter {
  readonly filter: Filter;
  readonly direction: Direction;
  readonly rules: readonly CalicoRule[];
  /** Those that the policy is for, in words. */
  readonly endpoints: string;
}

function filtersOf({ name, properties, statement }: Resource): PolicyFilter[] {
  const spec = propertyOf(properties, 'spec');
  // Without tracking, answers need rules of their own; before translation, the addresses are others.
  if (spec?.kind !== 'map' || isSaid(spec, 'doNotTrack') || isSaid(spec, 'preDNAT')) return [];
  const metadata = propertyOf(properties, 'metadata');
  const namespace = metadata?.kind === 'map' ? textOf(propertyOf(metadata, 'namespace')) : undefined;
  const place = namespace === undefined ? '' : ` in ${namespace}`;
  const endpoints = `endpoints ${canonical(propertyOf(spec, 'selector') ?? { kind: 'nothing', span: spec.span })}${place}`;
  return directionsOf(spec).flatMap((direction) => {
    const list = propertyOf(spec, direction);
    if (list?.kind !== 'list' || list.items.length === 0) return [];
    const rules = list.items.map(({ value, statement: own }) => calicoRule(value, own, namespace ?? ''));
    const filter: Filter = {
      name: { value: `${name.value}${place} ${direction}`, span: name.span },
      entries: 'rule',
      family: 'both',
      purpose: 'packet',
      rules: rules.map(({ rule }) => rule),
      fallback: { action: 'return' },
      stateful: true,
      span: statement.span,
      closed: false,
    };
    return [{ filter, direction, rules, endpoints }];
  });
}

const isSaid = (spec: MapValue, key: string): boolean => {
  const value = propertyOf(spec, key);
  return value !== undefined && booleanOf(value) !== false;
};

/** Without `types`: the directions that there are rules for. Rules of a direction that is not named do nothing. */
function directionsOf(spec: MapValue): readonly Direction[] {
  const types = fieldOf(spec, 'types');
  const both = ['ingress', 'egress'] as const;
  if (!types) return both;
  const named = elementsOf(types.value).map((one) => textOf(one)?.toLowerCase());
  return both.filter((one) => named.includes(one));
}
