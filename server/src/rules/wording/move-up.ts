import type { Device } from '../../../../grammars/model/device.ts';
import type { Filter, FilterRule } from '../../../../grammars/model/filter.ts';
import type { Bilingual } from '../../../../grammars/outline.ts';
import type { ChangeEffect, FilterAnalyses, LineAnalysis, RuleRef } from '../../packets/analyses.ts';
import { differ } from '../../packets/line.ts';
import { formatPacket } from '../../packets/packet-text.ts';
import type { Proposal, RuleContext } from '../../review/rule.ts';
import { actionWords } from './action-words.ts';
import { targetOf } from './dead-lines.ts';
import { guardsManagement } from './management.ts';
import { isReached } from './reached-chains.ts';
import { ruleName } from './rule-names.ts';

/** The first rule of the line's own filter that takes packets away from it to something else; undefined when that is another filter's doing. */
export function moveTarget(device: Device, line: LineAnalysis): RuleRef | undefined {
  const own = device.filters[line.ref.filter]!.rules[line.ref.rule]!;
  const places = line.deciders
    .filter((ref) => differ(device.filters[ref.filter]!.rules[ref.rule]!.action, own.action))
    .flatMap((ref) => placeIn(device, line.ref, ref) ?? []);
  return places.length === 0 ? undefined : { filter: line.ref.filter, rule: Math.min(...places) };
}

/** Offered only where it is known which packets' fate changes, and where that cannot cut the operator off. */
export function moveUp(context: RuleContext, line: LineAnalysis, target: RuleRef | undefined): Proposal[] {
  const { device, packets } = context;
  if (!target || target.rule >= line.ref.rule) return [];
  const filter = device.filters[line.ref.filter]!;
  const rule = filter.rules[line.ref.rule]!;
  if (rule.action.kind === 'deny' && guardsManagement(device, line.ref.filter)) return [];
  if (!isReached(device, packets, filter) || !mayLook(packets, line.ref.rule)) return [];
  const effect = packets.effectOf?.(line.ref, { kind: 'move', before: target.rule });
  if (!effect || effect.changed === 'nothing' || effect.locksOut) return [];
  // The passed rule would be the next to be moved, and the two would change places for ever.
  if (effect.killsPassed) return [];
  const above = ruleName(context, target);
  const until = line.decidedBy ? device.filters[line.decidedBy.filter]!.rules[line.decidedBy.rule]! : undefined;
  const does = actionWords(rule.action, filter.purpose).does;
  const both = rule.action.kind === 'translate' && until?.action.kind === 'translate';
  const done = both ? OTHERWISE : until && actionWords(until.action, filter.purpose).done;
  const what = changedTraffic(effect);
  return [
    {
      title: {
        en: `Move above ${above.en}: ${does.en} ${what.en}${done ? `, until now ${done.en}` : ''}`,
        'zh-cn': `移到${above['zh-cn']}之上:${does['zh-cn']} ${what['zh-cn']}${done ? `,此前被${done['zh-cn']}` : ''}`,
      },
      safety: 'unsafe',
      change: { kind: 'move-rule', filter: line.ref.filter, rule: line.ref.rule, before: target.rule },
    },
  ];
}

/** A move is judged by all rules before it: in long lists with many dead rules, the first ones get that and the others do without. */
function mayLook(packets: FilterAnalyses, rules: number): boolean {
  const before = looked.get(packets) ?? 0;
  if (before > MOST_LOOKED_AT) return false;
  looked.set(packets, before + rules);
  return true;
}

const MOST_LOOKED_AT = 50_000;

const looked = new WeakMap<FilterAnalyses, number>();

const OTHERWISE: Bilingual = { en: 'translated otherwise', 'zh-cn': '作其他转换' };

/** The packets whose fate changes; what takes more words than a title has is told by an example. */
export function changedTraffic({ changed, witness }: ChangeEffect): Bilingual {
  if (changed.length <= LONGEST_TITLE || !witness) return { en: changed, 'zh-cn': changed };
  const packet = formatPacket(witness);
  return { en: `${packet} and more`, 'zh-cn': `${packet} 等流量` };
}

const LONGEST_TITLE = 120;

/** Index in the asking rule's filter of the rule that decides, or of the jump that leads to it. */
function placeIn(device: Device, asking: RuleRef, decider: RuleRef): number | undefined {
  if (decider.filter === asking.filter) return decider.rule;
  const filter = device.filters[asking.filter]!;
  const wanted = device.filters[decider.filter]!;
  const visited = new Set<Filter>();
  const leads = ({ action, active }: FilterRule): boolean => {
    if (!active || (action.kind !== 'jump' && action.kind !== 'goto')) return false;
    const chain = targetOf(device, filter, action.target.value);
    if (chain === wanted) return true;
    if (!chain || visited.has(chain)) return false;
    visited.add(chain);
    return chain.rules.some(leads);
  };
  const at = filter.rules.findIndex((rule, index) => index < asking.rule && leads(rule));
  return at < 0 ? undefined : at;
}
