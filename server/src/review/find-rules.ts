import type { Match } from '../../../grammars/model/filter.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import { analyseFilters } from '../packets/analyse.ts';
import type { FilterAnalyses, Part } from '../packets/analyses.ts';
import { parsePacketSet } from '../packets/packet-set-text.ts';
import { type NamedFilter, namedFilters, type PlacedRule, placeOf } from './named-filters.ts';
import type { Prepared } from './prepare.ts';

/** A rule that matches some of the packets asked about. */
export interface FoundRule {
  readonly filter: NamedFilter;
  readonly rule: PlacedRule;
  readonly action: string;
  readonly matches: Part;
  /** Of those, what still comes to the rule, at the most: `none`, another rule decides them all. */
  readonly decides: Part;
  /** False: conditions that no packet shows may leave it less. */
  readonly sure: boolean;
}

/** More rules of one filter than this are not looked for: nobody reads such an answer. */
const MOST_FOUND = 500;

export interface FoundRules {
  readonly rules: readonly FoundRule[];
  /** Some filter has more of them than are listed. */
  readonly more: boolean;
  /** Filters that are too intricate for the question. */
  readonly undecided: readonly NamedFilter[];
}

/** Rules of all filters of a document that match some of the packets, in the order in which each filter tries them. */
export function findRules(
  prepared: Prepared,
  packets: readonly Match[],
  packetsOf: (layer: Prepared) => FilterAnalyses = (layer) => analyseFilters(layer.device),
): FoundRules {
  const rules: FoundRule[] = [];
  const undecided: NamedFilter[] = [];
  let more = false;
  for (const filter of namedFilters(prepared)) {
    const { layer, index } = filter;
    const found = packetsOf(layer.prepared).rulesMatching!(index, packets, MOST_FOUND + 1);
    if (!found) undecided.push(filter);
    if (found && found.length > MOST_FOUND) more = true;
    for (const { ref, matches, decides, sure } of found?.slice(0, MOST_FOUND) ?? []) {
      const own = filter.filter.rules[ref.rule]!;
      // Logs and marks match and decide nothing; they are told of all the same.
      if (!own.implicit)
        rules.push({ filter, rule: placeOf(layer, ref), action: own.action.kind, matches, decides, sure });
    }
  }
  return { rules, more, undecided };
}

/** The packets that a text asks about, or what is wrong with it. */
export function askedPackets(
  text: string,
): { readonly ok: true; readonly packets: readonly Match[] } | { readonly ok: false; readonly problem: Bilingual } {
  const packets = parsePacketSet(text);
  return packets ? { ok: true, packets } : { ok: false, problem: notASet(text) };
}

const notASet = (text: string): Bilingual => ({
  en: `Not a set of packets: ${text}. Write it as ${EXAMPLES.join(', or as ')}.`,
  'zh-cn': `无法识别的报文集合:${text}。写法示例:${EXAMPLES.join(',或 ')}。`,
});

const EXAMPLES = ['tcp any > 192.0.2.0/24:443', 'ip 10.0.0.0/8 > any', 'udp any > any:53,123,3478-3481'];
