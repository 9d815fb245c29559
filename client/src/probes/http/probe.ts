import { defineProbe } from '../probe.ts';
import { targetText } from '../target.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { isSecure, observe, REQUESTS } from './observe.ts';

export const http = defineProbe({
  id: 'http',
  title: { en: 'HTTP answers and times', 'zh-cn': 'HTTP 应答与用时' },
  defaultPort: 443,
  takesName: true,
  plan: (target, addresses) =>
    addresses.map(({ text }) => {
      const url = `${isSecure(target) ? 'https' : 'http'}://${target.name ?? target.host}/`;
      const to = targetText({ host: text, port: target.port! });
      return {
        en: `up to ${REQUESTS} requests GET ${url} to ${to}, at most four a second; redirections are not followed`,
        'zh-cn': `向 ${to} 发送最多 ${REQUESTS} 个请求 GET ${url},每秒不超过四个,不跟随重定向`,
      };
    }),
  observe,
  grounds,
  judge,
});
