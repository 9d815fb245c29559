import { type FloodGuards, type FloodLimit, floodGuards, type SynDefence } from '../../../model/flood.ts';
import { get, isYes, kids, type Node, numberAt, spanOf } from '../tree.ts';

/**
 * `flood tcp-syn` of a zone protection profile, for the whole zone: `red` drops at random from `activate-rate` on, `syn-cookies` answers in the server's place,
 * both drop everything beyond `maximal-rate` (PAN-OS Administrator's Guide, "Zone Defense").
 */
export function floodGuardsOf(devices: readonly Node[]): { floodGuards?: FloodGuards } {
  const limits: FloodLimit[] = [];
  const synDefences: SynDefence[] = [];
  for (const profile of devices.flatMap((device) => kids(device, 'network', 'profiles', 'zone-protection-profile'))) {
    const flood = get(profile, 'flood', 'tcp-syn');
    if (!flood || !isYes(flood, 'enable')) continue;
    synDefences.push({ on: true, label: 'flood tcp-syn', span: spanOf(flood) });
    for (const way of ['red', 'syn-cookies'] as const)
      for (const rate of ['activate-rate', 'maximal-rate'] as const) {
        const limit = numberAt(flood, way, rate);
        if (!limit) continue;
        for (const { coverage, statement } of (get(flood, way, rate)?.statements ?? []).map((statement) => ({
          coverage: statement.coverage,
          statement,
        })))
          if (coverage === 'recognised') statement.coverage = 'modelled';
        limits.push({
          counts: 'syn',
          unit: 'per-second',
          per: 'all',
          limit,
          beyond: way === 'syn-cookies' && rate === 'activate-rate' ? 'proxy' : 'drop',
          label: `${way} ${rate}`,
          span: spanOf(flood),
        });
      }
  }
  return floodGuards(limits, synDefences);
}
