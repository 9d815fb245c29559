import { formatPrefix, widthOf } from '../../../../../grammars/model/address.ts';
import type { Report } from '../../../review/rule.ts';
import { deciderText } from '../../../routes/decider.ts';
import { difference, intersection, isEmpty, shortest, union, unionOf, within } from '../../../routes/prefix-space.ts';
import { SOMEONE_ELSE } from '../../../routes/route-attributes.ts';
import { type OutsideFamily, outsideFamilies } from '../outside-neighbours.ts';
import { byPolicies, letsThrough, neighboursText } from '../refuse-first.ts';
import type { RoleContext } from '../relationship.ts';
import { acceptanceOf, chainKey, surelyAccepted, throughPolicies } from '../route-passage.ts';
import { BOGONS, DEFAULT_ROUTE } from '../special-prefixes.ts';

/** RFC 7999: the traffic of a route that carries it is discarded. */
const BLACKHOLE = '65535:666';

/** Host routes that are let in for the sake of this community, whosever address it is. */
export function* blackholes(context: RoleContext): Generator<Report> {
  for (const same of byPolicies(
    outsideFamilies(context),
    ({ family, processIndex }) => `${processIndex} ${chainKey(family.imports, family.name)}`,
  )) {
    const report = judge(context, same);
    if (report) yield report;
  }
}

function judge({ device }: RoleContext, same: readonly OutsideFamily[]): Report | undefined {
  const { process, neighbour, family, ip } = same[0]!;
  const path = [typeof neighbour.remoteAs?.value === 'number' ? neighbour.remoteAs.value : SOMEONE_ELSE];
  const outcomesWith = (communities: readonly string[]) =>
    throughPolicies(device, process, family, 'import', ip, {
      path,
      communities,
      protocol: 'bgp',
      validation: 'not-found',
    });
  const width = widthOf(ip);
  const hosts = within(DEFAULT_ROUTE[ip], { first: width, last: width });
  const outcomes = outcomesWith([BLACKHOLE]);
  const taken = outcomes && intersection(surelyAccepted(outcomes, ip), hosts);
  if (!taken || isEmpty(taken)) return undefined;
  const kept = [...BOGONS[ip], ...device.originations.flatMap(({ prefix }) => (prefix.family === ip ? prefix : []))];
  const refusable = unionOf(
    ip,
    kept.map((prefix) => ({ prefix, lengths: { first: prefix.length, last: width } })),
  );
  if (!isEmpty(difference(hosts, union(taken, refusable)))) return undefined;
  // What comes in without it, too, is no matter of this community.
  const plain = (outcomesWith([]) ?? []).reduce(
    (space, { accepted, sure, maybe }) => (accepted ? union(space, union(sure, maybe)) : space),
    intersection(hosts, refusable),
  );
  const witness = shortest(difference(taken, plain));
  if (!witness) return undefined;
  const outcome = acceptanceOf(outcomes, witness)!;
  const who = neighboursText(same);
  const by = deciderText(outcome, witness);
  const text = formatPrefix(witness);
  return {
    severity: 'error',
    span: family.imports[0]!.name.span,
    text: {
      en: `A route to any single address, such as ${text}, is accepted from ${who.en} by ${by.en} when it carries BLACKHOLE (${BLACKHOLE}): whoever speaks there can have anybody's traffic discarded. Accept it only for addresses inside what this neighbour may announce.`,
      'zh-cn': `只要带有 BLACKHOLE(${BLACKHOLE})团体属性,来自 ${who['zh-cn']} 的任意单个地址路由(如 ${text})都会被 ${by['zh-cn']} 接受:对端可以让任何人的流量被丢弃。请只接受该邻居可通告范围之内的地址。`,
    },
    related: letsThrough(outcome, witness),
    witness: `${text} ${BLACKHOLE}`,
  };
}
