import type { WireHop } from '../../protocol.ts';
import { counted, fill } from './fill.ts';
import type { Detail, Graph, GraphEdge, NodeMark, Place } from './graph-elements.ts';
import type { Overlay, PageTexts } from './messages.ts';

/** A block of the list that says in words what is drawn. */
export interface SaidBlock {
  readonly title: string;
  readonly items: readonly SaidItem[];
}
export interface SaidItem {
  readonly text: string;
  /** Absent: there is no line to go to. */
  readonly place?: Place;
  /** The device that it is about. */
  readonly device?: string;
  /** Lines that had a say, below the item. */
  readonly lines: readonly Detail[];
}

export interface DrawnGraph extends Graph {
  readonly said: readonly SaidBlock[];
  /** Devices in the order in which the packet comes to them, each time once. */
  readonly walk: readonly string[];
}

/** The network with an overlay drawn on it: marks, labels, what a screen reader says, and a list of all of it. */
export function drawOver(graph: Graph, overlay: Overlay | undefined, texts: PageTexts): DrawnGraph {
  if (!overlay) return { ...graph, said: [], walk: [] };
  const { ways, gone, changes } = overlay;
  const notes = new Map(graph.nodes.map(({ id }) => [id, new DeviceNotes()]));
  const edgeMarks = new Map<string, GraphEdge['mark']>();
  const edges = edgesByEnd(graph.edges);

  for (const { hops, end } of ways)
    hops.forEach((hop, at) => {
      const { id: device, decides, lines } = hop;
      const note = notes.get(device);
      const place = decides ?? lines.at(-1);
      note?.hop(at + 1, fill(texts.hopOf, at + 1, hop.text), place);
      const last = at === hops.length - 1;
      note?.mark(last && !ARRIVES.has(end) ? 'stop' : 'way');
      for (const [id, direction] of edgesTo(hop, hops[at + 1], edges)) {
        const known = edgeMarks.get(id);
        edgeMarks.set(id, known === undefined || known === direction ? direction : 'both');
      }
    });
  for (const one of gone) {
    const note = notes.get(one.id);
    if (one.statement) note?.mark('changed');
    else if (one.interface === undefined) {
      note?.mark('gone');
      for (const edge of graph.edges)
        if (edge.source === one.id || edge.target === one.id) edgeMarks.set(edge.id, 'gone');
    } else for (const edge of edges.get(endKey(one.id, one.interface)) ?? []) edgeMarks.set(edge.id, 'gone');
  }
  for (const { id, text, lost } of changes) {
    const note = id === undefined ? undefined : notes.get(id);
    note?.changed(lost ? fill(texts.lost, text) : text);
    note?.mark('changed');
  }

  return {
    nodes: graph.nodes.map((node) => {
      const { strongest, numbers, changes: changed, place } = notes.get(node.id)!;
      const count = changed.length > 0 ? [counted(texts.changes, changed.length)] : [];
      const first = numbers.length > 0 ? `${numbers.join(', ')} · ${node.label}` : node.label;
      const label = [strongest === 'gone' ? `✕ ${first}` : first, ...count].join('\n');
      return { ...node, label, ...(strongest ? { mark: strongest } : {}), ...(place ? { place } : {}) };
    }),
    edges: graph.edges.map((edge) => {
      const mark = edgeMarks.get(edge.id);
      if (mark === undefined) return edge;
      return { ...edge, mark, ...(mark === 'gone' ? { label: `✕ ${edge.label}` } : {}) };
    }),
    details: new Map([...graph.details].map(([id, all]) => [id, [...notes.get(id)!.details, ...all]])),
    names: new Map(
      [...graph.names].map(([id, name]) => {
        const { strongest, numbers, changes: changed } = notes.get(id)!;
        const more = [
          ...(strongest === 'gone' ? [texts.gone] : []),
          ...numbers.map((number) => fill(texts.hop, number)),
          ...(strongest === 'stop' ? [texts.ends] : []),
          ...(changed.length > 0 ? [counted(texts.changes, changed.length)] : []),
        ];
        return [id, [name, ...more].join(', ')];
      }),
    ),
    said: saidOf(overlay, graph, texts),
    walk: ways.flatMap(({ hops }) => hops.map(({ id }) => id)),
  };
}

/** Ends of a way at which the packet is where it should be, or out of sight. */
const ARRIVES = new Set(['delivered', 'leaves']);

const STRENGTH: readonly NodeMark[] = ['changed', 'way', 'stop', 'gone'];

class DeviceNotes {
  strongest: NodeMark | undefined;
  readonly numbers: number[] = [];
  readonly changes: string[] = [];
  readonly details: Detail[] = [];
  place: Place | undefined;

  mark(mark: NodeMark): void {
    if (!this.strongest || STRENGTH.indexOf(mark) > STRENGTH.indexOf(this.strongest)) this.strongest = mark;
  }

  /** @param place a device that is come to twice leads to where it decided first. */
  hop(number: number, text: string, place: Place | undefined): void {
    if (!this.numbers.includes(number)) this.numbers.push(number);
    if (!place) return;
    this.place ??= place;
    this.details.push({ text, place });
  }

  changed(text: string): void {
    this.changes.push(text);
  }
}

const endKey = (id: string, port: string): string => `${id} ${port}`;

function edgesByEnd(edges: readonly GraphEdge[]): ReadonlyMap<string, readonly GraphEdge[]> {
  const found = new Map<string, GraphEdge[]>();
  for (const edge of edges)
    for (const end of edge.ends) {
      const key = endKey(end.id, end.interface);
      const known = found.get(key);
      if (known) known.push(edge);
      else found.set(key, [edge]);
    }
  return found;
}

/** From a hop to the next one: the link of both their interfaces, or one way into a segment and another out of it. */
function* edgesTo(
  { id, outInterface }: WireHop,
  next: WireHop | undefined,
  edges: ReadonlyMap<string, readonly GraphEdge[]>,
): Generator<[id: string, direction: 'forward' | 'backward']> {
  const out = outInterface === undefined ? [] : (edges.get(endKey(id, outInterface)) ?? []);
  const into = next?.inInterface === undefined ? [] : (edges.get(endKey(next.id, next.inInterface)) ?? []);
  for (const edge of out) {
    const joins = into.includes(edge);
    const segment = edge.ends.length === 1;
    // The last hop reaches a host of a segment, or somebody who is not in the drawing.
    if (joins) yield [edge.id, edge.source === id ? 'forward' : 'backward'];
    else if (segment && (!next || into.some(({ target }) => target === edge.target))) yield [edge.id, 'forward'];
  }
  for (const edge of into)
    if (out.some((one) => one !== edge && one.target === edge.target)) yield [edge.id, 'backward'];
}

function saidOf({ ways, gone, changes }: Overlay, graph: Graph, texts: PageTexts): SaidBlock[] {
  const places = new Map(graph.nodes.map(({ id, label, place }) => [id, { name: label.split('\n')[0]!, place }]));
  const nameOf = (id: string): string => places.get(id)?.name ?? id.split('/').at(-1)!;
  const blocks: SaidBlock[] = ways.map(({ hops, end, sentence, at }) => ({
    title: fill(texts.way, end, sentence),
    items: hops.map((hop, place) => {
      const line = hop.decides ?? (place === hops.length - 1 ? at : undefined) ?? hop.lines.at(-1);
      return {
        text: fill(texts.hopOf, place + 1, `${hop.device}: ${hop.text}`),
        device: hop.id,
        ...(line ? { place: line } : {}),
        lines: hop.lines.map((one) => ({ text: one.text, place: one })),
      };
    }),
  }));
  if (gone.length > 0)
    blocks.push({
      title: texts.gone,
      items: gone.map(({ id, interface: port, statement }) => {
        const place = statement ?? places.get(id)?.place;
        const text = statement
          ? fill(texts.statementGone, nameOf(id), statement.text)
          : port === undefined
            ? nameOf(id)
            : fill(texts.interfaceGone, nameOf(id), port);
        return { text, device: id, ...(place ? { place } : {}), lines: [] };
      }),
    });
  if (changes.length > 0)
    blocks.push({
      title: counted(texts.changes, changes.length),
      items: changes.map(({ id, text, lost }) => {
        const place = id === undefined ? undefined : places.get(id)?.place;
        return {
          text: lost ? fill(texts.lost, text) : text,
          ...(id === undefined ? {} : { device: id }),
          ...(place ? { place } : {}),
          lines: [],
        };
      }),
    });
  return blocks;
}
