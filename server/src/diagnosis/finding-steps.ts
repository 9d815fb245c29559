import type { TlsServer } from '../../../grammars/model/services.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { certificateFile } from '../network/certificate-file.ts';
import type { Member, Network } from '../network/network.ts';
import type { Finding } from '../review/finding.ts';
import { lineIn } from '../twin/ask-trace.ts';
import { isTranslated } from '../twin/come-back.ts';
import type { Host } from './host-files.ts';
import type { Destination } from './question.ts';
import type { DiagnosedStep } from './step.ts';
import type { Way } from './way.ts';

/** What the review says of a file. */
export type FindingsOf = (file: Member) => Promise<readonly Finding[]>;

const CHAIN: ReadonlySet<string> = new Set(['tls/chain-incomplete', 'tls/config-invalid']);
const LIFETIME: ReadonlySet<string> = new Set(['nat/udp-timeout-short']);
const NEXT_HOP: ReadonlySet<string> = new Set(['routing/next-hop-unreachable']);
/** Whose findings count. */
export const RULES_ASKED: ReadonlySet<string> = new Set([...CHAIN, ...LIFETIME, ...NEXT_HOP]);

/** A route on the way whose next hop is on none of its device's networks: the text has it, and the device refuses it. */
export async function refusedRoute({ there }: Way, findingsOf: FindingsOf): Promise<DiagnosedStep | undefined> {
  for (const { member, route } of there.hops) {
    if (route?.source !== 'static') continue;
    const found = (await findingsOf(member)).find(
      ({ rule, severity, span }) =>
        NEXT_HOP.has(rule) &&
        (severity === 'error' || severity === 'warning') &&
        route.span.start <= span.start &&
        span.end <= route.span.end,
    );
    if (found) return { step: 'route', status: 'broken', ...told(member, found) };
  }
  return undefined;
}

/** What the review says of the certificates that the destination sends; known only where its files are here. */
export async function tlsStep(
  host: Host | undefined,
  { name }: Destination,
  network: Network,
  findingsOf: FindingsOf,
): Promise<DiagnosedStep> {
  const servers = (host?.files ?? []).flatMap((file) =>
    (file.device.tls ?? []).map((server): readonly [Member, TlsServer] => [file, server]),
  );
  if (servers.length === 0) return { step: 'tls', status: 'unknown', text: host ? NO_SERVER(host.name) : ELSEWHERE };
  const named = servers.filter(([, server]) => server.hosts?.some(({ value }) => value.toLowerCase() === name));
  const [served] = named.length > 0 ? named : servers.length === 1 ? servers : [];
  if (!served) return { step: 'tls', status: 'unknown', text: WHICH(servers.length) };
  const [file, server] = served;
  const own = (await findingsOf(file)).filter(
    ({ rule, span, severity }) =>
      CHAIN.has(rule) &&
      (severity === 'error' || severity === 'warning') &&
      [server.span, ...server.certificates.map((one) => one.span)].some(
        (one) => one.start <= span.start && span.end <= one.end,
      ),
  );
  const worst = own.find(({ severity }) => severity === 'error') ?? own[0];
  if (worst) return { step: 'tls', status: worst.severity === 'error' ? 'broken' : 'risk', ...told(file, worst) };
  const [path] = server.certificates;
  if (!path) return { step: 'tls', status: 'unknown', at: lineIn(file, server.span), text: NO_CERTIFICATE };
  const here = certificateFile(path.value, file, network);
  return here
    ? { step: 'tls', status: 'holds', at: lineIn(file, path.span), text: CHAIN_HOLDS(path.value) }
    : { step: 'tls', status: 'unknown', at: lineIn(file, path.span), text: NOT_HERE(path.value) };
}

/** What the review says of the timers of every device that translates flows of UDP on the way. */
export async function lifetimeStep(
  way: Way,
  hostOf: (member: Member) => Host,
  findingsOf: FindingsOf,
): Promise<DiagnosedStep> {
  const hosts = way.there.hops.filter(isTranslated).map(({ member }) => hostOf(member));
  if (hosts.length === 0)
    return {
      step: 'nat-udp-lifetime',
      status: way.status === 'unknown' || way.there.end === 'leaves' ? 'unknown' : 'holds',
      text: way.status === 'unknown' || way.there.end === 'leaves' ? UNSEEN : NO_TRANSLATION,
    };
  const found: { readonly file: Member; readonly finding: Finding }[] = [];
  for (const file of hosts.flatMap(({ files }) => files))
    for (const finding of await findingsOf(file)) if (LIFETIME.has(finding.rule)) found.push({ file, finding });
  const worst =
    found.find(({ finding: { severity } }) => severity === 'error') ??
    found.find(({ finding: { severity } }) => severity === 'warning');
  const source = 'RFC 4787 REQ-5';
  if (worst)
    return {
      step: 'nat-udp-lifetime',
      status: worst.finding.severity === 'error' ? 'broken' : 'risk',
      ...told(worst.file, worst.finding),
      source,
    };
  const timers = hosts.flatMap(({ files }) =>
    files.flatMap((file) =>
      (file.device.nat?.timers ?? [])
        .filter(({ kind }) => kind === 'udp' || kind === 'udp-stream')
        .map((timer) => ({ file, timer })),
    ),
  );
  const [known] = timers;
  const names = hosts.map(({ name }) => name).join(', ');
  if (!known) return { step: 'nat-udp-lifetime', status: 'unknown', text: NO_TIMER(names), source };
  return {
    step: 'nat-udp-lifetime',
    status: 'holds',
    at: lineIn(known.file, known.timer.span),
    text: LONG_ENOUGH(names),
    source,
  };
}

const told = (file: Member, { span, text, rule }: Finding): Pick<DiagnosedStep, 'at' | 'text'> => ({
  at: lineIn(file, span),
  text: { en: `${text.en} (${rule})`, 'zh-cn': `${text['zh-cn']}(${rule})` },
});

const ELSEWHERE: Bilingual = {
  en: 'The files of the destination are not here, so what certificates it sends is not known.',
  'zh-cn': '此处没有目标的文件,无法得知其发送的证书。',
};
const NO_SERVER = (name: string): Bilingual => ({
  en: `No file of ${name} sets up a server of TLS.`,
  'zh-cn': `${name} 的文件中没有 TLS 服务器。`,
});
const WHICH = (count: number): Bilingual => ({
  en: `The destination has ${count} servers of TLS; name the one that is asked for: NAME@ADDRESS.`,
  'zh-cn': `目标有 ${count} 个 TLS 服务器;请指明所请求的名称:名称@地址。`,
});
const NO_CERTIFICATE: Bilingual = {
  en: 'The server names no certificate here.',
  'zh-cn': '该服务器在此未指定证书。',
};
const NOT_HERE = (path: string): Bilingual => ({
  en: `${path} is not among the files here.`,
  'zh-cn': `${path} 不在此处的文件之中。`,
});
const CHAIN_HOLDS = (path: string): Bilingual => ({
  en: `${path} holds a chain that clients can follow, as far as can be told without their roots.`,
  'zh-cn': `${path} 中的证书链可被客户端验证(未考虑其信任的根证书)。`,
});
const UNSEEN: Bilingual = {
  en: 'No translation of UDP is seen on the way, as far as it is described here.',
  'zh-cn': '就此处所述,途中未见 UDP 地址转换。',
};
const NO_TRANSLATION: Bilingual = {
  en: 'Nothing on the way translates UDP, so no mapping ends.',
  'zh-cn': '途中没有 UDP 地址转换,不存在映射老化。',
};
const NO_TIMER = (names: string): Bilingual => ({
  en: `No file says how long ${names} keeps an idle UDP mapping.`,
  'zh-cn': `没有文件说明 ${names} 保留空闲 UDP 映射多久。`,
});
const LONG_ENOUGH = (names: string): Bilingual => ({
  en: `${names} keeps idle UDP mappings for 120 s or more.`,
  'zh-cn': `${names} 保留空闲 UDP 映射 120 秒或更久。`,
});
