import type { FilterRule } from '../../../grammars/model/filter.ts';
import type { Opening, PortQuery, RuleRef } from './analyses.ts';
import { ROW, rowsMeet } from './bounds.ts';
import type { Chain, Flow } from './flow.ts';
import { lazyOpening } from './lazy-opening.ts';
import { plainPassage } from './plain-passage.ts';
import { destinationPortsOf, onPorts, type ProductSets, type Products, productSets, sourcesOf } from './products.ts';
import { witnessOf } from './witness.ts';

/** What is not known of a union of permits can only let in more. */
export const isUnion = ({ filter }: Chain): boolean => filter.semantics === 'allow-only';

/**
 * `openings` without a diagram; undefined where that is too much for it.
 * @param few the only rules that are asked for, of a list that leads nowhere else
 */
export function plainOpenings(
  flow: Flow,
  chain: Chain,
  before: readonly Chain[],
  query: PortQuery,
  few: readonly number[] | undefined,
  placed: (ref: RuleRef) => RuleRef,
  answered: Answered,
): Opening[] | undefined {
  const sets = productSets(flow.universe, query);
  if (!sets) return undefined;
  const entering = before.reduce((left, one) => passing(sets, flow, one, left), sets.asked);
  const permitted = new Map<FilterRule | undefined, { set: Products; rule?: RuleRef }>();
  const note: Note = (set, at, own) => {
    const rule = own?.filter.rules[at];
    const known = permitted.get(rule);
    permitted.set(rule, {
      set: known ? sets.plus(known.set, set) : set,
      ...(own ? { rule: { filter: own.index, rule: at } } : {}),
    });
  };
  // Of another family nothing enters.
  if (chain.filter.family === 'both' || chain.filter.family === query.family) {
    if (few) for (const at of few) noteAlone(sets, chain, at, entering, note);
    else follow(sets, flow, chain, entering, note);
  }
  if (sets.gaveUp) return undefined;
  return [...permitted.values()].map(({ set, rule }) => openingOf(flow, sets, set, rule && placed(rule), answered));
}

/** Asks within a budget, for what is found out when it is read. */
type Answered = <T>(otherwise: T, question: () => T) => T;

function openingOf(
  flow: Flow,
  sets: ProductSets,
  set: Products,
  ref: RuleRef | undefined,
  answered: Answered,
): Opening {
  const { diagram, universe } = flow;
  return lazyOpening({
    ...(ref ? { ref } : {}),
    sources: () => sourcesOf(set),
    ports: () => destinationPortsOf(set),
    witness: () => answered(undefined, () => witnessOf(diagram, universe, sets.nodeOf(diagram, set))),
    onPorts: (ports) => {
      const part = onPorts(set, [ports]);
      return part.length === 0 ? undefined : openingOf(flow, sets, part, ref, answered);
    },
  });
}

/** What surely passes a filter that stands before. */
function passing(sets: ProductSets, flow: Flow, chain: Chain, entering: Products): Products {
  return sets.less(entering, plainPassage(sets, flow, chain, entering).deny);
}

type Note = (permitted: Products, at: number, chain: Chain | undefined) => void;

/** What `follow` says of one rule of a list without jumps, from the rules that it meets. */
function noteAlone(sets: ProductSets, chain: Chain, at: number, entering: Products, note: Note): void {
  const { rules } = chain.filter;
  const { rows } = chain.bounds();
  let met = sets.met(entering, rules[at]!, 'surely');
  if (!isUnion(chain))
    for (let one = 0; one < at && met.length > 0 && !sets.gaveUp; one += 1) {
      if (rules[one]!.action.kind === 'continue' || !rowsMeet(rows, one * ROW, rows, at * ROW)) continue;
      met = sets.unmet(met, rules[one]!, 'maybe');
    }
  if (met.length > 0) note(met, at, chain);
}

/** Only what surely goes one way is followed; what an opaque condition may stop is dropped. @returns what surely comes back. */
function follow(sets: ProductSets, flow: Flow, chain: Chain, entering: Products, note: Note): Products {
  const { filter, index } = chain;
  const { rows } = chain.bounds();
  let sure = entering;
  let returns: Products = [];
  const end = (set: Products): void => {
    const { action } = filter.fallback;
    if (action === 'return') returns = sets.plus(returns, set);
    else if (action === 'permit' && set.length > 0) note(set, 0, undefined);
  };
  const rules = filter.family === 'both' || filter.family === sets.family ? filter.rules : [];
  for (const [at, rule] of rules.entries()) {
    if (sure.length === 0 || sets.gaveUp) break;
    const { kind } = rule.action;
    if (kind === 'continue' || !rowsMeet(sets.row, 0, rows, at * ROW)) continue;
    const may = sets.met(sure, rule, 'maybe');
    if (may.length === 0) continue;
    const isSure = !rule.matches.some(({ opaque }) => opaque?.length);
    const met = isSure ? may : sets.met(sure, rule, 'surely');
    // In a union nothing comes first: what another rule may let in as well, this one lets in surely.
    sure = sets.unmet(sure, rule, isUnion(chain) ? 'surely' : 'maybe');
    if (kind === 'jump' || kind === 'goto') {
      const target = flow.group.targetOf(index, rule);
      const callee = target === undefined ? undefined : flow.chains.get(target);
      if (!callee) continue;
      const back = follow(sets, flow, callee, met, note);
      if (kind === 'goto') end(back);
      // What may or may not go there goes on if it would come back anyway.
      else sure = sets.plus(sure, isSure ? back : follow(sets, flow, callee, may, () => {}));
    } else if (kind === 'return' && filter.fallback.action !== 'permit') end(met);
    else if (kind !== 'deny' && met.length > 0) note(met, at, chain);
  }
  end(sure);
  return returns;
}
