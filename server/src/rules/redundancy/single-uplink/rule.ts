import { formatAddress, holds } from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { NextHop, StaticRoute } from '../../../../../grammars/model/routing.ts';
import { defineRule, type Report } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'redundancy/single-uplink',
    severity: 'warning',
    needs: ['routes', 'route-tracking', 'interfaces'],
    title: {
      en: 'Uplinks that do not stand in for each other',
      'zh-cn': '无法互为备份的上联链路',
    },
    sources: ['RFC 5880 section 1', 'RFC 1812 section 5.2.4'],
    options: {
      requiredUplinks: {
        default: 1,
        article: 3,
        unit: 'entries',
        description: {
          en: 'Ways to the Internet that a device with a static default route is to have, at least',
          'zh-cn': '带静态默认路由的设备至少应具有的出口数量',
        },
      },
    },
  },
  *check({ device, option }) {
    if (device.fragment || !device.hostname) return;
    const wanted = option<number>('requiredUplinks');
    for (const group of defaultsOf(device)) {
      yield* untracked(group, device);
      yield* tooFew(group, device, wanted);
    }
  },
});

/** One next hop of a default route. */
interface Way {
  readonly route: StaticRoute;
  readonly hop: NextHop;
  /** Absent: not known. */
  readonly distance?: number;
}

/** Ways of default routes by family and table, the preferred ones first. */
function defaultsOf({ routes }: Device): Way[][] {
  const groups = new Map<string, Way[]>();
  for (const route of routes) {
    if (route.destination.length > 0 || route.discard) continue;
    const key = `${route.destination.family} ${route.vrf ?? ''} ${route.table ?? ''}`;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    for (const hop of route.nextHops) {
      const distance = hop.distance ?? route.distance;
      group.push({ route, hop, ...(distance === undefined ? {} : { distance }) });
    }
  }
  return [...groups.values()].map((group) =>
    group.sort((a, b) => (a.distance ?? 0) - (b.distance ?? 0) || (a.route.metric ?? 0) - (b.route.metric ?? 0)),
  );
}

/** A floating route is there for a failure that nothing notices: the link to the first next hop stays up. */
function* untracked([first, second, ...others]: readonly Way[], device: Device): Generator<Report> {
  if (!first?.hop.address || first.distance === undefined || second?.distance === undefined) return;
  // Several preferred ones: one of them may be watched, and the rest stay.
  const equal = second.distance === first.distance;
  if ((equal && !(first.route.metric! < second.route.metric!)) || others.some(({ distance }) => distance === undefined))
    return;
  if (first.route.tracked || first.route.learned || goesDown(first, device)) return;
  const there = formatAddress(first.hop.address.family, first.hop.address.address);
  const [by, byZh] = equal
    ? [`over ${wayOf(second.hop)}`, `经 ${wayOf(second.hop)} `]
    : [`with distance ${second.distance}`, `管理距离为 ${second.distance} `];
  yield {
    span: first.route === second.route ? first.hop.span : first.route.span,
    text: {
      en: `Only when its interface goes down does the way over ${there} give way to the one ${by}: a failure behind ${there} goes unnoticed, and all traffic is lost. Watch the next hop, by a tracked object or BFD.`,
      'zh-cn': `只有接口 down 时,经 ${there} 的路由才会让位给${byZh}的备用路由:${there} 之后的故障不会被发现,全部流量丢失。请用 track 对象或 BFD 监测下一跳。`,
    },
    related: [
      {
        span: first.route === second.route ? second.hop.span : second.route.span,
        text: { en: 'The one that stands by', 'zh-cn': '备用路由' },
      },
    ],
  };
}

/** Behind a point-to-point link there is one router: what it does shows in the link's state. */
function goesDown({ hop, route: { vrf } }: Way, { interfaces }: Device): boolean {
  const there = hop.address!;
  const port = interfaces.find(
    (one) =>
      one.vrf === vrf &&
      (one.name.value === hop.interface ||
        one.addresses.some((subnet) => subnet.family === there.family && holds(subnet, there.address))),
  );
  return port === undefined || port.pointToPoint === true || port.shutdown === true;
}

function* tooFew(group: readonly Way[], device: Device, wanted: number): Generator<Report> {
  const first = group[0]?.route;
  if (!first || wanted < 2 || first.vrf !== undefined || device.dynamicRouting || first.destination.family !== 'ipv4')
    return;
  const ways = new Set(group.map(({ hop }) => wayOf(hop)));
  if (
    ways.size >= wanted ||
    group.some(({ route }) => route.learned) ||
    device.interfaces.some(({ dynamic }) => dynamic)
  )
    return;
  yield {
    severity: 'info',
    span: first.span,
    text: {
      en: `Everything leaves over ${ways.size === 1 ? 'one next hop' : `${ways.size} next hops`}, and ${wanted} are asked for: when that fails, nothing is reached. Add another uplink with a route of its own.`,
      'zh-cn': `全部流量只经过 ${ways.size} 个下一跳,而要求为 ${wanted} 个:一旦故障将全部中断。请增加上联链路及其路由。`,
    },
  };
}

const wayOf = ({ address, interface: name }: NextHop): string =>
  address ? formatAddress(address.family, address.address) : (name ?? '');
