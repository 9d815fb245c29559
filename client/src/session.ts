import type { Event, ExtensionContext } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { StatusParams } from './protocol.ts';

/** What commands and views share while the extension is active. */
export interface Session {
  readonly context: ExtensionContext;
  readonly client: LanguageClient;
  readonly statuses: Statuses;
}

/** The server's latest word on each open document. */
export interface Statuses {
  of(uri: string): StatusParams | undefined;
  readonly onDidChange: Event<StatusParams>;
}
