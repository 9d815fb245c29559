import { knownResolvers, resolversAt } from '../../../kit/name-servers.ts';
import { type Device, emptyDevice } from '../../../model/device.ts';
import type { Filter } from '../../../model/filter.ts';
import type { Definition, Use } from '../../../model/reference.ts';
import type { Outline } from '../../../outline.ts';
import type { Located, Span } from '../../../text/span.ts';
import { addedTo, allOf, entriesOf, isDisabled, located, type Menus, partOf } from '../entries.ts';
import { addressLists } from './address-lists.ts';
import { bgpOf } from './bgp.ts';
import { fhrpOf } from './fhrp.ts';
import { firewallOf } from './firewall.ts';
import { interfaceLists } from './interface-lists.ts';
import { interfacesOf } from './interfaces.ts';
import { natOf } from './nat.ts';
import { ospfOf } from './ospf.ts';
import { policiesOf } from './policies.ts';
import { routeChoiceOf } from './route-choice.ts';
import { communityListsOf } from './route-rules.ts';
import { routesOf } from './routes.ts';
import { scriptsOf } from './scripts.ts';
import { snmpCommunities } from './snmp.ts';
import { withTunnels } from './tunnels.ts';

/** Statements to facts; never throws. */
export function toModel(outline: Outline): Device {
  const { text } = outline;
  const menus = entriesOf(outline);
  const lists = addressLists(menus);
  const interfaces = interfaceLists(menus, text);
  const firewall = firewallOf(outline, menus, { lists, interfaces });
  const policies = policiesOf(menus, lists);
  const bgp = bgpOf(menus);
  const nat = natOf(menus, text, firewall.filters, firewall.forwards, firewall.natClosed);
  const ports = withTunnels(interfacesOf(menus, outsideOf(firewall.filters)), menus);
  const hostname = lastOf(menus, 'system identity', 'name');
  const version = versionOf(outline);
  const whole = version !== undefined || /^# software id = /m.test(text);
  const routeScript = scriptsOf(menus).find(({ text: script }) => /\broutes?\b/.test(script))?.span;
  const template = /\{%|\{\{/.test(text);
  return {
    ...emptyDevice,
    ...(hostname ? { hostname } : {}),
    ...knownResolvers(resolversAt(nameServers(menus, text))),
    ...(version ? { version } : {}),
    interfaces: ports,
    filters: firewall.filters,
    bindings: firewall.bindings,
    matchProblems: firewall.matchProblems,
    ...(nat ? { nat } : {}),
    routes: routesOf(menus),
    ...(routeScript ? { routeScript } : {}),
    bgp: bgp.processes,
    ospf: ospfOf(menus, ports, template),
    fhrp: fhrpOf(menus),
    policies,
    communityLists: communityListsOf(policies),
    redistributions: bgp.redistributions,
    snmpCommunities: snmpCommunities(menus, whole),
    routeChoice: routeChoiceOf(menus),
    originations: bgp.originations,
    ...(bgp.validation ? { validation: bgp.validation } : {}),
    references: {
      definitions: [...firewall.definitions, ...lists.definitions, ...interfaces.definitions, ...chainsOf(menus)],
      uses: [...firewall.uses, ...interfaces.uses, ...policyUses(menus, text)],
    },
    ...(template ? {} : routingProtocolsOf(menus)),
    dynamicRouting: template || ROUTING.some((menu) => allOf(menus, menu).some((entry) => !isDisabled(entry))),
    fragment: template || !(whole || (hostname !== undefined && allOf(menus, 'ip address').length > 0)),
  };
}

/** Menus of protocols that bring routes. */
const ROUTING = [
  'routing bgp connection',
  'routing bgp peer',
  'routing ospf interface-template',
  'routing ospf interface',
  'routing ospf network',
  'routing ospf-v3 interface',
  'routing rip interface',
  'routing rip interface-template',
  'routing rip network',
  'routing isis interface-template',
  'interface ovpn-server server',
  'interface l2tp-server server',
];

/** Not told where servers give routes to whoever dials in, or VPNs and agents of others bring some. */
function routingProtocolsOf(menus: Menus): Pick<Device, 'routingProtocols'> {
  const found = new Set<string>();
  for (const [menu, entries] of menus) {
    if (entries.every(isDisabled)) continue;
    const [, protocol] = /^routing (bgp|ospf|rip|isis|mme|ospf-v3|ripng)(?: |$)/.exec(menu) ?? [];
    if (protocol) found.add(protocol === 'ospf-v3' ? 'ospfv3' : protocol);
    else if (BRINGS_ROUTES.test(menu)) return {};
  }
  return { routingProtocols: [...found] };
}

const BRINGS_ROUTES =
  /^(?:interface \S+-server(?: server)?|ppp secret|ip ipsec (?:mode-config|policy)|ip dhcp-client|ipv6 dhcp-client|ip hotspot|zerotier.*|interface lte|ip route vrf|ip vrf|routing (?!bgp |filter|rpki|table|rule|id|settings|bfd).*|mpls .*)$/;

const lastOf = (menus: Menus, menu: string, name: string): Located<string> | undefined =>
  allOf(menus, menu)
    .map((entry) => located(entry, name))
    .findLast((found) => found !== undefined);

/** `/ip dns set servers=192.0.2.53,192.0.2.54`: the last line counts. */
function nameServers(menus: Menus, source: string): readonly Located<string>[] {
  const list = lastOf(menus, 'ip dns', 'servers');
  if (!list) return [];
  return [...list.value.matchAll(/[^,\s]+/g)].map(
    ({ 0: text, index }) => partOf(source, list, index, text.length) ?? { value: text, span: list.span },
  );
}

/** `# 2024-07-31 09:33:47 by RouterOS 7.15.2`, `#   version: 7.16 (stable)` */
function versionOf({ text, trivia }: Outline): Located<string> | undefined {
  for (const { kind, span } of trivia) {
    if (kind !== 'comment') continue;
    const line = text.slice(span.start, Math.min(span.end, span.start + 120));
    const found = /(?:by RouterOS|^#\s*(?:installed-)?version:)\s+(\d+\.\d[\w.]*)/.exec(line);
    if (!found) continue;
    const start = span.start + found.index + found[0].length - found[1]!.length;
    return { value: found[1]!, span: { start, end: start + found[1]!.length } };
  }
  return undefined;
}

/** Interfaces whose traffic is given another source address as it leaves. */
const outsideOf = (filters: readonly Filter[]): ReadonlySet<string> =>
  new Set(
    filters
      .filter(({ purpose, hook }) => purpose === 'nat' && hook === 'postrouting')
      .flatMap(({ rules }) => rules)
      .filter(({ active, action }) => active && action.kind === 'translate')
      .flatMap(({ matches }) => matches)
      .flatMap(({ outInterface }) => (outInterface && !outInterface.negated ? outInterface.anyOf : []))
      .map(({ name }) => name),
  );

/** Chains of routing filters that protocols look for by themselves. */
const OWN_CHAIN = /^(?:connected-in|dynamic-in|static-in|(?:ospf|rip|mme|ospf-v3|ripng)-(?:in|out))$/;

/** Each rule names its chain; the first one stands for it, with the places of all. */
function chainsOf(menus: Menus): Definition[] {
  const chains = new Map<string, { name: Located<string>; span: Span }[]>();
  for (const menu of ['routing filter', 'routing filter rule'])
    for (const entry of addedTo(menus, menu)) {
      const name = located(entry, 'chain');
      if (!name) continue;
      const known = chains.get(name.value) ?? [];
      chains.set(name.value, known);
      known.push({ name, span: entry.statement.span });
    }
  return [...chains.values()].flatMap((rules) =>
    rules.map(
      ({ name, span }, index): Definition => ({
        namespace: 'route-policy',
        name,
        spans: index === 0 ? rules.map((rule) => rule.span) : [span],
        ...(index > 0 || OWN_CHAIN.test(name.value) ? { alwaysUsed: true } : {}),
      }),
    ),
  );
}

const CHAIN_PARAMETERS =
  /^(?:in-filter|out-filter|in-filter-chain|out-filter-chain|input\.filter|output\.filter-chain|output\.filter-select|filter-chain)$/;

/** Filters named by sessions, by instances of routing protocols, and by `jump` in rules. */
function policyUses(menus: Menus, text: string): Use[] {
  const uses: Use[] = [];
  const put = (name: Located<string>, by: string, unsure = false): void => {
    if (name.value !== '')
      uses.push({ namespaces: ['route-policy'], name, by, ...(unsure ? { predefined: true } : {}) });
  };
  for (const [menu, entries] of menus) {
    if (!menu.startsWith('routing ')) continue;
    for (const entry of entries) {
      if (isDisabled(entry)) continue;
      const by = text.slice(entry.statement.span.start, entry.statement.span.end);
      for (const { name, value } of entry.command.parameters) {
        if (CHAIN_PARAMETERS.test(name) && name !== 'output.filter-select') put(value, by);
        if (menu === 'routing filter' && name === 'jump-target') put(value, by);
        if (menu === 'routing filter rule' && name === 'rule')
          for (const { 0: jump, 1: target = '', index } of value.value.matchAll(/\bjump\s+"?([\w.-]+)/g)) {
            const exact = partOf(text, value, index + jump.length - target.length, target.length);
            put(exact ?? { value: target, span: value.span }, by, exact === undefined);
          }
      }
    }
  }
  return uses;
}
