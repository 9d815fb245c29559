import { ALL, type Diagram, EMPTY, type Node } from './diagram.ts';
import { familySet } from './encode.ts';
import type { Chain, Flow } from './flow.ts';

/**
 * What may become of packets that enter a chain, each set at its largest: a packet is in several where an opaque condition (or an
 * unknown jump) decides. What surely passes is what may pass and may do nothing else.
 */
export interface Passage {
  readonly permit: Node;
  readonly deny: Node;
  /** Back to the caller, undecided. */
  readonly returns: Node;
}

/** A chain that returns what it does not decide lets it pass as far as it goes; translations and exemptions pass too. */
export const mayPass = ({ diagram }: Flow, { permit, returns }: Passage): Node => diagram.or(permit, returns);

export const surelyPasses = ({ diagram }: Flow, entering: Node, { deny }: Passage): Node =>
  diagram.diff(entering, deny);

/** Only the packets asked about are followed, so a narrow question costs little in a long list. */
export function passageOf(flow: Flow, chain: Chain, entering: Node): Passage {
  const { diagram } = flow;
  const family = diagram.and(entering, familyOf(flow, chain));
  let left = family;
  const inner: Passage[] = [];
  const permits: Node[] = [];
  const denies: Node[] = [];
  let returns: Node = EMPTY;
  const { action } = chain.filter.fallback;
  const end = (packets: Node): void => {
    if (action === 'permit') permits.push(packets);
    else if (action === 'deny') denies.push(packets);
    else returns = diagram.or(returns, packets);
  };
  end(diagram.diff(entering, family));
  for (const own of chain.rules) {
    if (left === EMPTY) break;
    const { kind } = own.rule.action;
    if (kind === 'continue' || !own.rule.active || own.over === EMPTY) continue;
    const met = diagram.and(left, own.over);
    if (met === EMPTY) continue;
    left = diagram.diff(left, own.under);
    if (kind === 'jump' || kind === 'goto') {
      const target = own.target === undefined ? undefined : flow.chains.get(own.target);
      const called = target ? passageOf(flow, target, met) : { permit: met, deny: met, returns: met };
      inner.push(called);
      if (kind === 'goto') end(called.returns);
      // What surely went in and cannot come back is gone.
      else left = diagram.or(left, called.returns);
    } else if (kind === 'return') end(met);
    else if (kind === 'deny') denies.push(met);
    else permits.push(met);
  }
  end(left);
  return passage(diagram, returns, [permits, denies], inner);
}

/** Whether `mayPass` holds any packet of these: the first rule that lets some by ends the search. */
export function mayAnyPass(flow: Flow, chain: Chain, entering: Node): boolean {
  const returns = undecided(flow, chain, entering);
  return returns === undefined || returns !== EMPTY;
}

/** What of the packets returns from the chain; undefined as soon as some of them may pass. */
function undecided(flow: Flow, chain: Chain, entering: Node): Node | undefined {
  const { diagram } = flow;
  const { action } = chain.filter.fallback;
  let left = diagram.and(entering, familyOf(flow, chain));
  let returns: Node = EMPTY;
  /** False: they may pass. */
  const end = (packets: Node): boolean => {
    if (action === 'return') returns = diagram.or(returns, packets);
    return action !== 'permit' || packets === EMPTY;
  };
  if (!end(diagram.diff(entering, left))) return undefined;
  for (const own of chain.rules) {
    if (left === EMPTY) break;
    const { kind } = own.rule.action;
    if (kind === 'continue' || !own.rule.active || own.over === EMPTY) continue;
    const met = diagram.and(left, own.over);
    if (met === EMPTY) continue;
    left = diagram.diff(left, own.under);
    if (kind === 'jump' || kind === 'goto') {
      const target = own.target === undefined ? undefined : flow.chains.get(own.target);
      const back = target && undecided(flow, target, met);
      if (back === undefined) return undefined;
      if (kind === 'jump') left = diagram.or(left, back);
      else if (!end(back)) return undefined;
    } else if (kind === 'return' ? !end(met) : kind !== 'deny') return undefined;
  }
  return end(left) ? returns : undefined;
}

/** Its parts are put together when they are asked for: few questions are about both. */
function passage(
  diagram: Diagram,
  returns: Node,
  [permits, denies]: readonly [readonly Node[], readonly Node[]],
  inner: readonly Passage[],
): Passage {
  let permit: Node | undefined;
  let deny: Node | undefined;
  return {
    get permit() {
      permit ??= diagram.union([...permits, ...inner.map((one) => one.permit)]);
      return permit;
    },
    get deny() {
      deny ??= diagram.union([...denies, ...inner.map((one) => one.deny)]);
      return deny;
    },
    returns,
  };
}

/** What of a rule's own packets may still come to rule `before` of its chain. */
export function remains(flow: Flow, chain: Chain, before: number, rule: number, packets: Node): Node {
  const { diagram } = flow;
  let left = packets;
  for (const at of chain.meeting(rule, 0, before)) {
    if (left === EMPTY) break;
    left = diagram.diff(left, chain.rules[at]!.consumes);
  }
  return left;
}

const familyOf = ({ diagram }: Flow, { filter }: Chain): Node => familySet(diagram, filter.family);

/** What may befall the packets in several filters, each of which must let them pass. */
export function passageThrough(flow: Flow, chains: readonly Chain[], entering: Node): Passage {
  const { diagram } = flow;
  let may = entering;
  const passages: Passage[] = [];
  for (const chain of chains) {
    const passed = passageOf(flow, chain, may);
    passages.push(passed);
    may = mayPass(flow, passed);
  }
  return {
    permit: may,
    get deny() {
      return diagram.union(passages.map((one) => one.deny));
    },
    returns: EMPTY,
  };
}

/** The addresses (or other values) at these levels that occur in the set, as a set of that field alone. */
export function projection(diagram: Diagram, set: Node, top: number, bits: number): Node {
  const above = new Map<Node, Node>();
  const within = new Map<Node, Node>();
  const cut = (node: Node): Node => {
    if (node === EMPTY) return EMPTY;
    if (diagram.levelOf(node) >= top + bits) return ALL;
    let value = within.get(node);
    if (value === undefined) {
      value = diagram.node(diagram.levelOf(node), cut(diagram.lowOf(node)), cut(diagram.highOf(node)));
      within.set(node, value);
    }
    return value;
  };
  const visit = (node: Node): Node => {
    if (diagram.levelOf(node) >= top) return cut(node);
    let value = above.get(node);
    if (value === undefined) {
      value = diagram.or(visit(diagram.lowOf(node)), visit(diagram.highOf(node)));
      above.set(node, value);
    }
    return value;
  };
  return visit(set);
}
