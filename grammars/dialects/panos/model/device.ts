import { knownResolvers, resolversAt } from '../../../kit/name-servers.ts';
import { type Device, emptyDevice } from '../../../model/device.ts';
import type { Outline } from '../../../outline.ts';
import { declareCoverage } from '../commands.ts';
import { isTemplate } from '../parse.ts';
import { get, treeOf, value } from '../tree.ts';
import { bgpOf, policyNames } from './bgp.ts';
import { floodGuardsOf } from './flood-guards.ts';
import { interfacesOf } from './interfaces.ts';
import { managementFilter } from './management.ts';
import { natFilters, natOf } from './nat.ts';
import { objectsIn, portProblemsIn } from './objects.ts';
import { type Places, placesOf } from './places.ts';
import { referencesOf } from './references.ts';
import { routesDynamically, routesOf } from './routes.ts';
import { securityFilter } from './security.ts';
import { snmpCommunities } from './snmp.ts';
import { deviceZones, zoneNames } from './zones.ts';

/** Statements to facts; never throws. */
export function toModel(outline: Outline): Device {
  const tree = treeOf(outline);
  declareCoverage(outline, tree);
  const { root } = tree;
  const places = placesOf(root);
  const zones = zoneNames(places);
  const parts = places.scopes.map((scope) => ({ scope, objects: objectsIn(scope.objects) }));
  const objects = parts[0]?.objects ?? objectsIn([]);
  const template = isTemplate(outline.text);
  const complete = tree.complete && !template;
  const ruled = places.scopes.filter(({ rulebases }) => rulebases.length > 0);
  const [only] = ruled;
  const ownZones = only && ruled.length === 1 && complete && !places.managed ? deviceZones(only, zones) : undefined;
  const ports = interfacesOf(places.devices, zones, objects);
  const nat = natOf(places, parts, zones, ports);
  const hostname = places.devices.flatMap((device) => value(device, 'deviceconfig', 'system', 'hostname') ?? [])[0];
  return {
    ...emptyDevice,
    ...(hostname ? { hostname } : {}),
    interfaces: ports,
    filters: [
      ...parts.flatMap((part) => [
        ...securityFilter(part.scope, part.objects, zones, complete),
        ...natFilters(part, zones),
      ]),
      ...managementFilter(places.devices, objects),
    ],
    matchProblems: portProblemsIn([...new Set(places.scopes.flatMap((scope) => scope.objects))]),
    ...(nat ? { nat } : {}),
    ...(ownZones ? { zones: ownZones } : {}),
    ...nameServersOf(places),
    routes: routesOf(places.devices),
    bgp: bgpOf(places.devices),
    policies: policyNames(places.devices),
    ...floodGuardsOf(places.devices),
    snmpCommunities: snmpCommunities(places.devices),
    references: referencesOf(root, places, zones),
    dynamicRouting: template || routesDynamically(places.devices),
    fragment: template || !tree.complete || isFragment(places),
  };
}

/** `deviceconfig system dns-setting servers primary 192.0.2.53` */
const nameServersOf = ({ devices }: Places): Pick<Device, 'resolvers'> =>
  knownResolvers(
    resolversAt(
      devices.flatMap((device) =>
        ['primary', 'secondary'].flatMap(
          (which) => value(device, 'deviceconfig', 'system', 'dns-setting', 'servers', which) ?? [],
        ),
      ),
    ),
  );

const isFragment = ({ devices }: Places): boolean =>
  devices.every((device) => !get(device, 'deviceconfig', 'system', 'hostname') && !get(device, 'network', 'interface'));
