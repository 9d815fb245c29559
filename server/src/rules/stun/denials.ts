import type { Prefix } from '../../../../grammars/model/address.ts';
import type { Device } from '../../../../grammars/model/device.ts';
import type { Interval } from '../../../../grammars/model/filter.ts';
import type { Bilingual } from '../../../../grammars/outline.ts';
import type { Span } from '../../../../grammars/text/span.ts';
import type { BlockedPorts, FilterAnalyses, RuleRef } from '../../packets/analyses.ts';
import { formatPacket } from '../../packets/packet-text.ts';
import type { Report } from '../../review/rule.ts';
import { blockedTowards, type EgressFilter, familiesOf } from './egress-filters.ts';
import { permitFix } from './permit-fix.ts';
import { widenFix } from './widen-fix.ts';

/** UDP ports that no client gets through an egress filter, with what a report needs to say of it. */
export interface Denial extends Required<Pick<Report, 'span' | 'related' | 'fixes'>>, Pick<Report, 'witness'> {
  /** `3478-3479, 8803` */
  readonly ports: string;
  /** `line 12`, `the default of OUT` */
  readonly by: Bilingual;
  /** ` for IPv6`, where the other family passes; else empty. */
  readonly family: Bilingual;
}

type Family = 'ipv4' | 'ipv6';

export function denialOf(
  egress: EgressFilter,
  device: Device,
  packets: FilterAnalyses,
  asked: { readonly ports: readonly Interval[]; readonly towards?: readonly Prefix[] },
  lineOf: (offset: number) => number,
): Denial | undefined {
  const { index, filter } = egress;
  const { ports, towards } = asked;
  const answers = egress.families
    .map((family) => ({ family, ...blockedTowards(packets, index, { family, protocol: 17, ports }, towards) }))
    .filter(({ blocked }) => blocked.length > 0);
  const [first] = answers;
  if (!first || (filter.hook === 'output' && isHostDefault(first, packets))) return undefined;
  const place = placeOf(index, first, packets, device);
  const text = portsText(first.blocked);
  const widened = widenFix(egress, device, { before: place.before, ports: first.blocked }, lineOf);
  const only = answers.length < familiesOf(filter).length ? first.family : undefined;
  return {
    ...sourceOf(egress, place, device, lineOf),
    ports: text,
    family: only ? { en: ` for ${FAMILY[only]}`, 'zh-cn': `(${FAMILY[only]})` } : { en: '', 'zh-cn': '' },
    ...(first.witness ? { witness: formatPacket(first.witness) } : {}),
    fixes: [
      ...(widened ? [widened] : []),
      permitFix(egress, device, {
        before: place.before,
        family: only ?? filter.family,
        destinationPort: first.blocked,
      }),
    ],
  };
}

const FAMILY: Readonly<Record<Family, string>> = { ipv4: 'IPv4', ipv6: 'IPv6' };

/** A host that lets out only what it needs: not a filter of clients. An explicit denial of UDP is another matter. */
function isHostDefault({ by }: BlockedPorts, packets: FilterAnalyses): boolean {
  if (!by) return true;
  return packets.lines(by.filter)[by.rule]?.matchesEverything !== false;
}

interface Place {
  /** The rule of the egress filter itself that denies, or sends to the chain that does; absent: its default denies. */
  readonly own?: RuleRef;
  /** The rule that denies. */
  readonly by?: RuleRef;
  /** Index in the egress filter where a permit decides first, ahead of what logs the denial. */
  readonly before: number;
}

function placeOf(index: number, { by, witness }: BlockedPorts, packets: FilterAnalyses, device: Device): Place {
  const { rules } = device.filters[index]!;
  const trace = witness ? packets.test(index, witness).trace.filter(({ filter }) => filter === index) : [];
  const last = trace.at(-1);
  const leads = last && rules[last.rule]?.action.kind !== 'continue' ? last : undefined;
  const own = by && (by.filter === index ? by : leads);
  let before = own?.rule ?? rules.length;
  while (rules[before - 1]?.action.kind === 'continue' && trace.some(({ rule }) => rule === before - 1)) before -= 1;
  return { ...(own ? { own } : {}), ...(by ? { by } : {}), before };
}

function sourceOf(
  { filter, binding }: EgressFilter,
  { own, by }: Place,
  device: Device,
  lineOf: (offset: number) => number,
): Pick<Denial, 'span' | 'by' | 'related'> {
  const spanOf = (ref: RuleRef | undefined): Span | undefined =>
    ref && device.filters[ref.filter]?.rules[ref.rule]?.span;
  const denier = spanOf(by);
  const span = spanOf(own) ?? denier ?? filter.fallback.span ?? filter.name.span;
  const line = lineOf((denier ?? span).start) + 1;
  const name = filter.name.value;
  return {
    span,
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

export const portsText = (list: readonly Interval[]): string =>
  list.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
