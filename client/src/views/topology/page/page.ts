/// <reference lib="dom" />
import cytoscape from 'cytoscape';
import { type Graph, type GraphEdge, type GraphNode, graphElements, type Place } from './graph-elements.ts';
import { graphStyle, themeColours } from './graph-style.ts';
import type { FromPage, ToPage } from './messages.ts';
import { topologySvg } from './topology-svg.ts';

/** What runs in the panel: draws the graph that the extension sends, and a list beside it with the same in words. */

declare function acquireVsCodeApi(): { postMessage(message: FromPage): void };

/** Forces settle in seconds up to this many nodes; more are laid out in rows. */
const MOST_FORCED = 150;

/** Names can be read at this scale. */
const READABLE = 0.8;

const editor = acquireVsCodeApi();
const find = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const [search, list, canvas, said, details] = ['search', 'list', 'graph', 'said', 'details'].map((id) => find(id)) as [
  HTMLInputElement,
  ...HTMLElement[],
] as [HTMLInputElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement];

const graph = cytoscape({ container: canvas, style: graphStyle(), minZoom: 0.05, maxZoom: 4, autounselectify: true });
let shown: Graph = { nodes: [], edges: [], details: new Map(), names: new Map() };
let current: string | undefined;

const open = ({ uri, range }: Place): void => editor.postMessage({ kind: 'open', uri, range });

window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  if (data.kind === 'graph') show(data);
});
graph.on('tap', 'node, edge', ({ target }) => {
  const { id, place } = target.data() as GraphNode | GraphEdge;
  if (shown.names.has(id)) choose(id);
  open(place);
});
canvas.addEventListener('keydown', moveInGraph);
canvas.addEventListener('focus', () => {
  const first = graph.nodes('[kind = "device"]').first();
  if (current === undefined && first.nonempty()) choose(first.id());
});
list.addEventListener('keydown', moveInList);
search.addEventListener('input', filter);
find('export').addEventListener('click', () => editor.postMessage({ kind: 'svg', text: drawing() }));
new MutationObserver(() => graph.style(graphStyle())).observe(document.body, { attributeFilter: ['class'] });
editor.postMessage({ kind: 'ready' });

function show(message: ToPage): void {
  const { texts } = message;
  const before = new Map(graph.nodes().map((node) => [node.id(), node.position()]));
  shown = graphElements(message);
  search.placeholder = texts.search;
  search.setAttribute('aria-label', texts.search);
  find('export').textContent = texts.exportSvg;
  canvas.setAttribute('aria-label', texts.graph);
  list.setAttribute('aria-label', texts.devices);
  find('nothing').textContent = shown.nodes.length === 0 ? texts.nothing : '';
  const { nodes, edges } = shown;
  const same = before.size === nodes.length && nodes.every(({ id }) => before.has(id));
  const many = nodes.length > MOST_FORCED;
  graph.batch(() => {
    if (same && graph.edges().length === edges.length && edges.every(unmoved))
      for (const data of [...nodes, ...edges]) graph.getElementById(data.id).data(data);
    else {
      graph.elements().remove();
      graph.add([
        ...nodes.map((data) => ({
          group: 'nodes' as const,
          data,
          position: { ...(before.get(data.id) ?? { x: 0, y: 0 }) },
        })),
        ...edges.map((data) => ({ group: 'edges' as const, data, classes: many ? 'many' : '' })),
      ]);
    }
  });
  if (!same) layOut(many);
  fillList();
  filter();
  if (current !== undefined && shown.names.has(current)) choose(current);
  else current = undefined;
}

/** An edge that is drawn already, between the same ends. */
function unmoved({ id, source, target }: GraphEdge): boolean {
  const edge = graph.getElementById(id);
  return edge.nonempty() && edge.data('source') === source && edge.data('target') === target;
}

/** The same network is laid out the same way each time. */
function layOut(many: boolean): void {
  if (many) gridOfNeighbours();
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
function gridOfNeighbours(): void {
  const order = new Set<string>();
  const next = new Map<string, string[]>(shown.nodes.map(({ id }) => [id, []]));
  for (const { source, target } of shown.edges) {
    next.get(source)!.push(target);
    next.get(target)!.push(source);
  }
  for (const { id } of shown.nodes) {
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

function fillList(): void {
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.id : undefined;
  list.replaceChildren(
    ...shown.nodes
      .filter(({ kind }) => kind === 'device')
      .map(({ id, place }) => {
        const button = buttonOf(shown.names.get(id) ?? id, () => open(place));
        button.dataset.id = id;
        button.addEventListener('focus', () => choose(id));
        return itemOf(button);
      }),
  );
  if (focused !== undefined)
    buttons()
      .find(({ dataset }) => dataset.id === focused)
      ?.focus();
}

function choose(id: string): void {
  current = id;
  graph.nodes('.current').removeClass('current');
  const node = graph.getElementById(id).addClass('current');
  graph.edges('.near').removeClass('near');
  node.connectedEdges().addClass('near');
  // A large network is a mist of lines until one stands in it.
  if (shown.nodes.length > MOST_FORCED && graph.zoom() < READABLE) graph.zoom(READABLE);
  const { x1, x2, y1, y2 } = node.renderedBoundingBox();
  if (x1 < 0 || y1 < 0 || x2 > graph.width() || y2 > graph.height()) graph.center(node);
  list.querySelector('[aria-current]')?.removeAttribute('aria-current');
  list.querySelector(`[data-id="${CSS.escape(id)}"]`)?.setAttribute('aria-current', 'true');
  said.textContent = shown.names.get(id) ?? '';
  find('chosen').textContent = shown.names.get(id) ?? '';
  details.replaceChildren(
    ...(shown.details.get(id) ?? []).map(({ text, place }) => itemOf(buttonOf(text, () => open(place)))),
  );
}

/** Arrow keys go to the nearest device in their direction. */
function moveInGraph(event: KeyboardEvent): void {
  const at = current === undefined ? undefined : graph.getElementById(current);
  if (!at || at.empty()) return;
  const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (event.key === 'Enter') open((at.data() as GraphNode).place);
  else if (direction) {
    const [dx, dy] = direction as [number, number];
    const from = at.position();
    let best: { readonly id: string; readonly cost: number } | undefined;
    for (const node of graph.nodes('[kind = "device"]')) {
      const { x, y } = node.position();
      const along = (x - from.x) * dx + (y - from.y) * dy;
      const across = Math.abs((x - from.x) * dy) + Math.abs((y - from.y) * dx);
      const cost = along + 2 * across;
      if (node.id() !== current && along > 1 && (!best || cost < best.cost)) best = { id: node.id(), cost };
    }
    if (best) choose(best.id);
  } else return;
  event.preventDefault();
}

function moveInList(event: KeyboardEvent): void {
  const all = buttons().filter((button) => !button.parentElement?.hidden);
  const at = all.indexOf(document.activeElement as HTMLButtonElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  all[to]?.focus();
}

/** Devices without the words go from the list and fade in the graph. */
function filter(): void {
  const words = search.value.trim().toLowerCase();
  const fits = (id: string): boolean => (shown.names.get(id) ?? '').toLowerCase().includes(words);
  for (const button of buttons()) button.parentElement!.hidden = !fits(button.dataset.id ?? '');
  graph.batch(() => {
    for (const node of graph.nodes()) node.toggleClass('faded', words !== '' && !fits(node.id()));
  });
}

function drawing(): string {
  const colours = themeColours();
  return topologySvg({
    nodes: graph.nodes().map((node) => {
      const { label, kind } = node.data() as GraphNode;
      return {
        ...node.position(),
        width: node.outerWidth(),
        height: node.outerHeight(),
        label,
        round: kind === 'segment',
      };
    }),
    edges: graph.edges().map((edge) => {
      const [{ x: x1, y: y1 }, { x: x2, y: y2 }] = [edge.source().position(), edge.target().position()];
      const { label, kind, state } = edge.data() as GraphEdge;
      const colour = kind === 'link' ? colours.line : (colours.states[state] ?? colours.line);
      return { x1, y1, x2, y2, label, dashed: kind === 'session', colour };
    }),
    colours,
  });
}

const buttons = (): HTMLButtonElement[] => [...list.querySelectorAll('button')];

function buttonOf(text: string, run: () => void): HTMLButtonElement {
  const button = document.createElement('button');
  button.textContent = text;
  button.addEventListener('click', run);
  return button;
}

function itemOf(child: HTMLElement): HTMLLIElement {
  const item = document.createElement('li');
  item.append(child);
  return item;
}
