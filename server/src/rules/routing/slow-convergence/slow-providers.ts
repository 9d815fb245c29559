import type { BgpNeighbour, BgpProcess } from '../../../../../grammars/model/bgp.ts';
import { peerOf } from '../../../network/bgp-peers.ts';
import type { Proposal, Report, RuleContext } from '../../../review/rule.ts';
import { relationshipOf } from '../../bgp/relationship.ts';

/** A provider, and where `process.neighbours` has it. */
interface Slow {
  readonly index: number;
  readonly neighbour: BgpNeighbour;
  /** Seconds. */
  readonly hold: number;
}

/** Where one provider stands in for another, how long is the traffic of a dead one lost? Said once for a process. */
export function* slowProviders(context: RuleContext, target: number): Generator<Report> {
  for (const [number, process] of context.device.bgp.entries()) {
    const providers = [...process.neighbours.entries()].filter(
      ([, one]) => one.external && !one.shutdown && relationshipOf(one, process, context) === 'provider',
    );
    const slow = providers.flatMap(([index, neighbour]): Slow[] => {
      const hold = detection(neighbour, process, context);
      return hold !== undefined && hold > target && hasOther(neighbour, providers) ? [{ index, neighbour, hold }] : [];
    });
    const [first, ...others] = slow;
    if (!first) continue;
    const { neighbour, hold } = first;
    yield {
      span: neighbour.timers?.hold?.span ?? neighbour.address.span,
      text: {
        en: `When ${neighbour.address.value} dies and the link stays up, up to ${hold} s pass until traffic goes to another provider: BFD does not watch the session. Run BFD on both sides, or agree on a shorter hold time.`,
        'zh-cn': `若 ${neighbour.address.value} 失效而链路仍为 up,流量最长 ${hold} 秒后才会切换到其他运营商:该会话未启用 BFD。请在两端启用 BFD,或协商更短的保持时间。`,
      },
      related: others.map((one) => ({
        span: one.neighbour.address.span,
        text: { en: `Noticed after ${one.hold} s`, 'zh-cn': `${one.hold} 秒后才会发现` },
      })),
      fixes: shorter(number, slow, target),
    };
  }
}

/** Seconds until it is taken for dead; undefined: not known, watched by BFD, or said elsewhere (bgp/timers-risky). */
function detection(neighbour: BgpNeighbour, process: BgpProcess, context: RuleContext): number | undefined {
  if (!neighbour.closed || neighbour.bfd) return undefined;
  const written = neighbour.timers?.hold ?? process.timers?.hold;
  const own = written?.value ?? process.defaultHold;
  if (!own || (written && own > 180)) return undefined;
  return Math.min(own, otherEnd(neighbour, process, context) ?? own);
}

/** What the other end proposes, where the workspace has it: the lower of the two holds (RFC 4271 section 4.2). */
function otherEnd(neighbour: BgpNeighbour, process: BgpProcess, { network }: RuleContext): number | undefined {
  const peer = network && peerOf(network.network, { member: network.self, process, neighbour });
  if (peer?.kind !== 'match') return undefined;
  const { end } = peer;
  return (end.neighbour.timers?.hold ?? end.process.timers?.hold)?.value || undefined;
}

/** Another provider whose session has one of its families. */
const hasOther = (neighbour: BgpNeighbour, providers: readonly (readonly [number, BgpNeighbour])[]): boolean =>
  providers.some(
    ([, other]) =>
      other !== neighbour &&
      other.families.some(
        ({ name, active }) => active && neighbour.families.some((one) => one.active && one.name === name),
      ),
  );

/** Below 30 s a hold time is fragile: that is for BFD. */
function shorter(process: number, slow: readonly Slow[], target: number): readonly Proposal[] {
  const keepalive = Math.floor(target / 3);
  const hold = 3 * keepalive;
  if (keepalive < 10) return [];
  return [
    {
      title: {
        en: `Keepalive ${keepalive} s, hold ${hold} s (resets the session: at once on some platforms, else it waits for the next reset)`,
        'zh-cn': `保活 ${keepalive} 秒、保持 ${hold} 秒(会重置会话:有的平台立即重置,其余平台等到下次重置才生效)`,
      },
      safety: 'unsafe',
      change: {
        kind: 'several',
        changes: slow.map(({ index }) => ({ kind: 'set-bgp-timers', process, neighbour: index, keepalive, hold })),
      },
    },
  ];
}
