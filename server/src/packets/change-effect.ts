import type { Action } from '../../../grammars/model/filter.ts';
import type { ChangeEffect, RuleChange } from './analyses.ts';
import { EMPTY, type Node } from './diagram.ts';
import { familySet, valuesSet } from './encode.ts';
import type { Chain, Flow } from './flow.ts';
import { LAYOUT } from './layout.ts';
import { differ } from './line.ts';
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
  if (kind === 'jump' || kind === 'goto' || kind === 'continue') return undefined;
  if (change.kind === 'set-action' && kind !== 'permit' && kind !== 'deny') return undefined;
  const place = change.kind === 'move' ? Math.min(change.before, at) : at;
  const action = change.kind === 'move' ? kind : change.action;
  const taken = remains(flow, chain, place, at, diagram.and(own.over, chain.arrives));
  const changed =
    change.kind === 'move'
      ? decidedOtherwise(flow, chain, chain.meeting(at, place, at), taken, ending(chain, own.rule.action))
      : kind === action
        ? EMPTY
        : taken;
  const witness = witnessOf(diagram, universe, changed);
  return {
    changed: renderSet(diagram, universe, chain.filter.family, changed),
    ...(witness ? { witness } : {}),
    locksOut: action === 'deny' && takesLastAccess(flow, chain, taken),
    killsPassed: change.kind === 'move' && killsPassed(flow, chain, place, at),
  };
}

/** Whether one of the rules from `place` on would get nothing any more, were this one moved before them. */
function killsPassed(flow: Flow, chain: Chain, place: number, at: number): boolean {
  const { diagram } = flow;
  const { consumes } = chain.rules[at]!;
  return [...chain.meeting(at, place, at)].some((passed) => {
    const { rule, over } = chain.rules[passed]!;
    if (rule.action.kind === 'continue' || !diagram.intersects(over, consumes)) return false;
    const left = remains(flow, chain, passed, passed, diagram.and(over, chain.arrives));
    return left !== EMPTY && diagram.subset(left, consumes);
  });
}

/**
 * What of the packets these rules of a chain may decide otherwise than the moved one.
 * @param called the chain is not the moved rule's own: what returns from it is not decided there
 */
function decidedOtherwise(
  flow: Flow,
  chain: Chain,
  rules: Iterable<number>,
  packets: Node,
  moved: Action,
  called = false,
): Node {
  const { diagram } = flow;
  const { action: end } = chain.filter.fallback;
  const differsAtEnd = end !== moved.kind && !(called && end === 'return');
  let left = packets;
  let otherwise: Node = EMPTY;
  for (const at of rules) {
    if (left === EMPTY) break;
    const own = chain.rules[at]!;
    const action = ending(chain, own.rule.action);
    if (action.kind === 'continue') continue;
    const met = diagram.and(left, own.over);
    if (met === EMPTY) continue;
    if (!called || action.kind !== 'return')
      otherwise = diagram.or(otherwise, differing(flow, own.target, action, met, moved, differsAtEnd));
    left = diagram.diff(left, own.consumes);
  }
  return otherwise;
}

/** What of the packets that meet a rule it may decide otherwise than the moved one. @param differsAtEnd the end of its chain does */
function differing(
  flow: Flow,
  target: number | undefined,
  action: Action,
  met: Node,
  moved: Action,
  differsAtEnd: boolean,
): Node {
  if (action.kind !== 'jump' && action.kind !== 'goto') return differ(action, moved) ? met : EMPTY;
  if (target === undefined) return met;
  const called = flow.chains.get(target)!;
  const decided = decidedOtherwise(flow, called, called.rules.keys(), met, moved, true);
  if (action.kind === 'jump' || !differsAtEnd) return decided;
  return flow.diagram.or(decided, passageOf(flow, called, met).returns);
}

/** What a rule comes to: a return from a chain that nothing calls is its default, an exemption from translation lets pass. */
function ending({ filter }: Chain, action: Action): Action {
  if (action.kind === 'exempt') return { kind: 'permit' };
  const { action: kind } = filter.fallback;
  return action.kind === 'return' && kind !== 'return' ? { kind } : action;
}

/** Whether new connections to port 22 can pass now, and only within what the deny would take, in the chain or one that leads to it. */
function takesLastAccess(flow: Flow, chain: Chain, taken: Node): boolean {
  const { diagram } = flow;
  const ssh = diagram.and(newFlows(diagram, 6), valuesSet(diagram, LAYOUT.destinationPort, [{ first: 22, last: 22 }]));
  const { family } = chain.filter;
  return entriesTo(flow, chain).some(
    (entry) =>
      (entry.filter.hook === undefined || entry.filter.hook === 'input') &&
      (family === 'both' ? (['ipv4', 'ipv6'] as const) : [family]).some((one) => {
        const access = accessOf(flow, entry, diagram.and(ssh, familySet(diagram, one)));
        return access !== EMPTY && diagram.subset(access, taken);
      }),
  );
}

/** Where packets start that come to the chain: itself, or what leads to it through its callers. */
function entriesTo(flow: Flow, chain: Chain): Chain[] {
  const entries: Chain[] = [];
  const waiting = [chain];
  const visited = new Set(waiting);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next.filter.hook !== undefined || next.callers.length === 0) entries.push(next);
    for (const { chain: index } of next.callers) {
      const caller = flow.chains.get(index)!;
      if (visited.has(caller)) continue;
      visited.add(caller);
      waiting.push(caller);
    }
  }
  return entries;
}

const known = new WeakMap<Chain, Map<Node, Node>>();

/** What of the packets may pass the chain; asked of the same chain again and again. */
function accessOf(flow: Flow, chain: Chain, asked: Node): Node {
  const ofChain = known.get(chain) ?? new Map<Node, Node>();
  known.set(chain, ofChain);
  let access = ofChain.get(asked);
  if (access === undefined) ofChain.set(asked, (access = mayPass(flow, passageOf(flow, chain, asked))));
  return access;
}
