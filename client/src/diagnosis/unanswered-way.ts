import { explained } from '../probes/egress-chain/explained.ts';
import type { Observation } from '../probes/probe.ts';
import type { SocketsObservation } from '../probes/sockets/observe.ts';
import type { WireDiagnosedStep, WireDiagnosis } from '../protocol.ts';

/** A way for each is looked for in all files of the folder. */
const MOST = 3;

/** Whom connects of a machine wait for, as a diagnosis takes a target: `10.0.0.80:443`; of any other probe nobody. */
export function unansweredPeers(observation: Observation): readonly string[] {
  if (observation.probe !== 'sockets') return [];
  const { counts } = observation as SocketsObservation;
  return (counts?.unanswered ?? []).slice(0, MOST).map(({ peer }) => peer);
}

/** The line on which the way to such a peer ends by the configurations; undefined: they show nothing of it. */
export function lineOfUnanswered(diagnosis: WireDiagnosis): WireDiagnosedStep['at'] {
  const dropped = { level: 'error', code: 'tcp-dropped', text: { en: '', 'zh-cn': '' } } as const;
  const found = explained(diagnosis, dropped);
  return found?.fit === 'explains' ? found.step?.at : undefined;
}
