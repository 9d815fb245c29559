import { knownResolvers, resolversAt } from '../../../kit/name-servers.ts';
import { type Device, emptyDevice } from '../../../model/device.ts';
import type { Outline } from '../../../outline.ts';
import { get, kids, located, spanOf, value } from '../node.ts';
import { reading } from '../reading.ts';
import type { Node } from '../tree.ts';
import { bgpOf } from './bgp.ts';
import { continuedNames, filterUses } from './bindings.ts';
import { fhrpOf } from './fhrp.ts';
import { filtersOf } from './filters.ts';
import { floodGuardsOf } from './flood-guards.ts';
import { interfacesOf } from './interfaces.ts';
import { isisOf } from './isis.ts';
import { masksOf } from './masks.ts';
import { matchProblemsOf } from './match-problems.ts';
import { natOf } from './nat.ts';
import { ospfOf } from './ospf.ts';
import { policiesOf } from './policies.ts';
import { prefixListsOf, resolveLists } from './prefix-lists.ts';
import { referencesOf } from './references.ts';
import { routeChoiceOf } from './route-choice.ts';
import { asPathListsOf, communityListsOf, originationsOf, redistributionsOf, validationOf } from './route-lists.ts';
import { routesOf } from './routes.ts';
import { securityFilters } from './security/filters.ts';
import { forwardsOf } from './security/forwards.ts';
import { securityZones, zonesOf } from './security/zones.ts';
import { snmpCommunities } from './snmp.ts';

export function toModel(outline: Outline): Device {
  const { root, complete } = reading(outline);
  const lists = resolveLists(root);
  const uses = filterUses(root);
  const hostname = value(root, 'system', 'host-name');
  const version = value(root, 'version');
  const validation = validationOf(root);
  const zoned = securityZones(root);
  const zones = zonesOf(root, zoned, complete);
  const security = securityFilters(root, zoned, complete);
  const interfaces = interfacesOf(root, complete);
  const nat = natOf(root, forwardsOf(security, interfaces, zoned), zoned, complete);
  return {
    ...emptyDevice,
    ...floodGuardsOf(root),
    snmpCommunities: snmpCommunities(root),
    ...telnetOf(root),
    ...knownResolvers(resolversAt(nameServers(root))),
    ...(hostname ? { hostname } : {}),
    ...(version ? { version } : {}),
    interfaces,
    filters: [...filtersOf(root, lists, continuedNames(uses), complete), ...security],
    bindings: uses.flatMap(({ binding }) => binding ?? []),
    matchProblems: matchProblemsOf(root, outline.text),
    ...(nat ? { nat } : {}),
    ...(zones ? { zones } : {}),
    routes: routesOf(root),
    bgp: bgpOf(root, complete),
    ospf: ospfOf(root, interfaces, complete),
    isis: isisOf(root, interfaces, complete),
    fhrp: fhrpOf(root, interfaces),
    prefixLists: prefixListsOf(lists),
    policies: policiesOf(root, complete),
    asPathLists: asPathListsOf(root),
    communityLists: communityListsOf(root),
    originations: originationsOf(root),
    redistributions: redistributionsOf(root),
    routeChoice: routeChoiceOf(root),
    ...(validation ? { validation } : {}),
    references: referencesOf(root, uses),
    masks: masksOf(root),
    routingProtocols: protocolsOf(root),
    dynamicRouting: protocolsOf(root).length > 0,
    // A group that is applied and not in the text, or a template, could define anything.
    fragment: isFragment(root) || !complete,
  };
}

const PROTOCOLS_WITH_ROUTES = ['bgp', 'ospf', 'ospf3', 'isis', 'rip', 'ripng', 'babel', 'rift'];

const protocolsOf = (root: Node): string[] => {
  const places = [root, ...kids(get(root, 'routing-instances'))];
  return PROTOCOLS_WITH_ROUTES.filter((protocol) => places.some((place) => get(place, 'protocols', protocol)));
};

/** A piece that something will be merged with: filters, policies or zones alone. */
const isFragment = (root: Node): boolean =>
  !['version', 'interfaces', 'protocols', 'routing-options'].some((name) => get(root, name)) &&
  !get(root, 'system', 'host-name');

/** One behind a routing instance is asked there. */
const nameServers = (root: Node) =>
  kids(get(root, 'system', 'name-server'))
    .filter((server) => !get(server, 'routing-instance'))
    .map(located);

function telnetOf(root: Node): Pick<Device, 'shellAccess'> {
  const telnet = get(root, 'system', 'services', 'telnet');
  return telnet ? { shellAccess: [{ kind: 'telnet', span: spanOf(telnet), restricted: false }] } : {};
}
