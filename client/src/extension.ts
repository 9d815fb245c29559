import { commands, type ExtensionContext, workspace } from 'vscode';
import { tellBaseTexts } from './base-texts.ts';
import { chooseDialect } from './commands/choose-dialect.ts';
import { type Comparand, compareWith, compareWithHead } from './commands/compare-with.ts';
import { explainRule } from './commands/explain-rule.ts';
import { findRules, type SetQuestion } from './commands/find-rules.ts';
import { fixAllSafe } from './commands/fix-all-safe.ts';
import { guarded } from './commands/guarded.ts';
import { registerNetworkCommands } from './commands/network-commands.ts';
import { registerProbeCommands } from './commands/probe-commands.ts';
import { collectWorkspaceFindings, reviewWorkspace } from './commands/review-workspace.ts';
import { provideRulePages, showRule } from './commands/show-rule.ts';
import { suppressWithReason } from './commands/suppress.ts';
import { type Question, testPacket } from './commands/test-packet.ts';
import { refuseUntrusted } from './consent.ts';
import { colourByContent } from './content-language.ts';
import { createLanguageClient } from './language-client.ts';
import { COMMAND_COMPARE_WITH_HEAD, COMMAND_SHOW_RULE, COMMAND_SUPPRESS, type SuppressArguments } from './protocol.ts';
import type { Session } from './session.ts';
import { collectStatuses } from './statuses.ts';
import { provideReports } from './views/reports.ts';
import { showStatusItem } from './views/status-item.ts';

/** What other extensions and the suites may ask. */
export interface Api {
  readonly statusOf: Session['statuses']['of'];
  readonly onDidChangeStatus: Session['statuses']['onDidChange'];
}

const GUARD = { isTrusted: () => workspace.isTrusted, refuse: refuseUntrusted };

export async function activate(context: ExtensionContext): Promise<Api> {
  const client = createLanguageClient(context);
  const session: Session = { context, client, statuses: collectStatuses(context, client) };
  const register = (id: string, run: (...given: never[]) => unknown): void => {
    context.subscriptions.push(commands.registerCommand(id, guarded(id, run, GUARD)));
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
  registerNetworkCommands(session, reports, register);
  register('netreview.findRules', (question?: SetQuestion) => findRules(session, question));
  registerProbeCommands(session, reports, register);
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
