import type { FloodLimit } from '../../../../../grammars/model/flood.ts';
import { defineRule, type Report, type RuleContext } from '../../../review/rule.ts';
import { publishedTcp } from '../../exposure/published.ts';

export const rule = defineRule({
  meta: {
    id: 'ddos/half-open-limit',
    severity: 'warning',
    needs: ['half-open-limits'],
    title: {
      en: 'Limit on half-open connections that an ordinary day reaches',
      'zh-cn': '半开连接限制低到平时即会触发',
    },
    sources: [
      'RFC 4987 section 3',
      'Cisco ASA Series Firewall CLI Configuration Guide: connection settings',
      'Cisco IOS Security Configuration Guide: TCP Intercept',
      'Juniper: Attack Detection and Prevention User Guide',
      'Fortinet: FortiOS Administration Guide, DoS policy',
      "Palo Alto Networks: PAN-OS Administrator's Guide, Zone Defense",
    ],
    options: {
      minGlobal: {
        default: 1000,
        unit: 'connections',
        description: {
          en: 'What a limit for all clients, or all of one server, must leave room for.',
          'zh-cn': '面向所有客户端或单个服务器的限制至少应有的余量。',
        },
      },
      minProxied: {
        default: 100,
        unit: 'connections',
        description: {
          en: 'As minGlobal, of a limit beyond which the device answers for the server and drops nothing.',
          'zh-cn': '同 minGlobal,用于超过后由设备代答而不丢弃的限制。',
        },
      },
      baselineHalfOpen: {
        default: null,
        unit: 'connections',
        description: {
          en: 'Half-open connections at the usual peak (99th percentile of SYN-RECV); unset: not compared.',
          'zh-cn': '正常高峰时的半开连接数(SYN-RECV 第 99 百分位);未设置则不比较。',
        },
      },
    },
  },
  *check(context) {
    const { limits = [] } = context.device.floodGuards ?? {};
    for (const limit of limits) {
      const report = turnedRound(limit) ?? low(limit, context);
      if (report) yield report;
    }
    const unlimited = limits.find(
      ({ counts, per, limit }) => counts === 'half-open' && per === 'all' && limit.value === 0,
    );
    const others = limits.some(({ counts, limit }) => counts === 'half-open' && limit.value > 0);
    if (unlimited && !others && !context.device.fragment && publishedTcp(context.device).length > 0)
      yield withoutLimit(unlimited);
  },
});

/** `low 1100`, `high 900`: it starts to act where it should have stopped. */
function turnedRound({ limit, until, label }: FloodLimit): Report | undefined {
  if (!until || until.value <= limit.value) return undefined;
  const better = Math.floor(limit.value * 0.8);
  return {
    severity: 'error',
    span: until.span,
    text: {
      en: `${label}: the low number ${until.value} is above the high number ${limit.value}. Closing begins at the high number and ends at the low one: it must be the smaller of the two.`,
      'zh-cn': `${label}:下限 ${until.value} 高于上限 ${limit.value}。达到上限开始关闭,降到下限停止,因此下限必须更小。`,
    },
    related: [{ span: limit.span, text: { en: 'The high number', 'zh-cn': '上限' } }],
    fixes: [
      {
        title: {
          en: `Stop closing connections at ${better} half-open ones`,
          'zh-cn': `半开连接降至 ${better} 时停止关闭`,
        },
        safety: 'unsafe',
        change: { kind: 'replace-text', span: until.span, newText: `${better}` },
      },
    ],
  };
}

function low(
  { limit, per, beyond, label, unit, counts, perSource }: FloodLimit,
  { option }: RuleContext,
): Report | undefined {
  if ((per !== 'all' && per !== 'destination') || limit.value === 0 || beyond === 'tell') return undefined;
  const baseline = option<number | null>('baselineHalfOpen');
  const proxied = beyond === 'proxy';
  // Where each connection past a rate is only answered by another, the rate is meant to be low.
  if (proxied && unit === 'per-second') return undefined;
  const measured = baseline !== null && counts === 'half-open' && limit.value < 2 * baseline;
  const least = measured ? 2 * baseline : option<number>(proxied ? 'minProxied' : 'minGlobal');
  if (limit.value >= least) return undefined;
  const what =
    counts === 'half-open'
      ? { en: 'half-open connections', zh: '个半开连接' }
      : { en: 'SYN a second', zh: '个 SYN(每秒)' };
  const whose =
    per === 'all'
      ? { en: 'of all clients together', zh: '所有客户端合计' }
      : { en: 'to one server', zh: '针对单台服务器' };
  const fate = FATES[beyond];
  const peak = measured
    ? { en: `, where ${baseline} are usual at the peak`, zh: `,而平时高峰即有 ${baseline} 个` }
    : { en: '', zh: '' };
  const fix = perSource ?? [];
  return {
    span: limit.span,
    text: {
      en: `${label} acts from ${limit.value} ${what.en} ${whose.en}${peak.en}: an ordinary busy minute, or one sender, gets there, and then ${fate.en}. Allow ${Math.max(least, 1000)} or more, and limit each client to 20 to 100.`,
      'zh-cn': `${label} 在${whose.zh}达到 ${limit.value} ${what.zh}时生效${peak.zh}:平时繁忙或单个发送者即可触发,此后${fate.zh}。请放宽到 ${Math.max(least, 1000)} 以上,并将每个客户端限制在 20 到 100。`,
    },
    fixes:
      fix.length === 0
        ? []
        : [
            {
              title: {
                en: 'Limit each client by itself, and all together at 10000',
                'zh-cn': '按客户端分别限制,合计上限设为 10000',
              },
              safety: 'unsafe',
              change: { kind: 'edits', edits: fix },
            },
          ],
  };
}

const FATES: Readonly<Record<Exclude<FloodLimit['beyond'], 'tell'>, { readonly en: string; readonly zh: string }>> = {
  drop: { en: 'new connections are dropped, whoever asks', zh: '任何人的新连接都会被丢弃' },
  proxy: {
    en: 'every new connection is answered by the device instead of the server, without the options that the server would agree on',
    zh: '所有新连接都由设备代答,失去服务器本可协商的选项',
  },
  'close-oldest': {
    en: 'an older half-open connection is closed for each new one, slow honest clients among them',
    zh: '每个新连接都会挤掉一个较早的半开连接,其中包括较慢的正常客户端',
  },
  wait: { en: 'new connections wait', zh: '新连接排队等待' },
};

const withoutLimit = ({ limit: { span }, label }: FloodLimit): Report => ({
  severity: 'info',
  span,
  text: {
    en: `${label} 0 is no limit: half-open connections to what is published here are stopped by nothing before they fill the table. Set 10000 for all, and 20 to 100 for each client.`,
    'zh-cn': `${label} 0 表示不限制:指向已发布服务的半开连接在填满连接表之前不受任何限制。请将合计上限设为 10000,每个客户端 20 到 100。`,
  },
});
