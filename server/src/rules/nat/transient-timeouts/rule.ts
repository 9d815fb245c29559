import type { Timer } from '../../../../../grammars/model/nat.ts';
import type { Bilingual, Outline } from '../../../../../grammars/outline.ts';
import { defineRule, type Proposal, type Report, type RuleContext } from '../../../review/rule.ts';
import { flowTimers, inTheMiddle, labelOf, type Middle, milder, writtenTimers } from '../flow-timers.ts';

export const rule = defineRule({
  meta: {
    id: 'nat/transient-timeouts',
    severity: 'info',
    needs: ['timers'],
    title: {
      en: 'Half-open, closing or ICMP timers out of bounds',
      'zh-cn': '半开、关闭中或 ICMP 定时器超出合理范围',
    },
    sources: ['RFC 5382 REQ-5', 'RFC 7857 section 2.1', 'RFC 5508 REQ-2'],
    options: {
      minimumTransitory: {
        default: 240,
        unit: 's',
        description: {
          en: "The shortest default for TCP connections that open or close (RFC 5382 REQ-5); set by hand, less is the operator's choice (RFC 7857).",
          'zh-cn': '正在建立或关闭的 TCP 连接的默认定时器下限(RFC 5382 REQ-5);手工设置得更短是允许的(RFC 7857)。',
        },
      },
      maximumHalfOpen: {
        default: 120,
        unit: 's',
        description: {
          en: 'A longer timer for half-open connections is a warning where nothing protects against SYN floods.',
          'zh-cn': '没有 SYN 洪泛防护时,半开连接的定时器长于此值则警告。',
        },
      },
      minimumIcmp: {
        default: 60,
        unit: 's',
        description: {
          en: 'An ICMP query timer that was set to less is mentioned (RFC 5508 REQ-2).',
          'zh-cn': '手工设置的 ICMP 查询定时器短于此值时提示(RFC 5508 REQ-2)。',
        },
      },
      reportDefaults: {
        default: false,
        unit: '-',
        description: {
          en: "Whether a vendor's short default for opening and closing connections is mentioned on a device that translates.",
          'zh-cn': '在做地址转换的设备上,是否提示过短的连接建立与关闭默认定时器。',
        },
      },
    },
  },
  *check(context) {
    const { device, option } = context;
    const middle = inTheMiddle(device);
    if (middle === 'no') return;
    yield* longHalfOpen(context, middle);
    const minimumIcmp = option<number>('minimumIcmp');
    for (const timer of flowTimers(device, ['icmp'])) {
      const severity = milder('info', middle);
      if (!timer.written || timer.seconds >= minimumIcmp || !severity) continue;
      yield {
        severity,
        span: timer.span,
        text: {
          en: `ICMP queries are forgotten after ${timer.seconds} s (${timer.label}); RFC 5508 asks for at least ${minimumIcmp} s. Slow answers to ping and traceroute come too late. Set ${minimumIcmp}.`,
          'zh-cn': `ICMP 查询在 ${timer.seconds} 秒后被清除(${timer.label});RFC 5508 要求至少 ${minimumIcmp} 秒。ping 和 traceroute 较慢的应答会来不及。请设为 ${minimumIcmp}。`,
        },
        fixes: [setTimer(timer.written, minimumIcmp, ICMP)],
      };
    }
    if (option<boolean>('reportDefaults')) yield* shortDefaults(context);
  },
});

const ICMP: Bilingual = { en: 'ICMP queries', 'zh-cn': 'ICMP 查询' };
const HALF_OPEN: Bilingual = { en: 'half-open connections', 'zh-cn': '半开连接' };

/** What the fix writes: time for a handshake, and little room for a flood. */
const HANDSHAKE = 30;

function* longHalfOpen({ device, outline, option }: RuleContext, middle: Middle): Generator<Report> {
  const most = option<number>('maximumHalfOpen');
  const severity = milder('warning', middle);
  if (!severity) return;
  for (const timer of writtenTimers(device, ['tcp-transitory'])) {
    const { value, span } = timer.seconds;
    if (timer.phase !== 'opening') continue;
    if (value !== 'never' && (value <= most || device.nat?.shortensUnderLoad || protectsFromFloods(outline))) continue;
    yield { severity, span, text: halfOpenText(timer), fixes: [setTimer(timer, HANDSHAKE, HALF_OPEN)] };
  }
}

function halfOpenText(timer: Timer): Bilingual {
  const { value } = timer.seconds;
  const label = labelOf(timer);
  if (value === 'never')
    return {
      en: `Half-open connections never end (${label}): every SYN that nobody answers stays in the table. Set ${HANDSHAKE}.`,
      'zh-cn': `半开连接永不老化(${label}):每个无人应答的 SYN 都会一直留在表中。请设为 ${HANDSHAKE}。`,
    };
  const rate = Math.ceil(TABLE / value);
  return {
    en: `Half-open connections stay for ${value} s (${label}) and nothing here limits SYN floods: ${rate} SYNs a second keep ${TABLE} entries busy. Set ${HANDSHAKE}, or protect the table from floods.`,
    'zh-cn': `半开连接保留 ${value} 秒(${label}),且没有 SYN 洪泛防护:每秒 ${rate} 个 SYN 即可一直占用 ${TABLE} 个条目。请设为 ${HANDSHAKE},或为连接表加上洪泛防护。`,
  };
}

/** A table size to reckon with, in entries. */
const TABLE = 65_536;

/** Words of the platforms for it: TCP intercept, screens, SYN proxies and cookies, limits on SYN packets. */
const protectsFromFloods = ({ text }: Outline): boolean =>
  /\bip tcp intercept\b|\bsyn-flood\b|\bsyn-?(?:proxy|cookie)|\bSYNPROXY\b|--syn\b[^\n]*--(?:limit|hashlimit|connlimit)/.test(
    text,
  );

/** The vendor's timers for opening and closing connections, as one finding. */
function* shortDefaults({ device, option }: RuleContext): Generator<Report> {
  const minimum = option<number>('minimumTransitory');
  const short = flowTimers(device, ['tcp-transitory']).filter(({ written, seconds }) => !written && seconds < minimum);
  const [first] = short;
  if (!first) return;
  const list = short.map(({ label, seconds }) => `${label}: ${seconds} s`).join(', ');
  yield {
    span: first.span,
    text: {
      en: `By the platform's default, connections that open or close are forgotten sooner than the ${minimum} s of RFC 5382 (${list}). Set ${minimum} where peers answer late.`,
      'zh-cn': `按平台默认值,正在建立或关闭的连接早于 RFC 5382 的 ${minimum} 秒被清除(${list})。若对端应答较慢,请设为 ${minimum}。`,
    },
  };
}

function setTimer(timer: Timer, seconds: number, what: Bilingual): Proposal {
  const { value } = timer.seconds;
  const now: Bilingual =
    value === 'never' ? { en: 'never', 'zh-cn': '永不' } : { en: `after ${value} s`, 'zh-cn': `${value} 秒后` };
  return {
    title: {
      en: `Forget ${what.en} after ${seconds} s instead of ${now.en}`,
      'zh-cn': `${what['zh-cn']}在 ${seconds} 秒后清除(现为${now['zh-cn']})`,
    },
    safety: 'unsafe',
    change: { kind: 'set-timer', timer, seconds },
  };
}
