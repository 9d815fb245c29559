import { formatPrefix } from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { defineRule, type Report } from '../../../review/rule.ts';
import { deciderText } from '../../../routes/decider.ts';
import { type OutsideFamily, outsideFamilies } from '../outside-neighbours.ts';
import { byPolicies, letsThrough, neighboursText, refuseFirst } from '../refuse-first.ts';
import { relationshipText } from '../relationship.ts';
import { acceptanceOf, chainKey, importOutcomes, throughPolicies } from '../route-passage.ts';
import { DEFAULT_ROUTE } from '../special-prefixes.ts';

export const rule = defineRule({
  meta: {
    id: 'bgp/default-route-leak',
    severity: 'warning',
    needs: ['bgp', 'route-policies'],
    title: {
      en: 'Default route accepted from, or sent to, the wrong neighbour',
      'zh-cn': '默认路由从错误的邻居接收或发往错误的邻居',
    },
    sources: ['RFC 7454 section 6.1.6'],
    options: {
      acceptDefaultFrom: {
        default: [],
        unit: '-',
        description: {
          en: 'Addresses of customers and peers that may send a default route (a site that wants one).',
          'zh-cn': '允许发送默认路由的客户或对等方的地址(例如确实需要默认路由的站点)。',
        },
      },
    },
  },
  *check(context) {
    const { device, option } = context;
    const wanted = option<readonly string[]>('acceptDefaultFrom');
    const sessions = [...outsideFamilies(context)].filter(
      ({ neighbour, assumed }) => !assumed && !wanted.includes(neighbour.address.value),
    );
    const senders = sessions.filter(({ relationship }) => relationship !== 'provider');
    const listeners = sessions.filter(({ relationship }) => relationship !== 'customer');
    for (const same of byPolicies(
      senders,
      ({ family, relationship }) => `${relationship} ${chainKey(family.imports, family.name)}`,
    )) {
      const report = acceptedFrom(device, same);
      if (report) yield report;
    }
    for (const same of byPolicies(listeners, ({ family }) => chainKey(family.exports, family.name))) {
      const report = sentTo(device, same);
      if (report) yield report;
    }
    for (const session of listeners) {
      const report = originatedTo(session);
      if (report) yield report;
    }
  },
});

const WHAT: Bilingual = { en: 'the default route', 'zh-cn': '默认路由' };

function acceptedFrom(device: Device, sessions: readonly OutsideFamily[]): Report | undefined {
  const [session] = sessions;
  if (!session || session.family.imports.every(({ kind }) => kind === 'as-path-list')) return undefined;
  const route = DEFAULT_ROUTE[session.ip];
  const outcomes = importOutcomes(device, session, 'not-found');
  const outcome = outcomes && acceptanceOf(outcomes, route);
  if (!outcome) return undefined;
  const who = neighboursText(sessions);
  const by = deciderText(outcome, route);
  return {
    span: session.family.imports[0]!.name.span,
    text: {
      en: `A default route from ${who.en} is accepted by ${by.en}: if it sends one, traffic without a better route goes there. Refuse ${formatPrefix(route)} first.`,
      'zh-cn': `来自 ${who['zh-cn']} 的默认路由会被 ${by['zh-cn']} 接受:对方一旦发送,没有更优路由的流量都会流向它。请先拒绝 ${formatPrefix(route)}。`,
    },
    related: letsThrough(outcome, route),
    witness: formatPrefix(route),
    fixes: [refuseFirst(session, 'import', 'DEFAULT-ROUTE', [{ prefix: route, lengths: { first: 0, last: 0 } }], WHAT)],
  };
}

/** A default route of our own that the export policy lets out. */
function sentTo(device: Device, sessions: readonly OutsideFamily[]): Report | undefined {
  const [session] = sessions;
  if (!session) return undefined;
  const { process, family, ip } = session;
  const route = DEFAULT_ROUTE[ip];
  const origin = defaultOrigin(device, session);
  if (!origin) return undefined;
  const outcomes = throughPolicies(device, process, family, 'export', ip, {
    path: [],
    communities: [],
    protocol: origin.protocol,
  });
  const outcome = outcomes && acceptanceOf(outcomes, route);
  if (!outcome) return undefined;
  const who = neighboursText(sessions);
  const by = deciderText(outcome, route);
  return {
    span: family.exports[0]!.name.span,
    text: {
      en: `The default route of this device is sent to ${who.en} by ${by.en}: that network would send us what it cannot place. Send your own prefixes only.`,
      'zh-cn': `本机的默认路由会经 ${by['zh-cn']} 发给 ${who['zh-cn']}:对方会把无法送达的流量发给我们。请只发送自己的前缀。`,
    },
    related: [
      ...letsThrough(outcome, route),
      { span: origin.span, text: { en: 'The default route is made here', 'zh-cn': '默认路由在此产生' } },
    ],
    witness: formatPrefix(route),
    fixes: [refuseFirst(session, 'export', 'DEFAULT-ROUTE', [{ prefix: route, lengths: { first: 0, last: 0 } }], WHAT)],
  };
}

/** Where BGP would get a default route from on this device: a `network` statement, or a static route where policies choose among all routes. */
function defaultOrigin(
  device: Device,
  { process, ip }: OutsideFamily,
): { readonly protocol: string; readonly span: Report['span'] } | undefined {
  const own = device.originations.find(
    ({ prefix, vrf }) => prefix.family === ip && prefix.length === 0 && vrf === undefined,
  );
  if (own) return { protocol: own.kind === 'network' ? 'bgp' : 'aggregate', span: own.span };
  if (process.policyChain !== 'first-decides') return undefined;
  const fixed = device.routes.find(
    ({ destination, vrf, table }) =>
      destination.family === ip && destination.length === 0 && vrf === undefined && table === undefined,
  );
  return fixed && { protocol: 'static', span: fixed.span };
}

function originatedTo({ family, neighbour, relationship }: OutsideFamily): Report | undefined {
  const originate = family.defaultOriginate;
  if (!originate || originate.policy) return undefined;
  const role = relationshipText[relationship];
  return {
    span: originate.span,
    text: {
      en: `A default route is announced to ${neighbour.address.value} (${role.en}) whatever this router itself can reach: that network would send us what it cannot place. Take it out, or make it depend on a route map.`,
      'zh-cn': `无论本机自身能到达什么,都会向 ${neighbour.address.value}(${role['zh-cn']})通告默认路由:对方会把无法送达的流量发给我们。请删除该语句,或用 route-map 加上条件。`,
    },
    fixes: [
      {
        title: {
          en: `Stop announcing a default route to ${neighbour.address.value}`,
          'zh-cn': `不再向 ${neighbour.address.value} 通告默认路由`,
        },
        safety: 'unsafe',
        change: { kind: 'delete-statements', spans: [originate.span] },
      },
    ],
  };
}
