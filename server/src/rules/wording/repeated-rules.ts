import { onceFor } from '../../../../grammars/kit/once-for.ts';
import type { Filter, FilterRule } from '../../../../grammars/model/filter.ts';
import { withoutPlaces } from '../../../../grammars/text/without-places.ts';

/**
 * Rules that ask what another one of the list asks word for word, conditions that no set of packets can tell included: as those have one
 * text where they mean the same (`Match.opaque`), one of the two never decides.
 * @returns by the index of the rule that never decides, the index of the one that does
 */
export const repeatedRules = onceFor(findRepeated);

function findRepeated({ rules, semantics, order }: Filter): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  if (semantics === 'allow-only' || order === 'by-key') return found;
  const first = new Map<string, number>();
  /** The last rule that may have changed what later conditions are about: marks, tags, members of sets. */
  let changed = -1;
  for (const [at, rule] of rules.entries()) {
    const { kind } = rule.action;
    if (rule.active && kind !== 'continue' && !rule.implicit && rule.matches.some(({ opaque }) => opaque?.length)) {
      const key = keyOf(rule);
      const before = first.get(key);
      if (before === undefined || (before < changed && CHANGEABLE.test(key))) {
        if (decides(rule)) first.set(key, at);
      } else if (semantics === 'last-match' && rules[before]!.quick !== true) {
        if (!decides(rule)) continue;
        if (isElsewhere(rules[before]!, rule)) found.set(before, at);
        first.set(key, at);
      } else if (isElsewhere(rules[before]!, rule)) found.set(at, before);
    }
    if (rule.active && (kind === 'continue' || kind === 'jump' || kind === 'goto')) changed = at;
  }
  return found;
}

const decides = ({ action: { kind } }: FilterRule): boolean =>
  kind === 'permit' || kind === 'deny' || kind === 'translate';

/** One statement may be several rules. */
const isElsewhere = (a: FilterRule, b: FilterRule): boolean => a.span.start !== b.span.start;

/** Conditions that rules in between can change the answer of. */
const CHANGEABLE = /mark|tag|label|@|list|set|recent/;

/** Everything that the rule asks; where it stands is no part of it. */
const keyOf = ({ matches }: FilterRule): string => withoutPlaces(matches);
