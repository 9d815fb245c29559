import { defineProbe } from '../probe.ts';
import { targetText } from '../target.ts';
import { isSecure, nameFor } from './exchange.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { observe, pathsOf, REQUESTS } from './observe.ts';

export const http = defineProbe({
  id: 'http',
  title: { en: 'HTTP answers and times', 'zh-cn': 'HTTP 应答与用时' },
  defaultPort: 443,
  takesName: true,
  takes: ['idle', 'method', 'paths'],
  plan: (target, addresses) =>
    addresses.map(({ text }) => {
      const { method = 'GET', idle } = target;
      const paths = pathsOf(target).join(' ');
      const url = `${isSecure(target) ? 'https' : 'http'}://${nameFor(target)}${paths}`;
      const to = targetText({ host: text, port: target.port! });
      const silence =
        idle === undefined
          ? { en: '', zh: '' }
          : {
              en: `; then on one connection a request, a silence of ${idle} s, and another request`,
              zh: `;然后在一个连接上发送一个请求,静默 ${idle} 秒,再发送一个请求`,
            };
      return {
        en: `up to ${REQUESTS} requests ${method} ${url} to ${to}, at most four a second; redirections are not followed${silence.en}`,
        'zh-cn': `向 ${to} 发送最多 ${REQUESTS} 个请求 ${method} ${url},每秒不超过四个,不跟随重定向${silence.zh}`,
      };
    }),
  confirms: { 'cloud/lb-idle-vs-backend': ['closes-early', 'reuse-lost'] },
  // Without a silence as long as the balancer's, and at its own distance, nothing is said against it.
  risks: ['cloud/lb-idle-vs-backend'],
  observe,
  grounds,
  judge,
});
