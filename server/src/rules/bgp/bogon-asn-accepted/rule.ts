import type { Device } from '../../../../../grammars/model/device.ts';
import { defineRule } from '../../../review/rule.ts';
import { isEmpty } from '../../../routes/prefix-space.ts';
import { SOMEONE_ELSE } from '../../../routes/route-attributes.ts';
import { namesOf } from '../../../routes/run-policy.ts';
import { isPrivateAsn, type OutsideFamily, outsideFamilies } from '../outside-neighbours.ts';
import { byPolicies, neighboursText } from '../refuse-first.ts';
import { chainKey, surelyAccepted, throughPolicies } from '../route-passage.ts';

export const rule = defineRule({
  meta: {
    id: 'bgp/bogon-asn-accepted',
    severity: 'info',
    needs: ['bgp', 'route-policies'],
    title: {
      en: 'Import policy accepts paths through reserved AS numbers',
      'zh-cn': '入向策略接受经过保留 AS 号的路径',
    },
    sources: ['RFC 7607', 'RFC 5398', 'RFC 6996', 'RFC 7300', 'RFC 6793'],
    options: {},
  },
  *check(context) {
    const { device, profile } = context;
    if (profile !== 'edge-isp' && profile !== 'enterprise-edge') return;
    const sessions = [...outsideFamilies(context)].filter(
      ({ relationship, neighbour }) =>
        relationship !== 'customer' &&
        typeof neighbour.remoteAs?.value === 'number' &&
        !isPrivateAsn(neighbour.remoteAs.value),
    );
    for (const same of byPolicies(sessions, ({ family }) => chainKey(family.imports, family.name))) {
      const session = same[0]!;
      const leaking = RESERVED.filter((range) => passes(device, session, range));
      if (leaking.length === 0) continue;
      const who = neighboursText(same);
      const list = leaking.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
      yield {
        severity: profile === 'edge-isp' ? 'warning' : 'info',
        span: session.family.imports[0]!.name.span,
        text: {
          en: `Routes from ${who.en} are accepted with AS numbers in their path that nobody may use in the Internet: ${list}. Such paths come from leaks of private networks; refuse them first.`,
          'zh-cn': `来自 ${who['zh-cn']} 的路由即使路径中含有互联网上不得使用的 AS 号也会被接受:${list}。这类路径来自私有网络的泄露,请先拒绝。`,
        },
        fixes: [
          {
            title: {
              en: `Refuse reserved AS numbers in front of ${session.family.imports[0]!.name.value}: no neighbour that uses it gets such routes accepted`,
              'zh-cn': `在 ${session.family.imports[0]!.name.value} 之前拒绝保留 AS 号:使用该策略的邻居的此类路由不再被接受`,
            },
            safety: 'unsafe',
            change: {
              kind: 'refuse-paths',
              process: session.processIndex,
              neighbour: session.neighbourIndex,
              family: session.family.name,
              direction: 'import',
              name: 'BOGON-ASNS',
              paths: leaking.map((range) => ({ kind: 'through', ...range })),
            },
          },
        ],
      };
    }
  },
});

interface Range {
  readonly first: number;
  readonly last: number;
}

/** Reserved, for documentation, private, or not given out by IANA. */
const RESERVED: readonly Range[] = [
  { first: 0, last: 0 },
  { first: 23456, last: 23456 },
  { first: 64496, last: 64511 },
  { first: 64512, last: 65534 },
  { first: 65535, last: 65535 },
  { first: 65536, last: 65551 },
  { first: 65552, last: 131071 },
  { first: 4200000000, last: 4294967294 },
  { first: 4294967295, last: 4294967295 },
];

/** A route with such a number behind the neighbour, at the end of the path or inside of it, surely comes in. */
function passes(device: Device, { process, family, ip, neighbour }: OutsideFamily, { first, last }: Range): boolean {
  const peer = neighbour.remoteAs!.value as number;
  const asked = asksPaths(device, family) ? undefined : SOMEONE_ELSE;
  // Refusing the range would refuse the neighbour itself.
  if (first <= peer && peer <= last) return false;
  for (const asn of new Set([first, Math.floor((first + last) / 2), last])) {
    if (asn === process.asn?.value) continue;
    for (const path of [
      // Where no policy looks at paths, one of them stands for all.
      [peer, asked ?? asn],
      ...(asked === undefined ? [[peer, asn, SOMEONE_ELSE]] : []),
    ]) {
      const attributes = { path, communities: [], protocol: 'bgp', validation: 'not-found' } as const;
      const outcomes = throughPolicies(device, process, family, 'import', ip, attributes);
      if (outcomes && !isEmpty(surelyAccepted(outcomes, ip))) return true;
    }
  }
  return false;
}

const asksPaths = (device: Device, { imports }: OutsideFamily['family']): boolean =>
  imports.some(
    ({ kind, name }) =>
      kind === 'as-path-list' ||
      namesOf(device)
        .policy(name.value)
        ?.entries?.some(({ conditions }) => conditions.some((condition) => condition.kind === 'as-path')),
  );
