import type { Family } from '../../../grammars/model/address.ts';
import type { BgpAddressFamily, BgpNeighbour, BgpProcess } from '../../../grammars/model/bgp.ts';
import type { Device } from '../../../grammars/model/device.ts';
import type { Span } from '../../../grammars/text/span.ts';
import { type ChangedRoutes, type PolicyDifference, policyDifference, type Side } from '../routes/compare-policies.ts';
import { nothing, union } from '../routes/prefix-space.ts';
import { type RouteAttributes, SOMEONE_ELSE } from '../routes/route-attributes.ts';
import { routeFamilies } from '../routes/route-families.ts';
import type { Prepared } from './prepare.ts';

/** Routes of one direction of a session, between two configurations. */
export interface RoutePair {
  readonly vrf?: string;
  readonly neighbour: string;
  readonly family: string;
  readonly direction: 'import' | 'export';
  /** Undefined: a policy of one side is not followed. */
  readonly difference: RouteDifference | undefined;
}

/** Routes with one witness, and what they carried before any policy. */
export interface AskedRoutes extends ChangedRoutes {
  readonly asked?: RouteAttributes;
}

/** The three ways in which routes fare otherwise. */
export type RouteChange = 'newlyAccepted' | 'newlyRefused' | 'setOtherwise';

export interface RouteDifference {
  readonly changes: Readonly<Record<RouteChange, AskedRoutes>>;
  /** False: routes of other AS paths or communities than those asked, or what is not understood, may fare otherwise as well. */
  readonly complete: boolean;
}

/** A direction of a session in one configuration. */
interface Direction {
  readonly device: Device;
  readonly process: BgpProcess;
  readonly neighbour: BgpNeighbour;
  readonly family: BgpAddressFamily;
}

/** Communities that are put to policies, beside none. */
const MOST_COMMUNITIES = 16;

/** What becomes of routes otherwise, for every session that both sides have, and each direction with a policy on either. */
export function compareRoutes(before: Prepared, after: Prepared): RoutePair[] {
  const olds = new Map(directions(before.device).map((one) => [sessionKey(one), one]));
  const news = directions(after.device);
  const sameLists = before.dialect === after.dialect && listWords(before) === listWords(after);
  const pairs: RoutePair[] = [];
  for (const now of news) {
    const old = olds.get(sessionKey(now));
    if (!old) continue;
    for (const direction of ['import', 'export'] as const) {
      if ([old, now].every((one) => usesOf(one, direction).length === 0)) continue;
      const alike = sameLists && policyWords(before, old, direction) === policyWords(after, now, direction);
      pairs.push({
        ...(now.process.vrf === undefined ? {} : { vrf: now.process.vrf }),
        neighbour: now.neighbour.address.value,
        family: now.family.name,
        direction,
        difference: alike ? UNTOUCHED : differenceOf(old, now, direction),
      });
    }
  }
  return pairs;
}

/** What is not told counts as changed. */
export const routesChanged = ({ difference }: RoutePair): boolean =>
  !difference?.complete || Object.values(difference.changes).some(({ witness }) => witness);

const noChanges = (family: Family): RouteDifference['changes'] => {
  const none = { space: nothing(family) };
  return { newlyAccepted: none, newlyRefused: none, setOtherwise: none };
};

/** Policies and lists are the same, word for word: whatever is not understood in them is the same as well. */
const UNTOUCHED: RouteDifference = { changes: noChanges('ipv4'), complete: true };

const listWords = ({ text, device }: Prepared): string =>
  words(text, [device.prefixLists, device.asPathLists, device.communityLists, device.filters].flat());

/** Of the policies of a session; of all policies, where one of them may call others. */
function policyWords({ text }: Prepared, one: Direction, direction: RoutePair['direction']): string {
  const uses = usesOf(one, direction);
  const names = new Set(uses.map(({ name }) => name.value));
  const own = one.device.policies.filter(({ name }) => names.has(name.value));
  const all = own.every(({ closed }) => closed) ? own : one.device.policies;
  return [`${one.neighbour.external} ${one.process.withoutPolicy}`, ...names, words(text, all)].join('\n');
}

const words = (text: string, parts: readonly { readonly span: Span }[]): string =>
  parts.map(({ span }) => text.slice(span.start, span.end)).join('\n');

function directions(device: Device): Direction[] {
  return device.bgp.flatMap((process) =>
    process.neighbours
      .filter(({ shutdown }) => !shutdown)
      .flatMap((neighbour) => routeFamilies(neighbour).map((family) => ({ device, process, neighbour, family }))),
  );
}

const sessionKey = ({ process, neighbour, family }: Direction): string =>
  JSON.stringify([process.vrf ?? '', neighbour.address.value, family.name]);

const usesOf = ({ family }: Direction, direction: RoutePair['direction']): Side['uses'] =>
  direction === 'import' ? family.imports : family.exports;

function differenceOf(old: Direction, now: Direction, direction: RoutePair['direction']): RouteDifference | undefined {
  const [first, second] = [sideOf(old, direction), sideOf(now, direction)];
  if (!first || !second) return undefined;
  const ip: Family = now.family.name.startsWith('ipv6') ? 'ipv6' : 'ipv4';
  let found: RouteDifference = { changes: noChanges(ip), complete: [first, second].every(asksForKnownAttributes) };
  for (const asked of kindsOf([old, now], now.neighbour, direction)) {
    const one = policyDifference(first, second, asked, ip);
    if (!one) return undefined;
    found = joined(found, one, asked);
  }
  return found;
}

function joined(
  { changes, complete }: RouteDifference,
  one: PolicyDifference,
  asked: RouteAttributes,
): RouteDifference {
  const both = (had: AskedRoutes, more: ChangedRoutes): AskedRoutes => ({
    space: union(had.space, more.space),
    ...(had.witness ? { witness: had.witness, asked: had.asked! } : {}),
    ...(!had.witness && more.witness ? { witness: more.witness, asked } : {}),
  });
  return {
    changes: {
      newlyAccepted: both(changes.newlyAccepted, one.onlySecond),
      newlyRefused: both(changes.newlyRefused, one.onlyFirst),
      setOtherwise: both(changes.setOtherwise, one.setOtherwise),
    },
    complete: complete && one.decided,
  };
}

/** Without a policy, what RFC 8212 and the platform make of the session; undefined where that is not known. */
function sideOf(one: Direction, direction: RoutePair['direction']): Side | undefined {
  const { device, process, neighbour } = one;
  const uses = usesOf(one, direction);
  if (uses.length > 0)
    return process.policyChain && { device, uses, chain: { how: process.policyChain, byDefault: true } };
  const passes = neighbour.external === false ? 'exchanges-all' : neighbour.external && process.withoutPolicy;
  return passes ? { device, uses, chain: { how: 'first-decides', byDefault: passes === 'exchanges-all' } } : undefined;
}

/** Routes as they come: from the neighbour itself and from behind it, with no community and with each that a list names. */
function kindsOf(
  sides: readonly Direction[],
  { remoteAs }: BgpNeighbour,
  direction: RoutePair['direction'],
): RouteAttributes[] {
  const peer = typeof remoteAs?.value === 'number' ? remoteAs.value : SOMEONE_ELSE;
  const paths = direction === 'import' ? [[peer], [peer, SOMEONE_ELSE]] : [[], [SOMEONE_ELSE]];
  const named = sides.flatMap(({ device }) =>
    device.communityLists.flatMap(({ entries }) =>
      entries.flatMap(({ members, pattern }) => (pattern ? [] : [[...members].sort()])),
    ),
  );
  const distinct = [...new Map(named.map((one) => [one.join(' '), one])).values()].slice(0, MOST_COMMUNITIES);
  return [[], ...distinct].flatMap((communities) =>
    paths.map((path) => ({ path, communities, protocol: 'bgp', choice: {} })),
  );
}

/** No policy asks for the AS path, or for communities by a pattern. */
function asksForKnownAttributes({ device, uses }: Side): boolean {
  const asked = new Set(uses.map(({ name }) => name.value));
  const conditions = device.policies
    .filter(({ name }) => asked.has(name.value))
    .flatMap(({ entries }) => entries ?? [])
    .flatMap((entry) => entry.conditions);
  const patterns = new Set(
    device.communityLists.filter(({ entries }) => entries.some(({ pattern }) => pattern)).map(({ name }) => name.value),
  );
  return (
    uses.every(({ kind }) => kind !== 'as-path-list') &&
    conditions.every(
      (one) =>
        one.kind !== 'as-path' && (one.kind !== 'community' || one.names.every(({ value }) => !patterns.has(value))),
    )
  );
}
