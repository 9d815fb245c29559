import type { Grounds } from '../probe.ts';
import { DAY, EXPIRING_DAYS } from './judge.ts';
import type { TlsObservation, TlsServer } from './observe.ts';

export const grounds: Grounds<TlsObservation> = {
  source: 'RFC 8446, RFC 5280',
  thresholds: {
    'legacy-protocol': { en: 'no TLS older than 1.2', 'zh-cn': '不接受早于 1.2 的 TLS', source: 'RFC 8996' },
    'weak-cipher': {
      en: 'no suite with NULL, EXPORT, DES, 3DES or RC4',
      'zh-cn': '不接受含 NULL、EXPORT、DES、3DES 或 RC4 的套件',
      source: 'RFC 9325 4.1',
    },
    expiring: {
      en: `${EXPIRING_DAYS} days or more until the certificate ends`,
      'zh-cn': `证书距到期不少于 ${EXPIRING_DAYS} 天`,
    },
    'large-hello-lost': {
      en: 'a hello of two segments is answered as a small one is',
      'zh-cn': '对需两个分段的 ClientHello 与小的一样应答',
      source: 'RFC 8446 5.1',
    },
    'no-post-quantum': {
      en: 'X25519MLKEM768 is taken',
      'zh-cn': '接受 X25519MLKEM768',
      source: 'draft-ietf-tls-ecdhe-mlkem',
    },
  },
  measure: {
    title: { en: 'Days until a certificate ends', 'zh-cn': '证书剩余天数' },
    unit: 'd',
    of: ({ at, servers }) => daysLeft(at, servers),
  },
};

/** Of the certificate that ends first. */
function daysLeft(at: number, servers: readonly TlsServer[]): number | undefined {
  const ends = servers.flatMap(({ presented }) => presented?.chain[0]?.to ?? []);
  return ends.length > 0 ? Math.floor((Math.min(...ends) - at) / DAY) : undefined;
}
