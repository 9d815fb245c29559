import type { WireRange, WireTopology } from '../../protocol.ts';
import { counted, fill } from './fill.ts';
import type { ToPage } from './messages.ts';

/** Something with a line to go to. */
export interface Place {
  readonly uri: string;
  readonly range: WireRange;
}

export interface GraphNode {
  readonly id: string;
  readonly label: string;
  readonly kind: 'device' | 'segment';
  readonly problems: number;
  readonly place: Place;
  /** Absent: nothing is drawn over it. */
  readonly mark?: NodeMark;
}

/** `stop`: the packet ends here and is not delivered; `gone`: it has failed; `changed`: what fails changes something here. */
export type NodeMark = 'way' | 'stop' | 'gone' | 'changed';

export interface GraphEdge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly label: string;
  readonly kind: 'link' | 'session';
  readonly state: WireTopology['sessions'][number]['state'];
  readonly place: Place;
  /** Interfaces that a link joins here: its two ends, or the one that is on the segment. */
  readonly ends: readonly { readonly id: string; readonly interface: string }[];
  /** Absent: nothing is drawn over it. `forward`: a packet goes from source to target. */
  readonly mark?: 'forward' | 'backward' | 'both' | 'gone';
}

/** What a device takes part in, for people who read it in a list. */
export interface Detail {
  readonly text: string;
  readonly place: Place;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** By the device's id: whom it is a pair with, its links, then its sessions. */
  readonly details: ReadonlyMap<string, readonly Detail[]>;
  /** By the device's id, as a screen reader says it: `edge-1: 2 links, 1 BGP session, 3 problems`; problems where any are known. */
  readonly names: ReadonlyMap<string, string>;
}

/** The graph to draw: a link of two ends is an edge, one of more is a node that its ends meet in. */
export function graphElements({ topology, problems, texts }: Pick<ToPage, 'topology' | 'problems' | 'texts'>): Graph {
  const paired = pairsOf(topology, texts);
  const nodes: GraphNode[] = topology.devices.map(({ id, uri, name, range }) => {
    const count = problems[id] ?? 0;
    const pair = paired.get(id);
    const label = [name, ...(pair ? [pair.text] : []), ...(count > 0 ? [counted(texts.problems, count)] : [])];
    return { id, label: label.join('\n'), kind: 'device', problems: count, place: { uri, range } };
  });
  const known = new Set(nodes.map(({ id }) => id));
  const edges: GraphEdge[] = [];
  const details = new Map<string, Detail[]>(
    nodes.map(({ id }) => [id, [paired.get(id)].filter((one) => one !== undefined)]),
  );
  const counts = new Map(nodes.map(({ id }) => [id, { links: 0, sessions: 0 }]));
  topology.links.forEach(({ subnets, told, bundle, ends }, at) => {
    const there = ends.filter(({ id }) => known.has(id));
    const [a, b, ...more] = there;
    if (!a || !b) return;
    const half = bundle === undefined ? [] : [bundle];
    const label = [...subnets, ...half].join('\n');
    const edge = (id: string, from: typeof a, target: string, text: string, ends = [from]): GraphEdge => ({
      id,
      source: from.id,
      target,
      label: text,
      ends,
      kind: 'link',
      state: 'agrees',
      place: { uri: from.uri, range: from.range },
    });
    if (more.length === 0) edges.push(edge(`link ${at}`, a, b.id, label, [a, b]));
    else {
      nodes.push({ id: `segment ${at}`, label, kind: 'segment', problems: 0, place: { uri: a.uri, range: a.range } });
      there.forEach((end, place) => {
        edges.push(edge(`link ${at} ${place}`, end, `segment ${at}`, ''));
      });
    }
    const why = subnets.length > 0 ? subnets : [told === 'cloud' ? texts.byCloud : texts.described];
    const by = [...why, ...half].join(', ');
    for (const end of there) {
      counts.get(end.id)!.links += 1;
      const far = farEnds(there, end);
      details.get(end.id)!.push({ text: fill(texts.link, end.interface, far, by), place: end });
    }
  });
  topology.sessions.forEach(({ id, uri, peer, peerId, neighbour, state, text, range, device }, at) => {
    if (!known.has(id)) return;
    const place: Place = { uri, range };
    counts.get(id)!.sessions += 1;
    details.get(id)!.push({ text: fill(texts.session, peer ? `${peer} (${neighbour})` : neighbour, text), place });
    if (peerId === undefined || !known.has(peerId)) return;
    counts.get(peerId)!.sessions += 1;
    details.get(peerId)!.push({ text: fill(texts.session, device, text), place });
    edges.push({
      id: `session ${at}`,
      source: id,
      target: peerId,
      label: state === 'agrees' ? 'BGP' : `BGP: ${text}`,
      kind: 'session',
      state,
      place,
      ends: [],
    });
  });
  const names = new Map(
    topology.devices.map(({ id, name }) => {
      const { links, sessions } = counts.get(id)!;
      const own = fill(texts.device, name, counted(texts.links, links), counted(texts.sessions, sessions));
      const pair = paired.get(id);
      const said = pair ? `${own}, ${pair.text}` : own;
      // No count says nothing: a document that is not open may not have been reviewed.
      return [id, problems[id] === undefined ? said : `${said}, ${counted(texts.problems, problems[id])}`];
    }),
  );
  return { nodes, edges, details, names };
}

/** By the device's id: whom it is a pair with. */
function pairsOf({ pairs }: WireTopology, texts: ToPage['texts']): ReadonlyMap<string, Detail> {
  return new Map(
    pairs.flatMap(({ kind, ends }) =>
      ends.map((place, at) => [place.id, { text: fill(texts.pair, kind, ends[1 - at]!.device), place }] as const),
    ),
  );
}

/** The first devices by name, then how many more there are. */
function farEnds(ends: WireTopology['links'][number]['ends'], own: Place): string {
  const first: string[] = [];
  for (const end of ends) if (end !== own && first.length < MOST_NAMED) first.push(end.device);
  const more = ends.length - 1 - first.length;
  return first.join(', ') + (more > 0 ? ` +${more}` : '');
}

const MOST_NAMED = 3;
