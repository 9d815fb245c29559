import type { Filter, FilterRule } from '../../grammars/model/filter.ts';
import { groupsOf } from '../../server/src/packets/chains.ts';
import { type Diagram, EMPTY, type Node } from '../../server/src/packets/diagram.ts';
import { familySet } from '../../server/src/packets/encode.ts';
import { type Chain, type Flow, flowOf } from '../../server/src/packets/flow.ts';
import type { Universe } from '../../server/src/packets/universe.ts';

/** By what may befall packets (`permit`, `deny`, `translate source to 192.0.2.1`), those that it may befall, at the most. */
export type Fates = ReadonlyMap<string, Node>;

/**
 * What may become of all packets of its family that enter the filter; what comes back from it passes as it is.
 * @param chain what becomes of them there instead, as far as they come to it; `return` is one more fate
 */
export function fatesOf(
  filters: readonly Filter[],
  entry: number,
  diagram: Diagram,
  universe: Universe,
  chain = entry,
): Fates {
  const group = groupsOf(filters).find(({ members }) => members.includes(entry))!;
  const flow = flowOf(filters, group, diagram, universe);
  const entered = flow.chains.get(entry)!;
  const coming = new Map<number, Node>();
  const fates = through(flow, entered, familySet(diagram, entered.filter.family), coming);
  if (chain !== entry) return through(flow, flow.chains.get(chain)!, coming.get(chain) ?? EMPTY);
  return merged(
    diagram,
    [...fates].map(([fate, set]) => [fate === 'return' ? 'permit' : fate, set]),
  );
}

/** The fate that a rule of the filter decides; undefined where it leads on. */
export function fateOf({ fallback }: Filter, { action }: FilterRule): string | undefined {
  if (action.kind === 'return') return fallback.action;
  if (action.kind === 'translate') return `translate ${action.nat} ${action.to}`;
  if (action.kind === 'exempt') return 'permit';
  return action.kind === 'permit' || action.kind === 'deny' ? action.kind : undefined;
}

/** Rule by rule, as a packet goes: a rule that matches for sure lets nothing of its packets by, one that may match lets all. */
function through(flow: Flow, chain: Chain, entering: Node, coming = new Map<number, Node>()): Fates {
  const { diagram } = flow;
  coming.set(chain.index, diagram.or(coming.get(chain.index) ?? EMPTY, entering));
  const found: (readonly [string, Node])[] = [];
  const end = chain.filter.fallback.action;
  let left = entering;
  for (const { rule, over, under, target } of chain.rules) {
    const { kind } = rule.action;
    if (!rule.active || kind === 'continue') continue;
    const met = diagram.and(left, over);
    const surely = diagram.and(left, under);
    left = diagram.diff(left, surely);
    if (kind !== 'jump' && kind !== 'goto') found.push([fateOf(chain.filter, rule)!, met]);
    else {
      const inner: Fates = target === undefined ? anything(met) : through(flow, flow.chains.get(target)!, met, coming);
      for (const [fate, set] of inner) {
        if (fate !== 'return') found.push([fate, set]);
        else if (kind === 'goto') found.push([end, set]);
        // What comes back goes on; what did not go in for sure is still there.
        else left = diagram.or(left, diagram.and(set, surely));
      }
    }
  }
  found.push([end, left]);
  return merged(diagram, found);
}

/** Nobody knows where such a jump leads. */
const anything = (met: Node): Fates => new Map(['permit', 'deny', 'return'].map((fate) => [fate, met]));

function merged(diagram: Diagram, found: readonly (readonly [string, Node])[]): Fates {
  const fates = new Map<string, Node>();
  for (const [fate, set] of found) if (set !== EMPTY) fates.set(fate, diagram.or(fates.get(fate) ?? EMPTY, set));
  return fates;
}
