import cytoscape from 'cytoscape';
import { type DrawnGraph, drawOver } from '../draw-over.ts';
import { type GraphEdge, type GraphNode, graphElements, type Place } from '../graph-elements.ts';
import type { FromPage, Overlay, ToPage } from '../messages.ts';
import { drawing } from './drawing.ts';
import { graphStyle } from './graph-style.ts';
import { layOut, MOST_FORCED } from './lay-out.ts';
import { itemOf } from './list-items.ts';
import { saidBlocks } from './said-blocks.ts';

/** What runs in the panel: draws the graph that the extension sends, and a list beside it with the same in words. */

declare function acquireVsCodeApi(): { postMessage(message: FromPage): void };

/** Between two times that the page says it is there, while nothing comes. */
const ASK_MS = 2_000;

/** Names can be read at this scale. */
const READABLE = 0.8;

const editor = acquireVsCodeApi();
const find = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const [search, list, canvas, said, details] = ['search', 'list', 'graph', 'said', 'details'].map((id) => find(id)) as [
  HTMLInputElement,
  ...HTMLElement[],
] as [HTMLInputElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement];

const graph = cytoscape({ container: canvas, style: graphStyle(), minZoom: 0.05, maxZoom: 4, autounselectify: true });
let shown: DrawnGraph = { nodes: [], edges: [], details: new Map(), names: new Map(), said: [], walk: [] };
let overlay: Overlay | undefined;
/** Where the walk along the packet's way is. */
let step = -1;
let current: string | undefined;
/** There was room for the graph when it was last looked at. */
let roomy = canvas.clientWidth > 0 && canvas.clientHeight > 0;

const open = ({ uri, range }: Place): void => editor.postMessage({ kind: 'open', uri, range });

window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  if (data.kind !== 'graph') return;
  clearInterval(asking);
  show(data);
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
find('export').addEventListener('click', () => editor.postMessage({ kind: 'svg', text: drawing(graph, overlay) }));
find('clear').addEventListener('click', () => editor.postMessage({ kind: 'clear' }));
new MutationObserver(() => graph.style(graphStyle())).observe(document.body, { attributeFilter: ['class'] });
// Said until it is heard: what a busy editor loses comes again, and to be told twice changes nothing.
const sayReady = (): void => editor.postMessage({ kind: 'ready' });
const asking = setInterval(sayReady, ASK_MS);
sayReady();
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') sayReady();
});
// A graph that was laid out before there was room for it has none of it in view.
new ResizeObserver(() => {
  const room = canvas.clientWidth > 0 && canvas.clientHeight > 0;
  if (room && !roomy) {
    graph.resize();
    layOut(graph, shown);
  }
  roomy = room;
}).observe(canvas);

function show(message: ToPage): void {
  const { texts } = message;
  const before = new Map(graph.nodes().map((node) => [node.id(), node.position()]));
  shown = drawOver(graphElements(message), message.overlay, texts);
  search.placeholder = texts.search;
  search.setAttribute('aria-label', texts.search);
  find('export').textContent = texts.exportSvg;
  find('clear').textContent = texts.clear;
  canvas.setAttribute('aria-label', texts.graph);
  list.setAttribute('aria-label', texts.devices);
  find('nothing').textContent = shown.nodes.length === 0 ? texts.nothing : '';
  const { nodes, edges } = shown;
  const same = before.size === nodes.length && nodes.every(({ id }) => before.has(id));
  const many = nodes.length > MOST_FORCED;
  graph.batch(() => {
    if (same && graph.edges().length === edges.length && edges.every(unmoved))
      for (const data of [...nodes, ...edges]) graph.getElementById(data.id).data({ mark: undefined, ...data });
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
  // Sizes are computed from labels, which may be others now.
  graph.style().update();
  if (!same) layOut(graph, shown);
  fillList();
  filter();
  if (current !== undefined && shown.names.has(current)) choose(current);
  else current = undefined;
  showOverlay(message.overlay);
}

/** What is drawn over the network, in words; one that says the same is left alone, with the focus that may be in it. */
function showOverlay(next: Overlay | undefined): void {
  const same = JSON.stringify(overlay) === JSON.stringify(next);
  overlay = next;
  if (same) return;
  step = -1;
  find('drawn').hidden = next === undefined;
  find('drawn-title').textContent = next?.title ?? '';
  find('drawn-summary').textContent = next?.summary ?? '';
  find('ways').replaceChildren(...saidBlocks(shown.said, { open, choose: chooseShown }));
  const [first] = shown.walk;
  if (first !== undefined && shown.names.has(first)) choose(first);
  said.textContent = next ? `${next.title}: ${next.summary}` : '';
}

function chooseShown(id: string): void {
  if (shown.names.has(id)) choose(id);
}

/** An edge that is drawn already, between the same ends. */
function unmoved({ id, source, target }: GraphEdge): boolean {
  const edge = graph.getElementById(id);
  return edge.nonempty() && edge.data('source') === source && edge.data('target') === target;
}

function fillList(): void {
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.id : undefined;
  list.replaceChildren(
    ...shown.nodes
      .filter(({ kind }) => kind === 'device')
      .map(({ id, place }) => {
        const item = itemOf(shown.names.get(id) ?? id, () => open(place));
        const button = item.querySelector('button')!;
        button.dataset.id = id;
        button.addEventListener('focus', () => choose(id));
        return item;
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
  details.replaceChildren(...(shown.details.get(id) ?? []).map(({ text, place }) => itemOf(text, () => open(place))));
}

/** Arrow keys go to the nearest device in their direction, Page Down and Page Up along the way of the packet. */
function moveInGraph(event: KeyboardEvent): void {
  const at = current === undefined ? undefined : graph.getElementById(current);
  if (!at || at.empty()) return;
  const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  const along = { PageDown: 1, PageUp: -1 }[event.key];
  if (event.key === 'Enter') open((at.data() as GraphNode).place);
  else if (along !== undefined) walk(along);
  else if (direction) {
    const [dx, dy] = direction as [number, number];
    const from = at.position();
    let best: { readonly id: string; readonly cost: number } | undefined;
    for (const node of graph.nodes('[kind = "device"]')) {
      const { x, y } = node.position();
      const ahead = (x - from.x) * dx + (y - from.y) * dy;
      const across = Math.abs((x - from.x) * dy) + Math.abs((y - from.y) * dx);
      const cost = ahead + 2 * across;
      if (node.id() !== current && ahead > 1 && (!best || cost < best.cost)) best = { id: node.id(), cost };
    }
    if (best) choose(best.id);
  } else return;
  event.preventDefault();
}

function walk(by: number): void {
  const to = Math.min(Math.max(step + by, 0), shown.walk.length - 1);
  const id = shown.walk[to];
  if (id === undefined || !shown.names.has(id)) return;
  step = to;
  choose(id);
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

const buttons = (): HTMLButtonElement[] => [...list.querySelectorAll('button')];
