import { expect, test } from 'vitest';
import { topologySvg } from './topology-svg.ts';

const colours = { background: 'white', text: 'black', node: 'white', line: 'gray' };

test('a drawing has its nodes, edges and names, and names cannot leave their text', () => {
  const svg = topologySvg({
    nodes: [
      { x: 0, y: 0, width: 40, height: 20, label: '<b>&"\u0007\n2', round: false },
      { x: 100, y: 50, width: 40, height: 20, label: 'r2', round: true },
    ],
    edges: [{ x1: 0, y1: 0, x2: 100, y2: 50, label: '192.0.2.0/30', dashed: true, colour: 'rgb(1, 2, 3)' }],
    colours,
  });
  expect(svg).toContain('viewBox="-80 -70 260 190"');
  expect(svg).toContain(
    '<line x1="0" y1="0" x2="100" y2="50" stroke="rgb(1, 2, 3)" stroke-width="1.5" stroke-dasharray="6 4"/>',
  );
  expect(svg).toContain('>&lt;b&gt;&amp;&quot;</tspan>');
  expect(svg).toContain('>192.0.2.0/30</tspan>');
  expect(svg.match(/<rect /g)).toHaveLength(3);
});

test('an empty drawing is a file too', () => {
  expect(topologySvg({ nodes: [], edges: [], colours })).toContain('viewBox="-60 -60 120 120"');
});
