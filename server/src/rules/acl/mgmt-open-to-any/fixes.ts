import { formatPrefix, networkOf, type Prefix } from '../../../../../grammars/model/address.ts';
import type { Filter, FilterRule, Match } from '../../../../../grammars/model/filter.ts';
import type { RuleRef } from '../../../packets/analyses.ts';
import type { Proposal, RuleContext } from '../../../review/rule.ts';
import { guardsManagement } from '../../wording/management.ts';
import { changedTraffic } from '../../wording/move-up.ts';
import { SERVICES, type Service } from './services.ts';

/**
 * Where it is declared who may manage, the permit is narrowed to them. Without that only data stores are closed: who manages by an open
 * port is not known, and may be the reader.
 */
export function closeFixes(
  context: RuleContext,
  ref: RuleRef,
  services: readonly Service[],
  allowed: readonly Prefix[],
): Proposal[] {
  const { device, packets } = context;
  const filter = device.filters[ref.filter]!;
  const own = filter.rules[ref.rule]!;
  if (own.action.kind !== 'permit') return [];
  const family = filter.family;
  const sources = allowed.filter((one) => family === 'both' || one.family === family);
  if (sources.length === 0 && (guardsManagement(device, ref.filter) || !onlyData(own, services))) return [];
  const effect = packets.effectOf?.(ref, { kind: 'set-action', action: 'deny' });
  if (!effect || effect.changed === 'nothing') return [];
  const what = changedTraffic(effect);
  // A permit of ports says elsewhere what it does with later fragments (Cisco).
  const [whole, more] = own.matches.filter(({ fragment }) => fragment !== 'rest');
  if (sources.length > 0) {
    if (!whole || more || whole.opaque || !fromAnyone(whole) || !endsHere(context, ref, filter, own)) return [];
    const { fragment: _, ...match } = whole;
    const from = sources.map((one) => formatPrefix({ ...one, address: networkOf(one) })).join(', ');
    return [
      {
        title: {
          en: `Permit this from ${from} only: denies ${what.en} from elsewhere, until now permitted`,
          'zh-cn': `只允许来自 ${from} 的流量:其他来源的 ${what['zh-cn']} 将被拒绝,此前被放行`,
        },
        safety: 'unsafe',
        change: {
          kind: 'several',
          changes: [
            {
              kind: 'insert-rule',
              filter: ref.filter,
              before: ref.rule,
              action: 'permit',
              match: {
                ...match,
                source: { anyOf: sources.map((one) => ({ kind: 'prefix', ...one, address: networkOf(one) })) },
              },
            },
            { kind: 'delete-rule', filter: ref.filter, rule: ref.rule },
          ],
        },
      },
    ];
  }
  if (effect.locksOut) return [];
  if (endsHere(context, ref, filter, own)) {
    return [
      {
        title: {
          en: `Delete this rule: denies ${what.en}, until now permitted`,
          'zh-cn': `删除本规则:拒绝 ${what['zh-cn']},此前被放行`,
        },
        safety: 'unsafe',
        change: { kind: 'delete-rule', filter: ref.filter, rule: ref.rule },
      },
    ];
  }
  return [
    {
      title: {
        en: `Deny and log instead: denies ${what.en}, until now permitted`,
        'zh-cn': `改为拒绝并记录日志:拒绝 ${what['zh-cn']},此前被放行`,
      },
      safety: 'unsafe',
      change: { kind: 'set-action', filter: ref.filter, rule: ref.rule, action: 'deny', log: true },
    },
  ];
}

/** Nothing after the rule lets its packets in: without it they are denied. */
function endsHere({ packets }: RuleContext, ref: RuleRef, filter: Filter, own: FilterRule): boolean {
  if (filter.fallback.action !== 'deny' || !filter.closed) return false;
  const matching = packets.rulesMatching?.(ref.filter, own.matches);
  // Not decided is not the same as nothing there.
  if (!matching) return false;
  return matching
    .filter((one) => one.ref.filter === ref.filter && one.ref.rule > ref.rule)
    .every((one) => /^(?:deny|continue)$/.test(filter.rules[one.ref.rule]!.action.kind));
}

/** Then every source that is declared has been let in before. */
const fromAnyone = ({ source }: Match): boolean =>
  !source ||
  (!source.negated &&
    !source.except?.length &&
    source.anyOf.some((term) => term.kind === 'any' || (term.kind === 'prefix' && term.length === 0)));

/** The rule is about ports of data stores and no others. */
const onlyData = ({ matches }: FilterRule, services: readonly Service[]): boolean =>
  services.every(({ kind }) => kind === 'data') &&
  matches.every(
    ({ destinationPort, fragment }) =>
      fragment === 'rest' ||
      (destinationPort !== undefined &&
        !destinationPort.negated &&
        destinationPort.anyOf.every(({ first, last }) =>
          SERVICES.some(({ kind, ports }) => kind === 'data' && ports.first <= first && last <= ports.last),
        )),
  );
