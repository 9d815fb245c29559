import { type FloodGuards, type FloodLimit, floodGuards, type SynDefence } from '../../../model/flood.ts';
import { type Block, entriesOf, isOn, numberOf, spanOf, value, word } from '../config-tree.ts';
import type { Scope } from './scopes.ts';

/**
 * `tcp_syn_flood` of a DoS policy: SYN to one destination in a second, 2000 where no number is written; it is off, and lets everything pass, unless told
 * otherwise (FortiOS Administration Guide, "DoS policy").
 */
export function floodGuardsOf(scopes: readonly Scope[]): { floodGuards?: FloodGuards } {
  const limits: FloodLimit[] = [];
  const synDefences: SynDefence[] = [];
  for (const { block } of scopes)
    for (const policy of [...entriesOf(block, 'firewall DoS-policy'), ...entriesOf(block, 'firewall DoS-policy6')]) {
      const anomaly = entriesOf(policy, 'anomaly').find(({ name }) => name.value === 'tcp_syn_flood');
      if (!anomaly || word(policy, 'status') === 'disable' || !isOn(anomaly, 'status')) continue;
      const action = word(anomaly, 'action') ?? 'pass';
      if (action !== 'pass') synDefences.push({ on: true, label: 'tcp_syn_flood', span: spanOf(anomaly) });
      const limit = numberOf(anomaly, 'threshold');
      if (!limit) continue;
      modelled(anomaly, ['status', 'action', 'threshold']);
      limits.push({
        counts: 'syn',
        unit: 'per-second',
        per: 'destination',
        limit,
        beyond: action === 'block' ? 'drop' : action === 'proxy' ? 'proxy' : 'tell',
        label: 'tcp_syn_flood threshold',
        span: value(anomaly, 'threshold')!.span,
      });
    }
  return floodGuards(limits, synDefences);
}

function modelled({ settings }: Block, names: readonly string[]): void {
  for (const name of names) {
    const setting = settings.get(name);
    if (setting) setting.statement.coverage = 'modelled';
  }
}
