import { expect, test } from 'vitest';
import { ALL, Diagram, EMPTY, type Node } from './diagram.ts';
import { coins } from './rule-list.ts';

/** More nodes than tables have before they grow for the last times; more than are left to others. */
const NODES = 90_000;
/** Nodes of one level. */
const WIDE = 500;

/** The same nodes in every diagram, from the bottom up, each upon two of below. */
function build(diagram: Diagram): Node[] {
  const random = coins(7);
  const nodes: Node[] = [EMPTY, ALL];
  for (let made = 0; made < NODES; made += 1) {
    const below = 2 + Math.floor(made / WIDE) * WIDE;
    const [low, high] = [nodes[random() % Math.min(below, nodes.length)]!, nodes[random() % 2]!];
    nodes.push(diagram.node(1_000 - Math.floor(made / WIDE), low, high));
  }
  return nodes;
}

test('equal sets are equal numbers, in tables that grew and in those that another diagram left', () => {
  const fresh = new Diagram();
  const expected = build(fresh);
  const { size } = fresh;
  expect(size).toBeGreaterThan(NODES / 2);
  for (let times = 0; times < 3; times += 1) {
    const diagram = new Diagram();
    for (let again = 0; again < 2; again += 1) {
      const nodes = build(diagram);
      // A list of all differences would be long.
      expect(nodes.findIndex((node, at) => node !== expected[at])).toBe(-1);
      expect(diagram.size).toBe(size);
    }
    diagram.release();
    expect(diagram.size).toBe(2);
  }
});
