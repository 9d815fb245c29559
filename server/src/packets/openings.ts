import type { Opening, PortQuery, RuleRef } from './analyses.ts';
import { closedWithCallees, packetsAsked, portsOf } from './blocked-ports.ts';
import { leadsAway } from './chains.ts';
import { EMPTY, type Node } from './diagram.ts';
import { familySet, valuesSet } from './encode.ts';
import type { Chain, Flow, FlowRule } from './flow.ts';
import { LAYOUT } from './layout.ts';
import { lazyOpening } from './lazy-opening.ts';
import { askedBy, narrowed } from './narrow.ts';
import { passageThrough, surelyPasses } from './passage.ts';
import { isUnion, plainOpenings } from './plain-openings.ts';
import { addressesIn } from './set-questions.ts';
import { widePermits } from './wide-permits.ts';
import { witnessOf } from './witness.ts';

/**
 * Which rules surely let in the packets asked about, each with what comes to it whatever the opaque conditions say; through jumps.
 * None where an unknown statement may stop them.
 * @param before other filters that the packets must surely pass first
 * @param placed where a rule stands in the text
 * @param answered asks within a budget, for what is found out when it is read
 */
export function openings(
  flow: Flow,
  chain: Chain,
  before: readonly Chain[],
  query: PortQuery,
  placed: (ref: RuleRef) => RuleRef,
  answered: <T>(otherwise: T, question: () => T) => T,
): Opening[] {
  const { diagram, universe } = flow;
  const counts = (one: Chain): boolean => query.asWritten === true && one.filter.elsewhere !== undefined;
  if (![chain, ...before].every((one) => isUnion(one) || counts(one) || closedWithCallees(flow, one))) return [];
  const few = aloneOf(chain, query);
  const plain = plainOpenings(flow, chain, before, query, few, placed, answered);
  if (plain) return plain;
  let asked = packetsAsked(flow, query);
  if (before.length > 0) asked = surelyPasses(flow, asked, passageThrough(flow, before, asked));
  const permitted = new Map<FlowRule | undefined, { set: Node; rule?: { filter: number; rule: number } }>();
  const entering = diagram.and(asked, familySet(diagram, chain.filter.family));
  const narrow = narrowed(flow, askedBy(query));
  const note: Note = (set, at, own) => {
    const rule = own?.rules[at];
    const known = permitted.get(rule);
    permitted.set(rule, {
      set: known ? diagram.or(known.set, set) : set,
      ...(own ? { rule: { filter: own.index, rule: at } } : {}),
    });
  };
  const narrowChain = narrow.chains.get(chain.index)!;
  if (few) for (const at of few) noteAlone(narrow, narrowChain, at, entering, note);
  else follow(narrow, narrowChain, entering, note);
  const openingOf = (set: Node, rule: RuleRef | undefined): Opening =>
    lazyOpening({
      ...(rule ? { ref: rule } : {}),
      sources: () => answered(0n, () => addressesIn(diagram, set, LAYOUT.source.top)),
      ports: () => answered([], () => portsOf(diagram, set, query.family, query.protocol)),
      witness: () => witnessOf(diagram, universe, set),
      onPorts: (ports) => {
        const part = answered(EMPTY, () => diagram.and(set, valuesSet(diagram, LAYOUT.destinationPort, [ports])));
        return part === EMPTY ? undefined : openingOf(part, rule);
      },
    });
  return [...permitted.values()].map(({ set, rule }) => openingOf(set, rule && placed(rule)));
}

type Note = (permitted: Node, at: number, chain: Chain | undefined) => void;

/** Up to so many rules, each is cheaper alone than all packets are along the whole list. */
const FEW = 64;

/** The rules whose openings alone are asked for, where none of a list leads elsewhere and its default lets nothing in; undefined elsewhere. */
function aloneOf({ filter }: Chain, query: PortQuery): readonly number[] | undefined {
  if (query.leastSources === undefined || filter.fallback.action === 'permit' || filter.rules.some(leadsAway))
    return undefined;
  const found = widePermits(filter, query);
  return found.length <= FEW ? found : undefined;
}

/** What `follow` says of one rule of a list without jumps, from the rules that it meets. */
function noteAlone({ diagram }: Flow, chain: Chain, at: number, entering: Node, note: Note): void {
  let met = diagram.and(entering, chain.rules[at]!.under);
  if (!isUnion(chain))
    for (const one of chain.meeting(at, 0, at)) {
      if (met === EMPTY) return;
      const { rule, over } = chain.rules[one]!;
      if (rule.active && rule.action.kind !== 'continue') met = diagram.diff(met, over);
    }
  if (met !== EMPTY) note(met, at, chain);
}

/** Only what surely goes one way is followed; what an opaque condition may stop is dropped. @returns what surely comes back. */
function follow(flow: Flow, chain: Chain, entering: Node, note: Note): Node {
  const { diagram } = flow;
  let sure = entering;
  let returns: Node = EMPTY;
  const end = (set: Node): void => {
    const { action } = chain.filter.fallback;
    if (action === 'return') returns = diagram.or(returns, set);
    else if (action === 'permit' && set !== EMPTY) note(set, 0, undefined);
  };
  for (const [at, own] of chain.rules.entries()) {
    if (sure === EMPTY) break;
    const { kind } = own.rule.action;
    if (!own.rule.active || kind === 'continue' || !diagram.intersects(sure, own.over)) continue;
    const met = diagram.and(sure, own.under);
    const may = diagram.and(sure, own.over);
    // In a union nothing comes first: what another rule may let in as well, this one lets in surely.
    sure = diagram.diff(sure, isUnion(chain) ? met : may);
    if (kind === 'jump' || kind === 'goto') {
      const target = own.target === undefined ? undefined : flow.chains.get(own.target);
      if (!target) continue;
      const back = follow(flow, target, met, note);
      if (kind === 'goto') end(back);
      // What may or may not go there goes on if it would come back anyway.
      else sure = diagram.or(sure, met === may ? back : follow(flow, target, may, () => {}));
    } else if (kind === 'return' && chain.filter.fallback.action !== 'permit') end(met);
    else if (kind !== 'deny' && met !== EMPTY) note(met, at, chain);
  }
  end(sure);
  return returns;
}
