import type { Bilingual } from '../../../grammars/outline.ts';
import { analyseFilters } from '../packets/analyse.ts';
import type { FilterAnalyses, RuleRef, Verdict } from '../packets/analyses.ts';
import { boundFilters } from '../packets/bound-filters.ts';
import { interfaceTowards } from '../packets/interface-towards.ts';
import { notAPacket } from '../packets/not-a-packet.ts';
import { type PathStep, packetPath } from '../packets/packet-path.ts';
import { formatPacket, parsePacket } from '../packets/packet-text.ts';
import { filterNamed, type NamedFilter, namedFilters, type PlacedRule, placeOf } from './named-filters.ts';
import type { Prepared } from './prepare.ts';

/** What one filter on the way does with the packet. */
export interface TestedStep {
  /** The filter's name, as the one asked about has it. */
  readonly filter: string;
  /** As it comes to the filter. */
  readonly packet: string;
  readonly action: Verdict['action'];
  /** As a translation lets it go on. */
  readonly becomes?: string;
  readonly untold?: PathStep['untold'];
  /** The rules it matches there, the deciding one last. */
  readonly rules: readonly PlacedRule[];
}

export type PacketTest =
  | { readonly ok: false; readonly problem: Bilingual }
  | {
      readonly ok: true;
      /** The one asked about. */
      readonly filter: NamedFilter;
      readonly packet: string;
      readonly action: Verdict['action'];
      readonly sure: boolean;
      /** The filter that decides: the one asked about, or another on the way that stops the packet. */
      readonly decidingFilter: string;
      /** The rule that decided; absent: that filter's end did. */
      readonly decidedBy: PlacedRule | undefined;
      /** The packet fares so in any case, but whether by this rule hangs on a condition that cannot be decided here. */
      readonly deciderUnsure: boolean;
      /** Every filter on the way that matches or stops it. */
      readonly steps: readonly TestedStep[];
    };

/** Which line of a filter, or of those before and after it, decides a packet; else what is wrong with the question. */
export function packetTest(
  prepared: Prepared,
  name: string,
  packetText: string,
  packetsOf: (layer: Prepared) => FilterAnalyses = (layer) => analyseFilters(layer.device),
): PacketTest {
  const filters = namedFilters(prepared);
  const packet = parsePacket(packetText);
  const named = filterNamed(filters, name, packet);
  if (!named.ok && named.none) return named;
  if (!packet) return { ok: false, problem: notAPacket(packetText) };
  if (!named.ok) return named;
  const { layer, index } = named.filter;
  const analyses = packetsOf(layer.prepared);
  const { device } = layer.prepared;
  const path = packetPath(device.filters, index, packet, analyses.test, {
    towards: (family, address) => interfaceTowards(device, family, address),
    bound: (at) => boundFilters(device, at),
  });
  const nameOf = (filter: number): string =>
    filters.find((one) => one.layer === layer && one.index === filter)?.name ??
    `${layer.prepared.device.filters[filter]!.table ?? ''} ${layer.prepared.device.filters[filter]!.name.value}`.trim();
  // Rules of the platform's own have no place in the text, unless they follow from a statement.
  const isWritten = ({ filter, rule }: RuleRef): boolean => {
    const { span, implicit } = device.filters[filter]!.rules[rule]!;
    return !implicit || span.end > span.start;
  };
  const { verdict, filter } = path.deciding;
  return {
    ok: true,
    filter: named.filter,
    packet: formatPacket(packet),
    action: verdict.action,
    sure: path.sure,
    decidingFilter: nameOf(filter),
    decidedBy: verdict.decidedBy && isWritten(verdict.decidedBy) ? placeOf(layer, verdict.decidedBy) : undefined,
    deciderUnsure: path.sure && verdict.deciderUnsure === true,
    steps: path.steps.map((step) => ({
      filter: nameOf(step.filter),
      packet: formatPacket(step.packet),
      action: step.verdict.action,
      ...(step.becomes ? { becomes: formatPacket(step.becomes) } : {}),
      ...(step.untold ? { untold: step.untold } : {}),
      rules: step.verdict.trace.filter(isWritten).map((ref) => placeOf(layer, ref)),
    })),
  };
}
