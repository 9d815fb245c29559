import { routesText } from '../asked-route.ts';
import { defineProbe } from '../probe.ts';
import { targetText } from '../target.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { observe, readFile } from './observe.ts';

export const rpki = defineProbe({
  id: 'rpki',
  title: { en: 'RPKI origin validation', 'zh-cn': 'RPKI 起源验证' },
  defaultPort: 323,
  takesRoutes: true,
  plan: ({ port, routes = [] }, addresses) => {
    const to = targetText({ host: addresses[0]!.text, port: port! });
    const asked = routes.length === 0 ? undefined : routesText(routes);
    return [
      {
        en: `one or two RPKI to Router sessions (TCP) to ${to}, a Reset Query of 8 bytes in each; the cache sends all it has, about 20 MB for the whole Internet${asked === undefined ? '' : `; looked up here, not sent: ${asked}`}`,
        'zh-cn': `向 ${to} 建立一到两个 RPKI-RTR 会话(TCP),各发送 8 字节的 Reset Query;缓存会发送全部数据,整个互联网约 20 MB${asked === undefined ? '' : `;在本机查询而不发送:${asked}`}`,
      },
    ];
  },
  // A cache that gives nothing validates nothing, whoever asks it; a route that contradicts it is what a router would take.
  confirms: {
    'bgp/rpki-not-enforced': [
      ...['empty', 'no-data', 'cache-error', 'truncated', 'silent', 'not-rtr'],
      ...['invalid-asn', 'invalid-length', 'invalid-as0'],
    ],
  },
  risks: ['bgp/rpki-not-enforced'],
  observe,
  grounds,
  judge,
  readFile,
});
