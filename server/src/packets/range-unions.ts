import { type Diagram, EMPTY, type Node } from './diagram.ts';

/** Finds, in a row of sets, the next that meets a given one without asking them all. Built as far as it is asked. */
export interface RangeUnions {
  /** The first index >= `from` whose set shares a packet with `wanted`. */
  firstMeeting(from: number, wanted: Node): number | undefined;
}

export function rangeUnions(diagram: Diagram, sets: readonly Node[]): RangeUnions {
  const unions = new Map<number, Node>();
  const size = 2 ** Math.ceil(Math.log2(Math.max(1, sets.length)));
  const unionOf = (at: number): Node => {
    if (at >= size) return sets[at - size] ?? EMPTY;
    let known = unions.get(at);
    if (known === undefined) {
      known = diagram.or(unionOf(at * 2), unionOf(at * 2 + 1));
      unions.set(at, known);
    }
    return known;
  };
  const search = (at: number, first: number, width: number, from: number, wanted: Node): number | undefined => {
    if (first + width <= from || first >= sets.length || !diagram.intersects(unionOf(at), wanted)) return undefined;
    if (width === 1) return first;
    const half = width / 2;
    return search(at * 2, first, half, from, wanted) ?? search(at * 2 + 1, first + half, half, from, wanted);
  };
  return { firstMeeting: (from, wanted) => (wanted === EMPTY ? undefined : search(1, 0, size, from, wanted)) };
}
