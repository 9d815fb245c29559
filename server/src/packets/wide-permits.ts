import type { AddressTerm, Family } from '../../../grammars/model/address.ts';
import type { Field, Filter, FilterRule, Match } from '../../../grammars/model/filter.ts';
import type { PortQuery } from './analyses.ts';
import { termEnds } from './bounds.ts';
import { askedBy, meetsAny } from './narrow.ts';

/** Which of a filter's rules may let in packets asked about from so many sources; told from their words, without any set. */
export function widePermits({ fallback, rules }: Filter, query: PortQuery): number[] {
  const asked = askedBy(query);
  const least = query.leastSources ?? 0;
  const found: number[] = [];
  for (const [at, rule] of rules.entries())
    if (letsIn(rule, fallback) && meetsAny(rule, asked) && comesFrom(rule.matches, query.family, least)) found.push(at);
  return found;
}

/** Returning from a chain that lets in by default is letting in, too. */
const letsIn = ({ active, action: { kind } }: FilterRule, fallback: Filter['fallback']): boolean =>
  active && (kind === 'return' ? fallback.action === 'permit' : !['deny', 'continue', 'jump', 'goto'].includes(kind));

/** Sums of 128 bits are rounded. */
const ROUNDING = 1 + 2 ** -20;

function comesFrom(matches: readonly Match[], family: Family, least: number): boolean {
  let sources = 0;
  for (const match of matches) {
    if (match.family !== 'both' && match.family !== family) continue;
    sources += sourcesOf(match.source, family);
    if (sources * ROUNDING >= least) return true;
  }
  return false;
}

/** At the most: addresses that two terms name, or an exception takes away, count. */
function sourcesOf(field: Field<AddressTerm> | undefined, family: Family): number {
  const every = family === 'ipv4' ? 2 ** 32 : 2 ** 128;
  if (!field || field.negated) return every;
  let sources = 0;
  for (const term of field.anyOf) {
    if (term.kind === 'any') return every;
    if (term.family !== family) continue;
    const [first, last] = termEnds(term);
    sources += Number(last - first) + 1;
  }
  return sources;
}
