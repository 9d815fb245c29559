import type { Bilingual } from '../../../grammars/outline.ts';
import type { Packet } from '../packets/analyses.ts';
import { answerTo } from '../packets/answer-to.ts';
import { type PlacedLine, placeOf, type TraceReport, traceReport } from './ask-trace.ts';
import { INTERNET } from './cloud-member.ts';
import { answersFrom, comeBack, isTranslated } from './come-back.ts';
import { type Failure, failuresBetween, withFailure } from './failures.ts';
import { familiesOf, type Intent } from './intents-file.ts';
import { isAt, placedIn, startsIn, whereOf } from './place-in.ts';
import type { Line } from './route-table.ts';
import type { Start } from './starts.ts';
import { traces } from './trace.ts';
import type { Trace } from './trace-hop.ts';
import { trafficClasses } from './traffic-classes.ts';
import type { Twin } from './twin.ts';

export interface IntentResult {
  readonly intent: Intent;
  /** `unknown`: nothing that can be told breaks it, and something cannot be told. */
  readonly status: 'holds' | 'violated' | 'unknown';
  readonly why: Bilingual;
  /** The statement that breaks it, or that makes it unknown; absent: none here does. */
  readonly at?: PlacedLine;
  /** The packet and its way. */
  readonly witness?: TraceReport;
  /** What has to fail for it. */
  readonly failure?: Failure;
}

export const checkIntents = (twin: Twin, intents: readonly Intent[]): readonly IntentResult[] =>
  intents.map((intent) => checkIntent(twin, intent));

export function checkIntent(twin: Twin, written: Intent): IntentResult {
  const intent = placedIn(twin, written);
  if ('en' in intent) return { intent: written, status: 'unknown', why: intent };
  return { ...checkPlaced(twin, intent), intent: written };
}

function checkPlaced(twin: Twin, intent: Intent): IntentResult {
  if (familiesOf(intent).length === 0) return { intent, status: 'unknown', why: NO_FAMILY };
  if (intent.kind === 'isolate') {
    const there = checked(twin, intent, 'deny');
    const back = checked(twin, { ...intent, from: intent.to, to: intent.from }, 'deny');
    const worse =
      [there, back].find(({ status }) => status === 'violated') ??
      [there, back].find(({ status }) => status === 'unknown');
    return { ...(worse ?? there), intent };
  }
  if (intent.kind !== 'redundant') return checked(twin, intent, intent.kind);
  const before = checked(twin, intent, 'allow');
  if (before.status !== 'holds') return before;
  for (const failure of failuresBetween(twin, intent)) {
    const after = checked(withFailure(twin, failure), intent, 'allow');
    if (after.status === 'holds') continue;
    const line = placeOf(twin, failure);
    return {
      ...after,
      status: after.status,
      why: WHEN_FAILS(failure.name, after.why),
      failure,
      ...(line ? { at: line } : {}),
    };
  }
  return before;
}

function checked(twin: Twin, intent: Intent, want: 'allow' | 'deny'): IntentResult {
  let unknown: IntentResult | undefined;
  for (const family of familiesOf(intent)) {
    const { packets, cut } = trafficClasses(twin, intent, family);
    for (const packet of packets) {
      const starts = startsIn(twin, intent.from, packet);
      if (starts.length === 0) {
        unknown ??= { intent, status: 'unknown', why: NO_START(intent.from.name) };
        continue;
      }
      const judged = starts.map((start) =>
        worst(
          traces(twin, start, packet).map((one) =>
            want === 'deny' ? judgeDeny(twin, intent, one) : judgeAllow(twin, intent, one, packet),
          ),
        ),
      );
      const found = want === 'deny' ? worst(judged) : ofAll(judged, starts);
      if (found.status === 'holds') continue;
      const line = found.at && placeOf(twin, found.at);
      const result: IntentResult = {
        intent,
        status: found.status,
        why: found.why,
        ...(line ? { at: line } : {}),
        witness: traceReport(twin, packet, found.trace),
      };
      if (found.status === 'violated') return result;
      unknown ??= result;
    }
    if (cut) unknown ??= { intent, status: 'unknown', why: TOO_MANY };
  }
  return unknown ?? { intent, status: 'holds', why: want === 'deny' ? NOTHING_PASSES : ALL_PASSES };
}

const ORDER: readonly IntentResult['status'][] = ['violated', 'unknown', 'holds'];

const worst = (all: readonly Judged[]): Judged =>
  [...all].sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status))[0]!;

/**
 * Hosts may use any of several gateways, and of devices with the same address any may be meant; no text tells which: what only some of
 * them let through is not known.
 */
function ofAll(all: readonly Judged[], starts: readonly Start[]): Judged {
  const found = worst(all);
  const agree = all.every(({ status }) => status === found.status);
  if (found.status !== 'violated' || agree) return found;
  const own = starts.every(({ inInterface }) => inInterface === undefined);
  return { ...found, status: 'unknown', why: own ? SAME_ADDRESS : GATEWAYS };
}

interface Judged {
  readonly status: IntentResult['status'];
  readonly why: Bilingual;
  readonly at?: Line;
  readonly trace: Trace;
}

const uncertain = (trace: Trace): Judged => {
  const [doubt] = trace.doubts;
  return {
    status: 'unknown',
    why: doubt?.text ?? trace.reason,
    ...(doubt ? { at: doubt } : trace.at ? { at: trace.at } : {}),
    trace,
  };
};

function judgeDeny(twin: Twin, { to }: Intent, trace: Trace): Judged {
  const { end, doubts } = trace;
  const passes = end === 'delivered' || end === 'leaves';
  if (passes && doubts.length === 0 && isElsewhere(twin, to, trace))
    return { status: 'holds', why: NOTHING_PASSES, trace };
  if (passes && doubts.length === 0) {
    const at = permitIn(trace);
    return { status: 'violated', why: PASSES, ...(at ? { at } : {}), trace };
  }
  if (end === 'unknown' || doubts.length > 0) return uncertain(trace);
  return { status: 'holds', why: NOTHING_PASSES, trace };
}

/** The last rule that let it through, else the route at the last router. */
function permitIn({ hops }: Trace): Line | undefined {
  for (const { filters } of [...hops].reverse())
    for (const { owner, verdict } of [...filters].reverse()) {
      const ref = verdict.action === 'permit' ? verdict.decidedBy : undefined;
      const rule = ref && owner.device.filters[ref.filter]!.rules[ref.rule]!;
      if (rule && rule.span.end > rule.span.start) return { path: owner.path, span: rule.span };
    }
  const last = hops.findLast(({ route }) => route !== undefined);
  return last?.route && { path: last.member.path, span: last.route.span };
}

function judgeAllow(twin: Twin, { to }: Intent, trace: Trace, packet: Packet): Judged {
  const { end, doubts, reason, at } = trace;
  if (end === 'unknown' || end === 'leaves' || doubts.length > 0) return uncertain(trace);
  if (end !== 'delivered') return { status: 'violated', why: reason, ...(at ? { at } : {}), trace };
  if (isElsewhere(twin, to, trace)) return { status: 'unknown', why: ELSEWHERE(whereOf(to, twin)), trace };
  const last = trace.hops.at(-1)!;
  const judgeBack = (back: Trace): Judged => {
    if (back.end === 'unknown' || back.end === 'leaves' || back.doubts.length > 0) return uncertain(back);
    if (back.end === 'delivered') return { status: 'holds', why: ALL_PASSES, trace };
    return { status: 'violated', why: NO_ANSWER(back.reason), ...(back.at ? { at: back.at } : {}), trace: back };
  };
  // What was translated comes back the way that translations keep; from the Internet, to where it left.
  if (trace.hops.some(isTranslated) || last.outInterface === INTERNET)
    return judgeBack(comeBack(twin, trace.hops, answersFrom(trace.hops), answerTo(last.becomes), answerTo));
  const answer = answerTo(packet);
  const all = startsIn(twin, to, answer);
  const here = all.filter(({ member, inInterface }) => member === last.member && inInterface === undefined);
  // Another device may have the address too, and the packet did not go there.
  const starts = last.outInterface === undefined && here.length > 0 ? here : all;
  const backs = starts.map((start) => worst(traces(twin, start, answer, true).map(judgeBack)));
  return backs.length > 0 ? ofAll(backs, starts) : { status: 'holds', why: ALL_PASSES, trace };
}

/** It got to one that has the same address as what is meant. */
function isElsewhere(twin: Twin, to: Intent['to'], { end, hops }: Trace): boolean {
  const last = hops.at(-1);
  if (end !== 'delivered' || !last) return false;
  return !isAt(twin, to, last, last.becomes.family, last.becomes.destination);
}

export const describeIntent = ({ kind, from, to, services, name }: Intent): string =>
  name ?? `${kind} ${services.map(({ text }) => text).join(', ')} ${from.name} > ${to.name}`;

const PASSES: Bilingual = { en: 'a packet gets through', 'zh-cn': '有数据包可以通过' };
const NOTHING_PASSES: Bilingual = { en: 'nothing gets through', 'zh-cn': '没有数据包可以通过' };
const ALL_PASSES: Bilingual = { en: 'everything gets through', 'zh-cn': '全部可以通过' };
const NO_ANSWER = ({ en, 'zh-cn': zh }: Bilingual): Bilingual => ({
  en: `the answer does not come back: ${en}`,
  'zh-cn': `应答无法返回:${zh}`,
});
const GATEWAYS: Bilingual = {
  en: 'it gets through by one gateway of the network and not by another one, and which one hosts use is not in the text',
  'zh-cn': '经由该网络的某个网关可以通过,经由另一个则不行,而主机使用哪个网关文本并未说明',
};
const SAME_ADDRESS: Bilingual = {
  en: 'several devices here have this address, and it gets through from one of them and not from another one: name one of them in the place (`device`, and `vrf` where it is one device)',
  'zh-cn':
    '此处有多台设备使用该地址,从其中一台可以通过,从另一台则不行:请在地点中指明其中一台(`device`;同一设备的不同 VRF 用 `vrf`)',
};
const ELSEWHERE = (name: string): Bilingual => ({
  en: `it gets to another device with the same address, not to the one at ${name}`,
  'zh-cn': `它到达了另一台使用相同地址的设备,而不是 ${name} 处的设备`,
});
const NO_FAMILY: Bilingual = {
  en: 'the two places have no address family in common',
  'zh-cn': '两个地点没有共同的地址族',
};
const NO_START = (name: string): Bilingual => ({
  en: `no device here has addresses of ${name}, or a network that they are in`,
  'zh-cn': `此处没有任何设备拥有 ${name} 的地址或其所在网络`,
});
const TOO_MANY: Bilingual = {
  en: 'filters and routes tell more packets apart than are looked at',
  'zh-cn': '过滤器和路由区分出的报文种类超出检查上限',
};
const WHEN_FAILS = (name: string, { en, 'zh-cn': zh }: Bilingual): Bilingual => ({
  en: `when ${name} fails, ${en}`,
  'zh-cn': `当 ${name} 失效时,${zh}`,
});
