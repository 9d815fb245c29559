import type { Prefix } from '../../../grammars/model/address.ts';
import type { Span } from '../../../grammars/text/span.ts';
import type { ChoiceAttributes } from '../routes/route-attributes.ts';
import type { BgpNode, Direction } from './bgp-nodes.ts';
import type { Doubt } from './route-table.ts';

/** What policies ask of a route that is not one of BGP. */
export interface RouteOrigin {
  /** `bgp`, `static`, `connected`, `aggregate`, ... */
  readonly protocol: string;
  readonly interfaces?: readonly string[];
  /** It leads to another device. */
  readonly hasGateway?: boolean;
}

/** A path to a prefix as one process has it. */
export interface BgpRoute {
  readonly prefix: Prefix;
  /** Nearest AS first. */
  readonly path: readonly number[];
  /** Members of the confederation that it came through, nearest first; they do not count as path (RFC 5065 section 5.3). */
  readonly members: readonly number[];
  readonly communities: readonly string[];
  readonly communitiesUnknown?: boolean;
  readonly localPreference: number;
  readonly med: number;
  readonly origin: 'igp' | 'egp' | 'incomplete';
  readonly weight: number;
  /** Absent: this device itself. */
  readonly nextHop?: bigint;
  /** Leads out of this interface, to the link-local address of the neighbour that it came from. */
  readonly port?: string;
  /** By whom it came; absent: this device has it from elsewhere. */
  readonly from?: Direction;
  /** The VRF of this device that it came from; who had it there, `from` tells. */
  readonly leakedFrom?: BgpNode;
  /** Of a VPN: its route targets (any, where nothing decides), and the VRF that it is of. */
  readonly vpn?: { readonly targets: readonly string[]; readonly anyTarget: boolean; readonly home: BgpNode };
  /** Route targets that a policy gave it. */
  readonly targets?: NonNullable<ChoiceAttributes['targets']>;
  readonly local?: 'network' | 'redistributed' | 'aggregate' | 'table';
  /** What it is in the table, of one that is sent from there. */
  readonly origins?: RouteOrigin;
  /** A policy made the sender its next hop. */
  readonly hopSelf?: boolean;
  /** Router id of who brought it into the AS, of a reflected one. */
  readonly originator?: bigint;
  readonly clusters: readonly bigint[];
  /** The statement on this device that it comes by. */
  readonly span: Span;
  readonly doubt?: Doubt;
  /** A policy that is not decided dealt with it: its path, communities and preferences may be others. */
  readonly undecided?: boolean;
}

/** What is told of a path to the next hop; undefined: it is not reachable. */
export interface NextHopCost {
  readonly metric: number;
}

export interface Chosen {
  readonly best: BgpRoute;
  /** Used together; the best is among them. */
  readonly together: readonly BgpRoute[];
  /** What could be used, the best among them. */
  readonly all: readonly BgpRoute[];
  /** Another one may be best, for a reason that no text tells. */
  readonly tie: boolean;
}

export interface ChoiceRules {
  readonly alwaysCompareMed: boolean;
  readonly deterministicMed: boolean;
  readonly prefersOldest: boolean;
  readonly multipath: { readonly external: number; readonly internal: number };
  readonly multipathAcrossAs: boolean;
  /** Any path of another VRF may be better or worse than the VRF's own ones. */
  readonly vrfsUnranked: boolean;
}

/** RFC 4271 section 9.1.2.2, with what most platforms put before and after it. @param routes all of one prefix, next hops reachable */
export function choose(
  routes: readonly BgpRoute[],
  costOf: (route: BgpRoute) => number,
  rules: ChoiceRules,
): Chosen | undefined {
  if (routes.length === 0) return undefined;
  let left = [...routes];
  const keep = (value: (route: BgpRoute) => number): void => {
    const least = Math.min(...left.map(value));
    left = left.filter((route) => value(route) === least);
  };
  keep(({ weight }) => -weight);
  keep(({ localPreference }) => -localPreference);
  keep(({ from, leakedFrom }) => (from || leakedFrom ? 1 : 0));
  keep(({ path }) => path.length);
  keep(({ origin }) => ORIGINS.indexOf(origin));
  const beforeMed = left;
  left = byMed(left, rules);
  // How paths of other VRFs compare from here on, no manual tells.
  const compared = rules.vrfsUnranked ? routes : left;
  const ofVrfs = compared.length > 1 && compared.some(({ leakedFrom }) => leakedFrom && !leakedFrom.vpn);
  keep((route) => (isExternal(route) || !route.from ? 0 : 1));
  keep(costOf);
  const equal = left;
  const external = equal.length > 1 && equal.every(isExternal);
  let tie = false;
  // Which of several came first is not in the text.
  if (external && rules.prefersOldest) tie = true;
  // Without grouping by neighbouring AS the order of arrival decides what MED is compared with.
  if (!rules.deterministicMed && !rules.alwaysCompareMed && dependsOnOrder(beforeMed)) tie = true;
  const byNeighbour = (a: BgpRoute, b: BgpRoute): number =>
    compare(routerIdOf(a), routerIdOf(b)) ||
    a.clusters.length - b.clusters.length ||
    compare(a.from?.senderAddress ?? 0n, b.from?.senderAddress ?? 0n);
  const [best, second] = [...equal].sort(byNeighbour);
  // Two paths of one neighbour: which has the lower number, no text tells.
  if (second && byNeighbour(best!, second) === 0) tie = true;
  const most = isExternal(best!) ? rules.multipath.external : rules.multipath.internal;
  const alike = equal.filter((one) => one === best || (one.from !== undefined && goesTogether(one, best!, rules)));
  const together = most <= 1 || !best!.from ? [best!] : [best!, ...alike.filter((one) => one !== best)].slice(0, most);
  return { best: best!, together, all: routes, tie: ofVrfs || (tie && together.length < equal.length) };
}

const ORIGINS = ['igp', 'egp', 'incomplete'];

export const isExternal = ({ from, leakedFrom }: BgpRoute): boolean =>
  from ? from.external : leakedFrom !== undefined;

const routerIdOf = ({ originator, from }: BgpRoute): bigint => originator ?? from?.from.routerId ?? 0n;

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

/** Only paths by way of one neighbouring AS are compared, unless the process says otherwise. */
function byMed(routes: readonly BgpRoute[], { alwaysCompareMed }: ChoiceRules): BgpRoute[] {
  const groups = new Map<number, number>();
  for (const { path, med } of routes) {
    const group = alwaysCompareMed ? 0 : (path[0] ?? 0);
    groups.set(group, Math.min(groups.get(group) ?? Number.POSITIVE_INFINITY, med));
  }
  return routes.filter(({ path, med }) => groups.get(alwaysCompareMed ? 0 : (path[0] ?? 0)) === med);
}

const dependsOnOrder = (routes: readonly BgpRoute[]): boolean =>
  routes.length > 2 &&
  new Set(routes.map(({ med }) => med)).size > 1 &&
  new Set(routes.map(({ path }) => path[0])).size > 1;

function goesTogether(one: BgpRoute, best: BgpRoute, { multipathAcrossAs }: ChoiceRules): boolean {
  if (isExternal(one) !== isExternal(best) || (one.nextHop === best.nextHop && one.port === best.port))
    return one === best;
  if (multipathAcrossAs) return one.path.length === best.path.length;
  return isExternal(best) ? one.path[0] === best.path[0] : one.path.join(' ') === best.path.join(' ');
}
