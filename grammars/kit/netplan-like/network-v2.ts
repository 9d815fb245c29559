import { type Family, parseAddress, widthOf } from '../../model/address.ts';
import type { Resolver } from '../../model/device.ts';
import type { Interface, InterfaceAddress } from '../../model/interface.ts';
import type { StaticRoute } from '../../model/routing.ts';
import { walk } from '../../outline.ts';
import {
  booleanOf,
  childOf,
  entriesOf,
  entryOf,
  isEmpty,
  itemsOf,
  textOf,
  type YamlEntry,
  type YamlMap,
  type YamlNode,
} from '../yaml-node.ts';
import { readAddresses } from './addresses.ts';
import { reportConflictingDefaults, reportDhcpDefault } from './default-routes.ts';
import { readGateway } from './gateway.ts';
import { CLOUD_INIT_CLASSES, DEVICE_CLASSES, DEVICE_KEYS, NESTED_KEYS, NETWORK_KEYS } from './keys.ts';
import { mtuOf, resolversOf } from './link-facts.ts';
import { readRoutes } from './routes.ts';
import { declare, report, reportDuplicates, reportUnknownKey, type SchemaReport } from './schema-report.ts';
import { reportSexagesimal } from './sexagesimal.ts';
import { reportShape, shapeFits } from './value-shape.ts';

export interface NetworkFacts {
  readonly interfaces: readonly Interface[];
  readonly routes: readonly StaticRoute[];
  readonly resolvers?: readonly Resolver[];
}

/** Reads the mapping under `network:` (or a bare network-config) of version 2; declares its statements, reports its faults. */
export function readNetworkV2(network: YamlMap, to: SchemaReport): NetworkFacts {
  reportDuplicates(to, network);
  reportVersion(network, to);
  const interfaces: Interface[] = [];
  const routes: StaticRoute[] = [];
  const vrfOf = vrfMembers(network);
  for (const entry of network.entries) {
    if (DEVICE_CLASSES.includes(entry.key)) {
      readClass(entry, vrfOf, to, interfaces, routes);
      continue;
    }
    if (NETWORK_KEYS.includes(entry.key)) {
      declare(entry.statement, entry.key === 'version' ? 'modelled' : 'recognised');
      if (entry.key === 'renderer') reportRenderer(entry, to);
    } else {
      const known = to.platform === 'netplan' ? NETWORK_KEYS : ['version', 'renderer', ...CLOUD_INIT_CLASSES];
      reportUnknownKey(to, entry, network, known, { en: 'under network', 'zh-cn': '在 network 下' });
    }
  }
  reportConflictingDefaults(routes, to);
  const resolvers = resolversOf(network);
  return { interfaces, routes, ...(resolvers.length > 0 ? { resolvers } : {}) };
}

function reportVersion(network: YamlMap, to: SchemaReport): void {
  const version = entryOf(network, 'version');
  if (!version) {
    if (to.platform !== 'cloud-init') return;
    const first = network.entries[0];
    report(to, first?.keySpan ?? network.span, 'version-missing', 'error', {
      en: "A network-config needs 'version: 2' beside its devices; without it cloud-init does not know the format.",
      'zh-cn': '网络配置需要与设备同级的“version: 2”;缺少它,cloud-init 无法识别格式。',
    });
    return;
  }
  const text = textOf(version.value);
  if (text !== undefined && text !== '2') {
    report(to, version.value.span, 'version-unsupported', 'error', {
      en: `Version ${text} does not exist for this layout; devices by class need 'version: 2'.`,
      'zh-cn': `此布局不存在版本 ${text};按类别列出设备需要“version: 2”。`,
    });
  }
}

function reportRenderer(entry: YamlEntry, to: SchemaReport): void {
  const text = textOf(entry.value);
  if (text === undefined || ['networkd', 'NetworkManager', 'sriov'].includes(text)) return;
  report(to, entry.value.span, 'renderer-unknown', 'error', {
    en: `Renderer '${text}' does not exist; it is networkd or NetworkManager.`,
    'zh-cn': `渲染器“${text}”不存在;应为 networkd 或 NetworkManager。`,
  });
}

/** Interface id -> the VRF that enslaves it. */
function vrfMembers(network: YamlMap): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  for (const vrf of entriesOf(childOf(network, 'vrfs'))) {
    members.set(vrf.key, vrf.key);
    for (const item of itemsOf(childOf(vrf.value, 'interfaces'))) members.set(textOf(item.value) ?? '', vrf.key);
  }
  return members;
}

function readClass(
  entry: YamlEntry,
  vrfOf: ReadonlyMap<string, string>,
  to: SchemaReport,
  interfaces: Interface[],
  routes: StaticRoute[],
): void {
  entry.statement.coverage = 'modelled';
  if (entry.value.kind !== 'map') {
    if (
      entry.value.kind === 'seq' ||
      textOf(entry.value) !== undefined ||
      (isEmpty(entry.value) && to.platform === 'netplan')
    )
      reportShape(to, entry, 'mapping');
    return;
  }
  if (to.platform === 'cloud-init' && !CLOUD_INIT_CLASSES.includes(entry.key)) {
    report(to, entry.keySpan, 'beyond-schema', 'info', {
      en: `cloud-init's schema has no '${entry.key}'; it works only where cloud-init hands the file to netplan.`,
      'zh-cn': `cloud-init 的模式中没有“${entry.key}”;只有 cloud-init 将文件交给 netplan 时才有效。`,
    });
  }
  reportDuplicates(to, entry.value);
  for (const device of entry.value.entries) readDevice(device, entry.key, vrfOf, to, interfaces, routes);
}

function readDevice(
  device: YamlEntry,
  kind: string,
  vrfOf: ReadonlyMap<string, string>,
  to: SchemaReport,
  interfaces: Interface[],
  routes: StaticRoute[],
): void {
  const { statement, value } = device;
  statement.coverage = 'modelled';
  // `renderer:` may stand beside the devices of a class.
  if (device.key === 'renderer' && value.kind === 'scalar') {
    reportRenderer(device, to);
    return;
  }
  const keys = DEVICE_KEYS[kind];
  if (value.kind !== 'map') {
    if (isEmpty(value) && to.platform === 'netplan') reportEmptyDevice(device, to);
    else if (textOf(value) !== undefined) reportShape(to, device, 'mapping');
    return;
  }
  if (!keys) {
    declare(statement, 'recognised');
    return;
  }
  reportDuplicates(to, value);
  reportMergeKeys(value, to);
  const vrf = vrfOf.get(device.key);
  const name = setName(device);
  const context = { name: name.value, ...(vrf === undefined ? {} : { vrf }) };
  const addresses: InterfaceAddress[] = [];
  const firstRoute = routes.length;
  for (const entry of value.entries) {
    if (entry.inherited) continue;
    if (!keys.includes(entry.key)) {
      reportUnknownKey(to, entry, value, keys, {
        en: `for a device under '${kind}'`,
        'zh-cn': `“${kind}”下的设备`,
      });
      continue;
    }
    declare(entry.statement, MODELLED.includes(entry.key) ? 'modelled' : 'recognised');
    if (!shapeFits(entry, to)) continue;
    if (entry.key === 'macaddress') reportSexagesimal(entry, to);
    readNested(entry, to);
    if (entry.key === 'addresses') addresses.push(...readAddresses(entry.value, to));
    if (entry.key === 'routes') routes.push(...readRoutes(entry.value, context, to));
    if (entry.key === 'gateway4' || entry.key === 'gateway6') routes.push(...readGateway(entry, value, context, to));
  }
  // Entries that come by a merge key configure the device too, but are reported where they are written.
  for (const entry of value.entries)
    if (entry.inherited && entry.key === 'addresses')
      addresses.push(...readAddresses(entry.value, { ...to, problems: [] }));
  reportDhcpDefault(value, routes.slice(firstRoute), to);
  reportSetName(value, to);
  if (kind === 'vlans') reportVlan(device, to);
  interfaces.push(interfaceOf(device, kind, name, addresses, vrf));
}

const MODELLED = [
  'mode',
  'remote',
  'addresses',
  'routes',
  'gateway4',
  'gateway6',
  'dhcp4',
  'dhcp6',
  'accept-ra',
  'set-name',
  'mtu',
  'nameservers',
];

function interfaceOf(
  device: YamlEntry,
  kind: string,
  name: Interface['name'],
  addresses: readonly InterfaceAddress[],
  vrf: string | undefined,
): Interface {
  const { value, statement } = device;
  const on = (key: string): boolean => childOf(value, key) !== undefined && booleanOf(childOf(value, key)) !== false;
  const dhcp = on('dhcp4') || on('dhcp6') || kind === 'modems';
  const families: Family[] = [];
  if (on('dhcp4') || kind === 'modems') families.push('ipv4');
  // Unless it is switched off, a router's advertisements may add prefixes to any interface.
  if (on('dhcp6') || booleanOf(childOf(value, 'accept-ra')) !== false) families.push('ipv6');
  const hosted = addresses.some((address) => address.length === widthOf(address.family));
  return {
    name,
    addresses,
    ...(vrf === undefined ? {} : { vrf }),
    ...(dhcp ? { dynamic: true } : {}),
    ...(families.length > 0 ? { dynamicFamilies: families } : {}),
    ...(kind === 'tunnels' || (hosted && device.key !== 'lo') ? { pointToPoint: true } : {}),
    ...(kind === 'tunnels' ? tunnelOf(value) : {}),
    ...mtuOf(value),
    ...(device.key === 'lo' || kind === 'dummy-devices' ? { loopback: true } : {}),
    span: statement.span,
    closed:
      ![...walk([statement])].some((nested) => nested.coverage === 'unknown') &&
      !hasOpaque(childOf(value, 'addresses')),
  };
}

/** `mode: sit` to one other end, `mode: isatap` to any. */
function tunnelOf(value: YamlNode): Pick<Interface, 'ipv6Tunnel'> {
  const mode = childOf(value, 'mode');
  const kind = textOf(mode) === 'sit' ? '6in4' : textOf(mode) === 'isatap' ? 'isatap' : undefined;
  const [remote, text] = [childOf(value, 'remote'), textOf(childOf(value, 'remote'))];
  if (!mode || !kind) return {};
  const end = remote && text !== undefined ? { remote: { value: text, span: remote.span } } : {};
  return { ipv6Tunnel: { kind, span: mode.span, ...end } };
}

const hasOpaque = (node: YamlNode | undefined): boolean =>
  node?.kind === 'scalar'
    ? node.opaque
    : itemsOf(node).some((item) => item.value.kind === 'scalar' && item.value.opaque);

function setName(device: YamlEntry): Interface['name'] {
  const renamed = entryOf(device.value, 'set-name');
  const text = textOf(renamed?.value);
  return renamed && text !== undefined
    ? { value: text, span: renamed.value.span }
    : { value: device.key, span: device.keySpan };
}

function reportSetName(device: YamlMap, to: SchemaReport): void {
  const renamed = entryOf(device, 'set-name');
  if (!renamed) return;
  const match = childOf(device, 'match');
  if (!match) {
    report(to, renamed.keySpan, 'set-name-without-match', 'error', {
      en: "'set-name' needs 'match' to say which device is renamed.",
      'zh-cn': '“set-name”需要“match”来指明要重命名的设备。',
    });
  } else if (to.platform === 'cloud-init' && match.kind === 'map' && !childOf(match, 'macaddress')) {
    report(to, renamed.keySpan, 'set-name-without-mac', 'info', {
      en: "cloud-init itself renames by MAC address only: without 'match: macaddress' the name depends on netplan.",
      'zh-cn': 'cloud-init 自身只按 MAC 地址重命名:没有“match: macaddress”时,改名取决于 netplan。',
    });
  }
}

function reportVlan(device: YamlEntry, to: SchemaReport): void {
  const id = entryOf(device.value, 'id');
  const text = textOf(id?.value);
  if (id && text !== undefined && (!/^\d+$/.test(text) || Number(text) > 4094)) {
    report(to, id.value.span, 'vlan-id', 'error', {
      en: `VLAN id ${text} is outside 0 to 4094.`,
      'zh-cn': `VLAN ID ${text} 超出 0 到 4094 的范围。`,
    });
  }
}

function reportMergeKeys(map: YamlMap, to: SchemaReport): void {
  const first = map.entries.find((entry) => entry.inherited);
  const at = first && to.platform === 'netplan' ? to.text.lastIndexOf('<<', map.span.end) : -1;
  if (at < map.span.start) return;
  report(to, { start: at, end: at + 2 }, 'merge-key', 'error', {
    en: "netplan reads '<<' as an unknown key and refuses the file; repeat the entries instead.",
    'zh-cn': 'netplan 将“<<”视为未知键并拒绝整个文件;请重复写出这些条目。',
  });
}

function reportEmptyDevice(device: YamlEntry, to: SchemaReport): void {
  report(to, device.keySpan, 'empty-device', 'error', {
    en: `netplan expects a mapping under '${device.key}'; write '${device.key}: {}' for a device without settings.`,
    'zh-cn': `netplan 要求“${device.key}”下是映射;没有设置时请写“${device.key}: {}”。`,
  });
}

function readNested(entry: YamlEntry, to: SchemaReport): void {
  const known = NESTED_KEYS[entry.key];
  if (!known || entry.value.kind !== 'map') return;
  reportDuplicates(to, entry.value);
  if (entry.key === 'nameservers') reportNameservers(childOf(entry.value, 'addresses'), to);
  for (const nested of entry.value.entries) {
    if (nested.key === 'macaddress') reportSexagesimal(nested, to);
    if (!known.includes(nested.key))
      reportUnknownKey(to, nested, entry.value, known, {
        en: `under '${entry.key}'`,
        'zh-cn': `在“${entry.key}”下`,
      });
  }
}

/** Two lines that ran into one, and octets beyond 255; other spellings may be a newer release's. */
function reportNameservers(list: YamlNode | undefined, to: SchemaReport): void {
  for (const { value } of itemsOf(list)) {
    const text = textOf(value);
    if (text === undefined || parseAddress(text) || !/\s|^\d+\.\d+\.\d+\.\d+$/.test(text) || /[$<%{]/.test(text))
      continue;
    report(to, value.span, 'address-malformed', 'error', {
      en: `'${text.replace(/\s+/g, ' ')}' is no address of a name server.`,
      'zh-cn': `“${text.replace(/\s+/g, ' ')}”不是域名服务器地址。`,
    });
  }
}
