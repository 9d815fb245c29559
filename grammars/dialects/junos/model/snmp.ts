import type { SnmpCommunity } from '../../../model/services.ts';
import { get, kids, located, spansOf, value } from '../node.ts';
import type { Node } from '../tree.ts';

// snmp { community c0de { authorization read-only; clients { 10.0.0.9/32; } } }
export function snmpCommunities(root: Node): readonly SnmpCommunity[] {
  return kids(get(root, 'snmp', 'community')).map((community) => ({
    name: located(community),
    access: value(community, 'authorization')?.value === 'read-write' ? 'write' : 'read',
    restricted: get(community, 'clients') !== undefined || get(community, 'client-list-name') !== undefined,
    spans: spansOf(community),
  }));
}
