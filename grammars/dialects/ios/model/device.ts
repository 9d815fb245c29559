import { type AccessLists, accessLists } from '../../../kit/cisco-like/access-lists.ts';
import { type BgpReader, bgpReader } from '../../../kit/cisco-like/bgp.ts';
import { encapsulated, type TunnelSpelling } from '../../../kit/cisco-like/encapsulation.ts';
import { definitions, type Facts, located, lower, newFacts, startsWith } from '../../../kit/cisco-like/facts.ts';
import { type FhrpReader, fhrpReader } from '../../../kit/cisco-like/fhrp.ts';
import { deviceOf, withTraces } from '../../../kit/cisco-like/finish.ts';
import { ciscoNetworkType, ethernetMtu, type IgpReader, igpReader } from '../../../kit/cisco-like/igp.ts';
import type { InterfacePlatform } from '../../../kit/cisco-like/interface-draft.ts';
import { type InterfaceReader, interfaceReader } from '../../../kit/cisco-like/interfaces.ts';
import { CISCO_NAMES } from '../../../kit/cisco-like/names.ts';
import { readRouter } from '../../../kit/cisco-like/network-masks.ts';
import { type ObjectGroups, objectGroups, objectName, objectNamespace } from '../../../kit/cisco-like/object-groups.ts';
import { type PrefixListReader, prefixListReader } from '../../../kit/cisco-like/prefix-lists.ts';
import { readableSecrets } from '../../../kit/cisco-like/readable-secrets.ts';
import { removeLists } from '../../../kit/cisco-like/remove-lists.ts';
import { CISCO_CHOICE } from '../../../kit/cisco-like/route-choice.ts';
import { type RouteListReader, routeListReader } from '../../../kit/cisco-like/route-lists.ts';
import { type RouteMaps, routeMaps } from '../../../kit/cisco-like/route-maps.ts';
import { readRoute } from '../../../kit/cisco-like/routes.ts';
import { accessByLines } from '../../../kit/cisco-like/shell-access.ts';
import { type SnmpPlatform, snmpCommunities } from '../../../kit/cisco-like/snmp.ts';
import { unfollowedOf } from '../../../kit/cisco-like/unfollowed.ts';
import { readUses, type UsePlatform } from '../../../kit/cisco-like/uses.ts';
import { vrfTargetsOf } from '../../../kit/cisco-like/vrf-targets.ts';
import { nameServerLines } from '../../../kit/name-servers.ts';
import type { Device } from '../../../model/device.ts';
import type { Outline, Statement } from '../../../outline.ts';
import { commands } from '../commands.ts';
import { bgpPlatform } from './bgp-platform.ts';
import { floodGuardsOf } from './flood-guards.ts';
import { inspectClasses } from './inspect-classes.ts';
import { inspectPolicies } from './inspect-policies.ts';
import { isIpList, listPlatform } from './list-platform.ts';
import { type NatReader, natReader } from './nat.ts';
import { usePatterns } from './use-patterns.ts';
import { zonesOf } from './zones.ts';

const usePlatform: UsePlatform = { commands, patterns: usePatterns };

const interfacePlatform = ({ statements }: Outline): InterfacePlatform => ({
  ...(statements.some(({ words }) => startsWith(words, 'system mtu')) ? {} : { usualMtu: ethernetMtu }),
  pointToPoint:
    /^(?:tunnel|dialer|serial|multilink|virtual-ppp|virtual-template|cellular|pos|bri|vasi(?:left|right)|(?:s|se|ser|tu|di)\d)/i,
  undefinedList: 'permits-everything',
});

interface Readers {
  readonly facts: Facts;
  readonly lists: AccessLists;
  readonly groups: ObjectGroups;
  readonly nat: NatReader;
  readonly bgp: BgpReader;
  readonly prefixLists: PrefixListReader;
  readonly routeLists: RouteListReader;
  readonly routeMaps: RouteMaps;
  readonly interfaces: InterfaceReader;
  readonly igp: IgpReader;
  readonly fhrp: FhrpReader;
  readonly defined: ReturnType<typeof definitions>;
}

const SNMP: SnmpPlatform = { kinds: { '0': 'plain', '7': 'encrypted' } };

/** Statements to facts; never throws. */
export function toModel(outline: Outline): Device {
  const facts = newFacts(outline.text);
  const readers: Readers = {
    facts,
    lists: accessLists(listPlatform),
    groups: objectGroups(CISCO_NAMES),
    nat: natReader(),
    bgp: bgpReader(bgpPlatform),
    prefixLists: prefixListReader(),
    routeLists: routeListReader(),
    routeMaps: routeMaps(),
    interfaces: interfaceReader(interfacePlatform(outline)),
    igp: igpReader({
      defaultMetric: 10,
      networkTypeOf: ciscoNetworkType,
      referenceBandwidth: 100,
      dead: 'four-hellos',
      networks: 'address',
      needsSubnets: true,
      passiveJoins: true,
    }),
    fhrp: fhrpReader(),
    defined: definitions(),
  };
  for (const statement of outline.statements) {
    if (lower(statement.words, 0) === 'no') remove(statement, readers);
    else if (statement.coverage !== 'unknown') read(statement, readers);
    readUses(usePlatform, statement, facts, readers.defined);
  }
  readers.interfaces.finish(facts);
  readers.igp.finish(facts);
  readers.fhrp.finish(facts);
  const filters = readers.lists.finish(facts, readers.groups);
  for (const { name, spans } of readers.lists.names()) for (const span of spans) readers.defined.add('acl', name, span);
  readers.bgp.finish(facts, readers.defined);
  readers.prefixLists.finish(facts, readers.defined);
  readers.routeMaps.finish(facts, readers.defined);
  readers.routeLists.finish(facts);
  const nat = readers.nat.nat(facts);
  const policies = inspectPolicies(outline, inspectClasses(outline, filters));
  const { zones, filters: dispatches } = zonesOf(outline, facts, policies);
  const vrfTargets = vrfTargetsOf(outline.statements);
  const device = deviceOf(facts, filters);
  return {
    ...device,
    ...floodGuardsOf(outline.statements),
    snmpCommunities: snmpCommunities(outline.statements, SNMP),
    shellAccess: accessByLines(outline.statements),
    readableSecrets: readableSecrets(outline.statements),
    ...nameServerLines(outline.statements, ['ip', 'name-server'], ['vrf', 'use-vrf']),
    interfaces: encapsulated(device.interfaces, outline, TUNNELS),
    routingProtocols: [...facts.routingProtocols],
    filters: [...device.filters, ...dispatches, ...policies, ...readers.nat.filters(filters)],
    ...(nat ? { nat } : {}),
    ...(zones ? { zones } : {}),
    vrfTargets: vrfTargets.targets,
    routeChoice: {
      ...CISCO_CHOICE,
      keepsNextHop: 'everything',
      redistributesExternalOspf: false,
      resolvesOverDefault: true,
      exchangesVpns: true,
      leaks: { aggregatesStay: false, tellsMed: false, tellsItself: false, exportPolicy: 'gives-targets' },
      unfollowed: unfollowedOf(outline.statements, vrfTargets.read),
    },
    references: {
      definitions: withTraces(usePlatform, readers.defined.all(), facts, outline, MADE_BY_PLATFORM),
      uses: facts.uses,
    },
  };
}

function read(statement: Statement, readers: Readers): void {
  readers.igp.read(statement, readers.facts);
  const { words } = statement;
  const { facts } = readers;
  const first = lower(words, 0);
  const second = lower(words, 1);
  if (first === 'interface') {
    readers.interfaces.read(statement, facts);
    readers.fhrp.read(statement);
  } else if (first === 'access-list' && words[1] && !isIpList(words[1].text)) {
    statement.coverage = 'recognised';
    readers.defined.add('acl', located(words[1]), statement.header, { alwaysUsed: true });
  } else if (first === 'access-list') readers.lists.numbered(statement);
  else if (first === 'object-group') {
    const name = objectName(statement);
    if (!name || statement.coverage !== 'modelled') return;
    readers.groups.read(statement, facts);
    readers.defined.add(objectNamespace(statement), name, statement.span);
  } else if (first === 'hostname' && words[1]) facts.hostname = located(words[1]);
  else if (first === 'version' && words[1]) facts.version = located(words[1]);
  else if (first === 'route-map') readers.routeMaps.read(statement);
  else if (first === 'router' || startsWith(words, 'ipv6 router')) {
    facts.dynamicRouting = true;
    if (first === 'router' && second === 'bgp') readers.bgp.read(statement, facts);
    else readRouter(statement, facts);
  } else if (first === 'ip' || first === 'ipv6') readIp(statement, second, readers);
}

function readIp(statement: Statement, second: string, readers: Readers): void {
  if (second === 'access-list') {
    if (statement.coverage === 'modelled') readers.lists.named(statement);
  } else if (second === 'prefix-list') readers.prefixLists.read(statement, readers.facts);
  else if (second === 'route') readRoute(statement, readers.facts);
  else if (second === 'as-path' || second === 'community-list' || second === 'large-community-list')
    readers.routeLists.read(statement);
  else if (second === 'nat') readers.nat.read(statement, readers.facts);
}

/** What a script takes away before it writes it anew. */
function remove({ words }: Statement, readers: Readers): void {
  if (startsWith(words, 'no access-list *')) {
    if (words.length === 3) readers.lists.remove(words[2]!.text);
  } else removeLists(words, readers.lists, readers.prefixLists);
}

/** Lists and maps that IOS-XE writes into the configuration by itself. */
const MADE_BY_PLATFORM =
  /^(?:system-cpp-|AutoQos-|AutoConf-|CISCO-CWA-|IP-Adm-|preauth_|implicit_|sl_def_acl|non-client-nrt-class)/;

const TUNNELS: TunnelSpelling = {
  mode: 'tunnel mode *',
  usualMode: 'gre',
  destination: 'tunnel destination *',
  protection: 'tunnel protection *',
  segment: 'ip tcp adjust-mss *',
  dialer: { pool: 'dialer pool *', client: 'pppoe-client dial-pool-number *' },
  limit: (packet, segment) => [`ip mtu ${packet}`, `ip tcp adjust-mss ${segment}`],
};
