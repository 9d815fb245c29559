import { knownResolvers, resolversAt } from '../../../kit/name-servers.ts';
import { type Device, emptyDevice } from '../../../model/device.ts';
import type { Filter } from '../../../model/filter.ts';
import type { Outline } from '../../../outline.ts';
import { declareCoverage } from '../commands.ts';
import { type Block, configTree, entriesOf, table, value, word } from '../config-tree.ts';
import { isTemplate } from '../outline.ts';
import { masksIn } from './addresses.ts';
import { bgpOf, originationsOf, redistributionsOf } from './bgp.ts';
import { floodGuardsOf } from './flood-guards.ts';
import { zonesIn } from './interface-names.ts';
import { interfacesOf } from './interfaces.ts';
import { type LocalPart, managementFilters } from './management.ts';
import { centralNat, natOf, policyNat } from './nat.ts';
import { type Objects, objectsIn } from './objects.ts';
import { CONSOLIDATED, POLICIES, POLICIES6, policyFilter, sequenceKeysIn } from './policies.ts';
import { referencesOf } from './references.ts';
import { asPathListsOf, communityListsOf, prefixListsOf, routeMapsOf } from './route-lists.ts';
import { routesDynamically, routesOf } from './routes.ts';
import { globalEntries, globalTables, type Scope, scopesOf } from './scopes.ts';
import { portProblemsIn } from './services.ts';
import { snmpCommunities } from './snmp.ts';
import { deviceZones } from './zones.ts';

/** Statements to facts; never throws. */
export function toModel(outline: Outline): Device {
  declareCoverage(outline.statements);
  const root = configTree(outline);
  const scopes = scopesOf(root);
  const several = scopes.filter(({ block }) => table(block, 'firewall policy') !== undefined).length > 1;
  const zones = zonesIn(scopes.map(({ block }) => block));
  const parts = scopes.map((scope) => ({ scope, objects: objectsIn(scope.block, zones) }));
  const hostname = globalTables(root, 'system global').flatMap((block) => value(block, 'hostname') ?? [])[0];
  const version = versionOf(outline.text);
  const nat = natOf(root, parts);
  const ownZones = several ? undefined : scopes.flatMap(({ block }) => deviceZones(root, block, zones) ?? [])[0];
  const template = isTemplate(outline.text);
  const routeScript = globalEntries(root, 'system automation-action').find((entry) =>
    /\brouter static/.test(word(entry, 'script') ?? ''),
  )?.name.span;
  return {
    ...emptyDevice,
    ...(hostname ? { hostname } : {}),
    ...knownResolvers(resolversAt(nameServers(root))),
    ...(version ? { version } : {}),
    interfaces: interfacesOf(root, zones, several),
    filters: [
      ...parts.flatMap(({ scope, objects }) => filtersOf(scope, objects, several)),
      ...managementFilters(
        root,
        parts.map(({ scope, objects }) => localPart(root, scope, objects, several)),
      ),
    ],
    matchProblems: scopes.flatMap(({ block }) => portProblemsIn(block)),
    ...(nat ? { nat } : {}),
    ...(ownZones ? { zones: ownZones } : {}),
    ...(routeScript ? { routeScript } : {}),
    routes: parts.flatMap(({ scope, objects }) => routesOf(scope, objects)),
    bgp: scopes.flatMap(bgpOf),
    ...(/^\s*set distance-external\b/m.test(outline.text) ? {} : { externalBgpDistance: 20 }),
    prefixLists: scopes.flatMap(({ block }) => prefixListsOf(block)),
    policies: scopes.flatMap(({ block }) => routeMapsOf(block)),
    asPathLists: scopes.flatMap(({ block }) => asPathListsOf(block)),
    communityLists: scopes.flatMap(({ block }) => communityListsOf(block)),
    redistributions: scopes.flatMap(redistributionsOf),
    originations: scopes.flatMap(originationsOf),
    references: referencesOf(outline, root, scopes, version !== undefined),
    ...floodGuardsOf(scopes),
    snmpCommunities: snmpCommunities(root, template || isFragment(root, version !== undefined)),
    masks: scopes.flatMap(({ block }) => masksIn(block)),
    sequenceKeys: several ? [] : scopes.flatMap(({ block }) => sequenceKeysIn(block)),
    dynamicRouting: template || scopes.some(routesDynamically),
    fragment: template || isFragment(root, version !== undefined),
  };
}

const suffixOf = ({ vdom }: Scope): string => (vdom === undefined ? '' : ` (${vdom})`);

function filtersOf(scope: Scope, objects: Objects, several: boolean): Filter[] {
  const filters = [
    ...[POLICIES, POLICIES6, CONSOLIDATED].flatMap(
      (kind) =>
        policyFilter(scope.block, kind, objects, `${kind.path.replace('firewall ', '')}${suffixOf(scope)}`) ?? [],
    ),
    ...policyNat(scope.block, objects, suffixOf(scope)),
    ...centralNat(scope.block, objects, suffixOf(scope)),
  ];
  // Hooks are the box's; with several virtual firewalls a packet meets one of them.
  return several ? filters.map(({ hook: _, ...filter }) => filter) : filters;
}

function localPart(root: Block, scope: Scope, objects: Objects, several: boolean): LocalPart {
  const part = { block: scope.block, objects, suffix: suffixOf(scope) };
  if (!several) return part;
  const own = globalEntries(root, 'system interface').filter(
    (block) => (word(block, 'vdom') ?? 'root') === (scope.vdom ?? 'root'),
  );
  return { ...part, interfaces: own.map(({ name }) => ({ name: name.value })) };
}

/** `#config-version=FGT60F-7.2.5-FW-build1517-230606:opmode=0`: what a backup begins with. */
function versionOf(text: string): Device['version'] {
  const found = /^#config-version=[A-Z0-9-]*?-(\d+\.\d+(?:\.\d+)?)-/m.exec(text.slice(0, 4000));
  if (!found) return undefined;
  const start = found.index + found[0].indexOf(found[1]!);
  return { value: found[1]!, span: { start, end: start + found[1]!.length } };
}

const isFragment = (root: Block, whole: boolean): boolean =>
  !whole &&
  (globalEntries(root, 'system interface').length === 0 ||
    globalTables(root, 'system global').every((block) => !block.settings.has('hostname'))) &&
  entriesOf(root, 'vdom').length === 0;

/** `config system dns`: what the unit and its management VDOM ask. */
const nameServers = (root: Block) =>
  globalTables(root, 'system dns').flatMap((block) =>
    ['primary', 'secondary', 'ip6-primary', 'ip6-secondary'].flatMap((name) => value(block, name) ?? []),
  );
