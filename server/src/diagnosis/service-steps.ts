import { formatAddress } from '../../../grammars/model/address.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { lineIn } from '../twin/ask-trace.ts';
import type { Twin } from '../twin/twin.ts';
import type { Host } from './host-files.ts';
import { packetTo, type Question } from './question.ts';
import { type DiagnosedStep, type StepId, shown } from './step.ts';
import { type Way, wayOf } from './way.ts';

/** Whether filters let a flow of this service through, and its answers. */
export function serviceStep(twin: Twin, step: StepId, way: Way, what: Bilingual): DiagnosedStep {
  const { status, side, why } = way;
  const seen = shown(twin, way);
  if (status === 'passes') return { step, status: 'holds', ...withoutLine(seen), text: PASSES(what, why) };
  if (status === 'unknown') return { step, status, ...seen, text: UNDECIDED(what, why) };
  const rejects = side === 'there' && isRejected(way) ? { rejects: true as const } : {};
  return {
    step,
    status: 'broken',
    ...seen,
    ...rejects,
    text: side === 'there' ? STOPPED(what, why) : UNANSWERED(what, why),
  };
}

function isRejected({ there }: Way): boolean {
  const last = there.hops.at(-1)?.filters.at(-1);
  const ref = last?.verdict.decidedBy;
  const action = ref && last.owner.device.filters[ref.filter]!.rules[ref.rule]!.action;
  return action?.kind === 'deny' && action.reject === true;
}

/** UDP 3478 is what calls and games need; everything else works without. */
export function stunStep(twin: Twin, way: Way): DiagnosedStep {
  const step = serviceStep(twin, 'stun', way, STUN);
  return { ...step, status: step.status === 'broken' ? 'risk' : step.status, source: 'RFC 8489 section 18.6' };
}

/** Every name server that the host's files name: one that answers is enough, and the others only cost time. */
export function dnsStep(twin: Twin, question: Question, { files }: Host): DiagnosedStep {
  const servers = files.flatMap((owner) => (owner.device.resolvers ?? []).map((resolver) => ({ owner, resolver })));
  const own = servers.filter(({ resolver }) => resolver.family === question.to.family);
  if (own.length === 0) return { step: 'dns', status: 'unknown', text: NO_RESOLVER };
  const asked = own.map(({ owner, resolver: { family, address, span } }) => {
    const what = RESOLVER(formatAddress(family, address));
    if (isLoopback(family, address))
      return { step: 'dns', status: 'unknown', text: ITSELF, at: lineIn(owner, span) } as const;
    const way = wayOf(twin, question.start, packetTo(question, { protocol: 'udp', port: 53 }, address));
    const step = serviceStep(twin, 'dns', way, what);
    return step.at ? step : { ...step, at: lineIn(owner, span) };
  });
  const lost = asked.find(({ status }) => status === 'broken');
  if (!lost) return asked.find(({ status }) => status === 'unknown') ?? asked[0]!;
  return asked.every(({ status }) => status === 'broken') ? lost : { ...lost, status: 'risk' };
}

const isLoopback = (family: 'ipv4' | 'ipv6', address: bigint): boolean =>
  family === 'ipv4' ? address >> 24n === 127n : address === 1n;

/** What decides a packet that gets there is nobody's fault. */
const withoutLine = ({ at: _, ...rest }: ReturnType<typeof shown>) => rest;

export const TCP = (port: number): Bilingual => ({ en: `TCP ${port}`, 'zh-cn': `TCP ${port}` });
const STUN: Bilingual = { en: 'UDP 3478 (STUN, TURN)', 'zh-cn': 'UDP 3478(STUN、TURN)' };
const RESOLVER = (address: string): Bilingual => ({
  en: `DNS to ${address} (UDP 53)`,
  'zh-cn': `发往 ${address} 的 DNS(UDP 53)`,
});
const PASSES = (what: Bilingual, why: Bilingual): Bilingual => ({
  en: `${what.en} passes every filter on the way, and so does the answer: ${why.en}.`,
  'zh-cn': `${what['zh-cn']} 及其应答可通过途中所有过滤器:${why['zh-cn']}。`,
});
const UNDECIDED = (what: Bilingual, why: Bilingual): Bilingual => ({
  en: `Whether ${what.en} gets through cannot be told: ${why.en}.`,
  'zh-cn': `无法判断 ${what['zh-cn']} 能否通过:${why['zh-cn']}。`,
});
const STOPPED = (what: Bilingual, why: Bilingual): Bilingual => ({
  en: `${what.en} does not get there: ${why.en}. Permit it on that line, or before it.`,
  'zh-cn': `${what['zh-cn']} 无法到达:${why['zh-cn']}。请在该行或其之前放行。`,
});
const UNANSWERED = (what: Bilingual, why: Bilingual): Bilingual => ({
  en: `${what.en} gets there, and the answer does not come back: ${why.en}. Permit answers of established sessions before that line.`,
  'zh-cn': `${what['zh-cn']} 可以到达,但应答无法返回:${why['zh-cn']}。请在该行之前放行已建立会话的应答。`,
});
const NO_RESOLVER: Bilingual = {
  en: 'No file of this host names a name server of this address family.',
  'zh-cn': '该主机的文件中没有此地址族的域名服务器。',
};
const ITSELF: Bilingual = {
  en: 'The name server is the host itself; whom that one asks is not told here.',
  'zh-cn': '域名服务器就是主机自身;它向谁查询,此处未说明。',
};
