import type cytoscape from 'cytoscape';
import type { GraphEdge, GraphNode } from '../graph-elements.ts';
import type { Overlay } from '../messages.ts';
import { type DrawnEdge, topologySvg } from '../topology-svg.ts';
import { type ThemeColours, themeColours } from './graph-style.ts';

/** The graph as it is shown, with what is drawn over it, as SVG. */
export function drawing(graph: cytoscape.Core, overlay: Overlay | undefined): string {
  const colours = themeColours();
  const places = new Map(graph.nodes().map((node, at) => [node.id(), at]));
  return topologySvg({
    nodes: graph.nodes().map((node) => {
      const { label, kind, mark } = node.data() as GraphNode;
      return {
        ...node.position(),
        width: node.outerWidth(),
        height: node.outerHeight(),
        label,
        round: kind === 'segment',
        struck: mark === 'gone',
        ...(mark === undefined ? {} : { border: colours.marks[mark] }),
      };
    }),
    edges: graph.edges().map((edge) => {
      const data = edge.data() as GraphEdge;
      return {
        from: places.get(data.source)!,
        to: places.get(data.target)!,
        label: data.label,
        ...lineOf(data, colours),
      };
    }),
    caption: overlay ? [overlay.title, overlay.summary] : [],
    colours,
  });
}

function lineOf(
  { kind, state, mark }: GraphEdge,
  { line, states, marks }: ThemeColours,
): Pick<DrawnEdge, 'colour' | 'width' | 'dashed' | 'arrows'> {
  switch (mark) {
    case undefined:
      return {
        colour: kind === 'link' ? line : (states[state] ?? line),
        width: 1.5,
        dashed: kind === 'session',
        arrows: [],
      };
    case 'gone':
      return { colour: marks.gone, width: 3, dashed: true, arrows: [] };
    default:
      return {
        colour: marks.way,
        width: 4,
        dashed: false,
        arrows: mark === 'both' ? ['from', 'to'] : [mark === 'forward' ? 'to' : 'from'],
      };
  }
}
