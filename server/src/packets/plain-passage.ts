import { ROW, rowsMeet } from './bounds.ts';
import type { Chain, Flow } from './flow.ts';
import type { ProductSets, Products } from './products.ts';

/** As `Passage`, of few products. */
export interface PlainPassage {
  readonly permit: Products;
  readonly deny: Products;
  readonly returns: Products;
}

/**
 * What may become of packets that enter a chain: `passageOf` without a diagram. Where the sets give up it means nothing.
 * @param first ends as soon as some of them may pass
 */
export function plainPassage(
  sets: ProductSets,
  flow: Flow,
  chain: Chain,
  entering: Products,
  first = false,
): PlainPassage {
  const { index, filter } = chain;
  const { action } = filter.fallback;
  const { rows } = chain.bounds();
  let permit: Products = [];
  let deny: Products = [];
  let returns: Products = [];
  const end = (packets: Products): void => {
    if (action === 'permit') permit = sets.plus(permit, packets);
    else if (action === 'deny') deny = sets.plus(deny, packets);
    else returns = sets.plus(returns, packets);
  };
  let left: Products = entering;
  // What is of another family than the chain's is none of its rules'.
  const rules = filter.family === 'both' || filter.family === sets.family ? filter.rules : [];
  for (const [at, rule] of rules.entries()) {
    if (left.length === 0 || sets.gaveUp) break;
    if (first && permit.length > 0) break;
    const { kind } = rule.action;
    if (kind === 'continue' || !rowsMeet(sets.row, 0, rows, at * ROW)) continue;
    const met = sets.met(left, rule, 'maybe');
    if (met.length === 0) continue;
    left = sets.unmet(left, rule, 'surely');
    if (kind === 'jump' || kind === 'goto') {
      const target = flow.group.targetOf(index, rule);
      const callee = target === undefined ? undefined : flow.chains.get(target);
      const called = callee ? plainPassage(sets, flow, callee, met, first) : { permit: met, deny: met, returns: met };
      permit = sets.plus(permit, called.permit);
      deny = sets.plus(deny, called.deny);
      if (kind === 'goto') end(called.returns);
      // What surely went in and cannot come back is gone.
      else left = sets.plus(left, called.returns);
    } else if (kind === 'return') end(met);
    else if (kind === 'deny') deny = sets.plus(deny, met);
    else permit = sets.plus(permit, met);
  }
  end(left);
  return { permit, deny, returns };
}
