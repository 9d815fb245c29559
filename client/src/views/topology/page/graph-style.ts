import type cytoscape from 'cytoscape';
import type { GraphEdge, NodeMark } from '../graph-elements.ts';

export interface ThemeColours {
  readonly background: string;
  readonly text: string;
  readonly node: string;
  readonly line: string;
  readonly focus: string;
  readonly problem: string;
  readonly states: Readonly<Record<GraphEdge['state'], string>>;
  readonly marks: Readonly<Record<NodeMark, string>>;
}

/** The editor's colours of this moment; high contrast themes give borders of their own. */
export function themeColours(): ThemeColours {
  const probe = document.createElement('span');
  document.body.append(probe);
  const colour = (names: readonly string[], fallback: string): string => {
    probe.style.color = names.reduceRight((rest, name) => `var(--vscode-${name}, ${rest})`, fallback);
    const [red, green, blue] = getComputedStyle(probe).color.match(/[\d.]+/g) ?? ['128', '128', '128'];
    return `rgb(${red}, ${green}, ${blue})`;
  };
  const line = colour(['contrastBorder', 'descriptionForeground'], 'gray');
  const problem = colour(['editorError-foreground', 'errorForeground'], 'red');
  const warning = colour(['editorWarning-foreground'], 'orange');
  const found: ThemeColours = {
    background: colour(['editor-background'], 'white'),
    text: colour(['editor-foreground', 'foreground'], 'black'),
    node: colour(['editorWidget-background'], 'white'),
    line,
    focus: colour(['contrastActiveBorder', 'focusBorder'], 'blue'),
    problem,
    states: {
      agrees: colour(['charts-green'], 'green'),
      'shut-down': line,
      'one-sided': warning,
      faulty: problem,
      unknown: line,
    },
    marks: {
      way: colour(['charts-blue', 'textLink-foreground'], 'blue'),
      stop: problem,
      gone: problem,
      changed: warning,
    },
  };
  probe.remove();
  return found;
}

export function graphStyle(): cytoscape.StylesheetJson {
  const { background, text, node, line, focus, problem, states, marks } = themeColours();
  const label = {
    'font-size': 11,
    'font-family': 'sans-serif',
    color: text,
    'text-wrap': 'wrap',
    'min-zoomed-font-size': 5,
  } as const;
  return [
    {
      selector: 'node',
      style: {
        ...label,
        label: 'data(label)',
        shape: 'round-rectangle',
        width: (one: cytoscape.NodeSingular) => widthOf(one.data('label') as string),
        height: (one: cytoscape.NodeSingular) => 16 + 14 * (one.data('label') as string).split('\n').length,
        'text-valign': 'center',
        'background-color': node,
        'border-width': 1,
        'border-color': line,
      },
    },
    { selector: 'node[kind = "segment"]', style: { shape: 'ellipse', 'border-style': 'dashed' } },
    { selector: 'node[problems > 0]', style: { 'border-color': problem, 'border-width': 2 } },
    // By shape and width too: colours alone tell nothing to many people, and little in high contrast themes.
    ...Object.entries(marks).map(([mark, colour]) => ({
      selector: `node[mark = "${mark}"]`,
      style: {
        'border-color': colour,
        'border-width': 3,
        'border-style': mark === 'changed' ? ('dashed' as const) : ('solid' as const),
      },
    })),
    { selector: 'node[mark = "stop"]', style: { 'border-width': 5, 'border-style': 'double' } },
    {
      selector: 'node[mark = "gone"]',
      style: {
        'background-fill': 'linear-gradient',
        'background-gradient-direction': 'to-top-right',
        'background-gradient-stop-colors': [node, node, marks.gone, marks.gone, node, node],
        'background-gradient-stop-positions': [0, 48, 48, 52, 52, 100],
        opacity: 0.7,
      } as cytoscape.Css.Node,
    },
    { selector: 'node.current', style: { 'outline-color': focus, 'outline-width': 3, 'outline-offset': 3 } },
    {
      selector: 'edge',
      style: {
        ...label,
        label: 'data(label)',
        'curve-style': 'bezier',
        width: 1.5,
        'line-color': line,
        'text-background-color': background,
        'text-background-opacity': 1,
      },
    },
    // Straight and without names: a thousand curves take seconds to draw.
    { selector: 'edge.many', style: { 'curve-style': 'haystack', 'haystack-radius': 0.3, label: '' } },
    { selector: 'edge[kind = "session"]', style: { 'line-style': 'dashed' } },
    ...Object.entries(states).map(([state, colour]) => ({
      selector: `edge[kind = "session"][state = "${state}"]`,
      style: { 'line-color': colour },
    })),
    { selector: 'edge.near', style: { width: 3 } },
    {
      selector: 'edge[mark]',
      style: { 'curve-style': 'bezier', 'line-color': marks.way, width: 4, 'arrow-scale': 1.4, label: 'data(label)' },
    },
    {
      selector: 'edge[mark = "forward"], edge[mark = "both"]',
      style: { 'target-arrow-shape': 'triangle', 'target-arrow-color': marks.way },
    },
    {
      selector: 'edge[mark = "backward"], edge[mark = "both"]',
      style: { 'source-arrow-shape': 'triangle', 'source-arrow-color': marks.way },
    },
    {
      selector: 'edge[mark = "gone"]',
      style: { 'line-color': marks.gone, 'line-style': 'dotted' },
    },
    { selector: '.faded', style: { opacity: 0.2 } },
  ];
}

/** Wide enough for the longest line; characters of East Asia are twice as wide. */
const widthOf = (text: string): number =>
  24 +
  7 * Math.max(...text.split('\n').map((line) => [...line].reduce((sum, one) => sum + (one > '\u2e7f' ? 2 : 1), 0)));
