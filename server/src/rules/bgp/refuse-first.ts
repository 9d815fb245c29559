import type { Prefix } from '../../../../grammars/model/address.ts';
import type { Bilingual } from '../../../../grammars/outline.ts';
import type { Related } from '../../review/finding.ts';
import type { Proposal } from '../../review/rule.ts';
import { deciderSpan, deciderText } from '../../routes/decider.ts';
import type { Outcome } from '../../routes/run-policy.ts';
import type { OutsideFamily } from './outside-neighbours.ts';
import { relationshipText } from './relationship.ts';

export interface Routes {
  readonly prefix: Prefix;
  /** Both inside. */
  readonly lengths: { readonly first: number; readonly last: number };
}

/** `192.0.2.1 (provider)`, and how many others have the same policies. */
export function neighboursText(all: readonly OutsideFamily[]): Bilingual {
  const [first] = all;
  const role = relationshipText[first!.relationship];
  const others = all.length - 1;
  return {
    en: `${first!.neighbour.address.value} (${role.en})${others > 0 ? ` and ${others} more` : ''}`,
    'zh-cn': `${first!.neighbour.address.value}(${role['zh-cn']})${others > 0 ? `等 ${others + 1} 个邻居` : ''}`,
  };
}

/** Names what is refused first, in the policy of the neighbour: all who share it are meant. */
export function refuseFirst(
  { processIndex, neighbourIndex, family }: OutsideFamily,
  direction: 'import' | 'export',
  name: string,
  routes: readonly Routes[],
  what: Bilingual,
): Proposal {
  const policy = (direction === 'import' ? family.imports : family.exports)[0]!.name.value;
  return {
    title: {
      en: `Refuse ${what.en} in front of ${policy}: no neighbour that uses it exchanges them any more`,
      'zh-cn': `在 ${policy} 之前拒绝${what['zh-cn']}:使用该策略的邻居不再交换这些路由`,
    },
    safety: 'unsafe',
    change: {
      kind: 'refuse-routes',
      process: processIndex,
      neighbour: neighbourIndex,
      family: family.name,
      direction,
      name: family.name.startsWith('ipv6') ? `${name}-V6` : name,
      routes,
    },
  };
}

/** The line that lets a route through. */
export function letsThrough(outcome: Outcome, prefix: Prefix): Related[] {
  const span = deciderSpan(outcome, prefix);
  const what = deciderText(outcome, prefix);
  return span ? [{ span, text: { en: `${what.en} lets it through`, 'zh-cn': `${what['zh-cn']} 放行了它` } }] : [];
}

/** Sessions with the same policies are one finding. */
export function byPolicies(
  sessions: Iterable<OutsideFamily>,
  keyOf: (session: OutsideFamily) => string,
): OutsideFamily[][] {
  const groups = new Map<string, OutsideFamily[]>();
  for (const session of sessions) {
    const key = keyOf(session);
    const same = groups.get(key);
    if (same) same.push(session);
    else groups.set(key, [session]);
  }
  return [...groups.values()];
}
