import { EventEmitter, Uri, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { STATUS, type StatusParams } from './protocol.ts';
import type { Session, Statuses } from './session.ts';

/** Collects the server's notifications; forgets a document when it closes. */
export function collectStatuses(context: Session['context'], client: LanguageClient): Statuses {
  const latest = new Map<string, StatusParams>();
  const changed = new EventEmitter<StatusParams>();
  context.subscriptions.push(
    changed,
    client.onNotification(STATUS, (status: StatusParams) => {
      latest.set(key(status.uri), status);
      changed.fire(status);
    }),
    workspace.onDidCloseTextDocument((document) => latest.delete(document.uri.toString())),
  );
  return { of: (uri) => latest.get(key(uri)), onDidChange: changed.event };
}

/** One spelling per document: the wire and the editor encode `:` and drive letters differently. */
const key = (uri: string): string => Uri.parse(uri).toString();
