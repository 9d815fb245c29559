import { formatAddress, formatPrefix, holds, parsePrefix } from '../../../../../grammars/model/address.ts';
import type { Device } from '../../../../../grammars/model/device.ts';
import type { Field, FilterRule, Interval, Match } from '../../../../../grammars/model/filter.ts';
import type { Interface } from '../../../../../grammars/model/interface.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { Span } from '../../../../../grammars/text/span.ts';
import type { RuleRef } from '../../../packets/analyses.ts';
import { defineRule, type Report, type RuleContext } from '../../../review/rule.ts';
import { ingresses } from '../../exposure/ingress.ts';
import { guardsManagement } from '../../wording/management.ts';
import { changedTraffic } from '../../wording/move-up.ts';
import { capitalised, ruleName } from '../../wording/rule-names.ts';

export const rule = defineRule({
  meta: {
    id: 'ipv6/transition-tunnel',
    severity: 'warning',
    needs: ['interfaces'],
    title: {
      en: 'Automatic IPv6 tunnel (6to4, Teredo, ISATAP), or a door that is open for one',
      'zh-cn': '自动 IPv6 隧道(6to4、Teredo、ISATAP),或为其敞开的入口',
    },
    sources: ['RFC 7526 (BCP 196)', 'RFC 6169', 'RFC 6724', 'RFC 4380', 'RFC 5214'],
    options: {
      filters: {
        default: true,
        unit: '-',
        description: {
          en: 'Filters towards the outside that let in tunnels from anywhere (protocol 41, UDP 3544) are reported.',
          'zh-cn': '报告面向外部、放行来自任意来源的隧道(协议 41、UDP 3544)的过滤器。',
        },
      },
    },
  },
  *check(context) {
    const { device, option } = context;
    for (const port of device.interfaces) if (!port.shutdown) yield* ofInterface(port);
    yield* relays(device);
    if (option<boolean>('filters')) yield* openings(context);
  },
});

const RELAY_NET = parsePrefix('192.88.99.0/24')!;
const SIX_TO_FOUR = parsePrefix('2002::/16')!;
const TEREDO = parsePrefix('2001::/32')!;
/** The relay's anycast address in the form of 6to4. */
const RELAY = parsePrefix('2002:c058:6300::/40')!;

const isRelay = (family: string, address: bigint): boolean =>
  family === 'ipv4' ? holds(RELAY_NET, address) : holds(RELAY, address);

const NATIVE: Bilingual = {
  en: 'Take native IPv6 from the provider, its 6rd, or a tunnel to one fixed other end.',
  'zh-cn': '请使用运营商的原生 IPv6 或其 6rd,或指向单一固定对端的隧道。',
};

/** The tunnel, else addresses that only such tunnels have: one thing is said of an interface. */
function* ofInterface(port: Interface): Generator<Report> {
  const { ipv6Tunnel: tunnel, name } = port;
  const relay = tunnel?.remote && isRelayText(tunnel.remote.value);
  if (tunnel && relay) yield relayReport(tunnel.remote!.span, tunnel.remote!.value);
  else if (tunnel && tunnel.kind !== '6in4' && tunnel.kind !== '6rd')
    yield tunnelReport(tunnel.kind, tunnel.span, name.value);
  else
    for (const address of port.addresses) {
      if (address.family === 'ipv4' && isRelay('ipv4', address.address)) {
        yield relayReport(address.span, formatAddress('ipv4', address.address));
        return;
      }
      if (address.family !== 'ipv6') continue;
      const kind = holds(SIX_TO_FOUR, address.address) ? '6to4' : holds(TEREDO, address.address) ? 'Teredo' : undefined;
      if (!kind) continue;
      yield addressReport(kind, address.span, formatPrefix(address));
      return;
    }
}

const isRelayText = (text: string): boolean => {
  const address = parsePrefix(`${text}/32`);
  return address?.family === 'ipv4' && isRelay('ipv4', address.address);
};

/** Routes by way of the anycast relay. */
function* relays(device: Device): Generator<Report> {
  for (const { nextHops } of device.routes)
    for (const { address, span } of nextHops)
      if (address && isRelay(address.family, address.address))
        yield relayReport(span, formatAddress(address.family, address.address));
}

const relayReport = (span: Span, text: string): Report => ({
  severity: 'error',
  span,
  text: {
    en: `${text} is the anycast relay of 6to4, which was withdrawn in 2015 (RFC 7526): packets go to whoever still announces it, or nowhere. ${NATIVE.en}`,
    'zh-cn': `${text} 是 6to4 的任播中继,已于 2015 年废止(RFC 7526):数据包会到达任何仍在通告它的人,或无处可去。${NATIVE['zh-cn']}`,
  },
});

const KINDS = {
  '6to4': {
    en: 'sends IPv6 by 6to4: answers come back over relays that nobody runs for you, slowly or not at all, and packets with any address of IPv4 in theirs come in',
    'zh-cn': '使用 6to4 传送 IPv6:应答要经过无人负责的中继,缓慢甚至丢失;且任意 IPv4 地址构造的数据包都能进入',
  },
  isatap: {
    en: 'is an ISATAP tunnel: whatever sends it protocol 41 with a fitting address is a neighbour, past what filters the real links',
    'zh-cn': '是 ISATAP 隧道:任何以相应地址发来协议 41 的主机都成为邻居,绕过真实链路上的过滤',
  },
  automatic: {
    en: 'is an automatic tunnel, of a kind that is long withdrawn: it takes packets from any address of IPv4',
    'zh-cn': '是早已废弃的自动隧道:接受来自任意 IPv4 地址的数据包',
  },
} as const satisfies Readonly<Record<string, Bilingual>>;

const tunnelReport = (kind: keyof typeof KINDS, span: Span, name: string): Report => ({
  span,
  text: {
    en: `${name} ${KINDS[kind].en}. ${NATIVE.en}`,
    'zh-cn': `${name} ${KINDS[kind]['zh-cn']}。${NATIVE['zh-cn']}`,
  },
});

const addressReport = (kind: '6to4' | 'Teredo', span: Span, text: string): Report => ({
  span,
  text: {
    en: `${text} is an address of ${kind}: hosts prefer IPv4 to it (RFC 6724), and its way leads over relays of strangers. ${NATIVE.en}`,
    'zh-cn': `${text} 是 ${kind} 地址:主机优先使用 IPv4(RFC 6724),其路径要经过陌生人的中继。${NATIVE['zh-cn']}`,
  },
});

/** Permits that name what such tunnels are made of, from everybody, where strangers come in. */
function* openings(context: RuleContext): Generator<Report> {
  const { device, packets } = context;
  const told = new Set<FilterRule>();
  for (const { filter, known, where } of ingresses(device)) {
    if (!known) continue;
    const lines = packets.lines(filter);
    for (const [place, one] of device.filters[filter]!.rules.entries()) {
      const door = one.action.kind === 'permit' && one.active && !one.implicit ? doorOf(one) : undefined;
      if (!door || told.has(one) || lines[place]?.status === 'dead') continue;
      told.add(one);
      yield openingReport(context, { filter, rule: place }, door, where);
    }
  }
}

type Door = 'protocol 41' | 'UDP 3544';

function doorOf({ matches }: FilterRule): Door | undefined {
  for (const match of matches) {
    if (!fromAnybody(match)) continue;
    if (isOnly(match.protocol, 41) && match.family !== 'ipv6') return 'protocol 41';
    if (isOnly(match.protocol, 17) && (isOnly(match.destinationPort, 3544) || isOnly(match.sourcePort, 3544)))
      return 'UDP 3544';
  }
  return undefined;
}

const isOnly = (field: Field<Interval> | undefined, number: number): boolean =>
  field !== undefined &&
  !field.negated &&
  field.anyOf.length > 0 &&
  field.anyOf.every(({ first, last }) => first === number && last === number);

const fromAnybody = ({ source, state }: Match): boolean =>
  state === undefined &&
  (source === undefined ||
    (!source.negated &&
      source.anyOf.some((term) => term.kind === 'any' || (term.kind === 'prefix' && term.length === 0))));

function openingReport(context: RuleContext, ref: RuleRef, door: Door, where: string): Report {
  const { device, packets } = context;
  const effect = guardsManagement(device, ref.filter)
    ? undefined
    : packets.effectOf?.(ref, { kind: 'set-action', action: 'deny' });
  const offered = effect && !effect.locksOut && effect.changed !== 'nothing';
  const changed = effect && changedTraffic(effect);
  const name = ruleName(context, ref);
  const what: Bilingual =
    door === 'protocol 41'
      ? { en: 'IPv6 in IPv4 (protocol 41)', 'zh-cn': 'IPv4 中的 IPv6(协议 41)' }
      : { en: 'Teredo (UDP 3544)', 'zh-cn': 'Teredo(UDP 3544)' };
  return {
    span: device.filters[ref.filter]!.rules[ref.rule]!.span,
    text: {
      en: `${capitalised(name.en)} lets in ${what.en} from anybody, on ${where}, which faces the outside: what is inside such packets passes every filter for IPv6 unseen (RFC 6169). Permit the one other end of a tunnel only, or deny it.`,
      'zh-cn': `${name['zh-cn']}在面向外部的 ${where} 上放行来自任意来源的 ${what['zh-cn']}:其中封装的流量会绕过所有 IPv6 过滤(RFC 6169)。请只放行隧道的固定对端,或拒绝它。`,
    },
    fixes:
      offered && changed
        ? [
            {
              title: {
                en: `Deny it instead: denies ${changed.en}, until now permitted`,
                'zh-cn': `改为拒绝:拒绝 ${changed['zh-cn']},此前被放行`,
              },
              safety: 'unsafe',
              change: { kind: 'set-action', ...ref, action: 'deny', log: false },
            },
          ]
        : [],
  };
}
