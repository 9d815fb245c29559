import { declareAll, declareProperties } from '../../../kit/cloud/coverage.ts';
import type { YamlOutline } from '../../../kit/yaml-outline.ts';
import { type Device, emptyDevice } from '../../../model/device.ts';
import { TABLES } from '../keys.ts';
import { resourcesOf } from '../resources.ts';
import { networkPolicies } from './policies.ts';

/** Filters of one text. What else selects the same pods may be anywhere in the cluster. */
export function toModel(outline: YamlOutline): Device {
  const resources = resourcesOf(outline);
  // A text without an object is no manifest, whatever it says.
  if (resources.length > 0) for (const statement of outline.statements) declareAll(statement, 'recognised');
  for (const resource of resources) {
    // Objects of other kinds and a list's own words are known, and say nothing of packets.
    if (resource.type !== 'NetworkPolicy') continue;
    declareProperties(resource, TABLES);
  }
  return { ...emptyDevice, ...networkPolicies(resources), fragment: true };
}
