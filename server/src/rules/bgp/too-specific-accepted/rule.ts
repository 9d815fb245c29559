import { type Family, formatPrefix, type Prefix, widthOf } from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { defineRule, type Report, type RuleContext } from '../../../review/rule.ts';
import { deciderText } from '../../../routes/decider.ts';
import { intersection, type PrefixSpace, shortest, within } from '../../../routes/prefix-space.ts';
import type { Outcome } from '../../../routes/run-policy.ts';
import { type OutsideFamily, outsideFamilies } from '../outside-neighbours.ts';
import { byPolicies, letsThrough, neighboursText, refuseFirst } from '../refuse-first.ts';
import { acceptanceOf, chainKey, importOutcomes, surelyAccepted, throughPolicies } from '../route-passage.ts';
import { DEFAULT_ROUTE } from '../special-prefixes.ts';

export const rule = defineRule({
  meta: {
    id: 'bgp/too-specific-accepted',
    severity: 'warning',
    needs: ['bgp', 'route-policies'],
    title: {
      en: 'Prefixes too long for the Internet are sent or accepted',
      'zh-cn': '发送或接受了对互联网而言过长的前缀',
    },
    sources: ['RFC 7454 section 6.1.3', 'DISA STIG CISC-RT-000570'],
    options: {
      max4: {
        default: 24,
        unit: 'bits',
        description: {
          en: 'The longest IPv4 prefix that providers and peers exchange.',
          'zh-cn': '上游和对等方之间交换的最长 IPv4 前缀长度。',
        },
      },
      max6: {
        default: 48,
        unit: 'bits',
        description: {
          en: 'The longest IPv6 prefix that providers and peers exchange.',
          'zh-cn': '上游和对等方之间交换的最长 IPv6 前缀长度。',
        },
      },
    },
  },
  *check(context) {
    const { device, profile, option } = context;
    const atEdge = profile === 'edge-isp' || profile === 'enterprise-edge';
    const sessions = [...outsideFamilies(context)].filter(({ relationship }) => relationship !== 'customer');
    if (atEdge) {
      for (const same of byPolicies(sessions, ({ family }) => chainKey(family.imports, family.name))) {
        const report = accepted(device, same, limits(option));
        if (report) yield report;
      }
    }
    for (const same of byPolicies(sessions, ({ family }) => chainKey(family.exports, family.name))) {
      const report = sent(device, same, limits(option));
      if (report) yield report;
    }
  },
});

type Limits = Readonly<Record<Family, number>>;

const limits = (option: RuleContext['option']): Limits => ({
  ipv4: option<number>('max4'),
  ipv6: option<number>('max6'),
});

const tooLong = (family: Family, most: number): PrefixSpace =>
  within(DEFAULT_ROUTE[family], { first: most + 1, last: widthOf(family) });

function accepted(device: Device, sessions: readonly OutsideFamily[], most: Limits): Report | undefined {
  const [session] = sessions;
  if (!session || session.family.imports.every(({ kind }) => kind === 'as-path-list')) return undefined;
  const { ip, family } = session;
  const outcomes = importOutcomes(device, session, 'not-found');
  const witness = outcomes && shortest(intersection(surelyAccepted(outcomes, ip), tooLong(ip, most[ip])));
  if (!witness) return undefined;
  const outcome = acceptanceOf(outcomes, witness)!;
  const who = neighboursText(sessions);
  const by = deciderText(outcome, witness);
  return {
    severity: 'info',
    span: family.imports[0]!.name.span,
    text: {
      en: `${formatPrefix(witness)} from ${who.en} is accepted by ${by.en}: prefixes longer than /${most[ip]} are not passed on in the Internet and mostly come from leaks. Accept up to /${most[ip]}.`,
      'zh-cn': `来自 ${who['zh-cn']} 的 ${formatPrefix(witness)} 会被 ${by['zh-cn']} 接受:长于 /${most[ip]} 的前缀在互联网上不会被转发,多半来自路由泄露。请只接受到 /${most[ip]} 为止。`,
    },
    related: letsThrough(outcome, witness),
    witness: formatPrefix(witness),
    fixes: [fix(session, 'import', most)],
  };
}

/** Own routes that an export policy picks by prefix and lets out too long. */
function sent(device: Device, sessions: readonly OutsideFamily[], most: Limits): Report | undefined {
  const [session] = sessions;
  if (!session) return undefined;
  const { ip, family, process } = session;
  const protocols = process.policyChain === 'first-decides' ? ['static', 'connected', 'ospf', 'isis'] : ['bgp'];
  for (const protocol of protocols) {
    const attributes = { path: [], communities: [], protocol };
    const outcomes = throughPolicies(device, process, family, 'export', ip, attributes);
    const chosen = outcomes?.filter(choosesPrefixes);
    const witness = chosen && shortest(intersection(surelyAccepted(chosen, ip), tooLong(ip, most[ip])));
    if (!witness) continue;
    const outcome = acceptanceOf(chosen, witness)!;
    return {
      span: family.exports[0]!.name.span,
      text: sentText(neighboursText(sessions), witness, deciderText(outcome, witness), most[ip]),
      related: letsThrough(outcome, witness),
      witness: formatPrefix(witness),
      fixes: [fix(session, 'export', most)],
    };
  }
  return undefined;
}

/** What lets everything out is another problem. */
const choosesPrefixes = ({ by }: Outcome): boolean =>
  by?.kind === 'prefix-list' ||
  (by?.kind === 'policy' &&
    (by.entry?.conditions.some(({ kind }) => kind === 'prefix-list' || kind === 'prefixes') ?? false));

const sentText = (who: Bilingual, witness: Prefix, by: Bilingual, most: number): Bilingual => ({
  en: `${formatPrefix(witness)} may be announced to ${who.en} by ${by.en}: prefixes longer than /${most} are dropped in the Internet, and a redistributed internal route would leave through here. Announce aggregates up to /${most}.`,
  'zh-cn': `${formatPrefix(witness)} 可经 ${by['zh-cn']} 通告给 ${who['zh-cn']}:长于 /${most} 的前缀在互联网上会被丢弃,而被重分布的内部路由会从这里泄露出去。请只通告不长于 /${most} 的汇总前缀。`,
});

const fix = (session: OutsideFamily, direction: 'import' | 'export', most: Limits) =>
  refuseFirst(
    session,
    direction,
    'TOO-SPECIFIC',
    [{ prefix: DEFAULT_ROUTE[session.ip], lengths: { first: most[session.ip] + 1, last: widthOf(session.ip) } }],
    {
      en: `prefixes longer than /${most[session.ip]}`,
      'zh-cn': `长于 /${most[session.ip]} 的前缀`,
    },
  );
