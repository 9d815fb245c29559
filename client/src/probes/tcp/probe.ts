import { defineProbe } from '../probe.ts';
import { targetText } from '../target.ts';
import { cameBack } from './came-back.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { ATTEMPTS, observe } from './observe.ts';

export const tcp = defineProbe({
  id: 'tcp',
  title: { en: 'Connect over TCP', 'zh-cn': '建立 TCP 连接' },
  defaultPort: 443,
  plan: ({ port }, addresses) =>
    addresses.map(({ text }) => {
      const to = targetText({ host: text, port: port! });
      return {
        en: `up to ${ATTEMPTS} TCP connects to ${to}, closed at once, no data`,
        'zh-cn': `向 ${to} 最多建立 ${ATTEMPTS} 次 TCP 连接,随即关闭,不发送数据`,
      };
    }),
  confirms: { 'acl/service-port-blocked': ['dropped', 'refused', 'unreachable'] },
  observe,
  grounds,
  cameBack,
  judge,
});
