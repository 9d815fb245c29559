import { defineRule } from '../../../review/rule.ts';
import { isOwn, numberIn, settingsInForce } from '../settings-in-force.ts';

export const rule = defineRule({
  meta: {
    id: 'host/container-scale',
    severity: 'warning',
    needs: ['sysctls'],
    title: {
      en: 'Neighbour table that is too small for the planned containers',
      'zh-cn': '邻居表容纳不下计划的容器数量',
    },
    sources: ['Linux kernel: ip-sysctl, neigh/default/gc_thresh1 to gc_thresh3'],
    options: {
      containers: {
        default: null,
        unit: 'containers',
        description: {
          en: 'Containers or pods that the host is planned for; unset: not compared.',
          'zh-cn': '主机计划承载的容器或 Pod 数;未设置则不比较。',
        },
      },
      neighboursEach: {
        default: 2,
        unit: 'entries',
        description: {
          en: 'Neighbours in the table for each of them.',
          'zh-cn': '每个容器在邻居表中的条目数。',
        },
      },
    },
  },
  *check({ device, network, option }) {
    const settings = settingsInForce({ device, network });
    for (const family of ['ipv4', 'ipv6']) {
      const [soft, hard] = [2, 3].map((level) => settings.get(`net.${family}.neigh.default.gc_thresh${level}`));
      const most = numberIn(hard);
      if (most === undefined || !isOwn(device, hard)) continue;
      const containers = option<number | null>('containers');
      const planned = (containers ?? 0) * option<number>('neighboursEach');
      const lower = numberIn(soft) ?? 0;
      if (planned <= most * FULL && lower <= most) continue;
      const better = 2 ** Math.ceil(Math.log2(Math.max(planned / FULL, lower * 2)));
      const why =
        planned > most * FULL
          ? {
              en: `${containers} containers have ${planned} neighbours`,
              zh: `${containers} 个容器约有 ${planned} 个邻居`,
            }
          : { en: `gc_thresh2 is ${lower}, above it`, zh: `gc_thresh2 为 ${lower},高于它` };
      yield {
        span: hard.value.span,
        text: {
          en: `The table of neighbours ends at ${most}, and ${why.en}: the kernel throws entries away that are in use, and packets to others are dropped ("neighbour: arp_cache: neighbor table overflow!"). Set gc_thresh3 to ${better}, and gc_thresh2 to half of it.`,
          'zh-cn': `邻居表上限为 ${most},而${why.zh}:内核会清除正在使用的条目,发往其他邻居的报文被丢弃(“neighbor table overflow!”)。请将 gc_thresh3 设为 ${better},gc_thresh2 设为其一半。`,
        },
        fixes: [
          {
            title: {
              en: `Let the table have ${better} neighbours`,
              'zh-cn': `邻居表上限设为 ${better}`,
            },
            safety: 'unsafe',
            change: { kind: 'replace-text', span: hard.value.span, newText: `${better}` },
          },
        ],
      };
    }
  },
});

/** From here on the table is cleaned while it is needed. */
const FULL = 0.8;
