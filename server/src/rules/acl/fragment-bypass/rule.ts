import type { Filter, FilterRule, Match } from '../../../../../grammars/model/filter.ts';
import { formatPacket } from '../../../packets/packet-text.ts';
import { defineRule, type Proposal, type Report, type RuleContext } from '../../../review/rule.ts';
import { ruleName } from '../../wording/rule-names.ts';

export const rule = defineRule({
  meta: {
    id: 'acl/fragment-bypass',
    severity: 'info',
    needs: ['packet-filters'],
    title: {
      en: 'Later fragments slip past a deny of ports',
      'zh-cn': '后续分片绕过按端口的拒绝规则',
    },
    sources: ['RFC 1858', 'RFC 3128', 'RFC 8900', 'Cisco "Access Control Lists and IP Fragments"'],
    options: {},
  },
  *check(context) {
    const { device } = context;
    const bound = new Set(device.bindings.map(({ filter }) => filter.value));
    for (const [index, filter] of device.filters.entries()) {
      if (filter.purpose !== 'packet' || filter.stateful || !bound.has(filter.name.value)) continue;
      const report = reportOf(context, index, filter);
      if (report) yield report;
    }
  },
});

/** The first deny of a list that lets its fragments by; the others are as many. */
function reportOf(context: RuleContext, index: number, filter: Filter): Report | undefined {
  let first: { rule: FilterRule; at: number; by: number; twin: Match; witness: string } | undefined;
  let others = 0;
  // Fragments can only come to what asks for no ports: in lists without such a rule nothing is asked at all.
  const last = filter.rules.findLastIndex((rule) => rule.active && rule.action.kind !== 'deny' && seesNoPorts(rule));
  for (const [at, rule] of filter.rules.entries()) {
    if (at >= last) break;
    const twin = laterFragments(rule);
    if (!twin || context.packets.lines(index)[at]?.status !== 'live') continue;
    // Counting on costs as much as finding: the first few say enough.
    if (first && others >= MOST_COUNTED) break;
    const permit = context.packets.permitter?.(
      index,
      [twin],
      ({ ref, sure }) => sure && ref !== undefined && ref.rule > at && seesNoPorts(filter.rules[ref.rule]!),
    );
    if (!permit?.ref || !permit.permits.witness) continue;
    if (first) others += 1;
    else first = { rule, at, by: permit.ref.rule, twin, witness: formatPacket(permit.permits.witness) };
  }
  if (!first) return undefined;
  const by = ruleName(context, { filter: index, rule: first.by }, index);
  const more =
    others === 0 ? '' : others < MOST_COUNTED ? `; so do those of ${others} more` : '; so do those of many more';
  const zhMore = others === 0 ? '' : ',其他若干条同样如此';
  return {
    severity: context.profile === 'edge-isp' ? 'warning' : 'info',
    span: first.rule.span,
    text: {
      en: `Later fragments of what this denies pass: they carry no ports, so this line leaves them to ${by.en}, which permits them${more}. Deny the fragments before it where large packets are not needed.`,
      'zh-cn': `本条拒绝的流量,其后续分片仍会通过:分片不含端口,本行不匹配,交由${by['zh-cn']}放行${zhMore}。若不需要大包,请在其前拒绝分片。`,
    },
    related: [{ span: filter.rules[first.by]!.span, text: { en: 'Permits the fragments', 'zh-cn': '放行这些分片' } }],
    witness: first.witness,
    fixes: denyFragments(index, first.at, first.twin),
  };
}

const MOST_COUNTED = 20;

/** Of a deny that sees first fragments only because it asks for ports: the rest of the same packets. */
function laterFragments({ active, action, matches }: FilterRule): Match | undefined {
  const [match, more] = matches;
  if (!active || action.kind !== 'deny' || !match || more || match.fragment !== 'whole') return undefined;
  const { sourcePort, destinationPort, fragment: _, icmp, tcpFlags, ...same } = match;
  return (sourcePort || destinationPort) && !icmp && !tcpFlags && !match.opaque?.length
    ? { ...same, fragment: 'rest' }
    : undefined;
}

const seesNoPorts = ({ matches }: FilterRule): boolean =>
  matches.every(
    ({ sourcePort, destinationPort, icmp, tcpFlags, fragment }) =>
      !sourcePort && !destinationPort && !icmp && !tcpFlags && fragment === undefined,
  );

/** Sites with DNSSEC, IPsec or media need the fragments of UDP: those are not given up for every destination. */
function denyFragments(filter: number, before: number, twin: Match): Proposal[] {
  const tcp = twin.protocol?.anyOf.every(({ first, last }) => first === 6 && last === 6) === true;
  if (!tcp && !twin.destination) return [];
  return [
    {
      title: {
        en: `Deny later fragments of ${tcp ? 'tcp' : 'these packets'} before it: large packets to permitted ports of the same addresses are lost too`,
        'zh-cn': `在其前拒绝${tcp ? ' tcp ' : '这些流量'}的后续分片:发往相同地址已放行端口的大包也会丢失`,
      },
      safety: 'unsafe',
      change: { kind: 'insert-rule', filter, before, action: 'deny', match: twin },
    },
  ];
}
