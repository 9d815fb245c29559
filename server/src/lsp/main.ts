import {
  type ClientCapabilities,
  CodeLensRefreshRequest,
  createConnection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  IPCMessageReader,
  IPCMessageWriter,
  ProposedFeatures,
  TextDocumentSyncKind,
  TextDocuments,
  type WorkspaceFolder,
} from 'vscode-languageserver/node';
import {
  BASE_TEXT,
  type BaseTextParams,
  COMPARE,
  type CompareResult,
  DIAGNOSE,
  DIALECTS,
  type DiagnoseResult,
  EXPLAIN_RULE,
  type ExplainRuleResult,
  FILTERS,
  FIND_RULES,
  type FindRulesResult,
  type InitializationOptions,
  PROBE_TARGETS,
  PROBED,
  type ProbedParams,
  REVIEW_WORKSPACE,
  type ReviewWorkspaceParams,
  RULE_PAGE,
  RULES,
  STATED_IDLE,
  type StatedIdleResult,
  TEST_PACKET,
  type TestPacketResult,
  TOPOLOGY,
  type TopologyResult,
  TRACE,
  type TraceResult,
  WHAT_IF,
  type WhatIfResult,
} from '../../../client/src/protocol.ts';
import { baseTexts } from './base-texts.ts';
import { CODE_ACTION_KINDS, codeAction } from './code-action.ts';
import { codeActionResolve } from './code-action-resolve.ts';
import { codeLens, codeLensResolve } from './code-lens.ts';
import { compare } from './compare.ts';
import { definition } from './definition.ts';
import { diagnose } from './diagnose.ts';
import { dialects } from './dialects.ts';
import { documentDiagnostic } from './document-diagnostic.ts';
import { documentHighlight } from './document-highlight.ts';
import { documentSymbol } from './document-symbol.ts';
import { explainRule } from './explain-rule.ts';
import { filters } from './filters.ts';
import { findRules } from './find-rules.ts';
import { foldingRange } from './folding-range.ts';
import { hover } from './hover.ts';
import { inlayHint } from './inlay-hint.ts';
import { localeOf } from './locale.ts';
import { prepareRename } from './prepare-rename.ts';
import { probeTargets } from './probe-targets.ts';
import { projectFile, publishProjectDiagnostics } from './project-diagnostics.ts';
import { references } from './references.ts';
import { rename } from './rename.ts';
import { reviewWorkspace } from './review-workspace.ts';
import { rulePage } from './rule-page.ts';
import { rules } from './rules.ts';
import { settingsStore } from './settings-store.ts';
import { statedIdle } from './stated-idle.ts';
import { testPacket } from './test-packet.ts';
import { topology } from './topology.ts';
import { trace } from './trace.ts';
import { versionedDocuments } from './versioned-documents.ts';
import { whatIf } from './what-if.ts';
import { createWorkspace, type Workspace } from './workspace.ts';
import { workspaceDiagnostic } from './workspace-diagnostic.ts';

// The composition root. The library would also listen on sockets and pipes if asked to: this server does not.
const ipc = process.argv.includes('--node-ipc');
if (!ipc && !process.argv.includes('--stdio')) {
  process.stderr.write('netreview language server: start it with --stdio or --node-ipc\n');
  process.exit(2);
}
const connection = ipc
  ? createConnection(ProposedFeatures.all, new IPCMessageReader(process), new IPCMessageWriter(process))
  : createConnection(ProposedFeatures.all, process.stdin, process.stdout);
const documents = new TextDocuments(versionedDocuments);

connection.onInitialize((params): InitializeResult => {
  const { capabilities } = params;
  const options = params.initializationOptions as Partial<InitializationOptions> | undefined;
  const settings = settingsStore(connection, {
    asks: capabilities.workspace?.configuration === true,
    // Clients that know no trust say nothing of it.
    trusted: options?.trusted !== false,
  });
  const pullAgain = (): void => {
    if (capabilities.workspace?.diagnostics?.refreshSupport) heed(connection.languages.diagnostics.refresh());
  };
  const workspace = createWorkspace(connection, documents, settings, localeOf(options?.locale), pullAgain);
  settings.setFolders(foldersOf(params));
  const refresh = (): void => refreshDecorations(capabilities);
  answer(workspace, { resolves: resolvesEdits(capabilities), showsFindings: options?.showsFindings === true }, refresh);
  connection.onNotification(PROBED, (params: ProbedParams) => {
    workspace.probed.set(params);
    pullAgain();
  });
  connection.onInitialized(() => listen(workspace, params, refresh));
  return {
    serverInfo: { name: 'netreview' },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
      diagnosticProvider: { identifier: 'netreview', interFileDependencies: true, workspaceDiagnostics: false },
      hoverProvider: true,
      definitionProvider: true,
      referencesProvider: true,
      documentHighlightProvider: true,
      documentSymbolProvider: { label: 'Netreview' },
      foldingRangeProvider: true,
      renameProvider: { prepareProvider: true },
      codeLensProvider: { resolveProvider: true },
      inlayHintProvider: true,
      codeActionProvider: { codeActionKinds: CODE_ACTION_KINDS, resolveProvider: true },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
});

documents.listen(connection);
connection.listen();

/** What the client does by itself. */
interface ClientWays {
  readonly resolves: boolean;
  readonly showsFindings: boolean;
}

/** Requests. */
function answer(workspace: Workspace, { resolves, showsFindings }: ClientWays, refresh: () => void): void {
  const bases = baseTexts(workspace);
  connection.languages.diagnostics.on((params, token) => documentDiagnostic(workspace, params, token));
  connection.onCodeAction(async (params, token) => {
    const actions = await codeAction(workspace, params, token);
    return resolves ? actions : Promise.all(actions.map((action) => codeActionResolve(workspace, action, token)));
  });
  connection.onCodeActionResolve((action, token) => codeActionResolve(workspace, action, token));
  connection.languages.diagnostics.onWorkspace((params, token, _, part) =>
    workspaceDiagnostic(workspace, params, token, part && ((report) => part.report(report))),
  );
  connection.onHover((params, token) => hover(workspace, params, token, showsFindings));
  connection.onDefinition((params, token) => definition(workspace, params, token));
  connection.onReferences((params, token) => references(workspace, params, token));
  connection.onDocumentHighlight((params, token) => documentHighlight(workspace, params, token));
  connection.onDocumentSymbol((params, token) => documentSymbol(workspace, params, token));
  connection.onFoldingRanges((params, token) => foldingRange(workspace, params, token));
  connection.onPrepareRename((params, token) => prepareRename(workspace, params, token));
  connection.onRenameRequest((params, token) => rename(workspace, params, token));
  connection.onCodeLens((params, token) => codeLens(workspace, bases, params, token));
  connection.onCodeLensResolve((lens, token) => codeLensResolve(workspace, bases, lens, token));
  connection.languages.inlayHint.on((params, token) => inlayHint(workspace, params, token));
  connection.onRequest(DIALECTS, dialects);
  connection.onRequest(RULES, () => rules(workspace.locale));
  connection.onRequest(RULE_PAGE, rulePage);
  connection.onRequest(FILTERS, (params, token) => filters(workspace, params, token));
  connection.onRequest<TestPacketResult, void>(TEST_PACKET, (params, token) => testPacket(workspace, params, token));
  connection.onRequest<TraceResult, void>(TRACE, (params, token) => trace(workspace, params, token));
  connection.onRequest<DiagnoseResult, void>(DIAGNOSE, (params, token) => diagnose(workspace, params, token));
  connection.onRequest<TopologyResult, void>(TOPOLOGY, (params, token) => topology(workspace, params, token));
  connection.onRequest<WhatIfResult, void>(WHAT_IF, (params, token) => whatIf(workspace, params, token));
  connection.onRequest<ExplainRuleResult, void>(EXPLAIN_RULE, (params, token) => explainRule(workspace, params, token));
  connection.onRequest<CompareResult, void>(COMPARE, (params, token) => compare(workspace, params, token));
  connection.onRequest<FindRulesResult, void>(FIND_RULES, (params, token) => findRules(workspace, params, token));
  connection.onNotification(BASE_TEXT, (params: BaseTextParams) => {
    bases.set(params);
    refresh();
  });
  connection.onRequest(PROBE_TARGETS, (params, token) => probeTargets(workspace, params, token));
  connection.onRequest<StatedIdleResult, void>(STATED_IDLE, (params, token) => statedIdle(workspace, params, token));
  connection.onRequest(REVIEW_WORKSPACE, ({ workDoneToken }: ReviewWorkspaceParams, token) =>
    reviewWorkspace(workspace, token, connection.window.attachWorkDoneProgress(workDoneToken)),
  );
}

/** Everything that changes what a review says without a change of the document. */
function listen(workspace: Workspace, { capabilities }: InitializeParams, refresh: () => void): void {
  const { settings } = workspace;
  const changed = (gone: readonly WorkspaceFolder[] = []): void => {
    settings.forget();
    workspace.networks.forgetIntents();
    heed(workspace.networks.readFolders());
    publishProjectDiagnostics(workspace, gone);
    if (capabilities.workspace?.diagnostics?.refreshSupport) heed(connection.languages.diagnostics.refresh());
    refresh();
  };
  if (capabilities.workspace?.didChangeConfiguration?.dynamicRegistration)
    heed(connection.client.register(DidChangeConfigurationNotification.type, { section: 'netreview' }));
  connection.onDidChangeConfiguration(() => changed());
  connection.onDidChangeWatchedFiles(({ changes }) => {
    if (changes.some(({ uri }) => projectFile(uri, settings.folders))) changed();
    else heed(workspace.networks.readFiles(changes.map(({ uri }) => uri)));
  });
  if (capabilities.workspace?.workspaceFolders) {
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      const gone = new Set(removed.map((folder) => folder.uri));
      settings.setFolders([...settings.folders.filter((folder) => !gone.has(folder.uri)), ...added]);
      changed(removed);
    });
  }
  documents.onDidOpen(({ document }) => {
    if (projectFile(document.uri, settings.folders)) publishProjectDiagnostics(workspace);
  });
  documents.onDidClose(({ document }) => {
    if (projectFile(document.uri, settings.folders)) publishProjectDiagnostics(workspace);
    // What was not saved is gone.
    else heed(workspace.networks.readFiles([document.uri]));
  });
  if (capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration)
    heed(connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: '**/*' }] }));
  heed(workspace.networks.readFolders());
  publishProjectDiagnostics(workspace);
}

/** Lenses and hints that are on screen are asked for again. */
function refreshDecorations({ workspace }: ClientCapabilities): void {
  if (workspace?.codeLens?.refreshSupport) heed(connection.sendRequest(CodeLensRefreshRequest.type));
  if (workspace?.inlayHint?.refreshSupport) heed(connection.languages.inlayHint.refresh());
}

/** A client that refuses what it said it can do is told of, and survived. */
function heed(answered: Promise<unknown>): void {
  answered.catch((error: unknown) => connection.console.warn(error instanceof Error ? error.message : String(error)));
}

const resolvesEdits = ({ textDocument }: ClientCapabilities): boolean =>
  textDocument?.codeAction?.resolveSupport?.properties.includes('edit') === true;

function foldersOf({ workspaceFolders, rootUri }: InitializeParams): readonly WorkspaceFolder[] {
  return workspaceFolders ?? (rootUri ? [{ uri: rootUri, name: rootUri }] : []);
}
