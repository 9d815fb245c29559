import { parseAddress, parsePrefix } from '../../../model/address.ts';
import type {
  BgpAddressFamily,
  BgpNeighbour,
  BgpProcess,
  BgpTimers,
  LocalRole,
  PolicyUse,
} from '../../../model/bgp.ts';
import type { Origination, Redistribution, RouteValidation } from '../../../model/routing.ts';
import { at, cover, type Located } from '../../../text/span.ts';
import { allOf, type Entry, isDisabled, isYes, located, type Menus, said, secondsOf } from '../entries.ts';
import { announcesKnownOnly, originationsOf, validationOf } from './origins.ts';

export interface Bgp {
  readonly processes: readonly BgpProcess[];
  readonly redistributions: readonly Redistribution[];
  readonly originations: readonly Origination[];
  readonly validation?: RouteValidation;
}

/** `/routing bgp connection` with templates and instances (version 7), `/routing bgp peer` and `instance` (version 6). */
export function bgpOf(menus: Menus): Bgp {
  const sevens = allOf(menus, 'routing bgp connection').filter(({ command }) => command.verb === 'add');
  const sixes = allOf(menus, 'routing bgp peer').filter(({ command }) => command.verb === 'add');
  const out = { redistributions: [] as Redistribution[], originations: originationsOf(menus) };
  const seven = announcesKnownOnly(menus) ? { ...SEVEN, announcesKnownOnly: true } : SEVEN;
  const processes = [
    ...grouped(sevens, (entry) => sessionOf(entry, menus), seven, out.redistributions),
    ...grouped(sixes, (entry) => legacySessionOf(entry, menus), SIX, out.redistributions),
  ];
  const validation = validationOf(menus);
  return { processes, ...out, ...(validation ? { validation } : {}) };
}

/** A neighbour as its own entry and what it inherits say it; the process it belongs to. */
interface Session {
  readonly routerId?: Located<string>;
  readonly asn?: Located<number>;
  readonly vrf?: string;
  readonly neighbour: BgpNeighbour;
  readonly redistributions: readonly Redistribution[];
}

type ProcessFacts = Pick<
  BgpProcess,
  'withoutPolicy' | 'policyChain' | 'checksTtl' | 'defaultHold' | 'announcesKnownOnly'
>;

/** Without filters everything is taken and what is in the table is sent. The end of a chain rejects; of version 6, it accepts. */
const SEVEN: ProcessFacts = {
  withoutPolicy: 'exchanges-all',
  policyChain: 'all-must-permit',
  checksTtl: true,
  defaultHold: 180,
};
const SIX: ProcessFacts = {
  withoutPolicy: 'exchanges-all',
  policyChain: 'first-decides',
  checksTtl: false,
  defaultHold: 180,
};

function grouped(
  entries: readonly Entry[],
  read: (entry: Entry) => Session | undefined,
  facts: ProcessFacts,
  redistributions: Redistribution[],
): BgpProcess[] {
  const groups = new Map<string, Session[]>();
  for (const entry of entries) {
    const session = read(entry);
    if (!session) continue;
    redistributions.push(...session.redistributions);
    const key = `${session.asn?.value} ${session.vrf ?? ''}`;
    const known = groups.get(key);
    if (known) known.push(session);
    else groups.set(key, [session]);
  }
  return [...groups.values()].map((sessions): BgpProcess => {
    const [{ asn, vrf, routerId }] = sessions as [Session, ...Session[]];
    return {
      ...(asn ? { asn } : {}),
      ...(vrf === undefined ? {} : { vrf }),
      ...(routerId ? { routerId } : {}),
      neighbours: sessions.map(({ neighbour }) => neighbour),
      ...facts,
      span: sessions.map(({ neighbour }) => neighbour.spans[0]!).reduce(cover),
      closed: sessions.every(({ neighbour }) => neighbour.closed),
    };
  });
}

/** What an entry says, or what it inherits from. */
type Ask = (name: string) => Located<string> | undefined;

function sessionOf(entry: Entry, menus: Menus): Session | undefined {
  const named = located(entry, 'templates')?.value ?? said(entry, 'template');
  const names = named?.split(',') ?? ['default'];
  const templates = allOf(menus, 'routing bgp template');
  const inherited = names.flatMap((name) => templates.filter((one) => isNamed(one, name)));
  const instance = allOf(menus, 'routing bgp instance').filter((one) => isNamed(one, said(entry, 'instance') ?? ''));
  const sources = [entry, ...inherited, ...instance];
  const ask: Ask = (name) => sources.map((one) => located(one, name)).find((found) => found !== undefined);
  const yes = (name: string): boolean => isYes(ask(name)?.value);
  const address = ask('remote.address');
  if (!address) return undefined;
  const asn = numberOf(ask('as'));
  const remoteAs = numberOf(ask('remote.as'));
  const role = ask('local.role')?.value ?? '';
  const source = ask('local.address');
  const ttl = numberOf(ask('remote.ttl'));
  const key = ask('tcp-md5-key');
  const multihop = ask('multihop');
  const localRole = ROLES[role];
  const span = entry.statement.span;
  const vrf = ask('vrf')?.value;
  const policy = policyUse(ask('output.filter-chain'));
  const routerId = ask('router-id');
  return {
    ...(routerId && parseAddress(routerId.value) ? { routerId } : {}),
    ...(asn ? { asn } : {}),
    ...(vrf === undefined || vrf === 'main' ? {} : { vrf }),
    neighbour: {
      ...commonOf(entry, { value: address.value.replace(/\/(?:32|128)$/, ''), span: address.span }),
      ...(remoteAs ? { remoteAs } : {}),
      ...externalOf(role, asn, remoteAs),
      families: familiesOf(ask('afi') ?? ask('address-families'), (ip) => ({
        imports: policyUse(ask('input.filter')),
        exports: policy,
        ...limitOf(ask(`input.limit-process-routes-ipv${ip === 'ipv4' ? 4 : 6}`)),
        ...(ask('output.remove-private-as') ? { removesPrivateAs: yes('output.remove-private-as') } : {}),
        ...defaultOf(ask('output.default-originate')),
        ...(ask('nexthop-choice')?.value === 'force-self' ? { nextHopSelf: true } : {}),
        sendsCommunities: true,
      })),
      ...timersOf(ask('keepalive-time'), ask('hold-time')),
      ...(multihop && isYes(multihop.value) ? { multihop: at(255, multihop.span) } : {}),
      ...(ttl && ttl.value > 0 && ttl.value <= 255 ? { ttlSecurity: at(256 - ttl.value, ttl.span) } : {}),
      ...(key ? { authentication: { span: key.span } } : {}),
      ...(source ? { updateSource: source } : {}),
      ...(localRole ? { localRole } : {}),
      bfd: yes('use-bfd'),
      closed: named === undefined || inherited.length >= names.length,
    },
    redistributions: (ask('output.redistribute')?.value.split(',') ?? [])
      .filter((from) => from !== '' && !from.startsWith('bgp'))
      .map((from) => ({
        into: 'bgp',
        from: {
          value: from === 'connected' || from === 'static' ? from : from,
          span: ask('output.redistribute')!.span,
        },
        ...(vrf === undefined || vrf === 'main' ? {} : { vrf }),
        ...(policy[0] ? { policy: policy[0].name } : {}),
        span,
      })),
  };
}

function legacySessionOf(entry: Entry, menus: Menus): Session | undefined {
  const name = said(entry, 'instance') ?? 'default';
  const instance = allOf(menus, 'routing bgp instance').filter((one) => isNamed(one, name));
  const ofInstance = (key: string): Located<string> | undefined =>
    instance.map((one) => located(one, key)).find((found) => found !== undefined);
  const address = located(entry, 'remote-address');
  if (!address) return undefined;
  const asn = numberOf(ofInstance('as'));
  const remoteAs = numberOf(located(entry, 'remote-as'));
  const source = located(entry, 'update-source');
  const key = located(entry, 'tcp-md5-key');
  const multihop = located(entry, 'multihop');
  const vrf = ofInstance('routing-table')?.value;
  // Filters of the instance come on top of those of the peer.
  const routerId = ofInstance('router-id');
  const exports = [...policyUse(located(entry, 'out-filter')), ...policyUse(ofInstance('out-filter'))];
  return {
    ...(routerId && parseAddress(routerId.value) ? { routerId } : {}),
    ...(asn ? { asn } : {}),
    ...(vrf === undefined ? {} : { vrf }),
    neighbour: {
      ...commonOf(entry, address),
      ...(remoteAs ? { remoteAs } : {}),
      ...externalOf('', asn, remoteAs),
      families: familiesOf(located(entry, 'address-families'), () => ({
        imports: policyUse(located(entry, 'in-filter')),
        exports,
        ...limitOf(located(entry, 'max-prefix-limit'), secondsOf(said(entry, 'max-prefix-restart-time') ?? '')),
        ...(located(entry, 'remove-private-as') ? { removesPrivateAs: isYes(said(entry, 'remove-private-as')) } : {}),
        ...defaultOf(located(entry, 'default-originate')),
        ...(said(entry, 'nexthop-choice') === 'force-self' ? { nextHopSelf: true } : {}),
        sendsCommunities: true,
      })),
      ...timersOf(located(entry, 'keepalive-time'), located(entry, 'hold-time')),
      ...(multihop && isYes(multihop.value) ? { multihop: at(255, multihop.span) } : {}),
      ...(key ? { authentication: { span: key.span } } : {}),
      ...(source ? { updateSource: source } : {}),
      bfd: isYes(said(entry, 'use-bfd')),
      closed: true,
    },
    redistributions: [],
  };
}

const isNamed = (entry: Entry, name: string): boolean =>
  name !== '' &&
  !isDisabled(entry) &&
  (entry.command.verb === 'add'
    ? said(entry, 'name') === name
    : entry.command.items.some(({ text }) => text === name) ||
      (name === 'default' && entry.command.find?.some((one) => one.name === 'default') === true));

function commonOf(
  entry: Entry,
  address: Located<string>,
): Pick<BgpNeighbour, 'address' | 'family' | 'description' | 'shutdown' | 'spans'> {
  const family = parseAddress(address.value)?.family ?? parsePrefix(address.value)?.family;
  const description = said(entry, 'comment') ?? said(entry, 'name');
  return {
    address,
    ...(family ? { family } : {}),
    ...(description === undefined ? {} : { description }),
    shutdown: isDisabled(entry),
    spans: [entry.statement.span],
  };
}

const ROLES: Readonly<Record<string, LocalRole>> = {
  'ebgp-customer': 'customer',
  'ebgp-provider': 'provider',
  'ebgp-peer': 'peer',
  'ebgp-rs': 'rs-server',
  'ebgp-rs-client': 'rs-client',
};

function externalOf(
  role: string,
  asn: Located<number> | undefined,
  remoteAs: Located<number> | undefined,
): { external?: boolean } {
  if (role.startsWith('ebgp')) return { external: true };
  if (role.startsWith('ibgp')) return { external: false };
  return asn && remoteAs ? { external: asn.value !== remoteAs.value } : {};
}

const numberOf = (found: Located<string> | undefined): Located<number> | undefined =>
  found && /^\d{1,10}$/.test(found.value) ? at(Number(found.value), found.span) : undefined;

const policyUse = (name: Located<string> | undefined): PolicyUse[] => (name ? [{ kind: 'route-policy', name }] : []);

const limitOf = (limit: Located<string> | undefined, restart?: number): Pick<BgpAddressFamily, 'maxPrefix'> => {
  const number = numberOf(limit);
  if (!number) return {};
  const span = number.span;
  return {
    maxPrefix: {
      limit: number,
      warningOnly: false,
      ...(restart === undefined ? {} : { restart: Math.ceil(restart / 60) }),
      span,
    },
  };
};

const defaultOf = (said: Located<string> | undefined): Pick<BgpAddressFamily, 'defaultOriginate'> =>
  said && said.value !== 'never' ? { defaultOriginate: { span: said.span } } : {};

function timersOf(keepalive: Located<string> | undefined, hold: Located<string> | undefined): { timers?: BgpTimers } {
  const seconds = (said: Located<string> | undefined): Located<number> | undefined => {
    const value = said && secondsOf(said.value === 'infinity' ? '0' : said.value);
    return value === undefined ? undefined : at(value, said!.span);
  };
  const [k, h] = [seconds(keepalive), seconds(hold)];
  const span = k && h ? cover(k.span, h.span) : (k ?? h)?.span;
  return span ? { timers: { ...(k ? { keepalive: k } : {}), ...(h ? { hold: h } : {}), span } } : {};
}

const FAMILIES: Readonly<Record<string, { name: string; ip: 'ipv4' | 'ipv6' }>> = {
  ip: { name: 'ipv4-unicast', ip: 'ipv4' },
  ipv6: { name: 'ipv6-unicast', ip: 'ipv6' },
  l2vpn: { name: 'l2vpn-vpls', ip: 'ipv4' },
  vpnv4: { name: 'vpnv4-unicast', ip: 'ipv4' },
  vpnv6: { name: 'vpnv6-unicast', ip: 'ipv6' },
  evpn: { name: 'l2vpn-evpn', ip: 'ipv4' },
};

/** Without a word, the family of IPv4. */
function familiesOf(
  said: Located<string> | undefined,
  settings: (ip: 'ipv4' | 'ipv6') => Omit<BgpAddressFamily, 'name' | 'active'>,
): BgpAddressFamily[] {
  return (said?.value ?? 'ip').split(',').map((word) => {
    const { name, ip } = FAMILIES[word.trim()] ?? { name: word, ip: 'ipv4' as const };
    return { name, active: true, ...settings(ip) };
  });
}
