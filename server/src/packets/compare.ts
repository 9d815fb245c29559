import type { Filter, FilterRule, Match } from '../../../grammars/model/filter.ts';
import type { Packet, Part } from './analyses.ts';
import { arrange } from './arrange.ts';
import { groupsOf } from './chains.ts';
import { changedRules, onlyNear } from './changed-rules.ts';
import { ALL, DEFAULT_LIMITS, Diagram, type Limits, type Node } from './diagram.ts';
import { encodeMatch, familySet } from './encode.ts';
import { type Flow, flowOf } from './flow.ts';
import { orNothing } from './line.ts';
import { mayPass, passageThrough, surelyPasses } from './passage.ts';
import { countFlows, listFlows, renderSet } from './render.ts';
import { universeOf } from './universe.ts';
import { witnessOf } from './witness.ts';

/** Filters of one device that a packet must all pass, by their places in `filters`; one, or the chains of one hook. */
export interface Side {
  readonly filters: readonly Filter[];
  readonly chosen: readonly number[];
}

export interface Difference {
  readonly newlyPermitted: Change;
  readonly newlyDenied: Change;
  /** Neither side holds an unknown statement. */
  readonly closed: boolean;
}

/** Packets whose fate the later side changes. */
export interface Change extends Pick<Part, 'text'> {
  /** Pieces that the set falls into: what a reader counts as flows. 0: nothing changed. */
  readonly flows: number;
  /** Those pieces in words, the first ones of many. */
  readonly list: readonly string[];
  readonly witness?: Packet;
  /** False: opaque conditions may hide or undo some of the change. */
  readonly sure: boolean;
}

/**
 * Exactly the packets that the later filter lets pass and the earlier does not, and the other way round; the two may come from
 * different devices and dialects. Where opaque conditions decide, a packet counts as changed when what may or what must happen to
 * it has changed. Undefined where the budget ran out.
 * @param within only these packets are looked at; absent: all
 * @param diagram one that has seen much the same, where a filter is compared with many that differ from it in little; absent: a new one
 */
export function compareFilters(
  before: Side,
  after: Side,
  limits: Limits = DEFAULT_LIMITS,
  within?: readonly Match[],
  diagram = new Diagram(limits),
): Difference | undefined {
  const sides = [before, after].map(({ filters, chosen }) => {
    const arranged = filters.map((filter) => arrange(filter).filter);
    const groups = groupsOf(arranged).filter(({ members }) => members.some((member) => chosen.includes(member)));
    const met = groups.flatMap(({ members }) => members.map((member) => arranged[member]!));
    return { arranged, chosen, groups, met };
  });
  const involved = sides.flatMap(({ met }) => met);
  const changed = changedOf(sides[0]!, sides[1]!);
  const universe = universeOf(involved, within);
  return orNothing((): Difference => {
    const setOf = (matches: readonly Match[]): Node =>
      diagram.union(matches.map((match) => encodeMatch(diagram, universe, match)));
    const near = changed ? setOf(changed.flatMap(({ matches }) => matches)) : ALL;
    const asked = within ? diagram.and(setOf(within), near) : near;
    const passes = sides.map(({ arranged: whole, chosen, groups }) => {
      const arranged = [...whole];
      if (changed)
        for (const { members } of groups)
          for (const member of members) arranged[member] = onlyNear(whole[member]!, changed);
      const flows = groups.map((group) => flowOf(arranged, group, diagram, universe));
      return passesOf(diagram, arranged, chosen, flows, asked);
    });
    const [old, now] = passes as [Passes, Passes];
    const family = familyOf(before, after);
    const change = (from: Passes, to: Passes): Change => {
      const possible = diagram.diff(to.possible, from.possible);
      const sure = diagram.diff(to.sure, from.sure);
      const changed = diagram.or(possible, sure);
      const witness = witnessOf(diagram, universe, changed);
      return {
        text: renderSet(diagram, universe, family, changed),
        flows: countFlows(diagram, universe, family, changed),
        list: listFlows(diagram, universe, family, changed, MOST_LISTED).flows,
        ...(witness ? { witness } : {}),
        sure: possible === sure,
      };
    };
    return {
      newlyPermitted: change(old, now),
      newlyDenied: change(now, old),
      closed: involved.every(({ closed }) => closed),
    };
  }, undefined);
}

interface Met {
  readonly arranged: readonly Filter[];
  readonly chosen: readonly number[];
  /** The filters chosen, and all that they lead to. */
  readonly met: readonly Filter[];
}

/** The rules that make the difference, where nothing else does. */
function changedOf(before: Met, after: Met): readonly FilterRule[] | undefined {
  const nameOf = ({ arranged }: Met, at: number): string => {
    const { table, family, name } = arranged[at]!;
    return `${table ?? ''} ${family} ${name.value}`;
  };
  const alike =
    before.met.length === 1 ||
    (before.chosen.length === after.chosen.length &&
      before.chosen.every((at, i) => nameOf(before, at) === nameOf(after, after.chosen[i]!)));
  return alike ? changedRules(before.met, after.met) : undefined;
}

/** More pieces than this are counted, not listed. */
const MOST_LISTED = 50;

interface Passes {
  readonly possible: Node;
  readonly sure: Node;
}

function passesOf(
  diagram: Diagram,
  filters: readonly Filter[],
  chosen: readonly number[],
  flows: readonly Flow[],
  asked: Node,
): Passes {
  let possible: Node = asked;
  let sure: Node = possible;
  for (const index of chosen) {
    const flow = flows.find(({ chains }) => chains.has(index))!;
    // A filter of one family leaves the other's packets alone.
    const seen = diagram.and(asked, familySet(diagram, filters[index]!.family));
    const passage = passageThrough(flow, [flow.chains.get(index)!], seen);
    const unseen = diagram.not(seen);
    possible = diagram.and(possible, diagram.or(unseen, mayPass(flow, passage)));
    sure = diagram.and(sure, diagram.or(unseen, surelyPasses(flow, seen, passage)));
  }
  return { possible, sure };
}

function familyOf(...sides: readonly Side[]): 'ipv4' | 'ipv6' | 'both' {
  const families = new Set(sides.flatMap(({ filters, chosen }) => chosen.map((index) => filters[index]!.family)));
  return families.size === 1 ? [...families][0]! : 'both';
}

/** The filters at one hook in the order in which packets meet them: by priority, then as written. */
export function chainsAt(filters: readonly Filter[], hook: Filter['hook'], family: 'ipv4' | 'ipv6'): number[] {
  return [...filters.entries()]
    .filter(([, filter]) => filter.hook === hook && filter.purpose === 'packet')
    .filter(([, filter]) => filter.family === 'both' || filter.family === family)
    .sort(([a, one], [b, other]) => (one.priority ?? 0) - (other.priority ?? 0) || a - b)
    .map(([index]) => index);
}
