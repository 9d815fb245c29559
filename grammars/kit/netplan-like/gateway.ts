import { formatAddress, parseAddress } from '../../model/address.ts';
import type { StaticRoute } from '../../model/routing.ts';
import type { TextEdit } from '../../text/edit.ts';
import { entryOf, textOf, type YamlEntry, type YamlMap } from '../yaml-node.ts';
import type { RouteContext } from './routes.ts';
import { report, type SchemaReport } from './schema-report.ts';

/** `gateway4: 10.0.0.1`: the default route of older netplan. */
export function readGateway(entry: YamlEntry, device: YamlMap, context: RouteContext, to: SchemaReport): StaticRoute[] {
  const text = textOf(entry.value);
  if (text === undefined || /[$<%{]/.test(text)) return [];
  const family = entry.key === 'gateway4' ? 'ipv4' : 'ipv6';
  const address = parseAddress(text);
  if (!address || address.family !== family) {
    report(to, entry.value.span, 'gateway-malformed', 'error', {
      en: `'${entry.key}' takes one ${family === 'ipv4' ? 'IPv4' : 'IPv6'} address without a length, not '${text}'.`,
      'zh-cn': `“${entry.key}”应为一个不带前缀长度的 ${family === 'ipv4' ? 'IPv4' : 'IPv6'} 地址,不能是“${text}”。`,
    });
    return [];
  }
  const edits = asRoute(entry, device, formatAddress(family, address.address), to);
  report(
    to,
    entry.keySpan,
    'gateway-deprecated',
    'hint',
    {
      en: `'${entry.key}' is deprecated; write a route to default.`,
      'zh-cn': `“${entry.key}”已弃用;请改写为到 default 的路由。`,
    },
    edits && {
      title: { en: `Write '${entry.key}' as a default route`, 'zh-cn': `将“${entry.key}”改写为默认路由` },
      safe: true,
      edits,
    },
  );
  return [
    {
      destination: { family, address: 0n, length: 0 },
      destinationSpan: entry.keySpan,
      nextHops: [{ address, interface: context.name, span: entry.value.span }],
      ...(context.vrf === undefined ? {} : { vrf: context.vrf }),
      under: context.name,
      recursive: false,
      span: entry.statement.span,
    },
  ];
}

/**
 * The same default route under `routes:`. Not offered in flow style, beside a second gateway (both would open a list), or
 * where a list exists in a form that cannot be added to.
 */
function asRoute(
  entry: YamlEntry,
  device: YamlMap,
  gateway: string,
  { text, platform }: SchemaReport,
): TextEdit[] | undefined {
  if (device.flow || entry.inherited) return undefined;
  const lineStart = text.lastIndexOf('\n', entry.keySpan.start - 1) + 1;
  const indent = text.slice(lineStart, entry.keySpan.start);
  if (/\S/.test(indent)) return undefined;
  // Not every renderer of cloud-init knows the word.
  const destination = platform === 'netplan' ? 'default' : entry.key === 'gateway4' ? '0.0.0.0/0' : '"::/0"';
  const via = gateway.includes(':') ? `"${gateway}"` : gateway;
  const routes = entryOf(device, 'routes');
  if (!routes) {
    if (entry.key === 'gateway6' && entryOf(device, 'gateway4')) return undefined;
    const lines = `routes:\n${indent}  - to: ${destination}\n${indent}    via: ${via}`;
    return [{ span: entry.statement.header, newText: lines }];
  }
  const first = routes.value.kind === 'seq' && !routes.value.flow ? routes.value.items[0] : undefined;
  const dash = first?.statement.words[0];
  if (dash?.text !== '-') return undefined;
  const itemIndent = text.slice(text.lastIndexOf('\n', dash.span.start - 1) + 1, dash.span.start);
  if (/\S/.test(itemIndent)) return undefined;
  const lineEnd = text.indexOf('\n', entry.statement.header.end);
  const rest = text.slice(entry.statement.header.end, lineEnd < 0 ? text.length : lineEnd);
  if (rest.trim() !== '' || lineEnd < 0) return undefined;
  const item = `- to: ${destination}\n${itemIndent}  via: ${via}\n${itemIndent}`;
  return [
    { span: { start: lineStart, end: lineEnd + 1 }, newText: '' },
    { span: { start: dash.span.start, end: dash.span.start }, newText: item },
  ];
}
