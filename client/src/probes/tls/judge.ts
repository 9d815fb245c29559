import type { Verdict } from '../probe.ts';
import { targetText } from '../target.ts';
import { verdict, worst } from '../verdict.ts';
import type { Presented } from './certificates.ts';
import { VERSIONS, type Version } from './hello.ts';
import { judgeHellos } from './judge-hellos.ts';
import type { Answer, TlsObservation, TlsServer } from './observe.ts';

export const DAY = 86_400_000;
/** Days before its end from which a certificate should have been renewed: a third of a 90-day one is 30, half of that and a week. */
export const EXPIRING_DAYS = 21;

/** One verdict: the gravest thing seen gives level and code, the text names everything. */
export function judge({ target, at, servers }: TlsObservation): Verdict {
  const asked = target.name ?? target.host;
  return worst(
    servers.map((server) => judgeServer(targetText({ host: server.address, port: target.port! }), asked, at, server)),
  );
}

function judgeServer(server: string, asked: string, at: number, seen: TlsServer): Verdict {
  const offered = Object.keys(VERSIONS).filter((version) => accepts(seen, version as Version)) as Version[];
  if (offered.length === 0) return noTls(server, Object.values(seen.versions));
  const found = [
    ...judgeHellos(server, offered, seen),
    ...(seen.presented ? certificateFindings(server, asked, at, seen.presented) : [noHandshake(server)]),
  ];
  if (found.length === 0) {
    const days = Math.floor((seen.presented!.chain[0]!.to - at) / DAY);
    return verdict(
      'ok',
      'ok',
      `${server} speaks ${offered.join(', ')}, its chain is complete, and its certificate holds for ${days} more days.`,
      `${server} 支持 ${offered.join('、')},证书链完整,证书还有 ${days} 天有效。`,
    );
  }
  const { level, code } = worst(found);
  const grave = [...found].sort((a, b) => Number(b.code === code) - Number(a.code === code));
  return verdict(
    level,
    code,
    grave.map(({ text }) => text.en).join(' '),
    grave.map(({ text }) => text['zh-cn']).join(''),
  );
}

/** A server that is offered one version may choose an older one: what it chose counts. */
const accepts = ({ versions }: TlsServer, version: Version): boolean =>
  Object.values(versions).some((answer) => answer.kind === 'hello' && answer.version === VERSIONS[version]);

function certificateFindings(
  server: string,
  asked: string,
  at: number,
  { chain, staple, distrust }: Presented,
): Verdict[] {
  const [own] = chain;
  if (!own) return [noHandshake(server)];
  const found: Verdict[] = [];
  const last = chain.at(-1)!;
  const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
  if (distrust !== undefined && /^UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT)/.test(distrust)) {
    found.push(
      last.namesIssuer
        ? verdict(
            'error',
            'chain-incomplete',
            `${server} sends ${chain.length} certificate${chain.length === 1 ? '' : 's'} and leaves out ${last.issuer}, which issued the last one: clients that do not fetch it themselves refuse. Serve the full chain.`,
            `${server} 只发送了 ${chain.length} 个证书,缺少签发最后一个证书的 ${last.issuer}:不会自行获取它的客户端将拒绝连接。请提供完整证书链。`,
          )
        : verdict(
            'warning',
            'issuer-unknown',
            `${server} shows a certificate of ${last.issuer}, which this machine does not know: a private authority, or an intermediate is left out.`,
            `${server} 的证书由本机不认识的 ${last.issuer} 签发:这是私有证书颁发机构,或缺少中间证书。`,
          ),
    );
  } else if (distrust !== undefined && /SELF_SIGNED/.test(distrust)) {
    found.push(
      verdict(
        'warning',
        'issuer-unknown',
        `${server} shows a chain that ends in ${last.subject}, which this machine does not trust.`,
        `${server} 的证书链止于本机不信任的 ${last.subject}。`,
      ),
    );
  }
  if (distrust === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    found.push(
      verdict(
        'error',
        'name-mismatch',
        `${server} shows a certificate for ${own.subject}, not for ${asked}.`,
        `${server} 的证书属于 ${own.subject},而不是 ${asked}。`,
      ),
    );
  }
  const ended = chain.find(({ to }) => to <= at);
  const early = chain.find(({ from }) => from > at);
  const days = Math.floor((own.to - at) / DAY);
  if (ended)
    found.push(
      verdict(
        'error',
        'expired',
        `${server} shows ${ended.subject}, which ended on ${day(ended.to)}.`,
        `${server} 的证书 ${ended.subject} 已于 ${day(ended.to)} 过期。`,
      ),
    );
  else if (early)
    found.push(
      verdict(
        'error',
        'not-yet-valid',
        `${server} shows ${early.subject}, which begins on ${day(early.from)}.`,
        `${server} 的证书 ${early.subject} 自 ${day(early.from)} 起才有效。`,
      ),
    );
  else if (days < EXPIRING_DAYS)
    found.push(
      verdict(
        'warning',
        'expiring',
        `${server} shows a certificate that ends in ${days} days, on ${day(own.to)} (under ${EXPIRING_DAYS}): renew it.`,
        `${server} 的证书将在 ${days} 天后(${day(own.to)})过期(低于 ${EXPIRING_DAYS} 天):请续期。`,
      ),
    );
  if (own.namesOcsp && staple === 0) {
    found.push(
      verdict(
        'info',
        'no-staple',
        `${server} staples no OCSP response though its certificate names a responder.`,
        `${server} 的证书给出了 OCSP 服务地址,但未附带 OCSP 响应(stapling)。`,
      ),
    );
  }
  return found;
}

const noHandshake = (server: string): Verdict =>
  verdict(
    'info',
    'no-certificate-seen',
    `No handshake with ${server} could be brought to its end from here, so its certificate was not seen.`,
    `无法从本机与 ${server} 完成握手,因此未看到其证书。`,
  );

function noTls(server: string, answers: readonly Answer[]): Verdict {
  const kinds = answers.map(({ kind }) => kind);
  const has = (kind: Answer['kind']): boolean => kinds.includes(kind);
  if (has('cancelled')) return verdict('unknown', 'cancelled', 'The probe was cancelled.', '探测已取消。');
  if (has('not-made'))
    return verdict(
      'unknown',
      'not-made',
      `${server} was not asked: this machine could not send.`,
      `未能询问 ${server}:本机无法发送。`,
    );
  const reason = has('refused')
    ? { code: 'refused', en: 'the connection is refused', zh: '连接被拒绝' }
    : has('unreachable')
      ? { code: 'unreachable', en: 'there is no way to the host', zh: '没有到达该主机的路径' }
      : has('not-tls')
        ? { code: 'not-tls', en: 'what answers does not speak TLS', zh: '应答方使用的不是 TLS' }
        : has('silent')
          ? { code: 'no-answer', en: 'nothing answers a ClientHello', zh: '对 ClientHello 没有应答' }
          : {
              code: 'no-common-version',
              en: 'it refuses every version from TLS 1.0 to 1.3',
              zh: '它拒绝 TLS 1.0 至 1.3 的所有版本',
            };
  return verdict(
    'error',
    reason.code,
    `No TLS with ${server}: ${reason.en}.`,
    `与 ${server} 无法建立 TLS:${reason.zh}。`,
  );
}
