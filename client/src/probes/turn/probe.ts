import { defineProbe } from '../probe.ts';
import { targetText } from '../target.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { observe, portOf, TRANSPORTS } from './observe.ts';

export const turn = defineProbe({
  id: 'turn',
  title: { en: 'TURN allocation', 'zh-cn': 'TURN 中继分配' },
  defaultPort: 3478,
  takesCredentials: true,
  plan: ({ port }, addresses) =>
    addresses.map(({ text }) => {
      const ways = TRANSPORTS.map(
        (transport) => `${transport.toUpperCase()} ${targetText({ host: text, port: portOf(transport, port!) })}`,
      ).join(', ');
      return {
        en: `TURN Allocate requests (RFC 8656), at most four over each of ${ways}, over UDP each up to three times; a relay that is granted is given back at once, nothing is sent through it`,
        'zh-cn': `TURN Allocate 请求(RFC 8656),分别经 ${ways} 最多各四个,UDP 上每个最多发送三次;获得的中继立即归还,不经其转发任何数据`,
      };
    }),
  confirms: {
    'stun/port-3478-blocked': ['udp-blocked', 'blocked', 'refused', 'unreachable'],
    'stun/tls-fallback-missing': ['udp-only', 'transport-missing'],
    'stun/turn-open-relay': ['open-relay'],
    'stun/turn-external-ip-missing': ['relay-private'],
  },
  observe,
  grounds,
  judge,
});
