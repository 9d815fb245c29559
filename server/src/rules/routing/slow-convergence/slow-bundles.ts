import type { Interface } from '../../../../../grammars/model/interface.ts';
import type { Report } from '../../../review/rule.ts';

/** Three packets of LACP missed, one every 30 s (IEEE 802.1AX section 6.4.4, long timeout). */
const LONG_TIMEOUT = 90;

/** Aggregations whose members were told to ask for slow packets of LACP. Each is told once, with all its members. */
export function* slowBundles(interfaces: readonly Interface[], target: number): Generator<Report> {
  if (LONG_TIMEOUT <= target) return;
  for (const [group, places] of slowByGroup(interfaces)) {
    const [first, ...others] = places;
    yield {
      span: first!.span,
      text: {
        en: `A member of aggregation ${group} that dies behind a link that stays up is noticed after ${LONG_TIMEOUT} s, and loses its share of the traffic until then: LACP hears of the other end every 30 s. Ask for fast packets (3 s), on both ends.`,
        'zh-cn': `聚合组 ${group} 的成员链路若失效而端口仍为 up,要 ${LONG_TIMEOUT} 秒才会发现,其间分担到该成员的流量会丢失:LACP 每 30 秒才收到一次对端报文。请在两端改用快速模式(3 秒)。`,
      },
      related: others.map(({ span }) => ({ span, text: { en: 'Another member', 'zh-cn': '另一成员' } })),
      fixes: [
        {
          title: {
            en: 'Ask for a packet every second (some platforms take it only while the port is shut down)',
            'zh-cn': '改为每秒请求一个报文(部分平台须先关闭端口才能修改)',
          },
          safety: 'unsafe',
          change: { kind: 'edits', edits: places.map(({ span, fast }) => ({ span, newText: fast })) },
        },
      ],
    };
  }
}

type Slow = NonNullable<NonNullable<Interface['lag']>['slow']>;

/** Where it is written, each place once: of some platforms the aggregation says it for its members. */
function slowByGroup(interfaces: readonly Interface[]): ReadonlyMap<number, readonly Slow[]> {
  const groups = new Map<number, Map<number, Slow>>();
  for (const { lag, shutdown, closed } of interfaces) {
    if (!lag?.slow || !lag.mode || lag.mode.value === 'on' || shutdown || !closed) continue;
    const places = groups.get(lag.group.value) ?? new Map<number, Slow>();
    groups.set(lag.group.value, places.set(lag.slow.span.start, lag.slow));
  }
  return new Map([...groups].map(([group, places]) => [group, [...places.values()]]));
}
