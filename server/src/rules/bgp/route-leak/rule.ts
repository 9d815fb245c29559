import { formatPrefix, type Prefix, widthOf } from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { PrefixListEntry } from '../../../../../grammars/model/routing.ts';
import { defineRule, type Profile, type Report } from '../../../review/rule.ts';
import { networksNamedBy } from '../../../routes/access-lists.ts';
import { deciderText } from '../../../routes/decider.ts';
import {
  difference,
  everything,
  intersection,
  isEmpty,
  type PrefixSpace,
  shortest,
  union,
  unionOf,
} from '../../../routes/prefix-space.ts';
import { namesOf, type Outcome } from '../../../routes/run-policy.ts';
import { type OutsideFamily, outsideFamilies } from '../outside-neighbours.ts';
import { letsThrough } from '../refuse-first.ts';
import { relationshipText } from '../relationship.ts';
import { acceptanceOf, chainKey, importOutcomes, throughPolicies } from '../route-passage.ts';
import { BOGONS, DEFAULT_ROUTE } from '../special-prefixes.ts';
import { disagreeingRoles } from './disagreeing-roles.ts';

export const rule = defineRule({
  meta: {
    id: 'bgp/route-leak',
    severity: 'error',
    needs: ['bgp', 'route-policies'],
    title: {
      en: 'Routes of one provider or peer are sent to another',
      'zh-cn': '一个上游或对等方的路由会发给另一个',
    },
    sources: ['RFC 7908 types 1 to 4', 'RFC 9234', 'MANRS Action 1'],
    options: {
      onlyDeclaredRoles: {
        default: false,
        unit: '-',
        description: {
          en: 'Judge only neighbours whose description or group names their role, instead of taking the others for providers.',
          'zh-cn': '只判断描述或组名中标明角色的邻居,而不把其余邻居当作上游。',
        },
      },
    },
  },
  *check(context) {
    const { device, profile, option } = context;
    yield* disagreeingRoles(context);
    const sessions = [...outsideFamilies(context)].filter(
      ({ relationship, assumed, neighbour }) =>
        relationship !== 'customer' &&
        !(assumed && option<boolean>('onlyDeclaredRoles')) &&
        typeof neighbour.remoteAs?.value === 'number',
    );
    const told = new Set<string>();
    let pairs = 0;
    const imports = new Map<string, readonly Outcome[] | undefined>();
    const importsOf = (session: OutsideFamily): readonly Outcome[] | undefined => {
      const key = `${session.processIndex} ${session.neighbour.remoteAs!.value} ${chainKey(session.family.imports, session.family.name)}`;
      if (!imports.has(key)) imports.set(key, accepted(device, session));
      return imports.get(key);
    };
    for (const to of sessions) {
      const key = `${to.processIndex} ${chainKey(to.family.exports, to.family.name)}`;
      if (to.family.exports.length === 0 || told.has(key)) continue;
      told.add(key);
      const foreign = difference(everything(to.ip), union(notOfOthers(to), named(device, to)));
      for (const from of sessions) {
        if (from.ip !== to.ip || from.process !== to.process) continue;
        if (from.neighbour.remoteAs!.value === to.neighbour.remoteAs!.value) continue;
        if (stopsAtBoth(from, to)) continue;
        const incoming = importsOf(from) ?? [];
        pairs += 1;
        if (pairs > MOST_PAIRS) return;
        const report = leak(device, from, to, incoming, foreign, profile);
        if (!report) continue;
        yield report;
        break;
      }
    }
  },
});

/** Sessions with roles mark what comes from above or beside, and do not send it there again (RFC 9234, Only to Customer). */
const stopsAtBoth = (...sessions: readonly OutsideFamily[]): boolean =>
  sessions.every(({ neighbour: { localRole } }) => localRole && /^(?:customer|peer|rs-client)$/.test(localRole));

/** Pairs of neighbours looked at on one device: what is beyond is not decided. */
const MOST_PAIRS = 300;

/** What comes in from the neighbour, with what is set on the way; everything where no policy is asked. */
function accepted(device: Device, session: OutsideFamily): readonly Outcome[] | undefined {
  const { process, family, neighbour, ip } = session;
  if (family.imports.length > 0) return importOutcomes(device, session)?.filter((one) => one.accepted);
  if ((family.withoutPolicy ?? process.withoutPolicy) !== 'exchanges-all') return undefined;
  const attributes = { path: [neighbour.remoteAs!.value as number], communities: [], protocol: 'bgp' };
  return [{ accepted: true, sure: everything(ip), maybe: unionOf(ip, []), attributes }];
}

function leak(
  device: Device,
  from: OutsideFamily,
  to: OutsideFamily,
  incoming: readonly Outcome[],
  foreign: PrefixSpace,
  profile: Profile,
): Report | undefined {
  for (const route of incoming) {
    const asked = intersection(route.sure, foreign);
    if (isEmpty(asked)) continue;
    const outcomes = throughPolicies(device, to.process, to.family, 'export', to.ip, route.attributes, asked);
    const witness = outcomes && shortest(outcomes.reduce(surely, unionOf(to.ip, [])));
    if (!witness) continue;
    return reportOf(from, to, witness, route, acceptanceOf(outcomes, witness)!, profile);
  }
  return undefined;
}

const surely = (space: PrefixSpace, { accepted: passes, sure }: Outcome): PrefixSpace =>
  passes ? union(space, sure) : space;

/** The default route and special-purpose space are other questions. */
const notOfOthers = ({ ip }: OutsideFamily): PrefixSpace =>
  unionOf(ip, [
    { prefix: DEFAULT_ROUTE[ip], lengths: { first: 0, last: 7 } },
    ...BOGONS[ip].map((prefix) => ({ prefix, lengths: { first: prefix.length, last: widthOf(ip) } })),
  ]);

/** Blocks that the export policy names itself: own and customers' ones, meant to leave. */
function named(device: Device, { family, ip }: OutsideFamily): PrefixSpace {
  const names = namesOf(device);
  const entriesOf = (list: string): readonly PrefixListEntry[] => names.prefixLists(list).flatMap((one) => one.entries);
  const inAccessList = (name: string): readonly PrefixListEntry[] => {
    const filter = names.filter(name);
    return filter ? networksNamedBy(filter) : [];
  };
  const entries = family.exports.flatMap(({ kind, name }) => {
    if (kind === 'prefix-list') return entriesOf(name.value);
    if (kind === 'access-list') return inAccessList(name.value);
    return (names.policy(name.value)?.entries ?? []).flatMap(({ conditions }) =>
      conditions.flatMap((condition) => {
        if (condition.kind === 'prefixes') return condition.entries;
        if (condition.kind === 'access-list') return condition.names.flatMap((list) => inAccessList(list.value));
        return condition.kind === 'prefix-list' ? condition.names.flatMap((list) => entriesOf(list.value)) : [];
      }),
    );
  });
  return unionOf(
    ip,
    entries
      .filter(({ prefix }) => prefix.family === ip && prefix.length >= SHORTEST_BLOCK[ip])
      .map(({ prefix }) => ({ prefix, lengths: { first: prefix.length, last: widthOf(ip) } })),
  );
}

/** Shorter ones are no allocation of anybody. */
const SHORTEST_BLOCK = { ipv4: 8, ipv6: 16 } as const;

function reportOf(
  from: OutsideFamily,
  to: OutsideFamily,
  witness: Prefix,
  incoming: Outcome,
  outgoing: Outcome,
  profile: Profile,
): Report {
  const assumed = from.assumed || to.assumed;
  const atEdge = profile === 'edge-isp' || profile === 'enterprise-edge';
  const source = from.neighbour.remoteAs!;
  const asn = source.value as number;
  const by = deciderText(outgoing, witness);
  const [a, b] = [from, to].map(({ neighbour, relationship }) => ({
    en: `${neighbour.address.value} (AS ${neighbour.remoteAs!.value}, ${relationshipText[relationship].en})`,
    'zh-cn': `${neighbour.address.value}(AS ${neighbour.remoteAs!.value},${relationshipText[relationship]['zh-cn']})`,
  })) as [{ en: string; 'zh-cn': string }, { en: string; 'zh-cn': string }];
  const policy = to.family.exports[0]!.name.value;
  return {
    severity: !assumed ? 'error' : atEdge ? 'warning' : 'info',
    span: to.family.exports[0]!.name.span,
    text: {
      en: `A route learnt from ${a.en}, such as ${formatPrefix(witness)}, is sent on to ${b.en} by ${by.en}: this network would carry traffic between the two (a route leak). Send own and customers' routes only, by prefix or by a community set on import.`,
      'zh-cn': `从 ${a['zh-cn']} 学到的路由(如 ${formatPrefix(witness)})会经 ${by['zh-cn']} 发给 ${b['zh-cn']}:本网络将承载两者之间的流量(路由泄露)。请只发送自己和客户的路由,可按前缀或按入向时打上的团体属性筛选。`,
    },
    related: [
      ...letsThrough(outgoing, witness),
      ...(incoming.by
        ? letsThrough(incoming, witness)
        : [{ span: from.neighbour.address.span, text: { en: 'Accepted from here', 'zh-cn': '从此处接受' } }]),
    ],
    witness: formatPrefix(witness),
    fixes: [
      {
        title: {
          en: `Refuse routes learnt from AS ${asn} in front of ${policy}: no neighbour that uses it gets them any more`,
          'zh-cn': `在 ${policy} 之前拒绝从 AS ${asn} 学到的路由:使用该策略的邻居不再收到它们`,
        },
        safety: 'unsafe',
        change: {
          kind: 'refuse-paths',
          process: to.processIndex,
          neighbour: to.neighbourIndex,
          family: to.family.name,
          direction: 'export',
          name: `FROM-AS${asn}`,
          paths: [{ kind: 'from', asn }],
        },
      },
    ],
  };
}
