import { type AccessLists, accessLists } from '../../../kit/cisco-like/access-lists.ts';
import { type BgpReader, bgpReader } from '../../../kit/cisco-like/bgp.ts';
import { encapsulated, type TunnelSpelling } from '../../../kit/cisco-like/encapsulation.ts';
import { definitions, type Facts, located, lower, newFacts, startsWith } from '../../../kit/cisco-like/facts.ts';
import { type FhrpReader, fhrpReader } from '../../../kit/cisco-like/fhrp.ts';
import { deviceOf, withKnownVrfs, withTraces } from '../../../kit/cisco-like/finish.ts';
import { ciscoNetworkType, ethernetMtu, type IgpReader, igpReader } from '../../../kit/cisco-like/igp.ts';
import { drop } from '../../../kit/cisco-like/interface-addresses.ts';
import type { InterfacePlatform } from '../../../kit/cisco-like/interface-draft.ts';
import { type InterfaceReader, interfaceReader } from '../../../kit/cisco-like/interfaces.ts';
import { mlagOf } from '../../../kit/cisco-like/multi-chassis.ts';
import { readRouter } from '../../../kit/cisco-like/network-masks.ts';
import { type PrefixListReader, prefixListReader } from '../../../kit/cisco-like/prefix-lists.ts';
import { removeLists } from '../../../kit/cisco-like/remove-lists.ts';
import { CISCO_CHOICE } from '../../../kit/cisco-like/route-choice.ts';
import { type RouteListReader, routeListReader } from '../../../kit/cisco-like/route-lists.ts';
import { type RouteMaps, routeMaps } from '../../../kit/cisco-like/route-maps.ts';
import { readRoute } from '../../../kit/cisco-like/routes.ts';
import { accessByManagement } from '../../../kit/cisco-like/shell-access.ts';
import { type SnmpPlatform, snmpCommunities } from '../../../kit/cisco-like/snmp.ts';
import { unfollowedOf } from '../../../kit/cisco-like/unfollowed.ts';
import { readUses, type UsePlatform } from '../../../kit/cisco-like/uses.ts';
import { vrfTargetsOf } from '../../../kit/cisco-like/vrf-targets.ts';
import { nameServerLines } from '../../../kit/name-servers.ts';
import { parsePrefix } from '../../../model/address.ts';
import type { Device } from '../../../model/device.ts';
import type { Outline, Statement } from '../../../outline.ts';
import { commands } from '../commands.ts';
import { bgpPlatform } from './bgp-platform.ts';
import { listPlatform } from './list-platform.ts';
import { readManagement } from './management.ts';
import { type NatReader, natReader } from './nat.ts';
import { tableLeaksOf } from './table-leaks.ts';
import { usePatterns } from './use-patterns.ts';
import { vrfLeaksOf } from './vrf-leaks.ts';

interface Readers {
  readonly facts: Facts;
  readonly lists: AccessLists;
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

const usePlatform: UsePlatform = { commands, patterns: usePatterns };

const SNMP: SnmpPlatform = { kinds: { '0': 'plain', '7': 'encrypted', '8a': 'encrypted' } };

/** Statements to facts; never throws. */
export function toModel(outline: Outline): Device {
  const facts = newFacts(outline.text);
  const nat = natReader();
  const readers: Readers = {
    facts,
    nat,
    lists: accessLists(listPlatform),
    bgp: bgpReader(bgpPlatform),
    prefixLists: prefixListReader(),
    routeLists: routeListReader(),
    routeMaps: routeMaps({ allCommunities: true }),
    interfaces: interfaceReader(interfacePlatform(nat, outline)),
    igp: igpReader({
      defaultMetric: 10,
      networkTypeOf: ciscoNetworkType,
      referenceBandwidth: 100,
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
  const filters = readers.lists.finish(facts, { addresses: () => undefined, services: () => undefined });
  for (const { name, spans } of readers.lists.names()) for (const span of spans) readers.defined.add('acl', name, span);
  readers.bgp.finish(facts, readers.defined);
  readers.prefixLists.finish(facts, readers.defined);
  readers.routeMaps.finish(facts, readers.defined);
  readers.routeLists.finish(facts);
  const translations = nat.nat();
  const vrfTargets = vrfTargetsOf(outline.statements);
  const tableLeaks = tableLeaksOf(outline.statements);
  const leaks = vrfLeaksOf(outline.statements, vrfTargets.targets);
  const device = deviceOf(facts, filters);
  const multiChassis = mlagOf(outline.statements);
  return {
    ...device,
    snmpCommunities: snmpCommunities(outline.statements, SNMP),
    shellAccess: accessByManagement(outline.statements),
    ...nameServerLines(outline.statements, ['ip', 'name-server'], ['vrf', 'use-vrf']),
    interfaces: encapsulated(device.interfaces, outline, TUNNELS),
    routingProtocols: [...facts.routingProtocols],
    filters: [...device.filters, ...nat.filters(filters)],
    ...(translations ? { nat: translations } : {}),
    ...(multiChassis ? { multiChassis } : {}),
    vrfTargets: vrfTargets.targets,
    tableLeaks: tableLeaks.leaks,
    routeChoice: {
      ...CISCO_CHOICE,
      distances: { ...CISCO_CHOICE.distances, 'external-bgp': 200 },
      announcesInactive: false,
      aggregatesAnything: true,
      multipathAcrossAs: true,
      ...(leaks ? { leaks } : {}),
      unfollowed: [...unfollowedOf(outline.statements, vrfTargets.read), ...tableLeaks.unfollowed],
    },
    references: {
      definitions: withTraces(usePlatform, readers.defined.all(), facts, outline, MADE_BY_PLATFORM),
      uses: withKnownVrfs(facts.uses, readers.defined.all(), /^default$/i).map((use) =>
        BUILT_IN.test(use.name.value) ? { ...use, predefined: true } : use,
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
  } else if (first === 'hostname' && words[1]) facts.hostname = located(words[1]);
  else if (first === 'route-map') readers.routeMaps.read(statement);
  else if (first === 'router') {
    if (second !== 'bfd' && second !== 'general' && second !== 'multicast') facts.dynamicRouting = true;
    if (second === 'bgp') readers.bgp.read(statement, facts);
    else if (/^(?:ospf|ospf3|rip|isis)$/.test(second)) readRouter(statement, facts);
  } else if (first === 'management' || first === 'control-plane' || startsWith(words, 'system control-plane'))
    readManagement(statement, facts);
  else if (startsWith(words, 'mac access-list *')) readers.defined.add('acl', located(words[2]!), statement.span);
  else if (startsWith(words, 'peer-filter *'))
    // A filter of AS numbers for dynamic neighbours; it shares no name with a peer group in practice.
    readers.defined.add('bgp-group', located(words[1]!), statement.span, { alwaysUsed: true });
  else if (first === 'ip' || first === 'ipv6') readIp(statement, second, readers);
}

function readIp(statement: Statement, second: string, readers: Readers): void {
  const { words } = statement;
  if (second === 'access-list') {
    if (statement.coverage === 'modelled') readers.lists.named(statement);
  } else if (second === 'prefix-list') readers.prefixLists.read(statement, readers.facts);
  else if (second === 'route') readRoute(statement, readers.facts);
  else if (second === 'as-path' || second === 'community-list') readers.routeLists.read(statement);
  else if (startsWith(words, 'ip large-community-list *')) {
    readers.routeLists.read(statement);
    readers.defined.add('community-list', located(words[lower(words, 2) === 'regexp' ? 3 : 2]!), statement.span);
  } else if (second === 'nat') {
    readers.nat.global(statement);
    if (/^(?:source|destination)$/.test(lower(words, 2)))
      readers.nat.translation(words, statement, readers.facts, { name: 'every interface' });
    for (const child of statement.children)
      if (/^ip nat (?:source|destination) /.test(child.words.map((word) => word.text).join(' ')))
        readers.nat.translation(child.words, child, readers.facts, { name: `profile ${words[3]?.text ?? ''}` });
  }
}

const interfacePlatform = (nat: NatReader, { statements }: Outline): InterfacePlatform => ({
  ignoresMembers: true,
  ...(statements.some(({ words }) => startsWith(words, 'interface defaults')) ? {} : { usualMtu: ethernetMtu }),
  pointToPoint: /^(?:tunnel|dps|vxlan|serial)\d/i,
  readLine: (words, draft, statement, facts) => {
    // An anycast gateway address (VARP): its subnet is connected like any other.
    if (startsWith(words, 'ip address virtual *')) {
      const prefix = parsePrefix(words[3]!.text);
      const secondary = lower(words, 4) === 'secondary';
      if (prefix) {
        if (!secondary) drop(draft, (address) => address.family === 'ipv4' && !address.secondary);
        draft.addresses.push({ ...prefix, span: words[3]!.span, ...(secondary ? { secondary } : {}) });
      } else if (/^source-nat$/i.test(words[3]!.text)) draft.dynamicFamilies.add('ipv4');
      return true;
    }
    if (startsWith(words, 'ipv6 address virtual *')) {
      const prefix = parsePrefix(words[3]!.text);
      if (prefix) draft.addresses.push({ ...prefix, span: words[3]!.span });
      return true;
    }
    if (startsWith(words, 'ip address unnumbered *')) {
      draft.dynamicFamilies.add('ipv4');
      draft.pointToPoint = true;
      if (words.length === 4) draft.borrows = words[3]!.text;
      return true;
    }
    if (startsWith(words, 'ip nat source') || startsWith(words, 'ip nat destination')) {
      nat.translation(words, statement, facts, { name: draft.name.value, interface: draft.name.value });
      return true;
    }
    return false;
  },
});

/** Lists that every EOS has and may print. */
const MADE_BY_PLATFORM = /^default-(?:control-plane|service)-acl/;
const BUILT_IN = /^default-(?:control-plane|service)-acl|^copp-system-/;

const TUNNELS: TunnelSpelling = {
  mode: 'tunnel mode *',
  destination: 'tunnel destination *',
  protection: 'tunnel ipsec profile *',
  segment: 'tcp mss ceiling ipv4 *',
};
