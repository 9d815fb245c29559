import type { BgpNeighbour, BgpProcess } from '../../../../grammars/model/bgp.ts';
import type { Device } from '../../../../grammars/model/device.ts';
import type { RouteSetting } from '../../../../grammars/model/routing.ts';
import { namesOf } from '../../routes/run-policy.ts';

/**
 * Neighbours that nothing names, treated as others are whose role is known: their import policies set the same local preference and add the
 * same communities to every route. Told only where another role is treated otherwise here: a mark that all sessions have says nothing.
 * @param known the role of a neighbour, where something names it.
 */
export function rolesByTreatment<Role>(
  device: Device,
  { neighbours }: BgpProcess,
  known: (neighbour: BgpNeighbour) => Role | undefined,
): ReadonlyMap<BgpNeighbour, Role> {
  const found = new Map<BgpNeighbour, Role>();
  const unnamed: (readonly [BgpNeighbour, string])[] = [];
  const roles = new Map<string, Set<Role>>();
  const all = new Set<Role>();
  for (const neighbour of neighbours) {
    if (neighbour.external !== true) continue;
    const role = known(neighbour);
    const mark = markOf(neighbour, device);
    if (role !== undefined) all.add(role);
    if (mark === undefined) continue;
    if (role === undefined) unnamed.push([neighbour, mark]);
    else roles.set(mark, (roles.get(mark) ?? new Set()).add(role));
  }
  if (all.size < 2) return found;
  for (const [neighbour, mark] of unnamed) {
    const [only, ...more] = roles.get(mark) ?? [];
    if (only !== undefined && more.length === 0) found.set(neighbour, only);
  }
  return found;
}

/** What is set on every route from the neighbour that is let in; undefined: nothing, or not the same on all. */
function markOf({ families }: BgpNeighbour, device: Device): string | undefined {
  const marks = new Set<string>();
  for (const { active, imports } of families) {
    if (!active) continue;
    const [use, ...more] = imports;
    const policy =
      use?.kind === 'route-policy' && more.length === 0 ? namesOf(device).policy(use.name.value) : undefined;
    const letIn = (policy?.closed && policy.entries?.filter(({ action }) => action !== 'deny')) || [];
    if (letIn.length === 0) return undefined;
    for (const { settings } of letIn) marks.add(settings.flatMap(textOf).sort().join(' '));
  }
  const [mark] = marks;
  return marks.size === 1 && mark !== '' ? mark : undefined;
}

/** 100 is what routes have anyway (RFC 4277). */
function textOf(setting: RouteSetting): string[] {
  if (setting.kind === 'local-preference') return setting.value === 100 ? [] : [`preference ${setting.value}`];
  return setting.kind === 'community' ? setting.values.map((value) => `community ${value}`) : [];
}
