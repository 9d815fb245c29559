import { formatAddress, type Prefix, parseAddress } from '../../../grammars/model/address.ts';
import type { BgpProcess, PolicyUse } from '../../../grammars/model/bgp.ts';
import type { Device } from '../../../grammars/model/device.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Span } from '../../../grammars/text/span.ts';
import { holdsPrefix, nothing, type PrefixSpace, union } from '../routes/prefix-space.ts';
import { inRange, type RouteAttributes } from '../routes/route-attributes.ts';
import { namesOf, type Outcome, runPolicies } from '../routes/run-policy.ts';
import { exactly } from './base-routes.ts';
import type { BgpRoute, RouteOrigin } from './bgp-route.ts';

/** What policies make of a route: another one, nothing, or what cannot be told. */
export type Passed =
  | { readonly kind: 'passed'; readonly route: BgpRoute }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unknown'; readonly text: Bilingual; readonly span: Span };

const BGP: RouteOrigin = { protocol: 'bgp' };

const answers = new WeakMap<Device, Map<string, readonly Outcome[] | undefined>>();

/** @param origin what the route is on this device; only routes of BGP pass where nothing decides, if all of the table are asked */
export function runUses(
  device: Device,
  process: Pick<BgpProcess, 'policyChain'>,
  uses: readonly PolicyUse[],
  route: BgpRoute,
  { protocol, interfaces }: RouteOrigin = BGP,
): Passed {
  const byDefault = protocol === 'bgp' || !device.routeChoice?.exportsTable || device.routeChoice.exportsAll === true;
  if (uses.length === 0) return byDefault ? { kind: 'passed', route } : { kind: 'refused' };
  const missing = absent(device, uses);
  if (missing)
    return missing === 'permits' ? { kind: 'passed', route } : missing === 'denies' ? { kind: 'refused' } : missing;
  const attributes: RouteAttributes = {
    path: route.path,
    communities: route.communities,
    ...(route.communitiesUnknown || route.undecided ? { communitiesUnknown: true } : {}),
    ...(route.undecided ? { pathUnknown: true } : {}),
    med: route.med,
    protocol,
    ...(interfaces ? { interfaces } : {}),
    choice: {},
  };
  const outcomes = ask(
    device,
    { how: process.policyChain ?? 'all-must-permit', byDefault },
    uses,
    attributes,
    route.prefix,
  );
  const span = uses[0]!.name.span;
  if (!outcomes) return { kind: 'unknown', text: NOT_DECIDED(uses), span };
  const accepted = new Set(outcomes.map((one) => one.accepted));
  const sure = outcomes.find((one) => holdsPrefix(one.sure, route.prefix));
  if (!sure)
    return accepted.size === 1 && !outcomes[0]!.accepted
      ? { kind: 'refused' }
      : { kind: 'unknown', text: NOT_DECIDED(uses), span };
  if (!sure.accepted) return { kind: 'refused' };
  if (sure.attributes.pathUnknown || sure.attributes.choice?.medUnknown)
    return { kind: 'unknown', text: NOT_DECIDED(uses), span };
  return { kind: 'passed', route: after(route, sure.attributes) };
}

function after(
  route: BgpRoute,
  { path, communities, communitiesUnknown, med, choice = {} }: RouteAttributes,
): BgpRoute {
  const self = choice.nextHop === 'self';
  const hop = choice.nextHop === undefined || self ? undefined : parseAddress(choice.nextHop);
  return {
    ...route,
    path,
    communities,
    ...(communitiesUnknown ? { communitiesUnknown } : {}),
    med: med ?? route.med,
    localPreference: choice.localPreference ?? inRange(route.localPreference + (choice.preferenceChange ?? 0)),
    weight: choice.weight ?? route.weight,
    origin: choice.origin ?? route.origin,
    ...(choice.targets ? { targets: choice.targets } : {}),
    ...(hop ? { nextHop: hop.address } : {}),
    ...(self ? { hopSelf: true } : {}),
  };
}

/** The prefixes of a space that may pass, whatever else is true of their routes. */
export function mayPass(
  device: Device,
  process: Pick<BgpProcess, 'policyChain'>,
  uses: readonly PolicyUse[],
  space: PrefixSpace,
): PrefixSpace {
  if (uses.length === 0 || absent(device, uses)) return space;
  const outcomes = frugally(device, () =>
    runPolicies(
      device,
      uses,
      { how: process.policyChain ?? 'all-must-permit', byDefault: true },
      { path: [], pathUnknown: true, communities: [], communitiesUnknown: true, protocol: 'bgp' },
      space.family,
      space,
    ),
  );
  if (!outcomes) return space;
  return outcomes
    .filter(({ accepted }) => accepted)
    .reduce((all, { sure, maybe }) => union(union(all, sure), maybe), nothing(space.family));
}

function ask(
  device: Device,
  chain: { readonly how: NonNullable<BgpProcess['policyChain']>; readonly byDefault: boolean },
  uses: readonly PolicyUse[],
  attributes: RouteAttributes,
  prefix: Prefix,
): readonly Outcome[] | undefined {
  const known = answers.get(device) ?? new Map<string, readonly Outcome[] | undefined>();
  answers.set(device, known);
  const key = JSON.stringify([
    uses.map(({ kind, name }) => [kind, name.value]),
    chain,
    attributes,
    formatAddress(prefix.family, prefix.address),
    prefix.length,
  ]);
  if (!known.has(key))
    known.set(
      key,
      frugally(device, () => runPolicies(device, uses, chain, attributes, prefix.family, exactly(prefix))),
    );
  return known.get(key);
}

/** What rules may spend on a device's policies is not spent here. */
function frugally<T>(device: Device, work: () => T): T {
  const names = namesOf(device);
  const before = names.spent;
  names.spent = 0;
  const made = work();
  names.spent = before;
  return made;
}

/** What a policy that is not there does; a policy with statements that are not followed is one of which nothing can be told. */
function absent(
  device: Device,
  uses: readonly PolicyUse[],
): 'permits' | 'denies' | Extract<Passed, { kind: 'unknown' }> | undefined {
  for (const { kind, name } of uses) {
    if (kind === 'route-policy') {
      const unfollowed = device.routeChoice?.unfollowed.find(
        ({ about }) => about.kind === 'policy' && about.name === name.value,
      );
      if (unfollowed) return { kind: 'unknown', text: UNFOLLOWED, span: unfollowed.span };
      if (namesOf(device).policy(name.value)) continue;
      const effect = device.references.uses.find(
        (use) => use.name.span.start === name.span.start && use.namespaces.includes('route-policy'),
      )?.effect;
      if (effect === 'denies-everything') return 'denies';
      if (effect === 'permits-everything' || effect === 'not-filtered') {
        if (uses.length === 1) return 'permits';
      }
      return { kind: 'unknown', text: NOT_DECIDED([{ name }]), span: name.span };
    }
  }
  return undefined;
}

const NOT_DECIDED = (uses: readonly { readonly name: PolicyUse['name'] }[]): Bilingual => {
  const names = uses.map(({ name }) => name.value).join(', ');
  return {
    en: `what ${names} makes of this route is not decided here`,
    'zh-cn': `${names} 对该路由的处理结果此处无法判定`,
  };
};

const UNFOLLOWED: Bilingual = {
  en: 'this statement of a route policy is not followed here',
  'zh-cn': '路由策略中的该语句此处不做推演',
};
