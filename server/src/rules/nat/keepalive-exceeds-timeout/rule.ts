import type { Sysctl } from '../../../../../grammars/model/device.ts';
import { type Member, nameOf } from '../../../network/network.ts';
import { defineRule, type Report, type Surroundings } from '../../../review/rule.ts';
import { type FlowTimer, flowTimers } from '../flow-timers.ts';

export const rule = defineRule({
  meta: {
    id: 'nat/keepalive-exceeds-timeout',
    severity: 'warning',
    needs: ['sysctls'],
    title: {
      en: 'Keepalive comes after the connection was forgotten on its way',
      'zh-cn': '保活探测晚于途中设备的会话老化时间',
    },
    sources: [
      'RFC 9293 section 3.8.4',
      'Linux kernel: ip-sysctl, tcp_keepalive_time',
      'Amazon VPC User Guide: NAT gateway basics',
      'Azure NAT Gateway: TCP idle timeout',
    ],
    options: {
      margin: {
        default: 10,
        unit: 's',
        description: {
          en: 'How long before the timer ends the first probe must be sent.',
          'zh-cn': '首个探测须比定时器到期提前多少秒发出。',
        },
      },
      defaultPathTimeout: {
        default: null,
        unit: 's',
        description: {
          en: 'Idle timer of a device on the way that the workspace does not hold; null: none is known.',
          'zh-cn': '工作区之外的途中设备的空闲定时器;null 表示未知。',
        },
      },
    },
  },
  *check({ device, network, option }) {
    const setting = keepaliveOf(device.sysctls);
    if (!setting) return;
    const first = Number(setting.value.value);
    const declared = option<number | null>('defaultPathTimeout');
    const found = network && shortest(network);
    const seconds = Math.min(found?.timer.seconds ?? Number.POSITIVE_INFINITY, declared ?? Number.POSITIVE_INFINITY);
    if (!Number.isFinite(seconds) || first < seconds - option<number>('margin')) return;
    yield reportOf(setting, seconds, found?.timer.seconds === seconds ? found : undefined);
  },
});

/** Of several settings the last. */
const keepaliveOf = (sysctls: readonly Sysctl[]): Sysctl | undefined =>
  sysctls.findLast(({ key, value }) => key.value === 'net.ipv4.tcp_keepalive_time' && /^\d{1,9}$/.test(value.value));

interface OnTheWay {
  readonly member: Member;
  readonly timer: FlowTimer;
}

/** The shortest timer of TCP connections on the devices of the nearest folder that translate; one for an application or port says nothing of others. */
function shortest({ network, self }: Surroundings): OnTheWay | undefined {
  const all = [...network.members].flatMap((member) =>
    member.path !== self.path && member.device.nat?.translates
      ? [...flowTimers(member.device, ['tcp-established']), ...fixedTimers(member)]
          .filter(({ written }) => !written?.scope)
          .map((timer) => ({ member, timer }))
      : [],
  );
  return network
    .near(self.path, all)
    .reduce<OnTheWay | undefined>(
      (least, one) => (least && least.timer.seconds <= one.timer.seconds ? least : one),
      undefined,
    );
}

/** What nothing can set holds in a text of which a part is elsewhere, too. */
const fixedTimers = ({ device: { nat } }: Member): FlowTimer[] =>
  (nat?.defaults ?? []).flatMap(({ kind, seconds, label, fixed }) =>
    fixed && nat?.anchor && kind === 'tcp-established' ? [{ kind, seconds, label, span: nat.anchor.span, fixed }] : [],
  );

/** Twice before the timer ends, and once a minute at least. */
const wanted = (seconds: number): number => Math.max(1, Math.min(60, Math.floor(seconds / 2)));

function reportOf({ key, value }: Sysctl, seconds: number, on: OnTheWay | undefined): Report {
  const better = wanted(seconds);
  const where = on
    ? { en: `${nameOf(on.member)} (${on.timer.label})`, 'zh-cn': `${nameOf(on.member)}(${on.timer.label})` }
    : { en: 'a device on the way', 'zh-cn': '途中设备' };
  return {
    span: value.span,
    text: {
      en: `The first keepalive is sent after ${value.value} s without traffic, and ${where.en} forgets an idle connection after ${seconds} s: the probe meets nothing, and the connection breaks. Set ${key.value} to ${better}. Only sockets with SO_KEEPALIVE follow it.`,
      'zh-cn': `空闲 ${value.value} 秒后才发出首个保活探测,而 ${where['zh-cn']} 在空闲 ${seconds} 秒后就会遗忘连接:探测到达时会话已不存在,连接中断。请将 ${key.value} 设为 ${better}。仅对启用 SO_KEEPALIVE 的套接字有效。`,
    },
    related: on
      ? [
          {
            span: on.timer.span,
            text: { en: 'Forgets the connection', 'zh-cn': '在此遗忘连接' },
            elsewhere: { path: on.member.path, range: on.member.index.rangeOf(on.timer.span) },
          },
        ]
      : [],
    fixes: [
      {
        title: {
          en: `Send the first keepalive after ${better} s instead of ${value.value} s (more probes on idle connections)`,
          'zh-cn': `空闲 ${better} 秒后发送首个保活探测,而不是 ${value.value} 秒(空闲连接上的探测会增多)`,
        },
        safety: 'unsafe',
        change: { kind: 'replace-text', span: value.span, newText: `${better}` },
      },
    ],
  };
}
