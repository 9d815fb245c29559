import type { Zones as DeviceZones } from '../../../model/zones.ts';
import { type Block, entriesOf, table, values } from '../config-tree.ts';
import type { Zones } from './interface-names.ts';
import { globalEntries } from './scopes.ts';

/** Zones, and interfaces in none, which are as zones of their own; undefined where the text has no policies. */
export function deviceZones(root: Block, scope: Block, zones: Zones): DeviceZones | undefined {
  const policies = table(scope, 'firewall policy');
  if (!policies) return undefined;
  const named = new Set(
    policies.entries.flatMap((entry) =>
      [...values(entry, 'srcintf'), ...values(entry, 'dstintf')].map(({ value }) => value),
    ),
  );
  // An interface that no policy names is used for something else: management, a heartbeat, or nothing yet.
  const alone = globalEntries(root, 'system interface').filter(
    ({ name }) => zones.zoneOf(name.value) === undefined && named.has(name.value),
  );
  return {
    zones: [
      ...zones.all.map(({ name, members }) => ({ name, interfaces: members })),
      ...alone.map(({ name }) => ({ name, interfaces: [name.value] })),
    ],
    closed: !policies.unclear && entriesOf(root, 'vdom').length === 0,
  };
}
