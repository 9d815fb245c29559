import type { Filter } from '../../../grammars/model/filter.ts';
import type { Packet, RuleRef, Verdict } from './analyses.ts';
import type { Group } from './chains.ts';
import { meets } from './packet-match.ts';

type Decision = Verdict['action'];

/** How one packet leaves a chain. */
interface Passage {
  /** Undefined: it returned. */
  readonly decision: Decision | undefined;
  readonly decidedBy: RuleRef | undefined;
  /** The deciding rule, or one that leads to it, matches only if an opaque condition is true; or one before may decide. */
  readonly deciderUnsure: boolean;
  /** Every way it could leave, were opaque conditions true or false. */
  readonly possible: ReadonlySet<Decision | 'return'>;
}

/** Deeper than this no platform jumps. */
const DEEPEST = 64;

/** First match through jumps, opaque conditions taken as true; `sure` where taking them otherwise would change nothing. */
export function testPacket(filters: readonly Filter[], group: Group, filter: number, packet: Packet): Verdict {
  const trace: RuleRef[] = [];
  const { decision, decidedBy, deciderUnsure, possible } = pass(filter, 0);
  const ends = new Set([...possible].map((end) => (end === 'return' ? 'permit' : end)));
  return {
    // A chain that is not in force by itself leaves the packet to its caller: nobody has stopped it.
    action: decision ?? 'permit',
    ...(decidedBy ? { decidedBy } : {}),
    ...(deciderUnsure ? { deciderUnsure } : {}),
    trace,
    sure: ends.size === 1 && !possible.has('return'),
  };

  function pass(index: number, depth: number): Passage {
    const chain = filters[index]!;
    const { fallback } = chain;
    const possible = new Set<Decision | 'return'>();
    const seen = chain.family === 'both' || chain.family === packet.family;
    let main: Omit<Passage, 'possible'> | undefined;
    // A chain before that let the packet come back might have decided it.
    let mayBeDecided = false;
    const end = (): Decision | 'return' => fallback.action;
    for (const [at, rule] of (seen ? chain.rules : []).entries()) {
      const met = rule.active ? meets(packet, rule) : 'no';
      if (met === 'no') continue;
      const ref = { filter: index, rule: at };
      const { action } = rule;
      const before = trace.length;
      if (!main) trace.push(ref);
      let decision: Decision | 'return' | undefined;
      let decidedBy: RuleRef | undefined = ref;
      let deciderUnsure = met === 'maybe';
      let comesBack = action.kind === 'continue';
      if (action.kind === 'jump' || action.kind === 'goto') {
        const target = group.targetOf(index, rule);
        const inner = target === undefined || depth >= DEEPEST ? undefined : pass(target, depth + 1);
        if (main) trace.length = before;
        if (!inner) {
          possible.add('permit').add('deny');
          comesBack = true;
        } else {
          for (const one of inner.possible) if (one !== 'return') possible.add(one);
          comesBack = inner.possible.has('return');
          decision = inner.decision;
          decidedBy = inner.decidedBy;
          deciderUnsure ||= inner.deciderUnsure;
          if (action.kind === 'goto' && comesBack) {
            possible.add(end());
            comesBack = false;
          }
          if (action.kind === 'goto') decision ??= end();
        }
      } else if (action.kind === 'return') {
        decision = end();
        possible.add(decision);
      } else if (action.kind !== 'continue') {
        decision = action.kind;
        possible.add(decision);
      }
      if (!main && decision !== undefined) {
        const returned = decision === 'return';
        main = {
          decision: decision === 'return' ? undefined : decision,
          decidedBy: returned || (action.kind === 'goto' && decidedBy === undefined) ? undefined : decidedBy,
          deciderUnsure: deciderUnsure || mayBeDecided,
        };
      }
      if (!main) mayBeDecided ||= [...possible].some((one) => one !== 'return');
      if (met === 'yes' && !comesBack) return { ...main!, possible };
    }
    possible.add(end());
    const { action } = fallback;
    main ??= { decision: action === 'return' ? undefined : action, decidedBy: undefined, deciderUnsure: mayBeDecided };
    return { ...main, possible };
  }
}
