import { knownResolvers, resolversAt } from '../../../kit/name-servers.ts';
import { type Device, emptyDevice } from '../../../model/device.ts';
import type { Outline } from '../../../outline.ts';
import { get, kids, located, type Node, reading, spanOf, value } from '../tree.ts';
import { bgpOf, originationsOf, redistributionsOf } from './bgp.ts';
import { fhrpOf } from './fhrp.ts';
import { type FilterPlace, firewallOf } from './firewall.ts';
import { floodGuardsOf } from './flood-guards.ts';
import { groupsOf } from './groups.ts';
import { interfacesOf, routeScriptOf, routesOf } from './interfaces.ts';
import { matchProblemsOf } from './match-problems.ts';
import { natFilters, natOf } from './nat.ts';
import { ospfOf } from './ospf.ts';
import { asPathListsOf, communityListsOf, policiesOf, prefixListsOf, validationOf } from './policies.ts';
import { referencesOf } from './references.ts';
import { routeChoiceOf } from './route-choice.ts';
import { snmpCommunities } from './snmp.ts';
import { withTunnels } from './tunnels.ts';
import { zoneChains, zonesOf } from './zones.ts';

export function toModel(outline: Outline): Device {
  const { root, template } = reading(outline);
  const places = filterPlaces(root, template);
  const filters = places.map(({ filter }) => filter);
  const hostname = value(root, 'system', 'host-name');
  const interfaces = withTunnels(interfacesOf(root, template), outline, root);
  const nat = natOf(root, filters, template);
  const zones = zonesOf(root, template);
  const validation = validationOf(root);
  const routeScript = routeScriptOf(root);
  return {
    ...emptyDevice,
    ...(hostname ? { hostname } : {}),
    ...knownResolvers(resolversAt(kids(get(root, 'system', 'name-server')).map(located))),
    interfaces,
    filters,
    matchProblems: matchProblemsOf(places),
    bindings: places.flatMap(({ binding }) => binding ?? []),
    ...(nat ? { nat } : {}),
    ...(zones ? { zones } : {}),
    routes: routesOf(root),
    ...(routeScript ? { routeScript } : {}),
    bgp: bgpOf(root, template),
    ospf: ospfOf(root, interfaces, template),
    routingProtocols: routingProtocolsOf(root),
    fhrp: fhrpOf(root, interfaces, template),
    prefixLists: prefixListsOf(root, template),
    policies: policiesOf(root, template),
    asPathLists: asPathListsOf(root, template),
    communityLists: communityListsOf(root, template),
    redistributions: redistributionsOf(root),
    routeChoice: routeChoiceOf(root),
    originations: originationsOf(root, outline.text),
    ...(validation ? { validation } : {}),
    ...floodGuardsOf(root),
    snmpCommunities: snmpCommunities(root),
    ...telnetOf(root),
    references: referencesOf(root),
    dynamicRouting: kids(get(root, 'protocols')).some(({ name }) => name !== 'static' && name !== 'rpki'),
    fragment: template || isPart(root),
  };
}

/** Filters in the order of the model, with the nodes that changes are written to. */
export function filterPlaces(root: Node, template: boolean): FilterPlace[] {
  const groups = groupsOf(root);
  return [...firewallOf(root, groups, template), ...zoneChains(root, template), ...natFilters(root, groups, template)];
}

/** Those of VRFs too: `vrf name BLUE protocols ospf`. */
const routingProtocolsOf = (root: Node): string[] => {
  const names = [root, ...kids(get(root, 'vrf', 'name'))].flatMap((place) => kids(get(place, 'protocols')));
  return [...new Set(names.flatMap(({ name }) => (/^(?:rpki|bfd)$/.test(name) ? [] : [name])))];
};

/** A whole configuration has interfaces and a name. */
const isPart = (root: Node): boolean => !get(root, 'interfaces') || !get(root, 'system');

function telnetOf(root: Node): Pick<Device, 'shellAccess'> {
  const telnet = get(root, 'service', 'telnet');
  return telnet ? { shellAccess: [{ kind: 'telnet', span: spanOf(telnet), restricted: false }] } : {};
}
