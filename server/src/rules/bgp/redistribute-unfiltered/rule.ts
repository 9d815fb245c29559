import { formatPrefix, networkOf, type Prefix, widthOf } from '../../../../../grammars/model/address.ts';
import type { PolicyUse } from '../../../../../grammars/model/bgp.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Redistribution } from '../../../../../grammars/model/routing.ts';
import type { Span } from '../../../../../grammars/text/span.ts';
import { defineRule, type Report } from '../../../review/rule.ts';
import { deciderText } from '../../../routes/decider.ts';
import { countOf, intersection, nothing, union, within } from '../../../routes/prefix-space.ts';
import { type Outcome, runPolicies } from '../../../routes/run-policy.ts';
import { type OutsideFamily, outsideFamilies } from '../outside-neighbours.ts';
import { letsThrough, neighboursText, refuseFirst } from '../refuse-first.ts';
import { acceptanceOf, importOutcomes, surelyAccepted, throughPolicies } from '../route-passage.ts';
import { BOGONS, DEFAULT_ROUTE, PRIVATE_COUNT } from '../special-prefixes.ts';

export const rule = defineRule({
  meta: {
    id: 'bgp/redistribute-unfiltered',
    severity: 'warning',
    needs: ['bgp', 'route-policies'],
    title: {
      en: 'Routes pass between BGP and another protocol unfiltered',
      'zh-cn': '路由在 BGP 与其他协议之间未经过滤地传递',
    },
    sources: ['RFC 7454 section 6', 'DISA STIG CISC-RT-000530'],
    options: {},
  },
  *check(context) {
    const { device } = context;
    const sessions = [...outsideFamilies(context)];
    const listeners = sessions.filter(({ relationship }) => relationship !== 'customer');
    yield* internalRoutesOutside(device, listeners);
    for (const redistribution of device.redistributions) {
      const { into, from, vrf } = redistribution;
      if (into === 'bgp' || vrf !== undefined || (from.value !== 'bgp' && from.value !== '*')) continue;
      for (const session of listeners) {
        const report = tableInside(device, redistribution, session);
        if (!report) continue;
        yield report;
        break;
      }
    }
  },
});

/** A private prefix of this device, and how it is known. */
interface Internal {
  readonly prefix: Prefix;
  readonly protocol: 'connected' | 'static';
  readonly span: Span;
}

function internals(device: Device): Internal[] {
  const connected = device.interfaces
    .filter(({ vrf, shutdown }) => vrf === undefined && !shutdown)
    .flatMap(({ addresses }) =>
      addresses.map(
        (address): Internal => ({
          prefix: { family: address.family, address: networkOf(address), length: address.length },
          protocol: 'connected',
          span: address.span,
        }),
      ),
    );
  const fixed = device.routes
    .filter(({ vrf, table, discard }) => vrf === undefined && table === undefined && !discard)
    .map(
      ({ destination, destinationSpan }): Internal => ({
        prefix: { ...destination, address: networkOf(destination) },
        protocol: 'static',
        span: destinationSpan,
      }),
    );
  return [...connected, ...fixed].filter(({ prefix }) => isPrivate(prefix));
}

const privateRanges = (family: 'ipv4' | 'ipv6') =>
  BOGONS[family]
    .slice(0, PRIVATE_COUNT[family])
    .map((prefix) => ({ prefix, lengths: { first: prefix.length, last: widthOf(family) } }));

const isPrivate = (prefix: Prefix): boolean =>
  privateRanges(prefix.family).some(
    (range) =>
      prefix.length >= range.prefix.length &&
      networkOf({ ...prefix, length: range.prefix.length }) === networkOf(range.prefix),
  );

/** Private prefixes of this device that reach a neighbour in the Internet; one finding for each way there. */
function* internalRoutesOutside(device: Device, sessions: readonly OutsideFamily[]): Generator<Report> {
  const own = internals(device);
  const told = new Set<number>();
  for (const session of sessions) {
    for (const internal of own) {
      if (internal.prefix.family !== session.ip) continue;
      const way = wayOut(device, session, internal);
      if (!way || told.has(way.span.start)) continue;
      told.add(way.span.start);
      const who = neighboursText([session]);
      const route = formatPrefix(internal.prefix);
      const by = deciderText(way.outcome, internal.prefix);
      const kind = { connected: { en: 'connected', 'zh-cn': '直连' }, static: { en: 'static', 'zh-cn': '静态' } }[
        internal.protocol
      ];
      yield {
        span: way.span,
        text: {
          en: `The ${kind.en} route ${route} is announced to ${who.en} by ${by.en}: nothing between the routing table and this neighbour keeps internal networks in. Announce chosen prefixes only.`,
          'zh-cn': `${kind['zh-cn']}路由 ${route} 会经 ${by['zh-cn']} 通告给 ${who['zh-cn']}:路由表与该邻居之间没有任何过滤来阻止内部网络外泄。请只通告选定的前缀。`,
        },
        witness: route,
        related: [
          { span: internal.span, text: { en: 'The route comes from here', 'zh-cn': '路由来自此处' } },
          ...letsThrough(way.outcome, internal.prefix),
        ],
        fixes: [
          refuseFirst(session, 'export', 'PRIVATE', privateRanges(session.ip), {
            en: 'private address space',
            'zh-cn': '私有地址空间',
          }),
        ],
      };
    }
  }
}

/** The line that takes the route into BGP, or the policy that picks it from the table, and what lets it out at last. */
function wayOut(
  device: Device,
  { process, family, ip }: OutsideFamily,
  { prefix, protocol }: Internal,
): { readonly span: Span; readonly outcome: Outcome } | undefined {
  const asked = within(prefix, { first: prefix.length, last: prefix.length });
  const own = { path: [], communities: [], protocol };
  if (process.policyChain === 'first-decides') {
    const outcomes = throughPolicies(device, process, family, 'export', ip, own, asked);
    const outcome = outcomes && acceptanceOf(outcomes, prefix);
    return outcome && { span: family.exports[0]!.name.span, outcome };
  }
  const taken = device.redistributions.find(
    ({ into, from, vrf }) => into === 'bgp' && from.value === protocol && vrf === undefined,
  );
  if (!taken) return undefined;
  const incoming = taken.policy ? runPolicies(device, [useOf(taken.policy)], MAPS, own, ip, asked) : [];
  const first = incoming && (taken.policy ? acceptanceOf(incoming, prefix)?.attributes : own);
  if (!first) return undefined;
  const attributes = { ...first, protocol: 'bgp' };
  const outcomes = throughPolicies(device, process, family, 'export', ip, attributes, asked);
  const outcome = outcomes && acceptanceOf(outcomes, prefix);
  return outcome && { span: taken.span, outcome };
}

const MAPS = { how: 'all-must-permit', byDefault: true } as const;
const TERMS = { how: 'first-decides', byDefault: false } as const;

const useOf = (name: Redistribution['from']): PolicyUse => ({ kind: 'route-policy', name });

/** So many routes are a part of the Internet's table, and no list of one's own. */
const MANY = 100_000n;

/** What a neighbour in the Internet sends goes on into the protocol of the inside. */
function tableInside(
  device: Device,
  { into, from, policy, span }: Redistribution,
  session: OutsideFamily,
): Report | undefined {
  const { ip, neighbour } = session;
  const incoming = importOutcomes(device, session);
  let space = nothing(ip);
  for (const route of incoming ?? []) {
    if (!route.accepted) continue;
    const chain = from.value === '*' ? TERMS : MAPS;
    const outcomes = policy ? runPolicies(device, [useOf(policy)], chain, route.attributes, ip, route.sure) : [route];
    if (outcomes) space = union(space, surelyAccepted(outcomes, ip));
  }
  const usual = intersection(space, within(DEFAULT_ROUTE[ip], { first: 8, last: ip === 'ipv4' ? 24 : 48 }));
  if (countOf(usual) < MANY) return undefined;
  const who = neighboursText([session]);
  const protocol = into.toUpperCase();
  return {
    severity: 'error',
    span,
    text: {
      en: `All that ${who.en} sends goes on into ${protocol}: a table of the Internet there fills every router inside, and they go down with it. Pass on a default route instead, or a short list.`,
      'zh-cn': `${who['zh-cn']} 发来的所有路由都会进入 ${protocol}:互联网路由表会占满内部所有路由器并使其瘫痪。请改为只传递默认路由或一份简短的列表。`,
    },
    related: [{ span: neighbour.address.span, text: { en: 'The routes come from here', 'zh-cn': '路由来自此处' } }],
  };
}
