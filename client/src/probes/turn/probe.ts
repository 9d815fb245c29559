import { defineProbe } from '../probe.ts';
import { targetText } from '../target.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { observe, waysTo } from './observe.ts';

export const turn = defineProbe({
  id: 'turn',
  title: { en: 'TURN allocation', 'zh-cn': 'TURN 中继分配' },
  defaultPort: 3478,
  takesCredentials: true,
  signsIn: 'turn',
  plan: ({ port }, addresses) =>
    addresses.map(({ text }) => {
      const ways = waysTo(port!)
        .map((way) => `${way.transport.toUpperCase()} ${targetText({ host: text, port: way.port })}`)
        .join(', ');
      return {
        en: `TURN requests (RFC 8656: Allocate, CreatePermission, ChannelBind, Refresh), at most six over each of ${ways}, over UDP each up to three times; through the first relay that a user is granted, if its address is ${text} or one that is allowed, at most fifteen STUN packets from and to a second socket of this machine; a relay that is granted is given back at once`,
        'zh-cn': `TURN 请求(RFC 8656:Allocate、CreatePermission、ChannelBind、Refresh),分别经 ${ways} 最多各六个,UDP 上每个最多发送三次;若用户获得的首个中继的地址为 ${text} 或在允许之列,则经其与本机第二个套接字之间最多收发十五个 STUN 报文;获得的中继立即归还`,
      };
    }),
  confirms: {
    'stun/port-3478-blocked': ['udp-blocked', 'blocked', 'refused', 'unreachable'],
    'stun/turn-open-relay': ['open-relay'],
    'stun/turn-external-ip-missing': ['relay-private'],
    'stun/turn-relay-range-mismatch': ['relay-blocked', 'relay-one-way'],
  },
  // One port that is open says nothing of the others; without a user no relay is granted at all.
  risks: ['stun/turn-relay-range-mismatch', 'stun/turn-external-ip-missing'],
  observe,
  grounds,
  judge,
});
