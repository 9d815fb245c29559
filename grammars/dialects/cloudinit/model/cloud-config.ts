import { natOfSysctls } from '../../../kit/linux/conntrack-timers.ts';
import { hostKeepalive } from '../../../kit/linux/host-keepalive.ts';
import { synCookies } from '../../../kit/linux/syn-cookies.ts';
import { knownResolvers, resolversAt } from '../../../kit/name-servers.ts';
import { readNetworkV2 } from '../../../kit/netplan-like/network-v2.ts';
import { declare, report, type SchemaReport } from '../../../kit/netplan-like/schema-report.ts';
import { childOf, entryOf, itemsOf, textOf, type YamlEntry, type YamlMap } from '../../../kit/yaml-node.ts';
import type { Device, Resolver, Sysctl } from '../../../model/device.ts';
import type { StaticRoute } from '../../../model/routing.ts';
import { kindOf } from '../kind.ts';
import { BASE_KEYS, MODULE_KEYS } from '../module-keys.ts';
import { commandsOf, type HostCommand, programOf } from './commands.ts';
import { ipRouteOf } from './ip-routes.ts';
import { iptablesScript } from './iptables-script.ts';
import { readMisplaced, withoutHeader } from './misplaced-network.ts';
import { readNetwork } from './network.ts';
import { sysctlsOfCommand } from './sysctls.ts';
import { writtenFiles } from './write-files.ts';

/** User-data, vendor-data and the files of cloud.cfg.d. */
export function readCloudConfig(root: YamlMap, to: SchemaReport): Partial<Device> {
  const routes: StaticRoute[] = [];
  reportLowHeader(root, to);
  let network: Partial<Device> = {};
  for (const entry of root.entries) {
    if (entry.inherited) continue;
    declare(entry.statement, MODULE_KEYS.has(entry.key) ? 'recognised' : 'unknown');
    if (entry.key === 'cloud-config' || entry.key === 'routes') routes.push(...readMisplaced(entry, root, to));
    else if (entry.key === 'network') network = readNetworkKey(entry, root, to);
    else if (entry.key === 'autoinstall') network = readAutoinstall(entry, to);
  }
  const { embedded, sysctls, resolvers: written } = writtenFiles(root, to.text);
  const list = commandsOf(root, to.text);
  const script = to.templated ? undefined : iptablesScript(list, to.text);
  const ofCommands = list.commands.flatMap((command) => {
    const found: Sysctl[] = sysctlsOfCommand(command);
    if (found.length > 0 || script?.understood.has(command)) declare(command.statement, 'modelled');
    return found;
  });
  for (const command of list.commands) {
    const route = ipRouteOf(command);
    if (!route) continue;
    routes.push(route);
    declare(command.statement, 'modelled');
  }
  for (const { text, statement } of list.unclear) if (FIREWALL.test(text)) declare(statement, 'unknown');
  for (const command of list.commands)
    if (isFirewall(command) && !script?.understood.has(command)) declare(command.statement, 'unknown');
  declareWritten(root);
  const allSysctls = [...ofCommands, ...sysctls].sort((a, b) => a.span.start - b.span.start);
  const translates = script?.translates === true || embedded.some(({ text }) => TRANSLATION.test(text));
  const nat = natOfSysctls(allSysctls, translates);
  const hostname = hostnameOf(root);
  const resolvers = [...(network.resolvers ?? []), ...resolvConf(root), ...written];
  return {
    ...network,
    ...knownResolvers(resolvers),
    ...(hostname ? { hostname } : {}),
    routes: [...(network.routes ?? []), ...routes],
    sysctls: allSysctls,
    ...hostKeepalive(allSysctls),
    ...synCookies(allSysctls),
    embedded: [...embedded, ...(script?.embedded ?? [])],
    ...(nat ? { nat } : {}),
  };
}

/** `manage_resolv_conf: true` and `resolv_conf: {nameservers: [...]}`; without the first, the second does nothing. */
function resolvConf(root: YamlMap): readonly Resolver[] {
  if (!/^(?:true|yes|on)$/i.test(textOf(childOf(root, 'manage_resolv_conf')) ?? '')) return [];
  const servers = itemsOf(childOf(childOf(root, 'resolv_conf'), 'nameservers'));
  return resolversAt(servers.map(({ value }) => ({ value: textOf(value) ?? '', span: value.span })));
}

/** cloud-init looks at the first line only; with a comment above it, the header is one more comment. */
function reportLowHeader(root: YamlMap, to: SchemaReport): void {
  if (kindOf(to.text) !== 'headless' || root.entries.some((entry) => BASE_KEYS.has(entry.key))) return;
  const above = /^\uFEFF?(?:[ \t]*(?:#[^\n]*)?\n){1,60}?(?=#cloud-config[ \t]*\r?\n)/.exec(to.text.slice(0, 8000));
  if (!above || root.span.start < above[0].length) return;
  const start = above[0].length;
  const end = start + '#cloud-config'.length;
  report(
    to,
    { start, end },
    'header-not-first',
    'warning',
    {
      en: 'As user-data this file is ignored: #cloud-config must be the first line, and a comment stands above it.',
      'zh-cn': '作为用户数据,此文件会被忽略:#cloud-config 必须是第一行,而它前面还有注释。',
    },
    {
      title: { en: 'Move #cloud-config to the first line', 'zh-cn': '将 #cloud-config 移到第一行' },
      safe: false,
      edits: [
        { span: { start: 0, end: 0 }, newText: '#cloud-config\n' },
        { span: { start, end: to.text.indexOf('\n', end) + 1 }, newText: '' },
      ],
    },
  );
}

/** A rule of iptables-save or nftables that changes an address. */
const TRANSLATION =
  /^[ \t]*-A [^\n]* -j (?:MASQUERADE|SNAT|DNAT|REDIRECT)\b|^[^#\n]*\b(?:masquerade|[sd]nat (?:ip6? )?to)\b/m;

const FIREWALL = /\b(?:ip6?tables|sysctl)\b/;
const isFirewall = (command: HostCommand): boolean => /^ip6?tables(?:-legacy|-nft)?$/.test(programOf(command).name);

/** A file that is written as text is reviewed as a document of its own. */
function declareWritten(root: YamlMap): void {
  const files = entryOf(root, 'write_files');
  if (!files) return;
  files.statement.coverage = 'modelled';
  for (const { value, statement } of itemsOf(files.value)) {
    statement.coverage = 'modelled';
    const path = entryOf(value, 'path');
    if (path) path.statement.coverage = 'modelled';
  }
}

function hostnameOf(root: YamlMap): Device['hostname'] {
  const entry = entryOf(root, 'fqdn') ?? entryOf(root, 'hostname');
  const text = textOf(entry?.value);
  if (!entry || text === undefined) return undefined;
  entry.statement.coverage = 'modelled';
  return { value: text, span: entry.value.span };
}

/** `network:` is read in the files of cloud.cfg.d and ignored in user-data. */
function readNetworkKey(entry: YamlEntry, root: YamlMap, to: SchemaReport): Partial<Device> {
  if (entry.value.kind !== 'map') return {};
  const disabled = textOf(childOf(entry.value, 'config')) === 'disabled';
  const base =
    root.entries.some((other) => BASE_KEYS.has(other.key)) ||
    !/^\uFEFF?\s*(?:##[^\n]*\n\s*)?#cloud-config/.test(to.text);
  if (disabled || base) {
    declare(entry.statement, 'recognised');
    return disabled ? {} : readNetwork(entry.value, to);
  }
  const alone = root.entries.length === 1 && !to.templated;
  report(
    to,
    entry.keySpan,
    'network-in-user-data',
    'error',
    {
      en: "User-data has no 'network': cloud-init ignores it. Give it to the instance as network-config instead.",
      'zh-cn': '用户数据没有“network”键,cloud-init 会忽略它。请改为以 network-config 形式提供给实例。',
    },
    alone
      ? {
          title: {
            en: 'Make this file a network-config: drop the #cloud-config line',
            'zh-cn': '将此文件改为 network-config:删除 #cloud-config 行',
          },
          safe: false,
          edits: withoutHeader(to.text),
        }
      : undefined,
  );
  return {};
}

/** Ubuntu's installer: `autoinstall: {network: ...}` is netplan's own format. */
function readAutoinstall(entry: YamlEntry, to: SchemaReport): Partial<Device> {
  const outer = childOf(entry.value, 'network');
  const network = childOf(outer, 'network') ?? outer;
  if (network?.kind !== 'map') return {};
  return readNetworkV2(network, { ...to, platform: 'netplan' });
}
