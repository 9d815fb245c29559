import type { Zones, ZoneWay } from '../../../model/zones.ts';
import { get, hasUnknown, kids, located, spanOf } from '../node.ts';
import type { Node } from '../tree.ts';

/** Security zones and the policies between them; undefined where there are no policies (a packet-mode router, a part of a text). */
export function zonesOf(root: Node, complete: boolean): Zones | undefined {
  const security = get(root, 'security');
  const policies = get(security, 'policies');
  const named = kids(get(security, 'zones', 'security-zone'));
  const ways = kids(get(policies, 'from-zone')).flatMap((from) =>
    kids(get(from, 'to-zone')).map(
      (to): ZoneWay => ({
        from: from.name,
        to: to.name,
        permits: kids(get(to, 'policy')).some(permits),
        span: spanOf(to),
      }),
    ),
  );
  if (named.length === 0 || ways.length === 0) return undefined;
  return {
    zones: named.map((zone) => ({
      name: located(zone),
      interfaces: kids(get(zone, 'interfaces')).map(({ name }) => name),
    })),
    ways,
    anyWay:
      kids(get(policies, 'global', 'policy')).some(permits) ||
      get(policies, 'default-policy', 'permit-all') !== undefined ||
      ways.some((way) => way.permits && (way.from === 'any' || way.to === 'any')),
    closed: complete && !hasUnknown(policies) && !hasUnknown(get(security, 'zones')),
  };
}

const permits = (policy: Node): boolean => get(policy, 'then', 'permit') !== undefined;
