import type { ChangeEffect, RuleChange } from './analyses.ts';
import { EMPTY, type Node } from './diagram.ts';
import { familySet, valuesSet } from './encode.ts';
import type { Chain, Flow } from './flow.ts';
import { LAYOUT } from './layout.ts';
import { newFlows } from './new-flows.ts';
import { mayPass, passageOf, remains } from './passage.ts';
import { renderSet } from './render.ts';
import { witnessOf } from './witness.ts';

/** What a change of one rule would do. */
export function effectOf(flow: Flow, chain: Chain, at: number, change: RuleChange): ChangeEffect | undefined {
  const { diagram, universe } = flow;
  const own = chain.rules[at];
  if (!own) return undefined;
  const { kind } = own.rule.action;
  if (kind !== 'permit' && kind !== 'deny') return undefined;
  const place = change.kind === 'move' ? Math.min(change.before, at) : at;
  const action = change.kind === 'move' ? kind : change.action;
  const taken = remains(flow, chain, 0, place, diagram.and(own.over, chain.arrives));
  const changed =
    change.kind === 'move' ? decidedOtherwise(flow, chain, place, at, taken, kind) : kind === action ? EMPTY : taken;
  const witness = witnessOf(diagram, universe, changed);
  return {
    changed: renderSet(diagram, universe, chain.filter.family, changed),
    ...(witness ? { witness } : {}),
    locksOut: action === 'deny' && takesLastAccess(flow, chain, taken),
  };
}

/** What of the packets may be decided otherwise by the rules the moved one would overtake. */
function decidedOtherwise(flow: Flow, chain: Chain, from: number, before: number, packets: Node, kind: string): Node {
  const { diagram } = flow;
  let left = packets;
  let otherwise: Node = EMPTY;
  for (let at = from; at < before && left !== EMPTY; at += 1) {
    const own = chain.rules[at]!;
    if (own.rule.action.kind === 'continue') continue;
    const met = diagram.and(left, own.over);
    if (met === EMPTY) continue;
    otherwise = diagram.or(otherwise, differing(flow, chain, at, met, kind));
    left = diagram.diff(left, own.consumes);
  }
  return otherwise;
}

/** What of the packets that meet the rule it may decide otherwise than so. */
function differing(flow: Flow, chain: Chain, at: number, met: Node, kind: string): Node {
  const { diagram } = flow;
  const { rule, target } = chain.rules[at]!;
  const fallback = chain.filter.fallback.action;
  switch (rule.action.kind) {
    case 'return':
      return fallback === kind ? EMPTY : met;
    case 'jump':
    case 'goto': {
      if (target === undefined) return met;
      const inner = passageOf(flow, flow.chains.get(target)!, met);
      const ends = rule.action.kind === 'goto' && fallback !== kind ? inner.returns : EMPTY;
      return diagram.or(kind === 'permit' ? inner.deny : inner.permit, ends);
    }
    default:
      return rule.action.kind === kind ? EMPTY : met;
  }
}

/** Whether new connections to port 22 can pass now, and only within what the deny would take. */
function takesLastAccess(flow: Flow, chain: Chain, taken: Node): boolean {
  const { diagram } = flow;
  const { filter } = chain;
  if (filter.hook !== undefined && filter.hook !== 'input') return false;
  const ssh = diagram.and(newFlows(diagram, 6), valuesSet(diagram, LAYOUT.destinationPort, [{ first: 22, last: 22 }]));
  return (filter.family === 'both' ? (['ipv4', 'ipv6'] as const) : [filter.family]).some((family) => {
    const asked = diagram.and(ssh, familySet(diagram, family));
    const access = diagram.and(asked, mayPass(flow, passageOf(flow, chain, asked)));
    return access !== EMPTY && diagram.subset(access, taken);
  });
}
