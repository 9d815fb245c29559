import { workspace } from 'vscode';
import type { Bilingual } from '../../../grammars/outline.ts';
import { carryOut, type ProbeViews } from '../commands/run-probe.ts';
import type { EgressChainObservation } from '../probes/egress-chain/observe.ts';
import { egressChain } from '../probes/egress-chain/probe.ts';
import type { Seen } from '../probes/probe.ts';
import type { Target } from '../probes/target.ts';
import type { DiagnoseParams, WireDiagnosis } from '../protocol.ts';
import type { Session } from '../session.ts';
import { chainSteps, keptOf } from './chain-steps.ts';
import { diagnosisOf } from './file-part.ts';
import { placeChain } from './place-chain.ts';
import { RUNNING, skipped, UNTRUSTED } from './skipped.ts';
import type { PartPlan, WalkStep } from './walk.ts';

/** What the live chain saw last: what of it held is not asked again. */
export interface ChainMemory {
  last?: EgressChainObservation;
}

/**
 * The way out from this machine, step by step, with what the configurations say to it.
 * @param target absent: nobody named one
 * @param memory of an earlier run of the same walk
 */
export function livePart(
  session: Session,
  views: ProbeViews,
  params: DiagnoseParams,
  target: Target | undefined,
  memory: ChainMemory,
): PartPlan {
  return {
    id: 'live',
    title: { en: 'Live, from this machine', 'zh-cn': '实时(从本机出发)' },
    endsWalk: true,
    take: async (known, tell, signal) => {
      const end = (steps: readonly WalkStep[]): true => {
        tell(steps);
        return true;
      };
      if (!workspace.isTrusted) return end([skipped('live', LIVE, UNTRUSTED)]);
      if (!target) return end([skipped('live', LIVE, NO_TARGET)]);
      const steps = ({ observation, verdict }: Seen, diagnosis?: WireDiagnosis): readonly WalkStep[] =>
        chainSteps(observation as EgressChainObservation, verdict, diagnosis);
      const asking = { id: 'asking', title: LIVE, state: 'running' } as const;
      tell([...known, asking]);
      const result = await carryOut(session, { probe: egressChain, target }, views, {
        signal,
        ...(memory.last && { known: keptOf(memory.last, known) }),
        tell: (seen) => {
          memory.last = seen.observation as EgressChainObservation;
          tell([...steps(seen), { ...asking, text: RUNNING }]);
        },
      });
      if (!result) {
        tell(known);
        return false;
      }
      memory.last = result.observation as EgressChainObservation;
      // What was cut off is no answer.
      if (signal.aborted) return end(steps(result).filter(({ state }) => state !== 'unknown'));
      const diagnosis = await diagnosisOf(session, params);
      if (typeof diagnosis === 'string') return end(steps(result));
      placeChain(views.diagnostics, result, diagnosis);
      return end(steps(result, diagnosis));
    },
  };
}

const LIVE: Bilingual = { en: 'the way out', 'zh-cn': '出口路径' };
const NO_TARGET: Bilingual = {
  en: 'No target was named, so nothing is sent.',
  'zh-cn': '未指定目标,不发送报文。',
};
