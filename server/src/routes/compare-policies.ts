import type { Family, Prefix } from '../../../grammars/model/address.ts';
import type { PolicyUse } from '../../../grammars/model/bgp.ts';
import type { Device } from '../../../grammars/model/device.ts';
import { intersection, nothing, type PrefixSpace, shortest, union } from './prefix-space.ts';
import type { RouteAttributes } from './route-attributes.ts';
import { type Chain, type Outcome, runPolicies } from './run-policy.ts';

/** Policies of one direction of a neighbour, on one device. */
export interface Side {
  readonly device: Device;
  readonly uses: readonly PolicyUse[];
  readonly chain: Chain;
}

export interface PolicyDifference {
  /** Surely accepted by the first, surely refused by the second; and the other way round. */
  readonly onlyFirst: PrefixSpace;
  readonly onlySecond: PrefixSpace;
  /** The shortest prefix of each; absent where there is none. */
  readonly witnessFirst?: Prefix;
  readonly witnessSecond?: Prefix;
}

/** How two policies treat routes with these attributes. @returns undefined where one of them is not decided */
export function policyDifference(
  first: Side,
  second: Side,
  attributes: RouteAttributes,
  family: Family,
): PolicyDifference | undefined {
  const [a, b] = [first, second].map(({ device, uses, chain }) => runPolicies(device, uses, chain, attributes, family));
  if (!a || !b) return undefined;
  const onlyFirst = intersection(surely(a, true, family), surely(b, false, family));
  const onlySecond = intersection(surely(b, true, family), surely(a, false, family));
  const [witnessFirst, witnessSecond] = [shortest(onlyFirst), shortest(onlySecond)];
  return {
    onlyFirst,
    onlySecond,
    ...(witnessFirst ? { witnessFirst } : {}),
    ...(witnessSecond ? { witnessSecond } : {}),
  };
}

const surely = (outcomes: readonly Outcome[], accepted: boolean, family: Family): PrefixSpace =>
  outcomes.reduce((space, one) => (one.accepted === accepted ? union(space, one.sure) : space), nothing(family));
