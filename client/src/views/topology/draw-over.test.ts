import { expect, test } from 'vitest';
import type { WireHop, WireRange, WireTopology } from '../../protocol.ts';
import { drawOver } from './draw-over.ts';
import { graphElements } from './graph-elements.ts';
import type { Overlay, PageTexts } from './messages.ts';

const at = (line: number): WireRange => ({ start: { line, character: 0 }, end: { line, character: 5 } });
const end = (device: string, port: string) => ({ id: device, uri: device, device, interface: port, range: at(1) });

/** a - b by a cable; b, c and d on one network. */
const topology: WireTopology = {
  devices: ['a', 'b', 'c', 'd'].map((name) => ({ name, id: name, uri: name, range: at(0) })),
  links: [
    { told: 'subnets', subnets: ['10.0.0.0/30'], ends: [end('b', 'e0'), end('a', 'e0')] },
    { told: 'subnets', subnets: ['10.1.0.0/24'], ends: [end('b', 'e1'), end('c', 'e1'), end('d', 'e1')] },
  ],
  sessions: [],
  pairs: [],
};
const texts: PageTexts = {
  search: '',
  exportSvg: '',
  clear: '',
  graph: '',
  devices: '',
  nothing: '',
  problems: { one: '{0} problem', more: '{0} problems' },
  links: { one: '{0} link', more: '{0} links' },
  sessions: { one: '{0} session', more: '{0} sessions' },
  device: '{0}: {1}, {2}',
  link: '{0} to {1}: {2}',
  described: '',
  byCloud: 'in the cloud',
  pair: '{0} pair with {1}',
  session: '',
  hop: 'hop {0}',
  hopOf: 'Hop {0}: {1}',
  way: '{0}: {1}',
  ends: 'the packet ends here',
  gone: 'gone',
  interfaceGone: '{0}: {1} is down',
  statementGone: '{0}: without "{1}"',
  changes: { one: '{0} change', more: '{0} changes' },
  lost: 'Lost: {0}',
};
const graph = graphElements({ topology, problems: { a: 1 }, texts });
const draw = (overlay: Partial<Overlay>) =>
  drawOver(graph, { title: '', summary: '', ways: [], gone: [], changes: [], ...overlay }, texts);
const marksOf = (elements: readonly { readonly id: string; readonly mark?: string }[]) =>
  Object.fromEntries(elements.flatMap(({ id, mark }) => (mark ? [[id, mark]] : [])));

const hop = (
  device: string,
  inInterface: string | undefined,
  outInterface: string | undefined,
  line: number,
): WireHop => {
  const decides = { uri: device, range: at(line), text: `line ${line}` };
  return {
    device,
    id: device,
    ...(inInterface ? { inInterface } : {}),
    ...(outInterface ? { outInterface } : {}),
    text: 'passes',
    lines: [decides],
    decides,
  };
};

test('the devices of a cloud share a file, and each leads to its own line', () => {
  const part = (name: string, line: number) => ({ id: `main.tf#${name}`, uri: 'main.tf', range: at(line) });
  const cloud: WireTopology = {
    devices: [
      { name: 'vpc', ...part('vpc', 3) },
      { name: 'gw', ...part('gw', 9) },
    ],
    links: [
      {
        told: 'cloud',
        subnets: [],
        ends: [
          { device: 'vpc', interface: 'to gw', ...part('vpc', 3) },
          { device: 'gw', interface: 'to vpc', ...part('gw', 9) },
        ],
      },
    ],
    sessions: [],
    pairs: [],
  };
  const drawn = graphElements({ topology: cloud, problems: {}, texts });
  expect(drawn.nodes.map(({ id, place }) => [id, place])).toEqual([
    ['main.tf#vpc', { uri: 'main.tf', range: at(3) }],
    ['main.tf#gw', { uri: 'main.tf', range: at(9) }],
  ]);
  expect(drawn.edges).toMatchObject([{ source: 'main.tf#vpc', target: 'main.tf#gw' }]);
  expect(drawn.names.get('main.tf#gw')).toBe('gw: 1 link, 0 sessions');
  expect(drawn.details.get('main.tf#gw')).toMatchObject([
    { text: 'to vpc to vpc: in the cloud', place: { range: at(9) } },
  ]);
  const way = {
    end: 'leaves',
    sure: true,
    sentence: 'it leaves',
    hops: [
      { ...hop('vpc', undefined, 'to gw', 4), id: 'main.tf#vpc' },
      { ...hop('gw', 'to vpc', 'Internet', 9), id: 'main.tf#gw' },
    ],
  };
  const traced = drawOver(drawn, { title: '', summary: '', ways: [way], gone: [], changes: [] }, texts);
  expect(marksOf([...traced.nodes, ...traced.edges])).toEqual({
    'main.tf#vpc': 'way',
    'main.tf#gw': 'way',
    'link 0': 'forward',
  });
});

test('each switch of a pair says with whom, in the graph, in the list and for a screen reader', () => {
  const [a, b] = [end('a', 'e0'), end('b', 'e0')];
  const links: WireTopology['links'] = [
    { told: 'descriptions', subnets: [], bundle: 'MLAG 5', ends: [b, end('c', 'e1')] },
  ];
  const pairs: WireTopology['pairs'] = [{ kind: 'MLAG', ends: [a, b] }];
  const drawn = graphElements({
    topology: { ...topology, links, pairs },
    problems: { a: 1 },
    texts: { ...texts, described: 'by descriptions' },
  });
  expect(drawn.nodes.map(({ label }) => label)).toEqual([
    'a\nMLAG pair with b\n1 problem',
    'b\nMLAG pair with a',
    'c',
    'd',
  ]);
  expect(drawn.names.get('a')).toBe('a: 0 links, 0 sessions, MLAG pair with b, 1 problem');
  expect(drawn.details.get('b')).toEqual([
    { text: 'MLAG pair with a', place: b },
    { text: 'e0 to c: by descriptions, MLAG 5', place: b },
  ]);
  expect(drawn.edges.map(({ label }) => label)).toEqual(['MLAG 5']);
});

test('one thing is one thing', () => {
  expect(graph.names.get('a')).toBe('a: 1 link, 0 sessions, 1 problem');
  expect(graph.names.get('b')).toBe('b: 2 links, 0 sessions');
});

test('a way goes along its links, over a segment too, and stops where it is denied', () => {
  const way = {
    end: 'denied',
    sure: true,
    sentence: 'c drops it',
    hops: [hop('a', undefined, 'e0', 4), hop('b', 'e0', 'e1', 5), hop('c', 'e1', undefined, 6)],
  };
  const drawn = draw({ ways: [way] });
  // The link is drawn from b to a; the segment is left by its edge to c.
  expect(marksOf(drawn.edges)).toEqual({ 'link 0': 'backward', 'link 1 0': 'forward', 'link 1 1': 'backward' });
  expect(marksOf(drawn.nodes)).toEqual({ a: 'way', b: 'way', c: 'stop' });
  expect(drawn.nodes.map(({ label }) => label)).toEqual(['1 · a\n1 problem', '2 · b', '3 · c', 'd', '10.1.0.0/24']);
  expect(drawn.nodes.map(({ place }) => place.range.start.line)).toEqual([4, 5, 6, 0, 1]);
  expect(drawn.names.get('c')).toBe('c: 1 link, 0 sessions, hop 3, the packet ends here');
  expect(drawn.details.get('b')![0]).toMatchObject({ text: 'Hop 2: passes', place: { uri: 'b', range: at(5) } });
  expect(drawn.walk).toEqual(['a', 'b', 'c']);
  expect(drawn.said).toMatchObject([
    {
      title: 'denied: c drops it',
      items: [
        { text: 'Hop 1: a: passes', place: { range: at(4) }, device: 'a', lines: [{ text: 'line 4' }] },
        { text: 'Hop 2: b: passes' },
        { text: 'Hop 3: c: passes' },
      ],
    },
  ]);
});

test('a circle goes both ways, and its devices have each of their hops', () => {
  const hops = [hop('a', undefined, 'e0', 4), hop('b', 'e0', 'e0', 5), hop('a', 'e0', 'e0', 4)];
  const drawn = draw({ ways: [{ end: 'loop', sure: true, sentence: '', hops }] });
  expect(marksOf(drawn.edges)).toEqual({ 'link 0': 'both' });
  expect(drawn.nodes[0]!.label).toBe('1, 3 · a\n1 problem');
});

test('a last hop onto a network goes as far as the drawing has it', () => {
  const hops = [hop('b', 'e0', 'e1', 5)];
  const drawn = draw({ ways: [{ end: 'delivered', sure: true, sentence: '', hops }] });
  expect(marksOf(drawn.edges)).toEqual({ 'link 1 0': 'forward' });
  expect(marksOf(drawn.nodes)).toEqual({ b: 'way' });
});

test('what fails is struck out with its links, and what that changes is said at its devices', () => {
  const drawn = draw({
    gone: [{ id: 'a' }, { id: 'b', interface: 'e0' }],
    changes: [
      { text: 'intent', lost: true },
      { id: 'b', text: 'b > c', lost: false },
    ],
  });
  expect(marksOf(drawn.nodes)).toEqual({ a: 'gone', b: 'changed' });
  expect(marksOf(drawn.edges)).toEqual({ 'link 0': 'gone' });
  expect(drawn.nodes.map(({ label }) => label).slice(0, 2)).toEqual(['✕ a\n1 problem', 'b\n1 change']);
  expect(drawn.names.get('a')).toContain(', gone');
  expect(drawn.said.map(({ title, items }) => [title, items.map(({ text }) => text)])).toEqual([
    ['gone', ['a', 'b: e0 is down']],
    ['2 changes', ['Lost: intent', 'b > c']],
  ]);
});

test('a removed statement strikes nothing out', () => {
  const statement = { uri: 'b', range: at(9), text: 'ip route' };
  const drawn = draw({ gone: [{ id: 'b', statement }] });
  expect(marksOf([...drawn.nodes, ...drawn.edges])).toEqual({ b: 'changed' });
  expect(drawn.said[0]!.items[0]).toMatchObject({ text: 'b: without "ip route"', place: statement });
});

test('nothing drawn leaves the network as it is', () => {
  expect(drawOver(graph, undefined, texts)).toEqual({ ...graph, said: [], walk: [] });
});
