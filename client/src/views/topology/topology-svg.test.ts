import { expect, test } from 'vitest';
import { topologySvg } from './topology-svg.ts';

const colours = { background: 'white', text: 'black', node: 'white', line: 'gray' };

test('a drawing has its nodes, edges and names, and names cannot leave their text', () => {
  const svg = topologySvg({
    nodes: [
      { x: 0, y: 0, width: 40, height: 20, label: '<b>&"\u0007\n2', round: false, struck: false },
      { x: 100, y: 50, width: 40, height: 20, label: 'r2', round: true, struck: true, border: 'red' },
    ],
    edges: [
      { from: 0, to: 1, label: '192.0.2.0/30', dashed: true, colour: 'rgb(1, 2, 3)', width: 1.5, arrows: [] },
      { from: 0, to: 1, label: '', dashed: false, colour: 'blue', width: 4, arrows: ['to'] },
    ],
    caption: [],
    colours,
  });
  expect(svg).toContain('viewBox="-80 -70 260 190"');
  expect(svg).toContain(
    '<line x1="0" y1="0" x2="100" y2="50" stroke="rgb(1, 2, 3)" stroke-width="1.5" stroke-dasharray="6 4"/>',
  );
  expect(svg).toContain('>&lt;b&gt;&amp;&quot;</tspan>');
  expect(svg).toContain('>192.0.2.0/30</tspan>');
  expect(svg.match(/<rect /g)).toHaveLength(3);
  // The tip of the arrow is on the border of the second node, and the line through it crosses it.
  expect(svg).toContain('<polygon points="80,40 ');
  expect(svg).toContain('<line x1="80" y1="60" x2="120" y2="40" stroke="red" stroke-width="2"/>');
});

test('what is drawn over the network is said under it', () => {
  const svg = topologySvg({ nodes: [], edges: [], caption: ['Without <r1>', '全部丢失'], colours });
  expect(svg).toContain('>Without &lt;r1&gt;</tspan>');
  expect(svg).toContain('viewBox="-67.2 -60 134.4 148"');
});

test('an empty drawing is a file too', () => {
  expect(topologySvg({ nodes: [], edges: [], caption: [], colours })).toContain('viewBox="-60 -60 120 120"');
});
