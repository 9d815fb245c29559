import type { Device } from '../../../../grammars/model/device.ts';
import type { FilterRule, Interval, Match } from '../../../../grammars/model/filter.ts';
import type { Proposal } from '../../review/rule.ts';
import type { EgressFilter } from './egress-filters.ts';

interface Wanted {
  /** Only a rule ahead of this one decides first. */
  readonly before: number;
  readonly ports: readonly Interval[];
}

/** A permit whose range ends where the missing ports begin is written anew with the whole range; undefined where there is none. */
export function widenFix(
  { index }: EgressFilter,
  device: Device,
  { before, ports }: Wanted,
  lineOf: (offset: number) => number,
): Proposal | undefined {
  const { rules } = device.filters[index]!;
  const at = rules.findIndex((rule, i) => i < before && touches(plainPermit(rule), ports));
  const rule = rules[at];
  const match = rule && plainPermit(rule);
  if (!match) return undefined;
  const all = joined([...match.destinationPort!.anyOf, ...ports]);
  const text = (list: readonly Interval[]): string =>
    list.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
  const line = lineOf(rule.span.start) + 1;
  return {
    title: {
      en: `Widen the permit on line ${line} to ports ${text(all)}: udp ports ${text(ports)} pass as well`,
      'zh-cn': `将第 ${line} 行的放行扩大到端口 ${text(all)}:udp 端口 ${text(ports)} 也会通过`,
    },
    safety: 'unsafe',
    change: {
      kind: 'several',
      changes: [
        {
          kind: 'insert-rule',
          filter: index,
          before: at,
          action: 'permit',
          match: { ...match, destinationPort: { anyOf: all } },
        },
        { kind: 'delete-rule', filter: index, rule: at },
      ],
    },
  };
}

/** What the rule says, where nothing is lost when it is written anew: one plain match, no name, no side effects, no remarks. */
function plainPermit({ active, action, matches, effects, remarks, key, spans }: FilterRule): Match | undefined {
  const [match, rest, more] = matches;
  if (!active || action.kind !== 'permit' || !match || more || effects.length > 0 || remarks?.length || spans)
    return undefined;
  if (key !== undefined && !/^\d+$/.test(key.value)) return undefined;
  // Where fragments are told apart, a permit with ports is a second match: the later fragments, which have none.
  if (rest && (rest.fragment !== 'rest' || rest.destinationPort)) return undefined;
  const { fragment, ...said } = match;
  return isPlain(said) && (fragment === undefined || fragment === 'whole') ? said : undefined;
}

const isPlain = ({ protocol, destination, destinationPort, ...rest }: Match): boolean =>
  protocol?.anyOf.length === 1 &&
  protocol.anyOf[0]!.first === 17 &&
  protocol.anyOf[0]!.last === 17 &&
  !protocol.negated &&
  (destination === undefined || destination.anyOf.some(({ kind }) => kind === 'any')) &&
  destinationPort !== undefined &&
  !destinationPort.negated &&
  !destinationPort.except?.length &&
  !rest.sourcePort &&
  !rest.state &&
  !rest.dscp &&
  !rest.opaque?.length;

const touches = (match: Match | undefined, ports: readonly Interval[]): boolean =>
  match?.destinationPort?.anyOf.some((own) =>
    ports.some((one) => one.first === own.last + 1 || one.last === own.first - 1),
  ) === true;

function joined(list: readonly Interval[]): Interval[] {
  const found: { first: number; last: number }[] = [];
  for (const { first, last } of [...list].sort((a, b) => a.first - b.first)) {
    const before = found.at(-1);
    if (before && first <= before.last + 1) before.last = Math.max(before.last, last);
    else found.push({ first, last });
  }
  return found;
}
