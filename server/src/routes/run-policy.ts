import type { Family } from '../../../grammars/model/address.ts';
import type { PolicyUse } from '../../../grammars/model/bgp.ts';
import type { Device } from '../../../grammars/model/device.ts';
import type { Filter } from '../../../grammars/model/filter.ts';
import type { PrefixList, RouteCondition, RoutePolicy, RoutePolicyEntry } from '../../../grammars/model/routing.ts';
import { permittedRoutes } from './access-lists.ts';
import { permittedBy } from './prefix-lists.ts';
import {
  difference,
  everything,
  intersection,
  isEmpty,
  nothing,
  type PrefixSpace,
  sizeOf,
  union,
  unionOf,
} from './prefix-space.ts';
import {
  anyOf,
  communitiesMatch,
  pathMatches,
  type RouteAttributes,
  settled,
  type Verdict,
} from './route-attributes.ts';

/** What becomes of routes: in `sure` for certain, in `maybe` if conditions that nothing here decides turn out so. */
export interface Outcome {
  readonly accepted: boolean;
  readonly sure: PrefixSpace;
  readonly maybe: PrefixSpace;
  /** After what the policies set. */
  readonly attributes: RouteAttributes;
  /** Absent: no entry decided; the fallback did, or the protocol's default. */
  readonly by?: DecidedBy;
}

export type DecidedBy =
  | { readonly kind: 'policy'; readonly policy: RoutePolicy; readonly entry?: RoutePolicyEntry }
  | { readonly kind: 'prefix-list'; readonly list: PrefixList }
  | { readonly kind: 'use'; readonly use: PolicyUse };

/** Routes with equal attributes on their way. */
interface Flow {
  readonly attributes: RouteAttributes;
  readonly sure: PrefixSpace;
  readonly maybe: PrefixSpace;
  readonly by?: DecidedBy;
}

/** The names of one device, found at once. */
export interface RouteNames {
  policy(name: string): RoutePolicy | undefined;
  prefixLists(name: string): readonly PrefixList[];
  asPaths(name: string): Device['asPathLists'][number] | undefined;
  communities(name: string): Device['communityLists'][number] | undefined;
  /** Access lists that may be asked of IPv4 routes. */
  filter(name: string): Filter | undefined;
  /** Asked before, by what was asked. */
  readonly answers: Map<string, readonly Outcome[] | undefined>;
  /** What running policies has cost so far. */
  spent: number;
  /** What the list permits; undefined where it is not all known. */
  permitted(list: PrefixList): PrefixSpace | undefined;
}

const known = new WeakMap<Device, RouteNames>();

export function namesOf(device: Device): RouteNames {
  const before = known.get(device);
  if (before) return before;
  const by = <T extends { readonly name: { readonly value: string } }>(all: readonly T[]): Map<string, T> =>
    new Map(all.map((one) => [one.name.value, one]));
  const policies = by(device.policies);
  const paths = by(device.asPathLists);
  const communities = by(device.communityLists);
  const filters = by(device.filters.filter(({ family }) => family === 'ipv4'));
  const lists = new Map<string, PrefixList[]>();
  for (const list of device.prefixLists) {
    const same = lists.get(list.name.value);
    if (same) same.push(list);
    else lists.set(list.name.value, [list]);
  }
  const names: RouteNames = {
    answers: new Map(),
    spent: 0,
    policy: (name) => policies.get(name),
    prefixLists: (name) => lists.get(name) ?? [],
    asPaths: (name) => paths.get(name),
    communities: (name) => communities.get(name),
    filter: (name) => filters.get(name),
    permitted: (list) => (list.closed ? permittedBy(list.entries, list.family) : undefined),
  };
  known.set(device, names);
  return names;
}

/** How the policies of a neighbour work together, and what becomes of a route that they leave undecided. */
export interface Chain {
  readonly how: 'all-must-permit' | 'first-decides';
  readonly byDefault: boolean;
}

/** Runs of prefixes looked at for one device; beyond it nothing more is decided. */
const MOST_WORK = 4_000_000;

/** More kinds of routes at once than this: not decided. */
const MOST_FLOWS = 64;

/**
 * Sends all prefixes of a family, with these attributes, through the policies of a neighbour.
 * @returns undefined where a policy is not in the text or not followed
 */
export function runPolicies(
  device: Device,
  uses: readonly PolicyUse[],
  { how, byDefault }: Chain,
  attributes: RouteAttributes,
  family: Family,
  asked?: PrefixSpace,
): readonly Outcome[] | undefined {
  const names = namesOf(device);
  if (asked) return run(names, uses, { how, byDefault }, attributes, asked);
  const key = JSON.stringify([uses.map(({ kind, name }) => [kind, name.value]), how, byDefault, attributes, family]);
  if (!names.answers.has(key))
    names.answers.set(key, run(names, uses, { how, byDefault }, attributes, everything(family)));
  return names.answers.get(key);
}

function run(
  names: RouteNames,
  uses: readonly PolicyUse[],
  { how, byDefault }: Chain,
  attributes: RouteAttributes,
  asked: PrefixSpace,
): Outcome[] | undefined {
  const { family } = asked;
  const outcomes: Outcome[] = [];
  let flows: Flow[] = [{ attributes, sure: asked, maybe: nothing(family) }];
  for (const use of uses) {
    const next: Flow[] = [];
    for (const flow of flows) {
      if (names.spent > MOST_WORK) return undefined;
      const passed = throughUse(use, flow, how, names);
      if (!passed) return undefined;
      for (const one of passed) {
        if (one.verdict === undefined || (one.verdict && how === 'all-must-permit')) next.push(one.flow);
        else outcomes.push(outcome(one.flow, one.verdict));
      }
    }
    flows = next;
    if (flows.length > MOST_FLOWS) return undefined;
  }
  for (const flow of flows) outcomes.push(outcome(flow, how === 'all-must-permit' || byDefault));
  return outcomes.filter(({ sure, maybe }) => !isEmpty(sure) || !isEmpty(maybe));
}

const outcome = ({ attributes, sure, maybe, by }: Flow, accepted: boolean): Outcome => ({
  accepted,
  sure,
  maybe,
  attributes,
  ...(by ? { by } : {}),
});

interface Passed {
  /** Undefined: nothing decided, the policy after this one is asked. */
  readonly verdict: Verdict;
  readonly flow: Flow;
}

function throughUse(use: PolicyUse, flow: Flow, how: Chain['how'], names: RouteNames): Passed[] | undefined {
  if (use.expression) return undefined;
  switch (use.kind) {
    case 'route-policy': {
      const policy = names.policy(use.name.value);
      if (!policy?.closed || !policy.entries || !policy.fallback) return undefined;
      if (policy.fallback === 'next' && how !== 'first-decides') return undefined;
      return throughPolicy(policy, flow, names);
    }
    case 'prefix-list': {
      const list = names.prefixLists(use.name.value).find(({ family }) => family === flow.sure.family);
      const permitted = list && names.permitted(list);
      if (!list || !permitted || list.entries.length === 0) return undefined;
      const by: DecidedBy = { kind: 'prefix-list', list };
      return [
        { verdict: true, flow: { ...cut(flow, permitted), by: flow.by ?? by } },
        { verdict: false, flow: { ...rest(flow, permitted), by } },
      ];
    }
    case 'as-path-list': {
      const matches = pathMatches(names.asPaths(use.name.value), flow.attributes);
      const by: DecidedBy = { kind: 'use', use };
      if (matches === undefined) {
        const unsure = unsureOf({ ...flow, by });
        return [
          { verdict: true, flow: unsure },
          { verdict: false, flow: unsure },
        ];
      }
      return [{ verdict: matches, flow: matches ? flow : { ...flow, by } }];
    }
    case 'access-list': {
      const by: DecidedBy = { kind: 'use', use };
      const permitted = flow.sure.family === 'ipv4' ? byAccessLists([use.name], names) : undefined;
      if (permitted)
        return [
          { verdict: true, flow: { ...cut(flow, permitted), by: flow.by ?? by } },
          { verdict: false, flow: { ...rest(flow, permitted), by } },
        ];
      const unsure = unsureOf({ ...flow, by });
      return [
        { verdict: true, flow: unsure },
        { verdict: false, flow: unsure },
      ];
    }
  }
}

const cut = (flow: Flow, to: PrefixSpace): Flow => ({
  ...flow,
  sure: intersection(flow.sure, to),
  maybe: intersection(flow.maybe, to),
});

const rest = (flow: Flow, without: PrefixSpace): Flow => ({
  ...flow,
  sure: difference(flow.sure, without),
  maybe: difference(flow.maybe, without),
});

/** Nothing of it is sure any more. */
const unsureOf = (flow: Flow): Flow => ({
  ...flow,
  sure: nothing(flow.sure.family),
  maybe: union(flow.sure, flow.maybe),
});

const isGone = ({ sure, maybe }: Flow): boolean => isEmpty(sure) && isEmpty(maybe);

function throughPolicy(policy: RoutePolicy, start: Flow, names: RouteNames): Passed[] | undefined {
  const passed: Passed[] = [];
  let flows: Flow[] = [start];
  for (const entry of policy.entries!) {
    const by: DecidedBy = { kind: 'policy', policy, entry };
    const left: Flow[] = [];
    for (const flow of flows) {
      names.spent += sizeOf(flow.sure) + sizeOf(flow.maybe) + entry.conditions.length * 20;
      if (names.spent > MOST_WORK) return undefined;
      const { matched, unmatched } = apply(entry, flow, names);
      if (!isGone(unmatched)) left.push(unmatched);
      if (isGone(matched)) continue;
      const set: Flow = { ...matched, attributes: settled(matched.attributes, entry.settings, names.communities) };
      if (entry.action === 'next') left.push(set);
      else if (entry.action === 'next-policy') passed.push({ verdict: undefined, flow: set });
      else if (entry.action === 'continue') {
        passed.push({ verdict: true, flow: { ...unsureOf(set), by } });
        left.push(unsureOf(set));
      } else passed.push({ verdict: entry.action === 'permit', flow: { ...set, by } });
    }
    flows = merged(left);
    if (flows.length > MOST_FLOWS || passed.length > MOST_FLOWS * 16) return undefined;
  }
  for (const flow of flows)
    passed.push(
      policy.fallback === 'deny'
        ? { verdict: false, flow: { ...flow, by: { kind: 'policy', policy } } }
        : { verdict: undefined, flow },
    );
  return passed;
}

/** Flows whose routes are told apart by nothing are one. */
function merged(flows: readonly Flow[]): Flow[] {
  const byAttributes = new Map<string, Flow>();
  for (const flow of flows) {
    const key = JSON.stringify(flow.attributes);
    const other = byAttributes.get(key);
    byAttributes.set(
      key,
      other ? { ...other, sure: union(other.sure, flow.sure), maybe: union(other.maybe, flow.maybe) } : flow,
    );
  }
  return [...byAttributes.values()];
}

function apply(entry: RoutePolicyEntry, flow: Flow, names: RouteNames): { matched: Flow; unmatched: Flow } {
  let space: PrefixSpace | undefined;
  let decided = true;
  for (const condition of entry.conditions) {
    const answer = answerOf(condition, flow, names);
    if (answer === false) return { matched: cut(flow, nothing(flow.sure.family)), unmatched: flow };
    if (answer === undefined) decided = false;
    else if (answer !== true) space = space ? intersection(space, answer) : answer;
  }
  const inside = space ? cut(flow, space) : flow;
  const outside = space ? rest(flow, space) : cut(flow, nothing(flow.sure.family));
  if (decided) return { matched: inside, unmatched: outside };
  const unsure = unsureOf(inside);
  return { matched: unsure, unmatched: { ...outside, maybe: union(outside.maybe, unsure.maybe) } };
}

/** Prefixes for which it holds; or that it holds, holds not, or is not decided for all of them. */
function answerOf(condition: RouteCondition, flow: Flow, names: RouteNames): PrefixSpace | Verdict {
  const { family } = flow.sure;
  const { attributes } = flow;
  switch (condition.kind) {
    case 'family':
      return condition.family === family;
    case 'prefix-list':
      return listed(condition, family, names);
    case 'prefixes':
      return permittedBy(condition.entries, family);
    case 'access-list':
      return family === 'ipv4' ? byAccessLists(condition.names, names) : undefined;
    case 'as-path':
      return anyOf(condition.names.map((name) => pathMatches(names.asPaths(name.value), attributes)));
    case 'community':
      return anyOf(
        condition.names.map((name) => communitiesMatch(names.communities(name.value), attributes, condition.exact)),
      );
    case 'protocol':
      return condition.names.includes(attributes.protocol);
    case 'interface':
      return attributes.interfaces && condition.interfaces.some((name) => attributes.interfaces!.includes(name));
    case 'rpki':
      return attributes.validation === undefined ? undefined : attributes.validation === condition.state;
    case 'opaque':
      return undefined;
  }
}

function byAccessLists(wanted: readonly { readonly value: string }[], names: RouteNames): PrefixSpace | undefined {
  let all = nothing('ipv4');
  for (const { value } of wanted) {
    const filter = names.filter(value);
    const permitted = filter && permittedRoutes(filter);
    if (!permitted) return undefined;
    all = union(all, permitted);
  }
  return all;
}

function listed(
  { names: wanted, family: said, lengths }: Extract<RouteCondition, { kind: 'prefix-list' }>,
  family: Family,
  names: RouteNames,
): PrefixSpace | undefined {
  // What a condition on IPv4 prefixes makes of an IPv6 route is not the same on every release.
  if (said !== undefined && said !== family) return undefined;
  let all = nothing(family);
  for (const { value } of wanted) {
    const lists = names.prefixLists(value);
    if (lists.length === 0) return undefined;
    const list = lists.find((one) => one.family === family);
    if (!list && said !== undefined) return undefined;
    if (!list) continue;
    const permitted = names.permitted(list);
    if (!permitted || (list.entries.length === 0 && said !== undefined)) return undefined;
    all = union(all, lengths === 'as-listed' ? permitted : below(list, lengths));
  }
  return all;
}

/** Everything below the prefixes of a list that only permits. */
const below = ({ entries, family }: PrefixList, lengths: 'or-longer' | 'longer'): PrefixSpace =>
  unionOf(
    family,
    entries.map(({ prefix }) => ({
      prefix,
      lengths: { first: prefix.length + (lengths === 'longer' ? 1 : 0), last: 128 },
    })),
  );
