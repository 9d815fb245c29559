import type { BgpReader } from '../../../kit/cisco-like/bgp.ts';
import { encapsulated, type TunnelSpelling } from '../../../kit/cisco-like/encapsulation.ts';
import {
  definitions,
  type Facts,
  isWholeNumber,
  located,
  lower,
  newFacts,
  startsWith,
  use,
} from '../../../kit/cisco-like/facts.ts';
import { deviceOf } from '../../../kit/cisco-like/finish.ts';
import { natFilters } from '../../../kit/cisco-like/nat-rules.ts';
import { nameServerLines } from '../../../kit/name-servers.ts';
import { outsideOfPool } from '../../../kit/outside-addresses.ts';
import { parseIpv4 } from '../../../model/address.ts';
import type { Device } from '../../../model/device.ts';
import type { Binding } from '../../../model/filter.ts';
import type { Nat, Timer, TimerKind } from '../../../model/nat.ts';
import type { Definition, Use } from '../../../model/reference.ts';
import { type Outline, type Statement, walk } from '../../../outline.ts';
import { at } from '../../../text/span.ts';
import { type AccessLists, accessLists, type ListRole, listName } from './access-lists.ts';
import { addressPools } from './address-pools.ts';
import { bgpReader, PROTOCOLS } from './bgp.ts';
import { type FhrpReader, fhrpReader } from './fhrp.ts';
import { type InterfaceReader, interfaceReader, listAfter } from './interfaces.ts';
import { type IsisReader, isisReader } from './isis.ts';
import { multiChassisOf } from './multi-chassis.ts';
import { readTranslation } from './nat.ts';
import { type OspfReader, ospfReader } from './ospf.ts';
import { routeChoiceOf } from './route-choice.ts';
import { type RouteLists, routeLists } from './route-lists.ts';
import { type RoutePolicies, routePolicies } from './route-policies.ts';
import { readRoute } from './routes.ts';
import { shellAccess } from './shell-access.ts';
import { snmpCommunities } from './snmp.ts';
import { switched } from './switching.ts';
import { policyUse, readTrafficPolicy } from './traffic-policies.ts';

interface Readers {
  readonly facts: Facts;
  readonly lists: AccessLists;
  readonly interfaces: InterfaceReader;
  readonly ospf: OspfReader;
  readonly fhrp: FhrpReader;
  readonly isis: IsisReader;
  readonly bgp: BgpReader;
  readonly routeLists: RouteLists;
  readonly policies: RoutePolicies;
  readonly defined: ReturnType<typeof definitions>;
  readonly timers: Timer[];
}

/** Statements to facts; never throws. */
export function toModel(outline: Outline): Device {
  const facts = newFacts(outline.text);
  const readers: Readers = {
    facts,
    lists: accessLists(),
    interfaces: interfaceReader(),
    ospf: ospfReader(),
    fhrp: fhrpReader(),
    isis: isisReader(),
    bgp: bgpReader(),
    routeLists: routeLists(),
    policies: routePolicies(),
    defined: definitions(),
    timers: [],
  };
  for (const statement of outline.statements) if (statement.coverage !== 'unknown') read(statement, readers);
  readers.interfaces.finish(facts);
  readers.ospf.finish(facts);
  readers.fhrp.finish(facts);
  readers.isis.finish(facts);
  usesOfLists(outline.statements, facts);
  const lists = readers.lists.definitions();
  const primary = new Map(lists.flatMap(({ name, alias }) => (alias ? [[alias.value, name.value] as const] : [])));
  const bindings = facts.bindings.map((binding) => {
    const value = primary.get(binding.filter.value);
    return value === undefined ? binding : { ...binding, filter: { ...binding.filter, value } };
  });
  const roles = rolesOf(bindings, facts.uses, primary);
  const written = readers.lists.finish(facts, roles);
  const { drafts, complete } = translationsOf(readers, outline);
  const filters = [...written, ...natFilters(drafts, written, complete)];
  const named = new Set(facts.uses.map(({ name }) => name.value));
  for (const { name, alias, spans } of lists) {
    const used = alias !== undefined && named.has(alias.value);
    for (const span of spans) readers.defined.add('acl', name, span, used ? { alwaysUsed: true } : {});
    if (alias) readers.defined.add('acl', alias, spans[0]!, { alwaysUsed: true });
  }
  readers.bgp.finish(facts, readers.defined);
  readers.routeLists.finish(facts, readers.defined);
  readers.policies.finish(facts, readers.defined);
  const device = deviceOf(
    {
      ...facts,
      routes: withDistances(facts.routes, outline),
      // A list for packets and for logins has two defaults: what it is at the login is not said.
      bindings: bindings.filter(
        ({ place, filter }) => place.kind !== 'management' || roles.get(filter.value) === 'admits',
      ),
    },
    filters,
  );
  const nat = natOf(readers, outline.statements, complete);
  const multiChassis = multiChassisOf(outline.statements);
  return {
    ...device,
    snmpCommunities: snmpCommunities(outline.statements),
    shellAccess: shellAccess(outline.statements),
    ...nameServerLines(outline.statements, ['dns', 'server'], ['vpn-instance']),
    ...protocolsOf(facts.routingProtocols),
    interfaces: switched(encapsulated(device.interfaces, outline, TUNNELS), outline),
    ...(nat ? { nat } : {}),
    ...(multiChassis ? { multiChassis } : {}),
    asPathLists: readers.routeLists.asPathLists(),
    communityLists: readers.routeLists.communityLists(),
    redistributions: facts.redistributions,
    routeChoice: routeChoiceOf(outline.statements),
    originations: facts.originations,
    ...(facts.validation ? { validation: facts.validation } : {}),
    references: { definitions: traced(readers.defined.all(), facts, outline), uses: facts.uses },
  };
}

/** Where a list stands at an interface, that is what it is judged by. */
function rolesOf(
  bindings: readonly Binding[],
  uses: readonly Use[],
  primary: ReadonlyMap<string, string>,
): Map<string, ListRole> {
  const roles = new Map<string, ListRole>();
  for (const { namespaces, name } of uses)
    if (namespaces.includes('acl')) roles.set(primary.get(name.value) ?? name.value, 'selects');
  for (const kind of ['management', 'interface'] as const)
    for (const { place, filter } of bindings)
      if (place.kind === kind) roles.set(filter.value, kind === 'interface' ? 'filters' : 'admits');
  return roles;
}

function read(statement: Statement, readers: Readers): void {
  const { words } = statement;
  const { facts } = readers;
  const first = lower(words, 0);
  readers.ospf.read(statement);
  readers.fhrp.read(statement);
  readers.isis.read(statement);
  if (first === 'interface') readers.interfaces.read(statement, facts);
  else if (first === 'sysname' && words[1]) facts.hostname = located(words[1]);
  else if (first === 'acl') readers.lists.read(statement);
  else if (first === 'bgp' && words[1]) {
    facts.dynamicRouting = true;
    facts.routingProtocols.add(first);
    readers.bgp.read(statement, facts);
  } else if (/^(?:ospf|ospfv3|isis|rip|ripng)$/.test(first)) {
    facts.dynamicRouting = true;
    facts.routingProtocols.add(first);
    readRouter(statement, facts, first);
  } else if (first === 'route-policy') readers.policies.read(statement, facts);
  else if (first === 'traffic') readTrafficPolicy(statement, facts, readers.defined);
  else if (first === 'user-interface') readLogin(statement, facts);
  else if (first === 'time-range' && words[1]) readers.defined.add('time-range', located(words[1]), statement.span);
  else if (startsWith(words, 'firewall-nat session * aging-time *')) readTimer(statement, readers.timers);
  else if (startsWith(words, 'ip vpn-instance *'))
    readers.defined.add('vrf', located(words[2]!), statement.span, { alwaysUsed: true });
  else if (first === 'rpki') readCaches(statement, facts);
  else if (first === 'ip' || first === 'ipv6') readIp(statement, lower(words, 1), readers);
  for (const one of walk([statement])) policyUse(one, facts);
}

/** What IS-IS and OSPFv3 bring is not read, so where they run nothing is told. */
const protocolsOf = (found: ReadonlySet<string>): Pick<Device, 'routingProtocols'> =>
  found.has('isis') || found.has('ospfv3') ? {} : { routingProtocols: [...found] };

/** Sixty where nothing is said, unless the text says what it is then. */
function withDistances(routes: Facts['routes'], { statements }: Outline): Facts['routes'] {
  const changed = statements.some(({ words }) => /^default-preference$/i.test(words[2]?.text ?? ''));
  return changed ? routes : routes.map((route) => ({ ...route, distance: route.distance ?? 60 }));
}

function readIp(statement: Statement, second: string, { facts, routeLists: lists }: Readers): void {
  if (second === 'route-static') readRoute(statement, facts);
  else if (/^(?:ip-prefix|ipv6-prefix|as-path-filter|community-filter)$/.test(second)) lists.read(statement);
}

/** `acl 2000 inbound` of a line: who may log in. What no rule names is refused. */
function readLogin(statement: Statement, facts: Facts): void {
  if (lower(statement.words, 1) !== 'vty') return;
  for (const child of statement.children) {
    const found = lower(child.words, 0) === 'acl' ? listAfter(child.words) : undefined;
    const direction = child.words.some((word) => /^outbound$/i.test(word.text)) ? 'out' : 'in';
    if (found)
      facts.bindings.push({
        filter: found.name,
        family: found.family,
        place: { kind: 'management' },
        direction,
        span: child.header,
      });
  }
}

/** OSPF and its like: masks of `network 10.0.0.0 0.0.0.255`, what is imported. */
function readRouter(statement: Statement, facts: Facts, into: string): void {
  for (const child of statement.children) {
    const { words } = child;
    const [, network, mask] = words;
    const address = parseIpv4(network?.text ?? '');
    const bits = parseIpv4(mask?.text ?? '');
    if (lower(words, 0) === 'network' && network && mask && address !== undefined && bits !== undefined)
      facts.masks.push({ slot: 'wildcard', address: at(address, network.span), mask: at(bits, mask.span) });
    if (startsWith(words, 'import-route *')) {
      const policy = words[words.findIndex((_, i) => lower(words, i) === 'route-policy') + 1];
      const named = policy && policy !== words[0];
      if (named) use(facts, 'route-policy', policy, child);
      facts.redistributions.push({
        into,
        from: { ...located(words[1]!), value: PROTOCOLS[lower(words, 1)] ?? lower(words, 1) },
        ...(named ? { policy: located(policy) } : {}),
        span: child.header,
      });
    }
    if (child.children.length > 0) readRouter(child, facts, into);
  }
}

/** `rpki` with `session 192.0.2.50`: servers of origin validation. */
function readCaches(statement: Statement, facts: Facts): void {
  const caches = statement.children.flatMap(({ words }) =>
    startsWith(words, 'session *') ? [located(words[1]!)] : [],
  );
  if (caches.length > 0) facts.validation = { caches, span: statement.header };
}

const TIMERS: Readonly<Record<string, TimerKind>> = { udp: 'udp', tcp: 'tcp-established', icmp: 'icmp', dns: 'dns' };

/** `firewall-nat session udp aging-time 120` */
function readTimer({ words, header }: Statement, timers: Timer[]): void {
  const name = lower(words, 2);
  const kind = TIMERS[name];
  const seconds = words[4];
  if (kind === undefined || !seconds || !isWholeNumber(seconds.text)) return;
  timers.push({
    kind,
    seconds: at(Number(seconds.text), seconds.span),
    span: header,
    label: `firewall-nat session ${name} aging-time`,
  });
}

/** What lifetimes are where nobody set them, the manuals do not agree on. */
function natOf(
  { interfaces, timers, facts }: Readers,
  statements: readonly Statement[],
  complete: boolean,
): Nat | undefined {
  const first = interfaces.translations[0]?.statement;
  if (!first && timers.length === 0) return undefined;
  return {
    translates: first !== undefined,
    timers,
    defaults: [],
    outside: statements
      .filter(({ words }) => startsWith(words, 'nat address-group *'))
      .flatMap((group) => outsideOfPool(group, 3)),
    pools: addressPools(interfaces.translations, statements),
    ...(first ? { anchor: { value: facts.text.slice(first.header.start, first.header.end), span: first.header } } : {}),
    closed: complete,
  };
}

/** `complete`: each statement that translates is among them; `nat server` of the whole device, policies of firewalls are not followed. */
function translationsOf({ interfaces: { translations } }: Readers, { statements }: Outline) {
  const drafts = translations.flatMap((one) => readTranslation(one) ?? []);
  const elsewhere = statements.some(
    ({ words, coverage }) =>
      /^nat-policy$/i.test(words[0]?.text ?? '') ||
      (lower(words, 0) === 'nat' && (coverage === 'unknown' || /^(?:server|static|instance)$/.test(lower(words, 1)))),
  );
  return { drafts, complete: !elsewhere && drafts.length === translations.length };
}

/** Commands that name an access list by its number alone. */
const BY_NUMBER =
  /^(?:nat outbound|filter-policy|ntp-service access|peer filter-policy|igmp group-policy|firewall packet-filter)/;

/** Lists are named wherever `acl` stands before one, and in some commands by number alone. */
function usesOfLists(statements: readonly Statement[], facts: Facts): void {
  for (const { words, parent } of walk(statements)) {
    const first = lower(words, 0);
    if (first === 'undo' || first === 'description' || first === 'rule' || (first === 'acl' && !parent)) continue;
    const by = words.map(({ text }) => text).join(' ');
    const found = listAfter(words, first === 'acl' ? 0 : 1);
    if (found && /^[A-Za-z0-9_-]+$/.test(found.word.text)) {
      // A number, or a name that is said to be one.
      if (isWholeNumber(found.word.text) || /\bname\b/i.test(by))
        facts.uses.push({ namespaces: ['acl'], name: found.name, by });
      continue;
    }
    if (!BY_NUMBER.test(by)) continue;
    const number = words.find((word, i) => i > 0 && /^[2-5]\d{3}$/.test(word.text));
    if (number) facts.uses.push({ namespaces: ['acl'], name: listName(number, 'ipv4'), by });
  }
}

/** Names that stand in commands we do not follow count as used. */
function traced(defined: readonly Definition[], facts: Facts, outline: Outline): Definition[] {
  const used = new Set(
    facts.uses.flatMap((one) => one.namespaces.map((namespace) => `${namespace} ${one.name.value}`)),
  );
  const words = new Set<string>();
  for (const statement of walk(outline.statements)) {
    const first = lower(statement.words, 0);
    if (/^(?:acl|rule|route-policy|description|sysname|vlan|peer|ip|undo)$/.test(first) && first !== 'peer') continue;
    for (const word of statement.words.slice(1)) words.add(word.text);
  }
  return defined.map((definition) =>
    !definition.alwaysUsed &&
    !used.has(`${definition.namespace} ${definition.name.value}`) &&
    !isWholeNumber(definition.name.value) &&
    words.has(definition.name.value) &&
    definition.namespace !== 'class-map' &&
    definition.namespace !== 'policy-map'
      ? { ...definition, alwaysUsed: true }
      : definition,
  );
}

const TUNNELS: TunnelSpelling = {
  mode: 'tunnel-protocol *',
  destination: 'destination *',
  protection: 'ipsec profile *',
  segment: 'tcp adjust-mss *',
  mtu: 'mtu *',
  dialer: { pool: 'dialer bundle *', client: 'pppoe-client dial-bundle-number *' },
  limit: (packet, segment) => [`mtu ${packet}`, `tcp adjust-mss ${segment}`],
};
