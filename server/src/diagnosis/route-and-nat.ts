import { formatAddress, holds } from '../../../grammars/model/address.ts';
import type { Device } from '../../../grammars/model/device.ts';
import type { Filter, FilterRule } from '../../../grammars/model/filter.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { lineIn, type PlacedLine, placeOf } from '../twin/ask-trace.ts';
import { partOf } from '../twin/cloud-member.ts';
import { isTranslated } from '../twin/come-back.ts';
import type { Route } from '../twin/route-table.ts';
import { standsBetween } from '../twin/starts.ts';
import type { TraceHop } from '../twin/trace-hop.ts';
import type { Twin } from '../twin/twin.ts';
import type { Host } from './host-files.ts';
import { isPrivate, type Question } from './question.ts';
import { type DiagnosedStep, shown } from './step.ts';
import type { Way } from './way.ts';

type HostOf = (member: Host['member']) => Host;

/** No filter: a table of routes ended it. */
const ROUTING: ReadonlySet<Way['end']> = new Set(['no-route', 'discarded', 'loop']);

/** The routes there, as far as devices are described. @param ways of several protocols: a filter may stop one before its route is asked for */
export function routeStep(twin: Twin, question: Question, ways: readonly Way[], hostOf: HostOf): DiagnosedStep {
  const way = ways.find(({ side, end }) => side === 'back' || end !== 'denied') ?? ways[0]!;
  const { status, side, end, why } = way;
  const seen = shown(twin, way);
  const routed = side === 'there' && ROUTING.has(end);
  if (status === 'stopped' && routed) {
    const last = way.there.hops.at(-1)!;
    const host = hostOf(last.member);
    const { at, text } = end === 'no-route' ? missing(twin, question, last, host) : { at: seen.at, text: why };
    return {
      step: 'route',
      status: 'broken',
      ...seen,
      ...(at ? { at } : {}),
      text: named(host.name, text),
      source: 'RFC 1812 section 5.2.4',
    };
  }
  if (status === 'unknown' && side === 'there') return { step: 'route', status: 'unknown', ...seen, text: why };
  if (status === 'stopped' && side === 'back' && end !== 'denied' && !isUntranslated(question, way))
    return { step: 'route', status: 'broken', ...seen, text: NO_WAY_BACK(why) };
  const hops = way.there.hops.map(({ member }) => hostOf(member).name);
  const route = way.there.hops[0]?.route;
  const line = route && placeOf(twin, { path: way.there.hops[0]!.member.path, span: route.span });
  const { at: _, ...rest } = seen;
  return {
    step: 'route',
    status: 'holds',
    ...rest,
    ...(line ? { at: line } : {}),
    text: status === 'stopped' && end === 'denied' && side === 'there' ? UP_TO(hops) : THROUGH(hops, way.there.reason),
  };
}

/** A default route that is written and cannot be used, else the interface behind which somebody else has one. */
function missing(
  twin: Twin,
  { to }: Question,
  { member, vrf, becomes, inInterface }: TraceHop,
  { name }: Host,
): { readonly at: PlacedLine; readonly text: Bilingual } {
  const { device } = member;
  const address = formatAddress(becomes.family, becomes.destination);
  const subnet = partOf(member)?.kind === 'router' && device.interfaces.find((one) => one.name.value === inInterface);
  if (subnet) return { at: lineIn(member, subnet.name.span), text: NOT_IN_TABLE(subnet.name.value, address) };
  const unused = device.routes.find(
    (one) =>
      (one.vrf ?? '') === vrf &&
      one.destination.family === to.family &&
      !one.discard &&
      holds(one.destination, becomes.destination),
  );
  if (unused) return { at: lineIn(member, unused.span), text: UNUSED(address) };
  const ports = device.interfaces.filter((one) => !one.loopback && one.shutdown !== true && one.addresses.length > 0);
  for (const port of ports)
    for (const own of port.addresses) {
      if (own.family !== to.family) continue;
      const gateway = twin.network
        .onSubnet(own)
        .find(
          (one) =>
            one.member.path !== member.path &&
            standsBetween(one.member) &&
            leadsOn(
              twin.table(one.member.path, one.interface.vrf ?? '', to.family).lookup(becomes.destination).route,
              device,
            ),
        );
      if (gateway)
        return {
          at: lineIn(member, port.name.span),
          text: MISSING(name, address, formatAddress(to.family, gateway.address.address)),
        };
    }
  const span = ports[0]?.name.span ?? device.hostname?.span ?? { start: 0, end: 0 };
  return { at: lineIn(member, span), text: MISSING(name, address, undefined) };
}

/** Somewhere else than back to this device. */
const leadsOn = (route: Route | undefined, { interfaces }: Device): boolean =>
  route !== undefined &&
  route.hops.length > 0 &&
  route.hops.every(({ gateway }) =>
    interfaces.every(({ addresses }) => addresses.every(({ address }) => address !== gateway)),
  );

/** Whether answers find back to what the packet's source is when it leaves. @param ways as for the route */
export function natStep(twin: Twin, question: Question, ways: readonly Way[], hostOf: HostOf): DiagnosedStep {
  const way = ways.find(({ side, end }) => side === 'back' || end === 'leaves' || end === 'delivered');
  if (!way) {
    const [first] = ways;
    return { step: 'nat', status: 'unknown', ...shown(twin, first!), text: NOT_SEEN(first!.why) };
  }
  const { there, packet } = way;
  const seen = shown(twin, way);
  const last = there.hops.at(-1)!;
  const { family, source } = last.becomes;
  const address = formatAddress(family, source);
  const translating = there.hops.findLast(isTranslated);
  if (!isUntranslated(question, way)) {
    if (!translating) return { step: 'nat', status: 'holds', ...seen, text: NONE_NEEDED(address) };
    const line = ruleOf(translating);
    return {
      step: 'nat',
      status: 'holds',
      ...seen,
      ...(line ? { at: line } : {}),
      text: TRANSLATED(hostOf(translating.member).name, formatAddress(family, packet.source), address),
    };
  }
  const untoldRule = there.hops.findLast(({ filters }) => filters.some(({ untold: to }) => to !== undefined));
  if (untoldRule && way.status === 'passes') {
    const line = ruleOf(untoldRule);
    const name = hostOf(untoldRule.member).name;
    return { step: 'nat', status: 'holds', ...seen, ...(line ? { at: line } : {}), text: TRANSLATED_TO(name, address) };
  }
  const near = nearestRule(there.hops, hostOf);
  if (way.status === 'passes' && there.end === 'delivered')
    return { step: 'nat', status: 'holds', ...seen, text: FINDS_BACK(address) };
  // Something on the way translates, in a way that is not followed.
  const untold = there.hops.find(({ member }) =>
    hostOf(member).files.some(({ device }) => device.nat?.translates && !device.filters.some(translatesAtHook)),
  );
  if (untold) return { step: 'nat', status: 'unknown', ...seen, text: NOT_FOLLOWED(hostOf(untold.member).name) };
  const border = borderOf(there.hops);
  const lost = way.status === 'stopped' && way.side === 'back' && way.end !== 'denied';
  if (!lost && (!border || there.end !== 'leaves' || way.status === 'unknown'))
    return { step: 'nat', status: 'unknown', ...seen, text: SOMEBODY(address) };
  const at = near?.line ?? border?.line;
  return {
    step: 'nat',
    status: 'broken',
    ...seen,
    ...(at ? { at } : {}),
    text: near ? NOT_TAKEN(hostOf(near.hop.member).name, address) : UNTRANSLATED(address),
    source: 'RFC 1918 section 3, RFC 6598 section 4',
  };
}

/** It leaves for a global address from one that nobody outside answers to. */
function isUntranslated({ to }: Question, { there }: Way): boolean {
  const last = there.hops.at(-1)?.becomes;
  return last !== undefined && isPrivate(last.family, last.source) && !isPrivate(to.family, to.address);
}

const isSourceRule = ({ action, active, implicit }: FilterRule): boolean =>
  active && !implicit && action.kind === 'translate' && action.nat === 'source';

const translatesAtHook = ({ purpose, hook, rules }: Filter): boolean =>
  purpose === 'nat' && hook !== undefined && rules.some(isSourceRule);

/** The rule that translated here. */
function ruleOf({ filters }: TraceHop): PlacedLine | undefined {
  for (const { owner, verdict, becomes, untold } of filters) {
    const ref = becomes || untold ? verdict.decidedBy : undefined;
    const rule = ref && owner.device.filters[ref.filter]!.rules[ref.rule]!;
    if (rule && rule.span.end > rule.span.start) return lineIn(owner, rule.span);
  }
  return undefined;
}

/** Of the last device on the way that translates sources: its first rule, which does not take this packet. */
function nearestRule(
  hops: readonly TraceHop[],
  hostOf: HostOf,
): { readonly hop: TraceHop; readonly line: PlacedLine } | undefined {
  for (const hop of [...hops].reverse())
    for (const owner of hostOf(hop.member).files) {
      const rule = owner.device.filters.find(translatesAtHook)?.rules.find(isSourceRule);
      if (rule) return { hop, line: lineIn(owner, rule.span) };
    }
  return undefined;
}

/** The first interface that it leaves by into a network of global addresses: there the translation belongs. */
function borderOf(hops: readonly TraceHop[]): { readonly line: PlacedLine } | undefined {
  for (const { member, outInterface, packet } of hops) {
    const port = member.device.interfaces.find(({ name }) => name.value === outInterface);
    const global = port?.addresses.some(
      ({ family, address }) => family === packet.family && !isPrivate(family, address),
    );
    if (port && global) return { line: lineIn(member, port.name.span) };
  }
  return undefined;
}

const named = (name: string, { en, 'zh-cn': zh }: Bilingual): Bilingual => ({
  en: `${name}: ${en}.`,
  'zh-cn': `${name}:${zh}。`,
});
const list = (names: readonly string[]): string => names.join(' > ');
const UP_TO = (names: readonly string[]): Bilingual => ({
  en: `Routes lead as far as ${list(names)}, where a filter stops the packet.`,
  'zh-cn': `路由可达 ${list(names)},报文在此被过滤器阻止。`,
});
const THROUGH = (names: readonly string[], { en, 'zh-cn': zh }: Bilingual): Bilingual => ({
  en: `Routes lead there by way of ${list(names)}: ${en}.`,
  'zh-cn': `路由经由 ${list(names)} 可达:${zh}。`,
});
const UNUSED = (address: string): Bilingual => ({
  en: `its route to ${address} is not in use, for its next hop is on none of its networks, or its interface is down; correct the next hop`,
  'zh-cn': `到 ${address} 的路由未生效:下一跳不在其任何直连网络上,或接口已关闭;请更正下一跳`,
});
const MISSING = (name: string, address: string, gateway: string | undefined): Bilingual => ({
  en: `there is no route to ${address}, and no default route: nothing gets past ${name}. Give it a default route${gateway === undefined ? ' to its gateway' : ` by way of ${gateway}, which is on this network and has one`}`,
  'zh-cn': `没有到 ${address} 的路由,也没有默认路由:报文无法通过 ${name}。请配置${gateway === undefined ? '指向网关' : `经由 ${gateway}(位于该网络且有路由)`}的默认路由`,
});
const NOT_IN_TABLE = (subnet: string, address: string): Bilingual => ({
  en: `the route table of ${subnet} has no route to ${address}: add one to a NAT gateway, or to an Internet gateway where its machines have public addresses`,
  'zh-cn': `${subnet} 的路由表没有到 ${address} 的路由:请添加指向 NAT 网关的路由;若其机器有公网地址,也可指向互联网网关`,
});
const NO_WAY_BACK = ({ en, 'zh-cn': zh }: Bilingual): Bilingual => ({
  en: `Packets get there, and their answers do not come back: ${en}. Give that device a route back.`,
  'zh-cn': `报文可以到达,但应答无法返回:${zh}。请在该设备上配置返回路由。`,
});
const NOT_SEEN = ({ en, 'zh-cn': zh }: Bilingual): Bilingual => ({
  en: `No packet gets far enough to tell how it is translated: ${en}.`,
  'zh-cn': `没有报文到达可判断地址转换之处:${zh}。`,
});
const NONE_NEEDED = (address: string): Bilingual => ({
  en: `Packets leave from ${address}, which needs no translation.`,
  'zh-cn': `报文以 ${address} 为源离开,无需转换。`,
});
const TRANSLATED = (name: string, from: string, to: string): Bilingual => ({
  en: `${name} translates ${from} to ${to}.`,
  'zh-cn': `${name} 将 ${from} 转换为 ${to}。`,
});
const TRANSLATED_TO = (name: string, from: string): Bilingual => ({
  en: `${name} translates ${from} to an address that these files do not tell.`,
  'zh-cn': `${name} 将 ${from} 转换为这些文件未说明的地址。`,
});
const FINDS_BACK = (address: string): Bilingual => ({
  en: `Packets leave from the private ${address} untranslated, and answers find back.`,
  'zh-cn': `报文以私有地址 ${address} 未经转换离开,应答能够返回。`,
});
const NOT_FOLLOWED = (name: string): Bilingual => ({
  en: `${name} translates addresses in a way that is not followed here.`,
  'zh-cn': `${name} 的地址转换方式在此不做推演。`,
});
const SOMEBODY = (address: string): Bilingual => ({
  en: `Packets leave what is described here from the private ${address}: whoever is there must translate it.`,
  'zh-cn': `报文以私有地址 ${address} 离开此处所描述的网络:须由对方转换。`,
});
const NOT_TAKEN = (name: string, address: string): Bilingual => ({
  en: `Packets leave for the Internet from the private ${address}: the translation on ${name} does not take them, and no answer finds back. Make this rule match that source and the interface by which it leaves.`,
  'zh-cn': `报文以私有地址 ${address} 发往互联网:${name} 上的转换规则未匹配它,应答无法返回。请让该规则匹配此源地址及其出接口。`,
});
const UNTRANSLATED = (address: string): Bilingual => ({
  en: `Packets leave for the Internet from the private ${address}, and nothing on the way translates it: no answer finds back. Translate sources where they leave by this interface.`,
  'zh-cn': `报文以私有地址 ${address} 发往互联网,途中没有任何转换:应答无法返回。请在该出接口上做源地址转换。`,
});
