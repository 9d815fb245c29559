import { formatAddress, formatPrefix } from '../../../grammars/model/address.ts';
import type { BgpNeighbour } from '../../../grammars/model/bgp.ts';
import type { Filter } from '../../../grammars/model/filter.ts';
import type { Interface } from '../../../grammars/model/interface.ts';
import type { Span } from '../../../grammars/text/span.ts';
import type { FilterAnalyses } from '../packets/analyses.ts';
import { nameAt } from '../review/names.ts';
import type { Prepared } from '../review/prepare.ts';
import type { Locale } from './locale.ts';

export interface Fact {
  readonly span: Span;
  /** Markdown. */
  readonly text: string;
}

/**
 * What the model knows of the smallest thing at the offset, in one or two lines; undefined where it knows nothing.
 * @param lineOf 0-based line that the reader sees for an offset of this document.
 */
export function factAt(
  prepared: Prepared,
  offset: number,
  packets: () => FilterAnalyses,
  lineOf: (offset: number) => number,
  locale: Locale,
): Fact | undefined {
  const { device } = prepared;
  const candidates: { readonly span: Span; readonly text: () => string }[] = [];
  const add = (span: Span, text: () => string): void => {
    if (span.start <= offset && offset <= span.end) candidates.push({ span, text });
  };
  for (const [filter, { rules, purpose }] of device.filters.entries()) {
    if (purpose === 'mangle') continue;
    for (const [rule, { span, spans }] of rules.entries())
      for (const part of spans ?? [span])
        add(part, () => ruleText(packets().explain({ filter, rule }), device.filters[filter]!, locale));
  }
  for (const one of device.interfaces) add(one.name.span, () => interfaceText(one, locale));
  for (const { neighbours } of device.bgp)
    for (const one of neighbours) add(one.address.span, () => neighbourText(one, locale));
  for (const { destination, destinationSpan, nextHops, discard } of device.routes) {
    const hops = nextHops.map(({ address, interface: name }) =>
      [address && formatAddress(address.family, address.address), name].filter(Boolean).join(' '),
    );
    const via = discard ? TEXT.discarded[locale] : hops.join(', ');
    add(
      destinationSpan,
      () => `${TEXT.route[locale]} ${code(formatPrefix(destination))} > ${via === '' ? '?' : code(via)}`,
    );
  }
  for (const timer of device.nat?.timers ?? []) {
    const { value } = timer.seconds;
    add(timer.span, () => `${code(timer.label)}: ${value === 'never' ? TEXT.never[locale] : duration(value, locale)}`);
  }
  const name = nameAt(prepared, offset);
  if (name) {
    const { text, definitions, occurrences } = name.name;
    const uses = occurrences.filter(({ kind }) => kind === 'use').length;
    const lines = definitions.map((definition) => lineOf(definition.name.span.start) + 1);
    add(name.at.span, () => TEXT.name[locale](code(text), name.name.namespace, lines, uses));
  }
  const smallest = candidates.sort((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start))[0];
  return smallest && { span: smallest.span, text: smallest.text() };
}

/** Inline code, whatever it holds. */
const code = (text: string): string => `\`${text.replaceAll('`', "'").replace(/\s+/g, ' ')}\``;

function ruleText(left: string, filter: Filter, locale: Locale): string {
  const name = code(filter.name.value);
  if (left === 'nothing') return TEXT.matchesNothing[locale](name);
  if (left === 'not decided') return TEXT.notDecided[locale](name);
  return TEXT.matches[locale](name, code(left));
}

function interfaceText(one: Interface, locale: Locale): string {
  const addresses = one.addresses.map((address) => code(formatPrefix(address))).join(', ');
  const state = [
    one.shutdown === true ? TEXT.shutdown[locale] : '',
    one.dynamic ? TEXT.dynamic[locale] : '',
    one.vrf === undefined ? '' : `VRF ${code(one.vrf)}`,
  ].filter((part) => part !== '');
  return [`${code(one.name.value)}: ${addresses === '' ? TEXT.noAddress[locale] : addresses}`, ...state].join('; ');
}

function neighbourText(one: BgpNeighbour, locale: Locale): string {
  const parts = [
    one.remoteAs ? `AS ${one.remoteAs.value}` : '',
    one.external === undefined ? '' : one.external ? 'eBGP' : 'iBGP',
    one.shutdown ? TEXT.shutdown[locale] : '',
    one.timers?.keepalive ? `keepalive ${one.timers.keepalive.value} s` : '',
    one.timers?.hold ? `hold ${one.timers.hold.value} s` : '',
  ].filter((part) => part !== '');
  const families = one.families
    .filter(({ active }) => active)
    .map((family) => {
      const names = (uses: typeof family.imports): string =>
        uses.length === 0 ? TEXT.none[locale] : uses.map((use) => code(use.name.value)).join(', ');
      const limit = family.maxPrefix ? `; ${TEXT.limit[locale]} ${family.maxPrefix.limit.value}` : '';
      return `${family.name}: ${TEXT.imports[locale]} ${names(family.imports)}; ${TEXT.exports[locale]} ${names(family.exports)}${limit}`;
    });
  return [`${code(one.address.value)}: ${parts.join(', ')}`, ...families].join('\n\n');
}

function duration(seconds: number, locale: Locale): string {
  const unit = locale === 'zh-cn' ? ['秒', '分钟', '小时'] : ['s', 'min', 'h'];
  const exact = `${seconds} ${unit[0]}`;
  if (seconds >= 3600 && seconds % 3600 === 0) return `${exact} (${seconds / 3600} ${unit[2]})`;
  return seconds >= 120 && seconds % 60 === 0 ? `${exact} (${seconds / 60} ${unit[1]})` : exact;
}

const TEXT = {
  matches: {
    en: (name: string, left: string) => `Still matches in ${name}, after the rules before it: ${left}`,
    'zh-cn': (name: string, left: string) => `在 ${name} 中,经前面的规则之后仍匹配:${left}`,
  },
  matchesNothing: {
    en: (name: string) => `Matches nothing in ${name}: the rules before it decide every packet it names.`,
    'zh-cn': (name: string) => `在 ${name} 中不匹配任何报文:前面的规则已处理它所描述的全部报文。`,
  },
  notDecided: {
    en: (name: string) => `What it still matches in ${name} is too intricate to be decided.`,
    'zh-cn': (name: string) => `它在 ${name} 中仍匹配的范围过于复杂,无法判定。`,
  },
  name: {
    en: (text: string, kind: string, lines: readonly number[], uses: number) =>
      `${kind} ${text}: ${lines.length === 0 ? 'not defined in this file' : `defined on line ${lines.join(', ')}`}, ${uses === 0 ? 'not used' : uses === 1 ? 'used once' : `used ${uses} times`}`,
    'zh-cn': (text: string, kind: string, lines: readonly number[], uses: number) =>
      `${kind} ${text}:${lines.length === 0 ? '未在此文件中定义' : `定义于第 ${lines.join('、')} 行`},${uses === 0 ? '未被引用' : `被引用 ${uses} 次`}`,
  },
  route: { en: 'Route', 'zh-cn': '路由' },
  discarded: { en: 'discarded', 'zh-cn': '丢弃' },
  never: { en: 'never runs out', 'zh-cn': '永不超时' },
  shutdown: { en: 'shut down', 'zh-cn': '已关闭' },
  dynamic: { en: 'address from elsewhere (DHCP or similar)', 'zh-cn': '地址由外部分配(DHCP 等)' },
  noAddress: { en: 'no address', 'zh-cn': '无地址' },
  none: { en: 'none', 'zh-cn': '无' },
  imports: { en: 'in', 'zh-cn': '入' },
  exports: { en: 'out', 'zh-cn': '出' },
  limit: { en: 'prefix limit', 'zh-cn': '前缀上限' },
} as const;
