import type { Bilingual } from '../../../grammars/outline.ts';
import type { ProbeId } from '../protocol.ts';
import type { Permit } from './permit.ts';
import type { Address, Target, TargetShape } from './target.ts';

/** What was seen: plain data, so that it can be recorded and judged again. Holds nothing of the configuration but the target. */
export interface Observation {
  readonly probe: ProbeId;
  readonly target: Target;
}

/** `unknown`: the probe could not be made, which says nothing about the target. */
export type VerdictLevel = 'ok' | 'info' | 'warning' | 'error' | 'unknown';

export interface Verdict {
  readonly level: VerdictLevel;
  /** Kebab-case; with the probe's id it is the diagnostic's code: `probe/tcp/refused`. */
  readonly code: string;
  readonly text: Bilingual;
}

interface ProbeFacts extends TargetShape {
  readonly id: ProbeId;
  readonly title: Bilingual;
  /** Exactly what will be sent, one entry per address: packets, or the command as an argument list. */
  plan(target: Target, addresses: readonly Address[]): readonly Bilingual[];
}

export interface ProbeParts<O extends Observation> extends ProbeFacts {
  /** The only effect. @throws Error without a permit for this very probe; never for what the network does. */
  observe(permit: Permit, signal: AbortSignal): Promise<O>;
  /** Pure, so that a recording can be judged again. */
  judge(observation: O): Verdict;
}

export interface Probe extends ProbeFacts {
  /** Observes, then judges. @throws Error without a permit for this very probe. */
  run(permit: Permit, signal: AbortSignal): Promise<{ readonly observation: Observation; readonly verdict: Verdict }>;
}

export function defineProbe<O extends Observation>(parts: ProbeParts<O>): Probe {
  return {
    ...parts,
    async run(permit, signal) {
      const observation = await parts.observe(permit, signal);
      return { observation, verdict: parts.judge(observation) };
    },
  };
}

/** Said with every verdict: a probe knows only the way from here. */
export const VANTAGE: Bilingual = {
  en: 'Seen from this machine, not from the device in the file.',
  'zh-cn': '从本机观察所得,并非来自文件中的设备。',
};
