import type { Session } from '../session.ts';
import { showDiagnosisView } from '../views/diagnosis-view.ts';
import { placeProbeDiagnostics } from '../views/probe-diagnostics.ts';
import { showResultsView } from '../views/probe-results.ts';
import type { Reports } from '../views/reports.ts';
import type { ResultNode } from '../views/result-items.ts';
import { type DiagnosisQuestion, diagnoses } from './diagnose.ts';
import { judgeSaved } from './judge-saved.ts';
import {
  clearProbeResults,
  copyProbeRecord,
  exportProbeResults,
  probeAgain,
  removeProbeResult,
  showProbeLine,
  showProbeResult,
} from './probe-results.ts';
import { forgetConsents, type ProbeViews, probeThis, runProbe } from './run-probe.ts';

/** The commands that run probes, alone and as the steps of a diagnosis, and show what they said. */
export function registerProbeCommands(
  session: Session,
  reports: Reports,
  register: (id: string, run: (...given: never[]) => unknown) => void,
): void {
  const views: ProbeViews = { tree: showResultsView(session), diagnostics: placeProbeDiagnostics(session) };
  register('netreview.runProbe', () => runProbe(session, views));
  register('netreview.probeThis', () => probeThis(session, views));
  register('netreview.probeAgain', (node?: ResultNode) => probeAgain(session, views, node));
  register('netreview.showProbeResult', (node?: ResultNode) => showProbeResult(views, reports, node));
  register('netreview.showProbeLine', (node?: ResultNode) => showProbeLine(views, node));
  register('netreview.copyProbeRecord', (node?: ResultNode) => copyProbeRecord(views, node));
  register('netreview.exportProbeResults', (node?: ResultNode) => exportProbeResults(views, node));
  register('netreview.removeProbeResult', (node?: ResultNode) => removeProbeResult(views, node));
  register('netreview.judgeSavedOutput', () => judgeSaved(session, views));
  register('netreview.forgetProbeConsents', () => forgetConsents(session));
  register('netreview.clearProbeResults', () => clearProbeResults(views));
  const diagnosis = diagnoses(session, views, showDiagnosisView(session), reports);
  register('netreview.diagnose', (question?: DiagnosisQuestion) => diagnosis.chain(question));
  register('netreview.fiveSteps', (question?: DiagnosisQuestion) => diagnosis.fiveSteps(question));
  register('netreview.resumeDiagnosis', diagnosis.resume);
  register('netreview.diagnoseAgain', diagnosis.again);
  register('netreview.stopDiagnosis', diagnosis.stop);
  register('netreview.exportDiagnosis', diagnosis.exportReport);
  register('netreview.diagnosisLine', diagnosis.goToLine);
}
