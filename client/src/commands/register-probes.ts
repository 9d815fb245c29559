import type { Session } from '../session.ts';
import { placeProbeDiagnostics } from '../views/probe-diagnostics.ts';
import { showResultsView } from '../views/probe-results.ts';
import type { Reports } from '../views/reports.ts';
import type { ResultNode } from '../views/result-items.ts';
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

/** The commands that run probes and show what they said. */
export function registerProbes(
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
}
