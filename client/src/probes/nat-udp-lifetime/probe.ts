import { defineProbe, type Probe } from '../probe.ts';
import { realTime, type SilenceClock } from '../silence-clock.ts';
import { askedAddress } from '../stun-socket.ts';
import { targetText } from '../target.ts';
import { cameBack } from './came-back.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { observeBy, SILENCES, triedSilences } from './observe.ts';

/** The probe by another clock, for tests of hours of silence. */
export const natUdpLifetimeBy = (clock: SilenceClock): Probe =>
  defineProbe({
    id: 'nat-udp-lifetime',
    title: { en: 'How long UDP flows are remembered (up to 6 minutes)', 'zh-cn': 'UDP 流的存活时间(最长 6 分钟)' },
    defaultPort: 3478,
    takes: ['idle'],
    plan: ({ port, idle }, addresses) => {
      const sockets = 2 * triedSilences(idle).length + 2;
      const to = targetText({ host: askedAddress(addresses).text, port: port! });
      return [
        {
          en: `STUN binding requests (UDP, at most 36 bytes) from ${sockets} ports to ${to}: two or three from each, up to three times when unanswered, at most 20 a second, for at most ${SILENCES.at(-1)! + 10} s`,
          'zh-cn': `从 ${sockets} 个端口向 ${to} 发送 STUN 绑定请求(UDP,不超过 36 字节):每个端口两到三个,无应答时最多重复三次,每秒不超过 20 个,最长 ${SILENCES.at(-1)! + 10} 秒`,
        },
      ];
    },
    confirms: { 'nat/udp-timeout-short': ['under-30s', 'under-120s', 'under-300s'] },
    observe: observeBy(clock),
    grounds,
    cameBack,
    judge,
  });

export const natUdpLifetime = natUdpLifetimeBy(realTime);
