import { type Diagram, EMPTY, type Node } from './diagram.ts';
import { valuesSet } from './encode.ts';
import { LAYOUT } from './layout.ts';

/** A set in parts that a reader can take one by one, none of which depends on the fragment's level any more. */
export interface FragmentsApart {
  /** Headers of which the set has whole packets and later fragments alike, whatever their ports and flags. */
  readonly both: Node;
  /** What else it has of whole packets. */
  readonly whole: Node;
  /** What else it has of later fragments: these have no ports, types or flags. */
  readonly rest: Node;
}

/** Without this, every port of a permit would be told once for whole packets and once, turned round, for later fragments. */
export function fragmentsApart(diagram: Diagram, set: Node): FragmentsApart {
  const { top } = LAYOUT.fragment;
  const of = (value: 0 | 1): Node =>
    without(
      diagram,
      diagram.and(set, valuesSet(diagram, LAYOUT.fragment, [{ first: value, last: value }])),
      top,
      top + 1,
    );
  const whole = of(0);
  const rest = of(1);
  if (whole === rest) return { both: whole, whole: EMPTY, rest: EMPTY };
  const partly = without(diagram, diagram.diff(rest, whole), LAYOUT.destinationPort.top, top);
  const both = diagram.diff(rest, partly);
  return { both, whole: diagram.diff(whole, both), rest: diagram.diff(rest, both) };
}

/** The set with the levels from one to before another left free: what has any value there. */
function without(diagram: Diagram, set: Node, from: number, before: number): Node {
  const known = new Map<Node, Node>();
  const visit = (node: Node): Node => {
    const level = diagram.levelOf(node);
    if (level >= before) return node;
    let value = known.get(node);
    if (value === undefined) {
      const low = visit(diagram.lowOf(node));
      const high = visit(diagram.highOf(node));
      value = level >= from ? diagram.or(low, high) : diagram.node(level, low, high);
      known.set(node, value);
    }
    return value;
  };
  return visit(set);
}
