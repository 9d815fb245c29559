import {
  type Family,
  formatPrefix,
  holds,
  type Prefix,
  parseNetwork,
  widthOf,
} from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { PrefixListEntry } from '../../../../../grammars/model/routing.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { defineRule, type Profile, type Report } from '../../../review/rule.ts';
import { networksNamedBy } from '../../../routes/access-lists.ts';
import { deciderText } from '../../../routes/decider.ts';
import {
  difference,
  intersection,
  isEmpty,
  type PrefixSpace,
  shortest,
  unionOf,
} from '../../../routes/prefix-space.ts';
import { namesOf, type Outcome } from '../../../routes/run-policy.ts';
import { type OutsideFamily, outsideFamilies } from '../outside-neighbours.ts';
import { byPolicies, letsThrough, neighboursText, type Routes, refuseFirst } from '../refuse-first.ts';
import { acceptanceOf, chainKey, importOutcomes, surelyAccepted } from '../route-passage.ts';
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
  *check(context) {
    const { device, profile, option } = context;
    const allowed = option<readonly string[]>('allow').flatMap((text) => parseNetwork(text) ?? []);
    const groups = byPolicies(outsideFamilies(context), keyOf);
    for (const sessions of groups) {
      const [session] = sessions;
      // That a list of AS paths alone lets any prefix pass is said by bgp/ebgp-no-policy.
      if (!session || session.family.imports.every(({ kind }) => kind === 'as-path-list')) continue;
      // A route of such a prefix has no origin that anybody may attest.
      const outcomes = importOutcomes(device, session, 'not-found');
      if (!outcomes) continue;
      const kept = unionOf(session.ip, [
        ...allowed.filter(({ family }) => family === session.ip).map(withLonger),
        ...namedOnPurpose(device, session),
      ]);
      const report = judge(session, sessions, outcomes, kept, profile);
      if (report) yield report;
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
  kept: PrefixSpace,
  profile: Profile,
): Report | undefined {
  const { ip, family } = session;
  const accepted = difference(surelyAccepted(outcomes, ip), kept);
  if (isEmpty(accepted)) return undefined;
  const leaks = BOGONS[ip].flatMap((bogon): Leak[] => {
    const leaking = intersection(accepted, spaceOf(bogon));
    return isEmpty(leaking) ? [] : [{ bogon, accepted: leaking }];
  });
  const [first] = leaks;
  if (!first) return undefined;
  const partial = BOGONS[ip].indexOf(first.bogon) >= PRIVATE_COUNT[ip];
  // A list that refuses private space and not all else is worth a word at the edge of the Internet only.
  if (partial && profile !== 'edge-isp' && profile !== 'enterprise-edge') return undefined;
  const witness = shortest(first.accepted)!;
  const outcome = acceptanceOf(outcomes, witness)!;
  const routes = leaks.map(({ bogon }) => withLonger(bogon));
  const what: Bilingual = { en: 'special-purpose prefixes', 'zh-cn': '特殊用途前缀' };
  return {
    severity: partial ? 'info' : profile === 'edge-isp' ? 'error' : 'warning',
    span: family.imports[0]!.name.span,
    text: partial
      ? missingText(sessions, leaks)
      : acceptedText(sessions, leaks, witness, deciderText(outcome, witness)),
    related: letsThrough(outcome, witness),
    witness: formatPrefix(witness),
    // What is wanted would be refused with the rest.
    fixes: isEmpty(kept) ? [refuseFirst(session, 'import', 'BOGONS', routes, what)] : [],
  };
}

const withLonger = (prefix: Prefix): Routes => ({
  prefix,
  lengths: { first: prefix.length, last: widthOf(prefix.family) },
});

const spaces = new Map<Prefix, PrefixSpace>();

/** Everything in a bogon. Made once for each of the few there are. */
function spaceOf(bogon: Prefix): PrefixSpace {
  const made = spaces.get(bogon) ?? unionOf(bogon.family, [withLonger(bogon)]);
  spaces.set(bogon, made);
  return made;
}

/** Special-purpose ranges that a permitting line names itself: somebody wants them (a partner, a laboratory). */
function namedOnPurpose(device: Device, { family, ip }: OutsideFamily): Routes[] {
  const names = namesOf(device);
  const ofList = (name: string): Routes[] =>
    names.prefixLists(name).flatMap((list) => (list.family === ip ? bogonsIn(list.entries, ip) : []));
  const ofAccessList = (name: string): Routes[] => {
    const filter = names.filter(name);
    return filter ? bogonsIn(networksNamedBy(filter), ip) : [];
  };
  return family.imports.flatMap(({ kind, name }) => {
    if (kind === 'prefix-list') return ofList(name.value);
    if (kind === 'access-list') return ofAccessList(name.value);
    const permitting = names.policy(name.value)?.entries?.filter(({ action }) => action !== 'deny') ?? [];
    return permitting
      .flatMap(({ conditions }) => conditions)
      .flatMap((condition) => {
        if (condition.kind === 'prefixes') return bogonsIn(condition.entries, ip);
        if (condition.kind === 'access-list') return condition.names.flatMap((list) => ofAccessList(list.value));
        return condition.kind === 'prefix-list' ? condition.names.flatMap((list) => ofList(list.value)) : [];
      });
  });
}

/** Lists are shared by many neighbours. */
const found = new WeakMap<readonly PrefixListEntry[], Map<Family, Routes[]>>();

function bogonsIn(entries: readonly PrefixListEntry[], family: Family): Routes[] {
  const known = found.get(entries) ?? new Map<Family, Routes[]>();
  found.set(entries, known);
  const routes =
    known.get(family) ??
    entries
      .filter(({ action, prefix }) => action === 'permit' && BOGONS[family].some((bogon) => isInside(prefix, bogon)))
      .map(({ prefix }) => withLonger(prefix));
  known.set(family, routes);
  return routes;
}

const isInside = (inner: Prefix, outer: Prefix): boolean =>
  inner.family === outer.family && inner.length >= outer.length && holds(outer, inner.address);

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
