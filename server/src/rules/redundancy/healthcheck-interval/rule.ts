import { defineRule } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'redundancy/healthcheck-interval',
    severity: 'warning',
    needs: ['health-checks'],
    title: {
      en: 'Health checks so rare that a dead server is found late, or so often that they are a load',
      'zh-cn': '健康检查过疏(失效发现太晚)或过密(形成负担)',
    },
    sources: ['HAProxy: Configuration Manual 5.2, inter, fall', 'nginx: ngx_http_upstream_hc_module'],
    options: {
      warn: {
        default: 15,
        unit: 's',
        description: { en: 'A longer interval is a warning.', 'zh-cn': '间隔更长则给出警告。' },
      },
      error: {
        default: 60,
        unit: 's',
        description: { en: 'A longer interval is an error.', 'zh-cn': '间隔更长则报为错误。' },
      },
      shortest: {
        default: 1,
        unit: 's',
        description: { en: 'A shorter interval is an info.', 'zh-cn': '间隔更短则给出提示信息。' },
      },
    },
  },
  *check({ device, option }) {
    const warn = option<number>('warn');
    for (const { of, interval, written15, failures, usual = 0, retryInterval } of device.healthChecks ?? []) {
      const seconds = interval.value;
      // 0 is no interval at all: what it means, the platform says.
      if (seconds <= 0) continue;
      if (seconds < option<number>('shortest')) {
        yield {
          severity: 'info',
          span: interval.span,
          text: {
            en: `${of}: every server is checked ${Math.round(1 / seconds)} times a second, by every proxy: that is a load of its own, and a short pause takes servers out. One check a second or less is enough.`,
            'zh-cn': `${of}:每个代理每秒检查每台服务器 ${Math.round(1 / seconds)} 次,本身就是负担,短暂停顿也会导致服务器被摘除。每秒不超过一次即可。`,
          },
        };
        continue;
      }
      if (seconds <= Math.max(warn, usual)) continue;
      const longest = seconds + (failures - 1) * (retryInterval ?? seconds);
      yield {
        severity: seconds > option<number>('error') ? 'error' : 'warning',
        span: interval.span,
        text: {
          en: `${of}: servers are checked every ${seconds} s, and ${failures === 1 ? 'one failure counts' : `${failures} failures in a row count`}: a dead one is used for up to ${longest} s. Check every ${warn} s or more often.`,
          'zh-cn': `${of}:每 ${seconds} 秒检查一次,${failures === 1 ? '一次失败' : `连续 ${failures} 次失败`}才判定失效:宕机的服务器最长仍会被使用 ${longest} 秒。请至少每 ${warn} 秒检查一次。`,
        },
        fixes: [
          {
            title: { en: 'Check every 15 s: four times a minute', 'zh-cn': '每 15 秒检查一次(每分钟四次)' },
            safety: 'unsafe',
            change: { kind: 'replace-text', span: interval.span, newText: written15 },
          },
        ],
      };
    }
  },
});
