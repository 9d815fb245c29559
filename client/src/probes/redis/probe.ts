import { defineProbe } from '../probe.ts';
import { targetText } from '../target.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { COMMANDS, observe } from './observe.ts';

export const redis = defineProbe({
  id: 'redis',
  title: { en: 'State of Redis, Sentinel or Cluster', 'zh-cn': 'Redis、哨兵或集群的状态' },
  defaultPort: 26_379,
  takesCredentials: true,
  plan: ({ port }, addresses) => {
    const to = targetText({ host: addresses[0]!.text, port: port! });
    return [
      {
        en: `one connection (TCP) to ${to}, and of these commands, which only read, those that fit it: ${COMMANDS.join(', ')}; before them AUTH, where a user is given`,
        'zh-cn': `到 ${to} 的一个连接(TCP),并发送下列只读命令中适用的:${COMMANDS.join('、')};若给出用户,则先发送 AUTH`,
      },
    ];
  },
  observe,
  grounds,
  judge,
});
