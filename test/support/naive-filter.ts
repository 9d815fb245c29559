import type { Filter, FilterRule } from '../../grammars/model/filter.ts';
import type { Packet, RuleRef } from '../../server/src/packets/analyses.ts';
import { meets } from '../../server/src/packets/packet-match.ts';

/** One way a packet may go through the filters, for one choice of truth for every opaque condition it meets. */
export interface Walk {
  /** Rules that matched, in order. */
  readonly matched: readonly RuleRef[];
  /** Rule that decided; undefined: the fallback. */
  readonly decidedBy: RuleRef | undefined;
  /** `permit`, `deny`, `deny reject`, or `return` from the chain it was sent into. */
  readonly verdict: string;
  /** Verdict with the side effects met on the way. */
  readonly fate: string;
}

/** Every way of the packet from the start of a filter, told the plain way: rule by rule, chain by chain. */
export function walksOf(filters: readonly Filter[], entry: number, packet: Packet): Walk[] {
  return chain(entry, [], []).map(({ matched, decidedBy, verdict, effects }) => ({
    matched,
    decidedBy,
    verdict,
    fate: [...effects, verdict].join(' '),
  }));

  type Draft = Omit<Walk, 'fate'> & { readonly effects: readonly string[] };

  function chain(index: number, matched: readonly RuleRef[], effects: readonly string[]): Draft[] {
    const filter = filters[index]!;
    const seen = filter.family === 'both' || filter.family === packet.family;
    const from = (at: number, matched: readonly RuleRef[], effects: readonly string[]): Draft[] => {
      const rule = seen ? filter.rules[at] : undefined;
      if (!rule) return [{ matched, effects, decidedBy: undefined, verdict: filter.fallback.action }];
      const met = rule.active ? meets(packet, rule) : 'no';
      const past = (): Draft[] => from(at + 1, matched, effects);
      if (met === 'no') return past();
      const taken = take(
        index,
        at,
        rule,
        [...matched, { filter: index, rule: at }],
        [...effects, ...rule.effects],
        from,
      );
      return met === 'yes' ? taken : [...taken, ...past()];
    };
    return from(0, matched, effects);
  }

  function take(
    index: number,
    at: number,
    rule: FilterRule,
    matched: readonly RuleRef[],
    effects: readonly string[],
    from: (at: number, matched: readonly RuleRef[], effects: readonly string[]) => Draft[],
  ): Draft[] {
    const { action } = rule;
    const own = filters[index]!.fallback.action;
    const decidedBy = { filter: index, rule: at };
    switch (action.kind) {
      case 'permit':
        return [{ matched, effects, decidedBy, verdict: 'permit' }];
      case 'exempt':
        return [{ matched, effects, decidedBy, verdict: 'exempt' }];
      case 'translate':
        return [{ matched, effects, decidedBy, verdict: `translate ${action.nat} ${action.to}` }];
      case 'deny':
        return [{ matched, effects, decidedBy, verdict: action.reject ? 'deny reject' : 'deny' }];
      case 'return':
        return [{ matched, effects, decidedBy: own === 'return' ? undefined : decidedBy, verdict: own }];
      case 'jump':
      case 'goto': {
        const target = filters.findIndex(({ name }) => name.value === action.target.value);
        // What an unknown chain does with the packet is not known.
        if (target === -1) {
          const any = ['permit', 'deny'].map((verdict) => ({ matched, effects, decidedBy, verdict }));
          return [
            ...any,
            ...(action.kind === 'goto'
              ? [{ matched, effects, decidedBy: undefined, verdict: own }]
              : from(at + 1, matched, effects)),
          ];
        }
        return chain(target, matched, effects).flatMap((walk) => {
          if (walk.verdict !== 'return') return [walk];
          if (action.kind === 'goto') return [{ ...walk, verdict: own }];
          return from(at + 1, walk.matched, walk.effects);
        });
      }
      default:
        return from(at + 1, matched, effects);
    }
  }
}
