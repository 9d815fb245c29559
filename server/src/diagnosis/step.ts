import type { Bilingual } from '../../../grammars/outline.ts';
import { formatPacket } from '../packets/packet-text.ts';
import { type PlacedLine, placeOf, type TraceReport, traceReport } from '../twin/ask-trace.ts';
import type { Twin } from '../twin/twin.ts';
import type { Way } from './way.ts';

/** In the order of the chain; those that the probe `egress-chain` takes too have its names. */
export type StepId = 'route' | 'nat' | 'dns' | 'tcp' | 'pmtu' | 'tls' | 'stun' | 'nat-udp-lifetime';

/**
 * `broken`: nothing gets past it; `risk`: some applications fail, or it fails at times; `unknown`: no text here tells, and `text` says which
 * is missing; `not-reached`: a step before it is broken, on which it hangs.
 */
export type StepStatus = 'holds' | 'broken' | 'risk' | 'unknown' | 'not-reached';

export interface DiagnosedStep {
  readonly step: StepId;
  readonly status: StepStatus;
  /** What holds or breaks, with values and thresholds, and what to do. */
  readonly text: Bilingual;
  /** The packet that was followed, as `tcp 192.0.2.7:40000 > 198.51.100.10:443`. */
  readonly packet?: string;
  /** The responsible line: of the fault, or of what cannot be told. */
  readonly at?: PlacedLine;
  /** What the threshold or claim rests on. */
  readonly source?: string;
  /** What stops it says so to the source, by a reset or ICMP. */
  readonly rejects?: true;
  /** The packet's way, and the answer's. */
  readonly ways?: readonly TraceReport[];
}

/** A way as the reader of a report wants it. */
export function shown(twin: Twin, { packet, there, back, at }: Way): Pick<DiagnosedStep, 'packet' | 'at' | 'ways'> {
  const line = at && placeOf(twin, at);
  return {
    packet: formatPacket(packet),
    ...(line ? { at: line } : {}),
    ways: [traceReport(twin, packet, there), ...(back?.hops[0] ? [traceReport(twin, back.hops[0].packet, back)] : [])],
  };
}
