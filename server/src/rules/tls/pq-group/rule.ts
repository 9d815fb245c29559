import type { Located } from '../../../../../grammars/text/span.ts';
import { defineRule } from '../../../review/rule.ts';

const HYBRID = 'X25519MLKEM768';

export const rule = defineRule({
  meta: {
    id: 'tls/pq-group',
    severity: 'hint',
    needs: ['tls'],
    title: {
      en: 'Key exchange that a quantum computer will undo, or that was withdrawn',
      'zh-cn': '密钥交换不抗量子,或使用了已撤销的草案组',
    },
    sources: ['FIPS 203', 'OpenSSL 3.5: SSL_CTX_set1_groups_list(3)', 'RFC 9325 section 4.2'],
    options: {},
  },
  *check({ device }) {
    const seen = new Set<number>();
    for (const { groups, name } of device.tls ?? []) {
      if (!groups || groups.listed.length === 0 || seen.has(groups.span.start)) continue;
      seen.add(groups.span.start);
      const { listed } = groups;
      // What a variable stands for, nobody knows; named sets (`DEFAULT`) have what the library has.
      if (listed.some(({ value }) => /[$%{}]/.test(value) || /^DEFAULT$/i.test(value))) continue;
      const drafts = listed.filter(({ value }) => /kyber/i.test(value));
      for (const draft of drafts)
        yield {
          severity: 'warning',
          span: draft.span,
          text: {
            en: `${draft.value} is a draft that was withdrawn: browsers have stopped offering it, and OpenSSL does not know it. The standard is ${HYBRID} (ML-KEM, FIPS 203).`,
            'zh-cn': `${draft.value} 是已撤销的草案:浏览器不再提供,OpenSSL 也不认识它。标准为 ${HYBRID}(ML-KEM,FIPS 203)。`,
          },
          fixes: [
            {
              title: { en: `Offer ${HYBRID} (OpenSSL 3.5 or newer)`, 'zh-cn': `提供 ${HYBRID}(需 OpenSSL 3.5 及以上)` },
              safety: 'unsafe',
              change: { kind: 'replace-text', span: draft.span, newText: HYBRID },
            },
          ],
        };
      if (drafts.length > 0) continue;
      const first = listed[0]!;
      if (!listed.some(isQuantumSafe))
        yield {
          span: groups.span,
          text: {
            en: `${name} lists its groups and none is safe from quantum computers: what is recorded today can be read when there are some. With OpenSSL 3.5 or newer, put ${HYBRID} first.`,
            'zh-cn': `${name} 列出的密钥交换组均不抗量子:今天被录下的流量将来可能被解密。使用 OpenSSL 3.5 及以上时,请把 ${HYBRID} 放在最前。`,
          },
          fixes: [
            {
              title: {
                en: `Put ${HYBRID} first (the server does not start with a library older than OpenSSL 3.5)`,
                'zh-cn': `将 ${HYBRID} 放在最前(OpenSSL 低于 3.5 时服务器无法启动)`,
              },
              safety: 'unsafe',
              change: {
                kind: 'replace-text',
                span: { start: first.span.start, end: first.span.start },
                newText: `${HYBRID}:`,
              },
            },
          ],
        };
      else if (listed.every(({ value }) => /^mlkem/i.test(value)))
        yield {
          severity: 'info',
          span: groups.span,
          text: {
            en: `Groups of ML-KEM alone: almost no client offers those without a classic one beside. Add ${HYBRID} and X25519.`,
            'zh-cn': `仅有纯 ML-KEM 组:几乎没有客户端会单独提供。请加上 ${HYBRID} 与 X25519。`,
          },
        };
    }
  },
});

const isQuantumSafe = ({ value }: Located<string>): boolean => /mlkem/i.test(value);
