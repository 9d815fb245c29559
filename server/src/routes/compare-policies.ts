import type { Family, Prefix } from '../../../grammars/model/address.ts';
import type { PolicyUse } from '../../../grammars/model/bgp.ts';
import type { Device } from '../../../grammars/model/device.ts';
import { holdsPrefix, intersection, isEmpty, nothing, type PrefixSpace, shortest, union } from './prefix-space.ts';
import type { RouteAttributes } from './route-attributes.ts';
import { type Chain, type Outcome, runPolicies } from './run-policy.ts';

/** Policies of one direction of a neighbour, on one device. */
export interface Side {
  readonly device: Device;
  readonly uses: readonly PolicyUse[];
  readonly chain: Chain;
}

/** Prefixes that fare otherwise; with one of them, the shortest, what becomes of it on either side. */
export interface ChangedRoutes {
  readonly space: PrefixSpace;
  /** Absent: there is none. */
  readonly witness?: { readonly prefix: Prefix; readonly first: Outcome; readonly second: Outcome };
}

export interface PolicyDifference {
  /** Surely accepted by the first, surely refused by the second; and the other way round. */
  readonly onlyFirst: ChangedRoutes;
  readonly onlySecond: ChangedRoutes;
  /** Surely accepted by both, with other attributes. */
  readonly setOtherwise: ChangedRoutes;
  /** False: conditions that nothing here decides leave out some prefixes. */
  readonly decided: boolean;
}

/** How two policies treat routes with these attributes. @returns undefined where one of them is not followed */
export function policyDifference(
  first: Side,
  second: Side,
  attributes: RouteAttributes,
  family: Family,
): PolicyDifference | undefined {
  const [a, b] = [first, second].map(({ device, uses, chain }) => runPolicies(device, uses, chain, attributes, family));
  if (!a || !b) return undefined;
  const changed = (space: PrefixSpace): ChangedRoutes => {
    const prefix = shortest(space);
    if (!prefix) return { space };
    const [one, other] = [a, b].map((outcomes) => outcomes.find(({ sure }) => holdsPrefix(sure, prefix)));
    return { space, ...(one && other ? { witness: { prefix, first: one, second: other } } : {}) };
  };
  return {
    onlyFirst: changed(intersection(surely(a, true, family), surely(b, false, family))),
    onlySecond: changed(intersection(surely(b, true, family), surely(a, false, family))),
    setOtherwise: changed(setOtherwise(a, b, family)),
    decided: [...a, ...b].every(({ maybe }) => isEmpty(maybe)),
  };
}

const surely = (outcomes: readonly Outcome[], accepted: boolean, family: Family): PrefixSpace =>
  outcomes.reduce((space, one) => (one.accepted === accepted ? union(space, one.sure) : space), nothing(family));

function setOtherwise(first: readonly Outcome[], second: readonly Outcome[], family: Family): PrefixSpace {
  let all = nothing(family);
  for (const one of first)
    for (const other of second)
      if (one.accepted && other.accepted && otherAttributes(one.attributes, other.attributes).length > 0)
        all = union(all, intersection(one.sure, other.sure));
  return all;
}

/** What is surely not the same, and the two values as text; an absent one is left as it was. */
export interface OtherAttribute {
  readonly name: 'path' | 'communities' | 'med' | keyof NonNullable<RouteAttributes['choice']>;
  readonly first?: string;
  readonly second?: string;
}

/** Where a change of one of them was not followed (`null` below), nothing is told of that attribute. */
export function otherAttributes(one: RouteAttributes, other: RouteAttributes): OtherAttribute[] {
  const [first, second] = [one, other].map(knownAttributes);
  const names = new Set([...first!.keys(), ...second!.keys()]);
  return [...names].flatMap((name) => {
    const [a, b] = [first!.get(name), second!.get(name)];
    if (a === null || b === null || a === b) return [];
    return { name, ...(a === undefined ? {} : { first: a }), ...(b === undefined ? {} : { second: b }) };
  });
}

function knownAttributes({
  path,
  pathUnknown,
  communities,
  communitiesUnknown,
  med,
  choice = {},
}: RouteAttributes): Map<OtherAttribute['name'], string | null> {
  const { medUnknown, targets, ...others } = choice;
  const known = new Map<OtherAttribute['name'], string | null>([
    ['path', pathUnknown ? null : path.join(' ')],
    ['communities', communitiesUnknown ? null : communities.join(' ')],
  ]);
  if (medUnknown || med !== undefined) known.set('med', medUnknown ? null : `${med}`);
  if (targets) known.set('targets', targets.values ? `${targets.how} ${targets.values.join(' ')}` : null);
  for (const [name, value] of Object.entries(others)) known.set(name as keyof typeof others, `${value}`);
  return known;
}
