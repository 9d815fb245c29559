import { formatPrefix, type Prefix } from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Report } from '../../../review/rule.ts';
import { holdsPrefix, intersection, type PrefixSpace, shortest } from '../../../routes/prefix-space.ts';
import { SOMEONE_ELSE } from '../../../routes/route-attributes.ts';
import type { Outcome } from '../../../routes/run-policy.ts';
import { type OutsideFamily, outsideFamilies } from '../outside-neighbours.ts';
import { letsThrough } from '../refuse-first.ts';
import type { RoleContext } from '../relationship.ts';
import { chainKey, throughPolicies } from '../route-passage.ts';

/**
 * Sessions of one process with one neighbour AS whose policies set MEDs more than `delta` apart for one prefix: one report for an
 * AS, a family and a direction. MEDs of different ASes are not compared (RFC 4271 section 9.1.2.2 c).
 */
export function* medDifferences(context: RoleContext, delta: number): Generator<Report> {
  const groups = new Map<string, OutsideFamily[]>();
  for (const session of outsideFamilies(context)) {
    const asn = session.neighbour.remoteAs?.value;
    if (typeof asn !== 'number') continue;
    const key = `${session.processIndex} ${asn} ${session.family.name}`;
    const same = groups.get(key);
    if (same) same.push(session);
    else groups.set(key, [session]);
  }
  for (const sessions of groups.values())
    for (const direction of ['export', 'import'] as const) {
      const found = furthest(sessions.slice(0, MOST_SESSIONS), direction, context.device, delta);
      if (found) yield report(found, direction, delta);
    }
}

/** Of one AS; what is beyond is not decided. */
const MOST_SESSIONS = 32;

interface Setting {
  readonly session: OutsideFamily;
  /** Which kind of route: only like ones are compared. */
  readonly route: number;
  readonly outcome: Outcome;
  readonly med: number;
}

interface Difference {
  readonly low: Setting;
  readonly high: Setting;
  readonly prefix: Prefix;
}

/** The greatest difference above `delta`; sessions with the same policies set the same. */
function furthest(
  sessions: readonly OutsideFamily[],
  direction: 'import' | 'export',
  device: Device,
  delta: number,
): Difference | undefined {
  const byPolicies = new Map<string, OutsideFamily>();
  for (const session of sessions) {
    const { imports, exports, name } = session.family;
    const key = chainKey(direction === 'import' ? imports : exports, name);
    if (!byPolicies.has(key)) byPolicies.set(key, session);
  }
  const all = [...byPolicies.values()].map((session) => settingsOf(session, direction, device));
  let widest: Difference | undefined;
  for (const [index, settings] of all.entries())
    for (const one of settings)
      for (const other of all.slice(index + 1).flat()) {
        const [low, high] = one.med < other.med ? [one, other] : [other, one];
        const apart = high.med - low.med;
        if (apart <= delta || (widest && apart <= widest.high.med - widest.low.med)) continue;
        const prefix = low.route === high.route ? commonPrefix(low.outcome, high.outcome, device) : undefined;
        if (prefix) widest = { low, high, prefix };
      }
  return widest;
}

/** What surely passes with a MED that the policies set: routes of this network on the way out, of the AS and behind it on the way in. */
function settingsOf(session: OutsideFamily, direction: 'import' | 'export', device: Device): Setting[] {
  const { process, family, ip, neighbour } = session;
  const asn = neighbour.remoteAs!.value as number;
  const routes =
    direction === 'import'
      ? [
          { path: [asn], protocol: 'bgp' },
          { path: [asn, SOMEONE_ELSE], protocol: 'bgp' },
        ]
      : ['bgp', 'static', 'connected', 'aggregate'].map((protocol) => ({ path: [], protocol }));
  return routes.flatMap((attributes, route) => {
    const outcomes = throughPolicies(device, process, family, direction, ip, { ...attributes, communities: [] }) ?? [];
    return outcomes.flatMap((outcome) => {
      const { med } = outcome.attributes;
      return outcome.accepted && med !== undefined && shortest(outcome.sure) ? [{ session, route, outcome, med }] : [];
    });
  });
}

/** A prefix of both: one that the device announces, where there is one. */
function commonPrefix(a: Outcome, b: Outcome, device: Device): Prefix | undefined {
  const both: PrefixSpace = intersection(a.sure, b.sure);
  const own = device.originations.find(({ prefix }) => prefix.family === both.family && holdsPrefix(both, prefix));
  return own?.prefix ?? shortest(both);
}

function report({ low, high, prefix }: Difference, direction: 'import' | 'export', delta: number): Report {
  const asn = high.session.neighbour.remoteAs!.value;
  const [near, far] = [low, high].map(({ session }) => session.neighbour.address.value);
  const uses = high.session.family[direction === 'import' ? 'imports' : 'exports'];
  const apart = high.med - low.med;
  const route = formatPrefix(prefix);
  const consequence =
    direction === 'export'
      ? {
          en: `AS ${asn} sends over ${near} if it heeds MEDs at all, which is worth agreeing on with it.`,
          'zh-cn': `若 AS ${asn} 采用 MED,会经 ${near} 发来流量;是否采用应与其商定。`,
        }
      : {
          en: `this router prefers ${near} where nothing before MED decides.`,
          'zh-cn': `若 MED 之前的各步未分高下,本路由器会优选 ${near}。`,
        };
  return {
    span: uses[0]!.name.span,
    text: {
      en: `For ${route}, MED is ${low.med} at ${near} and ${high.med} at ${far}, both of AS ${asn}: ${apart} apart, more than the ${delta} asked for. Only the order counts, never how far apart they are, and only among paths of one AS (RFC 4271 section 9.1.2.2): ${consequence.en}`,
      'zh-cn': `对 ${route},${near} 的 MED 为 ${low.med},${far} 的 MED 为 ${high.med},两者同属 AS ${asn}:相差 ${apart},超过所设的 ${delta}。起作用的只是大小顺序而非差值,且只在同一 AS 的路径之间比较(RFC 4271 第 9.1.2.2 节):${consequence['zh-cn']}`,
    },
    related: [low, high].flatMap(({ outcome }) => letsThrough(outcome, prefix)),
    witness: route,
  };
}
