import { canonical, propertyOf, type Resource, textOf, type Value } from '../../../../kit/cloud/value.ts';

/** @param kind of several things that are called alike, the one that is meant */
export type NameOf = (value: Value | undefined, kind?: 'network' | 'subnetwork' | 'router') => string | undefined;

/** What things are referred to by: resources of Terraform by address or by the name they have in the API, which is the last part of a path. */
export function namesOf(resources: readonly Resource[]): NameOf {
  const called = new Map<string, string>();
  for (const { type, name, properties } of resources) {
    const own = textOf(propertyOf(properties, 'name'));
    if (own !== undefined && type.startsWith('google_')) {
      called.set(own, name.value);
      called.set(`${type} ${own}`, name.value);
    }
  }
  return (value, kind) => {
    if (value?.kind === 'name') return value.name;
    if (value?.kind !== 'text' || value.text === '') return undefined;
    const last = canonical(value).replace(/^.*\//, '');
    return (kind && called.get(`google_compute_${kind} ${last}`)) ?? called.get(last) ?? last;
  };
}
