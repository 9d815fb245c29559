import { hostOrPrefix } from '../../../kit/netplan-like/route-target.ts';
import { declare, report, type SchemaReport } from '../../../kit/netplan-like/schema-report.ts';
import {
  entriesOf,
  entryOf,
  itemsOf,
  textOf,
  type YamlEntry,
  type YamlMap,
  type YamlNode,
} from '../../../kit/yaml-node.ts';
import { formatAddress, parseAddress } from '../../../model/address.ts';
import type { SchemaProblem } from '../../../model/device.ts';
import type { StaticRoute } from '../../../model/routing.ts';
import { type Statement, walk } from '../../../outline.ts';
import type { TextEdit } from '../../../text/edit.ts';
import type { Span } from '../../../text/span.ts';

/** `routes:` or `cloud-config:` in user-data: no module reads them; what they say is told, and rewritten where that is certain. */
export function readMisplaced(entry: YamlEntry, root: YamlMap, to: SchemaReport): StaticRoute[] {
  const pseudo = entry.key === 'cloud-config';
  const list = pseudo ? entryOf(entry.value, 'routes') : entry;
  declare(entry.statement, 'unknown');
  const written = writtenRoutes(list?.value);
  for (const route of written) declare(route.statement, 'modelled');
  const repair = written.length > 0 ? rewrite(entry, root, written, to) : undefined;
  report(
    to,
    entry.keySpan,
    pseudo ? 'pseudo-block' : 'network-in-user-data',
    'error',
    pseudo
      ? {
          en: "'cloud-config' is the header line '#cloud-config', not a key: nothing under it is read. Routes belong to a network-config under a device.",
          'zh-cn': '“cloud-config”是首行标记“#cloud-config”,不是键:其下内容不会被读取。路由应写在网络配置的设备之下。',
        }
      : {
          en: `User-data has no '${entry.key}': cloud-init ignores it. Routes belong to a network-config under a device.`,
          'zh-cn': `用户数据没有“${entry.key}”键,cloud-init 会忽略它。路由应写在网络配置的设备之下。`,
        },
    repair,
  );
  for (const route of written) reportStrangeKeys(route, to);
  return written.map((route) => route.fact);
}

interface Written {
  readonly statement: Statement;
  readonly fields: readonly YamlEntry[];
  readonly destination: string;
  readonly gateway: string | undefined;
  readonly device: string | undefined;
  readonly fact: StaticRoute;
}

const HOP = /^(?:next[ _-]?hop|gateway|gw|via)$/i;
const DEVICE = /^(?:interface|dev|device)$/i;

/** `203.0.113.0/24: {via: 10.0.0.1, interface: eth0}`, the same in a list, or `- {to: 203.0.113.0/24, via: 10.0.0.1}` */
function writtenRoutes(list: YamlNode | undefined): Written[] {
  const listed = itemsOf(list).flatMap(({ value, statement }) => {
    const target = entryOf(value, 'to');
    const text = textOf(target?.value);
    return target && text !== undefined
      ? writtenRoute(text, target.value.span, entriesOf(value), statement)
      : entriesOf(value).flatMap(keyedRoute);
  });
  return [...entriesOf(list).flatMap(keyedRoute), ...listed];
}

const keyedRoute = (entry: YamlEntry): Written[] =>
  writtenRoute(entry.key, entry.keySpan, fieldsOf(entry.value), entry.statement);

/** The entries of a mapping, or of all mappings in a list. */
const fieldsOf = (node: YamlNode): readonly YamlEntry[] =>
  node.kind === 'seq' ? node.items.flatMap((item) => entriesOf(item.value)) : entriesOf(node);

function writtenRoute(
  to: string,
  destinationSpan: Span,
  fields: readonly YamlEntry[],
  statement: Statement,
): Written[] {
  const destination = hostOrPrefix(to);
  if (!destination || fields.length === 0) return [];
  const hops = fields.flatMap((field) => {
    const address = HOP.test(field.key) ? parseAddress(textOf(field.value) ?? '') : undefined;
    return address ? [{ key: field.key, hop: { address, span: field.value.span } }] : [];
  });
  const device = textOf(fields.find((field) => DEVICE.test(field.key))?.value);
  const via = (hops.find(({ key }) => key === 'via') ?? hops[0])?.hop.address;
  return [
    {
      statement,
      fields,
      destination: to,
      gateway: via && formatAddress(via.family, via.address),
      device,
      fact: {
        destination,
        destinationSpan,
        nextHops: hops.map(({ hop }) => (device === undefined ? hop : { ...hop, interface: device })),
        ...(device === undefined ? {} : { under: device }),
        recursive: false,
        span: statement.span,
      },
    },
  ];
}

function reportStrangeKeys({ fields }: Written, to: SchemaReport): void {
  const via = fields.some((field) => field.key === 'via');
  for (const field of fields) {
    if (['to', 'via', 'metric'].includes(field.key)) continue;
    if (HOP.test(field.key)) {
      report(to, field.keySpan, 'unknown-key', 'error', {
        en: via
          ? `A route has one gateway, 'via'; '${field.key}' names a second one.`
          : `A route's gateway is written 'via', not '${field.key}'.`,
        'zh-cn': via
          ? `一条路由只有一个网关“via”;“${field.key}”又写了一个。`
          : `路由的网关应写作“via”,不是“${field.key}”。`,
      });
    } else if (DEVICE.test(field.key)) {
      report(to, field.keySpan, 'unknown-key', 'error', {
        en: `A route has no '${field.key}': it stands under its device.`,
        'zh-cn': `路由没有“${field.key}”键:路由应写在所属设备之下。`,
      });
    }
  }
}

/** The same routes as a network-config of version 2; only where the file says nothing else. */
function rewrite(
  entry: YamlEntry,
  root: YamlMap,
  written: readonly Written[],
  to: SchemaReport,
): SchemaProblem['repair'] | undefined {
  if (root.entries.length > 1 || to.templated || root.flow) return undefined;
  // Whatever else is nested would be lost.
  const nested = [...walk(entry.statement.children)].filter((statement) => statement.words[0]?.text !== '-').length;
  const fields = written.reduce(
    (sum, route) => sum + route.fields.length + (route.statement.words[0]?.text === '-' ? 0 : 1),
    0,
  );
  if (nested !== fields + (entry.key === 'cloud-config' ? 1 : 0)) return undefined;
  const byDevice = new Map<string, Written[]>();
  for (const route of written) {
    if (route.device === undefined || route.gateway === undefined || !/^[\w.-]+$/.test(route.device)) return undefined;
    byDevice.set(route.device, [...(byDevice.get(route.device) ?? []), route]);
  }
  const quoted = (text: string): string => (text.includes(':') ? `"${text}"` : text);
  const lines = ['network:', '  version: 2', '  ethernets:'];
  for (const [device, routes] of byDevice) {
    lines.push(`    ${device}:`, '      routes:');
    for (const route of routes)
      lines.push(`        - to: ${quoted(route.destination)}`, `          via: ${quoted(route.gateway!)}`);
  }
  return {
    title: {
      en: 'Rewrite as a network-config of version 2 (a file of its own; the second gateway is dropped)',
      'zh-cn': '改写为第 2 版网络配置(需单独成文件;舍去第二个网关)',
    },
    safe: false,
    edits: [...withoutHeader(to.text), { span: entry.statement.span, newText: lines.join('\n') }],
  };
}

/** Takes the `#cloud-config` line away: a network-config has none. */
export function withoutHeader(text: string): TextEdit[] {
  const header = /^\uFEFF?\s*#cloud-config[^\n]*\n?/.exec(text);
  return header ? [{ span: { start: 0, end: header[0].length }, newText: '' }] : [];
}
