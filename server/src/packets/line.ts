import type { Action } from '../../../grammars/model/filter.ts';
import type { LineAnalysis, RuleRef } from './analyses.ts';
import { BudgetExceeded } from './diagram.ts';

/** More than this many rules that take over are not listed. */
export const MOST_SUCCESSORS = 8;

export const undecided = (ref: RuleRef): LineAnalysis => ({
  ref,
  status: 'undecided',
  deciders: [],
  conflicting: false,
  matchesEverything: false,
});

export function orNothing<T>(compute: () => T, otherwise: T): T {
  try {
    return compute();
  } catch (error) {
    if (error instanceof BudgetExceeded) return otherwise;
    throw error;
  }
}

/** The same of work in pieces. @returns undefined where the budget ran out */
export function* inPieces<T>(work: Generator<void, T>): Generator<void, T | undefined> {
  for (;;) {
    const next = orNothing(() => work.next(), undefined);
    if (!next) return undefined;
    if (next.done) return next.value;
    yield;
  }
}

/** DROP, REJECT and discard are one class (catalog 2.0.1); a translation differs by what it translates to. */
export function differ(a: Action, b: Action): boolean {
  if (a.kind === 'translate' && b.kind === 'translate') return a.nat !== b.nat || a.to !== b.to;
  return a.kind !== b.kind || leadsTo(a) !== leadsTo(b);
}

const leadsTo = (action: Action): string | undefined =>
  action.kind === 'jump' || action.kind === 'goto' ? action.target.value : undefined;
