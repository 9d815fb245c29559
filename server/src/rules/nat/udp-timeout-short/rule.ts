import type { Timer } from '../../../../../grammars/model/nat.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { Severity } from '../../../review/finding.ts';
import { defineRule, type Proposal } from '../../../review/rule.ts';
import { type FlowTimer, flowTimers, inTheMiddle, milder } from '../flow-timers.ts';

export const rule = defineRule({
  meta: {
    id: 'nat/udp-timeout-short',
    severity: 'warning',
    needs: ['timers'],
    title: {
      en: 'UDP translations expire too soon',
      'zh-cn': 'UDP 转换条目过早老化',
    },
    sources: ['RFC 4787 REQ-5', 'RFC 6888 REQ-1', 'Linux nf_conntrack-sysctl'],
    options: {
      minimum: {
        default: 120,
        unit: 's',
        description: {
          en: 'A shorter UDP timer is a warning (RFC 4787 REQ-5).',
          'zh-cn': 'UDP 定时器短于此值时警告(RFC 4787 REQ-5)。',
        },
      },
      recommended: {
        default: 300,
        unit: 's',
        description: {
          en: 'A timer that was set by hand to less than this is an info; what the fix writes (RFC 4787 REQ-5c).',
          'zh-cn': '手工设置的定时器短于此值时提示;修复时写入此值(RFC 4787 REQ-5c)。',
        },
      },
      houseMinimum: {
        default: null,
        article: 1800,
        unit: 's',
        description: {
          en: 'A minimum of your own above the standard; null asks for none.',
          'zh-cn': '高于标准的自定最小值;null 表示不设。',
        },
      },
      reportDefaults: {
        default: true,
        unit: '-',
        description: {
          en: "Whether a vendor's default that is too short is reported on a device that translates.",
          'zh-cn': '在做地址转换的设备上,是否报告过短的厂商默认值。',
        },
      },
    },
  },
  *check({ device, option }) {
    const middle = inTheMiddle(device);
    if (middle === 'no') return;
    const limits: Limits = {
      minimum: option<number>('minimum'),
      recommended: option<number>('recommended'),
      house: option<number | null>('houseMinimum') ?? 0,
    };
    for (const timer of flowTimers(device, ['udp', 'udp-stream', 'udp-unreplied'])) {
      if (timer.written ? forWellKnownPorts(timer.written) : !option<boolean>('reportDefaults')) continue;
      if (timer.kind === 'udp-unreplied') {
        const severity = timer.written && timer.seconds < BROKEN ? milder('warning', middle) : undefined;
        if (severity) yield { severity, span: timer.span, text: unreplied(timer), fixes: fixesOf(timer, BROKEN) };
        continue;
      }
      const judged = severityOf(timer, limits);
      const severity = judged && milder(judged, middle);
      if (!severity) continue;
      yield { severity, span: timer.span, text: textOf(timer, limits), fixes: fixesOf(timer, targetOf(limits)) };
    }
  },
});

interface Limits {
  readonly minimum: number;
  readonly recommended: number;
  /** 0: none */
  readonly house: number;
}

/** Below this, applications that send every 15 to 25 seconds to stay alive lose their port. */
const BROKEN = 30;

/** RFC 4787 REQ-5a: well-known ports may have shorter timers of their own. */
const forWellKnownPorts = ({ scope }: Timer): boolean =>
  scope?.destinationPorts !== undefined &&
  scope.destinationPorts.length > 0 &&
  scope.destinationPorts.every(({ last }) => last <= 1023);

function severityOf({ seconds, written }: FlowTimer, { minimum, recommended, house }: Limits): Severity | undefined {
  if (seconds < Math.min(BROKEN, minimum)) return 'error';
  if (seconds < minimum || seconds < house) return 'warning';
  return written && seconds < recommended ? 'info' : undefined;
}

const targetOf = ({ recommended, house }: Limits): number => Math.max(recommended, house);

/** Linux keeps a flow that nobody answered for 30 s; two peers that punch holes need about that. */
function unreplied({ seconds, label }: FlowTimer): Bilingual {
  return {
    en: `UDP flows that nobody answered yet are forgotten after ${seconds} s (${label}): slow answers, and peers that punch holes through NAT within ${BROKEN} s, come too late. Set ${BROKEN}.`,
    'zh-cn': `尚未收到应答的 UDP 流在 ${seconds} 秒后被遗忘(${label}):较慢的应答以及在 ${BROKEN} 秒内进行 NAT 打洞的对端会来不及。请设为 ${BROKEN}。`,
  };
}

function textOf({ seconds, label, written }: FlowTimer, { minimum, recommended, house }: Limits): Bilingual {
  const target = targetOf({ minimum, recommended, house });
  const by = written
    ? { en: `(${label})`, 'zh-cn': `(${label})` }
    : { en: `by the platform's default (${label})`, 'zh-cn': `(平台默认值,${label})` };
  if (seconds >= recommended || (seconds >= minimum && seconds < house)) {
    return {
      en: `Idle UDP translations end after ${seconds} s ${by.en}, sooner than your house minimum of ${house} s. RFC 4787 is met; longer timers need room for more entries. Set ${target}.`,
      'zh-cn': `空闲的 UDP 转换条目在 ${seconds} 秒后老化${by['zh-cn']},短于自定最小值 ${house} 秒。RFC 4787 的要求已满足;定时器更长时需要更大的表容量。请设为 ${target}。`,
    };
  }
  const asks = { en: `RFC 4787 asks for at least ${minimum} s`, 'zh-cn': `RFC 4787 要求至少 ${minimum} 秒` };
  if (seconds >= minimum) {
    return {
      en: `Idle UDP translations end after ${seconds} s ${by.en}; RFC 4787 recommends ${recommended} s or more. Set ${target}.`,
      'zh-cn': `空闲的 UDP 转换条目在 ${seconds} 秒后老化${by['zh-cn']};RFC 4787 建议 ${recommended} 秒或更长。请设为 ${target}。`,
    };
  }
  return {
    en: `Idle UDP translations end after ${seconds} s ${by.en}; ${asks.en}. Calls, games and VPN tunnels that pause longer lose their mapping. Set ${target}.`,
    'zh-cn': `空闲的 UDP 转换条目在 ${seconds} 秒后老化${by['zh-cn']};${asks['zh-cn']}。静默时间更长的通话、游戏和 VPN 隧道会丢失映射。请设为 ${target}。`,
  };
}

function fixesOf({ seconds, written }: FlowTimer, target: number): Proposal[] {
  if (!written) return [];
  return [
    {
      title: {
        en: `Keep idle UDP translations for ${target} s instead of ${seconds} s (the table holds more entries)`,
        'zh-cn': `空闲 UDP 转换条目保留 ${target} 秒而不是 ${seconds} 秒(表中条目会增多)`,
      },
      safety: 'unsafe',
      change: { kind: 'set-timer', timer: written, seconds: target },
    },
  ];
}
