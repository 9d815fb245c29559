import type { Member } from '../network/network.ts';
import { analyseFilters } from '../packets/analyse.ts';
import type { FilterAnalyses, Packet } from '../packets/analyses.ts';
import type { PathStep } from '../packets/packet-path.ts';
import type { Doubt, Line, Route } from './route-table.ts';
import { UNDECIDED } from './trace-words.ts';

/** What a filter does with a packet, and whose it is. */
export type FilterStep = PathStep & { readonly owner: Member };

/** What stops a packet. */
export interface Denied {
  readonly name: string;
  readonly line: Line | undefined;
  readonly route?: Route | undefined;
}

/** Filters of a cloud before a port, one after the other; answers pass those that keep state. */
export function passGuard(
  owner: Member,
  guards: readonly number[],
  packet: Packet,
  answers: boolean,
): { readonly filters: readonly FilterStep[]; readonly doubts: readonly Doubt[]; readonly denied?: Denied } {
  const filters: FilterStep[] = [];
  const doubts: Doubt[] = [];
  for (const filter of guards) {
    const one = owner.device.filters[filter]!;
    if (answers && one.stateful) continue;
    const verdict = packetsOf(owner).test(filter, packet);
    filters.push({ filter, packet, verdict, owner });
    const rule = verdict.decidedBy && one.rules[verdict.decidedBy.rule];
    const span = rule && rule.span.end > rule.span.start ? rule.span : one.name.span;
    if (!verdict.sure) doubts.push({ text: UNDECIDED(one.name.value), path: owner.path, span });
    if (verdict.action === 'deny')
      return { filters, doubts, denied: { name: one.name.value, line: { path: owner.path, span } } };
  }
  return { filters, doubts };
}

const analysed = new WeakMap<Member['device'], FilterAnalyses>();

export function packetsOf({ device }: Member): FilterAnalyses {
  const known = analysed.get(device) ?? analyseFilters(device);
  analysed.set(device, known);
  return known;
}
