import type { Filter, FilterRule, Match } from '../../../../../grammars/model/filter.ts';
import { formatPacket } from '../../../packets/packet-text.ts';
import type { Report, RuleContext } from '../../../review/rule.ts';
import { waysTo, type ZoneWay, zonesIn } from '../../exposure/zone-ways.ts';
import { denierOf } from '../../wording/denier.ts';

/** Permits between zones that keep no state, where no policy the other way round lets the answers back. */
export function* passedAnswers(context: RuleContext): Generator<Report> {
  const { device } = context;
  for (const filter of device.filters) {
    const stateless = filter.rules.filter((one) => one.stateless && one.active && one.action.kind === 'permit');
    if (stateless.length === 0 || !filter.closed) continue;
    const ways = waysTo(device, filter);
    for (const rule of stateless) {
      const report = reportOf(context, filter, rule, ways);
      if (report) yield report;
    }
  }
}

function reportOf(
  context: RuleContext,
  filter: Filter,
  rule: FilterRule,
  ways: readonly ZoneWay[],
): Report | undefined {
  const { device, packets } = context;
  for (const { from, to } of ways) {
    // To and from the device itself everything passes, unless a policy of its own says otherwise.
    if (from === undefined || to === undefined) continue;
    const index = device.filters.findIndex((one) => one.table === filter.table && one.hook === 'forward');
    if (index < 0 || !device.filters[index]!.closed) continue;
    for (const answer of rule.matches.flatMap(answersTo)) {
      const asked: Match = { ...answer, inInterface: zone(context, to), outInterface: zone(context, from) };
      const denied = packets.passage?.(index, [asked])?.surelyDenied;
      if (denied?.amount !== 'all' || !denied.witness) continue;
      const { decidedBy } = packets.test(index, denied.witness);
      const denier = denierOf(context, index, { ...(decidedBy ? { by: decidedBy } : {}), witness: denied.witness });
      const what = formatPacket(denied.witness);
      return {
        span: rule.span,
        text: {
          en: `Answers to what this passes from ${from} to ${to} cannot come back: pass keeps no state, and ${denier.by.en} denies ${what}. Inspect it instead, or pass the answers in a policy from ${to} to ${from}.`,
          'zh-cn': `由此从 ${from} 放行到 ${to} 的流量,其应答无法返回:pass 不建立状态,而${denier.by['zh-cn']}拒绝 ${what}。请改用 inspect,或在从 ${to} 到 ${from} 的策略中放行应答。`,
        },
        related: denier.related,
        witness: what,
      };
    }
  }
  return undefined;
}

const zone = ({ device }: RuleContext, name: string) => ({
  anyOf: [{ name, members: zonesIn(device).get(name) ?? [] }],
});

/** Of TCP and ICMP, which nobody sends without waiting for an answer; where a condition is not known, nothing is asked. */
function answersTo(match: Match): Match[] {
  const { family, source, destination, sourcePort, destinationPort, opaque } = match;
  if (opaque || match.protocol?.negated) return [];
  const ends = { ...(destination ? { source: destination } : {}), ...(source ? { destination: source } : {}) };
  const ports = {
    ...(destinationPort ? { sourcePort: destinationPort } : {}),
    ...(sourcePort ? { destinationPort: sourcePort } : {}),
  };
  return ([6, 1, 58] as const).flatMap((number): Match[] => {
    const protocol = { anyOf: [{ first: number, last: number }] };
    if (match.protocol && !match.protocol.anyOf.some(({ first, last }) => first <= number && number <= last)) return [];
    if (number !== 6) {
      const type = number === 1 ? 0 : 129;
      const echoReply = { type: { first: type, last: type } };
      return match.protocol && !match.icmp
        ? [{ family, ...ends, protocol, fragment: 'whole', icmp: { anyOf: [echoReply] } }]
        : [];
    }
    return [
      { family, ...ends, ...ports, protocol, fragment: 'whole', tcpFlags: { anyOf: [{ mask: 0x17, value: 0x10 }] } },
    ];
  });
}
