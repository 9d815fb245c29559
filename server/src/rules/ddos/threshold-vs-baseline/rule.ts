import type { FloodLimit } from '../../../../../grammars/model/flood.ts';
import type { TextEdit } from '../../../../../grammars/text/edit.ts';
import type { Located, Span } from '../../../../../grammars/text/span.ts';
import { defineRule, type Report, type RuleContext } from '../../../review/rule.ts';
import { limitedRules } from './limited-rules.ts';

export const rule = defineRule({
  meta: {
    id: 'ddos/threshold-vs-baseline',
    severity: 'warning',
    needs: ['rate-limits'],
    title: {
      en: 'Limit against floods that stops those who are welcome',
      'zh-cn': '防洪泛限速误伤正常用户',
    },
    sources: [
      'iptables-extensions(8): limit, hashlimit',
      'nft(8): limit statement',
      'nginx: ngx_http_limit_req_module',
      'HAProxy: Configuration Manual, rate-limit sessions',
      'RFC 4987 section 3',
    ],
    options: {
      baselineConnections: {
        default: null,
        unit: 'connections/s',
        description: {
          en: 'New connections in a second at the usual peak (99th percentile); unset: not compared.',
          'zh-cn': '正常高峰时每秒新建连接数(第 99 百分位);未设置则不比较。',
        },
      },
      baselineRequests: {
        default: null,
        unit: 'requests/s',
        description: {
          en: 'Requests in a second at the usual peak (99th percentile); unset: not compared.',
          'zh-cn': '正常高峰时每秒请求数(第 99 百分位);未设置则不比较。',
        },
      },
      low: {
        default: 1.5,
        unit: '-',
        description: {
          en: 'Times the usual peak that a limit for all must leave room for.',
          'zh-cn': '总限速至少应为正常高峰的多少倍。',
        },
      },
      peakRatio: {
        default: 3,
        unit: '-',
        description: {
          en: 'Times the usual peak beyond which a limit acts late.',
          'zh-cn': '限速超过正常高峰多少倍即触发过晚。',
        },
      },
      globalMinimum: {
        default: 1000,
        unit: 'per second',
        description: {
          en: 'A limit for all senders together from this rate on is a backstop, and not reported.',
          'zh-cn': '所有来源合计的限速达到此值即视为兜底,不报告。',
        },
      },
    },
  },
  *check(context) {
    const said = new Set<number>();
    for (const rate of ratesOf(context)) {
      if (said.has(rate.span.start)) continue;
      const report = isMeasured(rate, context)
        ? againstBaseline(rate, context)
        : (forAll(rate, context) ?? withoutBurst(rate));
      if (!report) continue;
      said.add(rate.span.start);
      yield report;
    }
  },
});

/** A limit on what comes in a second, whatever says so. */
interface Rate {
  readonly counts: 'connections' | 'requests';
  readonly per: FloodLimit['per'];
  readonly perSecond: number;
  readonly written: string;
  readonly span: Span;
  readonly suffix: string;
  readonly most?: number;
  /** Taken at once; absent: not by a number. */
  readonly burst?: number;
  readonly beyond: FloodLimit['beyond'];
  readonly perSource: readonly TextEdit[];
  /** Of all that is served, as a measured peak is; else of one service. */
  readonly whole: boolean;
  /** One for each source stands beside it. */
  readonly backstop: boolean;
}

function* ratesOf({ device, outline: { text } }: RuleContext): Generator<Rate> {
  for (const { rate, whole } of limitedRules(device)) {
    const written: Located<string> = rate.written;
    yield {
      counts: 'connections',
      per: rate.per,
      perSecond: rate.perSecond,
      written: written.value,
      span: written.span,
      suffix: '/second',
      ...(rate.most === undefined ? {} : { most: rate.most }),
      burst: rate.burst,
      beyond: 'drop',
      perSource: rate.perSource ?? [],
      whole,
      backstop: false,
    };
  }
  for (const limit of device.floodGuards?.limits ?? []) {
    const { counts, unit, suffix, limit: number } = limit;
    if (unit !== 'per-second' || suffix === undefined || number.value === 0) continue;
    yield {
      counts: counts === 'requests' ? 'requests' : 'connections',
      per: limit.per,
      perSecond: number.value,
      written: text.slice(number.span.start, number.span.end),
      span: number.span,
      suffix,
      ...(limit.burst === undefined ? {} : { burst: limit.burst }),
      beyond: limit.beyond,
      perSource: limit.perSource ?? [],
      whole: true,
      backstop: limit.beside === true,
    };
  }
}

const baselineOf = ({ counts }: Rate, { option }: RuleContext): number | null =>
  option<number | null>(counts === 'requests' ? 'baselineRequests' : 'baselineConnections');

/** Only limits for all together are measured by what all together do. */
const isMeasured = (rate: Rate, context: RuleContext): boolean =>
  rate.per === 'all' && rate.whole && baselineOf(rate, context) !== null;

function againstBaseline(rate: Rate, context: RuleContext): Report | undefined {
  const baseline = baselineOf(rate, context)!;
  const { option } = context;
  const { span, written, beyond } = rate;
  const times = rate.perSecond / baseline;
  const { en, zh } = COUNTED[rate.counts];
  const better = Math.ceil(baseline * 2);
  if (times < option<number>('low')) {
    const fate = beyond === 'wait' ? { en: 'kept waiting', zh: '排队等待' } : { en: 'dropped', zh: '丢弃' };
    return {
      severity: 'error',
      span,
      text: {
        en: `${written} is ${rounded(times)} times the usual peak of ${baseline} ${en} a second: on a busy day honest clients are ${fate.en} before anybody attacks. Allow ${better} a second, twice the peak, or count each source by itself.`,
        'zh-cn': `${written} 仅为正常高峰(每秒 ${baseline} ${zh})的 ${rounded(times)} 倍:繁忙时尚未受攻击,正常客户端就会被${fate.zh}。请放宽到每秒 ${better}(高峰的两倍),或按来源分别计数。`,
      },
      fixes:
        better > (rate.most ?? better)
          ? []
          : [
              {
                title: {
                  en: `Let ${better} ${en} a second pass, for all together`,
                  'zh-cn': `合计允许每秒 ${better} ${zh}`,
                },
                safety: 'unsafe',
                change: { kind: 'replace-text', span, newText: `${better}${rate.suffix}` },
              },
            ],
    };
  }
  if (times <= option<number>('peakRatio')) return undefined;
  return {
    severity: 'info',
    span,
    text: {
      en: `${written} is ${rounded(times)} times the usual peak of ${baseline} ${en} a second: a flood is far along before the limit acts. ${better} a second is twice the peak.`,
      'zh-cn': `${written} 是正常高峰(每秒 ${baseline} ${zh})的 ${rounded(times)} 倍:限速生效时洪泛已很严重。高峰的两倍为每秒 ${better}。`,
    },
  };
}

/** One sender uses up what all have. */
function forAll(rate: Rate, { option }: RuleContext): Report | undefined {
  if (rate.per !== 'all' || rate.backstop || rate.perSecond >= option<number>('globalMinimum')) return undefined;
  const { span, written, perSource } = rate;
  const { en, zh } = COUNTED[rate.counts];
  const waits = rate.beyond === 'wait';
  return {
    severity: waits ? 'info' : 'warning',
    span,
    text: {
      en: `${written} is for all senders together: one who sends that many ${en} uses it up, and everybody else is ${waits ? 'kept waiting' : 'dropped'}. The limit makes the attack cheaper. Count each source by itself.`,
      'zh-cn': `${written} 由所有来源共用:单个发送者发出这么多${zh}即可用尽,其他人都会被${waits ? '排队等待' : '丢弃'},反而降低了攻击成本。请按来源分别计数。`,
    },
    fixes:
      perSource.length === 0
        ? []
        : [
            {
              title: {
                en: `Allow ${written} to each source address`,
                'zh-cn': `对每个源地址分别允许 ${written}`,
              },
              safety: 'unsafe',
              change: { kind: 'edits', edits: perSource },
            },
          ],
  };
}

/** What comes in a second does not come evenly. */
function withoutBurst({ span, written, burst, perSecond, counts }: Rate): Report | undefined {
  if (burst === undefined || perSecond < 2 || burst >= perSecond) return undefined;
  const { en, zh } = COUNTED[counts];
  const once = burst === 0 ? { en: 'no more than one', zh: '不超过一个' } : { en: `${burst}`, zh: `${burst} 个` };
  return {
    severity: 'info',
    span,
    text: {
      en: `${written} takes ${once.en} at once: ${en} that come together are dropped though the second is far from full. Give it a burst of ${Math.ceil(perSecond)} or more.`,
      'zh-cn': `${written} 一次只接受${once.zh}:同时到达的${zh}会被丢弃,尽管这一秒远未用满。请将突发值设为 ${Math.ceil(perSecond)} 以上。`,
    },
  };
}

const COUNTED = {
  connections: { en: 'connections', zh: '连接' },
  requests: { en: 'requests', zh: '请求' },
} as const;

const rounded = (value: number): number => Math.round(value * 100) / 100;
