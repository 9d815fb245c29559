import type { Device } from '../../../grammars/model/device.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Packet } from '../packets/analyses.ts';
import { answerTo } from '../packets/answer-to.ts';
import { answersFrom, comeBack } from '../twin/come-back.ts';
import type { Line } from '../twin/route-table.ts';
import type { Start } from '../twin/starts.ts';
import { traces } from '../twin/trace.ts';
import type { Trace, TraceEnd } from '../twin/trace-hop.ts';
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
  const back = comeBack(twin, hops, answersFrom(hops), answerTo(last.becomes), answerTo);
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
