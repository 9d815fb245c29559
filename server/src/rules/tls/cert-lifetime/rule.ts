import { type Certificate, mayHaveSigned } from '../../../../../grammars/model/certificate.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { type CertificateFile, certificateFile } from '../../../network/certificate-file.ts';
import type { Related, Severity } from '../../../review/finding.ts';
import { defineRule, type Surroundings } from '../../../review/rule.ts';

const DAY = 86_400;

export const rule = defineRule({
  meta: {
    id: 'tls/cert-lifetime',
    severity: 'warning',
    needs: ['certificates'],
    title: { en: 'Certificate that has expired, or is about to', 'zh-cn': '证书已过期或即将过期' },
    sources: ['RFC 5280 section 4.1.2.5', 'CA/Browser Forum ballot SC-081v3'],
    options: {
      warnDays: {
        default: 21,
        unit: '-',
        description: {
          en: 'A certificate with fewer days left is a warning; one made for less than three times as many is asked for a third of its life.',
          'zh-cn': '剩余天数少于此值时告警;有效期不足其三倍的证书以有效期的三分之一为限。',
        },
      },
      errorDays: {
        default: 7,
        unit: '-',
        description: {
          en: 'With fewer days left it is an error, where a server of the workspace names it.',
          'zh-cn': '剩余天数少于此值且被工作区中的服务器使用时为错误。',
        },
      },
    },
  },
  *check({ device, network, today, option }) {
    const [leaf] = device.certificates ?? [];
    const now = today === undefined ? Number.NaN : Date.parse(today) / 1000;
    // What begins with an authority is a list of those, where old ones stay.
    if (!leaf || leaf.authority || Number.isNaN(now)) return;
    const issuer = device.certificates!.slice(1).find((one) => mayHaveSigned(one, leaf));
    const uses = network ? usesOf(network) : [];
    const limits = { warn: option<number>('warnDays'), error: option<number>('errorDays') };
    for (const one of issuer ? [leaf, issuer] : [leaf]) {
      const found = judged(one, now, limits);
      if (!found) continue;
      yield {
        severity: uses.length > 0 ? found.severity : 'info',
        span: one.span,
        text: found.text,
        related: uses,
      };
      return;
    }
  },
});

function judged(
  { subject, validFrom, validUntil }: Certificate,
  now: number,
  limits: { readonly warn: number; readonly error: number },
): { readonly severity: Severity; readonly text: Bilingual } | undefined {
  if (validUntil === undefined) return undefined;
  const until = dateOf(validUntil);
  // The day is known, the hour is not: it is over when the whole day is.
  if (validUntil < now)
    return {
      severity: 'error',
      text: {
        en: `The certificate ${subject} expired on ${until}: clients refuse it. Renew it, and reload what serves it.`,
        'zh-cn': `证书 ${subject} 已于 ${until} 过期:客户端会拒绝它。请续期并重新加载使用它的服务。`,
      },
    };
  if (validFrom !== undefined && validFrom >= now + 2 * DAY)
    return {
      severity: 'error',
      text: {
        en: `The certificate ${subject} is valid from ${dateOf(validFrom)} on: clients refuse it until then. Serve the one before it as long.`,
        'zh-cn': `证书 ${subject} 自 ${dateOf(validFrom)} 起才有效:在此之前客户端会拒绝它。请继续使用之前的证书。`,
      },
    };
  const days = Math.floor((validUntil - now) / DAY);
  const life = validFrom === undefined ? Number.POSITIVE_INFINITY : (validUntil - validFrom) / DAY;
  if (days >= Math.min(limits.warn, life / 3)) return undefined;
  return {
    severity: days < Math.min(limits.error, life / 6) ? 'error' : 'warning',
    text: {
      en: `The certificate ${subject} expires on ${until}, in ${days} ${days === 1 ? 'day' : 'days'}: clients refuse it from then on. Renew it, and see to it that a timer does so when a third of its life is left.`,
      'zh-cn': `证书 ${subject} 将于 ${until} 过期,还剩 ${days} 天:届时客户端会拒绝它。请续期,并确保定时任务在剩余三分之一有效期时自动续期。`,
    },
  };
}

const dateOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);

/** Where servers of the workspace name this file. */
function usesOf({ network, self }: Surroundings): Related[] {
  const name = self.path.split(/[/\\]/).at(-1);
  const isSelf = (file: CertificateFile | undefined): boolean => file?.member.path === self.path;
  return [...network.members].flatMap((member) =>
    (member.device.tls ?? [])
      .flatMap(({ certificates }) => certificates)
      .filter(({ value }) => value.split(/[/\\]/).at(-1) === name && isSelf(certificateFile(value, member, network)))
      .map(
        ({ span }): Related => ({
          span,
          text: { en: 'Served by this', 'zh-cn': '由此处使用' },
          elsewhere: { path: member.path, range: member.index.rangeOf(span) },
        }),
      ),
  );
}
