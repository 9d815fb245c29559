import type cytoscape from 'cytoscape';
import type { Graph } from '../graph-elements.ts';

/** Forces settle in seconds up to this many nodes; more are laid out in rows. */
export const MOST_FORCED = 150;

/** Places for all nodes, and the whole of it in view. */
export function layOut(graph: cytoscape.Core, shown: Graph): void {
  const many = shown.nodes.length > MOST_FORCED;
  if (many) gridOfNeighbours(graph, shown);
  else graph.layout({ name: 'circle', animate: false }).run();
  if (!many && shown.edges.length > 0)
    graph
      .layout({
        name: 'cose',
        animate: false,
        randomize: false,
        nodeDimensionsIncludeLabels: true,
        idealEdgeLength: () => 140,
        nodeRepulsion: () => 400_000,
        nodeOverlap: 40,
        componentSpacing: 120,
      })
      .run();
  graph.fit(undefined, 40);
  if (graph.zoom() > 1.5) {
    graph.zoom(1.5);
    graph.center();
  }
}

/** Rows of devices, each near to those that it is linked to: in the order in which a walk from the first one comes to them. */
function gridOfNeighbours(graph: cytoscape.Core, { nodes, edges }: Graph): void {
  const order = new Set<string>();
  const next = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  for (const { source, target } of edges) {
    next.get(source)!.push(target);
    next.get(target)!.push(source);
  }
  for (const { id } of nodes) {
    order.add(id);
    // A set is walked through with what is added meanwhile.
    for (const one of order) for (const other of next.get(one)!) order.add(other);
  }
  const columns = Math.ceil(Math.sqrt(order.size));
  graph.batch(() => {
    [...order].forEach((id, at) => {
      graph.getElementById(id).position({ x: (at % columns) * 160, y: Math.floor(at / columns) * 90 });
    });
  });
}
