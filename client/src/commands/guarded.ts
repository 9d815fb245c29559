/** `wire`: it sends, or asks a device. `half`: a part of it does, which says why it is left out. `nothing`: it never does. */
export type Reach = 'wire' | 'half' | 'nothing';

/** How far each command of the manifest can reach; a command that is not here is not registered. */
export const REACH: Readonly<Record<string, Reach>> = {
  'netreview.runProbe': 'wire',
  'netreview.probeThis': 'wire',
  'netreview.probeAgain': 'wire',
  // What the configurations tell needs no trust.
  'netreview.diagnose': 'half',
  'netreview.fiveSteps': 'half',
  'netreview.resumeDiagnosis': 'half',
  'netreview.diagnoseAgain': 'half',
  'netreview.stopDiagnosis': 'nothing',
  'netreview.exportDiagnosis': 'nothing',
  'netreview.diagnosisLine': 'nothing',
  'netreview.judgeSavedOutput': 'nothing',
  'netreview.showProbeResult': 'nothing',
  'netreview.showProbeLine': 'nothing',
  'netreview.copyProbeRecord': 'nothing',
  'netreview.exportProbeResults': 'nothing',
  'netreview.removeProbeResult': 'nothing',
  'netreview.clearProbeResults': 'nothing',
  'netreview.forgetProbeConsents': 'nothing',
  'netreview.reviewWorkspace': 'nothing',
  'netreview.showRule': 'nothing',
  'netreview.testPacket': 'nothing',
  'netreview.tracePacket': 'nothing',
  'netreview.whatIf': 'nothing',
  'netreview.showTopology': 'nothing',
  'netreview.clearTopology': 'nothing',
  'netreview.showIntent': 'nothing',
  'netreview.explainRule': 'nothing',
  'netreview.compareWith': 'nothing',
  'netreview.compareWithHead': 'nothing',
  'netreview.findRules': 'nothing',
  'netreview.fixAllSafe': 'nothing',
  'netreview.chooseDialect': 'nothing',
  'netreview.restartServer': 'nothing',
  'netreview.suppressWithReason': 'nothing',
};

export interface Guard {
  readonly isTrusted: () => boolean;
  /** Says why nothing is done. */
  readonly refuse: () => unknown;
}

type Run = (...given: never[]) => unknown;

/**
 * A command that asks nobody, not even for a target, in a folder that nobody trusts: a file in it may name the target.
 * @throws Error for a command that does not say how far it reaches
 */
export function guarded(id: string, run: Run, { isTrusted, refuse }: Guard): Run {
  const reach = Object.hasOwn(REACH, id) ? REACH[id] : undefined;
  if (!reach) throw new Error(`${id} does not say whether it reaches the wire: see guarded.ts`);
  return reach === 'wire' ? (...given) => (isTrusted() ? run(...given) : refuse()) : run;
}
