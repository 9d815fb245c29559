import { knownFacts } from '../known-facts.ts';
import { figuresIn, sumOf } from './figures.ts';
import type { NatFigures, NatPool } from './nat-state.ts';

/** `show security nat resource-usage source-pool all` and `show security flow session summary` of Junos. */
export function readJunosNat(text: string): NatFigures {
  const find = figuresIn(text);
  return knownFacts({
    active: find(/^Sessions-in-use: (\d+)/m),
    most: find(/^Maximum-sessions: (\d+)/m),
    failed: sumOf(
      find(/^Port block alloc fail: (\d+)/m),
      find(/^Pool stats drop: (\d+)/m),
      find(/^Failed-sessions: (\d+)/m),
    ),
    pools: poolsOf(text),
  });
}

// Pool       Address     Used       Avail      Total      Usage
// src-nat-1  1           10         64502      64512      0%
function poolsOf(text: string): NatPool[] {
  return [...text.matchAll(/^(\S{1,64}) +(?:[\d.:/-]+ +){0,4}?(\d+) +(\d+) +(\d+) +\d+ ?%\s*$/gm)].map(
    ([, name, used, , total]) => ({ name: name!, total: Number(total), used: Number(used) }),
  );
}
