import { type Family, parseAddress } from '../../model/address.ts';
import type { StaticRoute } from '../../model/routing.ts';
import type { TextEdit } from '../../text/edit.ts';
import {
  booleanOf,
  childOf,
  entryOf,
  isEmpty,
  itemsOf,
  textOf,
  type YamlEntry,
  type YamlItem,
  type YamlMap,
  type YamlNode,
} from '../yaml-node.ts';
import { withoutHostBits } from './addresses.ts';
import { CLOUD_INIT_ROUTE_KEYS, ROUTE_KEYS } from './keys.ts';
import { routeTarget } from './route-target.ts';
import { report, reportDuplicates, reportUnknownKey, type SchemaReport } from './schema-report.ts';

/** The device a route is written under. */
export interface RouteContext {
  readonly name: string;
  readonly vrf?: string;
}

/** `routes: [{to: default, via: 10.0.0.1}]` */
export function readRoutes(list: YamlNode, context: RouteContext, to: SchemaReport): StaticRoute[] {
  return itemsOf(list).flatMap((item) => readRoute(item, context, to));
}

function readRoute(item: YamlItem, context: RouteContext, to: SchemaReport): StaticRoute[] {
  const { value, statement } = item;
  if (value.kind !== 'map') {
    if (textOf(value) !== undefined)
      report(to, value.span, 'mapping-expected', 'error', {
        en: "A route is a mapping with 'to' and 'via'.",
        'zh-cn': '路由应为含“to”和“via”的映射。',
      });
    return [];
  }
  reportDuplicates(to, value);
  const known = to.platform === 'netplan' ? ROUTE_KEYS : CLOUD_INIT_ROUTE_KEYS;
  for (const entry of value.entries) {
    if (known.includes(entry.key) || entry.inherited) continue;
    if (ROUTE_KEYS.includes(entry.key)) {
      report(to, entry.keySpan, 'beyond-schema', 'info', {
        en: `cloud-init's route has only to, via and metric; '${entry.key}' works only where cloud-init hands the file to netplan.`,
        'zh-cn': `cloud-init 的路由只有 to、via 和 metric;只有 cloud-init 将文件交给 netplan 时“${entry.key}”才有效。`,
      });
    } else reportUnknownKey(to, entry, value, known, { en: 'in a route', 'zh-cn': '在路由中' });
  }
  const target = entryOf(value, 'to');
  const type = textOf(childOf(value, 'type'));
  if (!target) {
    // A misspelt `to` was reported already.
    if (!value.entries.some((entry) => !ROUTE_KEYS.includes(entry.key)))
      report(to, statement.words[0]?.span ?? value.span, 'route-without-to', 'error', {
        en: "The route lacks 'to': a prefix, or default.",
        'zh-cn': '路由缺少“to”:前缀或 default。',
      });
    return [];
  }
  const metric = entryOf(value, 'metric');
  const metricText = textOf(metric?.value);
  if (metric && metricText !== undefined && !/^\d+$/.test(metricText))
    report(to, metric.value.span, 'number-invalid', 'error', {
      en: `'metric' is a number, not '${metricText}'.`,
      'zh-cn': `“metric”应为数字,不能是“${metricText}”。`,
    });
  const text = textOf(target.value);
  const via = entryOf(value, 'via');
  for (const entry of [target, via])
    if (entry && isEmpty(entry.value) && !entry.inherited)
      report(to, entry.keySpan, 'value-missing', 'error', {
        en: `'${entry.key}' has no value.`,
        'zh-cn': `“${entry.key}”没有值。`,
      });
  const viaText = textOf(via?.value);
  const gateway = viaText === undefined ? undefined : parseAddress(viaText);
  if (via && viaText !== undefined && !gateway && !/[$<%{]/.test(viaText)) {
    report(to, via.value.span, 'gateway-malformed', 'error', {
      en: `'via' takes one address without a length, not '${viaText}'.`,
      'zh-cn': `“via”应为不带前缀长度的地址,不能是“${viaText}”。`,
    });
  }
  if (text === undefined || /[$<%{]/.test(text)) return [];
  const parsed = routeTarget(text);
  if (parsed.kind === 'malformed') {
    report(to, target.value.span, 'route-malformed', 'error', {
      en: `'${text}' is neither default nor a prefix such as 10.9.0.0/16.`,
      'zh-cn': `“${text}”既不是 default,也不是 10.9.0.0/16 这样的前缀。`,
    });
    return [];
  }
  const family: Family = parsed.kind === 'prefix' ? parsed.prefix.family : (parsed.family ?? gateway?.family ?? 'ipv4');
  if (parsed.kind === 'prefix') reportHostBits(target.value.span, parsed.prefix, to);
  const discard = ['blackhole', 'unreachable', 'prohibit', 'throw'].includes(type ?? '');
  const table = textOf(childOf(value, 'table'));
  return [
    {
      destination: parsed.kind === 'prefix' ? parsed.prefix : { family, address: 0n, length: 0 },
      destinationSpan: target.value.span,
      nextHops: discard ? [] : hopsOf(gateway, via?.value, context, target.value),
      ...(discard ? { discard: true } : {}),
      ...(context.vrf === undefined ? {} : { vrf: context.vrf }),
      ...(table === undefined ? {} : { table }),
      under: context.name,
      ...(booleanOf(childOf(value, 'on-link')) === true ? { onLink: true } : {}),
      recursive: false,
      ...(metricText !== undefined && /^\d{1,10}$/.test(metricText) ? { distance: Number(metricText) } : {}),
      ...(via && gateway && to.platform === 'netplan' && !childOf(value, 'on-link')
        ? { onLinkEdits: onLinkEdits(via, value, to.text) }
        : {}),
      span: value.span,
    },
  ];
}

/** `on-link: true` behind `via`, in the style of the mapping. */
function onLinkEdits(via: YamlEntry, route: YamlMap, text: string): TextEdit[] {
  const { end } = via.statement.header;
  const column = via.keySpan.start - (text.lastIndexOf('\n', via.keySpan.start - 1) + 1);
  const newText = route.flow ? ', on-link: true' : `\n${' '.repeat(column)}on-link: true`;
  const lineEnd = text.indexOf('\n', end);
  const rest = route.flow ? '' : text.slice(end, lineEnd < 0 ? text.length : lineEnd);
  // Behind a comment on the same line.
  return [{ span: { start: end + rest.trimEnd().length, end: end + rest.trimEnd().length }, newText }];
}

function hopsOf(
  gateway: ReturnType<typeof parseAddress>,
  via: YamlNode | undefined,
  context: RouteContext,
  target: YamlNode,
): StaticRoute['nextHops'] {
  if (gateway && via) return [{ address: gateway, interface: context.name, span: via.span }];
  // Without a gateway the destination itself is on the link; with an unknown one nothing is known.
  return via && !isEmpty(via) ? [] : [{ interface: context.name, span: target.span }];
}

function reportHostBits(span: YamlNode['span'], prefix: Parameters<typeof withoutHostBits>[0], to: SchemaReport): void {
  const network = withoutHostBits(prefix);
  if (network === undefined) return;
  report(
    to,
    span,
    'host-bits',
    'warning',
    {
      en: `The destination has bits set beyond its length; the network is ${network}.`,
      'zh-cn': `目的前缀在掩码长度之外仍有置位;对应的网络是 ${network}。`,
    },
    {
      title: { en: `Write ${network}`, 'zh-cn': `改为 ${network}` },
      safe: false,
      edits: [{ span, newText: network }],
    },
  );
}
