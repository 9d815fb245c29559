import { certificateFile } from '../../../network/certificate-file.ts';
import { defineRule } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'tls/ocsp-dead',
    severity: 'info',
    needs: ['tls'],
    title: {
      en: 'OCSP stapling that cannot work, or that a certificate asks for in vain',
      'zh-cn': 'OCSP 装订无法生效,或证书要求装订却未启用',
    },
    sources: ['RFC 6066 section 8', 'RFC 7633', "Let's Encrypt: Ending OCSP Support in 2025"],
    options: {},
  },
  *check({ device, network }) {
    const seen = new Set<number>();
    for (const { stapling, certificates } of device.tls ?? []) {
      const [path] = certificates;
      if (!stapling || !path || seen.has(stapling.span.start)) continue;
      const leaf = network && certificateFile(path.value, network.self, network.network)?.certificates[0];
      if (stapling.on && leaf && leaf.ocsp === undefined) {
        seen.add(stapling.span.start);
        yield {
          span: stapling.span,
          text: {
            en: `Stapling is on and the certificate in ${path.value} names no OCSP server to ask: nothing is stapled. Take the line out; its authority revokes by lists (CRL).`,
            'zh-cn': `已启用 OCSP 装订,但 ${path.value} 中的证书没有 OCSP 地址:不会装订任何内容。请删除该行;其颁发机构通过 CRL 吊销。`,
          },
          fixes: [
            {
              title: { en: 'Take the line out', 'zh-cn': '删除该行' },
              safety: 'unsafe',
              change: { kind: 'delete-statements', spans: [stapling.span] },
            },
          ],
        };
      } else if (stapling.on && !leaf && /(?:^|\/)letsencrypt\/live\//.test(path.value)) {
        seen.add(stapling.span.start);
        yield {
          span: stapling.span,
          text: {
            en: `Stapling is on for a certificate of certbot's folder: those of Let's Encrypt have named no OCSP server since May 2025, so nothing is stapled. Take the line out unless another authority signed it.`,
            'zh-cn': `对 certbot 目录中的证书启用了 OCSP 装订:Let's Encrypt 自 2025 年 5 月起不再提供 OCSP 地址,不会装订任何内容。除非由其他机构签发,请删除该行。`,
          },
          fixes: [
            {
              title: { en: 'Take the line out', 'zh-cn': '删除该行' },
              safety: 'unsafe',
              change: { kind: 'delete-statements', spans: [stapling.span] },
            },
          ],
        };
      } else if (!stapling.on && leaf?.mustStaple) {
        seen.add(stapling.span.start);
        yield {
          severity: 'error',
          span: stapling.span,
          text: {
            en: `The certificate in ${path.value} tells clients to refuse it without a stapled answer (must-staple), and stapling is off: browsers that obey cannot connect. Switch it on, or ask for a certificate without must-staple.`,
            'zh-cn': `${path.value} 中的证书要求必须装订(must-staple),而装订已关闭:遵守该要求的浏览器无法连接。请启用装订,或申请不含 must-staple 的证书。`,
          },
        };
      }
    }
  },
});
