import { type ExtensionContext, env, workspace } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { DOCUMENTS } from './documents.ts';
import type { InitializationOptions } from './protocol.ts';

/** The language server runs in a process of its own; it opens no socket and starts no process. */
export function createLanguageClient(context: ExtensionContext): LanguageClient {
  const module = context.asAbsolutePath('dist/server.cjs');
  const projectFile = workspace.createFileSystemWatcher('**/.netreview/{config,intents,topology}.yaml');
  context.subscriptions.push(projectFile);
  return new LanguageClient(
    'netreview',
    'Netreview',
    {
      run: { module, transport: TransportKind.ipc },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--inspect=0'] } },
    },
    {
      documentSelector: DOCUMENTS,
      // A function: trust can be given while the window is open, and a restarted server shall hear of it.
      initializationOptions,
      synchronize: { fileEvents: projectFile },
      diagnosticPullOptions: { onChange: true, onSave: true },
      markdown: { isTrusted: { enabledCommands: ['netreview.showRule'] } },
    },
  );
}

const initializationOptions = (): InitializationOptions => ({
  locale: env.language.toLowerCase(),
  trusted: workspace.isTrusted,
  showsFindings: true,
});
