import { defineRule } from '../../../review/rule.ts';
import { dampedRoutes } from './damped-routes.ts';
import { lateAnnouncements } from './late-announcements.ts';
import { slowBundles } from './slow-bundles.ts';
import { slowProviders } from './slow-providers.ts';
import { unwatchedRoutes } from './unwatched-routes.ts';
import { writtenTimers } from './written-timers.ts';

export const rule = defineRule({
  meta: {
    id: 'routing/slow-convergence',
    severity: 'info',
    needs: [],
    needsOneOf: ['bgp', 'fhrp'],
    title: {
      en: 'A failure is noticed too late, or never, though there is another way',
      'zh-cn': '存在备用路径,但故障发现过慢或永远无法发现',
    },
    sources: [
      'RFC 4271 section 10',
      'RFC 5880',
      'RFC 2328 appendix C.3',
      'RFC 7196 section 6',
      'IEEE 802.1AX section 6.4.4',
    ],
    options: {
      target: {
        default: 60,
        article: 900,
        unit: 's',
        description: {
          en: 'Longest time until a dead neighbour is noticed.',
          'zh-cn': '发现邻居失效所允许的最长时间。',
        },
      },
    },
  },
  *check(context) {
    const target = context.option<number>('target');
    yield* slowProviders(context, target);
    yield* writtenTimers(context.device, target);
    yield* slowBundles(context.device.interfaces, target);
    yield* lateAnnouncements(context.device.bgp, target);
    yield* dampedRoutes(context.device.bgp, target);
    const { fragment, routeScript } = context.device;
    if (context.dialect.provides.includes('route-tracking') && !fragment && !routeScript)
      yield* unwatchedRoutes(context.device);
  },
});
