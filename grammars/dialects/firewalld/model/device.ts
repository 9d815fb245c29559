import { type Device, emptyDevice } from '../../../model/device.ts';
import type { Outline } from '../../../outline.ts';
import { declareCoverage } from '../coverage.ts';
import { elementName } from '../element.ts';
import { type ListFacts, policyFilter, zoneFilter } from './lists.ts';

/** One zone or policy. What other files bind to it, and what they say of its services, is not here. */
export function toModel(outline: Outline, path?: string): Device {
  const [root] = outline.statements;
  if (!root) return { ...emptyDevice, fragment: true };
  const closed = declareCoverage(root) && outline.problems.length === 0;
  const name = path === undefined ? undefined : /([^/\\]+)\.xml$/.exec(path)?.[1];
  const kind = elementName(root);
  const facts: Partial<ListFacts> =
    kind === 'zone' ? zoneFilter(root, name, closed) : kind === 'policy' ? policyFilter(root, name, closed) : {};
  return { ...emptyDevice, ...facts, fragment: true };
}
