import type { Device } from '../../../../../grammars/model/device.ts';
import { defineRule, type Report } from '../../../review/rule.ts';
import { difference, isEmpty, within } from '../../../routes/prefix-space.ts';
import { SOMEONE_ELSE } from '../../../routes/route-attributes.ts';
import { type OutsideFamily, outsideFamilies } from '../outside-neighbours.ts';
import { byPolicies, neighboursText } from '../refuse-first.ts';
import { chainKey, surelyAccepted, throughPolicies } from '../route-passage.ts';
import { DEFAULT_ROUTE } from '../special-prefixes.ts';

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
      seedHint: {
        default: null,
        article: 25,
        unit: 'ASes',
        description: {
          en: 'A number of ASes that paths are said to stay below: where longer ones surely come in, that is a hint. null asks for none.',
          'zh-cn': '认为正常路径应低于的 AS 数:确定会接受更长的路径时给出提示。null 表示不检查。',
        },
      },
    },
  },
  *check(context) {
    const { device, profile, option } = context;
    const seed = option<number | null>('seedHint');
    const limit = option<number>('limit');
    const hard = option<number>('hard');
    const atEdge = profile === 'edge-isp' || profile === 'enterprise-edge';
    if (!atEdge && seed === null) return;
    const sessions = [...outsideFamilies(context)].filter(
      ({ relationship, neighbour }) => relationship !== 'customer' && typeof neighbour.remoteAs?.value === 'number',
    );
    for (const same of byPolicies(sessions, ({ family, process, processIndex }) =>
      // One setting of the process is the answer for all of its neighbours, where there is such a setting.
      process.policyChain === 'all-must-permit' ? `${processIndex}` : chainKey(family.imports, family.name),
    )) {
      const open = atEdge
        ? same.find((one) => !one.process.maxAsPath && takesPathOf(hard + 1, one, device))
        : undefined;
      const beyond = open || seed === null ? undefined : same.find((one) => takesPathOf(seed + 1, one, device));
      if (open) yield unbounded([open, ...same.filter((one) => one !== open)], limit, hard);
      else if (beyond) yield hint([beyond, ...same.filter((one) => one !== beyond)], seed!);
    }
  },
});

/** Some prefix surely comes in from the neighbour with a path of so many ASes. */
function takesPathOf(length: number, { process, family, ip, neighbour }: OutsideFamily, device: Device): boolean {
  if (process.maxAsPath && process.maxAsPath.value < length) return false;
  const path = [neighbour.remoteAs!.value as number, ...Array<number>(length - 1).fill(SOMEONE_ELSE)];
  const attributes = { path, communities: [], protocol: 'bgp', validation: 'not-found' } as const;
  const outcomes = throughPolicies(device, process, family, 'import', ip, attributes);
  if (!outcomes) return false;
  // Who takes nothing but the default route looks at no path.
  return !isEmpty(difference(surelyAccepted(outcomes, ip), within(DEFAULT_ROUTE[ip], { first: 0, last: 0 })));
}

function unbounded(all: readonly OutsideFamily[], limit: number, hard: number): Report {
  const { family, processIndex, neighbourIndex } = all[0]!;
  const who = neighboursText(all);
  const title = {
    en: `Refuse paths longer than ${limit} ASes`,
    'zh-cn': `拒绝长于 ${limit} 个 AS 的路径`,
  };
  return {
    span: family.imports[0]!.name.span,
    text: {
      en: `Routes from ${who.en} are accepted with paths of more than ${hard} ASes: such paths have crashed routers and belong to no real route. Set an upper bound.`,
      'zh-cn': `来自 ${who['zh-cn']} 的路由即使路径超过 ${hard} 个 AS 也会被接受:这类路径曾使路由器崩溃,也不属于任何真实路由。请设置上限。`,
    },
    fixes: [
      {
        title,
        safety: 'unsafe',
        change: { kind: 'set-bgp', process: processIndex, setting: { kind: 'max-as-path', limit } },
      },
      {
        title,
        safety: 'unsafe',
        change: {
          kind: 'refuse-paths',
          process: processIndex,
          neighbour: neighbourIndex,
          family: family.name,
          direction: 'import',
          name: 'LONG-PATHS',
          paths: [{ kind: 'longer', than: limit }],
        },
      },
    ],
  };
}

/** No fix: a filter at such a number would lose real routes (catalogued lengths reach about 40). */
function hint(all: readonly OutsideFamily[], seed: number): Report {
  const { family, process } = all[0]!;
  const who = neighboursText(all);
  const bound = process.maxAsPath;
  return {
    severity: 'hint',
    span: bound?.span ?? family.imports[0]!.name.span,
    text: {
      en: `Routes from ${who.en} are accepted with paths of more than ${seed} ASes. Paths that long are rare, so look at one when it appears; but do not filter there: real routes with prepended ASes reach about 40, and a limit below 30 drops them. If you bound paths, do it at 50 to 100.`,
      'zh-cn': `来自 ${who['zh-cn']} 的路由在路径超过 ${seed} 个 AS 时也会被接受。这样长的路径少见,出现时值得查看;但不要据此过滤:加了前置的真实路由可达约 40 个 AS,低于 30 的上限会丢弃它们。若设上限,请取 50 到 100。`,
    },
  };
}
