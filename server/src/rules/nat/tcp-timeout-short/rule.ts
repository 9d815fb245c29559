import type { Device } from '../../../../../grammars/model/device.ts';
import type { Timer } from '../../../../../grammars/model/nat.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { Severity } from '../../../review/finding.ts';
import { defineRule, type Proposal } from '../../../review/rule.ts';
import { type FlowTimer, flowTimers, inTheMiddle, milder } from '../flow-timers.ts';

export const rule = defineRule({
  meta: {
    id: 'nat/tcp-timeout-short',
    severity: 'warning',
    needs: ['timers'],
    title: {
      en: 'Idle TCP connections are forgotten too soon',
      'zh-cn': '空闲 TCP 连接过早老化',
    },
    sources: ['RFC 5382 REQ-5', 'Linux nf_conntrack-sysctl'],
    options: {
      minimum: {
        default: 7440,
        unit: 's',
        description: {
          en: 'The shortest timer for established TCP connections (2 h 4 min, RFC 5382 REQ-5); what the fix writes.',
          'zh-cn': '已建立 TCP 连接定时器的下限(2 小时 4 分钟,RFC 5382 REQ-5);修复时写入此值。',
        },
      },
      houseMinimum: {
        default: null,
        article: 1800,
        unit: 's',
        description: {
          en: 'A minimum of your own; a shorter timer is a warning even as a default. null asks for none.',
          'zh-cn': '自定最小值;更短的定时器即使是默认值也会警告。null 表示不设。',
        },
      },
    },
  },
  *check({ device, option }) {
    const middle = inTheMiddle(device);
    if (middle === 'no') return;
    const limits: Limits = {
      minimum: option<number>('minimum'),
      house: option<number | null>('houseMinimum') ?? 0,
    };
    for (const timer of flowTimers(device, ['tcp-established'])) {
      if (timer.written && forShortExchanges(timer.written)) continue;
      if (middle === 'unsure' && keptAlive(device, timer.seconds)) continue;
      const judged = severityOf(timer, limits);
      const severity = judged && milder(judged, middle);
      if (!severity) continue;
      yield { severity, span: timer.span, text: textOf(timer, limits), fixes: fixesOf(timer, limits) };
    }
  },
});

interface Limits {
  readonly minimum: number;
  /** 0: none */
  readonly house: number;
}

/** Half an hour: what even a vendor's default should not go below. */
const SHORT = 1800;

const EXCHANGES = [53, 80, 443, 8080, 8443];

/** A timer of its own for DNS or HTTP: exchanges that do not stay open idle. */
const forShortExchanges = ({ scope }: Timer): boolean =>
  scope?.destinationPorts !== undefined &&
  scope.destinationPorts.length > 0 &&
  scope.destinationPorts.every(({ first, last }) => first === last && EXCHANGES.includes(first));

/** The host's own connections are probed at least twice in the timer's length. */
function keptAlive(device: Device, seconds: number): boolean {
  const keepalive = device.sysctls.filter(({ key }) => key.value === 'net.ipv4.tcp_keepalive_time').at(-1);
  return keepalive !== undefined && Number(keepalive.value.value) < seconds / 2;
}

function severityOf(timer: FlowTimer, { minimum, house }: Limits): Severity | undefined {
  const { seconds, written, fixed } = timer;
  if (seconds >= Math.max(minimum, house)) return undefined;
  // What cannot be made long enough here is for the applications to know.
  if (fixed) return 'info';
  if (bound(timer) < Math.max(minimum, house)) return seconds < bound(timer) ? 'info' : undefined;
  return written || seconds < SHORT || seconds < house ? 'warning' : 'info';
}

/** The longest that the platform lets be written. */
const bound = ({ written }: FlowTimer): number => written?.allowed?.last ?? Number.POSITIVE_INFINITY;

function textOf(timer: FlowTimer, { minimum, house }: Limits): Bilingual {
  const { seconds, label, written, fixed } = timer;
  const target = Math.min(Math.max(minimum, house), bound(timer));
  const by = written
    ? { en: `(${label})`, 'zh-cn': `(${label})` }
    : { en: `by the platform's default (${label})`, 'zh-cn': `(平台默认值,${label})` };
  const asks =
    seconds < minimum
      ? { en: `RFC 5382 asks for at least ${minimum} s`, 'zh-cn': `RFC 5382 要求至少 ${minimum} 秒` }
      : { en: `your house minimum is ${house} s`, 'zh-cn': `自定最小值为 ${house} 秒` };
  const also =
    seconds < house && seconds < minimum
      ? { en: `, your house minimum is ${house} s`, 'zh-cn': `,自定最小值为 ${house} 秒` }
      : { en: '', 'zh-cn': '' };
  const half = Math.floor(seconds / 2);
  const todo = fixed
    ? {
        en: `It cannot be set: send keepalives more often than every ${half} s`,
        'zh-cn': `该值无法修改:请让保活间隔短于 ${half} 秒`,
      }
    : {
        en: `Set ${target}, or send keepalives more often than every ${half} s`,
        'zh-cn': `请设为 ${target},或让保活间隔短于 ${half} 秒`,
      };
  return {
    en: `Idle TCP connections are forgotten after ${seconds} s ${by.en}; ${asks.en}${also.en}. Databases, SSH and long polls that pause longer hang. ${todo.en}.`,
    'zh-cn': `空闲的 TCP 连接在 ${seconds} 秒后被遗忘${by['zh-cn']};${asks['zh-cn']}${also['zh-cn']}。静默时间更长的数据库、SSH 和长轮询连接会挂死。${todo['zh-cn']}。`,
  };
}

function fixesOf(timer: FlowTimer, { minimum, house }: Limits): Proposal[] {
  const { seconds, written } = timer;
  const target = Math.min(Math.max(minimum, house), bound(timer));
  if (!written) return [];
  return [
    {
      title: {
        en: `Keep idle TCP connections for ${target} s instead of ${seconds} s (the table holds more entries)`,
        'zh-cn': `空闲 TCP 连接保留 ${target} 秒而不是 ${seconds} 秒(表中条目会增多)`,
      },
      safety: 'unsafe',
      change: { kind: 'set-timer', timer: written, seconds: target },
    },
  ];
}
