import { defineRule } from '../../../review/rule.ts';
import { isEmpty } from '../../../routes/prefix-space.ts';
import { outsideFamilies } from '../outside-neighbours.ts';
import { byPolicies, neighboursText } from '../refuse-first.ts';
import { chainKey, SOMEONE_ELSE, surelyAccepted, throughPolicies } from '../route-passage.ts';

export const rule = defineRule({
  meta: {
    id: 'bgp/long-as-path',
    severity: 'info',
    needs: ['bgp', 'route-policies'],
    title: {
      en: 'AS paths of any length are accepted',
      'zh-cn': '接受任意长度的 AS 路径',
    },
    sources: ['RFC 7454 section 7', 'BGP Filter Guide (NLNOG), long AS paths'],
    options: {
      limit: {
        default: 50,
        unit: 'ASes',
        description: {
          en: 'The longest path that the fix lets in; real paths are far shorter, prepended ones reach about 40.',
          'zh-cn': '修复时允许的最长路径;真实路径远短于此,加了前置的路径约可达 40。',
        },
      },
      hard: {
        default: 100,
        unit: 'ASes',
        description: {
          en: 'A policy that accepts longer paths than this is reported.',
          'zh-cn': '接受比此更长路径的策略会被报告。',
        },
      },
    },
  },
  *check({ device, profile, option }) {
    if (profile !== 'edge-isp' && profile !== 'enterprise-edge') return;
    const limit = option<number>('limit');
    const hard = option<number>('hard');
    const sessions = [...outsideFamilies(device, profile)].filter(
      ({ process, neighbour, relationship }) =>
        relationship !== 'customer' && !process.maxAsPath && typeof neighbour.remoteAs?.value === 'number',
    );
    for (const same of byPolicies(sessions, ({ family, process, processIndex }) =>
      // One setting of the process is the answer for all of its neighbours, where there is such a setting.
      process.policyChain === 'all-must-permit' ? `${processIndex}` : chainKey(family.imports, family.name),
    )) {
      const session = same.find(({ process, family, ip, neighbour }) => {
        const path = [neighbour.remoteAs!.value as number, ...Array<number>(hard).fill(SOMEONE_ELSE)];
        const attributes = { path, communities: [], protocol: 'bgp', validation: 'not-found' } as const;
        const outcomes = throughPolicies(device, process, family, 'import', ip, attributes);
        return outcomes && !isEmpty(surelyAccepted(outcomes, ip));
      });
      if (!session) continue;
      const who = neighboursText([session, ...same.filter((one) => one !== session)]);
      const place = { process: session.processIndex, neighbour: session.neighbourIndex } as const;
      const title = {
        en: `Refuse paths longer than ${limit} ASes`,
        'zh-cn': `拒绝长于 ${limit} 个 AS 的路径`,
      };
      yield {
        span: session.family.imports[0]!.name.span,
        text: {
          en: `Routes from ${who.en} are accepted with paths of more than ${hard} ASes: such paths have crashed routers and belong to no real route. Set an upper bound.`,
          'zh-cn': `来自 ${who['zh-cn']} 的路由即使路径超过 ${hard} 个 AS 也会被接受:这类路径曾使路由器崩溃,也不属于任何真实路由。请设置上限。`,
        },
        fixes: [
          {
            title,
            safety: 'unsafe',
            change: { kind: 'set-bgp', process: session.processIndex, setting: { kind: 'max-as-path', limit } },
          },
          {
            title,
            safety: 'unsafe',
            change: {
              kind: 'refuse-paths',
              ...place,
              family: session.family.name,
              direction: 'import',
              name: 'LONG-PATHS',
              paths: [{ kind: 'longer', than: limit }],
            },
          },
        ],
      };
    }
  },
});
