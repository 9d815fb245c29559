import type { TlsProblem } from '../../../../../grammars/model/services.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { Severity } from '../../../review/finding.ts';
import { defineRule } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'tls/config-invalid',
    severity: 'error',
    needs: ['tls'],
    title: {
      en: 'TLS setting without an effect, or that the server refuses',
      'zh-cn': '无效或会被服务器拒绝的 TLS 设置',
    },
    sources: [
      'HAProxy: Configuration Manual 5.1, crt, ssl',
      'nginx: ngx_http_ssl_module',
      'OpenSSL: config(5), SSL_CONF_cmd(3)',
    ],
    options: {},
  },
  *check({ device }) {
    for (const { kind, span, name } of device.tlsProblems ?? [])
      yield { severity: SEVERITY[kind], span, text: WORDS[kind](name) };
  },
});

const SEVERITY: Readonly<Record<TlsProblem['kind'], Severity>> = {
  'certificate-without-tls': 'error',
  'tls-without-certificate': 'error',
  'section-not-used': 'warning',
  'no-server-here': 'error',
  'unknown-version': 'error',
};

const WORDS: Readonly<Record<TlsProblem['kind'], (name: string) => Bilingual>> = {
  'certificate-without-tls': (name) => ({
    en: `${name} has a certificate and no \`ssl\`: it speaks plain text, passwords and cookies included, and nothing says so. Add \`ssl\`.`,
    'zh-cn': `${name} 配置了证书但没有 \`ssl\`:它以明文通信(包括口令和 Cookie),且没有任何提示。请加上 \`ssl\`。`,
  }),
  'tls-without-certificate': (name) => ({
    en: `${name} is to speak TLS and has no certificate: the server refuses the configuration. Name one.`,
    'zh-cn': `${name} 要使用 TLS 却没有证书:服务器会拒绝该配置。请指定证书。`,
  }),
  'section-not-used': (name) => ({
    en: `Nothing leads to the section ${name}: what it says of TLS has no effect, and no program tells. Name it as \`system_default\` in the section that \`ssl_conf\` names, and that one from \`openssl_conf\`.`,
    'zh-cn': `没有任何设置指向小节 ${name}:其中的 TLS 设置不生效,也没有程序会提示。请在 \`ssl_conf\` 所指小节中用 \`system_default\` 引用它,并由 \`openssl_conf\` 指向前者。`,
  }),
  'no-server-here': () => ({
    en: 'OpenSSL’s file configures no server: this certificate is never sent. Put it where the server reads it, with its intermediates behind it in one file (nginx: `ssl_certificate /etc/ssl/fullchain.pem;` and `ssl_certificate_key`).',
    'zh-cn':
      'OpenSSL 的配置文件不配置服务器:该证书永远不会被发送。请写到服务器自己的配置中,并把中间证书接在其后放入同一文件(nginx:`ssl_certificate /etc/ssl/fullchain.pem;` 与 `ssl_certificate_key`)。',
  }),
  'unknown-version': (name) => ({
    en: `OpenSSL has no version ${name}: the line is dropped, in most programs without a word, and the default holds. The newest is TLSv1.3.`,
    'zh-cn': `OpenSSL 没有版本 ${name}:该行会被忽略(多数程序不提示),仍用默认值。最新版本是 TLSv1.3。`,
  }),
};
