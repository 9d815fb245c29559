import type { Device } from '../../../../../grammars/model/device.ts';
import type { Timer, TimerKind } from '../../../../../grammars/model/nat.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { defineRule, type Proposal } from '../../../review/rule.ts';
import { inTheMiddle, labelOf, milder, writtenTimers } from '../flow-timers.ts';

export const rule = defineRule({
  meta: {
    id: 'nat/timeout-never',
    severity: 'warning',
    needs: ['timers'],
    title: {
      en: 'Translations or tracked connections that never expire',
      'zh-cn': '永不老化的转换条目或跟踪连接',
    },
    sources: ['RFC 5382 REQ-5', 'RFC 4787 REQ-5', 'Cisco IOS IP Addressing Services: ip nat translation (timeout)'],
    options: {
      maxTcp: {
        default: 86_400,
        unit: 's',
        description: {
          en: 'An established TCP timer above this hardly ever ends and is reported too.',
          'zh-cn': '已建立 TCP 连接的定时器高于此值时几乎不会老化,同样报告。',
        },
      },
      smallTable: {
        default: 65_536,
        unit: 'entries',
        description: {
          en: 'On Linux, whose default is five days, a long TCP timer counts only beside a connection table up to this size.',
          'zh-cn': 'Linux 的默认值为五天;只有连接表不大于此值时,过长的 TCP 定时器才报告。',
        },
      },
    },
  },
  *check({ device, option }) {
    const middle = inTheMiddle(device);
    const severity = middle === 'no' ? undefined : milder('warning', middle);
    if (!severity) return;
    const maxTcp = option<number>('maxTcp');
    const reported = new Set<number>();
    for (const timer of writtenTimers(device, KINDS)) {
      const { value, span } = timer.seconds;
      if (reported.has(span.start) || isForTunnels(timer)) continue;
      const endless = value === 'never' || (timer.kind === 'tcp-established' && value > maxTcp);
      if (!endless || (value !== 'never' && !fillsTable(device, option<number>('smallTable')))) continue;
      reported.add(span.start);
      yield { severity, span, text: textOf(timer, maxTcp), fixes: [fixOf(timer, maxTcp)] };
    }
  },
});

/** Half-open connections are nat/transient-timeouts' matter. */
const KINDS: readonly TimerKind[] = [
  'translation',
  'tcp-established',
  'udp',
  'udp-stream',
  'udp-unreplied',
  'icmp',
  'dns',
];

/** IKE and IPsec NAT-T alone: an entry that stays is what keeps such a tunnel reachable from outside. */
const isForTunnels = ({ scope }: Timer): boolean =>
  scope?.destinationPorts !== undefined &&
  scope.destinationPorts.length > 0 &&
  scope.destinationPorts.every(({ first, last }) => first === last && (first === 500 || first === 4500));

/** Where the table's size is in the text, the timer is judged by it; other platforms do not say. */
function fillsTable({ sysctls }: Device, smallTable: number): boolean {
  if (sysctls.length === 0) return true;
  const size = sysctls.filter(({ key }) => /\.nf_conntrack_max$/.test(key.value)).at(-1);
  return size !== undefined && Number(size.value.value) <= smallTable;
}

/** What the fix writes: the longest that is of use, and for what answers at once no longer than the standards' recommendation. */
const targetOf = (kind: TimerKind, maxTcp: number): number => {
  if (kind === 'tcp-established' || kind === 'translation') return maxTcp;
  return kind === 'icmp' || kind === 'dns' ? 60 : 300;
};

const WHAT: Readonly<Record<'tcp' | 'udp' | 'icmp' | 'dns' | 'translation', Bilingual>> = {
  tcp: { en: 'idle TCP connections', 'zh-cn': '空闲的 TCP 连接' },
  udp: { en: 'idle UDP flows', 'zh-cn': '空闲的 UDP 流' },
  icmp: { en: 'ICMP queries', 'zh-cn': 'ICMP 查询' },
  dns: { en: 'DNS queries', 'zh-cn': 'DNS 查询' },
  translation: { en: 'idle translations', 'zh-cn': '空闲的转换条目' },
};

const whatOf = (kind: TimerKind): Bilingual => WHAT[(kind.split('-')[0] ?? kind) as keyof typeof WHAT];

function textOf(timer: Timer, maxTcp: number): Bilingual {
  const what = whatOf(timer.kind);
  const label = labelOf(timer);
  const target = targetOf(timer.kind, maxTcp);
  const { value } = timer.seconds;
  if (value === 'never')
    return {
      en: `The device never forgets ${what.en} (${label}): each one that ended without a word keeps its entry and its port until somebody clears them, and the table fills. Set ${target}.`,
      'zh-cn': `设备永远不会清除${what['zh-cn']}(${label}):未正常结束的连接会一直占用条目和端口,直到人工清除,表终将耗尽。请设为 ${target}。`,
    };
  return {
    en: `The device keeps ${what.en} for ${value} s (${label}): entries of hosts that went away fill the table long after. Set ${target} or less.`,
    'zh-cn': `设备将${what['zh-cn']}保留 ${value} 秒(${label}):主机离开很久之后,其条目仍会占满连接表。请设为 ${target} 或更小。`,
  };
}

function fixOf(timer: Timer, maxTcp: number): Proposal {
  const target = targetOf(timer.kind, maxTcp);
  const what = whatOf(timer.kind);
  const { value } = timer.seconds;
  const now: Bilingual =
    value === 'never' ? { en: 'never', 'zh-cn': '永不' } : { en: `after ${value} s`, 'zh-cn': `${value} 秒后` };
  return {
    title: {
      en: `Forget ${what.en} after ${target} s instead of ${now.en}: what is idle for longer has to start anew`,
      'zh-cn': `${what['zh-cn']}在 ${target} 秒后清除(现为${now['zh-cn']}):空闲更久的需重新建立`,
    },
    safety: 'unsafe',
    change: { kind: 'set-timer', timer, seconds: target },
  };
}
