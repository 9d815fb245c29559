import { defineProbe } from '../probe.ts';
import { targetText } from '../target.ts';
import { cameBack } from './came-back.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { observe, REQUESTS } from './observe.ts';

export const stun = defineProbe({
  id: 'stun',
  title: { en: 'STUN binding request', 'zh-cn': 'STUN 绑定请求' },
  defaultPort: 3478,
  plan: ({ port }, addresses) =>
    addresses.map(({ text }) => {
      const to = targetText({ host: text, port: port! });
      return {
        en: `up to ${REQUESTS} UDP datagrams of 28 bytes (STUN binding request, RFC 8489) to ${to}`,
        'zh-cn': `向 ${to} 最多发送 ${REQUESTS} 个 28 字节的 UDP 数据报(STUN 绑定请求,RFC 8489)`,
      };
    }),
  confirms: { 'stun/port-3478-blocked': ['udp-blocked', 'refused', 'unreachable'] },
  observe,
  grounds,
  cameBack,
  judge,
});
