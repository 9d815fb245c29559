import { type FloodGuards, type FloodLimit, floodGuards, type SynDefence } from '../../../model/flood.ts';
import { get, kids, numberAt, spanOf } from '../node.ts';
import type { Node } from '../tree.ts';

/**
 * `screen ids-option untrust tcp syn-flood`: from `attack-threshold` on SYN are answered in the server's place, from the other two on those of a source
 * or to a destination are dropped (Junos, Attack Detection and Prevention User Guide). A screen works in the zones that name it.
 */
export function floodGuardsOf(root: Node): { floodGuards?: FloodGuards } {
  const used = new Set(
    kids(get(root, 'security', 'zones', 'security-zone')).flatMap((zone) =>
      kids(get(zone, 'screen')).map(({ name }) => name),
    ),
  );
  const limits: FloodLimit[] = [];
  const synDefences: SynDefence[] = [];
  for (const screen of kids(get(root, 'security', 'screen', 'ids-option'))) {
    const flood = get(screen, 'tcp', 'syn-flood');
    if (!flood) continue;
    const span = spanOf(flood);
    if (used.has(screen.name)) synDefences.push({ on: true, label: `screen ${screen.name} tcp syn-flood`, span });
    for (const { name, ...kind } of THRESHOLDS) {
      const limit = numberAt(flood, name);
      if (limit) limits.push({ counts: 'syn', unit: 'per-second', ...kind, limit, label: `syn-flood ${name}`, span });
    }
  }
  return floodGuards(limits, synDefences);
}

const THRESHOLDS = [
  { name: 'attack-threshold', per: 'destination', beyond: 'proxy' },
  { name: 'destination-threshold', per: 'destination', beyond: 'drop' },
  { name: 'source-threshold', per: 'source', beyond: 'drop' },
] as const;
