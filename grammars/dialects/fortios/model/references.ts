import type { Definition, Namespace, References, Use } from '../../../model/reference.ts';
import { type Outline, walk } from '../../../outline.ts';
import type { Located } from '../../../text/span.ts';
import { type Block, entriesOf, table, unquoted, values } from '../config-tree.ts';
import { SDWAN_ZONE } from './interface-names.ts';
import { PREDEFINED_GROUPS, predefinedService } from './predefined-services.ts';
import { globalEntries, type Scope } from './scopes.ts';

/** Tables whose entries are names, and what kind. `family`: names of IPv6 are apart from those of IPv4. */
const TABLES: readonly (readonly [path: string, namespace: Namespace, family?: 'ipv6'])[] = [
  ['firewall address', 'object'],
  ['firewall addrgrp', 'object'],
  ['firewall vip', 'object'],
  ['firewall vipgrp', 'object'],
  ['firewall vip46', 'object'],
  ['firewall vipgrp46', 'object'],
  ['firewall address6', 'object', 'ipv6'],
  ['firewall addrgrp6', 'object', 'ipv6'],
  ['firewall vip6', 'object', 'ipv6'],
  ['firewall vipgrp6', 'object', 'ipv6'],
  ['firewall vip64', 'object', 'ipv6'],
  ['firewall vipgrp64', 'object', 'ipv6'],
  ['firewall service custom', 'service-object'],
  ['firewall service group', 'service-object'],
  ['firewall schedule onetime', 'time-range'],
  ['firewall schedule recurring', 'time-range'],
  ['firewall schedule group', 'time-range'],
  ['firewall ippool', 'nat-pool'],
  ['firewall ippool6', 'nat-pool', 'ipv6'],
  ['router route-map', 'route-policy'],
  ['router prefix-list', 'prefix-list'],
  ['router prefix-list6', 'prefix-list', 'ipv6'],
  ['router access-list', 'acl'],
  ['router access-list6', 'acl', 'ipv6'],
  ['router aspath-list', 'as-path-list'],
  ['router community-list', 'community-list'],
];

/** Objects of the factory; nobody need use them. */
const FACTORY =
  /^(?:all|none|always|default-darrp-optimize|FIREWALL_AUTH_PORTAL_ADDRESS|FABRIC_DEVICE|FCTEMS_ALL_FORTICLOUD_SERVERS|SSLVPN_TUNNEL_ADDR1|SSLVPN_TUNNEL_IPv6_ADDR1|EMS_ALL_\w+|login\.(?:microsoft|windows)(?:online)?\.(?:com|net)|gmail\.com|wildcard\.(?:google|dropbox)\.com|G Suite|Microsoft Office 365|RFC1918-(?:10|172|192|GRP)|metadata-server|google-\w+|(?:autoupdate\.)?opera(?:\.com)?|swscan\.apple\.com|update\.microsoft\.com|adobe(?: login)?|android|apple|appstore(?:\.com)?|Gotomeeting|citrix|eease|firefox update server|fortinet|googleapis\.com|icloud|itunes|microsoft|skype|softwareupdate\.vmware\.com|verisign|Windows update 2|live\.com|auth\.gfx\.ms)$/;

interface Slot {
  readonly settings: readonly string[];
  readonly namespaces: readonly Namespace[];
  readonly family?: 'ipv6';
}

const slot = (settings: string, namespaces: string, family?: 'ipv6'): Slot => ({
  settings: settings.split(' '),
  namespaces: namespaces.split(' ') as Namespace[],
  ...(family ? { family } : {}),
});

const POLICY_SLOTS: readonly Slot[] = [
  slot('service', 'service-object'),
  slot('schedule', 'time-range'),
  slot('poolname', 'nat-pool'),
  slot('poolname6', 'nat-pool', 'ipv6'),
];
const FOUR = [slot('srcaddr dstaddr', 'object'), ...POLICY_SLOTS];
const SIX = [slot('srcaddr dstaddr', 'object', 'ipv6'), ...POLICY_SLOTS];
const NEIGHBOUR: readonly Slot[] = [
  slot(
    'route-map-in route-map-out route-map-in6 route-map-out6 default-originate-routemap default-originate-routemap6',
    'route-policy',
  ),
  slot('prefix-list-in prefix-list-out', 'prefix-list'),
  slot('prefix-list-in6 prefix-list-out6', 'prefix-list', 'ipv6'),
  slot('filter-list-in filter-list-out filter-list-in6 filter-list-out6', 'as-path-list'),
  slot('distribute-list-in distribute-list-out', 'acl'),
  slot('distribute-list-in6 distribute-list-out6', 'acl', 'ipv6'),
];

/** Where names are used: the table of the entries, the one inside those, and the settings. */
const USES: readonly (readonly [path: string, inside: string | undefined, slots: readonly Slot[]])[] = [
  ['firewall policy', undefined, [...FOUR, slot('srcaddr6 dstaddr6', 'object', 'ipv6')]],
  [
    'firewall consolidated policy',
    undefined,
    [slot('srcaddr4 dstaddr4', 'object'), slot('srcaddr6 dstaddr6', 'object', 'ipv6'), ...POLICY_SLOTS],
  ],
  ['firewall policy6', undefined, SIX],
  ['firewall local-in-policy', undefined, FOUR],
  ['firewall local-in-policy6', undefined, SIX],
  [
    'firewall central-snat-map',
    undefined,
    [
      slot('orig-addr dst-addr', 'object'),
      slot('orig-addr6 dst-addr6', 'object', 'ipv6'),
      slot('nat-ippool', 'nat-pool'),
      slot('nat-ippool6', 'nat-pool', 'ipv6'),
    ],
  ],
  ['firewall addrgrp', undefined, [slot('member exclude-member', 'object')]],
  ['firewall addrgrp6', undefined, [slot('member exclude-member', 'object', 'ipv6')]],
  ['firewall vipgrp', undefined, [slot('member', 'object')]],
  ['firewall vipgrp6', undefined, [slot('member', 'object', 'ipv6')]],
  ['firewall service group', undefined, [slot('member', 'service-object')]],
  ['router static', undefined, [slot('dstaddr', 'object')]],
  ['router static6', undefined, [slot('dstaddr', 'object', 'ipv6')]],
  [
    'router route-map',
    'rule',
    [
      slot('match-ip-address match-ip-nexthop', 'prefix-list acl'),
      slot('match-ip6-address match-ip6-nexthop', 'prefix-list acl', 'ipv6'),
      slot('match-as-path', 'as-path-list'),
      slot('match-community set-community-delete', 'community-list'),
    ],
  ],
  ['router bgp', 'neighbor', NEIGHBOUR],
  ['router bgp', 'neighbor-group', NEIGHBOUR],
];

const INTERFACE_SLOTS: readonly (readonly [path: string, settings: readonly string[]])[] = [
  ['firewall policy', ['srcintf', 'dstintf']],
  ['firewall policy6', ['srcintf', 'dstintf']],
  ['firewall consolidated policy', ['srcintf', 'dstintf']],
  ['firewall local-in-policy', ['intf']],
  ['firewall local-in-policy6', ['intf']],
  ['firewall central-snat-map', ['srcintf', 'dstintf']],
  ['firewall vip', ['extintf']],
  ['router static', ['device']],
  ['router static6', ['device']],
  ['system zone', ['interface']],
];

export function referencesOf(outline: Outline, root: Block, scopes: readonly Scope[], whole: boolean): References {
  const mentioned = mentionsOf(outline);
  const definitions = scopes.flatMap((scope) => [...definitionsOf(scope, mentioned), ...feedsOf(root, scope)]);
  const uses = scopes.flatMap(usesOf);
  // A part of a configuration need not say the ports of the box.
  if (!whole) return { definitions, uses };
  return {
    definitions: [...definitions, ...interfaceDefinitions(root, scopes)],
    uses: [...uses, ...scopes.flatMap(interfaceUses)],
  };
}

/** Lists fetched from elsewhere stand where addresses do, in both families. */
const feedsOf = (root: Block, { vdom }: Scope): Definition[] =>
  globalEntries(root, 'system external-resource').flatMap((feed) =>
    [undefined, 'ipv6' as const].map((family) => ({ ...defined('object', feed), ...scopeOf(vdom, family) })),
  );

const scopeOf = (vdom: string | undefined, family: 'ipv6' | undefined): { scope?: string } => {
  const parts = [vdom, family].filter((part) => part !== undefined);
  return parts.length > 0 ? { scope: parts.join(' ') } : {};
};

/** Words of settings that only are recognised: a profile, a VPN or an SSL portal may put an object to work. */
function mentionsOf({ statements }: Outline): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { coverage, words } of walk(statements)) {
    if (coverage !== 'recognised' || !/^(?:set|append)$/.test(words[0]!.text)) continue;
    for (const one of words.slice(2)) names.add(unquoted(one).value);
  }
  return names;
}

function definitionsOf({ block, vdom }: Scope, mentioned: ReadonlySet<string>): Definition[] {
  return TABLES.flatMap(([path, namespace, family]) =>
    entriesOf(block, path).map(({ name, statements }): Definition => {
      const known = FACTORY.test(name.value) || (namespace === 'service-object' && isPredefinedService(name.value));
      return {
        namespace,
        ...scopeOf(vdom, family),
        name,
        spans: statements.map(({ span }) => span),
        ...(known ? { builtin: true } : {}),
        ...(mentioned.has(name.value) ? { alwaysUsed: true } : {}),
      };
    }),
  );
}

const isPredefinedService = (name: string): boolean =>
  predefinedService(name) !== undefined || Object.hasOwn(PREDEFINED_GROUPS, name);

function usesOf({ block, vdom }: Scope): Use[] {
  const uses: Use[] = [];
  for (const [path, inside, slots] of USES) {
    const owner = table(block, path);
    const own = TABLES.find(([one]) => one === path);
    const entries = path === 'router bgp' ? entriesOf(owner, inside!) : (owner?.entries ?? []);
    for (const entry of entries) {
      const within = own && { namespace: own[1], name: entry.name.value };
      const places = inside !== undefined && path !== 'router bgp' ? entriesOf(entry, inside) : [entry];
      for (const place of places)
        for (const one of slots) uses.push(...slotUses(place, path, entry.name.value, one, vdom, within));
    }
  }
  return uses;
}

function slotUses(
  place: Block,
  path: string,
  entry: string,
  { settings, namespaces, family }: Slot,
  vdom: string | undefined,
  within: Use['within'] | undefined,
): Use[] {
  return settings.flatMap((setting) =>
    values(place, setting)
      .filter(({ value: name }) => name !== '')
      .map(
        (name): Use => ({
          namespaces,
          ...scopeOf(vdom, family),
          name,
          by: `${path} ${entry} ${setting}`,
          effect: 'config-refused',
          ...(isPredefined(namespaces, name) ? { predefined: true } : {}),
          ...(within ? { within } : {}),
        }),
      ),
  );
}

function isPredefined(namespaces: readonly Namespace[], { value: name }: Located<string>): boolean {
  if (namespaces.includes('service-object')) return isPredefinedService(name);
  return (namespaces.includes('object') || namespaces.includes('time-range')) && FACTORY.test(name);
}

/** Tables that make interfaces, besides the one that lists them. */
const INTERFACE_TABLES = [
  'system interface',
  'vpn ipsec phase1-interface',
  'system switch-interface',
  'system virtual-switch',
  'system vdom-link',
  'system gre-tunnel',
  'system ipip-tunnel',
  'system sit-tunnel',
  'system vxlan',
  'system geneve',
  'system ipsec-aggregate',
  'system virtual-wire-pair',
  'system pppoe-interface',
  'wireless-controller vap',
] as const;

function interfaceDefinitions(root: Block, scopes: readonly Scope[]): Definition[] {
  const made = INTERFACE_TABLES.flatMap((path) => globalEntries(root, path));
  const zones = scopes.flatMap(({ block }) => [
    ...entriesOf(block, 'system zone'),
    ...entriesOf(table(block, 'system sdwan'), 'zone'),
  ]);
  return [...made.map((block) => defined('interface', block)), ...zones.map((block) => defined('zone', block))];
}

const defined = (namespace: Namespace, { name, statements }: Block): Definition => ({
  namespace,
  name,
  spans: statements.map(({ span }) => span),
  alwaysUsed: true,
});

/** Interfaces that are made by what the box does. */
const MADE =
  /^(?:any|null|loopback|ssl\..*|naf\..*|l2t\..*|ssl-vpn|modem|fortilink|npu\d+_vlink\d*|.*[01]|virtual-wan-link|)$/;

const interfaceUses = ({ block }: Scope): Use[] =>
  INTERFACE_SLOTS.flatMap(([path, settings]) =>
    entriesOf(block, path).flatMap((entry) =>
      settings.flatMap((setting) =>
        values(entry, setting).map(
          (name): Use => ({
            namespaces: ['interface', 'zone'],
            name,
            by: `${path} ${entry.name.value} ${setting}`,
            effect: 'config-refused',
            ...(name.value === SDWAN_ZONE || MADE.test(name.value) ? { predefined: true } : {}),
          }),
        ),
      ),
    ),
  );
