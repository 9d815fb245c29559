import type { Interface } from '../../../../../grammars/model/interface.ts';
import type { Switchport, VlanRanges } from '../../../../../grammars/model/switching.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { Span } from '../../../../../grammars/text/span.ts';
import { type DescribedLink, describedLinks } from '../../../network/described-links.ts';
import { nameOf } from '../../../network/network.ts';
import { defineRule, type Report } from '../../../review/rule.ts';
import { linkTraits } from './link-traits.ts';

export const rule = defineRule({
  meta: {
    id: 'routing/vlan-trunk-mismatch',
    severity: 'warning',
    needs: ['interfaces', 'switching'],
    title: {
      en: 'Ends of a link that differ in VLANs, speed, duplex or MTU',
      'zh-cn': '链路两端的 VLAN、速率、双工或 MTU 不一致',
    },
    sources: ['IEEE 802.1Q section 8.6', 'IEEE 802.3 section 28.2.3.1', 'RFC 4459 section 2'],
    options: {},
  },
  *check({ device, network }) {
    for (const one of device.interfaces) if (one.switchport?.overwritten) yield overwritten(one.switchport.overwritten);
    if (!network || device.fragment) return;
    for (const link of describedLinks(network.network, network.self)) yield* compare(link);
    yield* linkTraits(network);
  },
});

function overwritten({ first, by }: NonNullable<Switchport['overwritten']>): Report {
  return {
    span: first.span,
    text: {
      en: `This list of VLANs is lost: the later one takes its place, and ${words(first.value)} pass no more unless they are in it. Write the later line with "add", or one list.`,
      'zh-cn': `此 VLAN 列表会失效:后面的列表会取代它,未包含在内的 ${words(first.value)} 不再放行。请在后一行使用 add,或合并为一个列表。`,
    },
    related: [{ span: by, text: { en: 'Replaced here', 'zh-cn': '在此被取代' } }],
  };
}

interface Difference {
  readonly here: Span;
  readonly there: Span;
  readonly text: (own: string, far: string) => Bilingual;
}

/** Both ends closed and plain: nothing else tells what passes. A member of an aggregation is told with its bundle. */
function* compare({ here, there, member }: DescribedLink): Generator<Report> {
  const [a, b] = [here.switchport, there.switchport];
  if (!a?.mode || !b?.mode || a.special || b.special || !here.closed || !there.closed || here.lag || there.lag) return;
  const difference = differenceOf(here, there, a, b);
  if (!difference) return;
  yield {
    span: difference.here,
    text: difference.text(here.name.value, `${nameOf(member)} ${there.name.value}`),
    related: [
      {
        span: difference.there,
        text: { en: 'The other end', 'zh-cn': '对端' },
        elsewhere: { path: member.path, range: member.index.rangeOf(difference.there) },
      },
    ],
  };
}

function differenceOf(here: Interface, there: Interface, a: Switchport, b: Switchport): Difference | undefined {
  const [mode, other] = [a.mode!, b.mode!];
  if (mode.value !== other.value)
    return {
      here: mode.span,
      there: other.span,
      text: (own, far) => ({
        en: `${own} is a port of mode ${mode.value}, and ${far} at the other end of mode ${other.value}: only frames without a tag get through. Use one mode.`,
        'zh-cn': `${own} 为 ${mode.value} 模式,而对端 ${far} 为 ${other.value} 模式:只有不带标签的帧能够通过。请在两端使用同一模式。`,
      }),
    };
  const [untagged, theirs] =
    mode.value === 'trunk' ? [a.nativeVlan ?? ONE, b.nativeVlan ?? ONE] : [a.accessVlan ?? ONE, b.accessVlan ?? ONE];
  if (untagged.value !== theirs.value && !dropped(a) && !dropped(b))
    return {
      here: untagged.span ?? here.span,
      there: theirs.span ?? there.span,
      text: (own, far) => ({
        en: `Frames without a tag are of VLAN ${untagged.value} on ${own} and of VLAN ${theirs.value} on ${far}: two VLANs become one, and spanning tree may block. Use one number.`,
        'zh-cn': `不带标签的帧在 ${own} 属于 VLAN ${untagged.value},在 ${far} 属于 VLAN ${theirs.value}:两个 VLAN 会互通,生成树也可能阻塞端口。请使用同一编号。`,
      }),
    };
  if (mode.value !== 'trunk') return undefined;
  const [mine, others] = [a.allowedVlans, b.allowedVlans];
  if (!mine || !others) return undefined;
  const unmeant = a.passesFirst || b.passesFirst ? [{ first: 1, last: 1 }] : [];
  const [missing, extra] = [
    without(without(others.value, mine.value), unmeant),
    without(without(mine.value, others.value), unmeant),
  ];
  if (missing.length === 0 && extra.length === 0) return undefined;
  return {
    here: mine.span,
    there: others.span,
    text: (own, far) => ({
      en: `${own} and ${far} let different VLANs pass: ${[
        ...(extra.length > 0 ? [`${words(extra)} only here`] : []),
        ...(missing.length > 0 ? [`${words(missing)} only there`] : []),
      ].join(', ')}. Those end at this link: allow the same ones at both ends.`,
      'zh-cn': `${own} 与 ${far} 允许的 VLAN 不同:${[
        ...(extra.length > 0 ? [`仅本端允许 ${words(extra)}`] : []),
        ...(missing.length > 0 ? [`仅对端允许 ${words(missing)}`] : []),
      ].join(',')}。这些 VLAN 在此链路中断:请在两端允许相同的 VLAN。`,
    }),
  };
}

/** Nothing of what has no tag crosses: no VLAN becomes another. */
const dropped = ({ mode, nativeVlan, dropsUntagged }: Switchport): boolean =>
  mode?.value === 'trunk' && !nativeVlan && dropsUntagged === true;

/** VLAN 1, where nothing is said. */
const ONE: { readonly value: number; readonly span?: Span } = { value: 1 };

/** What is in the one and not in the other; both are in order. */
function without(wide: VlanRanges, narrow: VlanRanges): VlanRanges {
  const left: { first: number; last: number }[] = [];
  let at = 0;
  for (const one of wide) {
    let { first } = one;
    const { last } = one;
    while (at < narrow.length && narrow[at]!.last < first) at += 1;
    for (let i = at; i < narrow.length && narrow[i]!.first <= last; i += 1) {
      if (first < narrow[i]!.first) left.push({ first, last: narrow[i]!.first - 1 });
      first = Math.max(first, narrow[i]!.last + 1);
    }
    if (first <= last) left.push({ first, last });
  }
  return left;
}

const words = (ranges: VlanRanges): string =>
  ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
