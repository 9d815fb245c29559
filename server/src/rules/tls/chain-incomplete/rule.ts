import { type Certificate, isSelfSigned, mayHaveSigned } from '../../../../../grammars/model/certificate.ts';
import type { TlsServer } from '../../../../../grammars/model/services.ts';
import type { Located } from '../../../../../grammars/text/span.ts';
import { type CertificateFile, certificateFile, certificateFiles } from '../../../network/certificate-file.ts';
import type { Member } from '../../../network/network.ts';
import type { Related } from '../../../review/finding.ts';
import { defineRule, type Report, type Surroundings } from '../../../review/rule.ts';

/** Public authorities sign hosts by intermediates only (CA/Browser Forum, Baseline Requirements 6.1.1.1 and 7.1). */
const PUBLIC =
  /\bO=(?:Let's Encrypt|\(STAGING\) Let's Encrypt|DigiCert|Sectigo|COMODO|GlobalSign|Amazon|Google Trust Services|GoDaddy|Entrust|ZeroSSL|SSL Corp|SSL\.com|Microsoft Corporation|Starfield|Actalis|Buypass|HARICA|Hellenic Academic|SwissSign|T-Systems|D-Trust|Certum|Unizeto|Asseco|TrustAsia|WoTrus|CFCA|China Financial|GDCA|Global Digital|USERTRUST|The USERTRUST|QuoVadis|Thawte|GeoTrust|RapidSSL|Gandi)/i;

export const rule = defineRule({
  meta: {
    id: 'tls/chain-incomplete',
    severity: 'error',
    needs: ['tls'],
    title: {
      en: 'Certificate that is sent without its intermediates, in the wrong order, or for another host',
      'zh-cn': '证书缺少中间证书、顺序错误或主机名不符',
    },
    sources: ['RFC 5246 section 7.4.2', 'RFC 8446 section 4.4.2', 'RFC 9525 section 6.3'],
    options: {
      maxDepth: {
        default: 5,
        unit: 'entries',
        description: {
          en: 'So many certificates of a chain are followed.',
          'zh-cn': '最多跟随这么多级证书链。',
        },
      },
    },
  },
  *check({ device, network, option }) {
    if (!network) return;
    const seen = new Set<number>();
    for (const server of device.tls ?? [])
      for (const path of server.certificates) {
        const file = certificateFile(path.value, network.self, network.network);
        if (!file) continue;
        if (!seen.has(path.span.start)) yield* chain(path, file, server, network, option<number>('maxDepth'));
        seen.add(path.span.start);
        // Of several certificates each may be for some of the hosts.
        if (server.certificates.length === 1) yield* hosts(file, server);
      }
  },
});

function* chain(
  path: Located<string>,
  file: CertificateFile,
  server: TlsServer,
  { network }: Surroundings,
  depth: number,
): Generator<Report> {
  const { certificates, member } = file;
  const leaf = certificates[0]!;
  const related = (one: Certificate, text: Related['text']) => [elsewhere(member, one, text)];
  const later = certificates.find(({ authority }) => !authority);
  if (leaf.authority && later && later !== leaf) {
    yield {
      span: path.span,
      text: {
        en: `The first certificate of ${path.value} is that of an authority (${leaf.subject}), not of the server (${later.subject}): clients refuse it, and servers that check the key do not start. Put the server's first, then each one's issuer.`,
        'zh-cn': `${path.value} 的第一张证书属于颁发机构(${leaf.subject}),而不是服务器(${later.subject}):客户端会拒绝,校验私钥的服务器无法启动。请把服务器证书放在最前,随后依次为其颁发者。`,
      },
      related: related(later, { en: 'The server’s certificate', 'zh-cn': '服务器证书' }),
    };
    return;
  }
  if (leaf.authority || isSelfSigned(leaf)) return;
  const sent = follow(leaf, certificates, depth);
  if (sent.length === 1 && !server.chainElsewhere) {
    const report = missing(path, leaf, certificateFiles(network));
    if (report) yield { ...report, related: [...(report.related ?? []), elsewhere(member, leaf, LEAF)] };
    return;
  }
  const places = sent.map((one) => certificates.indexOf(one));
  const wrong = places.findIndex((place, i) => place !== i);
  if (wrong > 0)
    yield {
      severity: 'warning',
      span: path.span,
      text: {
        en: `The certificates of ${path.value} are out of order: behind ${sent[wrong - 1]!.subject} must stand its issuer, ${sent[wrong]!.subject}. Clients of TLS 1.2 may refuse the chain.`,
        'zh-cn': `${path.value} 中的证书顺序有误:${sent[wrong - 1]!.subject} 之后应为其颁发者 ${sent[wrong]!.subject}。TLS 1.2 客户端可能拒绝该证书链。`,
      },
      related: related(sent[wrong]!, { en: 'This one comes too late or too early', 'zh-cn': '此证书位置不对' }),
    };
  const root = sent.at(-1)!;
  if (sent.length > 1 && isSelfSigned(root))
    yield {
      severity: 'info',
      span: path.span,
      text: {
        en: `${path.value} ends with a root (${root.subject}): clients have it or do not trust it, and every handshake carries it for nothing. Leave it out.`,
        'zh-cn': `${path.value} 末尾包含根证书(${root.subject}):客户端要么已有它,要么不信任它,每次握手都白白传送。请去掉。`,
      },
      related: related(root, { en: 'The root', 'zh-cn': '根证书' }),
    };
}

const LEAF = { en: 'The certificate that is sent', 'zh-cn': '所发送的证书' };

/** The leaf, its issuer, and so on, as far as they are among these. */
function follow(leaf: Certificate, all: readonly Certificate[], depth: number): Certificate[] {
  const sent = [leaf];
  while (sent.length < depth) {
    const last = sent.at(-1)!;
    const issuer = isSelfSigned(last) ? undefined : all.find((one) => !sent.includes(one) && mayHaveSigned(one, last));
    if (!issuer) break;
    sent.push(issuer);
  }
  return sent;
}

/** A leaf alone. Whether what signed it is a root that clients have, the workspace or the authority's name says. */
function missing(path: Located<string>, leaf: Certificate, files: readonly CertificateFile[]): Report | undefined {
  for (const { member, certificates } of files)
    for (const one of certificates) {
      if (!one.authority || !mayHaveSigned(one, leaf)) continue;
      if (isSelfSigned(one)) return undefined;
      return {
        span: path.span,
        text: {
          en: `${path.value} holds the server's certificate alone, and what signed it (${one.subject}) is an intermediate that clients do not have: many of them refuse the connection. Put it behind the server's certificate in the same file; it is in ${member.path}.`,
          'zh-cn': `${path.value} 只有服务器证书,而签发它的 ${one.subject} 是客户端没有的中间证书:许多客户端会拒绝连接。请把它接在服务器证书之后放入同一文件;它在 ${member.path} 中。`,
        },
        related: [elsewhere(member, one, { en: 'The intermediate', 'zh-cn': '中间证书' })],
      };
    }
  if (!PUBLIC.test(leaf.issuer)) return undefined;
  return {
    span: path.span,
    text: {
      en: `${path.value} holds the server's certificate alone, and its issuer (${leaf.issuer}) signs as an intermediate, which clients do not have: many of them refuse the connection. Use the file with the whole chain (fullchain), or put the issuer's certificate behind.`,
      'zh-cn': `${path.value} 只有服务器证书,其颁发者(${leaf.issuer})是客户端没有的中间证书:许多客户端会拒绝连接。请改用包含完整链的文件(fullchain),或把颁发者证书接在其后。`,
    },
  };
}

/** `*.example.net` is for one label more; patterns and names that are no hosts are left alone. */
function* hosts({ certificates, member }: CertificateFile, server: TlsServer): Generator<Report> {
  const leaf = certificates[0]!;
  if (leaf.authority || leaf.hosts.length === 0) return;
  for (const { value, span } of server.hosts ?? []) {
    const host = value.toLowerCase();
    if (!/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(host) || /^[\d.]+$/.test(host)) continue;
    if (leaf.hosts.includes(host) || leaf.hosts.includes(host.replace(/^[^.]+/, '*'))) continue;
    yield {
      span,
      text: {
        en: `The certificate is not for ${value} (it is for ${leaf.hosts.slice(0, 3).join(', ')}${leaf.hosts.length > 3 ? ', ...' : ''}): browsers refuse it. Ask for one that names it.`,
        'zh-cn': `证书不适用于 ${value}(仅适用于 ${leaf.hosts.slice(0, 3).join('、')}${leaf.hosts.length > 3 ? ' 等' : ''}):浏览器会拒绝。请申请包含该名称的证书。`,
      },
      related: [elsewhere(member, leaf, { en: 'The certificate', 'zh-cn': '证书' })],
    };
  }
}

const elsewhere = (member: Member, { span }: Certificate, text: Related['text']): Related => ({
  span,
  text,
  elsewhere: { path: member.path, range: member.index.rangeOf(span) },
});
