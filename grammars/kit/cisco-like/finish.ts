import { type Device, emptyDevice } from '../../model/device.ts';
import type { Filter } from '../../model/filter.ts';
import type { Definition, Use } from '../../model/reference.ts';
import type { StaticRoute } from '../../model/routing.ts';
import type { Outline } from '../../outline.ts';
import type { Facts } from './facts.ts';
import { fullNames } from './interface-names.ts';
import { tracesOf, type UsePlatform } from './uses.ts';

/** What these facts are of a device, whatever its platform; what only some platforms have is theirs to add. */
export function deviceOf(facts: Facts, filters: readonly Filter[]): Device {
  const template = isTemplate(facts.text);
  return {
    ...emptyDevice,
    ...(facts.hostname ? { hostname: facts.hostname } : {}),
    ...(facts.version ? { version: facts.version } : {}),
    interfaces: facts.interfaces,
    filters: withPurposes(filters, facts),
    bindings: facts.bindings,
    matchProblems: facts.matchProblems,
    routes: withFullNames(facts),
    bgp: facts.bgp,
    ospf: facts.ospf,
    isis: facts.isis,
    fhrp: facts.fhrp,
    prefixLists: facts.prefixLists,
    policies: facts.policies,
    asPathLists: facts.asPathLists,
    communityLists: facts.communityLists,
    redistributions: facts.redistributions,
    originations: facts.originations,
    ...(facts.validation ? { validation: facts.validation } : {}),
    masks: facts.masks,
    sequenceKeys: facts.sequenceKeys,
    dynamicRouting: facts.dynamicRouting || template,
    fragment: template || isFragment(facts),
  };
}

/** A list that is applied nowhere and used for selection only: NAT, route maps, class maps. */
export function withPurposes(filters: readonly Filter[], facts: Facts): Filter[] {
  const bound = new Set(facts.bindings.map((binding) => binding.filter.value));
  const used = new Set(facts.uses.filter((use) => use.namespaces.includes('acl')).map((use) => use.name.value));
  return filters.map((filter) =>
    used.has(filter.name.value) && !bound.has(filter.name.value) ? { ...filter, purpose: 'classify' } : filter,
  );
}

/** Interfaces of next hops as they are written where they are configured: `Gi0/1` is `GigabitEthernet0/1`; hops that are watched elsewhere. */
function withFullNames({ routes, interfaces, watchedHops }: Facts): StaticRoute[] {
  const full = fullNames(interfaces);
  const watched = ({ nextHops: [hop] }: StaticRoute) =>
    hop?.address ? watchedHops.get(hop.address.address) : undefined;
  return routes.map((route) => ({
    ...route,
    ...(watched(route) ? { tracked: watched(route)! } : {}),
    nextHops: route.nextHops.map((hop) =>
      hop.interface === undefined ? hop : { ...hop, interface: full(hop.interface) },
    ),
  }));
}

/** Names that stand in commands we do not follow count as used; names that the platform made by itself are its own. */
export function withTraces(
  platform: UsePlatform,
  defined: readonly Definition[],
  facts: Facts,
  outline: Outline,
  madeByPlatform: RegExp,
): Definition[] {
  const used = new Set(
    facts.uses.flatMap((use) => use.namespaces.map((namespace) => `${namespace} ${use.name.value}`)),
  );
  const traced = tracesOf(platform, outline.statements);
  return defined.map((definition) =>
    madeByPlatform.test(definition.name.value)
      ? { ...definition, builtin: true }
      : !definition.alwaysUsed &&
          !used.has(`${definition.namespace} ${definition.name.value}`) &&
          traced(definition.name.value)
        ? { ...definition, alwaysUsed: true }
        : definition,
  );
}

/**
 * VRFs that the platform has by itself are never missing, and where a text defines none, they are defined elsewhere: it is a part of a
 * configuration.
 */
export function withKnownVrfs(uses: readonly Use[], defined: readonly Definition[], builtin: RegExp): Use[] {
  const none = !defined.some(({ namespace }) => namespace === 'vrf');
  return uses.map((one) =>
    one.namespaces.includes('vrf') && (none || builtin.test(one.name.value)) ? { ...one, predefined: true } : one,
  );
}

/** Neither an interface nor a host name, or interfaces alone: a list or a snippet on its own, whose other half is elsewhere. */
export const isFragment = ({ interfaces, hostname, text }: Facts): boolean =>
  hostname === undefined && (interfaces.length === 0 || !BESIDE_INTERFACES.test(text));

/** A command at the margin that is no interface; the time of a show command is none. */
const BESIDE_INTERFACES = /^(?!interface |int |!|exit[ \t\r]*$|end[ \t\r]*$|[A-Z][a-z]{2} [A-Z][a-z]{2} +\d)\S/m;

/** What a template will be filled with may define, use and route anything. */
export const isTemplate = (text: string): boolean => /\{[{%]/.test(text);
