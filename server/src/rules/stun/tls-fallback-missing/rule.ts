import type { TurnServer } from '../../../../../grammars/model/services.ts';
import { defineRule, type Report } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'stun/tls-fallback-missing',
    severity: 'info',
    needs: ['turn'],
    title: {
      en: 'TURN server without TLS for clients behind strict firewalls',
      'zh-cn': 'TURN 服务器未为严格防火墙后的客户端提供 TLS',
    },
    sources: ['RFC 8656 section 3.1', 'RFC 7065', 'coturn: turnserver.conf, no-tls, cert, pkey, tls-listening-port'],
    options: {},
  },
  *check({ device }) {
    const { turn } = device;
    // Something in front may end TLS, and whoever listens on 443 is let through by many.
    if (!turn?.closed || turn.proxied || portsOf(turn).includes(WEB)) return;
    if (turn.withoutTls) yield withoutTls(turn, turn.withoutTls.span);
    else if (turn.tlsListeningPort && !(turn.certificate && turn.key)) yield withoutFiles(turn, turn.tlsListeningPort);
  },
});

const WEB = 443;

/** TLS ports count where TLS is spoken. */
const portsOf = ({ listeningPort, tlsListeningPort, otherPorts, withoutTls: off, certificate, key }: TurnServer) => [
  ...otherPorts,
  ...(listeningPort ? [listeningPort.value] : []),
  ...(tlsListeningPort && !off && certificate && key ? [tlsListeningPort.value] : []),
];

const withoutTls = ({ certificate, key }: TurnServer, span: Report['span']): Report => ({
  span,
  text: {
    en: 'No client gets TLS here, and nothing listens on 443: who sits behind a firewall that lets out web traffic only has no way to this server, and their calls fail. Offer TLS with cert and pkey, best on tls-listening-port=443, unless something in front of this server does.',
    'zh-cn':
      '此处不提供 TLS,也没有端口监听 443:只允许 Web 流量外出的防火墙之后的客户端无法到达该服务器,其通话会失败。请用 cert 和 pkey 提供 TLS,最好设置 tls-listening-port=443,除非由前端代理提供。',
  },
  fixes:
    certificate && key
      ? [
          {
            title: {
              en: 'Let clients use TLS (the server listens on its TLS ports)',
              'zh-cn': '允许客户端使用 TLS(服务器将监听其 TLS 端口)',
            },
            safety: 'unsafe',
            change: { kind: 'delete-statements', spans: [span] },
          },
        ]
      : [],
});

function withoutFiles({ certificate, key }: TurnServer, port: NonNullable<TurnServer['tlsListeningPort']>): Report {
  const missing = [certificate ? undefined : 'cert', key ? undefined : 'pkey'].filter((one) => one !== undefined);
  const [names, chinese] = [missing.join(' and '), missing.join(' 和 ')];
  return {
    span: port.span,
    text: {
      en: `The server is to speak TLS on ${port.value}, and ${names} ${missing.length > 1 ? 'are' : 'is'} not named: where no file of the default name is found, it starts without TLS and says so in its log only. Name ${names}.`,
      'zh-cn': `服务器应在 ${port.value} 上提供 TLS,但未指定 ${chinese}:若找不到默认名称的文件,它会不带 TLS 启动,且只在日志中提示。请指定 ${chinese}。`,
    },
  };
}
