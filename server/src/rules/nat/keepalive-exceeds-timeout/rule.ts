import type { Keepalive } from '../../../../../grammars/model/keepalive.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { type Member, nameOf } from '../../../network/network.ts';
import { defineRule, type Report, type Surroundings } from '../../../review/rule.ts';
import { type FlowTimer, flowTimers } from '../flow-timers.ts';

export const rule = defineRule({
  meta: {
    id: 'nat/keepalive-exceeds-timeout',
    severity: 'warning',
    needs: ['keepalives'],
    title: {
      en: 'Keepalive comes after the connection was forgotten on its way',
      'zh-cn': '保活探测晚于途中设备的会话老化时间',
    },
    sources: [
      'RFC 9293 section 3.8.4',
      'Linux kernel: ip-sysctl, tcp_keepalive_time',
      'Amazon VPC User Guide: NAT gateway basics',
      'Azure NAT Gateway: TCP idle timeout',
      'nginx: ngx_http_core_module, listen',
      'HAProxy Configuration Manual: clitcpka-idle',
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
    const declared = option<number | null>('defaultPathTimeout');
    const margin = option<number>('margin');
    for (const keepalive of device.keepalives ?? []) {
      const found = network && shortest(network, keepalive);
      const seconds = Math.min(found?.timer.seconds ?? Number.POSITIVE_INFINITY, declared ?? Number.POSITIVE_INFINITY);
      if (!Number.isFinite(seconds) || keepalive.seconds.value < seconds - margin) continue;
      yield reportOf(keepalive, seconds, found?.timer.seconds === seconds ? found : undefined);
    }
  },
});

interface OnTheWay {
  readonly member: Member;
  readonly timer: FlowTimer;
}

/**
 * The shortest timer of TCP connections on the devices of the nearest folder that translate; one for an application or port says nothing of
 * others. Nobody comes in through a gateway of a cloud.
 */
function shortest({ network, self }: Surroundings, { of }: Keepalive): OnTheWay | undefined {
  const all = [...network.members].flatMap((member) =>
    member.path !== self.path && member.device.nat?.translates
      ? [...flowTimers(member.device, ['tcp-established']), ...(of === 'clients' ? [] : fixedTimers(member))]
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

function reportOf(keepalive: Keepalive, seconds: number, on: OnTheWay | undefined): Report {
  const { label, of, unit } = keepalive;
  const { value, span } = keepalive.seconds;
  const better = wanted(seconds);
  const where = on
    ? { en: `${nameOf(on.member)} (${on.timer.label})`, 'zh-cn': `${nameOf(on.member)}(${on.timer.label})` }
    : { en: 'a device on the way', 'zh-cn': '途中设备' };
  const note = NOTES[of];
  return {
    span,
    // Whether a service's clients come by that device, no file says.
    ...(of === 'clients' && on ? { severity: 'info' } : {}),
    text: {
      en: `The first keepalive is sent after ${value} s without traffic, and ${where.en} forgets an idle connection after ${seconds} s: the probe meets nothing, and the connection breaks. Set ${label} to ${better}. ${note.en}`,
      'zh-cn': `空闲 ${value} 秒后才发出首个保活探测,而 ${where['zh-cn']} 在空闲 ${seconds} 秒后就会遗忘连接:探测到达时会话已不存在,连接中断。请将 ${label} 设为 ${better}。${note['zh-cn']}`,
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
          en: `Send the first keepalive after ${better} s instead of ${value} s (more probes on idle connections)`,
          'zh-cn': `空闲 ${better} 秒后发送首个保活探测,而不是 ${value} 秒(空闲连接上的探测会增多)`,
        },
        safety: 'unsafe',
        change: { kind: 'replace-text', span, newText: `${better}${unit}` },
      },
    ],
  };
}

const NOTES: Readonly<Record<Keepalive['of'], Bilingual>> = {
  host: { en: 'Only sockets with SO_KEEPALIVE follow it.', 'zh-cn': '仅对启用 SO_KEEPALIVE 的套接字有效。' },
  clients: { en: 'It is for clients that come through there.', 'zh-cn': '针对经由该设备接入的客户端。' },
  servers: { en: 'It is for servers that are reached through there.', 'zh-cn': '针对经由该设备访问的后端服务器。' },
};
