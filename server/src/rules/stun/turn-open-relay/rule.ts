import { type Family, formatAddress, parsePrefix, widthOf } from '../../../../../grammars/model/address.ts';
import type { AddressRange, TurnServer } from '../../../../../grammars/model/services.ts';
import { defineRule, type Proposal } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'stun/turn-open-relay',
    severity: 'error',
    needs: ['turn'],
    title: {
      en: 'TURN server that relays for anybody, or into the inside',
      'zh-cn': '为任何人中继或可中继到内网的 TURN 服务器',
    },
    sources: ['RFC 8656 section 21', 'CVE-2020-26262', 'coturn: turnserver.conf'],
    options: {},
  },
  *check({ device, outline }) {
    const { turn } = device;
    if (!turn) return;
    if (turn.open)
      yield {
        span: turn.open.span,
        text: {
          en: 'Anybody may use this relay: it will carry attacks and other people’s traffic under your address. Ask for credentials (lt-cred-mech, or use-auth-secret with a secret of your own).',
          'zh-cn':
            '任何人都可以使用该中继:它会以你的地址承载攻击和他人的流量。请要求认证(lt-cred-mech,或 use-auth-secret 加自有密钥)。',
        },
      };
    else if (!turn.credentials && turn.closed)
      yield {
        severity: 'warning',
        span: turn.span,
        text: {
          en: 'No way of proving who may use the relay is set up: depending on the version, everybody may or nobody can. Set lt-cred-mech, or use-auth-secret with a secret of your own.',
          'zh-cn':
            '没有配置谁可以使用该中继的认证方式:视版本而定,要么人人可用,要么无人可用。请设置 lt-cred-mech,或 use-auth-secret 加自有密钥。',
        },
      };
    for (const { value, span } of turn.sampleValues)
      yield {
        span,
        text: {
          en: `This ${value} is the one of the sample file, which everybody knows: it protects nothing. Choose one of your own.`,
          'zh-cn': `该 ${value} 是示例文件中的值,人人皆知:起不到任何保护作用。请改用自有的值。`,
        },
      };
    if (turn.loopbackPeers)
      yield {
        span: turn.loopbackPeers.span,
        text: {
          en: 'Clients may relay to this host’s own loopback: every service that trusts 127.0.0.1 is open to them. Take the line out.',
          'zh-cn': '客户端可以中继到本机的回环地址:所有信任 127.0.0.1 的服务都对其开放。请删除该行。',
        },
        fixes: [
          {
            title: { en: 'Relay to loopback no more', 'zh-cn': '不再中继到回环地址' },
            safety: 'unsafe',
            change: { kind: 'delete-statements', spans: [turn.loopbackPeers.span] },
          },
        ],
      };
    const missing = INSIDE.filter((range) => !isSettled(range, turn));
    if (missing.length === 0 || !turn.closed || turn.withoutUdpRelay) return;
    const [first] = missing;
    yield {
      severity: 'warning',
      span: turn.span,
      text: {
        en: `Clients may relay to ${missing.length === 1 ? '' : `${missing.length} ranges of addresses of the inside, such as `}${textOf(first!)}: whoever has credentials reaches hosts and metadata services behind this server. Deny what no client has to reach.`,
        'zh-cn': `客户端可以中继到${missing.length === 1 ? '' : ` ${missing.length} 个内部地址段,例如`} ${textOf(first!)}:持有凭据者可借此访问本服务器之后的主机和元数据服务。请拒绝客户端无需到达的地址。`,
      },
      fixes: [denial(missing, outline.text)],
    };
  },
});

/** Private, loopback, link-local and shared space of both families (RFC 6890). */
const INSIDE: readonly AddressRange[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
].map((text) => {
  const { family, address, length } = parsePrefix(text)!;
  return {
    family,
    first: address,
    last: address | ((1n << BigInt(widthOf(family) - length)) - 1n),
    span: { start: 0, end: 0 },
  };
});

const textOf = ({ family, first, last }: { family: Family; first: bigint; last: bigint }): string =>
  first === last ? formatAddress(family, first) : `${formatAddress(family, first)}-${formatAddress(family, last)}`;

/** Denied as a whole, or partly allowed on purpose. */
function isSettled(range: AddressRange, { denied, allowed }: TurnServer): boolean {
  const meets = (one: AddressRange): boolean =>
    one.family === range.family && one.first <= range.last && range.first <= one.last;
  if (allowed.some(meets)) return true;
  let next = range.first;
  for (const one of denied.filter(meets).sort((a, b) => (a.first < b.first ? -1 : 1))) {
    if (one.first > next) return false;
    if (one.last >= next) next = one.last + 1n;
  }
  return next > range.last;
}

function denial(missing: readonly AddressRange[], text: string): Proposal {
  const lines = missing.map((range) => `denied-peer-ip=${textOf(range)}\n`).join('');
  const end = text.length;
  return {
    title: {
      en: 'Deny addresses of the inside: clients reach none of them through the relay any more',
      'zh-cn': '拒绝内部地址:客户端不能再经中继到达这些地址',
    },
    safety: 'unsafe',
    change: {
      kind: 'edits',
      edits: [{ span: { start: end, end }, newText: text === '' || text.endsWith('\n') ? lines : `\n${lines}` }],
    },
  };
}
