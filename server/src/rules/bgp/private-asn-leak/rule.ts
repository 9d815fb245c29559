import { formatPrefix, widthOf } from '../../../../../grammars/model/address.ts';
import type { BgpNeighbour, BgpProcess } from '../../../../../grammars/model/bgp.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import { defineRule } from '../../../review/rule.ts';
import { deciderText } from '../../../routes/decider.ts';
import {
  difference,
  everything,
  intersection,
  isEmpty,
  type PrefixSpace,
  shortest,
  unionOf,
} from '../../../routes/prefix-space.ts';
import { routeFamilies } from '../../../routes/route-families.ts';
import type { Outcome } from '../../../routes/run-policy.ts';
import { isPrivateAsn, type OutsideFamily, outsideFamilies } from '../outside-neighbours.ts';
import { relationshipText } from '../relationship.ts';
import { acceptanceOf, surelyAccepted, throughPolicies } from '../route-passage.ts';
import { BOGONS, DEFAULT_ROUTE, isPublic } from '../special-prefixes.ts';

export const rule = defineRule({
  meta: {
    id: 'bgp/private-asn-leak',
    severity: 'warning',
    needs: ['bgp', 'bgp-sessions', 'route-policies'],
    title: {
      en: 'Private AS numbers can leave to the Internet',
      'zh-cn': '私有 AS 号可能泄露到互联网',
    },
    sources: ['RFC 6996 section 4'],
    options: {},
  },
  *check(context) {
    const { device } = context;
    for (const to of outsideFamilies(context)) {
      const { neighbour, process, family, relationship } = to;
      const local = neighbour.localAs ?? process.asn?.value;
      if (relationship === 'customer' || family.removesPrivateAs) continue;
      if (family.exports.length === 0 || local === undefined || isPrivateAsn(local)) continue;
      if (typeof neighbour.remoteAs?.value === 'number' && isPrivateAsn(neighbour.remoteAs.value)) continue;
      for (const from of process.neighbours) {
        const asn = privateAsOf(from);
        if (asn === undefined || from === neighbour || !from.closed) continue;
        const found = leaking(device, process, from, asn, to);
        if (!found) continue;
        const by = deciderText(found.outgoing, found.witness);
        const role = relationshipText[relationship];
        yield {
          span: family.exports[0]!.name.span,
          text: {
            en: `Routes of AS ${asn} (${from.address.value}), such as ${formatPrefix(found.witness)}, are sent to ${neighbour.address.value} (${role.en}) by ${by.en} with the private AS number in their path: others drop them, or take them for their own. Remove private AS numbers towards this neighbour.`,
            'zh-cn': `AS ${asn}(${from.address.value})的路由(如 ${formatPrefix(found.witness)})会经 ${by['zh-cn']} 发给 ${neighbour.address.value}(${role['zh-cn']}),路径中带有私有 AS 号:他人会丢弃它们,或误认为是自己的路由。请在向该邻居发送时移除私有 AS 号。`,
          },
          witness: formatPrefix(found.witness),
          related: [
            {
              span: from.remoteAs!.span,
              text: { en: `AS ${asn} is private`, 'zh-cn': `AS ${asn} 是私有 AS 号` },
            },
          ],
          fixes: [
            {
              title: {
                en: `Remove private AS numbers from routes sent to ${neighbour.address.value}`,
                'zh-cn': `从发给 ${neighbour.address.value} 的路由中移除私有 AS 号`,
              },
              safety: 'unsafe',
              change: {
                kind: 'set-neighbour',
                process: to.processIndex,
                neighbour: to.neighbourIndex,
                family: family.name,
                setting: { kind: 'remove-private-as' },
              },
            },
          ],
        };
        break;
      }
    }
  },
});

function privateAsOf({ external, shutdown, remoteAs }: BgpNeighbour): number | undefined {
  const asn = remoteAs?.value;
  return external === true && !shutdown && typeof asn === 'number' && isPrivateAsn(asn) ? asn : undefined;
}

/** A public prefix that surely comes in from the one and surely goes out to the other. */
function leaking(
  device: Device,
  process: BgpProcess,
  from: BgpNeighbour,
  asn: number,
  to: OutsideFamily,
): { readonly witness: ReturnType<typeof shortest> & object; readonly outgoing: Outcome } | undefined {
  const family = routeFamilies(from).find(({ name }) => name === to.family.name);
  if (!family) return undefined;
  const outside = publicSpace(to);
  const attributes = { path: [asn], communities: [], protocol: 'bgp' };
  const incoming: readonly Outcome[] | undefined =
    family.imports.length > 0
      ? throughPolicies(device, process, family, 'import', to.ip, attributes)
      : (family.withoutPolicy ?? process.withoutPolicy) === 'exchanges-all'
        ? [{ accepted: true, sure: everything(to.ip), maybe: unionOf(to.ip, []), attributes }]
        : undefined;
  for (const route of incoming ?? []) {
    const asked = route.accepted ? intersection(route.sure, outside) : unionOf(to.ip, []);
    if (isEmpty(asked)) continue;
    const outcomes = throughPolicies(device, process, to.family, 'export', to.ip, route.attributes, asked);
    const witness = outcomes && shortest(surelyAccepted(outcomes, to.ip));
    if (witness) return { witness, outgoing: acceptanceOf(outcomes, witness)! };
  }
  return undefined;
}

/** Documentation space stands for public one. */
const publicSpace = ({ ip }: OutsideFamily): PrefixSpace =>
  difference(
    everything(ip),
    unionOf(ip, [
      { prefix: DEFAULT_ROUTE[ip], lengths: { first: 0, last: 7 } },
      ...BOGONS[ip]
        .filter((prefix) => !isPublic(prefix))
        .map((prefix) => ({ prefix, lengths: { first: prefix.length, last: widthOf(ip) } })),
    ]),
  );
