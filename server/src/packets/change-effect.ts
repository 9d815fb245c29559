import type { Action } from '../../../grammars/model/filter.ts';
import type { ChangeEffect, RuleChange } from './analyses.ts';
import { decidersBefore } from './deciders.ts';
import { EMPTY, type Node } from './diagram.ts';
import { familySet, valuesSet } from './encode.ts';
import type { Chain, Flow } from './flow.ts';
import { LAYOUT } from './layout.ts';
import { differ } from './line.ts';
import { newFlows } from './permitted.ts';
import { renderSet } from './render.ts';
import { witnessOf } from './witness.ts';

/** What a change of one rule would do. `passing`: what may pass the chain today. */
export function effectOf(
  flow: Flow,
  chain: Chain,
  at: number,
  change: RuleChange,
  passing: Node,
): ChangeEffect | undefined {
  const { diagram, universe } = flow;
  const own = chain.rules[at];
  if (!own) return undefined;
  const { kind } = own.rule.action;
  if (kind === 'jump' || kind === 'goto' || kind === 'continue') return undefined;
  if (change.kind === 'set-action' && kind !== 'permit' && kind !== 'deny') return undefined;
  const place = change.kind === 'move' ? Math.min(change.before, at) : at;
  const action = change.kind === 'move' ? kind : change.action;
  const taken = diagram.and(diagram.and(own.over, chain.arrives), chain.reach[place]!);
  const changed =
    change.kind === 'move'
      ? decidedOtherwise(flow, chain, at, taken, own.rule.action)
      : kind === action
        ? EMPTY
        : taken;
  const witness = witnessOf(diagram, universe, changed);
  return {
    changed: renderSet(diagram, universe, chain.filter.family, changed),
    ...(witness ? { witness } : {}),
    locksOut: action === 'deny' && takesLastAccess(flow, chain, taken, passing),
  };
}

function decidedOtherwise(flow: Flow, chain: Chain, at: number, taken: Node, own: Action): Node {
  const others = decidersBefore(flow, chain, at, taken).filter(({ action }) => differ(action, own));
  return flow.diagram.and(taken, flow.diagram.union(others.map(({ part }) => part)));
}

/** Whether new connections to port 22 can pass now, and only within what the deny would take. */
function takesLastAccess({ diagram }: Flow, { filter }: Chain, taken: Node, passing: Node): boolean {
  if (filter.hook !== undefined && filter.hook !== 'input') return false;
  const ssh = diagram.and(newFlows(diagram, 6), valuesSet(diagram, LAYOUT.destinationPort, [{ first: 22, last: 22 }]));
  return (filter.family === 'both' ? (['ipv4', 'ipv6'] as const) : [filter.family]).some((family) => {
    const access = diagram.and(diagram.and(passing, ssh), familySet(diagram, family));
    return access !== EMPTY && diagram.subset(access, taken);
  });
}
