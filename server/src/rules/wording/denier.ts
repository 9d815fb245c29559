import { parsePrefix } from '../../../../grammars/model/address.ts';
import type { Device } from '../../../../grammars/model/device.ts';
import type { Binding, Match } from '../../../../grammars/model/filter.ts';
import type { Bilingual } from '../../../../grammars/outline.ts';
import type { Span } from '../../../../grammars/text/span.ts';
import type { BlockedPorts, FilterAnalyses, Packet, RuleRef } from '../../packets/analyses.ts';
import type { Related } from '../../review/finding.ts';
import type { RuleContext } from '../../review/rule.ts';

/** What denies a packet in a filter, and how to speak of it. */
export interface Denier {
  /** Of the filter's own rule that denies or sends to the chain that does; else of its default. */
  readonly span: Span;
  /** `line 12`, `the default of OUT` */
  readonly by: Bilingual;
  /** Where a permit decides first: the filter asked about, or the list that an unwritten rule of it sends the packet to. */
  readonly filter: number;
  /** Index in that filter, ahead of what logs the denial. */
  readonly before: number;
  readonly related: readonly Related[];
}

/**
 * Where all of these packets are denied for sure, one of them: not one that a filter of impossible senders takes, if others are denied
 * elsewhere. @param anySource the packets may come from everywhere
 */
export function deniedAll(packets: FilterAnalyses, filter: number, asked: Match, anySource = true): Packet | undefined {
  const answer = packets.passage?.(filter, [asked]);
  if (!answer?.closed || answer.surelyDenied.amount !== 'all') return undefined;
  const shown = answer.surelyDenied.witness;
  if (!anySource) return shown;
  const ordinary = packets.passage?.(filter, [
    { ...asked, source: ORDINARY[asked.family === 'ipv6' ? 'ipv6' : 'ipv4'] },
  ]);
  const other = ordinary?.surelyDenied.witness;
  if (!shown || !other) return shown;
  const by = (packet: Packet): string => JSON.stringify(packets.test(filter, packet).decidedBy);
  return by(shown) === by(other) ? shown : other;
}

/** Networks of providers, as good as any. */
const ORDINARY = {
  ipv4: { anyOf: [{ kind: 'prefix', ...parsePrefix('8.0.0.0/8')! }] },
  ipv6: { anyOf: [{ kind: 'prefix', ...parsePrefix('2600::/12')! }] },
} as const;

/** `denied`: a packet that the filter denies, and the rule that does it (absent: the default). */
export function denierOf(
  { device, packets, lineOf }: Pick<RuleContext, 'device' | 'packets' | 'lineOf'>,
  index: number,
  denied: Pick<BlockedPorts, 'by' | 'witness'>,
  binding?: Binding,
): Denier {
  const asked = listAsked(index, denied, packets, device);
  const filter = device.filters[asked]!;
  const { own, by, before } = placeOf(asked, denied, packets, device);
  // What the platform does by itself is the list's default.
  const spanOf = (ref: RuleRef | undefined): Span | undefined => {
    const rule = ref && device.filters[ref.filter]?.rules[ref.rule];
    return rule?.implicit ? undefined : rule?.span;
  };
  const denier = spanOf(by);
  const span = spanOf(own) ?? denier ?? filter.fallback.span ?? filter.name.span;
  const line = lineOf((denier ?? span).start) + 1;
  const name = filter.name.value;
  return {
    span,
    filter: asked,
    before,
    by: denier
      ? { en: `line ${line}`, 'zh-cn': `第 ${line} 行` }
      : { en: `the default of ${name}`, 'zh-cn': `${name} 的默认动作` },
    related: [
      ...(denier && denier !== span ? [{ span: denier, text: { en: 'Denied here', 'zh-cn': '在此拒绝' } }] : []),
      ...(binding
        ? [{ span: binding.span, text: { en: `${name} is put to work here`, 'zh-cn': `${name} 在此生效` } }]
        : []),
    ],
  };
}

/** The first list that unwritten rules send the packet to: that of its zones, which is tried before those for any. */
function listAsked(
  index: number,
  { witness }: Pick<BlockedPorts, 'by' | 'witness'>,
  packets: FilterAnalyses,
  device: Device,
): number {
  const { rules, table } = device.filters[index]!;
  const lists = (witness ? packets.test(index, witness).trace : []).flatMap(({ filter, rule }) => {
    const { action, implicit } = rules[rule] ?? {};
    if (filter !== index || !implicit || (action?.kind !== 'jump' && action?.kind !== 'goto')) return [];
    return [device.filters.findIndex((one) => one.table === table && one.name.value === action.target.value)];
  });
  return lists[0] ?? index;
}

interface Place {
  /** The rule of the filter itself that denies, or sends to the chain that does; absent: its default denies. */
  readonly own?: RuleRef;
  /** The rule that denies. */
  readonly by?: RuleRef;
  readonly before: number;
}

function placeOf(
  index: number,
  { by, witness }: Pick<BlockedPorts, 'by' | 'witness'>,
  packets: FilterAnalyses,
  device: Device,
): Place {
  const { rules } = device.filters[index]!;
  const trace = witness ? packets.test(index, witness).trace.filter(({ filter }) => filter === index) : [];
  const last = trace.at(-1);
  const leads = last && rules[last.rule]?.action.kind !== 'continue' ? last : undefined;
  const own = by && (by.filter === index ? by : leads);
  let before = own?.rule ?? rules.length;
  while (rules[before - 1]?.action.kind === 'continue' && trace.some(({ rule }) => rule === before - 1)) before -= 1;
  return { ...(own ? { own } : {}), ...(by ? { by } : {}), before };
}
