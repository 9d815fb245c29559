import { hostRoot } from '../network/host-root.ts';
import type { Packet } from '../packets/analyses.ts';
import { partOf } from './cloud-member.ts';
import type { Doubt } from './route-table.ts';
import type { Start } from './starts.ts';
import { trace } from './trace.ts';
import type { Trace, TraceHop } from './trace-hop.ts';
import type { Twin } from './twin.ts';

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
      // Targets that saw the client answer by the balancer all the same, wherever routes lead (client IP preservation).
      const handed = partOf(member)?.balances && there < 0 && !stopsAtOnce(leg);
      if (handed) {
        passed.push(...leg.hops.slice(0, 1));
        from = { member, vrf: hop.vrf };
        current = answer(hop.packet);
        continue;
      }
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

/** On the host itself, or at the border of its subnet. */
const stopsAtOnce = ({ end, hops }: Trace): boolean => end === 'denied' && hops.length <= 2;

/** Where the answer to a packet that came this way begins: whom nobody describes answers from behind the last device that is described. */
export function answersFrom(hops: readonly TraceHop[]): Start {
  const { member, vrf, outInterface } = hops.at(-1)!;
  return outInterface === undefined ? { member, vrf } : { member, vrf, inInterface: outInterface };
}

export const isTranslated = ({ packet, becomes }: TraceHop): boolean =>
  packet.source !== becomes.source || packet.destination !== becomes.destination;
