import { formatPrefix } from '../../../../../grammars/model/address.ts';
import type { Binding, Filter } from '../../../../../grammars/model/filter.ts';
import type { Interface, InterfaceAddress } from '../../../../../grammars/model/interface.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { TextEdit } from '../../../../../grammars/text/edit.ts';
import { contains } from '../../../../../grammars/text/span.ts';
import type { Severity } from '../../../review/finding.ts';
import { defineRule, type Proposal, type Report, type RuleContext } from '../../../review/rule.ts';
import { byName } from '../../exposure/by-name.ts';
import { facesOutside, isManagementPort } from '../../exposure/outside.ts';
import { twinFix } from './twin.ts';
import { portsText, weakerServices } from './weaker.ts';

export const rule = defineRule({
  meta: {
    id: 'ipv6/filter-parity',
    severity: 'error',
    needs: ['packet-filters'],
    title: {
      en: 'IPv4 is filtered and IPv6 is not, or less',
      'zh-cn': 'IPv4 有过滤,而 IPv6 没有或更宽松',
    },
    sources: ['RFC 9099 section 2.5', 'RFC 4942 section 2.1', 'Cisco IOS IPv6 Command Reference: ipv6 traffic-filter'],
    options: {},
  },
  *check(context) {
    const { device } = context;
    if (device.fragment) return;
    for (const binding of device.bindings) {
      if (binding.family !== 'ipv4' || binding.direction !== 'in' || binding.place.kind !== 'interface') continue;
      const found = unfilteredPort(context, binding, binding.place.name) ?? weakerPort(context, binding);
      if (found) yield found;
    }
    const login = unfilteredLogin(context);
    if (login) yield login;
    yield* hooks(context);
  },
});

/** The filter of a binding, if it is known in full and denies something. */
function denierOf({ device, packets }: RuleContext, { filter: { value }, family }: Binding): number | undefined {
  const index = byName(device)
    .filters(value)
    .find((at) => {
      const one = device.filters[at]!;
      return one.purpose === 'packet' && (one.family === family || one.family === 'both');
    });
  if (index === undefined || !device.filters[index]!.closed) return undefined;
  const denied = packets.passage?.(index, [{ family: family === 'ipv6' ? 'ipv6' : 'ipv4' }])?.surelyDenied.amount;
  return denied === 'some' || denied === 'all' ? index : undefined;
}

/** An address that others than the neighbours on the link can reach. */
const routedIpv6 = ({ addresses }: Interface): InterfaceAddress | undefined =>
  addresses.find(({ family, address }) => family === 'ipv6' && address >> 118n !== 0x3fan);

const hasIpv6 = (port: Interface): boolean =>
  !port.shutdown && (routedIpv6(port) !== undefined || port.dynamicFamilies?.includes('ipv6') === true);

/** A zone's policies are for both families. */
const isFilteredOtherwise = ({ zone }: Interface): boolean => zone !== undefined;

function unfilteredPort(context: RuleContext, binding: Binding, name: string): Report | undefined {
  const { device } = context;
  const port = byName(device).port(name);
  if (!port?.closed || port.loopback || !hasIpv6(port) || isFilteredOtherwise(port)) return undefined;
  const twin = byName(device)
    .bindingsTo(name)
    .some((one) => one.direction === 'in' && one.family !== 'ipv4');
  const index = denierOf(context, binding);
  if (twin || index === undefined) return undefined;
  const outside = facesOutside(device, port) && !isManagementPort(port);
  const address = routedIpv6(port);
  const has: Bilingual = address
    ? { en: `has ${formatPrefix(address)}`, 'zh-cn': `具有 ${formatPrefix(address)}` }
    : { en: 'takes IPv6 addresses', 'zh-cn': '会获取 IPv6 地址' };
  return {
    severity: outside ? 'error' : 'warning',
    span: binding.span,
    text: {
      en: `${binding.filter.value} filters IPv4 only, and ${name} ${has.en}: over IPv6 everything it denies comes in. Bind an IPv6 filter with the same services, and permit the ICMPv6 that IPv6 needs.`,
      'zh-cn': `${binding.filter.value} 只过滤 IPv4,而 ${name} ${has['zh-cn']}:它所拒绝的一切都能经 IPv6 进入。请应用具有相同服务的 IPv6 过滤器,并放行 IPv6 所必需的 ICMPv6。`,
    },
    ...(address
      ? { related: [{ span: address.span, text: { en: 'IPv6 is in use here', 'zh-cn': '此处启用了 IPv6' } }] }
      : {}),
    fixes: twinFix(device, binding, device.filters[index]!),
  };
}

function weakerPort(context: RuleContext, binding: Binding): Report | undefined {
  const { device } = context;
  const { place } = binding;
  if (place.kind !== 'interface') return undefined;
  const port = byName(device).port(place.name);
  if (!port || !facesOutside(device, port)) return undefined;
  const others = byName(device)
    .bindingsTo(place.name)
    .filter(({ direction }) => direction === 'in');
  const [six, ...more] = others.filter(({ family }) => family === 'ipv6');
  if (!six || more.length > 0 || others.length !== 2) return undefined;
  const [four, other] = [denierOf(context, binding), indexOf(context, six)];
  return four === undefined || other === undefined ? undefined : weaker(context, four, other, six.span);
}

const indexOf = ({ device }: RuleContext, { filter: { value } }: Binding): number | undefined =>
  byName(device)
    .filters(value)
    .find((at) => device.filters[at]!.family === 'ipv6');

/** New flows from the Internet to ports that the IPv4 filter surely denies and the IPv6 filter surely lets in. */
function weaker(
  { device, packets, lineOf }: RuleContext,
  four: number,
  six: number,
  span: Report['span'],
): Report | undefined {
  const found = weakerServices(packets, four, six);
  if (!found) return undefined;
  const [v4, v6] = [four, six].map((index) => device.filters[index]!) as [Filter, Filter];
  const rule = found.by && device.filters[found.by.filter]!.rules[found.by.rule]!;
  const services = `${found.protocol} ${portsText(found.ports)}`;
  const line = rule && lineOf(rule.span.start) + 1;
  const by: Bilingual =
    line === undefined ? { en: '', 'zh-cn': '' } : { en: ` (line ${line})`, 'zh-cn': `(第 ${line} 行)` };
  return {
    severity: 'warning',
    span: rule?.span ?? span,
    text: {
      en: `Over IPv6 ${v6.name.value} lets in ${services}${by.en}, which ${v4.name.value} denies for IPv4. Deny it here too, or permit it there.`,
      'zh-cn': `${v6.name.value} 经 IPv6 放行 ${services}${by['zh-cn']},而 ${v4.name.value} 对 IPv4 拒绝这些服务。请在此处也拒绝,或在 IPv4 侧放行。`,
    },
    related: [
      { span: v4.name.span, text: { en: `${v4.name.value} denies it`, 'zh-cn': `${v4.name.value} 拒绝该服务` } },
    ],
    ...(found.witness === undefined ? {} : { witness: found.witness }),
  };
}

/** Who may log in to the device is limited for IPv4 alone. */
function unfilteredLogin(context: RuleContext): Report | undefined {
  const { device } = context;
  const login = device.bindings.filter(({ place, direction }) => place.kind === 'management' && direction === 'in');
  const first = login.find((one) => one.family === 'ipv4' && denierOf(context, one) !== undefined);
  if (!first || login.some(({ family }) => family !== 'ipv4')) return undefined;
  const ports = device.interfaces.filter((one) => one.closed && routedIpv6(one) !== undefined && hasIpv6(one));
  if (ports.length === 0) return undefined;
  const severity: Severity = ports.some((one) => facesOutside(device, one)) ? 'error' : 'warning';
  const port = ports.find((one) => facesOutside(device, one)) ?? ports[0]!;
  const address = routedIpv6(port)!;
  return {
    severity,
    span: first.span,
    text: {
      en: `${first.filter.value} limits who reaches the device itself over IPv4 only, and it has IPv6 addresses (${formatPrefix(address)} on ${port.name.value}): over IPv6 anyone may try. Bind an IPv6 filter with the same sources.`,
      'zh-cn': `${first.filter.value} 只限制经 IPv4 访问设备自身的来源,而设备具有 IPv6 地址(${port.name.value} 上的 ${formatPrefix(address)}):任何人都可经 IPv6 尝试。请为 IPv6 应用来源相同的过滤器。`,
    },
    related: [{ span: address.span, text: { en: 'IPv6 is in use here', 'zh-cn': '此处启用了 IPv6' } }],
  };
}

/** Chains at the hooks of a host: a whole ruleset that has some for one family and none for the other. */
function* hooks(context: RuleContext): Generator<Report> {
  const { device, outline, packets } = context;
  const reported = new Set<string | undefined>();
  for (const hook of ['input', 'forward'] as const) {
    const at = device.filters.flatMap((one, index) =>
      one.hook === hook && one.purpose === 'packet' && !one.generated ? [{ one, index }] : [],
    );
    const four = at.filter(({ one }) => one.family === 'ipv4');
    const [v4] = four;
    if (!v4 || at.some(({ one }) => one.family === 'both')) continue;
    const [v6, ...more] = at.filter(({ one }) => one.family === 'ipv6');
    if (v6) {
      const found =
        more.length === 0 && four.length === 1 && v4.one.closed && v6.one.closed
          ? weaker(context, v4.index, v6.index, v6.one.name.span)
          : undefined;
      if (found) yield found;
      continue;
    }
    // Without `flush ruleset`, the other family's table may be in another file; where the text has the addresses, it has them of both.
    const port = device.interfaces.find((one) => hasIpv6(one) && !one.loopback);
    if (!FLUSHES.test(outline.text) && !port) continue;
    const denied = packets.passage?.(v4.index, [{ family: 'ipv4' }])?.surelyDenied.amount;
    if (!v4.one.closed || denied === undefined || denied === 'none' || reported.has(v4.one.table)) continue;
    reported.add(v4.one.table);
    yield port
      ? unfilteredHook(context, v4.one, port)
      : {
          severity: 'warning',
          span: v4.one.name.span,
          text: {
            en: `This ruleset filters IPv4 at ${hook} and has no chain for IPv6: unless IPv6 is switched off, everything comes in over it. Make it a table of family inet, and accept the ICMPv6 that IPv6 needs.`,
            'zh-cn': `该规则集在 ${hook} 处只过滤 IPv4,没有 IPv6 的链:除非已关闭 IPv6,否则一切都可经 IPv6 进入。请改用 inet 族的表,并放行 IPv6 所必需的 ICMPv6。`,
          },
          fixes: forBothFamilies(context, v4.one),
        };
  }
}

/** A router whose whole configuration the text is. */
function unfilteredHook({ device }: RuleContext, { hook, name }: Filter, port: Interface): Report {
  const address = routedIpv6(port);
  const has: Bilingual = address
    ? { en: `has ${formatPrefix(address)}`, 'zh-cn': `具有 ${formatPrefix(address)}` }
    : { en: 'takes IPv6 addresses', 'zh-cn': '会获取 IPv6 地址' };
  return {
    severity: facesOutside(device, port) ? 'error' : 'warning',
    span: name.span,
    text: {
      en: `IPv4 is filtered at ${hook} and IPv6 is not, though ${port.name.value} ${has.en}: over IPv6 everything that is denied here comes in. Write the same rules for IPv6, and permit the ICMPv6 that it needs.`,
      'zh-cn': `${hook} 处只过滤 IPv4 而不过滤 IPv6,但 ${port.name.value} ${has['zh-cn']}:此处拒绝的一切都能经 IPv6 进入。请为 IPv6 编写同样的规则,并放行 IPv6 所必需的 ICMPv6。`,
    },
    ...(address
      ? { related: [{ span: address.span, text: { en: 'IPv6 is in use here', 'zh-cn': '此处启用了 IPv6' } }] }
      : {}),
  };
}

/** Only for a table that does nothing but filter, and where no table of that name is there for both already. */
function forBothFamilies({ device, outline }: RuleContext, chain: Filter): Proposal[] {
  const statement = outline.statements.find(
    ({ words, span }) => words[0]?.text === 'table' && words[1]?.text === 'ip' && contains(span, chain.name.span),
  );
  const [, family, name] = statement?.words ?? [];
  const siblings = device.filters.filter(({ table }) => table === chain.table);
  const taken = outline.statements.some(
    ({ words }) => words !== statement?.words && words[0]?.text === 'table' && words.at(-1)?.text === name?.text,
  );
  if (!family || !name || taken || siblings.some(({ purpose }) => purpose !== 'packet')) return [];
  const edits = siblings.flatMap(({ hook, rules }): TextEdit[] => {
    const [first] = rules;
    if (hook !== 'input' || !first) return [];
    const { start } = first.remarks?.[0] ?? first.span;
    const indent = /[ \t]*$/.exec(outline.text.slice(Math.max(0, start - 200), start))![0];
    return [{ span: { start, end: start }, newText: `meta l4proto ipv6-icmp accept\n${indent}` }];
  });
  return [
    {
      title: {
        en: `Make ${name.text} a table of family inet: its rules decide IPv6 too, and ICMPv6 to the host is accepted`,
        'zh-cn': `将表 ${name.text} 改为 inet 族:其规则同样作用于 IPv6,并放行到本机的 ICMPv6`,
      },
      safety: 'unsafe',
      change: { kind: 'edits', edits: [{ span: family.span, newText: 'inet' }, ...edits] },
    },
  ];
}

const FLUSHES = /^\s*flush\s+ruleset\s*(?:;|$)/m;
