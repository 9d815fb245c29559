import { defineProbe } from '../probe.ts';
import { targetText } from '../target.ts';
import { cameBack } from './came-back.ts';
import { grounds } from './grounds.ts';
import { judge } from './judge.ts';
import { CONNECTS, observe, serverName } from './observe.ts';

export const tls = defineProbe({
  id: 'tls',
  title: { en: 'TLS versions and certificates', 'zh-cn': 'TLS 版本与证书' },
  defaultPort: 443,
  takesName: true,
  plan: (target, addresses) =>
    addresses.map(({ text }) => {
      const to = targetText({ host: text, port: target.port! });
      const name = serverName({ target });
      return {
        en: `up to ${CONNECTS} TLS handshakes with ${to} for the name ${name} (TLS 1.0 to 1.3 one by one, up to two of post-quantum groups only, up to three of two segments or between them, one of weak cipher suites only, up to three complete ones); no data`,
        'zh-cn': `与 ${to} 以名称 ${name} 最多进行 ${CONNECTS} 次 TLS 握手(逐一尝试 TLS 1.0 至 1.3、最多两次仅含后量子密钥组、最多三次两个分段的握手及其对照、一次仅含弱密码套件、最多三次完整握手),不发送数据`,
      };
    }),
  confirms: {
    'tls/protocol-versions': ['legacy-protocol'],
    'tls/tls13-only': ['only-tls13'],
    'tls/chain-incomplete': ['chain-incomplete'],
    'tls/ocsp-dead': ['no-staple'],
    'tls/pq-group': ['no-post-quantum', 'other-post-quantum'],
  },
  observe,
  grounds,
  cameBack,
  judge,
});
