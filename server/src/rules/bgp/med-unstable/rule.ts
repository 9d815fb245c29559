import { defineRule } from '../../../review/rule.ts';
import { isPrivateAsn, outsideSessions } from '../outside-neighbours.ts';
import { medDifferences } from './med-differences.ts';

export const rule = defineRule({
  meta: {
    id: 'bgp/med-unstable',
    severity: 'info',
    needs: ['bgp', 'bgp-sessions'],
    title: {
      en: 'MEDs are compared in a way that depends on order, or means nothing',
      'zh-cn': 'MED 的比较结果取决于顺序,或没有意义',
    },
    sources: ['RFC 3345', 'RFC 4451', 'RFC 4271 section 9.1.2.2'],
    options: {
      seedDelta: {
        default: null,
        article: 50,
        unit: '-',
        description: {
          en: 'A difference of MEDs: where policies set values further apart for one prefix at two sessions with one AS, that is an info. null asks for none.',
          'zh-cn': 'MED 差值:若策略在与同一 AS 的两个会话上对同一前缀设置的值相差更大,则给出提示。null 表示不检查。',
        },
      },
    },
  },
  *check(context) {
    const { device, profile, option } = context;
    if (profile === 'lab' || profile === 'datacenter-fabric') return;
    const delta = option<number | null>('seedDelta');
    if (delta !== null) yield* medDifferences(context, delta);
    for (const [index, process] of device.bgp.entries()) {
      const { reflectsOrConfederates: inner, deterministicMed, alwaysCompareMed, asn } = process;
      if (process.vrf !== undefined || !process.closed || !asn || isPrivateAsn(asn.value)) continue;
      if (inner && deterministicMed === false)
        yield {
          span: inner.span,
          text: {
            en: 'Clients of a route reflector or confederation members meet paths whose MEDs are compared in the order in which they came: two routers may choose differently, and change their minds for ever (RFC 3345). Let all routers of the AS compare MEDs deterministically (IOS: "bgp deterministic-med").',
            'zh-cn':
              '路由反射器的客户端或联盟成员会按到达顺序比较各路径的 MED:两台路由器可能选出不同结果,并不断振荡(RFC 3345)。请在本 AS 的所有路由器上启用确定性 MED 比较(IOS:“bgp deterministic-med”)。',
          },
          fixes: [
            {
              title: {
                en: 'Compare MEDs independent of the order: best paths may change once',
                'zh-cn': '使 MED 比较与顺序无关:最优路径可能变化一次',
              },
              safety: 'unsafe',
              change: { kind: 'set-bgp', process: index, setting: { kind: 'deterministic-med' } },
            },
          ],
        };
      if (!alwaysCompareMed) continue;
      const ases = new Set<number>();
      for (const { neighbour, process: of } of outsideSessions(context))
        if (of === process && typeof neighbour.remoteAs?.value === 'number') ases.add(neighbour.remoteAs.value);
      if (ases.size < 2) continue;
      const list = [...ases].slice(0, 3).join(', ');
      yield {
        span: alwaysCompareMed.span,
        text: {
          en: `MEDs of different ASes (${list}) are compared with each other, though each counts in its own scale: the choice between them means nothing. Set MEDs of your own on import, or compare only those of one AS.`,
          'zh-cn': `会把不同 AS(${list})的 MED 相互比较,而各 AS 的标度并不相同:这样的选择没有意义。请在入向自行设置 MED,或只比较同一 AS 的 MED。`,
        },
      };
    }
  },
});
