import { knownResolvers, resolversAt } from '../../../kit/name-servers.ts';
import { readAddress } from '../../../kit/netplan-like/addresses.ts';
import { nearestKey } from '../../../kit/netplan-like/nearest-key.ts';
import { routeTarget } from '../../../kit/netplan-like/route-target.ts';
import {
  declare,
  report,
  reportDuplicates,
  reportUnknownKey,
  type SchemaReport,
} from '../../../kit/netplan-like/schema-report.ts';
import { reportSexagesimal } from '../../../kit/netplan-like/sexagesimal.ts';
import {
  childOf,
  entryOf,
  itemsOf,
  textOf,
  type YamlItem,
  type YamlMap,
  type YamlNode,
} from '../../../kit/yaml-node.ts';
import { type Family, lengthOfMask, parseAddress, parseIpv4, widthOf } from '../../../model/address.ts';
import type { Device, Resolver } from '../../../model/device.ts';
import type { Interface, InterfaceAddress } from '../../../model/interface.ts';
import type { StaticRoute } from '../../../model/routing.ts';
import type { Located } from '../../../text/span.ts';

/** What an entry of `config:` may be, the keys it must have and those it can have (schema-network-config-v1). */
const TYPES: Readonly<Record<string, { readonly required: readonly string[]; readonly optional: readonly string[] }>> =
  {
    physical: {
      required: ['name'],
      optional: ['mac_address', 'mtu', 'subnets', 'accept-ra', 'wakeonlan', 'keep_configuration'],
    },
    bond: { required: ['name'], optional: ['mac_address', 'bond_interfaces', 'mtu', 'params', 'subnets', 'accept-ra'] },
    bridge: {
      required: ['name', 'bridge_interfaces'],
      optional: ['params', 'subnets', 'mac_address', 'mtu', 'accept-ra'],
    },
    vlan: {
      required: ['name', 'vlan_link', 'vlan_id'],
      optional: ['mtu', 'subnets', 'mac_address', 'accept-ra'],
    },
    nameserver: { required: ['address'], optional: ['search', 'interface', 'name'] },
    route: { required: ['gateway'], optional: ['network', 'destination', 'netmask', 'metric', 'id', 'name'] },
    // Read by cloud-init though its schema does not list them.
    loopback: { required: ['name'], optional: ['subnets', 'mtu'] },
    infiniband: { required: ['name'], optional: ['mac_address', 'mtu', 'subnets', 'accept-ra'] },
  };

const SUBNET_KEYS = [
  'type',
  'control',
  'address',
  'netmask',
  'broadcast',
  'gateway',
  'dns_nameservers',
  'dns_search',
  'routes',
  'ipv4',
  'ipv6',
  'scope',
  'metric',
  'pointopoint',
  'mtu',
];

const SUBNET_TYPES = [
  'dhcp4',
  'dhcp',
  'dhcp6',
  'static',
  'static6',
  'ipv6_dhcpv6-stateful',
  'ipv6_dhcpv6-stateless',
  'ipv6_slaac',
  'manual',
  'loopback',
];

/** `version: 1`, `config: [{type: physical, name: eth0, subnets: [...]}]` */
export function readNetworkV1(network: YamlMap, to: SchemaReport): Partial<Device> {
  const interfaces: Interface[] = [];
  const routes: StaticRoute[] = [];
  reportDuplicates(to, network);
  for (const entry of network.entries) {
    if (['version', 'config'].includes(entry.key)) entry.statement.coverage = 'modelled';
    else reportUnknownKey(to, entry, network, ['version', 'config'], { en: 'beside config', 'zh-cn': '在 config 旁' });
  }
  const config = entryOf(network, 'config');
  if (config && config.value.kind === 'map')
    report(to, config.keySpan, 'list-expected', 'error', {
      en: "'config' takes a list of devices (lines that start with '- ').",
      'zh-cn': '“config”的值应为设备列表(以“- ”开头的行)。',
    });
  if (!entryOf(network, 'version'))
    report(to, config?.keySpan ?? network.span, 'version-missing', 'error', {
      en: "A network-config needs 'version: 1' beside 'config'.",
      'zh-cn': '网络配置需要与“config”同级的“version: 1”。',
    });
  for (const item of itemsOf(config?.value)) readDevice(item, to, interfaces, routes);
  return { interfaces, routes, ...knownResolvers(nameServers(itemsOf(config?.value))) };
}

/** `type: nameserver` entries and `dns_nameservers` of subnets: one address or a list of them. */
function nameServers(devices: readonly YamlItem[]): readonly Resolver[] {
  const written = devices.flatMap(({ value }) => [
    ...(textOf(childOf(value, 'type')) === 'nameserver' ? scalarsOf(childOf(value, 'address')) : []),
    ...itemsOf(childOf(value, 'subnets')).flatMap((subnet) => scalarsOf(childOf(subnet.value, 'dns_nameservers'))),
  ]);
  return resolversAt(written);
}

const scalarsOf = (node: YamlNode | undefined): readonly Located<string>[] =>
  (node?.kind === 'seq' ? node.items.map(({ value }) => value) : node ? [node] : []).flatMap((one) => {
    const text = textOf(one);
    return text === undefined ? [] : [{ value: text, span: one.span }];
  });

function readDevice(item: YamlItem, to: SchemaReport, interfaces: Interface[], routes: StaticRoute[]): void {
  const { value, statement } = item;
  declare(statement, 'unknown');
  if (value.kind !== 'map') return;
  const type = entryOf(value, 'type');
  const name = textOf(type?.value);
  if (!type) {
    report(to, statement.words[0]?.span ?? value.span, 'type-missing', 'error', {
      en: `Every entry of 'config' needs a type: ${Object.keys(TYPES).slice(0, 6).join(', ')}.`,
      'zh-cn': `“config”的每个条目都需要 type:${Object.keys(TYPES).slice(0, 6).join('、')}。`,
    });
    return;
  }
  if (name === undefined) return;
  const known = TYPES[name];
  if (!known) {
    const meant = nearestKey(name, Object.keys(TYPES));
    report(
      to,
      type.value.span,
      'type-unknown',
      'error',
      {
        en: `Type '${name}' does not exist in version 1${meant === undefined ? '' : `; '${meant}' does`}.`,
        'zh-cn': `版本 1 中不存在类型“${name}”${meant === undefined ? '' : `;应为“${meant}”`}。`,
      },
      meant === undefined
        ? undefined
        : {
            title: { en: `Write '${meant}'`, 'zh-cn': `改为“${meant}”` },
            safe: false,
            edits: [{ span: type.value.span, newText: meant }],
          },
    );
    return;
  }
  declare(statement, 'modelled');
  reportDuplicates(to, value);
  const keys = ['type', ...known.required, ...known.optional];
  const strange = value.entries.filter((entry) => !keys.includes(entry.key) && !entry.inherited);
  for (const entry of strange)
    reportUnknownKey(to, entry, value, keys, { en: `for type '${name}'`, 'zh-cn': `在类型“${name}”中` });
  const mac = entryOf(value, 'mac_address');
  if (mac) reportSexagesimal(mac, to);
  for (const key of known.required) {
    if (entryOf(value, key) || strange.some((entry) => nearestKey(entry.key, keys) === key)) continue;
    report(to, type.value.span, 'key-missing', 'error', {
      en: `Type '${name}' needs '${key}'.`,
      'zh-cn': `类型“${name}”需要“${key}”。`,
    });
  }
  if (name === 'route') routes.push(...readRoute(value, undefined, to));
  else if (name !== 'nameserver') readSubnets(item, value, to, interfaces, routes);
}

function readSubnets(
  item: YamlItem,
  device: YamlMap,
  to: SchemaReport,
  interfaces: Interface[],
  routes: StaticRoute[],
): void {
  const name = entryOf(device, 'name');
  const text = textOf(name?.value);
  const addresses: InterfaceAddress[] = [];
  const families = new Set<Family>();
  // Router advertisements may add prefixes unless they are switched off.
  if (textOf(childOf(device, 'accept-ra')) !== 'false') families.add('ipv6');
  let dhcp = false;
  for (const { value } of itemsOf(childOf(device, 'subnets'))) {
    if (value.kind !== 'map') continue;
    reportDuplicates(to, value);
    for (const entry of value.entries)
      if (!SUBNET_KEYS.includes(entry.key))
        reportUnknownKey(to, entry, value, SUBNET_KEYS, { en: 'in a subnet', 'zh-cn': '在 subnet 中' });
    const type = entryOf(value, 'type');
    const kind = textOf(type?.value) ?? '';
    if (type && kind !== '' && !SUBNET_TYPES.includes(kind)) reportSubnetType(type.value.span, kind, to);
    if (/^dhcp4?$/.test(kind)) families.add('ipv4');
    if (/dhcp6|dhcpv6|slaac/.test(kind)) families.add('ipv6');
    dhcp ||= /dhcp|slaac/.test(kind);
    const address = subnetAddress(value, to);
    if (address) addresses.push(address);
    const gateway = entryOf(value, 'gateway');
    const hop = parseAddress(textOf(gateway?.value) ?? '');
    if (gateway && hop && text !== undefined)
      routes.push({
        destination: { family: hop.family, address: 0n, length: 0 },
        destinationSpan: gateway.keySpan,
        nextHops: [{ address: hop, interface: text, span: gateway.value.span }],
        under: text,
        recursive: false,
        span: gateway.statement.span,
      });
    for (const route of itemsOf(childOf(value, 'routes')))
      if (route.value.kind === 'map') routes.push(...readRoute(route.value, text, to));
  }
  if (!name || text === undefined) return;
  interfaces.push({
    name: { value: text, span: name.value.span },
    addresses,
    ...(dhcp ? { dynamic: true } : {}),
    ...(families.size > 0 ? { dynamicFamilies: [...families] } : {}),
    ...(addresses.some((address) => address.length === widthOf(address.family)) ? { pointToPoint: true } : {}),
    ...(textOf(childOf(device, 'type')) === 'loopback' ? { loopback: true } : {}),
    span: item.statement.span,
    closed: !to.templated,
  });
}

function reportSubnetType(span: YamlMap['span'], kind: string, to: SchemaReport): void {
  const meant = nearestKey(kind, SUBNET_TYPES);
  report(to, span, 'type-unknown', meant === undefined ? 'warning' : 'error', {
    en: `Subnet type '${kind}' does not exist${meant === undefined ? '' : `; '${meant}' does`}.`,
    'zh-cn': `不存在 subnet 类型“${kind}”${meant === undefined ? '' : `;应为“${meant}”`}。`,
  });
}

/** `address: 10.0.0.5/24`, or `address` and `netmask`. */
function subnetAddress(subnet: YamlMap, to: SchemaReport): InterfaceAddress | undefined {
  const address = entryOf(subnet, 'address');
  const text = textOf(address?.value);
  if (!address || text === undefined) return undefined;
  const span = address.value.span;
  const mask = textOf(childOf(subnet, 'netmask'));
  const host = parseAddress(text);
  if (host && mask !== undefined) {
    const length = maskLength(mask);
    return length === undefined || length > widthOf(host.family) ? undefined : { ...host, length, span };
  }
  if (host && !childOf(subnet, 'prefix')) {
    const length = host.family === 'ipv4' ? 24 : 64;
    if (address.value.kind === 'scalar' && address.value.style === 'plain') reportAssumed(text, length, span, to);
    return { ...host, length, span };
  }
  return host ? undefined : readAddress(text, span, to);
}

/** network_state.py takes /24 and /64 where version 1 says nothing. */
function reportAssumed(text: string, length: number, span: YamlMap['span'], to: SchemaReport): void {
  report(
    to,
    span,
    'length-assumed',
    'info',
    {
      en: `${text} has neither a length nor a netmask; cloud-init takes /${length}. Write it, so that it is meant.`,
      'zh-cn': `${text} 既没有前缀长度也没有掩码,cloud-init 会按 /${length} 处理。请明确写出。`,
    },
    {
      title: { en: `Write /${length}`, 'zh-cn': `写上 /${length}` },
      safe: true,
      edits: [{ span: { start: span.end, end: span.end }, newText: `/${length}` }],
    },
  );
}

function maskLength(mask: string): number | undefined {
  if (/^\d{1,3}$/.test(mask)) return Number(mask);
  const bits = parseIpv4(mask);
  return bits === undefined ? undefined : lengthOfMask(bits);
}

/** `destination: 10.9.0.0/16` or `network` and `netmask`; with `gateway`. */
function readRoute(route: YamlMap, under: string | undefined, to: SchemaReport): StaticRoute[] {
  const keys = ['type', 'network', 'destination', 'netmask', 'gateway', 'metric', 'id', 'name'];
  if (under !== undefined)
    for (const entry of route.entries)
      if (!keys.includes(entry.key))
        reportUnknownKey(to, entry, route, keys, { en: 'in a route', 'zh-cn': '在路由中' });
  const target = entryOf(route, 'destination') ?? entryOf(route, 'network');
  const gateway = entryOf(route, 'gateway');
  const hop = parseAddress(textOf(gateway?.value) ?? '');
  const text = textOf(target?.value);
  if (!target || text === undefined) return [];
  const parsed = routeTarget(text);
  if (parsed.kind === 'malformed') return [];
  const mask = maskLength(textOf(childOf(route, 'netmask')) ?? '');
  const family = parsed.kind === 'prefix' ? parsed.prefix.family : (parsed.family ?? hop?.family ?? 'ipv4');
  const written = parsed.kind === 'prefix' ? parsed.prefix : { family, address: 0n, length: 0 };
  // As for addresses: /24 or /64 where nothing is said.
  const length = mask ?? (family === 'ipv4' ? 24 : 64);
  const bare = parsed.kind === 'prefix' && !text.includes('/') && length <= widthOf(family);
  const destination = bare ? { ...written, length } : written;
  return [
    {
      destination,
      destinationSpan: target.value.span,
      nextHops: hop && gateway ? [{ address: hop, span: gateway.value.span }] : [],
      ...(under === undefined ? {} : { under }),
      recursive: false,
      span: route.span,
    },
  ];
}
