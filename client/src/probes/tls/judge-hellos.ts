import type { Verdict } from '../probe.ts';
import { verdict } from '../verdict.ts';
import type { Alpn } from './alpn.ts';
import { OTHER_POST_QUANTUM, type Version, WEAK_SUITES } from './hello.ts';
import { type Answer, type Large, spoke, type TlsServer } from './observe.ts';

/** What hellos found, certificates aside. @param offered versions that the server accepts */
export const judgeHellos = (server: string, offered: readonly Version[], seen: TlsServer): readonly Verdict[] => [
  ...versionsOf(server, offered),
  ...(offered.includes('TLS 1.3') ? postQuantumOf(server, seen) : []),
  ...largeHello(server, seen.large),
  ...weakCipher(server, seen.weak),
  ...alpnOf(server, seen.alpn),
];

function versionsOf(server: string, offered: readonly Version[]): Verdict[] {
  const old = offered.filter((version) => version === 'TLS 1.0' || version === 'TLS 1.1');
  const found: Verdict[] = [];
  if (old.length > 0) {
    found.push(
      verdict(
        'error',
        'legacy-protocol',
        `${server} still accepts ${old.join(' and ')}, deprecated by RFC 8996: switch them off.`,
        `${server} 仍接受已被 RFC 8996 废弃的 ${old.join('、')}:请关闭。`,
      ),
    );
  }
  if (!offered.includes('TLS 1.3')) {
    found.push(verdict('info', 'no-tls13', `${server} does not offer TLS 1.3.`, `${server} 不提供 TLS 1.3。`));
  } else if (offered.length === 1) {
    found.push(
      verdict(
        'info',
        'only-tls13',
        `${server} accepts TLS 1.3 only: clients from before 2018 are cut off.`,
        `${server} 仅接受 TLS 1.3:2018 年之前的客户端无法连接。`,
      ),
    );
  }
  return found;
}

/** A server that wants none of the post-quantum groups, or only those that browsers do not offer. */
function postQuantumOf(server: string, { postQuantum, otherPostQuantum }: TlsServer): Verdict[] {
  if (postQuantum.kind !== 'alert') return [];
  const group = otherPostQuantum?.kind === 'hello' ? otherPostQuantum.group : undefined;
  const other = Object.entries(OTHER_POST_QUANTUM).find(([, number]) => number === group)?.[0];
  if (other === undefined)
    return [
      verdict(
        'info',
        'no-post-quantum',
        `${server} does not know the key exchange X25519MLKEM768, which protects recorded traffic from later quantum computers.`,
        `${server} 不支持 X25519MLKEM768 密钥交换,被录制的流量将来可能被量子计算机破解。`,
      ),
    ];
  return [
    verdict(
      'info',
      'other-post-quantum',
      `${server} knows the post-quantum key exchange ${other} and not X25519MLKEM768, which is the one that browsers offer: their traffic is not protected. Add X25519MLKEM768.`,
      `${server} 支持后量子密钥交换 ${other},但不支持浏览器所用的 X25519MLKEM768:浏览器流量未受保护。请加上 X25519MLKEM768。`,
    ),
  ];
}

/** A small hello that is answered in between shows that it is the size. */
function largeHello(server: string, large: Large | undefined): Verdict[] {
  if (!large?.small || !spoke(large.small) || spoke(large.answer)) return [];
  const { size, answer } = large;
  const ends = answer.kind === 'silent' ? { en: 'nothing comes back', zh: '没有任何返回' } : undefined;
  if (!ends && answer.kind !== 'closed') return [];
  const { en, zh } = ends ?? { en: 'the connection is closed', zh: '连接被关闭' };
  return [
    verdict(
      'error',
      'large-hello-lost',
      `${server} answers a small ClientHello and not one of ${size} bytes, which takes two segments: ${en}, twice. Browsers send such ones since they offer post-quantum key exchange. The server, or a firewall or balancer before it, reads only the first segment, or loses the second: update it.`,
      `${server} 能应答小的 ClientHello,却不应答 ${size} 字节、需两个分段的 ClientHello:两次均${zh}。浏览器启用后量子密钥交换后发送的正是这种报文。服务器或其前方的防火墙、负载均衡只读取第一个分段,或丢失了第二个:请升级。`,
    ),
  ];
}

function alpnOf(server: string, alpn: Alpn | undefined): Verdict[] {
  if (alpn === 'refused')
    return [
      verdict(
        'warning',
        'alpn-refused',
        `${server} ends handshakes that offer h2 and http/1.1 (no_application_protocol): browsers do not get through. Take the protocol's restriction away, or offer http/1.1.`,
        `${server} 会终止提供 h2 与 http/1.1 的握手(no_application_protocol):浏览器无法连接。请取消协议限制,或提供 http/1.1。`,
      ),
    ];
  if (alpn !== 'http/1.1') return [];
  return [
    verdict(
      'info',
      'no-h2',
      `${server} chooses http/1.1 where h2 is offered too: browsers open up to six connections instead of one.`,
      `${server} 在可用 h2 时仍选择 http/1.1:浏览器会打开多达六个连接而不是一个。`,
    ),
  ];
}

const WEAK = {
  null: { en: 'does not encrypt at all (NULL)', zh: '完全不加密(NULL)' },
  export: { en: 'encrypts with 40 bits (EXPORT)', zh: '仅用 40 位加密(EXPORT)' },
  des: { en: 'encrypts with 56 bits (DES)', zh: '仅用 56 位加密(DES)' },
  rc4: { en: 'encrypts with RC4, which RFC 7465 forbids', zh: '使用 RFC 7465 禁止的 RC4' },
  '3des': {
    en: 'encrypts with 3DES, whose blocks of 64 bits repeat in long connections',
    zh: '使用 3DES,其 64 位分组在长连接中会重复',
  },
} as const;

/** What the server chose where nothing good was offered; what else it would take is not known. */
function weakCipher(server: string, weak: Answer | undefined): readonly Verdict[] {
  if (weak?.kind !== 'hello') return [];
  const kinds = Object.keys(WEAK_SUITES) as (keyof typeof WEAK_SUITES)[];
  const kind = kinds.find((one) => (WEAK_SUITES[one] as readonly number[]).includes(weak.cipher));
  if (!kind) return [];
  const suite = `0x${weak.cipher.toString(16).padStart(4, '0')}`;
  return [
    verdict(
      kind === '3des' ? 'warning' : 'error',
      'weak-cipher',
      `${server} agrees on a cipher suite (${suite}) that ${WEAK[kind].en}: leave only suites with AES-GCM or ChaCha20 (RFC 9325 4.2).`,
      `${server} 接受的密码套件(${suite})${WEAK[kind].zh}:请只保留使用 AES-GCM 或 ChaCha20 的套件(RFC 9325 4.2)。`,
    ),
  ];
}
