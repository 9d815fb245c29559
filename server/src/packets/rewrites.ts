import type { Match } from '../../../grammars/model/filter.ts';
import type { Rewrite } from './analyses.ts';
import { EMPTY } from './diagram.ts';
import { encodeMatch, encodeRule, familySet } from './encode.ts';
import type { Chain, Flow } from './flow.ts';
import { FIELDS, fieldOf, joined, matchesOf, plainMatch } from './match-fields.ts';
import { outcomeOf } from './outcome.ts';
import { remains } from './passage.ts';
import { renderSet } from './render.ts';

/** Rules further away than this are not looked at for one to merge with. */
const FARTHEST = 100;

/**
 * Ways to write a rule so that no packet fares otherwise: one with another that does the same, or what is left of it. Each is proved by the
 * sets themselves; none where an unknown statement or an opaque condition may stand in the way.
 */
export function rewritesOf(flow: Flow, chain: Chain, at: number): Rewrite[] {
  const own = chain.rules[at];
  const match = own?.rule.active && !own.rule.implicit ? plainMatch(own.rule) : undefined;
  if (!match || !chain.filter.closed || outcomeOf(own!.rule) === undefined) return [];
  return [...mergers(flow, chain, at, match), ...narrowing(flow, chain, at, match)];
}

/** The nearest rule that it makes one rule with, in the place of either. */
function mergers(flow: Flow, chain: Chain, at: number, match: Match): Rewrite[] {
  const { rules } = chain;
  for (let distance = 1; distance <= FARTHEST; distance += 1) {
    for (const other of [at + distance, at - distance]) {
      const partner = rules[other];
      if (!partner?.rule.active || partner.rule.implicit) continue;
      if (outcomeOf(partner.rule) !== outcomeOf(rules[at]!.rule)) continue;
      const theirs = plainMatch(partner.rule);
      const both = theirs && joined(match, theirs);
      if (!both) continue;
      const [first, second] = other > at ? [at, other] : [other, at];
      const keep = isInTheWay(flow, chain, first, second, second)
        ? isInTheWay(flow, chain, first, second, first)
          ? undefined
          : second
        : first;
      if (keep === undefined) continue;
      const text = asOne(flow, chain, first, second, both);
      if (text !== undefined)
        return [{ kind: 'merge', keep, drop: keep === first ? second : first, match: both, text }];
    }
  }
  return [];
}

/** Whether a rule between the two may decide packets of the one that moves, otherwise than it. */
function isInTheWay({ diagram }: Flow, chain: Chain, first: number, second: number, moving: number): boolean {
  const { over, rule } = chain.rules[moving]!;
  return [...chain.meeting(moving, first + 1, second)].some((between) => {
    const other = chain.rules[between]!;
    const alike = outcomeOf(other.rule) === outcomeOf(rule);
    const passes = other.rule.action.kind === 'continue' && other.rule.effects.length === 0;
    return !alike && !passes && diagram.intersects(other.over, over);
  });
}

/** The words for what both match, where one rule matches exactly that. */
function asOne(flow: Flow, chain: Chain, first: number, second: number, match: Match): string | undefined {
  const { diagram, universe } = flow;
  const [a, b] = [chain.rules[first]!, chain.rules[second]!];
  const { over } = encodeRule(diagram, universe, { ...a.rule, matches: matchesOf(a.rule, match) });
  const made = diagram.and(over, familySet(diagram, chain.filter.family));
  if (made === EMPTY || made !== diagram.or(a.over, b.over)) return undefined;
  if (a.rule.matches.length !== b.rule.matches.length) return undefined;
  return wordsOf(flow, chain, match);
}

/** The rule reduced to what it still matches, where that is a matter of one field. */
function narrowing(flow: Flow, chain: Chain, at: number, match: Match): Rewrite[] {
  const { diagram, universe } = flow;
  const { rule, over } = chain.rules[at]!;
  const { family } = chain.filter;
  if (match.family === 'both' && family === 'both') return [];
  const one = match.family === 'both' ? (family as 'ipv4' | 'ipv6') : match.family;
  const left = remains(flow, chain, at, at, over);
  if (left === EMPTY || left === over) return [];
  for (const name of FIELDS) {
    const field = fieldOf(diagram, one, left, name);
    if (!field) continue;
    const narrow: Match = { ...match, [name]: field };
    const made = encodeRule(diagram, universe, { ...rule, matches: matchesOf(rule, narrow) }).over;
    if (diagram.and(made, familySet(diagram, family)) !== left) continue;
    return [{ kind: 'narrow', match: narrow, text: wordsOf(flow, chain, narrow) }];
  }
  return [];
}

/** What is said, without the later fragments that go with it. */
function wordsOf({ diagram, universe }: Flow, { filter }: Chain, match: Match): string {
  const family = match.family === 'both' ? filter.family : match.family;
  return renderSet(
    diagram,
    universe,
    family,
    diagram.and(encodeMatch(diagram, universe, match), familySet(diagram, family)),
  );
}
