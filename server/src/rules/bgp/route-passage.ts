import type { Prefix } from '../../../../grammars/model/address.ts';
import type { BgpAddressFamily, BgpProcess, PolicyUse } from '../../../../grammars/model/bgp.ts';
import type { Device } from '../../../../grammars/model/device.ts';
import { holdsPrefix, nothing, type PrefixSpace, union } from '../../routes/prefix-space.ts';
import { type RouteAttributes, SOMEONE_ELSE } from '../../routes/route-attributes.ts';
import { type Outcome, runPolicies } from '../../routes/run-policy.ts';
import type { OutsideFamily } from './outside-neighbours.ts';

/** What becomes of routes that the neighbour could send: straight from it, and from an AS behind it. */
export function importOutcomes(
  device: Device,
  { process, neighbour, family, ip }: OutsideFamily,
  validation?: RouteAttributes['validation'],
): readonly Outcome[] | undefined {
  const peer = typeof neighbour.remoteAs?.value === 'number' ? neighbour.remoteAs.value : SOMEONE_ELSE;
  const all: Outcome[] = [];
  for (const path of [[peer], [peer, SOMEONE_ELSE]]) {
    const outcomes = throughPolicies(device, process, family, 'import', ip, {
      path,
      communities: [],
      protocol: 'bgp',
      ...(validation ? { validation } : {}),
    });
    if (!outcomes) return undefined;
    all.push(...outcomes);
  }
  return all;
}

/** What becomes of routes with these attributes on the way to the neighbour, or from it. */
export function throughPolicies(
  device: Device,
  process: BgpProcess,
  family: BgpAddressFamily,
  direction: 'import' | 'export',
  ip: 'ipv4' | 'ipv6',
  attributes: RouteAttributes,
  asked?: PrefixSpace,
): readonly Outcome[] | undefined {
  const uses = direction === 'import' ? family.imports : family.exports;
  const how = process.policyChain;
  // Without any policy other rules speak, and platforms differ.
  if (uses.length === 0 || how === undefined) return undefined;
  return runPolicies(device, uses, { how, byDefault: attributes.protocol === 'bgp' }, attributes, ip, asked);
}

/** Routes that surely pass. */
export const surelyAccepted = (outcomes: readonly Outcome[], family: 'ipv4' | 'ipv6'): PrefixSpace =>
  outcomes.reduce((space, { accepted, sure }) => (accepted ? union(space, sure) : space), nothing(family));

/** The outcome in which this prefix surely passes. */
export const acceptanceOf = (outcomes: readonly Outcome[], prefix: Prefix): Outcome | undefined =>
  outcomes.find(({ accepted, sure }) => accepted && holdsPrefix(sure, prefix));

/** The policies of a neighbour as one name: who shares them shares a finding. */
export const chainKey = (uses: readonly PolicyUse[], family: string): string =>
  `${family} ${uses.map(({ kind, name }) => `${kind}:${name.value}`).join(' ')}`;
