import { type AccessLists, accessLists } from '../../../kit/cisco-like/access-lists.ts';
import { encapsulated, type TunnelSpelling } from '../../../kit/cisco-like/encapsulation.ts';
import { definitions, type Facts, located, lower, newFacts, startsWith } from '../../../kit/cisco-like/facts.ts';
import { deviceOf, withKnownVrfs, withTraces } from '../../../kit/cisco-like/finish.ts';
import { ethernetMtu } from '../../../kit/cisco-like/igp.ts';
import type { InterfacePlatform } from '../../../kit/cisco-like/interface-draft.ts';
import { type InterfaceReader, interfaceReader } from '../../../kit/cisco-like/interfaces.ts';
import { type NestedBgpReader, nestedBgpReader } from '../../../kit/cisco-like/nested-bgp.ts';
import { CISCO_CHOICE } from '../../../kit/cisco-like/route-choice.ts';
import { accessByServer } from '../../../kit/cisco-like/shell-access.ts';
import { type SnmpPlatform, snmpCommunities } from '../../../kit/cisco-like/snmp.ts';
import { unfollowedOf } from '../../../kit/cisco-like/unfollowed.ts';
import { readUses, type UsePlatform } from '../../../kit/cisco-like/uses.ts';
import { vrfTargetsOf } from '../../../kit/cisco-like/vrf-targets.ts';
import { nameServerLines } from '../../../kit/name-servers.ts';
import type { Device } from '../../../model/device.ts';
import { type Outline, type Statement, walk } from '../../../outline.ts';
import { commands } from '../commands.ts';
import { bgpPlatform } from './bgp-platform.ts';
import { type FhrpReader, fhrpReader } from './fhrp.ts';
import { type IsisReader, isisReader } from './isis.ts';
import { listPlatform } from './list-platform.ts';
import { readLine } from './management.ts';
import { type ObjectGroups, objectGroups } from './object-groups.ts';
import { type OspfReader, ospfReader } from './ospf.ts';
import { policyName, readPolicy, readSet } from './policies.ts';
import { readStatic } from './static.ts';
import { usePatterns } from './use-patterns.ts';

interface Readers {
  readonly facts: Facts;
  readonly lists: AccessLists;
  readonly groups: ObjectGroups;
  readonly bgp: NestedBgpReader;
  readonly interfaces: InterfaceReader;
  readonly ospf: OspfReader;
  readonly isis: IsisReader;
  readonly fhrp: FhrpReader;
  readonly defined: ReturnType<typeof definitions>;
}

const usePlatform: UsePlatform = { commands, patterns: usePatterns };

const interfacePlatform: InterfacePlatform = {
  usualMtu: ethernetMtu,
  pointToPoint: /^(?:tunnel-|serial|pos|multilink|preconfigure)/i,
  // Ethernet's header is counted; a tag more on subinterfaces.
  mtuHeader: (name) =>
    /^(?:\w*(?:ethernet|gige)|bundle-ether|gi|te|hu|fo|be)[\d/]/i.test(name) ? (name.includes('.') ? 18 : 14) : 0,
  readLine: (words, draft) => {
    if (startsWith(words, 'ipv4 tcp-mss-adjust enable')) {
      draft.clampsMss = true;
      return true;
    }
    if (startsWith(words, 'ipv4 unnumbered')) {
      draft.dynamicFamilies.add('ipv4');
      draft.pointToPoint = true;
      return true;
    }
    return startsWith(words, 'ipv4 address') && /^dhcp$/i.test(words[2]?.text ?? '')
      ? draft.dynamicFamilies.add('ipv4') !== undefined
      : false;
  },
};

const SNMP: SnmpPlatform = { kinds: { clear: 'plain', encrypted: 'encrypted' } };

/** Statements to facts; never throws. */
export function toModel(outline: Outline): Device {
  const facts = newFacts(outline.text);
  const readers: Readers = {
    facts,
    lists: accessLists(listPlatform),
    groups: objectGroups(),
    bgp: nestedBgpReader(bgpPlatform),
    interfaces: interfaceReader(interfacePlatform),
    ospf: ospfReader(),
    isis: isisReader(),
    fhrp: fhrpReader(),
    defined: definitions(),
  };
  for (const statement of outline.statements) {
    if (lower(statement.words, 0) === 'no') remove(statement, readers);
    else if (statement.coverage !== 'unknown') read(statement, readers);
    readUses(usePlatform, statement, facts, readers.defined);
  }
  attachedPolicies(outline, facts);
  readers.interfaces.finish(facts);
  readers.ospf.finish(facts);
  readers.isis.finish(facts);
  readers.fhrp.finish(facts);
  const filters = readers.lists.finish(facts, readers.groups);
  for (const { name, spans } of readers.lists.names()) for (const span of spans) readers.defined.add('acl', name, span);
  readers.bgp.finish(facts, readers.defined);
  const vrfTargets = vrfTargetsOf(outline.statements);
  const device = deviceOf(facts, filters);
  return {
    ...device,
    interfaces: encapsulated(device.interfaces, outline, TUNNELS),
    snmpCommunities: snmpCommunities(outline.statements, SNMP),
    shellAccess: accessByServer(outline.statements),
    ...nameServerLines(outline.statements, ['domain', 'name-server'], ['vrf']),
    routingProtocols: [...facts.routingProtocols],
    vrfTargets: vrfTargets.targets,
    routeChoice: {
      ...CISCO_CHOICE,
      sparesPeerAs: 'where-alone',
      exchangesVpns: true,
      // ASR 9000 Routing Configuration Guide: "BGP VRF Dynamic Route Leaking", and the attach points "Import" and "Export" of policies.
      leaks: {
        aggregatesStay: false,
        tellsItself: false,
        exportPolicy: 'filters',
        documented: [''],
        globalConnectedMayStay: true,
      },
      unfollowed: unfollowedOf(outline.statements, vrfTargets.read),
    },
    references: {
      definitions: withTraces(usePlatform, readers.defined.all(), facts, outline, NOTHING),
      uses: withKnownVrfs(facts.uses, readers.defined.all(), /^default$/i),
    },
  };
}

const NOTHING = /^$/;

/** GRE where nothing is said. To how many octets segments are kept is said of a line card's processors. */
const TUNNELS: TunnelSpelling = {
  named: /^tunnel-ip\d/i,
  mode: 'tunnel mode *',
  usualMode: 'gre',
  destination: 'tunnel destination *',
  segment: 'ipv4 tcp-mss-adjust *',
  packetsOnly: true,
  limit: (packet) => [`ipv4 mtu ${packet}`],
};

function read(statement: Statement, readers: Readers): void {
  const { words } = statement;
  const { facts, defined } = readers;
  const first = lower(words, 0);
  const second = lower(words, 1);
  if (first === 'interface') readers.interfaces.read(statement, facts);
  else if (first === 'hostname' && words[1]) facts.hostname = located(words[1]);
  else if (first === 'route-policy') readPolicy(statement, facts, defined);
  else if (readSet(statement, facts, defined)) return;
  else if (first === 'object-group' && statement.coverage === 'modelled') {
    readers.groups.read(statement, facts);
    defined.add(second === 'port' ? 'service-object' : 'object', located(words.at(-1)!), statement.span);
  } else if (first === 'vrf' && words[1]) defined.add('vrf', located(words[1]), statement.span, { alwaysUsed: true });
  else if (first === 'line') readLine(statement, facts);
  else if (first === 'router' && second === 'static') readStatic(statement, facts);
  else if (first === 'router' && (second === 'hsrp' || second === 'vrrp')) readers.fhrp.read(statement);
  else if (first === 'router') {
    facts.dynamicRouting = true;
    facts.routingProtocols.add(second);
    if (second === 'bgp') readers.bgp.read(statement, facts);
    else if (second === 'ospf' || second === 'ospfv3') readers.ospf.read(statement);
    else if (second === 'isis') readers.isis.read(statement);
  } else if ((first === 'ipv4' || first === 'ipv6') && second === 'access-list' && statement.coverage === 'modelled')
    readers.lists.named(statement);
  else if ((first === 'ipv4' || first === 'ipv6') && second === 'prefix-list' && words[2])
    defined.add('prefix-list', located(words[2]), statement.span, { alwaysUsed: true });
}

/** What a script takes away before it writes it anew. */
function remove({ words }: Statement, readers: Readers): void {
  if (startsWith(words, 'no ipv4 access-list *') || startsWith(words, 'no ipv6 access-list *'))
    readers.lists.remove(words.at(-1)!.text);
}

/** `route-policy X in`, `redistribute connected route-policy X`, `network ... route-policy X`: everywhere but where it is defined. */
function attachedPolicies(outline: Outline, facts: Facts): void {
  for (const statement of walk(outline.statements)) {
    const { words, parent } = statement;
    if (!parent || statement.coverage === 'unknown') continue;
    for (let i = 0; i < words.length - 1; i += 1) {
      const keyword = lower(words, i);
      if (keyword !== 'route-policy' && keyword !== 'table-policy') continue;
      const name = policyName(words[i + 1]!);
      if (!name) continue;
      facts.uses.push({
        namespaces: ['route-policy'],
        name,
        by: words.map(({ text }) => text).join(' '),
        effect: 'config-refused',
      });
    }
  }
}
