import { formatPrefix, type Prefix, parsePrefix, widthOf } from '../../../../../grammars/model/address.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { defineRule, type Report } from '../../../review/rule.ts';
import { difference, intersection, isEmpty, type PrefixSpace, shortest, within } from '../../../routes/prefix-space.ts';
import type { Outcome } from '../../../routes/run-policy.ts';
import { type OutsideFamily, outsideFamilies } from '../outside-neighbours.ts';
import { byPolicies, letsThrough, neighboursText, type Routes, refuseFirst } from '../refuse-first.ts';
import { acceptanceOf, chainKey, deciderText, importOutcomes, surelyAccepted } from '../route-passage.ts';
import { BOGONS, PRIVATE_COUNT } from '../special-prefixes.ts';

export const rule = defineRule({
  meta: {
    id: 'bgp/bogons-accepted',
    severity: 'warning',
    needs: ['bgp', 'route-policies'],
    title: {
      en: 'Import policy accepts special-purpose prefixes',
      'zh-cn': '入向策略接受特殊用途前缀',
    },
    sources: ['RFC 7454 section 6.1.1', 'RFC 6890', 'DISA STIG CISC-RT-000490'],
    options: {
      allow: {
        default: [],
        unit: 'prefixes',
        description: {
          en: 'Special-purpose prefixes that may come in, with everything in them: 64:ff9b::/96, or space shared with a partner.',
          'zh-cn': '允许接收的特殊用途前缀(含其下所有更长前缀),例如 64:ff9b::/96 或与合作方共用的地址段。',
        },
      },
    },
  },
  *check({ device, profile, option }) {
    const allowed = option<readonly string[]>('allow').flatMap((text) => parsePrefix(text) ?? []);
    const groups = byPolicies(outsideFamilies(device, profile), keyOf);
    for (const sessions of groups) {
      const [session] = sessions;
      // A route of such a prefix has no origin that anybody may attest.
      const outcomes = session && importOutcomes(device, session, 'not-found');
      const report = outcomes && judge(session, sessions, outcomes, allowed);
      if (report) yield profile === 'edge-isp' ? { ...report, severity: 'error' } : report;
    }
  },
});

const keyOf = ({ family, neighbour }: OutsideFamily): string =>
  `${chainKey(family.imports, family.name)} ${neighbour.remoteAs?.value}`;

/** A bogon and what of it is accepted. */
interface Leak {
  readonly bogon: Prefix;
  readonly accepted: PrefixSpace;
}

function judge(
  session: OutsideFamily,
  sessions: readonly OutsideFamily[],
  outcomes: readonly Outcome[],
  allowed: readonly Prefix[],
): Report | undefined {
  const { ip, family } = session;
  const accepted = surelyAccepted(outcomes, ip);
  const leaks = BOGONS[ip].flatMap((bogon): Leak[] => {
    let leaking = intersection(accepted, orLonger(bogon));
    for (const one of allowed) if (one.family === ip) leaking = difference(leaking, orLonger(one));
    return isEmpty(leaking) ? [] : [{ bogon, accepted: leaking }];
  });
  const [first] = leaks;
  if (!first) return undefined;
  const witness = shortest(first.accepted)!;
  const outcome = acceptanceOf(outcomes, witness)!;
  const some = BOGONS[ip].indexOf(first.bogon) >= PRIVATE_COUNT[ip];
  const routes = leaks.map(
    ({ bogon }): Routes => ({
      prefix: bogon,
      lengths: { first: bogon.length, last: widthOf(ip) },
    }),
  );
  return {
    ...(some ? { severity: 'info' as const } : {}),
    span: family.imports[0]!.name.span,
    text: some ? missingText(sessions, leaks) : acceptedText(sessions, leaks, witness, deciderText(outcome, witness)),
    related: letsThrough(outcome, witness),
    witness: formatPrefix(witness),
    fixes:
      allowed.length > 0
        ? []
        : [
            refuseFirst(session, 'import', 'BOGONS', routes, {
              en: 'special-purpose prefixes',
              'zh-cn': '特殊用途前缀',
            }),
          ],
  };
}

const orLonger = (prefix: Prefix): PrefixSpace =>
  within(prefix, { first: prefix.length, last: widthOf(prefix.family) });

function acceptedText(
  sessions: readonly OutsideFamily[],
  leaks: readonly Leak[],
  witness: Prefix,
  by: Bilingual,
): Bilingual {
  const who = neighboursText(sessions);
  const others = leaks.length - 1;
  const more =
    others > 0
      ? { en: `, as are ${others} other special-purpose ranges`, 'zh-cn': `,另有 ${others} 个特殊用途地址段` }
      : { en: '', 'zh-cn': '' };
  return {
    en: `${formatPrefix(witness)} from ${who.en} is accepted by ${by.en}${more.en}: a leak there replaces routes to internal networks. Nobody announces such space legitimately; refuse it first.`,
    'zh-cn': `来自 ${who['zh-cn']} 的 ${formatPrefix(witness)} 会被 ${by['zh-cn']} 接受${more['zh-cn']}:对方一旦泄露,通往内部网络的路由就会被替换。这类地址不会被正当通告,请最先拒绝。`,
  };
}

function missingText(sessions: readonly OutsideFamily[], leaks: readonly Leak[]): Bilingual {
  const who = neighboursText(sessions);
  const list = leaks.map(({ bogon }) => formatPrefix(bogon)).join(', ');
  return {
    en: `The policy for ${who.en} refuses private space, but still accepts ${list}. Add what is missing to its list of special-purpose prefixes.`,
    'zh-cn': `针对 ${who['zh-cn']} 的策略已拒绝私有地址,但仍接受 ${list}。请把缺少的部分补入特殊用途前缀列表。`,
  };
}
