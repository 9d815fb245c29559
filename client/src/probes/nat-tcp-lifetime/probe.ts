import { defineProbe, type Probe } from '../probe.ts';
import { realTime, type SilenceClock } from '../silence-clock.ts';
import { askedAddress } from '../stun-socket.ts';
import { targetText } from '../target.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { longestOf, observeBy, SILENCES, triedSilences, USUAL_LONGEST } from './observe.ts';

/** The probe by another clock, for tests of hours of silence. */
export const natTcpLifetimeBy = (clock: SilenceClock): Probe =>
  defineProbe({
    id: 'nat-tcp-lifetime',
    title: { en: 'How long idle TCP connections are remembered', 'zh-cn': '空闲 TCP 连接的存活时间' },
    defaultPort: 7,
    lasts: { usual: USUAL_LONGEST, longest: SILENCES.at(-1)! },
    takes: ['idle'],
    plan: ({ port, ...given }, addresses) => {
      const longest = longestOf(given);
      const to = targetText({ host: askedAddress(addresses).text, port: port! });
      const count = triedSilences(given).length;
      return [
        {
          en: `${count} TCP connections to the echo server ${to}, at most 10 a second; on each one byte, a silence, and another byte, for at most ${longest + 10} s`,
          'zh-cn': `向回显服务器 ${to} 建立 ${count} 个 TCP 连接,每秒不超过 10 个;每个连接发送一个字节,静默,再发送一个字节,最长 ${longest + 10} 秒`,
        },
      ];
    },
    confirms: {
      'nat/tcp-timeout-short': ['under-60s', 'under-30min', 'under-2h'],
      // What is stated there is the silence before the first keepalive.
      'nat/keepalive-exceeds-timeout': ['config-mismatch'],
    },
    observe: observeBy(clock),
    grounds,
    judge,
  });

export const natTcpLifetime = natTcpLifetimeBy(realTime);
