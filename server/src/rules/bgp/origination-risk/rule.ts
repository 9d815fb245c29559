import { formatPrefix, networkOf, type Prefix, widthOf } from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import { defineRule, type Report, type RuleContext } from '../../../review/rule.ts';
import { outsideSessions } from '../outside-neighbours.ts';

export const rule = defineRule({
  meta: {
    id: 'bgp/origination-risk',
    severity: 'warning',
    needs: ['bgp', 'route-policies', 'interfaces', 'routes', 'igp'],
    title: {
      en: 'Own prefix that is never announced, or that others drop',
      'zh-cn': '不会被通告,或会被他人丢弃的自有前缀',
    },
    sources: ['RFC 4271 section 9.4', 'RFC 9774'],
    options: {},
  },
  *check(context) {
    yield* asSets(context);
    yield* neverThere(context.device);
  },
});

/** RFC 9774: nobody should announce a set of AS numbers any more, and who validates origins takes such a route for invalid. */
function* asSets(context: RuleContext): Generator<Report> {
  const outside = new Set([...outsideSessions(context)].map(({ process }) => process.vrf));
  for (const { asSet, prefix, vrf } of context.device.originations) {
    if (!asSet || !outside.has(vrf)) continue;
    const text = formatPrefix(prefix);
    yield {
      span: asSet.span,
      text: {
        en: `${text} is announced with a set of AS numbers in its path (AS_SET): others drop such routes, as RFC 9774 asks them to, and none of them passes origin validation. Announce the aggregate with your own AS alone, and its parts beside it where their origin matters.`,
        'zh-cn': `${text} 的路径中带有 AS 号集合(AS_SET):按 RFC 9774,他人会丢弃此类路由,且其无法通过起源验证。请仅以自己的 AS 通告该聚合;若其组成部分的起源重要,请同时通告它们。`,
      },
      fixes: [
        {
          title: {
            en: `Announce ${text} without the set: the AS numbers of its parts no longer show in its path`,
            'zh-cn': `不带该集合通告 ${text}:路径中不再显示其组成部分的 AS 号`,
          },
          safety: 'unsafe',
          change: { kind: 'edits', edits: [asSet.without] },
        },
      ],
    };
  }
}

function* neverThere(device: Device): Generator<Report> {
  if (device.fragment || !device.hostname || !showsAllRoutes(device)) return;
  for (const process of device.bgp) {
    if (!process.announcesKnownOnly || !process.closed) continue;
    const known = new Set([...routesOf(device, process.vrf)].map(keyOf));
    for (const { kind, prefix, vrf, span } of device.originations) {
      if (kind !== 'network' || vrf !== process.vrf || known.has(keyOf(prefix))) continue;
      const text = formatPrefix(prefix);
      yield {
        span,
        text: {
          en: `${text} is announced only where the routing table has exactly this prefix, and no interface and no static route here brings it: nothing is announced. Add a static route for ${text} that discards, or correct the prefix.`,
          'zh-cn': `只有路由表中恰好存在 ${text} 时才会通告该前缀,而这里没有任何接口或静态路由能带来它:不会通告任何路由。请为 ${text} 添加一条丢弃的静态路由,或更正前缀。`,
        },
      };
    }
  }
}

/** Whatever else runs may bring the prefix; so may addresses that are not in the text. */
const showsAllRoutes = ({ routingProtocols, interfaces }: Device): boolean =>
  routingProtocols?.every((one) => one === 'bgp' || one === 'static') === true &&
  interfaces.length > 0 &&
  interfaces.every((one) => one.closed && !one.dynamic);

/** Routes of the table without those of BGP, aggregates among them. */
function* routesOf({ interfaces, routes, originations }: Device, vrf: string | undefined): Generator<Prefix> {
  for (const one of interfaces) {
    if (one.vrf !== vrf || one.shutdown) continue;
    for (const address of one.addresses) {
      yield address;
      // The address itself stands in the table as well, and can be announced (NX-OS 9.2 does).
      yield { ...address, length: widthOf(address.family) };
    }
  }
  for (const route of routes) if (route.vrf === vrf) yield route.destination;
  for (const one of originations) if (one.kind === 'aggregate' && one.vrf === vrf) yield one.prefix;
}

const keyOf = (prefix: Prefix): string => `${prefix.family} ${networkOf(prefix)}/${prefix.length}`;
