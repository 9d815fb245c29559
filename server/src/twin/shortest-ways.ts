import type { Span } from '../../../grammars/text/span.ts';
import type { Hop } from './route-table.ts';

/** A router of a link-state protocol, in areas or levels. */
export interface GraphNode<Node> {
  readonly edges: readonly GraphEdge<Node>[];
}

export interface GraphEdge<Node> {
  readonly to: Node;
  /** Of OSPF the area, of IS-IS the level. */
  readonly area: number;
  readonly cost: number;
  readonly hop: Hop;
  /** What puts the interface there. */
  readonly span: Span;
}

/** A shortest way: what it costs, and the hops that equal ones begin with. */
export interface Reached {
  readonly cost: number;
  readonly hops: readonly Hop[];
  readonly span?: Span;
}

/**
 * Dijkstra's algorithm among the routers of one area; the router itself is reached without a hop.
 * @param avoids ways go to these, and not through them
 */
export function shortestWays<Node extends GraphNode<Node>>(
  from: Node,
  area: number,
  avoids?: (node: Node) => boolean,
): ReadonlyMap<Node, Reached> {
  const done = new Map<Node, Reached>();
  const best = new Map<Node, Reached>([[from, { cost: 0, hops: [] }]]);
  const queue: [number, Node][] = [[0, from]];
  while (queue.length > 0) {
    const [cost, router] = takeLeast(queue);
    if (done.has(router)) continue;
    const reached = best.get(router)!;
    done.set(router, reached);
    if (router !== from && avoids?.(router)) continue;
    for (const edge of router.edges) {
      if (edge.area !== area || done.has(edge.to)) continue;
      const total = cost + edge.cost;
      const known = best.get(edge.to);
      const hops = router === from ? [edge.hop] : reached.hops;
      if (known && known.cost < total) continue;
      const span = known?.span ?? (router === from ? edge.span : reached.span);
      best.set(edge.to, {
        cost: total,
        hops: known && known.cost === total ? joined(known.hops, hops) : hops,
        ...(span
          ? { span: known && known.cost === total ? span : router === from ? edge.span : (reached.span ?? span) }
          : {}),
      });
      if (!known || known.cost > total) put(queue, [total, edge.to]);
    }
  }
  return done;
}

export function joined(a: readonly Hop[], b: readonly Hop[]): readonly Hop[] {
  const all = [...a, ...b];
  return all.filter(
    (one, i) => all.findIndex((other) => other.interface === one.interface && other.gateway === one.gateway) === i,
  );
}

/** A binary heap. */
function put<Node>(heap: [number, Node][], entry: [number, Node]): void {
  let at = heap.push(entry) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (heap[parent]![0] <= entry[0]) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = entry;
}

function takeLeast<Node>(heap: [number, Node][]): [number, Node] {
  const least = heap[0]!;
  const last = heap.pop()!;
  if (heap.length === 0) return least;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1]![0] < heap[child]![0]) child += 1;
    if (heap[child]![0] >= last[0]) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
  return least;
}
