import type { TlsServer } from '../../../../../grammars/model/services.ts';
import type { Located } from '../../../../../grammars/text/span.ts';
import { defineRule } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'tls/tls13-only',
    severity: 'info',
    needs: ['tls'],
    title: {
      en: 'Only TLS 1.3: older clients cannot connect',
      'zh-cn': '仅启用 TLS 1.3:旧客户端无法连接',
    },
    sources: ['RFC 8446 appendix D', 'RFC 9325 section 3.1.1'],
    options: {},
  },
  *check({ device }) {
    const seen = new Set<number>();
    for (const server of device.tls ?? []) {
      const only = onlyNewest(server);
      // Clients with a certificate of ours are ours to keep new.
      if (!only || server.clientsVerified || seen.has(only.span.start)) continue;
      seen.add(only.span.start);
      yield {
        span: only.span,
        text: {
          en: `${server.name} speaks TLS 1.3 only: Windows Server up to 2019, Java 8 before update 261, OpenSSL up to 1.1.0 and devices of their age cannot connect. Add TLS 1.2 unless all clients are your own.`,
          'zh-cn': `${server.name} 仅使用 TLS 1.3:Windows Server 2019 及更早、Java 8u261 之前、OpenSSL 1.1.0 及更早等同期设备无法连接。除非所有客户端都由您管理,请加上 TLS 1.2。`,
        },
        fixes: [
          {
            title: { en: 'Speak TLS 1.2 as well', 'zh-cn': '同时启用 TLS 1.2' },
            safety: 'unsafe',
            change: { kind: 'replace-text', span: only.span, newText: only.with12 },
          },
        ],
      };
    }
  },
});

/** Where it is said that nothing older is spoken. */
function onlyNewest({ versions, lowest }: TlsServer): (Located<string> & { readonly with12: string }) | undefined {
  const [first] = versions?.listed ?? [];
  if (first && versions!.listed.every(({ value }) => value === 'TLSv1.3')) {
    const quote = versions!.quote ?? '';
    return { ...first, with12: `${quote}TLSv1.2 TLSv1.3${quote}` };
  }
  return lowest?.value === 'TLSv1.3' ? { ...lowest, with12: lowest.written12 } : undefined;
}
