import { commands, type ExtensionContext, workspace } from 'vscode';
import { tellBaseTexts } from './base-texts.ts';
import { chooseDialect } from './commands/choose-dialect.ts';
import { type Comparand, compareWith, compareWithHead } from './commands/compare-with.ts';
import { explainRule } from './commands/explain-rule.ts';
import { findRules, type SetQuestion } from './commands/find-rules.ts';
import { fixAllSafe } from './commands/fix-all-safe.ts';
import { judgeSaved } from './commands/judge-saved.ts';
import { resultCommands } from './commands/result-commands.ts';
import { collectWorkspaceFindings, reviewWorkspace } from './commands/review-workspace.ts';
import { forgetConsents, type ProbeViews, probeThis, runProbe } from './commands/run-probe.ts';
import { provideRulePages, showRule } from './commands/show-rule.ts';
import { showIntent, showTopology } from './commands/show-topology.ts';
import { suppressWithReason } from './commands/suppress.ts';
import { type Question, testPacket } from './commands/test-packet.ts';
import { type TraceQuestion, tracePacket } from './commands/trace-packet.ts';
import { type WhatIfQuestion, whatIf } from './commands/what-if.ts';
import { colourByContent } from './content-language.ts';
import { createLanguageClient } from './language-client.ts';
import {
  COMMAND_COMPARE_WITH_HEAD,
  COMMAND_SHOW_INTENT,
  COMMAND_SHOW_RULE,
  COMMAND_SUPPRESS,
  type ShowIntentArguments,
  type SuppressArguments,
} from './protocol.ts';
import type { Session } from './session.ts';
import { collectStatuses } from './statuses.ts';
import { placeProbeDiagnostics } from './views/probe-diagnostics.ts';
import { showResultsView } from './views/probe-results.ts';
import { provideReports } from './views/reports.ts';
import { showStatusItem } from './views/status-item.ts';
import { keepTopologies } from './views/topology/topologies.ts';

/** What other extensions and the suites may ask. */
export interface Api {
  readonly statusOf: Session['statuses']['of'];
  readonly onDidChangeStatus: Session['statuses']['onDidChange'];
}

export async function activate(context: ExtensionContext): Promise<Api> {
  const client = createLanguageClient(context);
  const session: Session = { context, client, statuses: collectStatuses(context, client) };
  const register = (id: string, run: (...given: never[]) => unknown): void => {
    context.subscriptions.push(commands.registerCommand(id, run));
  };

  const workspaceFindings = collectWorkspaceFindings(session);
  register('netreview.reviewWorkspace', () => reviewWorkspace(session, workspaceFindings));
  register('netreview.chooseDialect', () => chooseDialect(session));
  register('netreview.fixAllSafe', fixAllSafe);
  register('netreview.testPacket', (question?: Question) => testPacket(session, question));
  const reports = provideReports(session);
  register('netreview.explainRule', () => explainRule(session, reports));
  register('netreview.compareWith', (chosen?: Comparand) => compareWith(session, reports, chosen));
  register(COMMAND_COMPARE_WITH_HEAD, (uri?: string) => compareWithHead(session, reports, uri));
  const drawn = keepTopologies(session);
  register('netreview.tracePacket', (question?: TraceQuestion) => tracePacket(session, reports, drawn, question));
  register('netreview.showTopology', () => showTopology(drawn));
  register('netreview.clearTopology', () => drawn.clear());
  register(COMMAND_SHOW_INTENT, (given: ShowIntentArguments) => showIntent(drawn, given));
  register('netreview.whatIf', (question?: WhatIfQuestion) => whatIf(session, reports, drawn, question));
  register('netreview.findRules', (question?: SetQuestion) => findRules(session, question));
  const views: ProbeViews = { tree: showResultsView(session), diagnostics: placeProbeDiagnostics(session) };
  register('netreview.runProbe', () => runProbe(session, views));
  register('netreview.probeThis', () => probeThis(session, views));
  resultCommands(session, views, reports, register);
  register('netreview.judgeSavedOutput', () => judgeSaved(session, views));
  register('netreview.forgetProbeConsents', () => forgetConsents(session));
  register('netreview.restartServer', () => client.restart());
  register(COMMAND_SHOW_RULE, (rule: unknown) => showRule(session, rule));
  register(COMMAND_SUPPRESS, (given: SuppressArguments, reason?: string) => suppressWithReason(given, reason));

  provideRulePages(session);
  tellBaseTexts(session);
  context.subscriptions.push(
    client,
    ...showStatusItem(session),
    colourByContent(session),
    workspace.onDidGrantWorkspaceTrust(() => client.restart()),
  );
  await client.start();
  return { statusOf: session.statuses.of, onDidChangeStatus: session.statuses.onDidChange };
}
