import type { Bilingual } from '../../../grammars/outline.ts';
import { type Explained, explained } from '../probes/egress-chain/explained.ts';
import { judgeSteps, STEP_TITLES, type Step } from '../probes/egress-chain/judge.ts';
import type { EgressChainObservation } from '../probes/egress-chain/observe.ts';
import { stepsOf } from '../probes/egress-chain/steps.ts';
import { inARow } from '../probes/in-a-row.ts';
import { probes } from '../probes/index.ts';
import type { Observation, Verdict } from '../probes/probe.ts';
import type { Address } from '../probes/target.ts';
import type { ProbeId, WireDiagnosedStep, WireDiagnosis } from '../protocol.ts';
import { runDetails } from '../results/run-details.ts';
import type { StepLine, WalkStep } from './walk.ts';

/** The steps of the chain that were taken, each with what was sent, what came back, its verdict, and the line that makes it. */
export function chainSteps(
  observation: EgressChainObservation,
  verdict: Verdict,
  diagnosis: WireDiagnosis | undefined,
): readonly WalkStep[] {
  const found = diagnosis && explained(diagnosis, verdict);
  const steps = judgeSteps(observation);
  // The verdict of the whole is about the first step of its level.
  const blamed = steps.find(({ verdict: own }) => own.level === verdict.level)?.step;
  const addresses = observation.routes.map(({ address, family }): Address => ({ text: address, family }));
  const planned = stepsOf(observation.target, addresses);
  return steps.map(({ step, verdict: own }): WalkStep => {
    const probe = PROBES[step];
    const plan = planned.find((one) => one.probe.id === probe);
    const seen = step === 'route' ? undefined : observation[step === 'nat-udp-lifetime' ? 'lifetime' : step];
    const faulty = own.level === 'error' || own.level === 'warning';
    return {
      id: step,
      title: STEP_TITLES[step],
      state: own.level,
      // What the whole says of it is more than the step knows.
      text: step === blamed && faulty ? verdict.text : own.text,
      ...(probe && seen ? details(probe, own, seen) : ROUTE_DETAILS(observation)),
      // What was planned and not taken, as a question to a resolver that is not allowed, was not sent.
      sent: plan && seen ? plan.probe.plan(plan.target, plan.addresses, NOBODY_ELSE) : [NOTHING_SENT],
      ...(step === blamed && faulty && lineOf(found)),
    };
  });
}

/** Each step asks whom it names. */
const NOBODY_ELSE = (): boolean => false;

/** What is kept of a run when its failing steps are asked again: the observations of the steps that hold. */
export function keptOf(observation: EgressChainObservation, known: readonly WalkStep[]): EgressChainObservation {
  const ids = new Set(known.map(({ id }) => id));
  const { probe, target, routes, ping, dns, tcp, pmtu, tls, stun, lifetime } = observation;
  return {
    probe,
    target,
    routes,
    ...(ping && ids.has('ping') && { ping }),
    ...(dns && ids.has('dns') && { dns }),
    ...(tcp && ids.has('tcp') && { tcp }),
    ...(pmtu && ids.has('pmtu') && { pmtu }),
    ...(tls && ids.has('tls') && { tls }),
    ...(stun && ids.has('stun') && { stun }),
    ...(lifetime && ids.has('nat-udp-lifetime') && { lifetime }),
  };
}

/** Those of the configurations, for the tree. */
export const fileSteps = ({ steps }: WireDiagnosis): readonly WalkStep[] =>
  steps.map((step) => ({
    id: `files ${step.step}`,
    title: TITLES[step.step] ?? { en: step.step, 'zh-cn': step.step },
    state: STATES[step.status],
    text: step.text,
    ...(step.packet !== undefined && { sent: [FOLLOWED(step.packet)] }),
    ...(step.source !== undefined && { source: SAME(step.source) }),
    ...(step.at && { line: stepLine(step.at) }),
  }));

/** What a probe saw, what its verdict is held to, and who says so. */
export function details(
  probe: ProbeId,
  verdict: Verdict,
  observation: Observation,
): Pick<WalkStep, 'came' | 'threshold' | 'source'> {
  const { threshold, source } = runDetails({ probe, verdict, sent: [], observation });
  const came = probes[probe].cameBack(observation);
  return {
    ...(came && { came: shortened(came) }),
    ...(threshold && { threshold }),
    source,
  };
}

/** Characters; what is longer is in the probe's result. */
const LONGEST = 400;

function shortened({ en, 'zh-cn': zh }: Bilingual): Bilingual {
  const short = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text);
  return { en: short(en), 'zh-cn': short(zh) };
}

const lineOf = (found: Explained | undefined): Pick<WalkStep, 'line' | 'lineText'> =>
  found === undefined
    ? {}
    : {
        ...(found.fit !== 'silent' && found.step?.at && { line: stepLine(found.step.at) }),
        lineText: found.step && found.fit !== 'silent' ? joined(found.text, found.step.text) : found.text,
      };

const joined = (a: Bilingual, b: Bilingual): Bilingual => ({
  en: `${a.en} ${b.en}`,
  'zh-cn': `${a['zh-cn']}${b['zh-cn']}`,
});

export const stepLine = ({ path, range, text }: NonNullable<WireDiagnosedStep['at']>): StepLine => ({
  uri: path,
  range,
  text,
});

const PROBES: Readonly<Record<Step, ProbeId | undefined>> = {
  route: undefined,
  ping: 'reachability',
  dns: 'dns',
  tcp: 'tcp',
  pmtu: 'pmtu',
  tls: 'tls',
  stun: 'stun',
  'nat-udp-lifetime': 'nat-udp-lifetime',
};

const STATES: Readonly<Record<WireDiagnosedStep['status'], WalkStep['state']>> = {
  holds: 'ok',
  broken: 'error',
  risk: 'warning',
  unknown: 'unknown',
  'not-reached': 'skipped',
};

const TITLES: Readonly<Record<string, Bilingual>> = {
  ...STEP_TITLES,
  nat: { en: 'translation', 'zh-cn': '地址转换' },
};

const SAME = (text: string): Bilingual => ({ en: text, 'zh-cn': text });

const ROUTE_DETAILS = ({ routes }: EgressChainObservation): Pick<WalkStep, 'came' | 'source'> => ({
  came: inARow(routes.map(ROUTE)),
  source: SAME('RFC 1122 section 3.3.1'),
});

const ROUTE = ({ address, source }: EgressChainObservation['routes'][number]): Bilingual =>
  source === undefined
    ? { en: `no way to ${address}`, 'zh-cn': `没有到 ${address} 的路径` }
    : { en: `to ${address} it would send from ${source}`, 'zh-cn': `将从 ${source} 发往 ${address}` };

const NOTHING_SENT: Bilingual = {
  en: 'nothing; the system is asked which way it would send',
  'zh-cn': '不发送报文;询问系统将从何处发出',
};
const FOLLOWED = (packet: string): Bilingual => ({
  en: `nothing; followed through the configurations: ${packet}`,
  'zh-cn': `不发送报文;在配置中推演:${packet}`,
});
