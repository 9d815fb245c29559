import type { Sysctl } from '../../../../../grammars/model/device.ts';
import type { StaticRoute } from '../../../../../grammars/model/routing.ts';
import type { Member } from '../../../network/network.ts';
import { readTogether } from '../../../network/read-together.ts';
import { defineRule, type Report, type Surroundings } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'host/rp-filter-asymmetric',
    severity: 'warning',
    needs: ['sysctls'],
    title: {
      en: 'Strict reverse path filter on an interface that answers do not leave by',
      'zh-cn': '应答不从该接口发出,却启用了严格反向路径过滤',
    },
    sources: ['RFC 3704 sections 2.2 to 2.4', 'Linux kernel: ip-sysctl (rp_filter)', 'netplan reference: routes'],
    options: {},
  },
  *check({ device, network }) {
    if (!network || !device.sysctls.some(({ key }) => MODE.test(key.value))) return;
    const ways = waysOut(network);
    if (!ways) return;
    const settings = inForce(network);
    // The larger number of the two holds: 2, the loose mode, wins over 1, and distributions set it for all where these files say nothing.
    const all = settings.get('net.ipv4.conf.all.rp_filter')?.value.value;
    if (all !== '0' && all !== '1') return;
    for (const way of ways.others) {
      const setting = settings.get(`net.ipv4.conf.${way.route.under}.rp_filter`);
      if (setting?.value.value === '1' && device.sysctls.includes(setting)) yield strict(setting, way, ways.first);
    }
  },
});

const MODE = /^net\.ipv4\.conf\.[^.]+(?:\.\d+)?\.rp_filter$/;

interface Way {
  readonly member: Member;
  readonly route: StaticRoute;
}

/** What the files of the folder come to: the last one holds. */
const inForce = (network: Surroundings): ReadonlyMap<string, Sysctl> =>
  new Map(readTogether(network).flatMap(({ device }) => device.sysctls.map((one) => [one.key.value, one] as const)));

/**
 * The host's default routes of the main table: the one that is used, and those that are not as long as it is there. Undefined: there are no
 * two, it is not known which is which, or other tables choose by the source of packets, whose way back is another question.
 */
function waysOut({
  network,
  self,
}: Surroundings): { readonly first: Way; readonly others: readonly Way[] } | undefined {
  const host = hostOf(self.path);
  if (host === undefined) return undefined;
  const found: Way[] = [];
  for (const member of network.members) {
    if (member.device.readTogether !== 'netplan' || hostOf(member.path) !== host) continue;
    for (const route of member.device.routes) {
      if (route.table !== undefined) return undefined;
      if (route.destination.family !== 'ipv4' || route.destination.length > 0 || route.vrf !== undefined) continue;
      if (route.under !== undefined && !route.discard) found.push({ member, route });
    }
  }
  const [first, ...rest] = found.sort((one, other) => leastOf(one.route) - leastOf(other.route));
  const others = rest.filter(
    ({ route }) => first && route.under !== first.route.under && leastOf(route) > mostOf(first.route),
  );
  return first && others.length > 0 && others.length === rest.length ? { first, others } : undefined;
}

/** Metrics that a route may have which says none: networkd gives it 0, NetworkManager up to 700. */
const leastOf = ({ distance }: StaticRoute): number => distance ?? 0;
const mostOf = ({ distance }: StaticRoute): number => distance ?? 700;

/** What stands before `etc` in a copy of the host's files; undefined: the file is not in one. */
const hostOf = (path: string): string | undefined => /^(.*?)(?:^|[/\\])etc[/\\](?:sysctl|netplan)\b/.exec(path)?.[1];

function strict({ key, value }: Sysctl, way: Way, first: Way): Report {
  const [own, other] = [way.route.under, first.route.under];
  return {
    span: value.span,
    text: {
      en: `${key.value} = 1 drops what comes in by ${own} from anywhere but its own networks: the way back to the Internet is the default route of ${other}, as long as that is there. Set it to 2, or let answers leave by ${own} with a table of their own.`,
      'zh-cn': `${key.value} = 1 会丢弃从 ${own} 进入的、来自其直连网络以外的报文:只要 ${other} 的默认路由存在,返回互联网的路径就走 ${other}。请设为 2,或用单独的路由表让应答从 ${own} 发出。`,
    },
    related: [way, first].map(({ member, route }) => ({
      span: route.span,
      text: {
        en: `The default route of ${route.under}`,
        'zh-cn': `${route.under} 的默认路由`,
      },
      elsewhere: { path: member.path, range: member.index.rangeOf(route.span) },
    })),
    fixes: [
      {
        title: {
          en: `Set ${key.value} to 2: senders that any route leads back to are let in by ${own}`,
          'zh-cn': `将 ${key.value} 设为 2:只要有任一路由可达发送者,即允许其报文从 ${own} 进入`,
        },
        safety: 'unsafe',
        change: { kind: 'replace-text', span: value.span, newText: '2' },
      },
    ],
  };
}
