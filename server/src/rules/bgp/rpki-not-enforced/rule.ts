import { holds, parseAddress, widthOf } from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { ValidationCache } from '../../../../../grammars/model/routing.ts';
import { defineRule, type Report } from '../../../review/rule.ts';
import { isEmpty } from '../../../routes/prefix-space.ts';
import { type OutsideFamily, outsideFamilies, outsideSessions } from '../outside-neighbours.ts';
import { byPolicies, neighboursText } from '../refuse-first.ts';
import { chainKey, importOutcomes, surelyAccepted } from '../route-passage.ts';
import { isPublic } from '../special-prefixes.ts';

export const rule = defineRule({
  meta: {
    id: 'bgp/rpki-not-enforced',
    severity: 'error',
    needs: ['bgp', 'route-policies'],
    title: {
      en: 'No origin validation, or invalid routes are accepted',
      'zh-cn': '没有源验证,或接受验证为 Invalid 的路由',
    },
    sources: ['RFC 6811', 'RFC 8210 section 9', 'RFC 8893', 'NIST SP 800-189', 'MANRS Action 4'],
    options: {
      providerValidates: {
        default: false,
        unit: '-',
        description: {
          en: 'The providers drop invalid routes themselves: that this device does not validate is no finding.',
          'zh-cn': '上游已自行丢弃 Invalid 路由:本机不做验证不再视为问题。',
        },
      },
    },
  },
  *check(context) {
    const { device, profile, option } = context;
    const { validation } = device;
    const atEdge = profile === 'edge-isp' || profile === 'enterprise-edge';
    if (!validation) {
      if (!atEdge || option<boolean>('providerValidates')) return;
      for (const { neighbour, relationship, process } of outsideSessions(context)) {
        if (relationship === 'customer' || !process.closed) continue;
        yield {
          severity: profile === 'edge-isp' ? 'warning' : 'info',
          span: process.asn?.span ?? neighbour.address.span,
          text: {
            en: 'No validation server is configured: routes whose origin contradicts the RPKI (a hijack, a typing error) are accepted like all others. Set up two caches and drop what is Invalid.',
            'zh-cn':
              '没有配置验证服务器:起源与 RPKI 相矛盾的路由(劫持或输入错误)会像其他路由一样被接受。请配置两台缓存服务器并丢弃 Invalid 路由。',
          },
        };
        return;
      }
      return;
    }
    if (!validation.dropsInvalid) yield* accepting(device, [...outsideFamilies(context)]);
    const [only] = validation.caches;
    if (atEdge && only && validation.caches.length === 1)
      yield {
        severity: 'info',
        span: only.span,
        text: {
          en: `${only.value} is the only validation server: while it is away every route becomes NotFound, and invalid ones pass. Add a second one.`,
          'zh-cn': `${only.value} 是唯一的验证服务器:它不可用时所有路由都变为 NotFound,Invalid 路由也会放行。请再增加一台。`,
        },
      };
    if (atEdge && !device.fragment) yield* unprotected(device, validation.caches);
  },
});

/** RFC 8210 section 9: a session without protection is for a path that the operator controls. */
function* unprotected(device: Device, caches: readonly ValidationCache[]): Generator<Report> {
  for (const cache of caches) {
    if (!cache.plain || !isElsewhere(device, cache.value)) continue;
    yield {
      severity: 'info',
      span: cache.span,
      text: {
        en: `${cache.value} is a public address outside of what this device knows as its own network, and is asked over plain TCP: whoever sits on the way can say which routes are Invalid. Use SSH, a key, or a server of your own.`,
        'zh-cn': `${cache.value} 是本设备已知自有网络之外的公网地址,且通过明文 TCP 访问:路径上的任何人都可以决定哪些路由为 Invalid。请使用 SSH 或密钥,或改用自己的服务器。`,
      },
    };
  }
}

/** Public, and in no prefix that is announced, listed, routed or connected here: any of these may be the operator's own. */
function isElsewhere(device: Device, text: string): boolean {
  const server = parseAddress(text);
  if (!server || !isPublic({ ...server, length: widthOf(server.family) })) return false;
  const own = [
    ...device.originations.map(({ prefix }) => prefix),
    ...device.prefixLists.flatMap(({ entries }) => entries.map(({ prefix }) => prefix)),
    ...device.policies.flatMap(({ entries = [] }) =>
      entries.flatMap(({ conditions }) =>
        conditions.flatMap((one) => (one.kind === 'prefixes' ? one.entries.map(({ prefix }) => prefix) : [])),
      ),
    ),
  ].filter(({ length }) => length >= LEAST_OWN);
  // Who shows nothing of the own network leaves open what is in it.
  if (own.length === 0) return false;
  const near = [
    ...device.routes.map(({ destination }) => destination).filter(({ length }) => length >= LEAST_OWN),
    ...device.interfaces.flatMap(({ addresses }) => addresses),
  ];
  return ![...own, ...near].some((prefix) => prefix.family === server.family && holds(prefix, server.address));
}

/** Shorter ones are no network of anybody's. */
const LEAST_OWN = 8;

function* accepting(device: Device, sessions: readonly OutsideFamily[]): Generator<Report> {
  for (const same of byPolicies(sessions, ({ family }) => chainKey(family.imports, family.name))) {
    const session = same[0]!;
    const { family, ip, processIndex, neighbourIndex } = session;
    const outcomes = importOutcomes(device, session, 'invalid');
    if (!outcomes || isEmpty(surelyAccepted(outcomes, ip))) continue;
    const who = neighboursText(same);
    const policy = family.imports[0]!.name;
    yield {
      span: policy.span,
      text: {
        en: `Routes from ${who.en} that validation finds Invalid are accepted all the same: the validation server changes nothing for them. Reject what is Invalid first.`,
        'zh-cn': `来自 ${who['zh-cn']} 且验证结果为 Invalid 的路由照样被接受:验证服务器对它们不起作用。请先拒绝 Invalid 路由。`,
      },
      fixes: [
        {
          title: {
            en: `Reject invalid routes in front of ${policy.value}: no neighbour that uses it gets them accepted any more`,
            'zh-cn': `在 ${policy.value} 之前拒绝 Invalid 路由:使用该策略的邻居的此类路由不再被接受`,
          },
          safety: 'unsafe',
          change: {
            kind: 'refuse-invalid',
            process: processIndex,
            neighbour: neighbourIndex,
            family: family.name,
            direction: 'import',
            name: 'RPKI-INVALID',
          },
        },
      ],
    };
  }
}
