import { formatPrefix } from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Report } from '../../../review/rule.ts';
import {
  difference,
  isEmpty,
  nothing,
  type PrefixSpace,
  shortest,
  union,
  unionOf,
} from '../../../routes/prefix-space.ts';
import { type RouteAttributes, SOMEONE_ELSE } from '../../../routes/route-attributes.ts';
import type { Outcome } from '../../../routes/run-policy.ts';
import { type OutsideFamily, outsideFamilies } from '../outside-neighbours.ts';
import { byPolicies, neighboursText } from '../refuse-first.ts';
import type { RoleContext } from '../relationship.ts';
import { chainKey, surelyAccepted, throughPolicies } from '../route-passage.ts';
import { BOGONS } from '../special-prefixes.ts';

/** More communities of one's own than this are not tried one by one. */
const MOST_TRIED = 32;

/**
 * Communities by which this network decides what leaves, and that a provider's or peer's routes may bring along: who sends them decides.
 * Only where the role of both neighbours is said, and nothing about the way is undecided.
 */
export function* keptActions(context: RoleContext): Generator<Report> {
  const { device } = context;
  const sides = [...outsideFamilies(context)].filter(
    ({ relationship, assumed, neighbour }) =>
      relationship !== 'customer' && !assumed && typeof neighbour.remoteAs?.value === 'number',
  );
  if (sides.length < 2) return;
  const byChain = (direction: 'imports' | 'exports') =>
    byPolicies(
      sides,
      ({ processIndex, neighbour, family }) =>
        `${processIndex} ${neighbour.remoteAs!.value} ${chainKey(family[direction], family.name)}`,
    );
  const exits = byChain('exports').map(([first]) => first!);
  const told = new Set<number>();
  for (const same of byChain('imports')) {
    const [policy] = same[0]!.family.imports;
    if (!policy || told.has(policy.name.span.start)) continue;
    const report = judge(device, same, exits);
    if (!report) continue;
    told.add(policy.name.span.start);
    yield report;
  }
}

function judge(device: Device, same: readonly OutsideFamily[], exits: readonly OutsideFamily[]): Report | undefined {
  const from = same[0]!;
  const { process, neighbour, family, ip } = from;
  const imported = (communities: readonly string[]): readonly Outcome[] =>
    throughPolicies(device, process, family, 'import', ip, {
      path: [neighbour.remoteAs!.value as number, SOMEONE_ELSE],
      communities,
      protocol: 'bgp',
    }) ?? [];
  for (const community of ownCommunities(device, process.asn?.value)) {
    const kept = imported([community]).filter(
      ({ accepted, sure, attributes }) =>
        accepted && !isEmpty(sure) && !attributes.communitiesUnknown && attributes.communities.includes(community),
    );
    if (kept.length === 0) continue;
    // What the policy puts on by itself is no gift of the neighbour.
    const given = spaceOf(
      ip,
      imported([]).filter(
        ({ accepted, attributes }) =>
          accepted && (attributes.communitiesUnknown || attributes.communities.includes(community)),
      ),
    );
    const refusable = unionOf(
      ip,
      BOGONS[ip].map((prefix) => ({ prefix, lengths: { first: prefix.length, last: ip === 'ipv4' ? 32 : 128 } })),
    );
    for (const to of exits) {
      if (to.processIndex !== from.processIndex || to.ip !== ip) continue;
      if (to.neighbour.remoteAs!.value === neighbour.remoteAs!.value) continue;
      for (const { attributes, sure } of kept) {
        const opened = difference(openedBy(device, to, community, attributes, sure), union(given, refusable));
        const witness = shortest(opened);
        if (!witness) continue;
        const who = neighboursText(same);
        const other = neighboursText([to]);
        const text = formatPrefix(witness);
        return {
          severity: 'info',
          span: family.imports[0]!.name.span,
          text: {
            en: `A route from ${who.en} that carries ${community}, such as ${text}, keeps it, and by it is sent on to ${other.en}: whoever speaks there decides what leaves this network. Delete communities of your own AS from what comes in, before any are set.`,
            'zh-cn': `来自 ${who['zh-cn']} 且带有 ${community} 的路由(如 ${text})会保留该团体属性,并因此被转发给 ${other['zh-cn']}:对端可以决定哪些路由离开本网络。请在设置任何团体属性之前,先从收到的路由中删除本 AS 的团体属性。`,
          },
          related: [
            {
              span: to.family.exports[0]!.name.span,
              text: { en: 'Lets it out by this community', 'zh-cn': '凭此团体属性放行' },
            },
          ],
          witness: `${text} ${community}`,
        };
      }
    }
  }
  return undefined;
}

/** What surely leaves with the community, and surely does not without it. */
function openedBy(
  device: Device,
  { process, family, ip }: OutsideFamily,
  community: string,
  attributes: RouteAttributes,
  asked: PrefixSpace,
): PrefixSpace {
  const leaving = (communities: readonly string[]) =>
    throughPolicies(device, process, family, 'export', ip, { ...attributes, communities }, asked);
  const without = leaving(attributes.communities.filter((one) => one !== community));
  const outcomes = without && leaving(attributes.communities);
  if (!outcomes) return nothing(ip);
  return difference(
    surelyAccepted(outcomes, ip),
    spaceOf(
      ip,
      without.filter(({ accepted }) => accepted),
    ),
  );
}

const spaceOf = (ip: 'ipv4' | 'ipv6', outcomes: readonly Outcome[]): PrefixSpace =>
  outcomes.reduce((space, { sure, maybe }) => union(space, union(sure, maybe)), nothing(ip));

/** Of the own AS, as lists of this device name them one by one. */
function ownCommunities(device: Device, asn: number | undefined): readonly string[] {
  if (asn === undefined) return [];
  const named = device.communityLists
    .flatMap(({ entries }) => entries)
    .filter(({ pattern }) => !pattern)
    .flatMap(({ members }) => members)
    .filter((member) => member.startsWith(`${asn}:`));
  return [...new Set(named)].slice(0, MOST_TRIED);
}
