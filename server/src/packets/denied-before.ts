import type { Filter, Hook } from '../../../grammars/model/filter.ts';
import type { LineAnalysis } from './analyses.ts';
import { type Group, leadsAway } from './chains.ts';
import { coverOf, type Decider, decidersFrom, doubtfulIn, shownDecider } from './deciders.ts';
import { type Diagram, EMPTY, type Node } from './diagram.ts';
import { encodeRule, familySet } from './encode.ts';
import { type Flow, flowOf } from './flow.ts';
import { mayPass, passageThrough } from './passage.ts';
import { type Universe, universeOf } from './universe.ts';
import { witnessOf } from './witness.ts';

/** The hooks that packets surely passed before they come to one. */
const PASSED: Readonly<Record<Hook, readonly Hook[]>> = {
  prerouting: [],
  input: ['prerouting'],
  forward: ['prerouting'],
  output: [],
  postrouting: [],
};

/** Tracking looks at packets here: what stands before sees none of its states. */
const CONNTRACK = -200;

/** Side effects after which a packet matches as it did: counted, logged, marked, limited. */
const HARMLESS =
  /^(?:log|nflog|ulog|counter|count|comment|mark|connmark|secmark|connsecmark|classify|trace|tcpmss|ttl|hl|tee|set|reject-with|meta (?:mark|priority|nftrace)|ct mark)\b/;

/**
 * Permits whose packets a chain that comes before has all denied: a base chain at the same hook with a lower priority, or one at a hook that
 * the packets passed. Only where nothing in between makes another packet of what it lets through. Rules around that may go without a
 * change (`isOptional`) take nothing away here, so that the answer stands without them.
 */
export function deniedBefore(
  filters: readonly Filter[],
  groups: readonly Group[],
  diagram: Diagram,
  isOptional: (filter: number, rule: number) => boolean,
): ReadonlyMap<number, readonly LineAnalysis[]> {
  const found = new Map<number, LineAnalysis[]>();
  const groupOf = new Map(groups.flatMap((group) => group.members.map((member) => [member, group])));
  for (const [group, bases] of basesByGroup(filters, groups)) {
    const before = new Map(bases.map((base) => [base, earlierThan(filters, groupOf, base)]));
    if ([...before.values()].every((earlier) => earlier.length === 0)) continue;
    const involved = new Set([group, ...[...before.values()].flat().map((one) => groupOf.get(one)!)]);
    const universe = universeOf([...involved].flatMap(({ members }) => members.map((member) => filters[member]!)));
    const walls = new Map<number, Wall>();
    for (const base of bases) {
      const wall = wallOf(filters, groupOf, before.get(base)!, base, diagram, universe);
      if (wall) walls.set(base, wall);
    }
    if (walls.size > 0) walledIn(filters, group, walls, diagram, universe, isOptional, found);
  }
  return found;
}

/** What comes before a chain, and what of all packets surely does not come through. */
interface Wall {
  readonly flow: Flow;
  readonly earlier: readonly number[];
  readonly gone: Node;
  doubtful(): Node;
}

/** One pass over the chains of a group, callers first, with no more than what comes through the walls. */
function walledIn(
  filters: readonly Filter[],
  group: Group,
  walls: ReadonlyMap<number, Wall>,
  diagram: Diagram,
  universe: Universe,
  isOptional: (filter: number, rule: number) => boolean,
  found: Map<number, LineAnalysis[]>,
): void {
  const sent = new Map<number, Node>();
  // The wall in front of every base chain that leads to a chain; undefined where one has none.
  const wallBefore = new Map<number, Wall | undefined>();
  for (const member of group.members) {
    const filter = filters[member]!;
    const family = familySet(diagram, filter.family);
    const own = filter.hook ? walls.get(member) : wallBefore.get(member);
    const through = filter.hook ? diagram.diff(family, own?.gone ?? EMPTY) : EMPTY;
    // What a chain without callers is for, nobody knows.
    let left = filter.hook || sent.has(member) ? diagram.or(through, sent.get(member) ?? EMPTY) : family;
    let taken: Node = EMPTY;
    for (const [at, rule] of filter.rules.entries()) {
      const sets = rule.active ? encodeRule(diagram, universe, rule) : { over: EMPTY, under: EMPTY };
      const over = diagram.and(sets.over, family);
      if (leadsAway(rule)) {
        const target = group.targetOf(member, rule);
        if (target !== undefined) {
          if (!sent.has(target)) wallBefore.set(target, own);
          else if (wallBefore.get(target) !== own) wallBefore.set(target, undefined);
          sent.set(target, diagram.or(sent.get(target) ?? EMPTY, diagram.and(left, over)));
        }
      }
      const permits = rule.action.kind === 'permit' && !rule.implicit;
      if (own && permits && over !== EMPTY && !diagram.intersects(left, over)) {
        const line = lineOf(member, at, diagram.diff(over, taken), own);
        if (line) found.set(member, [...(found.get(member) ?? []), line]);
        continue;
      }
      const { kind } = rule.action;
      if (kind === 'continue' || kind === 'jump' || isOptional(member, at)) continue;
      const consumed = diagram.and(sets.under, family);
      left = diagram.diff(left, consumed);
      taken = diagram.or(taken, consumed);
    }
  }
}

/** Told by the first of the chains that denies some of it, and what in it does. */
function lineOf(filter: number, rule: number, over: Node, { flow, earlier, doubtful }: Wall): LineAnalysis | undefined {
  const { diagram, universe } = flow;
  let left = over;
  for (const index of earlier) {
    const chain = flow.chains.get(index)!;
    const entering = diagram.and(left, familySet(diagram, chain.filter.family));
    const denied = diagram.diff(entering, mayPass(flow, passageThrough(flow, [chain], entering)));
    if (denied !== EMPTY) {
      const all = decidersFrom(flow, chain, 0, chain.rules.length, denied).deciders;
      const deciders: Decider[] = all.filter(({ action }) => action.kind === 'deny');
      const shown = coverOf(diagram, deciders, () => true, flow.group.members);
      // Denied it is in any case; by whom is said of a packet about which nothing unknown has a say.
      const certain = shownDecider(
        diagram,
        universe,
        deciders,
        () => true,
        () => doubtful(),
      );
      const witness = certain.witness ?? witnessOf(diagram, universe, denied);
      return {
        ref: { filter, rule },
        status: 'dead',
        deciders: shown.map(({ ref }) => ref),
        conflicting: true,
        deniedBefore: index,
        ...(witness ? { witness } : {}),
        ...(certain.witness && certain.decidedBy ? { decidedBy: certain.decidedBy } : {}),
        matchesEverything: false,
      };
    }
    left = diagram.diff(left, denied);
  }
  return undefined;
}

function wallOf(
  filters: readonly Filter[],
  groupOf: ReadonlyMap<number, Group>,
  earlier: readonly number[],
  base: number,
  diagram: Diagram,
  universe: Universe,
): Wall | undefined {
  if (earlier.length === 0) return undefined;
  const groups = [...new Set(earlier.map((one) => groupOf.get(one)!))];
  const group: Group = {
    members: groups.flatMap(({ members }) => members),
    targetOf: (filter, rule) => groupOf.get(filter)?.targetOf(filter, rule),
  };
  const flow = flowOf(filters, group, diagram, universe);
  const entering = familySet(diagram, filters[base]!.family);
  const chains = earlier.map((index) => flow.chains.get(index)!);
  const gone = diagram.diff(entering, mayPass(flow, passageThrough(flow, chains, entering)));
  if (gone === EMPTY) return undefined;
  let doubts: Node | undefined;
  return { flow, earlier, gone, doubtful: () => (doubts ??= doubtfulIn(flow)) };
}

/** Base chains that packets met, and that may deny some, in the order in which they met them; none where that is not certain. */
function earlierThan(filters: readonly Filter[], groupOf: ReadonlyMap<number, Group>, base: number): number[] {
  const own = filters[base]!;
  const rank = (one: Filter): number => (one.hook === own.hook ? 1 : 0);
  const earlier = [...filters.entries()]
    .filter(([at, one]) => at !== base && one.purpose === 'packet' && comesBefore(one, own))
    .filter(([at, one]) => canJudge(filters, groupOf.get(at)!, one, own))
    .sort(([, a], [, b]) => rank(a) - rank(b) || a.priority! - b.priority!)
    .map(([at]) => at);
  const hooks = new Set([own.hook!, ...earlier.map((at) => filters[at]!.hook!)]);
  return earlier.length > 0 && !changesPackets(filters, groupOf, hooks) ? earlier : [];
}

/** At equal priorities the order is that in which chains were made, which another file may have done. */
function comesBefore(one: Filter, own: Filter): boolean {
  if (!one.hook || !own.hook || one.priority === undefined || own.priority === undefined) return false;
  if (isOfBridges(one) || isOfBridges(own)) return false;
  if (one.family !== own.family && one.family !== 'both') return false;
  return one.hook === own.hook ? one.priority < own.priority : PASSED[own.hook].includes(one.hook);
}

/** A bridge's frames come to other hooks of the same names. */
const isOfBridges = ({ table }: Filter): boolean => /^(?:bridge|netdev|arp) /.test(table ?? '');

/** Whether what the chain and those it calls say of a packet holds for it when it comes to the later hook. */
function canJudge(filters: readonly Filter[], group: Group, one: Filter, own: Filter): boolean {
  const members = group.members.map((member) => filters[member]!);
  const denies =
    one.fallback.action === 'deny' || members.some(({ rules }) => rules.some(({ action }) => action.kind === 'deny'));
  return (
    denies &&
    members.every(
      ({ closed, rules }) =>
        closed &&
        rules.every(({ matches }) =>
          matches.every(
            (match) =>
              (one.hook === own.hook || match.outInterface === undefined) &&
              (one.priority! >= CONNTRACK || match.state === undefined),
          ),
        ),
    )
  );
}

/** Whether some chain at these hooks, or one it may call, makes other packets of those it meets: translated, untracked, marked in their header. */
function changesPackets(
  filters: readonly Filter[],
  groupOf: ReadonlyMap<number, Group>,
  hooks: ReadonlySet<Hook>,
): boolean {
  const met = [...filters.entries()].filter(([, { hook }]) => hook && hooks.has(hook)).map(([at]) => groupOf.get(at)!);
  return [...new Set(met)].some(({ members }) =>
    members.some((member) =>
      filters[member]!.rules.some(
        ({ action, effects, active }) =>
          active && (action.kind === 'translate' || effects.some((effect) => !HARMLESS.test(effect))),
      ),
    ),
  );
}

function* basesByGroup(filters: readonly Filter[], groups: readonly Group[]): Generator<[Group, readonly number[]]> {
  for (const group of groups) {
    const bases = group.members.filter((member) => filters[member]!.hook && filters[member]!.purpose === 'packet');
    if (bases.length > 0) yield [group, bases];
  }
}
