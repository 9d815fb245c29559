import { formatPrefix, widthOf } from '../../../../../grammars/model/address.ts';
import { defineRule } from '../../../review/rule.ts';
import { deciderText } from '../../../routes/decider.ts';
import { intersection, shortest, unionOf } from '../../../routes/prefix-space.ts';
import { outsideFamilies } from '../outside-neighbours.ts';
import { byPolicies, letsThrough, neighboursText, refuseFirst } from '../refuse-first.ts';
import { acceptanceOf, chainKey, importOutcomes, surelyAccepted } from '../route-passage.ts';
import { isPublic } from '../special-prefixes.ts';

export const rule = defineRule({
  meta: {
    id: 'bgp/own-prefix-accepted',
    severity: 'warning',
    needs: ['bgp', 'route-policies'],
    title: {
      en: 'Own address space accepted from outside',
      'zh-cn': '从外部接受了自己的地址空间',
    },
    sources: ['RFC 7454 section 6.1.4', 'DISA STIG CISC-RT-000500'],
    options: {},
  },
  *check(context) {
    const { device, profile } = context;
    const atEdge = profile === 'edge-isp' || profile === 'enterprise-edge';
    const own = device.originations.filter(({ prefix, vrf }) => vrf === undefined && isPublic(prefix));
    if (own.length === 0) return;
    const sessions = [...outsideFamilies(context)].filter(({ relationship }) => relationship !== 'customer');
    for (const same of byPolicies(sessions, ({ family }) => chainKey(family.imports, family.name))) {
      const session = same[0]!;
      const { ip, family } = session;
      if (family.imports.every(({ kind }) => kind === 'as-path-list')) continue;
      const routes = own
        .filter(({ prefix }) => prefix.family === ip)
        .map(({ prefix }) => ({ prefix, lengths: { first: prefix.length, last: widthOf(ip) } }));
      // With what origin validation would say of it nothing is known: policies that ask it decide nothing here.
      const outcomes = importOutcomes(device, session);
      const leaking = outcomes && intersection(surelyAccepted(outcomes, ip), unionOf(ip, routes));
      const witness = leaking && shortest(leaking);
      if (!witness) continue;
      const outcome = acceptanceOf(outcomes, witness)!;
      const who = neighboursText(same);
      const by = deciderText(outcome, witness);
      const source = own.find(({ prefix }) => prefix.family === ip && prefix.length <= witness.length)!;
      yield {
        severity: atEdge ? 'warning' : 'info',
        span: family.imports[0]!.name.span,
        text: {
          en: `${formatPrefix(witness)} from ${who.en} is accepted by ${by.en}, though this router announces it as its own: a hijack or a leak would draw internal traffic outside. Refuse your own prefixes and everything in them first.`,
          'zh-cn': `来自 ${who['zh-cn']} 的 ${formatPrefix(witness)} 会被 ${by['zh-cn']} 接受,而本机正将其作为自己的前缀通告:一旦被劫持或泄露,内部流量会被引向外部。请先拒绝自己的前缀及其下所有更长前缀。`,
        },
        related: [
          ...letsThrough(outcome, witness),
          { span: source.span, text: { en: 'Announced as its own here', 'zh-cn': '在此作为自己的前缀通告' } },
        ],
        witness: formatPrefix(witness),
        fixes: [
          refuseFirst(session, 'import', 'OWN-PREFIXES', distinct(routes), {
            en: 'your own prefixes',
            'zh-cn': '自己的前缀',
          }),
        ],
      };
    }
  },
});

/** A prefix that is announced twice (network and aggregate) is refused once. */
const distinct = <T extends { readonly prefix: Parameters<typeof formatPrefix>[0] }>(routes: readonly T[]): T[] => [
  ...new Map(routes.map((route) => [formatPrefix(route.prefix), route])).values(),
];
