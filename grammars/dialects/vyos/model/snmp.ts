import type { SnmpCommunity } from '../../../model/services.ts';
import { get, kids, located, type Node, spansOf, value } from '../tree.ts';

// service { snmp { community c0de { authorization ro; network 192.0.2.0/24 } } }
export const snmpCommunities = (root: Node): readonly SnmpCommunity[] =>
  kids(get(root, 'service', 'snmp', 'community')).map((community): SnmpCommunity => {
    for (const statement of community.statements) statement.coverage = 'modelled';
    const asking = [...kids(get(community, 'client')), ...kids(get(community, 'network'))];
    return {
      name: located(community),
      access: value(community, 'authorization')?.value === 'rw' ? 'write' : 'read',
      restricted: asking.length > 0 && !asking.some(({ name }) => /^(?:0\.0\.0\.0|::)\/0$/.test(name)),
      spans: spansOf(community),
    };
  });
