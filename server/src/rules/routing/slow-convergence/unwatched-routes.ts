import { formatAddress, holds } from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import { type Interface, interfacesByVrf } from '../../../../../grammars/model/interface.ts';
import type { StaticRoute } from '../../../../../grammars/model/routing.ts';
import type { Report } from '../../../review/rule.ts';

/** A static route stands by for another of a lower distance, which stays as long as its port does: that one is never missed. */
export function* unwatchedRoutes({ routes, interfaces }: Device): Generator<Report> {
  const byVrf = interfacesByVrf(interfaces);
  for (const same of byDestination(routes).values()) {
    const [first, ...rest] = same.sort((a, b) => a.distance - b.distance);
    const backup = rest.find(({ distance }) => distance > first!.distance);
    // Several at once: what is left when one fails is another question.
    if (!first || !backup || rest[0]!.distance === first.distance) continue;
    if (same.some(({ tracked, learned, discard }) => tracked || learned || discard)) continue;
    const hop = first.nextHops.length === 1 ? first.nextHops[0]! : undefined;
    const other = backup.nextHops[0];
    if (!hop?.address || hop.distance !== undefined || !other) continue;
    const ports = byVrf.get(first.vrf ?? '') ?? [];
    const port = portTowards(hop.address, ports);
    if (!port || port.pointToPoint || port.loopback || port.shutdown) continue;
    if (other.address ? other.address.address === hop.address.address : other.interface === hop.interface) continue;
    const there = formatAddress(hop.address.family, hop.address.address);
    yield {
      span: first.span,
      text: {
        en: `The route of distance ${backup.distance} stands by for this one, and takes over only when ${port.name.value} goes down: nothing watches ${there}, so when it dies behind a link that stays up, traffic is lost until somebody steps in. Watch the next hop (a tracked probe, or BFD).`,
        'zh-cn': `管理距离为 ${backup.distance} 的路由为此路由备用,但仅当 ${port.name.value} down 时才会接替:没有任何机制监测 ${there},若其失效而链路仍为 up,流量将一直丢失直到人工介入。请监测下一跳(跟踪探测或 BFD)。`,
      },
      related: [{ span: backup.span, text: { en: 'What stands by', 'zh-cn': '备用路由' } }],
    };
  }
}

type Rated = StaticRoute & { readonly distance: number };

/** Those whose distance is known. */
function byDestination(routes: readonly StaticRoute[]): ReadonlyMap<string, Rated[]> {
  const all = new Map<string, Rated[]>();
  for (const route of routes) {
    const { destination, distance, vrf, table } = route;
    // Of default routes redundancy/single-uplink speaks.
    if (distance === undefined || destination.length === 0) continue;
    const key = `${vrf ?? ''} ${table ?? ''} ${destination.family} ${destination.address}/${destination.length}`;
    const before = all.get(key);
    if (before) before.push({ ...route, distance });
    else all.set(key, [{ ...route, distance }]);
  }
  return all;
}

const portTowards = (
  { family, address }: { readonly family: 'ipv4' | 'ipv6'; readonly address: bigint },
  ports: readonly Interface[],
): Interface | undefined =>
  ports.find(({ addresses }) => addresses.some((subnet) => subnet.family === family && holds(subnet, address)));
