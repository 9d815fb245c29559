import {
  createConnection,
  DidChangeConfigurationNotification,
  type InitializeParams,
  type InitializeResult,
  ProposedFeatures,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { InitializationOptions } from '../../../client/src/protocol.ts';
import { CODE_ACTION_KINDS, codeAction } from './code-action.ts';
import { codeActionResolve } from './code-action-resolve.ts';
import { isConfigFile, publishConfigDiagnostics } from './config-diagnostics.ts';
import { documentDiagnostic } from './document-diagnostic.ts';
import { localeOf } from './locale.ts';
import { settingsStore } from './settings-store.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

// The composition root: `--stdio` or `--node-ipc`, never a socket.
const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);

connection.onInitialize((params): InitializeResult => {
  const { capabilities } = params;
  const options = params.initializationOptions as Partial<InitializationOptions> | undefined;
  const settings = settingsStore(connection, capabilities.workspace?.configuration === true);
  const workspace = createWorkspace(connection, documents, settings, localeOf(options?.locale));
  settings.setFolders(params.workspaceFolders ?? []);
  answer(workspace);
  connection.onInitialized(() => listen(workspace, params));
  return {
    serverInfo: { name: 'netreview' },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
      diagnosticProvider: { identifier: 'netreview', interFileDependencies: false, workspaceDiagnostics: false },
      codeActionProvider: { codeActionKinds: CODE_ACTION_KINDS, resolveProvider: true },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
});

documents.listen(connection);
connection.listen();

/** Requests. */
function answer(workspace: Workspace): void {
  connection.languages.diagnostics.on((params, token) => documentDiagnostic(workspace, params, token));
  connection.onCodeAction((params, token) => codeAction(workspace, params, token));
  connection.onCodeActionResolve((action, token) => codeActionResolve(workspace, action, token));
}

/** Everything that changes what a review says without a change of the document. */
function listen(workspace: Workspace, { capabilities }: InitializeParams): void {
  const { settings } = workspace;
  const changed = (): void => {
    settings.forget();
    publishConfigDiagnostics(workspace);
    if (capabilities.workspace?.diagnostics?.refreshSupport) void connection.languages.diagnostics.refresh();
  };
  if (capabilities.workspace?.didChangeConfiguration?.dynamicRegistration)
    void connection.client.register(DidChangeConfigurationNotification.type, { section: 'netreview' });
  connection.onDidChangeConfiguration(changed);
  connection.onDidChangeWatchedFiles(({ changes }) => {
    if (changes.some(({ uri }) => isConfigFile(uri, settings.folders))) changed();
  });
  if (capabilities.workspace?.workspaceFolders) {
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      const gone = new Set(removed.map((folder) => folder.uri));
      settings.setFolders([...settings.folders.filter((folder) => !gone.has(folder.uri)), ...added]);
      changed();
    });
  }
  documents.onDidOpen(({ document }) => {
    if (isConfigFile(document.uri, settings.folders)) publishConfigDiagnostics(workspace);
  });
  documents.onDidClose(({ document }) => {
    if (isConfigFile(document.uri, settings.folders)) publishConfigDiagnostics(workspace);
  });
  publishConfigDiagnostics(workspace);
}
