import { declareAll, declareProperties } from '../../../kit/cloud/coverage.ts';
import type { YamlOutline } from '../../../kit/yaml-outline.ts';
import { type Device, emptyDevice } from '../../../model/device.ts';
import { CALICO_TABLES, TABLES } from '../keys.ts';
import { resourcesOf } from '../resources.ts';
import { calicoPolicies, isCalicoPolicy } from './calico-policies.ts';
import { networkPolicies } from './policies.ts';

/** Filters of one text. What else selects the same pods may be anywhere in the cluster. */
export function toModel(outline: YamlOutline): Device {
  const resources = resourcesOf(outline);
  // A text without an object is no manifest, whatever it says.
  if (resources.length > 0) for (const statement of outline.statements) declareAll(statement, 'recognised');
  for (const resource of resources) {
    // Objects of other kinds and a list's own words are known, and say nothing of packets.
    if (isCalicoPolicy(resource)) declareProperties(resource, CALICO_TABLES);
    else if (resource.type === 'NetworkPolicy') declareProperties(resource, TABLES);
  }
  const [own, calico] = [networkPolicies(resources), calicoPolicies(resources)];
  return {
    ...emptyDevice,
    ...own,
    filters: [...own.filters, ...calico.filters],
    bindings: [...own.bindings, ...calico.bindings],
    masks: [...own.masks, ...calico.masks],
    fragment: true,
  };
}
