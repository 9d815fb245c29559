import { ospfInterfaceOf } from '../../../kit/cisco-like/ospf-interface.ts';
import type { OspfLines } from '../../../kit/cisco-like/ospf-lines.ts';
import { holds, networkOf, parseIpv4, parsePrefix } from '../../../model/address.ts';
import type { OspfNetworkType, OspfProcess } from '../../../model/igp.ts';
import type { Interface } from '../../../model/interface.ts';
import { at, type Located, type Span } from '../../../text/span.ts';
import { addedTo, allOf, type Entry, isDisabled, isYes, located, type Menus, said, secondsOf } from '../entries.ts';
import { type Area, areasOf, headerOf, knows, nameOf, type Place, words } from './ospf-areas.ts';
import { defaultOriginOf, redistributionsOf } from './ospf-origins.ts';

/** `/routing ospf`, and version 6's `/routing ospf-v3`; RouterOS 7 says the version of an instance. */
export function ospfOf(menus: Menus, interfaces: readonly Interface[], template: boolean): OspfProcess[] {
  return (['ospf', 'ospf-v3'] as const).flatMap((protocol) => processesOf({ menus, protocol, template }, interfaces));
}

/** What puts interfaces into an area: a template (7), a network (6), an interface (6, version 3). */
interface Membership {
  readonly entry: Entry;
  readonly area: Area;
  /** Absent: any. */
  readonly names?: ReadonlySet<string>;
  readonly networks?: readonly NonNullable<ReturnType<typeof parsePrefix>>[];
}

function processesOf(place: Place, interfaces: readonly Interface[]): OspfProcess[] {
  const { menus, protocol } = place;
  const areas = areasOf(place);
  const lost: Entry[] = [];
  const byInstance = new Map<string, Membership[]>();
  for (const entry of membershipEntries(place)) {
    const member = membershipOf(entry, areas);
    if (!member) lost.push(entry);
    else byInstance.set(member.area.instance, [...(byInstance.get(member.area.instance) ?? []), member]);
  }
  const instances = new Map(
    allOf(menus, `routing ${protocol} instance`).map((entry) => [nameOf(entry, 'default'), entry] as const),
  );
  const settings = settingsOf(place);
  const found = [...byInstance].flatMap(([name, members]): OspfProcess[] => {
    const instance = instances.get(name);
    if (instance && isDisabled(instance)) return [];
    return [processOf(place, { name, instance, members, settings }, areas, interfaces)];
  });
  const [first] = lost;
  if (!first) return found;
  // Where these belong is not in the text.
  const version = protocol === 'ospf' ? 2 : 3;
  const none = { areas: [], interfaces: [], redistributions: [], closed: false };
  return [...found, { version, ...none, unfollowed: lost.map(headerOf), span: headerOf(first) }];
}

const INSTANCE = words(
  'name version router-id vrf routing-table originate-default distribute-default redistribute in-filter out-filter in-filter-chain ' +
    'out-filter-chain out-filter-select redistribute-connected redistribute-static redistribute-rip redistribute-bgp redistribute-other-ospf ' +
    'metric-default metric-connected metric-static metric-rip metric-bgp metric-other-ospf comment disabled mpls-te-area mpls-te-address ' +
    'mpls-te-router-id domain-id domain-tag use-dn default',
);

const MEMBER = words(
  'area interfaces interface networks network type network-type cost priority passive auth auth-id auth-key authentication ' +
    'authentication-key authentication-key-id dead-interval hello-interval retransmit-interval transmit-delay instance-id use-bfd comment ' +
    'disabled default',
);

const membershipEntries = ({ menus, protocol }: Place): Entry[] => [
  ...addedTo(menus, `routing ${protocol} interface-template`),
  ...addedTo(menus, `routing ${protocol} network`),
  ...(protocol === 'ospf-v3' ? addedTo(menus, 'routing ospf-v3 interface') : []),
];

function membershipOf(entry: Entry, areas: ReadonlyMap<string, Area>): Membership | undefined {
  const six = !entry.menu.endsWith('interface-template');
  const name = said(entry, 'area') ?? (six ? 'backbone' : undefined);
  const area = name === undefined ? undefined : areas.get(name);
  if (!area) return undefined;
  const list = (parameter: string): string[] => said(entry, parameter)?.split(',') ?? [];
  const written = [...list('networks'), ...list('network'), ...list('interfaces'), ...list('interface')];
  const networks = written.flatMap((text) => parsePrefix(text) ?? []);
  const names = written.filter((text) => !parsePrefix(text) && text !== 'all');
  return {
    entry,
    area,
    ...(networks.length > 0 ? { networks } : {}),
    ...(names.length > 0 ? { names: new Set(names) } : {}),
  };
}

/** What version 6 says of interfaces beside; `all` is for those without an entry. */
function settingsOf({ menus, protocol }: Place): ReadonlyMap<string, Entry> {
  if (protocol === 'ospf-v3') return new Map();
  return new Map(addedTo(menus, 'routing ospf interface').map((entry) => [said(entry, 'interface') ?? 'all', entry]));
}

interface Instance {
  readonly name: string;
  readonly instance: Entry | undefined;
  readonly members: readonly Membership[];
  readonly settings: ReadonlyMap<string, Entry>;
}

function processOf(
  place: Place,
  { name, instance, members, settings }: Instance,
  all: ReadonlyMap<string, Area>,
  interfaces: readonly Interface[],
): OspfProcess {
  const { menus, protocol, template } = place;
  const version = protocol === 'ospf-v3' || (instance && said(instance, 'version') === '3') ? 3 : 2;
  const table = instance && (said(instance, 'vrf') ?? said(instance, 'routing-table'));
  const vrf = table === 'main' ? undefined : table;
  const own = [...all.values()].filter((area) => area.instance === name);
  const closed = !template && own.every((area) => area.closed) && (instance === undefined || knows(instance, INSTANCE));
  const routerId = instance && routerIdOf(menus, instance);
  const used = new Set<Membership>();
  const areas = new Map(own.map((area) => [area.id.value, area]));
  const known = new Set(interfaces.map((one) => one.name.value));
  // A list of interfaces, or one that is made as it comes up.
  const mayHoldMore = ({ names }: Membership): boolean => [...(names ?? [])].some((text) => !known.has(text));
  const found = interfaces.flatMap((one) => {
    if (one.vrf !== vrf) return [];
    const [first, ...others] = members.filter((member) => takes(member, one, version));
    for (const member of first ? [first, ...others] : []) used.add(member);
    if (!first) return [];
    const entry = settings.get(one.name.value) ?? settings.get('all');
    const said = [first.entry, ...(entry ? [entry] : [])];
    const lines = linesOf(said);
    // With two that fit, another one may be in force.
    const sure = closed && others.length === 0 && said.every((from) => knows(from, MEMBER)) && !hasInstanceId(said);
    return ospfInterfaceOf(
      one,
      at(first.area.id.value, located(first.entry, 'area')?.span ?? headerOf(first.entry)),
      lines,
      { version, areas, passive: new Map(), closed: sure },
      { networkTypeOf: () => (one.pointToPoint ? undefined : 'broadcast'), dead: 'stays' },
    );
  });
  const origin = instance && defaultOriginOf(instance);
  const { taken, unsure } = redistributionsOf(instance);
  return {
    version,
    name,
    ...(vrf === undefined ? {} : { vrf }),
    ...(routerId ? { routerId } : {}),
    areas: own.map(({ authentication: _, instance: _name, closed: _closed, ...area }) => area),
    interfaces: found,
    redistributions: taken,
    ...(origin ? { defaultOriginate: origin } : {}),
    unfollowed: [
      ...unsure,
      ...members.filter((member) => !used.has(member) || mayHoldMore(member)).map(({ entry }) => headerOf(entry)),
      ...elsewhere(place, instance),
    ],
    span: headerOf(instance ?? members[0]!.entry),
    closed,
  };
}

/** The network of its address counts, of what has addresses of the version's family (MikroTik documentation: "OSPF", interface templates). */
function takes({ entry, names, networks }: Membership, one: Interface, version: 2 | 3): boolean {
  if (/^(?:virtual|sham)-link$/.test(said(entry, 'type') ?? '')) return false;
  if (names && !names.has(one.name.value)) return false;
  const family = version === 2 ? 'ipv4' : 'ipv6';
  if (!networks) return names !== undefined || one.addresses.some((address) => address.family === family);
  return one.addresses.some(
    (address) =>
      !address.secondary &&
      address.family === family &&
      networks.some(
        (network) =>
          network.family === family && network.length <= address.length && holds(network, networkOf(address)),
      ),
  );
}

const hasInstanceId = (entries: readonly Entry[]): boolean =>
  entries.some((entry) => (said(entry, 'instance-id') ?? '0') !== '0');

function routerIdOf(menus: Menus, instance: Entry): Located<bigint> | undefined {
  const written = located(instance, 'router-id');
  const direct = written && parseIpv4(written.value);
  if (written && direct !== undefined) return direct === 0n ? undefined : at(direct, written.span);
  const named = addedTo(menus, 'routing id').find((entry) => said(entry, 'name') === written?.value);
  const id = named && located(named, 'id');
  const number = id && parseIpv4(id.value);
  return id && number ? at(number, id.span) : undefined;
}

const TYPES: ReadonlyMap<string, OspfNetworkType> = new Map([
  ['broadcast', 'broadcast'],
  ['nbma', 'non-broadcast'],
  ['ptp', 'point-to-point'],
  ['point-to-point', 'point-to-point'],
  ['ptp-unnumbered', 'point-to-point'],
  ['ptmp', 'point-to-multipoint'],
  ['ptmp-broadcast', 'point-to-multipoint'],
]);

function linesOf(entries: readonly Entry[]): OspfLines {
  const lines: OspfLines = {};
  for (const entry of entries) {
    const number = (name: string): Located<number> | undefined => {
      const found = located(entry, name);
      const value = found && (name.endsWith('interval') ? secondsOf(found.value) : Number(found.value));
      return found && value !== undefined && !Number.isNaN(value) ? at(value, found.span) : undefined;
    };
    const [cost, priority] = [number('cost'), number('priority')];
    const [hello, dead] = [number('hello-interval'), number('dead-interval')];
    const type = located(entry, 'type') ?? located(entry, 'network-type');
    const networkType = type && TYPES.get(type.value);
    const auth = located(entry, 'auth') ?? located(entry, 'authentication');
    const passive = located(entry, 'passive');
    const flag = entry.command.items.find(({ text }) => text === 'passive');
    if (cost) lines.cost = cost;
    if (priority) lines.priority = priority;
    if (hello) lines.hello = hello;
    if (dead) lines.dead = dead;
    if (type && networkType) lines.networkType = { value: networkType, span: type.span };
    if (auth)
      lines.authentication = {
        value: auth.value === 'none' ? 'none' : auth.value === 'simple' ? 'clear-text' : 'cryptographic',
        span: auth.span,
      };
    if (passive) lines.passive = { value: isYes(passive.value), span: passive.span };
    else if (flag) lines.passive = { value: true, span: flag.span };
    if (isYes(said(entry, 'use-bfd'))) lines.bfd = true;
  }
  return lines;
}

const FILTERS = ['in-filter', 'out-filter', 'in-filter-chain', 'out-filter-chain', 'out-filter-select'];

/** Filters with rules in them, links through areas, and what only routers of providers set. */
function* elsewhere({ menus, protocol }: Place, instance: Entry | undefined): Generator<Span> {
  const chains = new Set(
    ['routing filter', 'routing filter rule'].flatMap((menu) =>
      addedTo(menus, menu).map((entry) => said(entry, 'chain')),
    ),
  );
  for (const name of FILTERS) {
    const filter = instance && located(instance, name);
    if (filter && (chains.has(filter.value) || name === 'out-filter-select')) yield filter.span;
  }
  // Version 6 looks for these by itself.
  for (const chain of ['ospf-in', 'ospf-out'])
    for (const entry of addedTo(menus, 'routing filter')) if (said(entry, 'chain') === chain) yield headerOf(entry);
  for (const name of ['domain-id', 'domain-tag', 'use-dn']) {
    const found = instance && located(instance, name);
    if (found) yield found.span;
  }
  for (const menu of ['virtual-link', 'sham-link'])
    for (const entry of addedTo(menus, `routing ${protocol} ${menu}`)) yield headerOf(entry);
  for (const menu of ['area range', 'area-range'])
    for (const entry of addedTo(menus, `routing ${protocol} ${menu}`)) if (said(entry, 'cost')) yield headerOf(entry);
}
