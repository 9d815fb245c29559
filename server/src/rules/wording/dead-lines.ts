import type { Device } from '../../../../grammars/model/device.ts';
import type { Action, Filter, FilterRule } from '../../../../grammars/model/filter.ts';
import type { FilterAnalyses, LineAnalysis, RuleRef } from '../../packets/analyses.ts';
import { differ } from '../../packets/line.ts';
import type { RuleContext } from '../../review/rule.ts';
import { repeatedRules } from './repeated-rules.ts';

/** A rule whose packets are all decided before it, and what the finding about it is. */
export interface DeadLine {
  readonly filter: Filter;
  readonly rule: FilterRule;
  readonly line: LineAnalysis;
  /** `shadowed`: something else befalls its packets; `redundant`: the same. */
  readonly verdict: 'shadowed' | 'redundant';
}

/** Every dead rule, once, in text order of the filters. Rules that other rules report elsewhere are in here too: each takes its own. */
export function* deadLines({ device }: Pick<RuleContext, 'device'>, packets: FilterAnalyses): Generator<DeadLine> {
  for (const [index, filter] of device.filters.entries()) {
    const repeated = filter.generated ? undefined : repeatedRules(filter);
    for (const known of packets.lines(index)) {
      const line = repeated?.has(known.ref.rule)
        ? repeatedBy(filter, known, { filter: index, rule: repeated.get(known.ref.rule)! })
        : known;
      if (line.status !== 'dead' && line.status !== 'fragments-only') continue;
      const rule = filter.rules[line.ref.rule]!;
      if ((line.deciders.length === 0 && line.deniedBefore === undefined) || rule.implicit || filter.generated)
        continue;
      yield { filter, rule, line, verdict: verdictOf(device, filter, rule, line) };
    }
  }
}

/** The line of a rule whose conditions only its double can tell. */
function repeatedBy(filter: Filter, line: LineAnalysis, decider: RuleRef): LineAnalysis {
  if (line.status !== 'live') return line;
  const [own, other] = [filter.rules[line.ref.rule]!, filter.rules[decider.rule]!];
  const conflicting = differ(own.action, other.action);
  // Replies of the one, or what it translates to, may not be those of the other.
  if (own.bothWays || (conflicting && filter.purpose !== 'packet')) return line;
  return {
    ref: line.ref,
    status: 'dead',
    deciders: [decider],
    conflicting,
    matchesEverything: false,
    decidedBy: decider,
    ...(conflicting ? {} : { within: decider }),
  };
}

function verdictOf(device: Device, filter: Filter, rule: FilterRule, line: LineAnalysis): DeadLine['verdict'] {
  if (!line.conflicting) return 'redundant';
  // Only permits and denies are classes to be told apart: a translation said twice is said twice, whatever is exempted before.
  if (filter.purpose === 'nat' && line.within !== undefined) return 'redundant';
  if (rule.action.kind !== 'jump' && rule.action.kind !== 'goto') return 'shadowed';
  // A jump has no verdict of its own: it conflicts when its chain could have decided otherwise.
  const wanted = verdictsOf(device, filter, rule.action);
  const given = new Set(line.deciders.map((ref) => classOf(device.filters[ref.filter]!.rules[ref.rule]!.action)));
  return [...wanted].every((one) => given.size === 1 && given.has(one)) ? 'redundant' : 'shadowed';
}

/** What the chain a jump leads to, and those it calls, can decide. Nothing: it only logs or marks. */
function verdictsOf(device: Device, from: Filter, jump: Action): Set<string> {
  const found = new Set<string>();
  const visited = new Set<Filter>();
  const visit = (action: Action): void => {
    if (action.kind !== 'jump' && action.kind !== 'goto') {
      if (action.kind !== 'continue' && action.kind !== 'return') found.add(classOf(action));
      return;
    }
    const chain = targetOf(device, from, action.target.value);
    if (!chain) found.add('unknown');
    if (!chain || visited.has(chain)) return;
    visited.add(chain);
    for (const rule of chain.rules) if (rule.active) visit(rule.action);
  };
  visit(jump);
  return found;
}

/** The chain that a jump from this filter leads to. */
export const targetOf = (device: Device, from: Filter, name: string): Filter | undefined =>
  device.filters.find(
    (filter) =>
      filter.name.value === name &&
      filter.table === from.table &&
      (from.table !== undefined || filter.family === from.family),
  );

const classOf = (action: Action): string => (action.kind === 'translate' ? `translate ${action.to}` : action.kind);
