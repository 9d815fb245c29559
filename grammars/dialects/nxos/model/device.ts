import { type AccessLists, accessLists } from '../../../kit/cisco-like/access-lists.ts';
import { encapsulated, type TunnelSpelling } from '../../../kit/cisco-like/encapsulation.ts';
import { definitions, type Facts, located, lower, newFacts, startsWith, use } from '../../../kit/cisco-like/facts.ts';
import { type FhrpReader, fhrpReader } from '../../../kit/cisco-like/fhrp.ts';
import { deviceOf, withKnownVrfs, withTraces } from '../../../kit/cisco-like/finish.ts';
import { ciscoNetworkType, ethernetMtu, type IgpReader, igpReader } from '../../../kit/cisco-like/igp.ts';
import type { InterfacePlatform } from '../../../kit/cisco-like/interface-draft.ts';
import { type InterfaceReader, interfaceReader } from '../../../kit/cisco-like/interfaces.ts';
import { vpcOf } from '../../../kit/cisco-like/multi-chassis.ts';
import { type NestedBgpReader, nestedBgpReader } from '../../../kit/cisco-like/nested-bgp.ts';
import { readRouter } from '../../../kit/cisco-like/network-masks.ts';
import { type PrefixListReader, prefixListReader } from '../../../kit/cisco-like/prefix-lists.ts';
import { removeLists } from '../../../kit/cisco-like/remove-lists.ts';
import { CISCO_CHOICE } from '../../../kit/cisco-like/route-choice.ts';
import { type RouteListReader, routeListReader } from '../../../kit/cisco-like/route-lists.ts';
import { type RouteMaps, routeMaps } from '../../../kit/cisco-like/route-maps.ts';
import { readRoute } from '../../../kit/cisco-like/routes.ts';
import { accessByFeature } from '../../../kit/cisco-like/shell-access.ts';
import { type SnmpPlatform, snmpCommunities } from '../../../kit/cisco-like/snmp.ts';
import { unfollowedOf } from '../../../kit/cisco-like/unfollowed.ts';
import { readUses, type UsePlatform } from '../../../kit/cisco-like/uses.ts';
import { vrfTargetsOf } from '../../../kit/cisco-like/vrf-targets.ts';
import { nameServerLines } from '../../../kit/name-servers.ts';
import type { Device } from '../../../model/device.ts';
import type { Outline, Statement } from '../../../outline.ts';
import { commands } from '../commands.ts';
import { bgpPlatform } from './bgp-platform.ts';
import { listPlatform } from './list-platform.ts';
import { type NatReader, natReader } from './nat.ts';
import { groupName, isPortGroup, type ObjectGroups, objectGroups } from './object-groups.ts';
import { usePatterns } from './use-patterns.ts';

interface Readers {
  readonly facts: Facts;
  readonly lists: AccessLists;
  readonly groups: ObjectGroups;
  readonly nat: NatReader;
  readonly bgp: NestedBgpReader;
  readonly prefixLists: PrefixListReader;
  readonly routeLists: RouteListReader;
  readonly routeMaps: RouteMaps;
  readonly interfaces: InterfaceReader;
  readonly igp: IgpReader;
  readonly fhrp: FhrpReader;
  readonly defined: ReturnType<typeof definitions>;
}

const usePlatform: UsePlatform = { commands, patterns: usePatterns };

const interfacePlatform: InterfacePlatform = {
  usualMtu: ethernetMtu,
  pointToPoint: /^(?:tunnel|nve|overlay)\d/i,
  borrowsOnly: true,
};

const SNMP: SnmpPlatform = { kinds: {} };

/** Statements to facts; never throws. */
export function toModel(outline: Outline): Device {
  const facts = newFacts(outline.text);
  const readers: Readers = {
    facts,
    lists: accessLists(listPlatform),
    groups: objectGroups(),
    nat: natReader(),
    bgp: nestedBgpReader(bgpPlatform),
    prefixLists: prefixListReader(),
    routeLists: routeListReader(),
    routeMaps: routeMaps(),
    interfaces: interfaceReader(interfacePlatform),
    igp: igpReader({
      networkTypeOf: ciscoNetworkType,
      referenceBandwidth: 40_000,
      dead: 'four-hellos',
      networks: 'address',
    }),
    fhrp: fhrpReader(),
    defined: definitions(),
  };
  for (const statement of outline.statements) {
    if (lower(statement.words, 0) === 'no') removeLists(statement.words, readers.lists, readers.prefixLists);
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
  const nat = readers.nat.nat();
  const vrfTargets = vrfTargetsOf(outline.statements);
  const device = deviceOf(facts, filters);
  const multiChassis = vpcOf(outline.statements);
  return {
    ...device,
    snmpCommunities: snmpCommunities(outline.statements, SNMP),
    shellAccess: accessByFeature(outline.statements),
    ...nameServerLines(outline.statements, ['ip', 'name-server'], ['vrf', 'use-vrf']),
    interfaces: encapsulated(device.interfaces, outline, TUNNELS),
    routingProtocols: [...facts.routingProtocols],
    filters: [...device.filters, ...readers.nat.filters(filters)],
    ...(nat ? { nat } : {}),
    ...(multiChassis ? { multiChassis } : {}),
    vrfTargets: vrfTargets.targets,
    routeChoice: {
      ...CISCO_CHOICE,
      keepsNextHop: 'nothing',
      sparesPeerAs: true,
      distances: { ...CISCO_CHOICE.distances, 'local-bgp': 220 },
      // Cisco document 213908.
      leaks: { aggregatesStay: false, tellsItself: false, documented: [''], followsTable: true },
      unfollowed: unfollowedOf(outline.statements, vrfTargets.read),
    },
    references: {
      definitions: withTraces(usePlatform, readers.defined.all(), facts, outline, MADE_BY_PLATFORM),
      // Every device has these, whether it prints them or not.
      uses: withKnownVrfs(facts.uses, readers.defined.all(), /^(?:default|management)$/i).map((one) =>
        MADE_BY_PLATFORM.test(one.name.value) ? { ...one, predefined: true } : one,
      ),
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
  } else if ((first === 'hostname' || first === 'switchname') && words[1]) facts.hostname = located(words[1]);
  else if (first === 'version' && words[1]) facts.version = located(words[1]);
  else if (first === 'object-group') {
    const name = groupName(statement);
    if (!name || statement.coverage !== 'modelled') return;
    readers.groups.read(statement, facts);
    readers.defined.add(isPortGroup(statement) ? 'service-object' : 'object', name, statement.span);
  } else if (first === 'route-map') readers.routeMaps.read(statement);
  else if (first === 'router') {
    facts.dynamicRouting = true;
    if (second === 'bgp') readers.bgp.read(statement, facts);
    else readRouter(statement, facts);
  } else if (startsWith(words, 'vrf context *')) {
    for (const child of statement.children)
      if (/^(?:ip|ipv6)$/.test(lower(child.words, 0)) && lower(child.words, 1) === 'route')
        readRoute(child, facts, { within: words[2]!.text });
  } else if (startsWith(words, 'mac access-list *'))
    readers.defined.add('acl', located(words[2]!), statement.span, { alwaysUsed: true });
  else if (startsWith(words, 'vlan filter *')) use(facts, 'class-map', words[2]!, statement);
  else if (startsWith(words, 'vlan access-map *'))
    readers.defined.add('class-map', located(words[2]!), statement.span, { alwaysUsed: true });
  else if (first === 'ip' || first === 'ipv6') readIp(statement, second, readers);
}

function readIp(statement: Statement, second: string, readers: Readers): void {
  if (second === 'access-list') {
    if (statement.coverage === 'modelled') readers.lists.named(statement);
  } else if (second === 'prefix-list') readers.prefixLists.read(statement, readers.facts);
  else if (second === 'route') readRoute(statement, readers.facts);
  else if (second === 'as-path' || second === 'community-list' || second === 'large-community-list')
    readers.routeLists.read(statement);
  else if (second === 'nat') readers.nat.read(statement);
}

/** Policies and lists that every NX-OS has and may print. */
const MADE_BY_PLATFORM =
  /^(?:copp-system-|copp-s-|copp-|default-(?:in|out|nq|4q|8q|ofi)|class-(?:default|fcoe)|match-(?:any|all)|c-(?:in|out|nq)|[48]q|sl_def_acl|_|qos-group-|system_)/;

const TUNNELS: TunnelSpelling = {
  mode: 'tunnel mode *',
  usualMode: 'gre',
  destination: 'tunnel destination *',
  protection: 'tunnel protection *',
  segment: 'ip tcp adjust-mss *',
};
