import type { BgpNeighbour } from '../../../../../grammars/model/bgp.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { RoutePolicy } from '../../../../../grammars/model/routing.ts';
import { defineRule, type Report } from '../../../review/rule.ts';
import { blackholes } from './blackhole.ts';
import { keptActions } from './kept-actions.ts';

export const rule = defineRule({
  meta: {
    id: 'bgp/community-hygiene',
    severity: 'warning',
    needs: ['bgp', 'route-policies'],
    title: {
      en: 'Communities that are set and never sent, or that others may use against this network',
      'zh-cn': '已设置却从不发送,或可被他人用来影响本网络的团体属性',
    },
    sources: ['RFC 1997', 'RFC 7454 section 11', 'RFC 7999 section 3.3'],
    options: {},
  },
  *check(context) {
    yield* blackholes(context);
    yield* keptActions(context);
    yield* neverSent(context.device);
  },
});

function* neverSent(device: Device): Generator<Report> {
  const setting = new Map(device.policies.filter(setsCommunities).map((policy) => [policy.name.value, policy]));
  if (setting.size === 0) return;
  const told = new Set<number>();
  for (const [at, process] of device.bgp.entries())
    for (const [index, neighbour] of process.neighbours.entries()) {
      if (neighbour.shutdown || !neighbour.closed) continue;
      for (const report of unsent(neighbour, { process: at, neighbour: index }, setting)) {
        if (told.has(report.span.start)) continue;
        told.add(report.span.start);
        yield report;
      }
    }
}

const setsCommunities = ({ entries = [] }: RoutePolicy): boolean =>
  entries.some(({ action, settings }) => action !== 'deny' && settings.some(({ kind }) => kind === 'community'));

/** Families in which the platform takes all communities off what is sent, while a policy puts some on. */
function* unsent(
  { address, families, spans }: BgpNeighbour,
  place: { readonly process: number; readonly neighbour: number },
  setting: ReadonlyMap<string, RoutePolicy>,
): Generator<Report> {
  for (const { name: family, active, sendsCommunities, exports } of families) {
    if (!active || sendsCommunities !== false) continue;
    for (const { kind, name } of exports) {
      const policy = kind === 'route-policy' ? setting.get(name.value) : undefined;
      if (!policy) continue;
      yield {
        span: name.span,
        text: {
          en: `${name.value} sets communities on routes sent to ${address.value}, and this session sends none: the neighbour never sees them, and what it should do with the routes is not done. Let the session send communities.`,
          'zh-cn': `${name.value} 为发往 ${address.value} 的路由设置了团体属性,而该会话不发送团体属性:对端看不到,也不会据此处理路由。请为该会话启用发送团体属性。`,
        },
        related: [{ span: policy.span, text: { en: 'Set here', 'zh-cn': '在此设置' } }],
        // A group's policy is for all its neighbours.
        fixes: spans.some(({ start, end }) => start <= name.span.start && name.span.end <= end)
          ? [
              {
                title: {
                  en: `Send communities to ${address.value}`,
                  'zh-cn': `向 ${address.value} 发送团体属性`,
                },
                safety: 'unsafe',
                change: { kind: 'set-neighbour', ...place, family, setting: { kind: 'send-communities' } },
              },
            ]
          : [],
      };
    }
  }
}
