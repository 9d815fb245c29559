import { type FloodGuards, floodGuards, type SynDefence } from '../../../model/flood.ts';
import { get, type Node, spanOf, value } from '../tree.ts';

/** `firewall global-options syn-cookies disable`, before 1.4 `firewall syn-cookies`: of the kernel; on where nothing is said. */
export function floodGuardsOf(root: Node): { floodGuards?: FloodGuards } {
  const firewall = get(root, 'firewall');
  const found = [get(firewall, 'global-options'), firewall].flatMap((options): SynDefence[] => {
    const leaf = get(options, 'syn-cookies');
    const said = value(leaf);
    if (!leaf || !said || !/^(?:en|dis)able$/.test(said.value)) return [];
    for (const statement of leaf.statements) statement.coverage = 'modelled';
    const repair = [{ span: said.span, newText: 'enable' }];
    return [
      {
        on: said.value === 'enable',
        label: 'syn-cookies',
        span: spanOf(leaf),
        ...(said.value === 'enable' ? {} : { repair }),
      },
    ];
  });
  return floodGuards([], found);
}
