import { definitions, type Facts, located, lower, newFacts, startsWith } from '../../../kit/cisco-like/facts.ts';
import { isFragment, isTemplate, withPurposes, withTraces } from '../../../kit/cisco-like/finish.ts';
import { type InterfaceReader, interfaceReader } from '../../../kit/cisco-like/interfaces.ts';
import { type SnmpPlatform, snmpCommunities } from '../../../kit/cisco-like/snmp.ts';
import { readUses, type UsePlatform } from '../../../kit/cisco-like/uses.ts';
import { nameServerLines } from '../../../kit/name-servers.ts';
import { type Device, emptyDevice } from '../../../model/device.ts';
import type { Filter } from '../../../model/filter.ts';
import type { References, Use } from '../../../model/reference.ts';
import type { Outline, Statement } from '../../../outline.ts';
import { at } from '../../../text/span.ts';
import { commands } from '../commands.ts';
import { type AccessLists, accessLists } from './access-lists.ts';
import { readBindings, withGlobalList } from './bindings.ts';
import { floodGuardsOf } from './flood-guards.ts';
import { interfaceNamed, interfacePlatform } from './interfaces.ts';
import { type Levels, levelReader, unlisted, zonesOf } from './levels.ts';
import { type NatReader, natReader } from './nat.ts';
import { namespaceOf, type Objects, objectsReader } from './objects.ts';
import { arpNeighbours, readRoute } from './routes.ts';
import { shellAccess } from './shell-access.ts';
import { usePatterns } from './use-patterns.ts';

interface Readers {
  readonly facts: Facts;
  readonly lists: AccessLists;
  readonly nat: NatReader;
  readonly levels: Levels;
  readonly interfaces: InterfaceReader;
  readonly objects: Objects;
  readonly defined: ReturnType<typeof definitions>;
  /** Read when all interfaces and objects are. */
  readonly routes: Statement[];
  readonly groups: Statement[];
  /** Objects that are translated: in force without a use. Their NAT is printed in a second block of the same name. */
  readonly translated: Set<string>;
  /** Lists of `ipv6 access-list`, which are recognised only. */
  readonly ofIpv6: Set<string>;
}

const usePlatform: UsePlatform = { commands, patterns: usePatterns };

/** It answers the hosts alone that `snmp-server host` names. */
const SNMP: SnmpPlatform = { kinds: { '0': 'plain', '8': 'encrypted' }, hostsOnly: true };

/** Statements to facts; never throws. */
export function toModel(outline: Outline): Device {
  const facts = newFacts(outline.text);
  const levels = levelReader();
  const readers: Readers = {
    facts,
    levels,
    lists: accessLists(),
    nat: natReader(),
    interfaces: interfaceReader(interfacePlatform(levels)),
    objects: objectsReader(),
    defined: definitions(),
    routes: [],
    groups: [],
    translated: new Set(),
    ofIpv6: new Set(),
  };
  for (const statement of outline.statements)
    if (lower(statement.words, 0) === 'name') readers.objects.alias(statement.words);
  for (const statement of outline.statements) {
    const first = lower(statement.words, 0);
    if (first === 'no' || first === 'clear') remove(statement, readers);
    else if (statement.coverage !== 'unknown') read(statement, readers);
    readUses(usePlatform, statement, facts, readers.defined);
  }
  readers.interfaces.finish(facts);
  const { objects, defined } = readers;
  for (const { zone, span } of facts.interfaces)
    if (zone !== undefined) defined.add('interface', at(zone, span), span, { alwaysUsed: true });
  const neighbours = arpNeighbours(outline.statements, facts.version?.value);
  for (const statement of readers.routes) readRoute(statement, facts, objects, neighbours);
  const everywhere = readBindings(readers.groups, facts, familyOf(facts), readers.ofIpv6);
  const filters = readers.lists.finish(facts, objects, familyOf(facts));
  for (const { name, spans } of readers.lists.names()) for (const span of spans) defined.add('acl', name, span);
  const { filters: natFilters, nat } = readers.nat.finish({ facts, objects, family: familyOf(facts), lists: filters });
  const template = isTemplate(outline.text);
  const fragment = template || isFragment(facts);
  const lists = [...withPurposes(withGlobalList(filters, everywhere, facts), facts)];
  const ports = levels.ports(facts);
  // Interfaces alone may have their lists elsewhere.
  const whole = !fragment && (facts.version !== undefined || facts.bindings.length > 0);
  const none = whole ? unlisted(ports, facts.bindings, levels.same, familyOf(facts)) : { filters: [], bindings: [] };
  const bindings = [...facts.bindings, ...none.bindings];
  const zones = whole ? zonesOf(ports, bindings, [...lists, ...none.filters], levels.same) : undefined;
  return {
    ...emptyDevice,
    ...floodGuardsOf(outline.statements),
    snmpCommunities: snmpCommunities(outline.statements, SNMP),
    shellAccess: shellAccess(outline.statements),
    ...nameServerLines(outline.statements.flatMap(ownNames), ['name-server'], []),
    ...(facts.hostname ? { hostname: facts.hostname } : {}),
    ...(facts.version ? { version: facts.version } : {}),
    interfaces: facts.interfaces,
    filters: [...lists, ...none.filters, ...natFilters],
    bindings,
    ...(zones ? { zones } : {}),
    matchProblems: facts.matchProblems,
    ...(nat ? { nat } : {}),
    routes: facts.routes,
    references: referencesOf(readers, outline),
    masks: facts.masks,
    dynamicRouting: facts.dynamicRouting || template,
    fragment,
  };
}

function referencesOf({ facts, defined, translated }: Readers, outline: Outline): References {
  const definitions = withTraces(usePlatform, defined.all(), facts, outline, NONE).map((one) =>
    one.namespace === 'object' && translated.has(one.name.value) ? { ...one, alwaysUsed: true } : one,
  );
  const named = definitions.some(({ namespace }) => namespace === 'interface');
  const uses = facts.uses.flatMap((one): Use[] => {
    if (one.namespaces[0] !== 'interface') return [one];
    // A part of a configuration without interfaces. `OUTSIDE` is `outside`.
    if (!named) return [];
    return [interfaceNamed(facts, one.name.value) ? { ...one, predefined: true } : one];
  });
  return { definitions, uses };
}

/** Of the group that the device itself asks, unless another one is made that. */
const ownNames = ({ words, children }: Statement): readonly Statement[] =>
  startsWith(words, 'dns server-group defaultdns') ? children : [];

/** The platform defines no names that a text would define again. */
const NONE = /^(?!)/;

/** `any` is every address since 9.0 (Release Notes 9.0, "unified ACLs"); before, IPv6 had lists of its own. */
function familyOf({ version }: Facts): Filter['family'] {
  const major = /^(\d+)\./.exec(version?.value ?? '')?.[1];
  return major !== undefined && Number(major) < 9 ? 'ipv4' : 'both';
}

function read(statement: Statement, readers: Readers): void {
  const { words } = statement;
  const { facts, defined, objects, nat } = readers;
  const first = lower(words, 0);
  if (first === 'interface') readers.interfaces.read(statement, facts);
  else if (first === 'hostname' && words[1]) facts.hostname = located(words[1]);
  else if (/^(?:asa|pix|fwsm|ngfw)$/.test(first) && words[2]) facts.version = located(words[2]);
  else if (first === 'access-list') {
    if (statement.coverage === 'modelled') readers.lists.read(statement);
    else if (words[1]) defined.add('acl', located(words[1]), statement.header, { alwaysUsed: true });
  } else if (startsWith(words, 'ipv6 access-list *')) {
    readers.ofIpv6.add(words[2]!.text);
    defined.add('acl', located(words[2]!), statement.header, { alwaysUsed: true });
  } else if (first === 'access-group') readers.groups.push(statement);
  else if (first === 'object' || first === 'object-group') {
    const namespace = namespaceOf(words);
    if (namespace && words[2]) defined.add(namespace, located(words[2]), statement.span);
    objects.read(statement, facts);
    for (const child of statement.children) {
      if (lower(child.words, 0) !== 'nat') continue;
      nat.translation(child, facts, words[2]);
      if (words[2]) readers.translated.add(words[2].text);
    }
  } else if (first === 'nat' || first === 'static' || first === 'global') nat.translation(statement, facts);
  else if (first === 'timeout') nat.timeout(statement);
  else if (first === 'route' || startsWith(words, 'ipv6 route')) readers.routes.push(statement);
  else if (first === 'same-security-traffic') readers.levels.readSame(statement);
  else if (first === 'router') facts.dynamicRouting = true;
  else if (first === 'nameif' && words[2])
    defined.add('interface', located(words[2]), statement.header, { alwaysUsed: true });
}

/** What a script takes away before it writes it anew. */
function remove(statement: Statement, { lists, nat }: Readers): void {
  const { words } = statement;
  if (startsWith(words, 'no access-list *')) lists.withdraw(statement);
  else if (startsWith(words, 'clear configure access-list')) lists.clear(words[3]?.text);
  else if (startsWith(words, 'no nat * source')) nat.withdraw(statement);
}
