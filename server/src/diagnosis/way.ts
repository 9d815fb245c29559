import type { Device } from '../../../grammars/model/device.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { hostRoot } from '../network/host-root.ts';
import type { Packet } from '../packets/analyses.ts';
import { answerTo } from '../packets/answer-to.ts';
import type { Doubt } from '../twin/route-table.ts';
import { type Line, type Start, type Trace, type TraceEnd, type TraceHop, trace, traces } from '../twin/trace.ts';
import type { Twin } from '../twin/twin.ts';

/** How a packet fares, and the answer to it. */
export interface Way {
  readonly packet: Packet;
  /** `unknown`: something that no text here tells decides. */
  readonly status: 'passes' | 'stopped' | 'unknown';
  /** Where it stops, or cannot be told: on the way there, or on the answer's way back. */
  readonly side: 'there' | 'back';
  /** How that side ends. */
  readonly end: TraceEnd;
  readonly why: Bilingual;
  readonly at?: Line;
  readonly there: Trace;
  readonly back?: Trace;
}

const ORDER: readonly Way['status'][] = ['stopped', 'unknown', 'passes'];

/** The worst of all ways that equal routes give it: flows are spread over them. */
export function wayOf(twin: Twin, start: Start, packet: Packet): Way {
  const all = traces(twin, start, packet).map((there) => judged(twin, packet, there));
  return all.sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status))[0]!;
}

function judged(twin: Twin, packet: Packet, there: Trace): Way {
  const { end, hops } = there;
  const common = { packet, there };
  const fate = fateOf(there);
  if (fate) return { ...common, ...fate, side: 'there', end };
  const last = hops.at(-1)!;
  // Whom nobody describes answers from behind the last device that is described.
  const start: Start =
    last.outInterface === undefined
      ? { member: last.member, vrf: last.vrf }
      : { member: last.member, vrf: last.vrf, inInterface: last.outInterface };
  const back = comeBack(twin, hops, start, answerTo(last.becomes), answerTo);
  const lost = fateOf(back);
  if (lost) return { ...common, ...lost, side: 'back', end: back.end, back };
  return { ...common, status: 'passes', side: 'back', end, why: there.reason, back };
}

/** Undefined: it gets there. */
function fateOf({ end, reason, at, doubts, hops }: Trace): Pick<Way, 'status' | 'why' | 'at'> | undefined {
  const [doubt] = doubts;
  if (doubt) return { status: 'unknown', why: doubt.text, at: doubt };
  if (end === 'delivered' || end === 'leaves') return undefined;
  const line = at ? { at } : {};
  // Neighbours that have no file here may bring a route.
  const last = hops.at(-1)?.member.device;
  if (end === 'no-route' && last && learnsRoutes(last)) return { status: 'unknown', why: LEARNED(reason), ...line };
  return { status: end === 'unknown' ? 'unknown' : 'stopped', why: reason, ...line };
}

const learnsRoutes = ({ bgp, ospf, isis, routingProtocols, dynamicRouting }: Device): boolean =>
  bgp.length + ospf.length + isis.length > 0 || (routingProtocols ? routingProtocols.length > 0 : dynamicRouting);

const LEARNED = ({ en, 'zh-cn': zh }: Bilingual): Bilingual => ({
  en: `${en} by these files, and runs routing protocols that may bring one`,
  'zh-cn': `就这些文件而言${zh},但其运行的路由协议可能带来路由`,
});

/**
 * An answer's way, from translation to translation as the packet came: what each of them had made of it is undone there. What a device does
 * with packets to its own translated address is not looked at, as they are none of its own.
 * @param hops by which the packet came
 * @param start where the answer begins, as `packet`
 * @param answer to the packet as it came to a device that translates
 */
export function comeBack(
  twin: Twin,
  hops: readonly TraceHop[],
  start: Start,
  packet: Packet,
  answer: (packet: Packet) => Packet,
): Trace {
  const doubts: Doubt[] = [];
  const passed: TraceHop[] = [];
  let from = start;
  let current = packet;
  for (const hop of [...hops].reverse()) {
    if (!isTranslated(hop)) continue;
    const { member } = hop;
    if (from.member !== member) {
      const leg = trace(twin, from, current, true);
      const there = leg.hops.findIndex((one) => one.member === member);
      if (there < 0) return { ...leg, hops: [...passed, ...leg.hops], doubts: [...doubts, ...leg.doubts] };
      passed.push(...leg.hops.slice(0, there));
      doubts.push(...leg.doubts.filter(({ path }) => hostRoot(path) !== hostRoot(member.path)));
      const { vrf, inInterface } = leg.hops[there]!;
      from = { member, vrf, ...(inInterface === undefined ? {} : { inInterface }) };
    }
    current = answer(hop.packet);
  }
  const leg = trace(twin, from, current, true);
  return { ...leg, hops: [...passed, ...leg.hops], doubts: [...doubts, ...leg.doubts] };
}

export const isTranslated = ({ packet, becomes }: TraceHop): boolean =>
  packet.source !== becomes.source || packet.destination !== becomes.destination;
