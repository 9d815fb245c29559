import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';

/** Milliseconds of work after which the server listens again. */
const SLICE = 10;

/**
 * A pause to be called often: it lets the server read its messages, and ends work that nobody waits for any more.
 * @throws ResponseError RequestCancelled when the client asked so, ContentModified when the text has moved on.
 */
export function pauses(token: CancellationToken, isCurrent: () => boolean): (now?: 'now') => Promise<void> {
  let last = performance.now();
  return async (now) => {
    if (now !== 'now' && performance.now() - last < SLICE) return;
    // One turn to read what has arrived, one for the connection to deliver it.
    await setImmediate();
    await setImmediate();
    last = performance.now();
    if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    if (!isCurrent()) throw new ResponseError(LSPErrorCodes.ContentModified, 'the document has changed');
  };
}
