import { defineProbe } from '../probe.ts';
import { targetText } from '../target.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { observe } from './observe.ts';

export const stunNat = defineProbe({
  id: 'stun-nat',
  title: { en: 'How address translation behaves (STUN)', 'zh-cn': '地址转换的行为(STUN)' },
  defaultPort: 3478,
  plan: ({ port }, addresses) => {
    const { text } = addresses.find(({ family }) => family === 'ipv4') ?? addresses[0]!;
    const to = targetText({ host: text, port: port! });
    return [
      {
        en: `up to 18 UDP datagrams of at most 36 bytes (STUN binding requests, RFC 5780) to ${to}, and to the second address that this server names if that is an allowed target too`,
        'zh-cn': `向 ${to} 发送最多 18 个不超过 36 字节的 UDP 数据报(STUN 绑定请求,RFC 5780);若该服务器给出的第二地址也在允许的目标之内,则同样向其发送`,
      },
      {
        en: 'one such datagram to the outside address that the server sees, if that is an allowed target too',
        'zh-cn': '若服务器所见的外部地址也在允许的目标之内,向其发送一个这样的数据报',
      },
    ];
  },
  confirms: { 'stun/port-3478-blocked': ['udp-blocked', 'refused', 'unreachable'] },
  observe,
  grounds,
  judge,
});
