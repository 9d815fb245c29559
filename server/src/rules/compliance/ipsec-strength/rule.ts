import type { IpsecConnection, IpsecProposal } from '../../../../../grammars/model/ipsec.ts';
import type { Located } from '../../../../../grammars/text/span.ts';
import type { Severity } from '../../../review/finding.ts';
import { defineRule, type Report } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'compliance/ipsec-strength',
    severity: 'warning',
    needs: ['ipsec'],
    title: {
      en: 'IPsec tunnel with algorithms or keys that are too weak',
      'zh-cn': 'IPsec 隧道的算法或密钥强度不足',
    },
    sources: ['RFC 8221', 'RFC 8247', 'RFC 9395', 'NIST SP 800-77 rev. 1', 'GB/T 22239-2019 8.1.2.2'],
    options: {
      minSecret: {
        default: 20,
        unit: 'bytes',
        description: {
          en: 'A shared secret must be so long.',
          'zh-cn': '预共享密钥至少应有这么长。',
        },
      },
      maxIkeLifetime: {
        default: 86_400,
        unit: 's',
        description: {
          en: 'Keys of IKE must be changed so often.',
          'zh-cn': 'IKE 密钥至少应按此间隔更换。',
        },
      },
      maxChildLifetime: {
        default: 28_800,
        unit: 's',
        description: {
          en: 'Keys of ESP must be changed so often.',
          'zh-cn': 'ESP 密钥至少应按此间隔更换。',
        },
      },
    },
  },
  *check({ device, option }) {
    if (!device.ipsec) return;
    for (const connection of device.ipsec.connections) {
      yield* versions(connection);
      for (const proposal of connection.proposals) yield* algorithms(connection, proposal);
      for (const lifetime of connection.lifetimes) {
        const most = option<number>(lifetime.protocol === 'ike' ? 'maxIkeLifetime' : 'maxChildLifetime');
        if (lifetime.value === 0 || lifetime.value > most) yield keptLong(connection, lifetime, most);
      }
    }
    const least = option<number>('minSecret');
    for (const { value, span, encoded } of device.ipsec.secrets)
      if (value < (encoded ? least * DRAWN : least))
        yield {
          span,
          text: {
            en: `A shared secret of ${value} bytes: who has recorded one handshake can try guesses at home, without end. Use ${least} random bytes or more, or certificates.`,
            'zh-cn': `预共享密钥只有 ${value} 字节:录下一次握手的人可以离线无限猜测。请使用 ${least} 个以上的随机字节,或改用证书。`,
          },
        };
  },
});

/** A character that can be typed holds about 6 bits, a byte drawn at random 8. */
const DRAWN = 6 / 8;

function* versions({ version, aggressive, sharedKey, name }: IpsecConnection): Generator<Report> {
  if (aggressive && version?.value !== 2)
    yield {
      severity: sharedKey ? 'error' : 'warning',
      span: aggressive.span,
      text: {
        en: `${name.value}: aggressive mode sends identities in the clear${sharedKey ? ', and a hash of the shared secret to whoever asks' : ''}. Use IKE version 2 (version = 2), or main mode.`,
        'zh-cn': `${name.value}:野蛮模式以明文发送身份${sharedKey ? ',并把预共享密钥的散列发给任何询问者' : ''}。请使用 IKEv2(version = 2)或主模式。`,
      },
    };
  else if (version?.value === 1)
    yield {
      severity: 'info',
      span: version.span,
      text: {
        en: `${name.value} speaks IKE version 1, which is withdrawn (RFC 9395): no new algorithms, and no defence against floods. Use version 2 where the peer can.`,
        'zh-cn': `${name.value} 使用已废止的 IKEv1(RFC 9395):不再有新算法,也不抗洪泛。对端支持时请使用版本 2。`,
      },
    };
}

/** What is wrong with an algorithm, and how bad it is. */
interface Weakness {
  readonly pattern: RegExp;
  readonly severity: Severity;
  readonly en: string;
  readonly 'zh-cn': string;
}

const WEAK: readonly Weakness[] = [
  { pattern: /^null$/, severity: 'error', en: 'encrypts nothing', 'zh-cn': '不加密' },
  { pattern: /^des$/, severity: 'error', en: 'is broken in hours', 'zh-cn': '数小时即可破解' },
  { pattern: /^(?:prf)?md5(?:_128)?$/, severity: 'error', en: 'rests on a broken hash', 'zh-cn': '基于已被攻破的散列' },
  {
    pattern: /^modp(?:768|1024)$/,
    severity: 'error',
    en: 'is a group that can be computed backwards (RFC 8247)',
    'zh-cn': '是可被反算的群(RFC 8247)',
  },
  {
    pattern: /^(?:3des|blowfish\d*|cast128|idea)$/,
    severity: 'warning',
    en: 'has blocks of 64 bits, which repeat within hours of traffic (RFC 8221)',
    'zh-cn': '分组仅 64 位,数小时流量内就会重复(RFC 8221)',
  },
  {
    pattern: /^modp(?:1536|1024s160|2048s224|2048s256)$/,
    severity: 'warning',
    en: 'is a group that RFC 8247 advises against',
    'zh-cn': '是 RFC 8247 不建议使用的群',
  },
  {
    pattern: /^(?:prf)?sha1?(?:_160)?$/,
    severity: 'info',
    en: 'rests on SHA-1, which is on its way out',
    'zh-cn': '基于正被淘汰的 SHA-1',
  },
];

function* algorithms({ name, proposals }: IpsecConnection, proposal: IpsecProposal): Generator<Report> {
  const { protocol, group, text } = proposal;
  const others = proposals.filter((one) => one !== proposal && one.protocol === protocol);
  const settle = {
    en: others.length > 0 ? ' Both sides may settle on it.' : '',
    'zh-cn': others.length > 0 ? '双方可能协商到它。' : '',
  };
  const found = proposal.algorithms.flatMap((algorithm) => {
    const weakness = WEAK.find(({ pattern }) => pattern.test(algorithm.value));
    return weakness ? [{ algorithm, weakness }] : [];
  });
  for (const { algorithm, weakness } of found)
    yield {
      severity: weakness.severity,
      span: algorithm.span,
      text: {
        en: `${name.value} offers ${algorithm.value} (${protocol.toUpperCase()}, ${text}), which ${weakness.en}.${settle.en} Use ${INSTEAD[protocol]}.`,
        'zh-cn': `${name.value} 提供 ${algorithm.value}(${protocol.toUpperCase()},${text}),它${weakness['zh-cn']}。${settle['zh-cn']}请使用 ${INSTEAD[protocol]}。`,
      },
    };
  if (protocol === 'esp' && !group)
    yield {
      severity: 'info',
      span: proposal.span,
      text: {
        en: `${name.value}: ${text} has no group, so new keys come from the old ones: who learns one learns all that follow. Add a group (-x25519, -ecp256).`,
        'zh-cn': `${name.value}:${text} 没有密钥交换群,新密钥由旧密钥派生:得知其一即得知其后全部。请加上一个群(-x25519、-ecp256)。`,
      },
    };
}

const INSTEAD = { ike: 'aes256gcm16-prfsha384-ecp384', esp: 'aes256gcm16-ecp384', ah: 'sha384-ecp384' } as const;

function keptLong(
  { name }: IpsecConnection,
  { value, span, protocol }: Located<number> & { protocol: 'ike' | 'esp' },
  most: number,
): Report {
  const kind = protocol.toUpperCase();
  return {
    severity: 'info',
    span,
    text: {
      en: `${name.value}: keys of ${kind} are ${value === 0 ? 'never changed from this side' : `kept for ${value} s`}: change them every ${most} s or more often.`,
      'zh-cn': `${name.value}:${kind} 密钥${value === 0 ? '本端从不更换' : `使用 ${value} 秒`}:请至少每 ${most} 秒更换一次。`,
    },
  };
}
